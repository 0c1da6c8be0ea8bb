"""The fitting of rank and confidence, on cases whose right answer is plain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answering.answerer import Searcher
from bot.answering.choosing.calibration import linear, read_calibration
from bot.answering.question.asked import Question, answer_kind
from bot.lab.fitting import weights as fit
from corpus.types import Bulletin, Language, Span

TOWNS = ["Kil", "Mora", "Vara", "Tierp", "Sala", "Heby", "Lund", "Kalix", "Gnesta", "Trosa"]


@pytest.fixture
def seen(make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]) -> list[fit.Seen]:
    """Each town's page tells when its school opens; every second question is of a page that is not there."""
    pages = [make_page(f"I {town} finns en skola.\n\nSkolan i {town} öppnar den {place + 1} maj. Den är ny.", town)
             for place, town in enumerate(TOWNS)]  # fmt: skip
    cases = []
    for place, page in enumerate(pages):
        searcher = make_searcher([other for other in pages if place % 2 == 0 or other is not page])
        text = f"När öppnar skolan i {page.id}?"
        hits = searcher.search(text, top_k=20, language="sv")
        start = page.body.index("den ")
        gold = Span(start, start + 5) if place % 2 == 0 else None
        cases.append(fit.Case(Question(text, text, Language.SV, answer_kind(text)), hits, page.id, gold))
    return fit.see(cases)


def test_fitted_weights_put_the_sentence_that_answers_first(seen: list[fit.Seen]) -> None:
    ranking = fit.fit_ranking(seen, fit.RANKING)
    for case in seen[::2]:
        best = max(case.scored, key=lambda one: linear(ranking, one.features))
        assert case.is_right(best)


def test_a_missing_number_never_speaks_for_a_sentence(seen: list[fit.Seen]) -> None:
    assert fit.fit_ranking(seen, ("cosine_gap", "missing_numbers"))["missing_numbers"] <= -1.0


def test_fitted_confidence_is_higher_where_the_answer_is_there(seen: list[fit.Seen]) -> None:
    judged = fit.judge_sentences(seen, fit.fit_ranking(seen, fit.RANKING))
    weights = fit.fit_confidence(judged, fit.CONFIDENCE)
    probability = np.array([linear(weights, features) for features in judged.features])
    assert probability[judged.right].min() > probability[~judged.right].max()


def test_thresholds_keep_the_share_of_wrong_answers() -> None:
    probability = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, True, False, True, False])
    found = dict(fit.thresholds(probability, right, np.ones(5)))
    assert found[0.02] == 0.8
    assert found[0.25] == 0.6
    assert found[0.4] == 0.5


def test_a_chance_that_comes_true_has_no_calibration_error() -> None:
    probability = np.array([0.25] * 4 + [1.0])
    right = np.array([True, False, False, False, True])
    assert fit.weighted_calibration_error(probability, right, np.ones(5)) == pytest.approx(0.0)
    assert fit.weighted_calibration_error(probability, ~right, np.ones(5)) == pytest.approx(0.6)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    target = tmp_path / "calibration.json"
    part = {"ranking": {"a": 1.0}, "confidence": {"intercept": 2.0}}
    fit.write_calibration(target, {"same": part, "cross": part, "default_threshold": 0.4, "thresholds": [(0.1, 0.9)]})
    calibration = read_calibration(target)
    assert calibration.weights(same_language=True).ranking == {"a": 1.0}
    assert calibration.thresholds == ((0.1, 0.9),)
    assert list(tmp_path.iterdir()) == [target]
