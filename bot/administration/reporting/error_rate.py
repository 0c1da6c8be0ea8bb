"""How often the bot is right, as people have judged a random sample of its replies, and whether its threshold should
move; pure. Nothing is tuned by this: it is told."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.administration.reporting.shares import Share
from bot.words.catalogue import say
from corpus.types import Language

ALLOWED = 0.33
"""The share of wrong ones among the answers given that the default threshold lets through at most: docs/quality.md has
the table."""

_MISSED = 0.5
"""Of refusals, the share whose answer the bulletins hold, from which fewer refusals would be better."""


class Verdict(enum.Enum):
    """What a person says of a reply. EXISTS: another bulletin answers, which the bot has not quoted."""

    RIGHT = "right"
    WRONG = "wrong"
    EXISTS = "exists"


class Advice(enum.Enum):
    """What the judged replies say of the threshold. FEW: too little is judged to say anything."""

    STRICTER = "stricter"
    LAXER = "laxer"
    KEEP = "keep"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class JudgedReply:
    """A reply with its verdict; `by_itself` says that nobody had put the question to the bot."""

    answered: bool
    by_itself: bool
    language: Language
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Of a group of replies: the answers that are right, and the refusals to what no bulletin answers."""

    answers: Share
    refusals: Share


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """`by_itself` is of the answers to questions that nobody put to the bot."""

    all: ErrorRate
    by_language: Mapping[Language, ErrorRate]
    by_itself: Share
    advice: Advice


def error_report(judged: Sequence[JudgedReply], max_error: float | None) -> ErrorReport:
    """Sum up judged replies; `max_error` is the share of wrong answers that the settings allow, None by default."""
    by_language = {
        language: _rate([each for each in judged if each.language is language])
        for language in Language
        if any(each.language is language for each in judged)
    }
    whole = _rate(judged)
    alone = _right([each for each in judged if each.answered and each.by_itself])
    return ErrorReport(whole, by_language, alone, _advice(whole, ALLOWED if max_error is None else max_error))


def _rate(judged: Sequence[JudgedReply]) -> ErrorRate:
    answered = [each for each in judged if each.answered]
    return ErrorRate(_right(answered), _right([each for each in judged if not each.answered]))


def _right(judged: Sequence[JudgedReply]) -> Share:
    return Share(sum(each.verdict is Verdict.RIGHT for each in judged), len(judged))


def _advice(rate: ErrorRate, allowed: float) -> Advice:
    """Only what chance does not explain counts: the whole 95 % interval lies on one side."""
    least_right, most_right = rate.answers.interval
    if most_right < 1 - allowed:
        return Advice.STRICTER
    if least_right <= 1 - allowed:
        return Advice.FEW
    # Enough answers are right; are too many refused that the bulletins answer?
    return Advice.LAXER if rate.refusals.interval[1] < 1 - _MISSED else Advice.KEEP


def error_object(found: ErrorReport) -> dict[str, object]:
    """Plain values for a program to read."""
    return {
        **_rate_object(found.all),
        "by_language": {language.value: _rate_object(rate) for language, rate in found.by_language.items()},
        "answered_by_itself": _share_object(found.by_itself),
        "threshold": found.advice.value,
    }


def _rate_object(rate: ErrorRate) -> dict[str, object]:
    return {"answers_right": _share_object(rate.answers), "refusals_right": _share_object(rate.refusals)}


def _share_object(share: Share) -> dict[str, object]:
    low, high = share.interval
    return {"right": share.hits, "of": share.of, "share": share.value, "low": round(low, 3), "high": round(high, 3)}


def rate_lines(found: ErrorReport, language: Language) -> list[str]:
    """The report in words: plain text, a line for each thing that is known."""
    lines = _lines_of(found.all, "", language)
    if len(found.by_language) > 1:
        for of, rate in found.by_language.items():
            lines += _lines_of(rate, say(f"rate_language.{of.value}", language) + " ", language)
    if found.by_itself.of:
        share, low, high = found.by_itself, *_interval(found.by_itself)
        lines.append(say("rate.by_itself", language, of=str(share.of), right=str(share.hits), low=low, high=high))
    return [*lines, say(f"rate_advice.{found.advice.value}", language)]


def _lines_of(rate: ErrorRate, lead: str, language: Language) -> list[str]:
    lines = []
    if rate.answers.of:
        share, low, high = rate.answers, *_interval(rate.answers)
        lines.append(say("rate.answers", language, of=str(share.of), right=str(share.hits), low=low, high=high))
    if rate.refusals.of:
        share, low, high = rate.refusals, *_interval(rate.refusals)
        lines.append(say("rate.refusals", language, of=str(share.of), right=str(share.hits), low=low, high=high))
    return [lead + line for line in lines]


def _interval(share: Share) -> tuple[str, str]:
    """In per cent."""
    low, high = share.interval
    return f"{100 * low:.0f}", f"{100 * high:.0f}"
