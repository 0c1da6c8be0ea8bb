from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.personal_numbers import holds_personal_number, luhn_holds


def with_checksum(nine: str) -> str:
    return next(nine + digit for digit in "0123456789" if luhn_holds(nine + digit))


days = st.dates(datetime.date(1890, 1, 1), datetime.date(2030, 12, 31))
serials = st.integers(0, 999).map(lambda number: f"{number:03d}")
separators = st.sampled_from(("", "-", "+", " ", "–", " - "))
around = st.sampled_from(("", "vad gäller för ", "(", "pnr:", " å"))


@st.composite
def numbers(draw: st.DrawFn, coordination: bool = False) -> tuple[str, str]:
    """A number's ten digits, and the way in which it is written."""
    day, serial = draw(days), draw(serials)
    date = f"{day:%y%m}{day.day + (60 if coordination else 0):02d}"
    ten = with_checksum(date + serial)
    century = draw(st.sampled_from(("", f"{day.year // 100}")))
    return ten, f"{century}{ten[:6]}{draw(separators)}{ten[6:]}"


@given(numbers() | numbers(coordination=True), around, around)
def test_every_way_of_writing_a_number_is_found(number: tuple[str, str], before: str, after: str) -> None:
    assert holds_personal_number(f"{before}{number[1]}{after}")


@given(numbers(), st.integers(1, 9))
def test_a_wrong_checksum_is_no_number(number: tuple[str, str], off: int) -> None:
    ten = number[0]
    wrong = ten[:9] + str((int(ten[9]) + off) % 10)
    assert not holds_personal_number(f"{wrong[:6]}-{wrong[6:]}")


@pytest.mark.parametrize("written", ["811218-9876", "8112189876", "19811218-9876", "198112189876", "811218+9876",
                                     "1981 12 18-9876", "1981-12-18-9876", "811278-9873", "811218 9876",
                                     "８１１２１８-９８７６", "nr 811218-9876, tack"])  # fmt: skip
def test_known_numbers_are_found(written: str) -> None:
    assert holds_personal_number(written)


@pytest.mark.parametrize(
    "text",
    ["811218-9875", "811318-9876", "811232-9876", "3.7 miljarder", "2020-04-30", "den 18 december 1981",
     "ärende 1234567890123", "811218-98765", "1811218-9876", "tel 010-441 00 00", "171112189876", ""],
)  # fmt: skip
def test_other_digits_are_not_taken_for_a_number(text: str) -> None:
    assert not holds_personal_number(text)


@given(st.text(max_size=300))
def test_no_text_breaks_the_search(text: str) -> None:
    assert holds_personal_number(text) in (True, False)
