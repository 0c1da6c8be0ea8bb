from __future__ import annotations

import time

import pytest

from corpus.readers.contacts import holds_mobile, is_contact, without_mobiles


@pytest.mark.parametrize(
    "text",
    [
        "Eva Ek, pressansvarig, 070-123 45 67",
        "eva.ek@exempel.se",
        "Telefon: 0500-12 34 56",
        "Kontakta Eva Ek på 08-123 45 67.",
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
        "Kontakt: e-halsa@exempel.se",
        "2020-04-30",
        "Frågor besvaras på 08-123 45 67. Vi svarar hela dagen.",
        "Växel: 0500-12 34 56",
        "Vid fel i systemet ringer du supporten på 010-473 71 00.",
        "Anmälan mejlas till utbildning@exempel.se senast den 5 juni.",
        "Mötes-ID: 073 123 45 67",
        "Avtalet är på +46 700 000 000 kronor",
        "Öppet 08 00–16 30",
        "Ring Region Halland på 035-12 34 56",
    ],
)
def test_a_line_that_says_something_is_none(text: str) -> None:
    assert not is_contact(text)


def test_only_the_sentence_with_the_number_goes() -> None:
    assert without_mobiles("Vi flyttar nu. Ring 070-123 45 67. Det går bra.") == "Vi flyttar nu. Det går bra."
    assert holds_mobile("+47 912 34 567")


def test_a_sentence_with_a_desks_mobile_number_stays_and_one_with_a_persons_goes() -> None:
    assert without_mobiles("Ring jouren på 070-123 45 67.") == "Ring jouren på 070-123 45 67."
    assert without_mobiles("Ring jouren, Eva Ek, på 070-123 45 67.") == ""


@pytest.mark.parametrize("text", ["a." * 200_000, "a@" * 200_000, "0 7 " * 100_000, "+" * 200_000, "(at)" * 100_000])
def test_no_text_keeps_the_patterns_busy(text: str) -> None:
    start = time.process_time()
    is_contact(text)
    without_mobiles(text)
    assert time.process_time() - start < 10
