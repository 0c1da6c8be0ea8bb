"""One question to several shelves: the most probable answer is the one that is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.listing.finder import newest_first
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer, BulletinList, Status

Ask = Callable[[str, Earlier], Answer]
"""A question and the earlier ones to its answer; raises QuestionError."""


def marked(ask: Ask, name: str, title: str) -> Ask:
    """An `Ask` whose answers name the shelf that they are from; `title` is empty where nobody need be told."""

    def asked(question: str, earlier: Earlier = NO_EARLIER) -> Answer:
        return replace(ask(question, earlier), shelf=name, programme=title)

    return asked


def asked_of_all(asks: Sequence[Ask], question: str, earlier: Earlier = NO_EARLIER) -> Answer:
    """The best answer of several shelves: a pinned one, else the most probable, else the likeliest refusal; of equals
    the first. The time taken is that of all.

    Raises:
        QuestionError: the question is empty or too long.
    """
    answers = [ask(question, earlier) for ask in asks]
    best = max(answers, key=_worth)
    if best.listing is not None and best.curated is None:
        best = _all_listed(best, best.listing, [each for each in answers if each.listing and each is not best])
    return replace(best, seconds=sum(each.seconds for each in answers))


def one_list(listings: Sequence[BulletinList]) -> BulletinList:
    """The bulletins of some lists in one, the newest first."""
    bulletins = sorted((each for one in listings for each in one.bulletins), key=newest_first)
    return replace(listings[0], bulletins=tuple(bulletins), total=sum(each.total for each in listings))


def _all_listed(answer: Answer, listing: BulletinList, others: Sequence[Answer]) -> Answer:
    """The same with the bulletins of all shelves; a programme is named only where they are all of one."""
    whole = one_list([listing, *(each.listing for each in others if each.listing is not None)])
    programme = answer.programme if whole.total == listing.total else ""
    return replace(answer, listing=whole, programme=programme, related=() if whole.total else answer.related)


def _worth(answer: Answer) -> tuple[bool, bool, float]:
    return answer.curated is not None, answer.status is not Status.NO_ANSWER, answer.confidence
