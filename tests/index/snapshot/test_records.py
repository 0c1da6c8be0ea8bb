from __future__ import annotations

from corpus.split import split
from corpus.types import Block, BlockKind, Bulletin, PartialDate
from index.snapshot.records import bulletins_from_json, bulletins_to_json, passages_from_json, passages_to_json

BULLETIN = Bulletin(
    id="å-1",
    title="Läget i maj 📣",
    body="Rubrik\n\nFörsta meningen. Andra meningen.\n\nPunkt ett",
    blocks=(
        Block(BlockKind.HEADING, 0, 6, level=2),
        Block(BlockKind.PARAGRAPH, 8, 40, page=3),
        Block(BlockKind.LIST_ITEM, 42, 51, level=1, item=0),
    ),
    source="## Rubrik",
    url=None,
    published=PartialDate(2020, 5),
    updated=PartialDate(2021),
)


def test_a_bulletin_comes_back_as_it_was() -> None:
    assert bulletins_from_json(bulletins_to_json([BULLETIN])) == (BULLETIN,)


def test_a_passage_comes_back_as_it_was() -> None:
    passages = split(BULLETIN, lambda text: len(text.split()), 100)
    assert passages
    assert passages_from_json(passages_to_json(passages), {BULLETIN.id: BULLETIN}) == tuple(passages)
