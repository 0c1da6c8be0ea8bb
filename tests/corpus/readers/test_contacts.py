from __future__ import annotations

import time

import pytest

from corpus.readers.contacts import holds_mobile, is_contact, without_mobiles


@pytest.mark.parametrize(
    "text",
    [
        "Eva Ek, pressansvarig, 070-123 45 67",
        "eva.ek@exempel.se",
        "Växel: 0500-12 34 56",
        "eva (at) exempel.se, tfn 08-123 456 78",
    ],
)
def test_a_line_of_contact_details_is_told(text: str) -> None:
    assert is_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "Avtalet är värt 3 700 000 kronor.",
        "Ring 1177 för råd om vård.",
        "2020-04-30",
        "Frågor besvaras på 08-123 45 67. Vi svarar hela dagen.",
    ],
)
def test_a_line_that_says_something_is_none(text: str) -> None:
    assert not is_contact(text)


def test_only_the_sentence_with_the_number_goes() -> None:
    assert without_mobiles("Vi flyttar nu. Ring 070-123 45 67. Det går bra.") == "Vi flyttar nu. Det går bra."
    assert holds_mobile("+47 912 34 567")


@pytest.mark.parametrize("text", ["a." * 200_000, "a@" * 200_000, "0 7 " * 100_000, "+" * 200_000, "(at)" * 100_000])
def test_no_text_keeps_the_patterns_busy(text: str) -> None:
    start = time.process_time()
    is_contact(text)
    without_mobiles(text)
    assert time.process_time() - start < 10
