"""What searches and what reads, as the answerer asks for them, told to whoever traces."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.choosing.joint import Reader
from bot.tracing import span
from corpus.types import Passage
from index.retriever import Retriever
from index.types import Hit, Reading


class Searching:
    """The retriever as the answerer asks for it."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    @property
    def snapshot_id(self) -> str:
        return self._retriever.snapshot.id

    def search(self, query: str, *, top_k: int, language: str) -> list[Hit]:
        with span("search", top_k=top_k, language=language):
            return self._retriever.search(query, top_k, language)

    def mentions(self, word: str) -> bool:
        return self._retriever.mentions(word)


class TracedReader:
    """See `Reader`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        with span("read", passages=len(passages)):
            return self._reader.read(question, passages)
