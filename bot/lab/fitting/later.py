"""`python -m bot.lab.fitting.later --cache FOLDER`: fits which later passages are compared with a quote.

Asks the marked questions about facts that are said more than once (`bot.lab.data.changes`) on the programmes that are
kept for fitting, and tells for the first quotes that are a statement of the fact which later passages are another one.
Prints WEIGHTS of `bot/answering/changing/likeness.py`, and what a least value of the odds costs and finds. Ten minutes.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.answering.answerer import Answerer
from bot.answering.changing.likeness import FEATURES, chosen_places, likeness_features
from bot.answering.changing.related import Related, is_surely_later, of_what_is_named
from bot.answering.choosing.calibration import JOINT, linear, read_calibration, shipped_calibration
from bot.answering.choosing.extraction import Candidate, Extractor
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.choosing.joint import JointExtractor
from bot.answering.question.asked import Question
from bot.evaluation.judgments import Course
from bot.lab.data.changes import AskedFact, Fact, load_changes
from bot.lab.data.programmes import read_programme
from bot.lab.data.searching import indexed
from bot.lab.data.splits import CHANGES, PROGRAMMES, DataSplit, shelves_of_split
from bot.lab.fitting import weights as fit
from bot.wiring.searching import Searching
from index.encoder.model_cache import open_encoder
from index.encoder.protocol import Encoder
from index.reader.model import prepare_reader
from index.reader.onnx_reader import OnnxReader
from index.types import Hit

_LEAST = (-2.0, -2.5, -3.0, -3.25, -3.5, -4.0)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Later:
    """The later hits of one answer: their features, and which of them state the same fact."""

    features: list[dict[str, float]]
    same: list[bool]


class _Recording:
    """A `Relating` that relates nothing and keeps what it would have compared."""

    def __init__(self) -> None:
        self.asked: tuple[Question, Candidate, Sequence[Hit]] | None = None

    def related(self, question: Question, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> list[Related]:
        self.asked = (question, candidates[0], hits)
        return []

    def replaces(self, question: str, older: str, later: str) -> float:
        return 0.0


def main() -> None:
    options = _options()
    encoder = open_encoder(None, options.cache)
    reader = OnnxReader(prepare_reader(options.cache))
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), reader, read_calibration(JOINT))
    fitted, development = (
        list(_found(shelves_of_split(split, PROGRAMMES), encoder, extractor, options))
        for split in (DataSplit.FIT, DataSplit.DEV)
    )
    features = [each for one in fitted for each in one.features]
    right = np.array([each for one in fitted for each in one.same])
    weights = fit.fit_confidence(fit.JudgedSentences(features, right, np.ones(len(right))), FEATURES)
    _log.info("%s", weights)
    for least in _LEAST:
        _log.info(
            "from %.2f: %s; development %s", least, _told(fitted, weights, least), _told(development, weights, least)
        )


def _found(
    programmes: Sequence[Path], encoder: Encoder, extractor: Extractor, options: argparse.Namespace
) -> Iterator[_Later]:
    for path in programmes:
        marked = CHANGES / path.name
        asked = load_changes(marked) if marked.is_file() else []
        drawn = random.Random(7).sample(asked, min(options.most, len(asked)))  # noqa: S311 - a draw, no secret
        with indexed(read_programme(path).bulletins.values(), encoder, options.cache / "lab") as retriever:
            for one in drawn:
                seen = _Recording()
                Answerer(Searching(retriever), extractor, seen).considered(one.text)
                later = None if seen.asked is None else _later(*seen.asked, one)
                if later is not None:
                    yield later
        _log.info("%s", path.stem)


def _later(question: Question, best: Candidate, hits: Sequence[Hit], asked: AskedFact) -> _Later | None:
    """What is later than the first quote; None where that states nothing of the fact, or nothing is later."""
    of_that = of_what_is_named(question, best)
    later = [hit for hit in hits if is_surely_later(hit, best) and of_that(hit)]
    if not later or not _states(asked.fact, best.hit, best.text, by_value=True):
        return None
    features = likeness_features(best.text, later, max(hit.score for hit in hits))
    # Of another place, group or stage nothing takes the place of anything.
    is_one = asked.fact.course is not Course.DIFFERENT
    return _Later(features, [is_one and _states(asked.fact, hit, hit.passage.text) for hit in later])


def _states(fact: Fact, hit: Hit, text: str, *, by_value: bool = False) -> bool:
    """Whether a text of a hit's bulletin holds a statement of the fact, or its value alone."""
    said = " ".join(text.split())
    wanted = (
        one.answer if by_value else one.sentence
        for one in fact.statements
        if one.file.removesuffix(".md") == hit.bulletin.id
    )
    return any(" ".join(each.split()) in said for each in wanted)


def _told(found: Sequence[_Later], weights: fit.Weights, least: float) -> str:
    """How many are compared from these odds on, and the share that is found of the statements of the same fact."""
    compared, wanted, kept = 0, 0, 0
    for one in found:
        odds = [linear(weights, each) for each in one.features]
        likely = chosen_places(odds, least)
        compared += len(likely)
        wanted += sum(one.same)
        kept += sum(one.same[place] for place in likely)
    return f"{compared / max(1, len(found)):.2f} compared, {kept / max(1, wanted):.3f} of {wanted} found"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="where the prepared models lie")
    parser.add_argument("--most", type=int, default=80, help="questions of each programme at most")
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig()
    _log.setLevel(logging.INFO)
    main()
