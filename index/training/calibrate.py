"""`python -m index.training.calibrate`: fits the probability on one held-out part and its thresholds on another."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.model_cache import open_encoder
from index.reader import Reader
from index.reader_calibration import SHIPPED, Calibration, write_calibration
from index.reader_model import TOKENIZER, prepare_reader
from index.reader_weights import SHIPPED as WEIGHTS
from index.training.articles import Split
from index.training.data import load
from index.training.evidence import Evidence, gather, read, write
from index.training.prepare import read_pairs

Array = NDArray[np.float64]

UNANSWERABLE = 0.33
"""The share of questions without an answer that the probability reckons with."""

_ERRORS = (0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public question sets")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models")
    parser.add_argument("--pairs", type=Path, required=True, help="the training run's pairs.json")
    parser.add_argument("--evidence", type=Path, required=True, help="folder that keeps what was read")
    parser.add_argument("--most", type=int, default=300, help="questions of a kind at most")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--calibration", type=Path, default=SHIPPED, help="the file to write")
    given = parser.parse_args()
    given.evidence.mkdir(parents=True, exist_ok=True)
    parts = {split: given.evidence / f"{split.value}.json" for split in (Split.DEV, Split.TEST)}
    if not all(path.exists() for path in parts.values()):
        folder = prepare_reader(given.cache, given.weights)
        reader, encoder = Reader(folder), open_encoder(None, given.cache)
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        questions = read_pairs(given.pairs, load(given.data))
        for split, path in parts.items():
            write(path, list(gather(reader, encoder, tokenizer, questions, split, given.most)))
    calibration, about = fitted(read(parts[Split.DEV]), read(parts[Split.TEST]))
    write_calibration(calibration, about, given.calibration)


def fitted(development: Sequence[Evidence], test: Sequence[Evidence]) -> tuple[Calibration, dict[str, object]]:
    """The calibration, and what is to be told about it."""
    names = ["intercept", *development[0].features]
    solved = logistic(_matrix(development, names), _right(development), _shares(development))
    bare = Calibration(dict(zip(names, map(float, solved), strict=True)), ())
    probabilities = np.array([bare.probability(row.features) for row in test])
    right, shares = _right(test), _shares(test)
    thresholds = tuple(pair for error in _ERRORS if (pair := threshold(probabilities, right, shares, error)))
    about: dict[str, object] = {
        "fitted on": _counts(development), "measured on": _counts(test),
        "share reckoned without an answer": UNANSWERABLE,
        "ECE": round(calibration_error(probabilities, right, shares), 4),
        "coverage at error": {f"{error:.3f}": round(float(shares[probabilities >= least].sum()), 3)
                              for error, least in thresholds},
        "right first of answerable": round(float(np.mean([row.right for row in test if row.answerable])), 3),
    }
    return Calibration(bare.weights, thresholds), about


def _matrix(rows: Sequence[Evidence], names: Sequence[str]) -> Array:
    return np.array([[row.features.get(name, 1.0) for name in names] for row in rows])


def _right(rows: Sequence[Evidence]) -> Array:
    return np.array([float(row.right) for row in rows])


def _shares(rows: Sequence[Evidence]) -> Array:
    """Weights that add up to 1, with UNANSWERABLE of them on questions without an answer."""
    answerable = np.array([row.answerable for row in rows])
    shares: Array = np.where(answerable, (1 - UNANSWERABLE) / max(answerable.sum(), 1),
                             UNANSWERABLE / max((~answerable).sum(), 1))
    return shares


def _counts(rows: Sequence[Evidence]) -> dict[str, int]:
    return {kind: sum(row.kind == kind for row in rows) for kind in sorted({row.kind for row in rows})}


def logistic(matrix: Array, right: Array, shares: Array, ridge: float = 1e-3, rounds: int = 50) -> Array:
    """Weights of a ridge logistic regression (Newton's method); the first column is the intercept."""
    weights = np.zeros(matrix.shape[1])
    penalty = np.full(matrix.shape[1], ridge)
    penalty[0] = 0.0
    for _ in range(rounds):
        probability = 1 / (1 + np.exp(-(matrix @ weights).clip(-30, 30)))
        gradient = matrix.T @ (shares * (probability - right)) + penalty * weights
        bend = (matrix * (shares * probability * (1 - probability))[:, None]).T @ matrix + np.diag(penalty + 1e-9)
        weights = weights - np.linalg.solve(bend, gradient)
    return weights


def calibration_error(probabilities: Array, right: Array, shares: Array, bins: int = 10) -> float:
    """Expected calibration error: the mean distance of probability and share of right ones, over equal bins."""
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    return float(sum(abs((shares * (probabilities - right))[place == one].sum()) for one in range(bins)))


def threshold(probabilities: Array, right: Array, shares: Array, error: float) -> tuple[float, float] | None:
    """(error, the least probability from which the share of wrong ones among those given is at most `error`)."""
    order = np.argsort(-probabilities, kind="stable")
    wrong = np.cumsum((shares * (1 - right))[order]) / np.cumsum(shares[order])
    # The first few are too few to say anything.
    within = [place for place in range(20, len(order)) if wrong[place] <= error]
    return (error, round(float(probabilities[order[max(within)]]), 4)) if within else None


if __name__ == "__main__":
    main()
