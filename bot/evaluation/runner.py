"""Asks every judged question and notes what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.types import Answer, NoticeKind, QuotedAnswer, Status
from bot.evaluation.judgments import Judgment
from bot.evaluation.metrics import holds, is_web_address, same_address
from index.types import Hit, Progress

DEPTH = 20
"""How many passages the retriever is asked for; what stands deeper counts as not found."""

FIRST = 3
"""How many quotes of an answer are judged."""

Ask = Callable[[str], Answer]


class Search(Protocol):
    """The retriever alone: the hits of a question, best first."""

    def __call__(self, query: str, top_k: int, /) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where the retriever alone put what is wanted, counted from 1; None where it is not among the first `DEPTH`.

    `source` is the first passage of the judged page, `passage` the first one of it that holds an accepted
    alternative. Where the judged page is not a web address, so that no bulletin can be compared with it,
    `source_judged` is False and `passage` may come from any bulletin.
    """

    source: int | None
    passage: int | None
    source_judged: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question. `right_source` and `ranks` are None where they were not judged. `other_first` says
    that the first quote holds a value of the fact that is not the wanted one; `newer_told` that the reader was told of
    something newer, `before_told` of what held before, `before_right` that one of these is another value of the
    fact."""

    judgment: Judgment
    answered: bool
    confidence: float
    right_first: bool
    right_within_three: bool
    right_source: bool | None
    newer_source: bool
    seconds: float
    ranks: Ranks | None = None
    other_first: bool = False
    newer_told: bool = False
    before_told: bool = False
    before_right: bool = False

    @property
    def right(self) -> bool:
        """Whether the bot did what it should: a right first quote, or silence where there is no answer."""
        return self.right_first if self.judgment.answerable else not self.answered


def run_judgments(
    judgments: Sequence[Judgment], ask: Ask, search: Search | None = None, on_progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """Ask each question once, in order; `search` adds the retriever's ranks of answerable questions."""
    outcomes: list[Outcome] = []
    for judgment in judgments:
        outcomes.append(_asked(judgment, ask, search))
        if on_progress is not None:
            on_progress(len(outcomes), len(judgments))
    return tuple(outcomes)


def _asked(judgment: Judgment, ask: Ask, search: Search | None) -> Outcome:
    started = time.perf_counter()
    answer = ask(judgment.question)
    seconds = time.perf_counter() - started
    ranks = None if search is None or not judgment.answerable else _ranks(judgment, search(judgment.question, DEPTH))
    return judged(judgment, answer, seconds, ranks)


def judged(judgment: Judgment, answer: Answer, seconds: float, ranks: Ranks | None = None) -> Outcome:
    """Hold an answer against its judgment. Quotes count only where the bot says that it answers."""
    quotes = answer.answers[:FIRST] if answer.status is Status.ANSWERED else ()
    before = quotes[0].before if quotes else ()
    rights = [judgment.answerable and holds(quoted.quote, judgment.accepted) for quoted in quotes]
    return Outcome(
        judgment=judgment,
        answered=answer.status is Status.ANSWERED,
        confidence=answer.confidence,
        right_first=any(rights[:1]),
        right_within_three=any(rights),
        right_source=_first_from(quotes, judgment.source_url) if is_web_address(judgment.source_url) else None,
        newer_source=_first_from(quotes, judgment.superseded_by),
        other_first=not any(rights[:1]) and any(holds(quoted.quote, judgment.other_values) for quoted in quotes[:1]),
        newer_told=answer.notice is not None and answer.notice.kind is NoticeKind.NEWER,
        before_told=bool(before),
        before_right=any(holds(one.text, judgment.other_values) for one in before),
        seconds=seconds,
        ranks=ranks,
    )


def _first_from(quotes: Sequence[QuotedAnswer], address: str | None) -> bool:
    return bool(quotes) and same_address(quotes[0].citation.url, address)


def _ranks(judgment: Judgment, hits: Sequence[Hit]) -> Ranks:
    comparable = is_web_address(judgment.source_url)
    from_source = [not comparable or same_address(hit.bulletin.url, judgment.source_url) for hit in hits]
    holding = [holds(hit.passage.text, judgment.accepted) for hit in hits]
    return Ranks(
        source=_first(from_source) if comparable else None,
        passage=_first([source and held for source, held in zip(from_source, holding, strict=True)]),
        source_judged=comparable,
    )


def _first(flags: Sequence[bool]) -> int | None:
    return next((rank for rank, flag in enumerate(flags, 1) if flag), None)
