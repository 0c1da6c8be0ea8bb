"""`python -m bot.lab.fitting.joint --data FOLDER --cache FOLDER`: fits how words and the reader are weighed.

Only questions on pages and programmes that the reader was not trained on are used. Some minutes on two cores.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from bot.answering.choosing.calibration import JOINT, Weights, read_calibration, shipped_calibration
from bot.answering.choosing.features import Retrieved
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.choosing.joint import (
    CONFIDENCE,
    CROSS_CONFIDENCE,
    RANKING,
    JointExtractor,
    Weighed,
    confidence_features,
    in_order,
    quote_of,
    share_of_best,
)
from bot.lab.data.public_pages import PublicQuestion, squad, swequad, unseen
from bot.lab.data.searching import indexed
from bot.lab.data.splits import DataSplit
from bot.lab.fitting import weights as fit
from bot.lab.fitting.programme_cases import programme_cases
from bot.lab.fitting.words import PublicCases
from corpus.types import Language
from index.encoder.model_cache import open_encoder
from index.encoder.packaged import trained_weights as reader_weights
from index.encoder.protocol import Encoder
from index.reader import model as reader_model
from index.reader import onnx_reader as reader
from index.reader.cross_encoder import CrossEncoderReader

UNANSWERABLE = 0.3
"""The share of questions without an answer that the probability reckons with."""

PROGRAMMES = 0.85
"""The share of the weight that the made-up programmes have: their questions are of the kind that the bot gets."""

_DEFAULT_THRESHOLD = 0.3
"""A wrong quote costs nearly half of what a right one gains: its date and link stand beside it, and silence helps
nobody. With the fourth training as many right answers are given as at .35 with the third, and fewer wrong ones."""

_CASES = 1000
"""How many cases of each language the weights add up to, so that the penalties weigh as in other fits."""

_MOST = 150
_ARTICLES = 8
_SAME_SHARE = 0.65
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Read:
    case: fit.Case
    retrieved: Retrieved
    weighed: list[Weighed]

    def seen(self) -> fit.Seen:
        scored = [replace(one.scored, features=one.features) for one in self.weighed]
        return fit.Seen(self.case, self.retrieved, scored)


@dataclass(frozen=True, slots=True)
class _Fitted:
    weights: Weights
    judged: fit.JudgedSentences
    probability: fit.Matrix


def main() -> None:
    options = _options()
    rng = random.Random(options.seed)  # noqa: S311 - a seeded sample, no secret
    encoder = open_encoder(None, options.cache)
    own = reader.OnnxReader(reader_model.prepare_reader(options.cache, options.weights))
    model = own if options.reader is None else CrossEncoderReader(options.reader, own)
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), model, shipped_calibration())
    kept = options.cache / "lab"
    public = [case for questions in _questions(options.data, rng) for case in _cases(questions, encoder, rng, kept)]
    made_up = [case for _, case in programme_cases(encoder, options.data / "authorities", options.most, kept)]
    cases = [*_shared(made_up, PROGRAMMES), *_shared(public, 1 - PROGRAMMES)]
    read = [_read(extractor, case) for case in cases if case.hits]
    fitted = [_fit([one for one in read if one.case.question.language is language], names)
              for language, names in ((Language.SV, CONFIDENCE), (Language.EN, CROSS_CONFIDENCE))]  # fmt: skip
    fit.write_calibration(options.out, _stored(*fitted))
    read_calibration(options.out)


def _questions(data: Path, rng: random.Random) -> list[list[PublicQuestion]]:
    """Authorities' pages, and encyclopedia paragraphs with questions in both languages."""
    articles = list(squad(data, _ARTICLES, (DataSplit.DEV,)))
    spoken = [[one for one in articles if one.language is language] for language in Language]
    return [
        [one for one in swequad(data) if unseen(one)],
        [one for questions in spoken for one in rng.sample(questions, min(_MOST, len(questions)))],
    ]


def _cases(questions: Sequence[PublicQuestion], encoder: Encoder, rng: random.Random, kept: Path) -> list[fit.Case]:
    pages = {question.page.id: question.page for question in questions}
    with indexed(pages.values(), encoder, kept) as retriever:
        return [case for _, case in PublicCases(retriever, questions, rng).draw()]


def _shared(cases: Sequence[fit.Case], share: float) -> list[fit.Case]:
    """The cases of each language with `share` of all weight, and UNANSWERABLE of that on those without an answer."""
    kinds = Counter((case.question.language, case.gold is None) for case in cases)
    parts = {True: UNANSWERABLE, False: 1 - UNANSWERABLE}
    return [replace(case, weight=share * _CASES * parts[case.gold is None]
                    / kinds[case.question.language, case.gold is None]) for case in cases]  # fmt: skip


def _read(extractor: JointExtractor, case: fit.Case) -> _Read:
    retrieved = Retrieved.of(case.question, case.hits)
    return _Read(case, retrieved, extractor.weigh(retrieved))


def _fit(read: Sequence[_Read], names: Sequence[str]) -> _Fitted:
    ranking = fit.fit_ranking([one.seen() for one in read], RANKING)
    judged = _judged(read, ranking)
    probability = fit.held_out(judged, names, [one.case.group or one.case.bulletin_id for one in read])
    answerable = np.array([one.case.gold is not None for one in read])
    _log.info("%d cases, right first %.3f of the answerable", len(read), judged.right[answerable].mean())
    return _Fitted(Weights(ranking, fit.fit_confidence(judged, names)), judged, probability)


def _judged(read: Sequence[_Read], ranking: fit.Weights) -> fit.JudgedSentences:
    judged = [_judge(one, ranking) for one in read]
    weights = np.array([one.case.weight for one in read])
    return fit.JudgedSentences([features for features, _ in judged], np.array([right for _, right in judged]), weights)


def _judge(one: _Read, ranking: fit.Weights) -> tuple[dict[str, float], bool]:
    """What the probability of the best quote is reckoned from, and whether it holds some of the answer."""
    ranked = in_order(one.weighed, ranking)
    first = ranked[0][1]
    quote, _ = quote_of(one.retrieved, first, one.weighed, ranking)
    right = one.case.is_answered_by(first.scored.sentence.hit.bulletin, quote)
    return confidence_features(one.retrieved, first, quote, share_of_best(ranked)), right


def _stored(same: _Fitted, cross: _Fitted) -> dict[str, object]:
    parts = ((same, _SAME_SHARE), (cross, 1.0 - _SAME_SHARE))
    probability = np.concatenate([part.probability for part, _ in parts])
    right = np.concatenate([part.judged.right for part, _ in parts])
    weight = np.concatenate([share * part.judged.weight / part.judged.weight.sum() for part, share in parts])
    error = fit.weighted_calibration_error(probability, right, weight)
    _log.info("calibration error %.3f", error)
    thresholds = fit.thresholds(probability, right, weight)
    provenance = (
        "Fitted by bot/lab/fitting/joint.py on questions that the reader was not trained on: twelve made-up programmes "
        "and four shelves of authorities' pages that no training sees (0.85 of the weight), a twelfth of SweQUAD-MC's "
        "training pages, three articles of SQuAD 2.0 in Swedish with English questions too. Five-fold by programme or "
        f"page: expected calibration error {error:.3f}."
    )
    return {"version": 1, "provenance": provenance, "same": asdict(same.weights), "cross": asdict(cross.weights),
            "default_threshold": _DEFAULT_THRESHOLD, "thresholds": thresholds}  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public sets")
    parser.add_argument("--cache", type=Path, required=True, help="where the prepared models lie")
    parser.add_argument("--weights", type=Path, default=reader_weights.SHIPPED, help="the reader's weights")
    parser.add_argument("--reader", help="another cross-encoder, as FVM_READER names it; then name --out too")
    parser.add_argument("--out", type=Path, default=JOINT, help="the file to write")
    parser.add_argument("--most", type=int, default=80, help="questions of each programme or shelf at most")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig()
    _log.setLevel(logging.INFO)
    main()
