from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.types import BlockKind
from tests.corpus.rendered import render

HEADING, PARAGRAPH, ITEM, ROW, QUOTE = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.TABLE_ROW,
    BlockKind.QUOTE,
)


def shown(source: str) -> list[tuple[BlockKind, int, int | None, str]]:
    body, blocks = render(source)
    return [(block.kind, block.level, block.item, body[block.start : block.end]) for block in blocks]


def test_body_is_the_rendered_text_without_markup() -> None:
    body, _ = render("## Om *oss*\n\nVi  är\nett **lag** &amp; [länkar](https://exempel.se) `kod`.\n\n![bild](x.png)\n")
    assert body == "Om oss\n\nVi är ett lag & länkar kod."


def test_items_of_a_list_are_joined_by_one_line_break() -> None:
    assert render("Text:\n\n- ett\n- två\n\nSlut")[0] == "Text:\n\nett\ntvå\n\nSlut"


@pytest.mark.parametrize("margin", ["  ", "    "])
def test_a_continuation_paragraph_belongs_to_its_item(margin: str) -> None:
    source = f"- **Ledtext**\n\n{margin}Första stycket.\n\n{margin}Andra stycket.\n- Nästa\n"
    assert shown(source) == [
        (ITEM, 1, 0, "Ledtext"),
        (ITEM, 1, 0, "Första stycket."),
        (ITEM, 1, 0, "Andra stycket."),
        (ITEM, 1, 1, "Nästa"),
    ]


@pytest.mark.parametrize("margin", ["  ", "    "])
def test_a_nested_item_has_a_number_of_its_own(margin: str) -> None:
    assert shown(f"- a\n{margin}- b\n- c") == [(ITEM, 1, 0, "a"), (ITEM, 2, 1, "b"), (ITEM, 1, 2, "c")]


def test_a_list_may_follow_its_paragraph_at_once() -> None:
    assert shown("Text:\n- a\n1. b")[:2] == [(PARAGRAPH, 0, None, "Text:"), (ITEM, 1, 0, "a")]
    assert shown("Året var\n2020. Det var bra.") == [(PARAGRAPH, 0, None, "Året var 2020. Det var bra.")]


def test_a_heading_ends_a_list_without_a_blank_line() -> None:
    assert shown("- a\n## H\nText")[1:] == [(HEADING, 2, None, "H"), (PARAGRAPH, 0, None, "Text")]


def test_a_rule_is_no_list() -> None:
    assert shown("* * *\n\nText") == [(PARAGRAPH, 0, None, "Text")]


def test_a_hard_line_break_ends_a_block() -> None:
    assert render("- **Ledtext**  \n  Text under.")[0] == "Ledtext\nText under."


def test_a_table_becomes_rows() -> None:
    assert shown("| Ort | Start |\n|---|---|\n| Skövde | maj |\n| Borås | |") == [
        (ROW, 0, None, "Ort | Start"),
        (ROW, 0, None, "Skövde | maj"),
        (ROW, 0, None, "Borås"),
    ]


def test_a_quotation_is_marked() -> None:
    assert shown("> ett\n>\n> två") == [(QUOTE, 0, None, "ett"), (QUOTE, 0, None, "två")]


def test_html_is_data_and_what_a_browser_hides_is_left_out() -> None:
    source = (
        "<script>alert(1)</script>\n\n<style>p{}</style>\n\nA <b onclick='x()'>b</b> <i hidden>c</i>\n\n"
        "<div style='display: none'>d</div>\n\n<iframe src='javascript:x'>e</iframe>\n\n<!-- f -->\n\n"
        "<svg><text>g</text></svg><form><textarea>h</textarea>i</form>"
    )
    assert render(source)[0] == "A b\n\ni"


def test_a_page_marker_sets_the_page_of_what_follows() -> None:
    body, blocks = render("Ett\n\n<!-- page: 2 -->\n\nTvå\n\n- tre")
    assert body == "Ett\n\nTvå\n\ntre"
    assert [block.page for block in blocks] == [None, 2, 2]


def test_invisible_characters_are_left_out() -> None:
    assert render("A\u200bb\u00adc \u202eab\u202c \ufeffa\u030a&nbsp;x")[0] == "Abc ab å x"


@pytest.mark.parametrize(
    "source", [">" * 5000 + " a", "- " * 3000 + "a", "<div>" * 5000 + "a", "*" * 5000 + "a", "[" * 3000]
)
def test_markup_nested_too_deeply_ends_in_no_foreign_error(source: str) -> None:
    with suppress(ReadError):
        assert render(source)[1]


@given(st.text(alphabet=st.sampled_from("ab #*-_>|`[]()<&\n\t1.!\\:å "), max_size=120))
def test_blocks_lie_in_the_body_in_order_and_hold_all_of_it(source: str) -> None:
    body, blocks = render(source)
    texts = [body[block.start : block.end] for block in blocks]
    assert all(text and text == " ".join(text.split()) for text in texts)
    gaps = [body[a.end : b.start] for a, b in pairwise(blocks)]
    assert set(gaps) <= {"\n", "\n\n"}
    assert "".join(texts) == "".join(body.split("\n"))


def test_marks_of_footnotes_go_and_their_texts_stay() -> None:
    body, _ = render("Start 2026[^1] för alla[^b].\n\n[^1]: Preliminärt.\n\nEn [länk](/x).\n")
    assert body == "Start 2026 för alla.\n\nPreliminärt.\n\nEn länk."


def test_an_empty_cell_keeps_its_place_in_its_row() -> None:
    body, _ = render("|  | v. 18 | v. 19 |\n|---|---|---|\n| Grundkurs | X |  |\n| Fördjupning |  | X |\n")
    assert body == "| v. 18 | v. 19\nGrundkurs | X\nFördjupning | | X"
