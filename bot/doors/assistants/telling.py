"""Answers, timelines and lists as plain text, for assistants that read no objects; pure.

What the bot says itself is in the question's language; a quote stands between quotation marks, character by character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answering.showing.listed import list_lead
from bot.answering.timeline import Timeline
from bot.answering.types import Answer, Citation, Curated, QuotedAnswer
from bot.words.catalogue import say
from bot.words.dates import written_change, written_date, written_explanation, written_value
from corpus.types import Bulletin, Language


def answer_text(answer: Answer) -> str:
    """The whole answer, what a reader must know first."""
    return "\n".join(_answer_lines(answer))


def timeline_text(timeline: Timeline) -> str:
    """What was said, oldest first; that nothing was, with the nearest bulletins."""
    language, lines = timeline.language, list[str]()
    for entry in timeline.entries:
        if entry.change is not None:
            lines.append(written_change(entry.change.before, entry.change.date, language))
        lines += _quoted(entry.quoted, language)
        if entry.also:
            lines.append(f"{say('timeline.also', language)}: {'; '.join(each.title for each in entry.also)}")
    if not lines:
        lines = [say("timeline.nothing", language), *_nearest(timeline.related, language)]
    return "\n".join(lines)


def list_text(answer: Answer, most: int) -> str:
    """The bulletins of a list, one a line, under a line that says what they are."""
    assert answer.listing is not None
    language, shown = answer.language, answer.listing.bulletins[:most]
    lines = [list_lead(answer.listing, language), *(_source(each, language) for each in shown)]
    return "\n".join([*lines, *_nearest(answer.related, language)])


def bulletin_text(bulletin: Bulletin) -> str:
    """Title, date, address and the whole text."""
    language = Language(bulletin.language)
    head = [bulletin.title, written_date(bulletin.date, language), bulletin.url or ""]
    return "\n".join([*filter(None, head), "", bulletin.body])


def _answer_lines(answer: Answer) -> Iterator[str]:
    language = answer.language
    if answer.curated is not None:
        yield from _curated(answer.curated, language)
    if answer.listing is not None:
        yield list_text(answer, answer.listing.most)
        return
    if not answer.answers and answer.curated is None:
        yield say(f"unanswered.{answer.status.value}", language)
    if answer.notice is not None:
        yield answer.notice.text
    for quoted in answer.answers:
        yield from _quoted(quoted, language)
        for lead, values in ((say("answer.before", language), quoted.before),
                             (say("answer.after", language), quoted.after)):  # fmt: skip
            for value in values:
                told = written_value(value.text, value.citation.date, language)
                yield f"{lead} {told} {value.citation.link or value.citation.url or ''}".rstrip()
    if answer.answers:
        yield say("assistant.probability", language, percent=round(100 * answer.confidence))
    else:
        yield from _nearest(answer.related, language)
    if answer.written:
        yield say("answer.written", language)
        yield " ".join(f"{each.text} {''.join(f'[{place + 1}]' for place in each.quotes)}" for each in answer.written)
    if answer.programme and (answer.answers or answer.curated):
        yield say("shelf.from", language, programme=answer.programme)


def _quoted(quoted: QuotedAnswer, language: Language) -> Iterator[str]:
    yield f"”{quoted.quote}”" if language is Language.SV else f"“{quoted.quote}”"
    if quoted.columns:
        yield say("answer.columns", language, columns=quoted.columns)
    explained = written_explanation(quoted.explained, language)
    if explained:
        yield explained
    yield _source(quoted.citation, language)


def _source(citation: Citation, language: Language) -> str:
    about = (citation.title, written_date(citation.date, language), citation.heading, citation.link or citation.url)
    return "— " + " · ".join(part for part in about if part)


def _nearest(citations: Sequence[Citation], language: Language) -> Iterator[str]:
    if citations:
        yield say("answer.nearest", language)
    for citation in citations:
        yield _source(citation, language)


def _curated(curated: Curated, language: Language) -> Iterator[str]:
    yield say("answer.curated", language)
    yield curated.text
    yield from curated.links
    if curated.expires is not None:
        yield say("answer.curated_until", language, date=written_date(curated.expires, language))
