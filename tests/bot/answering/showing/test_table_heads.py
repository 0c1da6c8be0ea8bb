from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.showing.table_heads import MOST_CHARACTERS, table_head
from corpus.types import Bulletin, Span

MakePage = Callable[..., Bulletin]

_TABLE = """Så här blir det.

| Sjukhus | Utbildning | Driftstart |
|---|---|---|
| Norra | maj 2027 | 3 september 2027 |
| Södra | augusti 2027 | 7 januari 2028 |

Frågor tas emot av staben.
"""


def head_of(bulletin: Bulletin, quote: str) -> str:
    start = bulletin.body.index(quote)
    return table_head(bulletin, Span(start, start + len(quote)))


@pytest.mark.parametrize("row", ["Norra | maj 2027 | 3 september 2027", "Södra | augusti 2027 | 7 januari 2028"])
def test_a_row_is_shown_with_what_its_columns_are_called(make_page: MakePage, row: str) -> None:
    assert head_of(make_page(_TABLE), row) == "Sjukhus | Utbildning | Driftstart"


@pytest.mark.parametrize(
    "quote", ["Så här blir det.", "Frågor tas emot av staben.", "Sjukhus | Utbildning | Driftstart"]
)
def test_what_is_no_row_under_a_head_has_none(make_page: MakePage, quote: str) -> None:
    assert head_of(make_page(_TABLE), quote) == ""


def test_years_may_be_names_of_columns(make_page: MakePage) -> None:
    page = make_page("| Sträcka | 2025 | 2026 |\n|---|---|---|\n| Ek–Alm | 14 km | 19 km |\n")
    assert head_of(page, "Ek–Alm | 14 km | 19 km") == "Sträcka | 2025 | 2026"


def test_a_head_without_a_name_over_the_first_column_is_one(make_page: MakePage) -> None:
    page = make_page("| | Före | Efter |\n|---|---|---|\n| Längsta möte | 49 minuter | 8 timmar |\n")
    assert head_of(page, "Längsta möte | 49 minuter | 8 timmar") == "| Före | Efter"


def test_a_row_whose_last_cells_are_empty_has_the_head_of_its_table(make_page: MakePage) -> None:
    page = make_page("| Kurs | Borås | Skövde |\n|---|---|---|\n| Grundkurs | 3 maj |  |\n| Ledning |  | 4 maj |\n")
    assert head_of(page, "Grundkurs | 3 maj") == "Kurs | Borås | Skövde"
    assert head_of(page, "Ledning | | 4 maj") == "Kurs | Borås | Skövde"


def test_a_first_row_like_all_others_is_no_head(make_page: MakePage) -> None:
    page = make_page("| Måndag | 8–16 | 9–15 |\n|---|---|---|\n| Tisdag | 8–17 | 9–15 |\n")
    assert head_of(page, "Tisdag | 8–17 | 9–15") == ""


def test_two_cells_are_understood_without_a_head(make_page: MakePage) -> None:
    page = make_page("| Roll | Namn |\n|---|---|\n| Programledare | Bo Al |\n")
    assert head_of(page, "Programledare | Bo Al") == ""


def test_the_head_is_that_of_the_own_table(make_page: MakePage) -> None:
    page = make_page("| A | B | C |\n|---|---|---|\n| x | 1 | 2 |\n\n| D | E | F |\n|---|---|---|\n| y | 3 | 4 |\n")
    assert head_of(page, "y | 3 | 4") == "D | E | F"


def test_a_head_of_sentences_is_not_shown(make_page: MakePage) -> None:
    page = make_page(f"| {'ord ' * MOST_CHARACTERS} | B | C |\n|---|---|---|\n| x | 1 | 2 |\n")
    assert head_of(page, "x | 1 | 2") == ""
