"""Sentences that a language model phrased, as Slack shows them above the quotes; pure.

Rich text is never read as markup, so nothing in a sentence can notify, link or format; the numbers link to our own
addresses of the quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answering.types import Answer, WrittenSentence
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.words.catalogue import say

_SENTENCE = 600
UNFINISHED = "…"
"""Stands after sentences that more may follow; taken away with the last one."""


def written_blocks(answer: Answer, addresses: Sequence[str | None]) -> Iterator[Element]:
    """The sentences and who phrased them; nothing where none was written. `addresses` are those of the quotes."""
    if not answer.written:
        return
    runs = [run for sentence in answer.written for run in _runs(sentence, addresses)]
    yield elements.rich_text(elements.rich_section(*runs))
    yield elements.context(say("answer.written", answer.language))


def written_lines(answer: Answer) -> list[str]:
    """The same in Slack's markup, escaped, for notifications and screen readers."""
    if not answer.written:
        return []
    sentences = [f"{escape.mrkdwn(_shown(each))} {_numbers(each)}".strip() for each in answer.written]
    return [" ".join(sentences), escape.mrkdwn(say("answer.written", answer.language))]


def cited_places(answer: Answer) -> frozenset[int]:
    """The places of the quotes that a sentence cites."""
    return frozenset(place for sentence in answer.written for place in sentence.quotes)


def quote_mark(answer: Answer, place: int) -> str:
    """What goes before the source of a quote, so that the numbers can be followed."""
    return f"[{place + 1}] " if answer.written else ""


def unfinished(sentences: Sequence[WrittenSentence]) -> tuple[WrittenSentence, ...]:
    """The sentences so far, with a sign that more may follow."""
    return (*sentences, WrittenSentence(UNFINISHED, ()))


def _runs(sentence: WrittenSentence, addresses: Sequence[str | None]) -> Iterator[Element]:
    yield elements.text_run(f"{_shown(sentence)} ")
    for place in sentence.quotes:
        url = addresses[place] if place < len(addresses) else None
        number = f"[{place + 1}]"
        yield elements.text_run(number) if url is None else elements.link(url, number)
    yield elements.text_run(" ")


def _shown(sentence: WrittenSentence) -> str:
    return limits.cut(escape.one_line(sentence.text), _SENTENCE) or "–"


def _numbers(sentence: WrittenSentence) -> str:
    return "".join(f"[{place + 1}]" for place in sentence.quotes)
