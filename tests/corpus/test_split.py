from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.sentences import sentences
from corpus.split import split
from corpus.types import BlockKind, Bulletin, PartialDate, Passage
from tests.corpus.rendered import render
from tests.examples import examples

SENTENCE = "Det här är en mening med precis nio ord. "


def words(text: str) -> int:
    return len(text.split())


def bulletin(source: str, title: str = "Nytt om lokalerna", published: str | None = "2020-04") -> Bulletin:
    body, blocks = render(source)
    return Bulletin(
        id="nytt",
        title=title,
        body=body,
        blocks=blocks,
        source=source,
        published=PartialDate.parse(published) if published else None,
    )


def passages(source: str, window: int = 400) -> list[Passage]:
    return split(bulletin(source), words, window)


def paragraph(count: int) -> str:
    return (SENTENCE * count).strip()


def test_a_paragraph_is_a_passage_with_its_headings() -> None:
    found = passages(f"{paragraph(6)}\n\n## Flytten\n\n{paragraph(6)}\n\n### Datum\n\n{paragraph(5)}")
    assert [p.heading_path for p in found] == [(), ("Flytten",), ("Flytten", "Datum")]
    assert [p.context for p in found] == [
        "Nytt om lokalerna, april 2020",
        "Nytt om lokalerna, april 2020 – Flytten",
        "Nytt om lokalerna, april 2020 – Flytten – Datum",
    ]
    assert [p.text for p in found] == [paragraph(6), paragraph(6), paragraph(5)]


def test_short_neighbours_under_one_heading_are_joined() -> None:
    found = passages(f"## A\n\nKort text.\n\n{paragraph(5)}\n\nKort slut.\n\n## B\n\nEnsam kort text.")
    assert [p.text for p in found] == [f"Kort text.\n\n{paragraph(5)}\n\nKort slut.", "Ensam kort text."]


def test_a_short_list_stays_with_its_introduction() -> None:
    found = passages("## A\n\nVi behöver tre saker:\n\n- stolar\n- bord\n- lampor")
    assert [p.text for p in found] == ["Vi behöver tre saker:\n\nstolar\nbord\nlampor"]
    assert [len(p.sentences) for p in found] == [4]


def test_an_item_keeps_its_lead_in_and_continuation() -> None:
    item = f"- **Nya stolar**\n\n  {paragraph(4)}\n\n  {paragraph(4)}\n"
    found = passages(f"## A\n\n{item}{item}")
    assert [p.text for p in found] == [f"Nya stolar\n{paragraph(4)}\n{paragraph(4)}"] * 2


def test_a_heading_with_nothing_under_it_is_a_passage() -> None:
    found = passages(f"## Flytten klar i maj\n\n## Datum\n\n### Plats\n\n{paragraph(6)}\n\n## Slut")
    assert [(p.heading_path, p.text[:10]) for p in found] == [
        ((), "Flytten kl"),
        (("Datum", "Plats"), "Det här är"),
        ((), "Slut"),
    ]


def test_the_title_is_not_repeated_as_a_heading() -> None:
    found = split(bulletin("# Nytt om lokalerna\n\nText.", published=None), words, 100)
    assert [(p.context, p.heading_path) for p in found] == [("Nytt om lokalerna", ())]


def test_a_month_in_the_title_is_not_said_twice() -> None:
    found = split(bulletin("Text.", "Nytt i April 2020"), words, 100)
    assert found[0].context == "Nytt i April 2020"


def test_a_long_paragraph_is_divided_between_sentences() -> None:
    found = passages(paragraph(40))
    assert [words(p.text) for p in found] == [117, 126, 117]
    assert all(p.text.endswith("ord.") for p in found)


def test_a_sentence_longer_than_the_window_is_cut_at_a_clause_or_word() -> None:
    text = ", ".join(["ett led med fem ord"] * 40) + "."
    found = passages(text, 50)
    assert all(words(p.text) + words(p.context) <= 50 for p in found)
    assert all(p.text.endswith((",", ".")) for p in found)
    assert " ".join(p.text for p in found) == text


def test_a_page_ends_a_passage() -> None:
    found = passages("<!-- page: 1 -->\n\nKort ett.\n\n<!-- page: 2 -->\n\nKort två.")
    assert [(p.page, p.text) for p in found] == [(1, "Kort ett."), (2, "Kort två.")]


def test_a_very_long_context_leaves_room_for_the_text() -> None:
    found = split(bulletin(f"## {'rubrik ' * 200}\n\n{paragraph(3)}", "titel " * 100), words, 40)
    assert all(words(p.context) + words(p.text) <= 40 for p in found)
    assert " ".join(p.text for p in found) == paragraph(3)


def test_a_window_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted 16 or more"):
        split(bulletin("Text."), words, 15)


def test_no_blocks_give_no_passages() -> None:
    assert passages("") == []


_LINES = st.sampled_from(
    [
        "## Rubrik",
        "### Under",
        "Kort.",
        SENTENCE * 3,
        SENTENCE * 30,
        "ord " * 90,
        "- punkt",
        "- " + SENTENCE * 4,
        "  fortsättning under punkten.",
        "    - nästlad punkt",
        "| a | b |",
        "> citat. Mer citat.",
        "<!-- page: 3 -->",
        "x" * 300,
        "1. första",
    ]
)


@examples(60)
@given(st.lists(_LINES, max_size=14), st.integers(20, 200))
def test_passages_are_exact_within_the_window_and_hold_every_sentence_once(lines: list[str], window: int) -> None:
    page = bulletin("\n\n".join(lines))
    found = split(page, words, window)
    for passage in found:
        assert passage.text == page.body[passage.start : passage.end] != ""
        assert words(passage.context) + words(passage.text) <= window
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
    assert all(a.end <= b.start for a, b in pairwise(found))
    text = [block for block in page.blocks if block.kind is not BlockKind.HEADING]
    quotable = "".join(page.body[block.start : block.end] for block in text)
    held = "".join(page.body[span.start : span.end] for passage in found for span in passage.sentences)
    headings = {page.body[b.start : b.end] for b in page.blocks if b.kind is BlockKind.HEADING}
    assert _bare(held) == _bare(quotable) or any(p.text in headings for p in found)


@examples(30)
@given(st.lists(_LINES, max_size=10))
def test_no_sentence_that_fits_is_cut(lines: list[str]) -> None:
    page = bulletin("\n\n".join(lines))
    held = {(span.start, span.end) for passage in split(page, words, 150) for span in passage.sentences}
    for block in page.blocks:
        for span in sentences(page.body[block.start : block.end]):
            whole = (block.start + span.start, block.start + span.end)
            assert block.kind is BlockKind.HEADING or whole in held


def _bare(text: str) -> str:
    return "".join(text.split())
