"""Two bots with a folder each, one database: what one previews the other publishes, and both answer from it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.administration.audit import AuditLog
from bot.administration.errors import OccupiedError, PreviewError
from bot.administration.paper import StoredPaper
from bot.administration.publishing.occupancy import occupied_everywhere
from bot.administration.publishing.publisher import Publisher, Sources
from bot.administration.sharing import BULLETINS, SharedShelf
from bot.database.postgres import PostgresDatabase
from bot.slack.inbox.database import open_shared
from bot.wiring.passages import PassageDatabase, renew_passages
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from index.engine.place import EnginePlace
from index.errors import BuildError
from index.retriever import Retriever
from tests.bot.administration.shelves import ENCODER, Asking, silent
from tests.postgres import Server


@pytest.fixture
def database(postgres: Server) -> Iterator[PostgresDatabase]:
    url = postgres.database()
    assert renew_passages(url, ENCODER.dim, apply=True)
    opened = open_shared(url)
    SharedShelf(lambda: opened, "", Path()).put_all({}, replace=False)
    yield opened
    opened.close()


class Bot:
    """A bot's administration, in a folder of its own."""

    def __init__(self, database: PostgresDatabase, folder: Path) -> None:
        shared = SharedShelf(lambda: database, "", folder / "shared")
        self.place = EnginePlace(PassageDatabase(database), "shelf", folder / "index", glance=0.0)
        self.library = Library(shared.folder / BULLETINS, turns=shared)
        sources = Sources(
            shelf=self.library.load, mark=shared.state, encoder=lambda: ENCODER, answerer=Asking,
            probes=lambda: ["När är bron öppen?"],
        )  # fmt: skip
        audit = AuditLog(StoredPaper(lambda: database, "", "audit.jsonl"))
        holder = StoredPaper(lambda: database, "", "administration.json")
        self.occupied = partial(occupied_everywhere, lambda: database, holder, "")
        self.publisher = Publisher(shared.folder, folder / "index", sources, audit, place=self.place, turns=shared,
                                   occupied=self.occupied)  # fmt: skip

    def add(self, title: str, text: str) -> None:
        self.library.add(Document(PageHead(title=title), text))

    def first(self, question: str) -> str:
        return Retriever(self.place, ENCODER).search(question, 1)[0].passage.text


def test_what_one_bot_previews_another_publishes_takes_back_and_discards(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    one, two = (Bot(database, tmp_path / name) for name in ("one", "two"))
    one.add("Om bron", "Bron är stängd.")
    first = two.publisher.publish("U2", one.publisher.preview("U1", silent).token)
    assert one.first("bron") == two.first("bron") == "Bron är stängd."
    two.add("Om färjan", "Färjan går nu.")
    preview = two.publisher.preview("U2", silent)
    assert [each.id for each in preview.added] == ["om-farjan"]
    one.add("Om tåget", "Tåget går aldrig.")
    with pytest.raises(PreviewError, match="have changed since"):
        one.publisher.publish("U1", preview.token)
    one.publisher.discard("U1", preview.token)
    with pytest.raises(PreviewError):
        two.publisher.publish("U2", preview.token)
    ours, theirs = one.publisher.preview("U1", silent), two.publisher.preview("U2", silent)
    assert one.publisher.previews_of("U2") == [theirs.token]
    assert two.publisher.publish("U2", ours.token).id == ours.snapshot
    with pytest.raises(BuildError, match="meanwhile"):
        one.publisher.publish("U1", theirs.token)
    assert one.first("tåget") == "Tåget går aldrig."
    one.publisher.rollback("U1", first.id)
    assert two.publisher.published() == first.id
    assert [each.id for each in two.publisher.snapshots()] == [ours.snapshot, first.id]
    with one.occupied("U1", "preview"), pytest.raises(OccupiedError, match="U1 is at work"):
        two.publisher.rollback("U2", ours.snapshot)
