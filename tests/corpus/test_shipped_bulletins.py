"""The twelve bulletins that ship: readable, of a bulletin's length, dated honestly, and in our own words."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from corpus.readers.document import DateSource
from corpus.shelf.bulletin_file import ReadFile, read_file
from corpus.shelf.library import Library
from corpus.types import Block, BlockKind, Bulletin

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "corpus" / "bulletins"
SOURCES = ROOT.parent / "shared" / "fvm"
CLOSING = "Sammanfattat med egna ord för detta projekt; originalets lydelse finns hos utgivaren."
FILES = sorted(FOLDER.glob("*.md"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def file(request: pytest.FixtureRequest) -> ReadFile:
    path: Path = request.param
    return read_file(path)


@pytest.fixture
def bulletin(file: ReadFile) -> Bulletin:
    assert file.bulletin is not None, file.problems
    return file.bulletin


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def sequences(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def texts(bulletin: Bulletin, kind: BlockKind) -> list[str]:
    return [bulletin.body[block.start : block.end] for block in bulletin.blocks if block.kind is kind]


def test_twelve_bulletins_ship_and_the_shelf_leaves_none_out() -> None:
    shelf = Library(FOLDER).load()
    assert len(shelf.bulletins) == 12
    assert shelf.errors == ()


def test_only_the_page_of_unknown_date_is_without_one() -> None:
    undated = [bulletin.id for bulletin in Library(FOLDER).load().bulletins if bulletin.published is None]
    assert undated == ["programmets-organisation-fvm"]


def test_every_bulletin_has_a_page_of_its_own() -> None:
    addresses = [bulletin.url or "" for bulletin in Library(FOLDER).load().bulletins]
    assert len(set(addresses)) == 12
    assert {urlsplit(address).scheme for address in addresses} == {"https"}


def test_a_bulletin_has_sixty_to_four_hundred_words(bulletin: Bulletin) -> None:
    assert 60 <= len(bulletin.body.split()) <= 400


def test_a_bulletin_closes_with_the_line_that_calls_it_a_summary(bulletin: Bulletin) -> None:
    assert texts(bulletin, BlockKind.PARAGRAPH)[-1] == CLOSING
    assert bulletin.body.endswith(CLOSING)


def test_a_bulletin_is_headed_and_its_title_is_not_repeated_in_its_text(bulletin: Bulletin) -> None:
    headings = texts(bulletin, BlockKind.HEADING)
    assert headings
    assert bulletin.title not in headings


def test_no_list_marker_or_markup_is_left_in_the_text(bulletin: Bulletin) -> None:
    assert not re.search(r"(^|\s)[-•*#]\s|\*\*|__|\]\(", bulletin.body)


def test_every_list_item_has_a_lead_in_and_says_something_after_it(bulletin: Bulletin) -> None:
    for block in opening_items(bulletin):
        lead_in, colon, rest = bulletin.body[block.start : block.end].partition(": ")
        assert colon
        assert 1 <= len(lead_in.split()) <= 5
        assert len(rest.split()) >= 4


def opening_items(bulletin: Bulletin) -> list[Block]:
    """The first block of each bullet."""
    firsts: dict[int, Block] = {}
    for block in bulletin.blocks:
        if block.item is not None:
            firsts.setdefault(block.item, block)
    return list(firsts.values())


def test_a_paragraph_that_continues_a_bullet_belongs_to_it() -> None:
    april = read_file(FOLDER / "summering-fvm-april-2020.md").bulletin
    assert april is not None
    parts: dict[int, int] = {}
    for block in april.blocks:
        if block.item is not None:
            parts[block.item] = parts.get(block.item, 0) + 1
    assert list(parts.values()) == [1, 1, 1, 2, 2]


def test_every_sentence_ends_with_a_full_stop(bulletin: Bulletin) -> None:
    for text in texts(bulletin, BlockKind.PARAGRAPH) + texts(bulletin, BlockKind.LIST_ITEM):
        assert text.endswith(".")


def test_a_date_taken_from_the_title_agrees_with_it(file: ReadFile, bulletin: Bulletin) -> None:
    if file.front_matter.head.date_source is DateSource.TITLE:
        assert bulletin.published is not None
        assert str(bulletin.published.year) in bulletin.title


def test_every_date_says_where_it_comes_from(file: ReadFile) -> None:
    assert (file.front_matter.head.date_source is None) is (file.front_matter.head.published is None)


def test_no_eight_words_in_a_row_come_from_the_published_bulletin(bulletin: Bulletin) -> None:
    original = SOURCES / "000_7e93148dcf6f22c2.txt"
    if not original.is_file():
        pytest.skip(f"the published bulletin is not at {original}")
    assert not sequences(bulletin.body, 8) & sequences(original.read_text(encoding="utf-8"), 8)


def test_every_number_of_the_facts_stands_in_its_bulletin_and_no_other_does() -> None:
    facts = SOURCES / "facts.jsonl"
    if not facts.is_file():
        pytest.skip(f"the facts are not at {facts}")
    by_title = {bulletin.title: bulletin for bulletin in Library(FOLDER).load().bulletins}
    for line in facts.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        bulletin = by_title[page["title"]]
        known = numbers(" ".join(page["facts"]))
        assert known <= numbers(bulletin.body), page["title"]
        assert numbers(bulletin.body) <= known | numbers(f"{page['title']} {page['date']}"), page["title"]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))
