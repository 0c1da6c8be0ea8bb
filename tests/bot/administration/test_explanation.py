from __future__ import annotations

import pytest

from bot.administration.explanation import as_object, explain
from bot.answering.answerer import Considered
from bot.answering.extraction import Candidate
from bot.answering.question import AnswerKind, Question
from bot.answering.types import Language
from corpus.types import Bulletin, Passage, Span
from index.types import Hit

TEXT = "Kim leder arbetet."


def hit(name: str, dense: float, lexical: float) -> Hit:
    bulletin = Bulletin(name, f"Om {name}", TEXT, ())
    return Hit(Passage(name, (), TEXT, 0, len(TEXT), ""), bulletin, dense, dense, lexical)


def considered(hits: list[Hit], first: int, probability: float, text: str = "Vem leder?") -> Considered:
    language = Language.EN if text.startswith("Who") else Language.SV
    asked = Question(text, text, language, next(iter(AnswerKind)))
    candidate = Candidate(hits[first], Span(0, len(TEXT)), probability, probability)
    return Considered(asked, hits, [candidate], probability >= 0.5)


HITS = [hit("a", 0.9, 2.0), hit("b", 0.8, 9.0), hit("c", 0.7, 1.0)]


@pytest.mark.parametrize(("first", "words"), [(0, "Betydelsen avgjorde: 0.900"), (1, "Orden avgjorde: 9.0"),
                                              (2, "Läsningen av styckena")])  # fmt: skip
def test_the_words_say_which_score_tipped_it(first: int, words: str) -> None:
    reasons = explain(considered(HITS, first, 0.8), 0.5).reasons
    assert any(reason.startswith(words) for reason in reasons)


def test_a_refusal_names_the_surest_quote_and_the_threshold() -> None:
    reasons = explain(considered(HITS, 0, 0.45, "Who leads it?"), 0.5).reasons
    assert "0.45, below the threshold 0.50" in reasons[0]
    assert "close to the threshold" in reasons[1]


def test_every_passage_stands_with_all_its_scores() -> None:
    explanation = explain(considered(HITS, 1, 0.8), 0.5)
    rows = [(row.bulletin_id, row.dense, row.lexical, row.probability) for row in explanation.rows]
    assert rows == [("a", 0.9, 2.0, None), ("b", 0.8, 9.0, 0.8), ("c", 0.7, 1.0, None)]
    assert as_object([explanation])[0]["question"] == "Vem leder?"


def test_nothing_found_and_small_talk_are_told_apart() -> None:
    asked = Question("Vad?", "Vad?", Language.SV, next(iter(AnswerKind)))
    assert "hittades" in explain(Considered(asked, [], [], False), 0.5).reasons[0]
    assert "småprat" in explain(considered(HITS, 0, 0.8, "Hej!"), 0.5).reasons[0]
