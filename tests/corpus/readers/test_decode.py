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


SWEDISH = "ÅÄÖ åäö é – ”citat” … 5 § € · 1\u00a0000"


def misread(text: str, encoding: str) -> str:
    """UTF-8 that a program took for another encoding."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_letters_that_were_encoded_several_times_are_mended(times: int) -> None:
    text = SWEDISH
    for _ in range(times):
        text = misread(text, "cp1252")
    assert decode(text.encode()) == SWEDISH


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
def test_letters_that_a_mac_or_a_console_read_wrongly_are_mended(encoding: str) -> None:
    text = "Så går införandet – på Österlen"
    assert decode(misread(text, encoding).encode()) == text


def test_a_quotation_mark_that_lost_its_last_byte_is_mended() -> None:
    assert decode("â€œJa, nuâ€ sade hon".encode()) == "“Ja, nu” sade hon"


@pytest.mark.parametrize(
    "text",
    [
        "Han sa ”JA, SÅ” och ”Ö–”",
        "…Är det så? »Ändring»",
        "”Ä” «Å» Ö… Å–Ö",
        "idé”… armé”–",
        "├── mapp √4",
        "På Å\u00a0ö",
    ],
)
def test_letters_beside_signs_stay_as_they_are(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252"])
def test_an_encoding_that_nothing_tells_is_told_by_the_letters_of_its_words(encoding: str) -> None:
    text = "Två sjukhus börjar i höst, ”först” Skövde. Då går kursen."
    written = text.replace("”", '"') if encoding == "cp850" else text
    assert decode(written.encode(encoding)) == written


def test_quotation_marks_alone_tell_no_other_encoding() -> None:
    text = "The “ward” is “closed” – it’s in May…"
    assert decode(text.encode("cp1252")) == text
