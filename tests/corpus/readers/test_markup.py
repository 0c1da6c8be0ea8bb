from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.language.characters import line
from corpus.readers.markdown import read_markdown
from corpus.readers.markup import to_markdown
from corpus.readers.parts import Part
from corpus.types import BlockKind

MARKUP = st.text(alphabet=st.sampled_from("ab 1.)#*-_>|`[]()<&;!\\:=+~^{}å\"'"), max_size=25)
LINES = (MARKUP | st.text(max_size=25)).map(line).filter(bool)
KINDS = st.sampled_from([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.QUOTE])


def shown(parts: list[Part]) -> list[tuple[BlockKind, str]]:
    return [(part.kind, part.text) for part in read_markdown(to_markdown(parts))]


@given(st.lists(st.tuples(KINDS, LINES), max_size=6))
@example([(BlockKind.HEADING, "&#0;"), (BlockKind.PARAGRAPH, "&#65"), (BlockKind.PARAGRAPH, "R&D; &amp; &#x41;")])
def test_text_shows_as_it_was_whatever_its_characters(blocks: list[tuple[BlockKind, str]]) -> None:
    parts = [Part(kind, text, level=2, group=n) for n, (kind, text) in enumerate(blocks)]
    assert shown(parts) == blocks


@given(st.lists(st.lists(LINES, min_size=1, max_size=3), min_size=1, max_size=4))
def test_items_show_as_they_were(items: list[list[str]]) -> None:
    parts = [
        Part(BlockKind.LIST_ITEM, text, level=1, item=n, group=0) for n, texts in enumerate(items) for text in texts
    ]
    again = [(part.item, part.text) for part in read_markdown(to_markdown(parts))]
    assert again == [(part.item, part.text) for part in parts]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_nested_items_keep_their_depth(level: int) -> None:
    parts = [Part(BlockKind.LIST_ITEM, f"nivå {n}", level=n, item=n - 1, group=0) for n in range(1, level + 1)]
    assert [part.level for part in read_markdown(to_markdown(parts))] == list(range(1, level + 1))


def test_a_table_is_written_as_a_table() -> None:
    rows = [Part(BlockKind.TABLE_ROW, text, group=1) for text in ("Ort | Start", "Skövde | *maj*", "Borås")]
    source = to_markdown(rows)
    assert source == "| Ort | Start |\n|---|---|\n| Skövde | \\*maj\\* |\n| Borås |  |\n"
    assert [text for _, text in shown(rows)] == ["Ort | Start", "Skövde | *maj*", "Borås"]


def test_pages_are_kept_through_the_markdown() -> None:
    parts = [Part(BlockKind.PARAGRAPH, f"sida {n}", page=n) for n in (1, 1, 2)]
    assert [part.page for part in read_markdown(to_markdown(parts))] == [1, 1, 2]


def test_a_lead_in_is_bold() -> None:
    parts = [
        Part(BlockKind.LIST_ITEM, "Nya stolar", 1, 0, group=0, strong=True),
        Part(BlockKind.LIST_ITEM, "De kommer i maj.", 1, 0, group=0),
    ]
    assert to_markdown(parts) == "- **Nya stolar**\n\n  De kommer i maj.\n"


@pytest.mark.parametrize("sign", ["`", "*a _b ", "[", "[a](", "\\[", "<a ", "<", "</p><p>", "<!--", "&amp;", "#{_}"])
def test_a_paragraph_of_thousands_of_signs_shows_as_it_was_in_no_time(sign: str) -> None:
    text = (sign * (20_000 // len(sign))).strip()
    begun = time.process_time()
    shown = read_markdown(to_markdown([Part(BlockKind.PARAGRAPH, each) for each in ("Före.", text, "Efter.")]))
    assert [part.text for part in shown] == ["Före.", text, "Efter."]
    assert time.process_time() - begun < 3.0
