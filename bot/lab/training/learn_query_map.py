"""`python -m bot.lab.training.learn_query_map --cache FOLDER`: learns the map of questions on the programmes.

Nothing but one matrix is learnt; the encoder stays as it is. Takes some minutes, nearly all of it to embed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name that every torch text uses
from numpy.typing import NDArray
from torch import Tensor

from bot.lab.data.noise import roughen
from bot.lab.data.programmes import Programme, ProgrammeQuestion, load_programmes
from bot.lab.data.splits import DataSplit
from bot.lab.training.__main__ import show_line
from corpus.types import Passage, Span
from index.encoder.model_cache import open_encoder
from index.encoder.protocol import Encoder
from index.encoder.query_map import SHIPPED, QueryMap, write_query_map
from index.snapshot.build import build
from index.snapshot.opened import Snapshot, current_folder, open_snapshot
from index.types import Vectors

TEMPERATURE = 0.02
SENTENCES = 0.5
"""What finding the right sentence counts beside finding the right passage."""
HOLD = 0.01
"""Draws the matrix towards no change."""

_ROUNDS = 12
_BATCH = 256
_RATE = 1e-3
_SEED = 7


@dataclass(frozen=True, slots=True)
class Embedded:
    """The answerable questions of one programme, each as written and once more roughened, and what they may find.

    `passage` and `sentence` are the rows of what answers; -1 where no sentence holds the whole answer.
    """

    queries: Vectors
    languages: tuple[str, ...]
    passages: Vectors
    sentences: Vectors
    passage: NDArray[np.int64]
    sentence: NDArray[np.int64]


def embedded(programme: Programme, encoder: Encoder, rng: random.Random) -> Embedded:
    with tempfile.TemporaryDirectory() as folder:
        build(list(programme.bulletins.values()), encoder, Path(folder))
        snapshot = open_snapshot(current_folder(Path(folder)), encoder.name)
        sentences = [np.array(snapshot.sentence_rows(row)) for row in range(len(snapshot.passages))]
        passages = np.array(snapshot.passage_vectors)
    asked = [one for one in programme.questions if _row(snapshot, one) >= 0]
    written = [*asked, *asked]
    texts = [one.text for one in asked] + [roughen(one.text, rng) for one in asked]
    starts = np.cumsum([0, *(len(rows) for rows in sentences)])
    rows = np.array([_row(snapshot, one) for one in written])
    own = np.array([_sentence(snapshot.passages[row], one.answer) for row, one in zip(rows, written, strict=True)])
    return Embedded(
        encoder.encode_queries(texts),
        tuple(one.language for one in written),
        passages,
        np.concatenate(sentences),
        rows,
        np.where(own >= 0, starts[rows] + own, -1),
    )


def _row(snapshot: Snapshot, asked: ProgrammeQuestion) -> int:
    return next((row for row, passage in enumerate(snapshot.passages) if asked.is_answered_in(passage)), -1)


def _sentence(passage: Passage, answer: Span | None) -> int:
    spans = passage.sentences
    return next((place for place, span in enumerate(spans)
                 if answer is not None and span.start <= answer.start and answer.end <= span.end), -1)  # fmt: skip


def learn(parts: Sequence[Embedded]) -> NDArray[np.float32]:
    """The change, float32 (dim, dim): contrastive loss over every passage and sentence of all programmes."""
    torch.manual_seed(_SEED)
    passages = _joined([(one.queries, one.passages, one.passage) for one in parts])
    sentences = _joined([(one.queries, one.sentences, one.sentence) for one in parts])
    change = torch.zeros(passages[1].shape[1], passages[1].shape[1], requires_grad=True)
    optimizer = torch.optim.Adam([change], lr=_RATE)
    steps = _ROUNDS * len(passages[0]) // _BATCH
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)
    for _ in range(steps):
        loss = _loss(change, *passages) + SENTENCES * _loss(change, *sentences) + HOLD * change.square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    learnt: NDArray[np.float32] = change.detach().numpy()
    return learnt


def _joined(parts: Sequence[tuple[Vectors, Vectors, NDArray[np.int64]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Queries, what they may find, and the row of what is right, of all programmes together."""
    starts = np.cumsum([0, *(len(found) for _, found, _ in parts)])
    queries = np.concatenate([asked[right >= 0] for asked, _, right in parts])
    rights = np.concatenate([right[right >= 0] + start for (_, _, right), start in zip(parts, starts, strict=False)])
    found = np.concatenate([found for _, found, _ in parts])
    return torch.from_numpy(queries), torch.from_numpy(found), torch.from_numpy(rights)


def _loss(change: Tensor, queries: Tensor, found: Tensor, rights: Tensor) -> Tensor:
    rows = torch.randint(len(queries), (_BATCH,))
    moved = F.normalize(queries[rows] + queries[rows] @ change, dim=1)
    return F.cross_entropy(moved @ found.T / TEMPERATURE, rights[rows])


def ranks(part: Embedded, query_map: QueryMap | None, language: str) -> NDArray[np.int64]:
    """Where the right passage of each question in that language stands, counted from 0."""
    kept = np.array([one == language for one in part.languages])
    queries = part.queries[kept] if query_map is None else query_map(part.queries[kept])
    cosines = queries @ part.passages.T
    right = cosines[np.arange(len(cosines)), part.passage[kept]]
    higher: NDArray[np.int64] = (cosines > right[:, None]).sum(axis=1)
    return higher


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.training.learn_query_map", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the file to write")
    given = parser.parse_args()
    encoder = open_encoder(None, given.cache)
    rng = random.Random(_SEED)  # noqa: S311 - a draw, not a secret
    parts: dict[DataSplit, list[Embedded]] = {DataSplit.TRAIN: [], DataSplit.DEV: []}
    for split in (DataSplit.TRAIN, DataSplit.DEV):
        for programme in load_programmes(split=split):
            parts[split].append(embedded(programme, encoder, rng))
            show_line(f"embedded {programme.name}")
    learnt = QueryMap(encoder.name, learn(parts[DataSplit.TRAIN]))
    write_query_map(given.out, learnt)
    for language in ("sv", "en"):
        for name, query_map in (("as it is", None), ("mapped", learnt)):
            found = np.concatenate([ranks(one, query_map, language) for one in parts[DataSplit.DEV]])
            shares = [float((found < depth).mean()) for depth in (1, 5, 10, 20)]
            show_line(
                f"{language}, {name}: right passage within 1, 5, 10, 20: "
                + " ".join(f"{share:.3f}" for share in shares)
                + f", MRR {(1 / (found + 1)).mean():.3f}"
            )


if __name__ == "__main__":
    main()
