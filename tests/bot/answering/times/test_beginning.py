from __future__ import annotations

import pytest

from bot.answering.times.beginning import asks_for_first


@pytest.mark.parametrize("question", [
    "Vilken budget hade bron från början?", "vem var det ursprungligen", "Vad stod i ursprungsplanen?",
    "What was the first start date?", "Which cost did the original estimate give?", "Vem blev den första chefen?",
    "Vilken dag stod i den första tidplanen?", "Who led the work at the outset?",
    "Vem var projektledare när provet startade?", "Who was head when the robots were bought?",
])  # fmt: skip
def test_a_question_for_the_beginning_is_one(question: str) -> None:
    assert asks_for_first(question)


@pytest.mark.parametrize("question", [
    "När startar den första gruppen?", "När började provet?", "When did the trial start?", "Vem leder bygget?",
    "Who should I call first?", "Vad händer när systemet startar?", "Vilken kommun går in först?", "Who was the head?",
])  # fmt: skip
def test_a_question_for_now_is_none(question: str) -> None:
    assert not asks_for_first(question)
