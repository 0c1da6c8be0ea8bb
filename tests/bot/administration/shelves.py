"""A shelf, an index and a publisher on the fake encoder, for tests of administration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.administration.audit import AuditLog
from bot.administration.publishing.publisher import Publisher, Sources
from bot.administration.publishing.shelf_state import shelf_fingerprint
from bot.answering.types import Answer, Citation, QuotedAnswer, Status
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from corpus.storage import Step
from corpus.types import Language, PartialDate
from index.retriever import Retriever
from index.snapshot.place import SnapshotPlace
from index.testing import WordEncoder

ENCODER = WordEncoder()


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """No one wants to know."""


class Asking:
    """Answers with the passage that shares most words with the question; below half of them it does not answer."""

    def __init__(self, root: Path | SnapshotPlace) -> None:
        self._retriever = Retriever(root, ENCODER)

    def __call__(self, question: str) -> Answer:
        return self.answer(question)

    def in_place_of(self, question: str, said: str, since: PartialDate) -> QuotedAnswer | None:
        """Nothing: these shelves have no pinned answers."""

    def answer(self, question: str) -> Answer:
        self._retriever.refresh()
        hits = [hit for hit in self._retriever.search(question, 1) if hit.dense > 0.3]
        quoted = tuple(
            QuotedAnswer(hit.passage.text, 0.9, Citation(hit.bulletin.id, hit.bulletin.title), hit.passage.text)
            for hit in hits
        )
        status = Status.ANSWERED if hits else Status.NO_ANSWER
        return Answer(question, Language.SV, status, 0.9, quoted, snapshot=self._retriever.snapshot.id)


def put(shelf: Path, title: str, text: str, bulletin_id: str | None = None) -> None:
    Library(shelf).add(Document(PageHead(title=title, published=PartialDate(2024, 5)), text), bulletin_id)


def publisher(folder: Path, questions: Sequence[str] = (), before: Step | None = None) -> Publisher:
    """A publisher whose shelf is `folder/shelf` and whose index is `folder/data/index`."""
    shelf = folder / "shelf"
    shelf.mkdir(exist_ok=True)
    sources = Sources(
        shelf=lambda: Library(shelf).load(),
        mark=lambda: shelf_fingerprint(shelf, ENCODER.name),
        encoder=lambda: ENCODER,
        answerer=Asking,
        probes=lambda: questions,
    )
    data = folder / "data"
    audit = AuditLog(data / "audit.jsonl")
    return Publisher(data, data / "index", sources, audit, before or (lambda step: None))


def publish(folder: Path) -> str:
    """Publish the shelf as it stands; the snapshot's id."""
    it = publisher(folder)
    return it.publish("UADMIN", it.preview("UADMIN", silent).token).id
