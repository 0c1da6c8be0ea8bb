"""Carries out a plan: bulletins to a published snapshot."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.split import split
from corpus.storage import Step
from corpus.types import Bulletin, Passage
from index.encoder.embedding import KnownVectors, UnfinishedVectors, embed, passage_text, sentence_texts, text_key
from index.encoder.protocol import Encoder
from index.errors import BuildError, EngineAwayError, NoTextError, SnapshotError
from index.lexical.bm25 import LexicalIndex, LexicalText
from index.snapshot.columns import StoredBulletins
from index.snapshot.former import is_former
from index.snapshot.manifest import Manifest
from index.snapshot.place import SnapshotPlace, as_place
from index.snapshot.plan import Plan, Recipe, plan
from index.snapshot.publication import SnapshotDraft
from index.snapshot.searched import SearchedSnapshot
from index.snapshot.streaming import DraftFolder, StreamedDraft
from index.snapshot.unfinished import RescuedVectors
from index.types import Rows, StepProgress, Vectors, unheard

_UNFINISHED, _DRAFT = "unfinished", "draft"
_RESERVED_TOKENS = 16
"""Room for the prompt, the special tokens and the line break behind the context."""

REVISION = "3"
"""Raised with every change of what a snapshot holds of given files: how they are parsed and cut, what is embedded, how
words are counted. An upgrade then builds anew by itself. A test holds it against a small index."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded` counts texts that were encoded, `reused` texts whose vectors were there."""

    plan: Plan
    manifest: Manifest
    embedded: int
    reused: int
    seconds: float


def build(
    bulletins: Iterable[Bulletin],
    encoder: Encoder,
    where: Path | SnapshotPlace,
    progress: StepProgress | None = None,
    before: Step | None = None,
) -> BuildReport:
    """Publish a snapshot of `bulletins`, in a folder or elsewhere; the old one answers until then, whatever happens.

    Vectors of texts that have not changed are taken over, and those of a build that was cut off. `before` is told each
    step's name before it is done.

    Raises:
        BusyError: another process builds there.
        BuildError: there is nothing to index, or the disk refuses.
    """
    try:
        place = as_place(where)
        with place.building():
            builder = _StreamedBuilder if place.is_shared else _Builder
            return builder(bulletins, encoder, place, progress or unheard, before or unheard).run()
    except (OSError, SnapshotError, EngineAwayError) as error:
        raise BuildError(f"the index could not be built: {error}; the old one still answers") from error


def upgrade(where: Path) -> None:
    """Write the snapshot under `where` anew where it is of the last format, as it stands; else nothing.

    Raises:
        BusyError: another process builds there.
        BuildError: it is damaged, or the disk refuses.
    """
    if not is_former(where):
        return
    try:
        place = as_place(where)
        with place.building():
            place.renew(unheard)
    except (OSError, SnapshotError) as error:
        raise BuildError(f"the index cannot be brought to the present format: {error}; run `fvm reindex`") from error


def is_stale(bulletins: Iterable[Bulletin], where: Path | SnapshotPlace, encoder_name: str) -> bool:
    """Whether `build` would change anything; reads one small file."""
    place = as_place(where)
    manifest = _manifest_or_none(place)
    return manifest is None or not plan(bulletins, manifest, Recipe(encoder_name, place.options, REVISION)).is_empty


class _Builder:
    def __init__(
        self,
        bulletins: Iterable[Bulletin],
        encoder: Encoder,
        place: SnapshotPlace,
        progress: StepProgress,
        before: Step,
    ) -> None:
        self._encoder = encoder
        self._place = place
        self._progress = progress
        self._before = before
        self._by_id = self._ordered(bulletins)

    def _ordered(self, bulletins: Iterable[Bulletin]) -> Mapping[str, Bulletin]:
        """The bulletins by id, in order of id."""
        return {each.id: each for each in sorted(bulletins, key=lambda bulletin: bulletin.id)}

    @property
    def _bulletins(self) -> Collection[Bulletin]:
        return self._by_id.values()

    def run(self) -> BuildReport:
        start = time.perf_counter()
        self._before("upgrade")
        self._place.renew(unheard)
        self._before("plan")
        recipe = Recipe(self._encoder.name, self._place.options, REVISION)
        wanted = plan(self._bulletins, _manifest_or_none(self._place), recipe)
        draft, embedded, reused = self._drafted(recipe, wanted)
        manifest = self._place.publish(draft, self._before)
        self._before("clear")
        self._unfinished.clear()
        return BuildReport(wanted, manifest, embedded, reused, time.perf_counter() - start)

    def _drafted(self, recipe: Recipe, wanted: Plan) -> tuple[SnapshotDraft, int, int]:
        """What is to be published, how many texts were encoded for it, and of how many the vectors were there."""
        cut, known = self._taken_over(wanted)
        passages = self._split(cut)
        vectors, embedded = self._embed(passages, known)
        lexical = self._count_words(passages)
        return self._draft(recipe, passages, vectors, lexical), embedded, len(vectors) - embedded

    @property
    def _unfinished(self) -> UnfinishedVectors:
        return UnfinishedVectors(self._place.folder / _UNFINISHED, self._encoder.name)

    def _taken_over(self, wanted: Plan) -> tuple[Mapping[str, Sequence[Passage]], KnownVectors]:
        """Passages of unchanged bulletins and vectors of texts, as the published snapshot has them for this model."""
        self._before("reuse")
        cut: dict[str, list[Passage]] = {}
        try:
            former = self._place.open(self._encoder.name)
            kept = frozenset(wanted.keep if wanted.everything is None else ())
            # By more than the hash: a passage's place counts in the very body that it was cut from.
            unchanged = {
                each for each, bulletin in former.bulletins.items() if each in kept and bulletin == self._by_id[each]
            }
            for passage in former.passages:
                if passage.bulletin_id in unchanged:
                    cut.setdefault(passage.bulletin_id, []).append(passage)
            return cut, former.known_vectors
        except SnapshotError:
            return {}, lambda keys: {}

    def _split(self, cut: Mapping[str, Sequence[Passage]]) -> tuple[Passage, ...]:
        """The passages of all bulletins; those in `cut` are not cut again."""
        self._before("split")
        passages: list[Passage] = []
        for done, bulletin in enumerate(self._bulletins, start=1):
            passages += cut.get(bulletin.id) or self._cut(bulletin)
            self._progress("splitting bulletins", done, len(self._bulletins))
        if not passages:
            raise NoTextError("no bulletin has any text to index; add some with `fvm add`")
        return tuple(passages)

    def _cut(self, bulletin: Bulletin) -> Sequence[Passage]:
        try:
            return split(bulletin, self._encoder.count_tokens, self._encoder.max_tokens - _RESERVED_TOKENS)
        except (ValueError, LookupError, ArithmeticError, RecursionError) as error:
            raise BuildError(f"the bulletin {bulletin.id} cannot be indexed: {error}; the old one stays") from error

    def _embed(self, passages: Sequence[Passage], known: KnownVectors) -> tuple[dict[str, NDArray[np.float32]], int]:
        texts = [text for passage in passages for text in self._texts(passage)]
        encoded = _Count()
        report = partial(encoded.report, self._progress)
        return embed(texts, self._encoder, known, self._unfinished, self._before, report), encoded.total

    def _texts(self, passage: Passage) -> list[str]:
        return [passage_text(passage), *sentence_texts(passage, self._by_id[passage.bulletin_id])]

    def _count_words(self, passages: Sequence[Passage]) -> LexicalIndex:
        self._before("words")
        texts = [LexicalText(passage_text(passage), self._by_id[passage.bulletin_id].language) for passage in passages]
        return LexicalIndex.build(texts)

    def _draft(
        self,
        recipe: Recipe,
        passages: tuple[Passage, ...],
        vectors: dict[str, NDArray[np.float32]],
        lexical: LexicalIndex,
    ) -> SnapshotDraft:
        by_sentence = [sentence_texts(passage, self._by_id[passage.bulletin_id]) for passage in passages]
        starts: Rows = np.cumsum([0, *(len(texts) for texts in by_sentence)], dtype=np.int64)
        return SnapshotDraft(
            model=recipe.model,
            revision=recipe.revision,
            bulletins=self._bulletins,
            passages=passages,
            passage_vectors=self._stack(vectors, map(passage_text, passages)),
            sentence_vectors=self._stack(vectors, (text for texts in by_sentence for text in texts)),
            sentence_starts=starts,
            lexical=lexical,
        )

    def _stack(self, vectors: dict[str, NDArray[np.float32]], texts: Iterable[str]) -> Vectors:
        rows = [vectors[text_key(text)] for text in texts]
        return np.stack(rows).astype(np.float32) if rows else np.zeros((0, self._encoder.dim), np.float32)


class _StreamedBuilder(_Builder):
    """Holds no library in memory: the draft lies on disk, and what has not changed is copied a thousand passages at a
    time."""

    def _ordered(self, bulletins: Iterable[Bulletin]) -> StoredBulletins:
        return self._folder.bulletins(bulletins)

    @property
    def _folder(self) -> DraftFolder:
        return DraftFolder(self._place.folder / _UNFINISHED / _DRAFT)

    def _drafted(self, recipe: Recipe, wanted: Plan) -> tuple[SnapshotDraft, int, int]:
        self._before("reuse")
        former = self._former()
        kept = frozenset(wanted.keep if former is not None and wanted.everything is None else ())
        standing = former.bulletins.items() if former and kept else ()
        unchanged = {each for each, bulletin in standing if each in kept and bulletin == self._by_id[each]}
        unfinished = RescuedVectors(self._place.folder / _UNFINISHED, self._encoder.name, self._encoder.dim)
        making = StreamedDraft(
            self._by_id, self._encoder, self._folder, unfinished, self._cut, self._progress, self._before
        )
        draft = making.made(recipe.model, recipe.revision, former, unchanged)
        return draft, making.embedded, making.reused

    def _former(self) -> SearchedSnapshot | None:
        try:
            return self._place.open(self._encoder.name)
        except SnapshotError:
            return None


class _Count:
    """Remembers the last total that was reported."""

    def __init__(self) -> None:
        self.total = 0

    def report(self, progress: StepProgress, done: int, total: int) -> None:
        self.total = total
        progress("embedding passages", done, total)


def _manifest_or_none(place: SnapshotPlace) -> Manifest | None:
    try:
        return place.manifest()
    except SnapshotError:
        return None
