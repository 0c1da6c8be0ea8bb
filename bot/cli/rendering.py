"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.answering.types import Answer, Citation, QuotedAnswer, Status
from bot.answering.words import Words, words_for

_QUOTE_BAR = "▌ "


def print_answer(console: Console, answer: Answer) -> None:
    """Draw `answer` on `console`; text from bulletins is shown as it is and never as markup."""
    words = words_for(answer.language)
    console.print(Padding(Group(*_parts(answer, words)), (1, 0, 1, 0)))


def _parts(answer: Answer, words: Words) -> list[RenderableType]:
    if answer.status is Status.NO_ANSWER:
        return [Text(words.refusal, style="bold"), *_nearest(answer.related, words)]
    first, *rest = answer.answers
    parts = [*_notice(answer), *_quoted(first, words)]
    for further in rest:
        parts += [Text(), *_quoted(further, words)]
    return parts + _nearest(answer.related, words)


def _notice(answer: Answer) -> list[RenderableType]:
    return [] if answer.notice is None else [Text(printable(answer.notice.text), style="yellow"), Text()]


def _quoted(answer: QuotedAnswer, words: Words) -> list[RenderableType]:
    quote = Text(answer.quote)
    if answer.span is not None:
        quote.stylize("bold underline", answer.span.start, answer.span.end)
    return [_barred(quote), *_source(answer.citation, words)]


def _barred(quote: Text) -> RenderableType:
    return Padding(quote, (0, 0, 0, 2))


def _source(citation: Citation, words: Words) -> list[RenderableType]:
    about = [citation.title, words.date(citation.published), citation.heading or ""]
    lines = [Text(printable(" · ".join(part for part in about if part)), style="cyan")]
    address = citation.link or citation.url
    if address:
        lines.append(Text(printable(address), style=f"dim link {address}", overflow="fold"))
    return [Padding(line, (0, 0, 0, 2)) for line in lines]


def _nearest(related: tuple[Citation, ...], words: Words) -> list[RenderableType]:
    if not related:
        return []
    parts: list[RenderableType] = [Text(), Text(words.nearest, style="dim")]
    for citation in related:
        parts += _source(citation, words)
    return parts


def printable(text: str) -> str:
    """`text` without control characters, which could move the cursor or recolour the terminal."""
    return "".join(character for character in text if character.isprintable())
