"""What the questions' encoder learns in a run: which passage of all shelves answers, which sentence, or that none does.

The vectors of passages and sentences stay as the packaged encoder gives them: only the question is read anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name that every torch text uses
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from bot.lab.data.embedded import NONE, EmbeddedShelf, PlacedQuestion
from bot.lab.data.noise import roughen
from bot.lab.training.judging import auc
from bot.lab.training.network import WIDTH, ReaderNetwork
from index.encoder.packaged.base_model import PAD, packaged_description
from index.encoder.packaged.question_encoder import TEMPERATURE

SENTENCES = 0.5
"""What finding the right sentence counts beside finding the right passage."""
WITHOUT = 0.5
"""What a question without an answer counts beside one with an answer."""

_DRAWN_WITHOUT = 0.4
_ROUGHENED = 0.3
_DROPOUT = 0.1
_BATCH = 128
_ALIKE = 8
_LONGEST = 96
_USUAL_COSINE = 0.17
_FAR = -1e4


class QuestionNetwork(ReaderNetwork):
    """The body that turns a question into a vector, the change to that vector, and the cosines that stand for no
    passage and for no sentence."""

    def __init__(self, vocabulary: int, positions: int, frozen: int) -> None:
        super().__init__(vocabulary, positions, frozen)
        self.map = nn.Parameter(torch.zeros(WIDTH, WIDTH))
        self.nothing = nn.Parameter(torch.full((1,), _USUAL_COSINE))
        self.no_sentence = nn.Parameter(torch.full((1,), _USUAL_COSINE))

    def freeze(self) -> None:
        super().freeze()
        for part in (self.span, self.pool, self.answers):
            part.requires_grad_(False)

    def vectors(self, ids: Tensor, attention: Tensor, dropout: float = 0.0) -> Tensor:
        """Float32 (n, width), rows of unit length, of int64 ids and attention (n, length)."""
        hidden = self.hidden(ids, attention, torch.float32, dropout)
        mean = (hidden * attention[..., None]).sum(1) / attention.sum(1, keepdim=True)
        own = F.normalize(mean, dim=1)
        return F.normalize(own + own @ self.map, dim=1)


@dataclass(frozen=True, slots=True)
class Joined:
    """Several shelves as one: rows count over all; the passages of shelf s are rows `ends[s - 1]` to `ends[s]`."""

    passages: Tensor
    sentences: Tensor
    starts: NDArray[np.int64]
    ends: tuple[int, ...]
    questions: tuple[PlacedQuestion, ...]
    shelves: tuple[int, ...]

    @classmethod
    def of(cls, shelves: Sequence[EmbeddedShelf]) -> Self:
        placed: list[PlacedQuestion] = []
        first = sentence = 0
        starts: list[int] = []
        for shelf in shelves:
            placed += [_moved(one, first, sentence) for one in shelf.questions]
            starts += [sentence + start for start in shelf.starts[:-1]]
            first, sentence = first + len(shelf.passages), sentence + len(shelf.sentences)
        return cls(
            torch.from_numpy(np.concatenate([one.passages for one in shelves]).astype(np.float32)),
            torch.from_numpy(np.concatenate([one.sentences for one in shelves]).astype(np.float32)),
            np.array([*starts, sentence]),
            tuple(np.cumsum([len(one.passages) for one in shelves]).tolist()),
            tuple(placed),
            tuple(number for number, one in enumerate(shelves) for _ in one.questions),
        )

    def own(self, question: int) -> slice:
        """The rows of the passages that its own shelf holds."""
        shelf = self.shelves[question]
        return slice(self.ends[shelf - 1] if shelf else 0, self.ends[shelf])


def _moved(one: PlacedQuestion, passages: int, sentences: int) -> PlacedQuestion:
    if one.passage == NONE:
        return one
    sentence = one.sentence + sentences if one.sentence != NONE else NONE
    return replace(
        one, passage=one.passage + passages, sentence=sentence, also=tuple(row + passages for row in one.also)
    )


@dataclass(frozen=True, slots=True)
class QuestionBatch:
    """int64 `ids` and `attention` (n, length) of the questions numbered `asked`."""

    ids: Tensor
    attention: Tensor
    asked: tuple[int, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """Of questions with an answer, the share with the right passage first and among eight by cosine, and the mean
    reciprocal rank, each language by itself; `auc`: those against the questions without, by the greatest cosine."""

    first: dict[str, float]
    eight: dict[str, float]
    rank: dict[str, float]
    auc: float

    @property
    def value(self) -> float:
        return (sum(self.rank.values()) / len(self.rank) + self.auc) / 2

    def __str__(self) -> str:
        each = (f"{one} first {self.first[one]:.3f} eight {self.eight[one]:.3f} mrr {rank:.3f}"
                for one, rank in self.rank.items())  # fmt: skip
        return f"{', '.join(each)}, auc {self.auc:.3f}"


class QuestionLesson:
    """Batches of questions of like length against every passage and sentence of all shelves."""

    def __init__(self, training: Joined, development: Joined, tokenizer: Tokenizer, batch: int = _BATCH) -> None:
        self._training, self._development, self._tokenizer = training, development, tokenizer
        self._prompt = packaged_description().prompts["query"]
        self._batch = batch

    def batches(self, rng: random.Random) -> Iterator[QuestionBatch]:
        questions = self._training.questions
        while True:
            drawn = [number for number, one in enumerate(questions)
                     if one.passage != NONE or rng.random() < _DRAWN_WITHOUT]  # fmt: skip
            rng.shuffle(drawn)
            for start in range(0, len(drawn), self._batch * _ALIKE):
                alike = sorted(drawn[start : start + self._batch * _ALIKE], key=lambda one: len(questions[one].text))
                cut = [alike[first : first + self._batch] for first in range(0, len(alike), self._batch)]
                rng.shuffle(cut)
                for asked in cut:
                    texts = [roughen(questions[one].text, rng) if rng.random() < _ROUGHENED else questions[one].text
                             for one in asked]  # fmt: skip
                    yield self._tokens(texts, asked)

    def loss(self, network: ReaderNetwork, batch: QuestionBatch) -> Tensor:
        assert isinstance(network, QuestionNetwork)
        device = network.words.weight.device
        vectors = network.vectors(batch.ids.to(device), batch.attention.to(device), _DROPOUT)
        asked = [self._training.questions[one] for one in batch.asked]
        passages = vectors @ self._training.passages.to(device).T
        sentences = vectors @ self._training.sentences.to(device).T
        for row, one in enumerate(asked):
            passages.data[row, list(one.also)] = _FAR
            for other in one.also:
                start, end = self._training.starts[other : other + 2]
                sentences.data[row, start:end] = _FAR
        whole = _chosen(passages, network.nothing, [one.passage for one in asked], asked)
        return whole + SENTENCES * _chosen(sentences, network.no_sentence, [one.sentence for one in asked], asked)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def judge(self, network: ReaderNetwork) -> SearchFigures:
        assert isinstance(network, QuestionNetwork)
        ranks: dict[str, list[int]] = {}
        greatest, answerable = [], []
        for number, (one, vector) in enumerate(zip(self._development.questions, self._vectors(network), strict=True)):
            own = self._development.own(number)
            cosines = self._development.passages[own] @ vector
            greatest.append(float(cosines.max()))
            answerable.append(one.passage != NONE)
            if answerable[-1]:
                right = cosines[one.passage - own.start]
                ranks.setdefault(one.language, []).append(int((cosines > right).sum()))
        found = {language: np.array(each) for language, each in sorted(ranks.items())}
        return SearchFigures(
            {language: float((each < 1).mean()) for language, each in found.items()},
            {language: float((each < 8).mean()) for language, each in found.items()},
            {language: float((1 / (each + 1)).mean()) for language, each in found.items()},
            auc(np.array(greatest), np.array(answerable)),
        )

    def _vectors(self, network: QuestionNetwork) -> Tensor:
        """Of every question of development, in their order."""
        texts = [one.text for one in self._development.questions]
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        found = torch.zeros(len(texts), WIDTH)
        device = network.words.weight.device
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            batch = self._tokens([texts[row] for row in rows], rows)
            found[rows] = network.vectors(batch.ids.to(device), batch.attention.to(device)).cpu()
        return found

    def _tokens(self, texts: Sequence[str], asked: Sequence[int]) -> QuestionBatch:
        tokens = [self._tokenizer.encode(self._prompt + text).ids[:_LONGEST] for text in texts]
        longest = max(map(len, tokens))
        ids = torch.tensor([each + [PAD] * (longest - len(each)) for each in tokens])
        attention = torch.tensor([[1] * len(each) + [0] * (longest - len(each)) for each in tokens])
        return QuestionBatch(ids, attention, tuple(asked), int(attention.sum()))


def _chosen(cosines: Tensor, nothing: Tensor, rights: Sequence[int], asked: Sequence[PlacedQuestion]) -> Tensor:
    """Cross-entropy of what is right among all and nothing; what answers, but not in one row, is left out."""
    kept = [row for row, one in enumerate(asked) if rights[row] != NONE or one.passage == NONE]
    scores = torch.cat([cosines[kept], nothing.expand(len(kept), 1)], 1) / TEMPERATURE
    right = [rights[row] if rights[row] != NONE else cosines.shape[1] for row in kept]
    weight = torch.tensor([WITHOUT if asked[row].passage == NONE else 1.0 for row in kept], device=cosines.device)
    each = F.cross_entropy(scores, torch.tensor(right, device=cosines.device), reduction="none")
    return (each * weight).sum() / weight.sum()
