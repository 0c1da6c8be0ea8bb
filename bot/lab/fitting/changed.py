"""`python -m bot.lab.fitting.changed --cache FOLDER`: fits how probable it is that a later statement holds.

Asks ordinary questions and the marked ones about what is said more than once (`bot.lab.data.changes`) on the programmes
that are kept for fitting, and tells of each pair that was compared whether the later statement is right where the
quote is not. Prints WEIGHTS of `bot/answering/changing/weighing.py`, and what moving the later one first gains and
costs. Half an hour.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.answering.answerer import Answerer
from bot.answering.changing.related import ComparedStatements, Comparer, Related
from bot.answering.changing.weighing import FEATURES, ComparedPair, change_features
from bot.answering.choosing.calibration import JOINT, linear, logistic, read_calibration, shipped_calibration
from bot.answering.choosing.extraction import Candidate, Extractor
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.choosing.joint import JointExtractor
from bot.answering.question.asked import Question, answer_kind
from bot.evaluation.judgments import WantedValue
from bot.lab.data.changes import AskedFact, load_changes
from bot.lab.data.programmes import ProgrammeQuestion, read_programme
from bot.lab.data.searching import indexed
from bot.lab.data.span_scores import holds_accepted
from bot.lab.data.splits import CHANGES, PROGRAMMES, DataSplit, shelves_of_split
from bot.lab.fitting import weights as fit
from bot.lab.fitting.weights import Case
from bot.wiring.searching import Searching
from corpus.language.detection import detect_language
from index.encoder.model_cache import open_encoder
from index.encoder.protocol import Encoder
from index.reader.model import prepare_comparer, prepare_reader
from index.reader.onnx_comparer import OnnxComparer
from index.reader.onnx_reader import OnnxReader
from index.types import Hit

_LEAST = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_ORDINARY, _MARKED = "ordinary", "marked"
_log = logging.getLogger(__name__)

_IsRight = Callable[[Candidate], bool]


@dataclass(frozen=True, slots=True)
class _Compared:
    """The later passages that were compared for one question: their features, and whether the quote and each of them is
    right. `raw` is what the comparison alone gives a change."""

    programme: str
    kind: str
    features: list[dict[str, float]]
    raw: list[float]
    best: bool
    later: list[bool]

    def moved(self, probabilities: Sequence[float], least: float) -> int:
        """What is gained, 1 or -1, where the likeliest is moved first that is at least so probable; else 0."""
        place = max(range(len(probabilities)), key=probabilities.__getitem__)
        return self.later[place] - self.best if probabilities[place] >= least else 0


class _Recording(ComparedStatements):
    """Compares as the bot does and keeps each pair with the statement that was found in it."""

    def __init__(self, comparer: Comparer) -> None:
        super().__init__(comparer, self._kept)
        self.pairs: list[ComparedPair] = []
        self.found: list[Related] = []

    def _kept(self, pair: ComparedPair) -> float:
        self.pairs.append(pair)
        return pair.comparison.changed

    def related(self, question: Question, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> list[Related]:
        self.pairs = []
        self.found = super().related(question, candidates, hits)
        return self.found


def main() -> None:
    options = _options()
    encoder = open_encoder(None, options.cache)
    reader = OnnxReader(prepare_reader(options.cache))
    seen = _Recording(OnnxComparer(prepare_comparer(options.cache), reader.words))
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), reader, read_calibration(JOINT))
    fitted, development = (
        list(_gathered(shelves_of_split(split, PROGRAMMES), encoder, extractor, seen, options))
        for split in (DataSplit.FIT, DataSplit.DEV)
    )
    features = [each for one in fitted for each in one.features]
    later, best = (np.array(each) for each in zip(*_judged(fitted), strict=True))
    # Where both are right or neither is, nothing tells which should stand first.
    judged = fit.JudgedSentences(features, later, (later != best).astype(float))
    weights = fit.fit_confidence(judged, FEATURES)
    _log.info("%s", weights)
    apart = iter(fit.held_out(judged, FEATURES, [one.programme for one in fitted for _ in one.features]))
    _tell("fit, each programme apart", fitted, [[float(next(apart)) for _ in one.features] for one in fitted])
    each = [[logistic(linear(weights, features)) for features in one.features] for one in development]
    _tell("development", development, each)
    _tell("development, the comparison alone", development, [one.raw for one in development])


def _judged(found: Sequence[_Compared]) -> Iterator[tuple[bool, bool]]:
    """Of each pair, whether the later statement is right and whether the quote is."""
    for one in found:
        yield from ((each, one.best) for each in one.later)


def _gathered(
    programmes: Sequence[Path], encoder: Encoder, extractor: Extractor, seen: _Recording, options: argparse.Namespace
) -> Iterator[_Compared]:
    for path in programmes:
        marked = CHANGES / path.name
        programme = read_programme(path)
        asked = [(_ORDINARY, one.text, _answered(one)) for one in programme.questions if one.answer is not None]
        chance = random.Random(7)  # noqa: S311 - a draw, no secret
        drawn = chance.sample(asked, min(options.most, len(asked)))
        facts = load_changes(marked) if marked.is_file() else []
        told = [(_MARKED, one.text, _accepted(one)) for one in facts if one.wanted is not WantedValue.THEN]
        drawn += chance.sample(told, min(2 * options.most, len(told)))
        with indexed(programme.bulletins.values(), encoder, options.cache / "lab") as retriever:
            answerer = Answerer(Searching(retriever), extractor, seen)
            for kind, text, is_right in drawn:
                seen.pairs = []
                answerer.considered(text)
                if seen.pairs:
                    yield _compared(path.stem, kind, seen, is_right)
        _log.info("%s", path.stem)


def _compared(programme: str, kind: str, seen: _Recording, is_right: _IsRight) -> _Compared:
    features = [change_features(pair) for pair in seen.pairs]
    raw = [pair.comparison.changed for pair in seen.pairs]
    later = [is_right(one.candidate) for one in seen.found[: len(seen.pairs)]]
    return _Compared(programme, kind, features, raw, is_right(seen.pairs[0].candidates[0]), later)


def _answered(asked: ProgrammeQuestion) -> _IsRight:
    question = Question(asked.text, asked.text, detect_language(asked.text), answer_kind(asked.text))
    case = Case(question, (), asked.bulletin_id, asked.answer, accepted=asked.accepted)
    return lambda one: case.is_answered_by(one.hit.bulletin, one.quote)


def _accepted(asked: AskedFact) -> _IsRight:
    return lambda one: holds_accepted(one.text, asked.accepted)


def _tell(name: str, found: Sequence[_Compared], probabilities: Sequence[Sequence[float]]) -> None:
    for least in _LEAST:
        moves = [(one.kind, one.moved(each, least)) for one, each in zip(found, probabilities, strict=True)]
        told = (f"{kind} +{moves.count((kind, 1))} -{moves.count((kind, -1))}" for kind in (_ORDINARY, _MARKED))
        _log.info("%s, from %.1f on, of %d: %s", name, least, len(found), ", ".join(told))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="where the prepared models lie")
    parser.add_argument("--most", type=int, default=70, help="ordinary questions of each programme; twice the marked")
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig()
    _log.setLevel(logging.INFO)
    main()
