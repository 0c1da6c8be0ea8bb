"""One question to several shelves: the most probable answer is the one that is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.types import Answer, Status

Ask = Callable[[str, Sequence[str]], Answer]
"""A question and the earlier ones, oldest first, to its answer; raises QuestionError."""


def marked(ask: Ask, name: str, title: str) -> Ask:
    """An `Ask` whose answers name the shelf that they are from; `title` is empty where nobody need be told."""

    def asked(question: str, contexts: Sequence[str] = ()) -> Answer:
        return replace(ask(question, contexts), shelf=name, programme=title)

    return asked


def asked_of_all(asks: Sequence[Ask], question: str, contexts: Sequence[str] = ()) -> Answer:
    """The best answer of several shelves: a pinned one, else the most probable, else the likeliest refusal; of equals
    the first. The time taken is that of all.

    Raises:
        QuestionError: the question is empty or too long.
    """
    answers = [ask(question, contexts) for ask in asks]
    return replace(max(answers, key=_worth), seconds=sum(each.seconds for each in answers))


def _worth(answer: Answer) -> tuple[bool, bool, float]:
    return answer.curated is not None, answer.status is Status.ANSWERED, answer.confidence
