from __future__ import annotations

from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer, Curated, Status
from bot.shelves.asking import Ask, asked_of_all, marked
from corpus.types import Language


def saying(confidence: float, *, answered: bool = True, pinned: bool = False) -> Ask:
    status = Status.ANSWERED if answered or pinned else Status.NO_ANSWER
    curated = Curated("Fäst") if pinned else None

    def ask(question: str, earlier: Earlier = NO_EARLIER) -> Answer:
        return Answer(question, Language.SV, status, confidence, curated=curated, seconds=0.5)

    return ask


def best(*asks: Ask) -> Answer:
    return asked_of_all([marked(ask, str(place), "") for place, ask in enumerate(asks)], "Var?")


def test_the_most_probable_answer_is_given_and_names_its_shelf() -> None:
    found = best(saying(0.6), saying(0.9), saying(0.7))
    assert (found.shelf, found.seconds) == ("1", 1.5)


def test_an_answer_goes_before_a_likelier_refusal_and_a_pinned_one_before_all() -> None:
    assert best(saying(0.69, answered=False), saying(0.5)).shelf == "1"
    assert best(saying(0.99), saying(0.1, pinned=True)).shelf == "1"


def test_of_equals_the_first_is_given() -> None:
    assert best(saying(0.5), saying(0.5)).shelf == "0"
