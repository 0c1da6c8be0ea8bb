"""A draft that lies on disk while it is made: a build into an engine holds neither texts nor vectors of a library."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.storage import Step
from corpus.types import Bulletin, Passage
from index.encoder.embedding import embed, passage_text, sentence_texts, text_key
from index.encoder.protocol import Encoder
from index.errors import NoTextError
from index.lexical.bm25 import LexicalIndex
from index.lexical.counting import LexicalText
from index.lines import Lines, write_lines
from index.snapshot.building.unfinished import KeyTable, RescuedVectors
from index.snapshot.columns import StoredBulletins, StoredPassages
from index.snapshot.publication import SnapshotDraft
from index.snapshot.records import bulletin_line, passage_line
from index.snapshot.searched import SearchedSnapshot
from index.types import Rows, StepProgress, Vectors

TAKEN_AT_ONCE = 1_000
"""Passages whose vectors are in memory at once, with those of their sentences: some tens of megabytes."""

_NEW = -1


class DraftFolder:
    """The files of a draft under way in `folder`, which may be overwritten by the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def bulletins(self, given: Iterable[Bulletin]) -> StoredBulletins:
        """The bulletins in order of id, of which none stays in memory."""
        ids: list[str] = []

        def lines() -> Iterator[bytes]:
            for bulletin in given:
                ids.append(bulletin.id)
                yield bulletin_line(bulletin)

        write_lines(self._folder / "given.jsonl", lines())
        as_given = Lines.mapped(self._folder / "given.jsonl")
        order = sorted(range(len(ids)), key=ids.__getitem__)
        path = self._folder / "bulletins.jsonl"
        write_lines(path, (as_given[row] for row in order))
        (self._folder / "given.jsonl").unlink()
        return StoredBulletins(path, ids)

    def passages(self, cut: Iterable[Passage], bulletins: Mapping[str, Bulletin]) -> StoredPassages:
        """The passages in the order of `cut`."""
        path = self._folder / "passages.jsonl"
        write_lines(path, map(passage_line, cut))
        return StoredPassages(path, bulletins)

    def vectors(self, name: str, count: int, dim: int) -> Vectors:
        """An array of so many vectors, to be filled."""
        if not count:
            return np.zeros((0, dim), np.float32)
        shape = (count, dim)
        return np.lib.format.open_memmap(self._folder / f"{name}.npy", mode="w+", dtype=np.float32, shape=shape)


class CutPassages:
    """The passages of all bulletins in their order, to be gone through once: those of `former` whose bulletin has not
    changed, by `ranges` of their rows, and the others as `cut` makes them. `origins` tells of each its row in `former`,
    or -1, and `sentences` how many vectors of sentences it has; `ends` how many there are after each bulletin."""

    def __init__(self) -> None:
        self.origins, self.sentences, self.ends = array("q"), array("q"), array("q", [0])

    def taken(self, former: Iterator[tuple[int, Passage]], rows: range) -> Iterator[Passage]:
        """Some that stay as they are; `former` gives those of the last snapshot with their rows, and is not gone
        through further than these."""
        for row, passage in former:
            if row in rows:
                yield self._noted(passage, row)
            if row == rows[-1]:
                return

    def made(self, passages: Iterable[Passage]) -> Iterator[Passage]:
        """Some that are new."""
        for passage in passages:
            yield self._noted(passage, _NEW)

    def _noted(self, passage: Passage, origin: int) -> Passage:
        self.origins.append(origin)
        self.sentences.append(len(passage.sentences) if len(passage.sentences) > 1 else 0)
        return passage

    def sentence_starts(self) -> Rows:
        """See `Snapshot`."""
        return np.concatenate([[0], np.cumsum(self.sentences, dtype=np.int64)]).astype(np.int64)


class _Place(NamedTuple):
    """A vector of the last snapshot: a passage's own, or of a sentence of it, counted from 1."""

    row: int
    sentence: int


class FormerVectors:
    """The vectors of some rows of the last snapshot by the keys of their texts: sixteen bytes a text are held."""

    def __init__(self, former: SearchedSnapshot, rows: Iterable[int]) -> None:
        self._former, self._places = former, array("q")
        self._keys = KeyTable(self._read(rows))

    def _read(self, rows: Iterable[int]) -> Iterator[str]:
        for some in _batches(rows, TAKEN_AT_ONCE):
            for row, (passage, bulletin, _) in zip(some, self._former.fetch(some), strict=True):
                for place, text in enumerate([passage_text(passage), *sentence_texts(passage, bulletin)]):
                    self._places.extend((row, place))
                    yield text_key(text)

    def known(self, keys: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Of these texts the vectors that there are."""
        found = {key: _Place(*self._places[2 * at : 2 * at + 2]) for key, at in self._keys.find(keys).items()}
        rows = sorted({place.row for place in found.values()})
        own = dict(zip(rows, self._former.vectors_of(np.array(rows, np.int64)), strict=True))
        of_sentences = {row: each.sentence_vectors for row, each in zip(rows, self._former.fetch(rows), strict=True)}
        return {
            key: of_sentences[place.row][place.sentence - 1] if place.sentence else own[place.row]
            for key, place in found.items()
        }


@dataclass(frozen=True, slots=True)
class PassageTexts(Collection[LexicalText]):
    """What is counted of each passage, made anew each time that it is gone through."""

    passages: Sequence[Passage]
    bulletins: Mapping[str, Bulletin]

    def __len__(self) -> int:
        return len(self.passages)

    def __contains__(self, text: object) -> bool:
        return any(text == each for each in self)

    def __iter__(self) -> Iterator[LexicalText]:
        for passage in self.passages:
            yield LexicalText(passage_text(passage), self.bulletins[passage.bulletin_id].language)


class StreamedDraft:
    """Makes a draft out of `bulletins`, which `cut` cuts into passages; `former` is the snapshot that answers, and its
    bulletins `unchanged` are taken over as they stand."""

    def __init__(
        self,
        bulletins: Mapping[str, Bulletin],
        encoder: Encoder,
        folder: DraftFolder,
        unfinished: RescuedVectors,
        cut: Callable[[Bulletin], Iterable[Passage]],
        progress: StepProgress,
        before: Step,
    ) -> None:
        self._bulletins, self._encoder, self._folder, self._unfinished = bulletins, encoder, folder, unfinished
        self._cut, self._progress, self._before = cut, progress, before
        self.embedded = self.reused = 0

    def made(
        self, model: str, revision: str, former: SearchedSnapshot | None, unchanged: Collection[str]
    ) -> SnapshotDraft:
        """Everything but what the engine adds. Raises NoTextError where there is nothing to search."""
        self._before("split")
        ranges = former.rows_by_bulletin() if former else {}
        noted = CutPassages()
        passages = self._folder.passages(self._all(noted, former, ranges, unchanged), self._bulletins)
        if not len(passages):
            raise NoTextError("no bulletin has any text to index; add some with `fvm add`")
        starts = noted.sentence_starts()
        own = self._folder.vectors("passage_vectors", len(passages), self._encoder.dim)
        of_sentences = self._folder.vectors("sentence_vectors", int(starts[-1]), self._encoder.dim)
        others = (row for each, rows in ranges.items() if each not in unchanged for row in rows)
        known = FormerVectors(former, others) if former else None
        for rows in _batches(range(len(passages)), TAKEN_AT_ONCE):
            origins = np.array(noted.origins[rows[0] : rows[-1] + 1], np.int64)
            if former is not None:
                self._take_over(former, rows, origins, own, of_sentences, starts)
            new = [row for row, origin in zip(rows, origins.tolist(), strict=True) if origin == _NEW]
            self._embed(passages, new, known, own, of_sentences, starts)
        self._before("words")
        lexical = LexicalIndex.build(PassageTexts(passages, self._bulletins))
        self.reused = len(passages) + int(starts[-1]) - self.embedded
        ends = np.array(noted.ends, np.int64)
        return SnapshotDraft(
            model, revision, self._bulletins.values(), ends, passages, own, of_sentences, starts, lexical
        )

    def _all(
        self,
        noted: CutPassages,
        former: SearchedSnapshot | None,
        ranges: Mapping[str, range],
        unchanged: Collection[str],
    ) -> Iterator[Passage]:
        standing = enumerate(former.passages if former else ())
        for done, (bulletin_id, bulletin) in enumerate(self._bulletins.items(), start=1):
            if bulletin_id in unchanged and bulletin_id in ranges:
                yield from noted.taken(standing, ranges[bulletin_id])
            else:
                yield from noted.made(self._cut(bulletin))
            noted.ends.append(len(noted.origins))
            self._progress("splitting bulletins", done, len(self._bulletins))

    def _take_over(
        self, former: SearchedSnapshot, rows: Sequence[int], origins: Rows, own: Vectors, of_sentences: Vectors,
        starts: Rows,
    ) -> None:  # fmt: skip
        kept = [(row, origin) for row, origin in zip(rows, origins.tolist(), strict=True) if origin != _NEW]
        if not kept:
            return
        places = [origin for _, origin in kept]
        own[[row for row, _ in kept]] = former.vectors_of(np.array(places, np.int64))
        for (row, _), found in zip(kept, former.fetch(places), strict=True):
            if starts[row + 1] > starts[row]:
                of_sentences[starts[row] : starts[row + 1]] = found.sentence_vectors

    def _embed(
        self, passages: Sequence[Passage], rows: Sequence[int], known: FormerVectors | None, own: Vectors,
        of_sentences: Vectors, starts: Rows,
    ) -> None:  # fmt: skip
        if not rows:
            return
        read = {row: passages[row] for row in rows}
        texts = {row: passage_text(passage) for row, passage in read.items()}
        sentences = {row: sentence_texts(each, self._bulletins[each.bulletin_id]) for row, each in read.items()}
        embedded = _Embedded(self._progress, self.embedded)
        found = embed(
            [text for row in rows for text in (texts[row], *sentences[row])], self._encoder,
            lambda keys: self._found(keys, known), self._unfinished, self._before, embedded.report,
        )  # fmt: skip
        self.embedded += embedded.total
        for row in rows:
            own[row] = found[text_key(texts[row])]
            for place, text in enumerate(sentences[row], start=int(starts[row])):
                of_sentences[place] = found[text_key(text)]

    def _found(self, keys: Iterable[str], known: FormerVectors | None) -> dict[str, NDArray[np.float32]]:
        wanted = list(keys)
        return self._unfinished.known(wanted) | (known.known(wanted) if known else {})


class _Embedded:
    """Remembers how many texts one call embeds, and tells it beside those of the calls before."""

    def __init__(self, progress: StepProgress, before: int) -> None:
        self._progress, self._before, self.total = progress, before, 0

    def report(self, done: int, total: int) -> None:
        self.total = total
        self._progress("embedding passages", self._before + done, self._before + total)


def _batches(values: Iterable[int], size: int) -> Iterator[list[int]]:
    """The values in lists of `size`, the last of which may be shorter."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
