"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.answering.types import Answer, Citation, Language, QuotedAnswer, Status
from bot.answering.words import words_in, written_date
from bot.cli.printable import printable


def print_answer(console: Console, answer: Answer) -> None:
    """Draw `answer` on `console`; text from bulletins is shown as it is and never as markup."""
    console.print(Padding(Group(*_parts(answer)), (1, 0, 1, 0)))


def _parts(answer: Answer) -> list[RenderableType]:
    if answer.status is Status.NO_ANSWER:
        return [Text(words_in(answer.language).no_answer, style="bold"), *_nearest(answer)]
    first, *further = answer.answers
    parts = [*_notice(answer), *_quoted(first, answer.language)]
    if further:
        parts += [Text(), _label(words_in(answer.language).also)]
    for quoted in further:
        parts += [*_quoted(quoted, answer.language), Text()]
    return parts


def _notice(answer: Answer) -> list[RenderableType]:
    return [] if answer.notice is None else [Text(printable(answer.notice.text), style="yellow"), Text()]


def _quoted(answer: QuotedAnswer, language: Language) -> list[RenderableType]:
    quote = Text(printable(answer.quote))
    if answer.span is not None:
        quote.stylize("bold underline", answer.span.start, answer.span.end)
    return [_indented(quote), *_source(answer.citation, language)]


def _source(citation: Citation, language: Language) -> list[RenderableType]:
    about = (citation.title, written_date(citation.published, language), citation.heading)
    lines = [Text(printable(" · ".join(part for part in about if part)), style="cyan")]
    address = citation.link or citation.url
    if address:
        lines.append(Text(printable(address), style="dim", overflow="fold", no_wrap=False))
    return [_indented(line) for line in lines]


def _nearest(answer: Answer) -> list[RenderableType]:
    parts = [Text(), _label(words_in(answer.language).nearest)] if answer.related else []
    for citation in answer.related:
        parts += _source(citation, answer.language)
    return parts


def _label(text: str) -> RenderableType:
    return Text(text, style="dim")


def _indented(text: Text) -> RenderableType:
    return Padding(text, (0, 0, 0, 2))
