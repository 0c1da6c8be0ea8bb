"""Carries out a plan: bulletins to a published snapshot."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.split import split
from corpus.storage import Step
from corpus.types import Bulletin, Passage
from index.encoder.embedding import UnfinishedVectors, embed, passage_text, sentence_texts, text_key
from index.encoder.protocol import Encoder
from index.errors import BuildError, EngineAwayError, NoTextError, SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.lexical.counting import LexicalText
from index.snapshot.building.reuse import GatheredVectors, TakenOver, VectorFile
from index.snapshot.building.streaming import DraftFolder, StreamedDraft
from index.snapshot.building.unfinished import RescuedVectors
from index.snapshot.columns import JoinedPassages, StoredBulletins
from index.snapshot.former import former_manifest
from index.snapshot.manifest import Manifest
from index.snapshot.place import SnapshotPlace, as_place
from index.snapshot.plan import Plan, Recipe, plan
from index.snapshot.publication import SnapshotDraft
from index.snapshot.searched import SearchedSnapshot
from index.types import StepProgress, Vectors, unheard

_UNFINISHED, _DRAFT = "unfinished", "draft"
_RESERVED_TOKENS = 16
"""Room for the prompt, the special tokens and the line break behind the context."""

REVISION = "3"
"""Raised with every change of what a snapshot holds of given files: how they are parsed and cut, what is embedded, how
words are counted. An upgrade then builds anew by itself. A test holds it against a small index."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded` counts texts that were encoded, `reused` texts whose vectors were there, those of an
    unchanged bulletin each time that they stand in it."""

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
    """Write the snapshot under `where` anew where it is of an earlier format, as it stands; else nothing.

    Raises:
        BusyError: another process builds there.
        BuildError: it is damaged, or the disk refuses.
    """
    if former_manifest(where) is None:
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
        self._taken_over(wanted)
        passages = self._split()
        lexical = self._count_words(passages)
        vectors, embedded = self._embed(passages)
        return self._draft(recipe, passages, vectors, lexical), embedded, vectors.reused

    @property
    def _unfinished(self) -> UnfinishedVectors:
        return UnfinishedVectors(self._place.folder / _UNFINISHED, self._encoder.name)

    def _taken_over(self, wanted: Plan) -> None:
        """Open what the published snapshot has for this model."""
        self._before("reuse")
        try:
            former = self._place.open(self._encoder.name)
            self._former = TakenOver(former, self._by_id, wanted.keep if wanted.everything is None else ())
        except SnapshotError:
            self._former = TakenOver(None, self._by_id)

    def _split(self) -> list[int | Passage]:
        """The passages of all bulletins; of an unchanged one their rows in the former snapshot."""
        self._before("split")
        passages: list[int | Passage] = []
        self._starts = [0]
        for done, bulletin in enumerate(self._bulletins, start=1):
            passages += self._former.rows(bulletin.id) or self._cut(bulletin)
            self._starts.append(len(passages))
            self._progress("splitting bulletins", done, len(self._bulletins))
        if not passages:
            raise NoTextError("no bulletin has any text to index; add some with `fvm add`")
        return passages

    def _cut(self, bulletin: Bulletin) -> Sequence[Passage]:
        try:
            return split(bulletin, self._encoder.count_tokens, self._encoder.max_tokens - _RESERVED_TOKENS)
        except (ValueError, LookupError, ArithmeticError, RecursionError) as error:
            raise BuildError(f"the bulletin {bulletin.id} cannot be indexed: {error}; the old one stays") from error

    def _count_words(self, passages: Sequence[int | Passage]) -> LexicalIndex:
        self._before("words")
        counts = np.diff(self._starts).tolist()
        languages = (each.language for each, count in zip(self._bulletins, counts, strict=True) for _ in range(count))
        former, whole = self._former.words, JoinedPassages(self._former.passages, passages)
        texts = (
            LexicalText("", language, each)
            if isinstance(each, int) and former is not None
            else LexicalText(passage_text(whole[row]), language)
            for row, (each, language) in enumerate(zip(passages, languages, strict=True))
        )
        return LexicalIndex.build(texts, former)

    def _embed(self, passages: Sequence[int | Passage]) -> tuple[GatheredVectors, int]:
        """The vectors of all passages and of their sentences, and how many texts were encoded for them."""
        new = (passage for passage in passages if not isinstance(passage, int))
        encoded = _Count()
        report = partial(encoded.report, self._progress)
        texts = (text for passage in new for text in self._texts(passage))
        found = embed(texts, self._encoder, self._former.known, self._unfinished, self._before, report)
        self._before("vectors")
        return self._gathered(passages, found, len(found) - encoded.total), encoded.total

    def _texts(self, passage: Passage) -> list[str]:
        return [passage_text(passage), *sentence_texts(passage, self._by_id[passage.bulletin_id])]

    def _gathered(
        self, passages: Sequence[int | Passage], found: Mapping[str, NDArray[np.float32]], reused: int
    ) -> GatheredVectors:
        """All vectors in order of row, on disk: those of new texts and those that are taken over."""
        folder = self._place.folder / _UNFINISHED
        folder.mkdir(parents=True, exist_ok=True)
        own, sentences = (VectorFile(folder / name, self._encoder.dim) for name in ("passages", "sentences"))

        def new(passage: Passage) -> Vectors:
            return np.stack([found[text_key(text)] for text in self._texts(passage)])

        gathered = self._former.gathered(passages, new, own, sentences)
        return replace(gathered, reused=reused + gathered.reused)

    def _draft(
        self, recipe: Recipe, passages: Sequence[int | Passage], vectors: GatheredVectors, lexical: LexicalIndex
    ) -> SnapshotDraft:
        return SnapshotDraft(
            model=recipe.model,
            revision=recipe.revision,
            bulletins=self._bulletins,
            bulletin_starts=np.array(self._starts, np.int64),
            passages=JoinedPassages(self._former.passages, passages),
            passage_vectors=vectors.own,
            sentence_vectors=vectors.sentences,
            sentence_starts=vectors.starts,
            lexical=lexical,
        )


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
        former = self._published()
        kept = frozenset(wanted.keep if former is not None and wanted.everything is None else ())
        standing = former.bulletins.items() if former and kept else ()
        unchanged = {each for each, bulletin in standing if each in kept and bulletin == self._by_id[each]}
        unfinished = RescuedVectors(self._place.folder / _UNFINISHED, self._encoder.name, self._encoder.dim)
        making = StreamedDraft(
            self._by_id, self._encoder, self._folder, unfinished, self._cut, self._progress, self._before
        )
        draft = making.made(recipe.model, recipe.revision, former, unchanged)
        return draft, making.embedded, making.reused

    def _published(self) -> SearchedSnapshot | None:
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
