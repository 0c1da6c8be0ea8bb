"""A timeline as a modal, and what it shows while there is none; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.answering.timeline import Entry, Month, Timeline
from bot.answering.types import Citation
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.blocks import quote_parts
from bot.slack.showing.sources import citation_runs
from bot.words.catalogue import say
from bot.words.dates import written_change, written_explanation
from corpus.language.calendar import month_name
from corpus.types import Language

_SUBJECT = 300
_QUOTE = 1500
_LINE = 500


def timeline_view(timeline: Timeline, language: Language) -> dict[str, Any]:
    """The quotes under their years and months; without any, that none was found and the nearest bulletins."""
    about = say("timeline.about", language, subject=limits.cut(escape.one_line(timeline.question), _SUBJECT))
    body = [*_years(timeline, language)] if timeline.entries else [*_nothing(timeline, language)]
    return _view([elements.context(about), *body], language)


def timeline_message_view(text: str, language: Language) -> dict[str, Any]:
    """The modal with one line of the app's own words, in Slack's markup."""
    return _view([elements.section(text)], language)


def _view(blocks: list[Element], language: Language) -> dict[str, Any]:
    if len(blocks) > limits.BLOCKS_PER_VIEW:
        blocks = [*blocks[: limits.BLOCKS_PER_VIEW - 1], elements.context(say("timeline.cut", language))]
    return elements.modal(say("timeline.title", language), say("window.close", language), blocks)


def _years(timeline: Timeline, language: Language) -> Iterator[Element]:
    shown: set[int | None] = set()
    for month in timeline.months:
        if month.year not in shown:
            shown.add(month.year)
            yield elements.header(say("timeline.undated", language) if month.year is None else str(month.year))
        yield from _month(month, language)


def _month(month: Month, language: Language) -> Iterator[Element]:
    for number, entry in enumerate(month.entries):
        name = month_name(month.month, language) if month.month is not None and number == 0 else ""
        lead = [elements.rich_section(elements.text_run(name, bold=True))] if name else []
        yield elements.rich_text(*lead, *_entry(entry, language))
        explanation = written_explanation(entry.quoted.explained, language)
        if explanation:
            yield elements.context(explanation)


def _entry(entry: Entry, language: Language) -> Iterator[Element]:
    """What stands in one block, as a modal holds but a hundred."""
    if entry.change is not None:
        yield _line(written_change(entry.change.before, entry.change.date, language))
    runs = [elements.text_run(text, bold) for text, bold in quote_parts(entry.quoted, _QUOTE) if text]
    yield elements.rich_quote(*(runs or [elements.text_run("–")]))
    yield elements.rich_section(*citation_runs(entry.quoted.citation, language))
    if entry.also:
        yield _line(say("timeline.also", language) + ":")
        yield _list(entry.also, language)


def _nothing(timeline: Timeline, language: Language) -> Iterator[Element]:
    yield elements.section(say("timeline.nothing", language))
    if timeline.related:
        lead = elements.rich_section(elements.text_run(say("answer.nearest", language), bold=True))
        yield elements.rich_text(lead, _list(timeline.related, language))


def _list(citations: tuple[Citation, ...], language: Language) -> Element:
    return elements.rich_list(*(elements.rich_section(*citation_runs(each, language)) for each in citations))


def _line(text: str) -> Element:
    return elements.rich_section(elements.text_run(limits.cut(escape.one_line(text), _LINE) or "–"))
