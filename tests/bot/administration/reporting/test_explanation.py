from __future__ import annotations

import pytest

from bot.administration.reporting.explanation import explain, explained_answers, explanation_object
from bot.answering.answerer import Answerer, Considered
from bot.answering.choosing.extraction import Candidate
from bot.answering.question.asked import AnswerKind, Question
from bot.answering.question.conversation import Earlier
from corpus.types import Bulletin, Language, Passage, Span
from index.types import Hit

TEXT = "Kim leder arbetet."


def hit(name: str, dense: float, lexical: float) -> Hit:
    bulletin = Bulletin(id=name, title=f"Om {name}", body=TEXT, blocks=())
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


def test_words_that_no_bulletin_has_are_not_said_to_have_decided() -> None:
    hits = [hit("a", 0.9, 0.0), hit("b", 0.8, 0.0)]
    assert "Ingen bulletin har frågans ord" in explain(considered(hits, 0, 0.2), 0.5).reasons[-1]
    assert "Läsningen av styckena" in explain(considered(hits, 1, 0.2), 0.5).reasons[-1]


def test_a_refusal_names_the_surest_quote_and_the_threshold() -> None:
    reasons = explain(considered(HITS, 0, 0.45, "Who leads it?"), 0.5).reasons
    assert "0.45, below the threshold 0.50" in reasons[0]
    assert "close to the threshold" in reasons[1]


def test_every_passage_stands_with_all_its_scores() -> None:
    explanation = explain(considered(HITS, 1, 0.8), 0.5)
    rows = [(row.bulletin_id, row.dense, row.lexical, row.probability) for row in explanation.rows]
    assert rows == [("a", 0.9, 2.0, None), ("b", 0.8, 9.0, 0.8), ("c", 0.7, 1.0, None)]
    assert explanation_object([explanation])[0]["question"] == "Vem leder?"


def test_nothing_found_and_small_talk_are_told_apart() -> None:
    asked = Question("Vad kostar det?", "Vad kostar det?", Language.SV, next(iter(AnswerKind)))
    assert "hittades" in explain(Considered(asked, [], [], False), 0.5).reasons[0]
    assert "småprat" in explain(considered(HITS, 0, 0.8, "Hej!"), 0.5).reasons[0]


class Searcher:
    """Finds the same passages for every query, and remembers the queries."""

    snapshot_id = "s-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def search(self, query: str, *, top_k: int, language: str) -> list[Hit]:
        self.asked.append(query)
        return HITS

    def mentions(self, word: str) -> bool:
        return True


def test_a_follow_up_is_weighed_after_the_questions_before_it() -> None:
    searcher = Searcher()
    answerer = Answerer(searcher)
    earlier = Earlier(("Vem leder arbetet?",))
    answer = answerer.answer("Och när börjar hon?", earlier)
    (explanation,) = explained_answers(answerer, lambda question: False, "Och när börjar hon?", earlier)
    assert searcher.asked[0] == searcher.asked[1]
    assert "leder" in searcher.asked[0]
    assert (explanation.threshold, len(explanation.rows)) == (answerer.threshold, 3)
    assert answer.snapshot == "s-1"


def test_a_pinned_answer_is_named_first() -> None:
    found = explained_answers(Answerer(Searcher()), lambda question: True, "Vem leder arbetet?")
    assert found[0].reasons[0] == "Ett fäst svar står överst."
    assert (
        "A pinned answer"
        in explained_answers(Answerer(Searcher()), lambda question: True, "Who leads it?")[0].reasons[0]
    )
