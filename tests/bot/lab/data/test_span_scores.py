from __future__ import annotations

import pytest

from bot.lab.data.span_scores import exact_match, f1, holds_accepted


@pytest.mark.parametrize(("answer", "accepted", "score"), [
    ("Karin Berg", ["Karin Berg"], 1.0),
    ("karin berg.", ["Karin Berg"], 1.0),
    ("the 3,7 miljoner", ["3,7 miljoner"], 1.0),
    ("Karin Berg", ["Karin Ek"], 0.5),
    ("Karin", ["Berg"], 0.0),
    ("Karin", ["Berg", "Karin"], 1.0),
    ("en", ["en"], 1.0),
])  # fmt: skip
def test_f1_counts_common_words_of_the_best_alternative(answer: str, accepted: list[str], score: float) -> None:
    assert f1(answer, accepted) == pytest.approx(score)
    assert exact_match(answer, accepted) == float(score == 1.0)


def test_an_answer_is_held_as_whole_words() -> None:
    assert holds_accepted("Det leds av Karin Berg i dag", ["Karin Berg"])
    assert not holds_accepted("Det leds av Karin Bergman", ["Karin Berg"])
    assert not holds_accepted("49 kommuner", ["9"])
