"""`python -m bot.lab.fitting.words --data FOLDER --cache FOLDER`: fits `bot/answering/choosing/calibration.json` anew.

Takes about a quarter of an hour on two cores, nearly all of it to embed the public pages.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from bot.answering.answerer import TOP_K
from bot.answering.choosing.calibration import Weights, read_calibration
from bot.answering.question.asked import Question, answer_kind
from bot.lab.data.noise import roughen
from bot.lab.data.public_pages import PublicQuestion, squad, swequad
from bot.lab.data.searching import indexed
from bot.lab.fitting import weights as fit
from bot.lab.fitting.programme_cases import programme_cases
from corpus.types import Language
from index.encoder.model_cache import open_encoder
from index.retriever import Retriever

TARGET = Path(fit.__file__).resolve().parents[2] / "answering" / "choosing" / "calibration.json"
PAGES = 60
"""Pages in each question's own small library, drawn afresh."""

_DISTORTED = 0.4
_ARTICLES = 8
_SWEDISH, _ENGLISH = 1000, 1600
_SHARES = {
    Language.SV: {
        "programme": 0.35,
        "programme-none": 0.15,
        "swequad": 0.25,
        "swequad-out": 0.1,
        "squad": 0.12,
        "squad-none": 0.03,
    },
    Language.EN: {"programme": 0.35, "programme-none": 0.15, "squad": 0.36, "squad-out": 0.1, "squad-none": 0.04},
}
"""How much each kind of case weighs: answerable, the page taken away, and asked in vain of a page that is there."""

_SAME_SHARE = 0.75
_PROVENANCE = (
    "Fitted by bot/lab/fitting/words.py on the twelve made-up programmes that are kept for fitting (half of "
    "the weight), on SweQUAD-MC training (questions over their own pages, and again with the "
    "page that answers taken away) and on SQuAD 2.0 in Swedish with its English half (8 articles of the training and "
    "development splits, with unanswerable questions; English questions over Swedish text), two in five questions "
    "distorted by typing errors. Five-fold by page: pooled expected calibration error {error:.3f}."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Fitted:
    weights: Weights
    judged: fit.JudgedSentences
    probability: fit.Matrix


class PublicCases:
    """Public questions asked of small libraries drawn from their pages."""

    def __init__(self, retriever: Retriever, questions: Sequence[PublicQuestion], rng: random.Random) -> None:
        self._retriever = retriever
        self._questions = questions
        self._rng = rng
        self._ids = sorted({question.page.id for question in questions})

    def draw(self) -> list[tuple[str, fit.Case]]:
        """Each question once, and where it has an answer once more with its page taken away; with its kind's name."""
        found = []
        for question in self._questions:
            name = question.source if question.gold is not None else f"{question.source}-none"
            found.append((name, self._case(question, present=True)))
            if question.gold is not None and (question.source == "swequad" or question.language is Language.EN):
                found.append((f"{question.source}-out", self._case(question, present=False)))
        return found

    def _case(self, asked: PublicQuestion, *, present: bool) -> fit.Case:
        text = roughen(asked.text, self._rng) if self._rng.random() < _DISTORTED else asked.text
        pages = set(self._rng.sample(self._ids, min(PAGES, len(self._ids)))) - {asked.page.id}
        if present:
            pages.add(asked.page.id)
        ranked = self._retriever.search(text, 10_000, asked.language.value)
        hits = [hit for hit in ranked if hit.bulletin.id in pages][:TOP_K]
        question = Question(text, text, asked.language, answer_kind(text))
        return fit.Case(question, hits, asked.page.id, asked.gold if present else None)


def fit_language(named: Sequence[tuple[str, fit.Case]], language: Language) -> _Fitted:
    """The weights for questions of that language over Swedish pages, and their held-out probabilities."""
    cross = language is Language.EN
    seen = fit.see(_weighed(named, _SHARES[language]))
    ranking = fit.fit_ranking(seen, fit.CROSS_RANKING if cross else fit.RANKING)
    judged = fit.judge_sentences(seen, ranking)
    names = fit.CROSS_CONFIDENCE if cross else fit.CONFIDENCE
    probability = fit.held_out(judged, names, [one.case.group or one.case.bulletin_id for one in seen])
    _log.info("%s: %d cases, %.3f of them right first", language.value, len(seen), judged.right.mean())
    return _Fitted(Weights(ranking, fit.fit_confidence(judged, names)), judged, probability)


def _weighed(named: Sequence[tuple[str, fit.Case]], shares: dict[str, float]) -> Iterable[fit.Case]:
    counts = Counter(name for name, _ in named)
    for name, case in named:
        if name in shares:
            yield replace(case, weight=shares[name] / counts[name] * len(named))


def stored(same: _Fitted, cross: _Fitted) -> dict[str, object]:
    """The file's content; the default threshold is that of an answer more likely right than wrong."""
    parts = ((same, _SAME_SHARE), (cross, 1.0 - _SAME_SHARE))
    probability = np.concatenate([part.probability for part, _ in parts])
    right = np.concatenate([part.judged.right for part, _ in parts])
    weight = np.concatenate([share * part.judged.weight / part.judged.weight.sum() for part, share in parts])
    error = fit.weighted_calibration_error(probability, right, weight)
    return {"version": 1, "provenance": _PROVENANCE.format(error=error), "same": asdict(same.weights),
            "cross": asdict(cross.weights), "default_threshold": 0.5,
            "thresholds": fit.thresholds(probability, right, weight)}  # fmt: skip


def main() -> None:
    options = _options()
    rng = random.Random(options.seed)  # noqa: S311 (a seeded sample, no secret)
    english_and_swedish = list(squad(options.data, _ARTICLES))
    sample = [one for language, count in ((Language.SV, _SWEDISH), (Language.EN, _ENGLISH))
              for one in _drawn(rng, english_and_swedish, language, min(count, options.limit))]  # fmt: skip
    encoder = open_encoder(None, options.cache)
    kept = options.cache / "lab"
    named = programme_cases(encoder, most=options.most, kept=kept)
    for questions in (list(swequad(options.data))[: options.limit], sample):
        pages = {question.page.id: question.page for question in questions}
        with indexed(pages.values(), encoder, kept) as retriever:
            named += PublicCases(retriever, questions, rng).draw()
    by_language = {language: [(name, case) for name, case in named if case.question.language is language]
                   for language in Language}  # fmt: skip
    content = stored(*(fit_language(by_language[language], language) for language in (Language.SV, Language.EN)))
    fit.write_calibration(options.out, content)
    read_calibration(options.out)


def _drawn(
    rng: random.Random, questions: Sequence[PublicQuestion], language: Language, count: int
) -> list[PublicQuestion]:
    spoken = [question for question in questions if question.language is language]
    return rng.sample(spoken, min(count, len(spoken)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public sets")
    parser.add_argument("--cache", type=Path, required=True, help="where the prepared encoder lies")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--most", type=int, default=200, help="questions of each programme at most")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--limit", type=int, default=10_000, help="at most so many questions of each set, for a trial")
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
