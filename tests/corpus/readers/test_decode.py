from __future__ import annotations

import pytest

from corpus.errors import ReadError
from corpus.readers.decode import decode

TEXT = "Förvaltningen i Skövde återkommer – senast på måndag.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode().decode("cp1252").encode(),
    ],
)
def test_text_is_read_in_whatever_encoding_it_came(data: bytes) -> None:
    assert decode(data) == TEXT


def test_a_declared_encoding_is_believed_where_it_fits() -> None:
    assert decode(TEXT.encode("mac-roman"), "mac-roman") == TEXT
    assert decode(TEXT.encode("cp1252"), "utf-8") == TEXT
    assert decode(TEXT.encode(), "no-such-encoding") == TEXT
    assert decode(TEXT.encode(), "hex") == TEXT


def test_a_page_may_declare_its_encoding_itself() -> None:
    page = f'<html><head><meta charset="mac-roman"></head><body>{TEXT}</body></html>'
    assert TEXT in decode(page.encode("mac-roman"), html=True)


@pytest.mark.parametrize("data", [b"GIF89a\x00\x01\x02", bytes(range(256)), b"\x7fELF\x02\x01\x01" + b"\x00" * 64])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="binary"):
        decode(data)


def test_letters_that_were_encoded_twice_are_mended_among_others_that_were_not() -> None:
    assert decode("Driften tas Ã¶ver i november – â€“ på René".encode()) == "Driften tas över i november – – på René"


def test_what_is_utf_8_is_read_as_that_whatever_its_label_says() -> None:
    assert decode(TEXT.encode(), "iso-8859-1") == TEXT
