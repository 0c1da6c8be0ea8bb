"""`python -m bot.lab.fitting.kinds THREADS`: fits what tells the kinds of messages in threads. A minute on two cores.

THREADS is a folder of labelled threads, a file a programme; the development programmes are only measured on.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from bot import settings
from bot.threads.features import PLAIN, FeatureRow, feature_row, is_called
from bot.threads.kinds import SHIPPED, KindModel, thread_vectors, write_kinds
from bot.threads.types import QUESTIONS, Kind, Said
from bot.wiring.answers import prepare_encoder
from index.encoder.protocol import Encoder
from index.types import unheard

DEV = ("vardbryggan", "lugn-natt")
"""Kept from training."""

_PENALTY = 25.0
"""Half of it times the squared weights is added to the loss; six folds of the training programmes tried 33 and 50."""

_STEPS = 60
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Example:
    """A message as the fit sees it."""

    programme: str
    kind: Kind
    features: FeatureRow
    mentions_bot: bool
    is_called: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("threads", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args()
    encoder = prepare_encoder(settings.load(), unheard)
    examples = [one for path in sorted(given.threads.glob("*.jsonl")) for one in _examples(path, encoder)]
    model = fit([one for one in examples if one.programme not in DEV])
    _report(model, [one for one in examples if one.programme in DEV])
    write_kinds(given.out, model)


def _examples(path: Path, encoder: Encoder) -> list[Example]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        rows = json.loads(line)["messages"]
        thread = [Said.from_row(row) for row in rows]
        vectors = thread_vectors(thread, encoder.encode_queries)
        found += [
            Example(path.stem, Kind(row["label"]), feature_row(thread, place, vectors), thread[place].mentions_bot,
                    is_called(thread, place))
            for place, row in enumerate(rows) if row["label"] != "bot"
        ]  # fmt: skip
    return found


def fit(examples: Sequence[Example]) -> KindModel:
    """Softmax regression with a penalty on the squared weights; the plain features alone are brought to one scale."""
    rows = np.array([one.features for one in examples])
    mean, spread = np.zeros(rows.shape[1], np.float32), np.ones(rows.shape[1], np.float32)
    mean[:PLAIN] = rows[:, :PLAIN].mean(0)
    spread[:PLAIN] = rows[:, :PLAIN].std(0) + 1e-3
    inputs = torch.from_numpy((rows - mean) / spread)
    kinds = torch.tensor([list(Kind).index(one.kind) for one in examples])
    weights = torch.zeros(rows.shape[1], len(Kind), requires_grad=True)
    bias = torch.zeros(len(Kind), requires_grad=True)
    search = torch.optim.LBFGS([weights, bias], max_iter=_STEPS, history_size=10, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        value = torch.nn.functional.cross_entropy(inputs @ weights + bias, kinds, reduction="sum")
        value = value + _PENALTY / 2 * (weights**2).sum()
        value.backward()
        return value

    search.step(loss)
    return KindModel(mean, spread, weights.detach().numpy(), bias.detach().numpy())


def _report(model: KindModel, examples: Sequence[Example]) -> None:
    """What is heard and butted into at a few thresholds."""
    shares = model.shares(np.array([one.features for one in examples]))
    asked = shares[:, [list(Kind).index(kind) for kind in QUESTIONS]].sum(1)
    truth = np.array([one.kind in QUESTIONS for one in examples])
    unmentioned = np.array([not one.mentions_bot for one in examples])
    called = np.array([one.is_called for one in examples]) & unmentioned
    right = np.mean([list(Kind)[place] is one.kind for place, one in zip(shares.argmax(1), examples, strict=True)])
    _log.info("%d messages, kind right %.3f", len(examples), right)
    for threshold in (0.5, 0.6, 0.7, 0.8, 0.9):
        heard = (asked[called & truth] >= threshold).mean()
        butting = (asked[called & ~truth] >= threshold).sum() / (unmentioned & ~truth).sum()
        _log.info("threshold %.1f: heard without mention %.3f, butting in %.4f", threshold, heard, butting)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
