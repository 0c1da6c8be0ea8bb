"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.answering.types import Answer, Citation, Curated, Language, QuotedAnswer
from bot.answering.words import words_in, written_date, written_explanation
from bot.cli.printable import printable

_INDENT = 2


def print_answer(console: Console, answer: Answer) -> None:
    """Draw `answer` on `console`; text from bulletins and pins is shown as it is and never as markup."""
    console.print()
    if answer.curated is not None:
        _print_curated(console, answer.curated, answer.language)
    if answer.curated is not None and answer.answers:
        console.print()
    if answer.answers:
        _print_quotes(console, answer)
    elif answer.curated is None:
        _print_refusal(console, answer)
    console.print()


def _print_curated(console: Console, curated: Curated, language: Language) -> None:
    words = words_in(language)
    console.print(Text(words.curated, style="bold"))
    for line in curated.text.splitlines():
        console.print(_indented(Text(printable(line))))
    for link in curated.links:
        _print_address(console, link)
    if curated.expires is not None:
        until = words.curated_until.format(date=written_date(curated.expires, language))
        console.print(_indented(Text(until, style="dim")))


def _print_refusal(console: Console, answer: Answer) -> None:
    words = words_in(answer.language)
    console.print(Text(words.no_answer, style="bold"))
    if answer.notice is not None:
        console.print(Text(printable(answer.notice.text), style="yellow"))
    print_nearest(console, answer.related, answer.language)


def print_nearest(console: Console, citations: Sequence[Citation], language: Language) -> None:
    """Draw the nearest bulletins under a line that says so; nothing where there are none."""
    if citations:
        console.print()
        console.print(Text(words_in(language).nearest, style="dim"))
    for citation in citations:
        _print_source(console, citation, language)


def _print_quotes(console: Console, answer: Answer) -> None:
    if answer.notice is not None:
        console.print(Text(printable(answer.notice.text), style="yellow"), "")
    first, *further = answer.answers
    print_quoted(console, first, answer.language)
    if further:
        console.print("", Text(words_in(answer.language).also, style="dim"), sep="\n")
    for quoted in further:
        print_quoted(console, quoted, answer.language)


def print_quoted(console: Console, answer: QuotedAnswer, language: Language) -> None:
    """Draw a quote, what its words mean, and where it stands."""
    quote = Text(printable(answer.quote))
    if answer.span is not None:
        quote.stylize("bold underline", answer.span.start, answer.span.end)
    console.print(_indented(quote))
    explanation = written_explanation(answer.explained, language)
    if explanation:
        console.print(_indented(Text(printable(explanation), style="dim italic")))
    _print_source(console, answer.citation, language)


def _print_source(console: Console, citation: Citation, language: Language) -> None:
    about = (citation.title, written_date(citation.published, language), citation.heading)
    console.print(_indented(Text(printable(" · ".join(part for part in about if part)), style="cyan")))
    address = citation.link or citation.url
    if address:
        _print_address(console, address)


def _print_address(console: Console, address: str) -> None:
    # In one piece, however long: a broken address can be neither clicked nor copied.
    console.print(Text(" " * _INDENT + printable(address), style="dim"), soft_wrap=True)


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT), expand=False)
