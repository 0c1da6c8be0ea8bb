"""An answer as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from bot.answering.showing.listed import list_lead
from bot.answering.types import Answer, BulletinList, Citation, Curated, QuotedAnswer, WrittenSentence
from bot.cli.printable import printable
from bot.words.catalogue import say
from bot.words.dates import written_date, written_explanation, written_value
from corpus.types import Language

_INDENT = 2


def print_answer(console: Console, answer: Answer, numbered: bool = False) -> None:
    """Draw `answer` on `console`; text from bulletins and pins is shown as it is and never as markup.

    `numbered` puts a number before the source of each quote, for sentences that cite it.
    """
    console.print()
    if answer.curated is not None:
        _print_curated(console, answer.curated, answer.language)
    if answer.curated is not None and answer.answers:
        console.print()
    if answer.listing is not None:
        _print_listing(console, answer, answer.listing)
    elif answer.answers:
        _print_quotes(console, answer, numbered)
    elif answer.curated is None:
        _print_refusal(console, answer)
    if answer.programme and (answer.answers or answer.curated):
        named = say("shelf.from", answer.language, programme=answer.programme)
        console.print(_indented(Text(printable(named), style="dim")))
    console.print()


def print_receipt(console: Console, answer: Answer) -> None:
    """Draw the line that proves the answer later, in one piece; nothing where none could be given."""
    if answer.receipt:
        console.print(Text(say("receipt.title", answer.language), style="dim"))
        console.print(Text(answer.receipt), soft_wrap=True)


def _print_curated(console: Console, curated: Curated, language: Language) -> None:
    console.print(Text(say("answer.curated", language), style="bold"))
    for line in curated.text.splitlines():
        console.print(_indented(Text(printable(line))))
    for link in curated.links:
        _print_address(console, link)
    if curated.expires is not None:
        until = say("answer.curated_until", language, date=written_date(curated.expires, language))
        console.print(_indented(Text(until, style="dim")))


def _print_listing(console: Console, answer: Answer, listing: BulletinList) -> None:
    shown = listing.bulletins[: listing.most]
    console.print(Text(printable(list_lead(listing, answer.language)), style="bold"))
    for citation in shown:
        _print_source(console, citation, answer.language)
    if listing.most > 1 and listing.total > len(shown):
        more = say("list.more", answer.language, count=listing.total - len(shown))
        console.print(_indented(Text(printable(more), style="dim")))
    print_nearest(console, answer.related, answer.language)


def _print_refusal(console: Console, answer: Answer) -> None:
    console.print(Text(say(f"unanswered.{answer.status.value}", answer.language), style="bold"))
    if answer.notice is not None:
        console.print(Text(printable(answer.notice.text), style="yellow"))
    print_nearest(console, answer.related, answer.language)


def print_nearest(console: Console, citations: Sequence[Citation], language: Language) -> None:
    """Draw the nearest bulletins under a line that says so; nothing where there are none."""
    if citations:
        console.print()
        console.print(Text(say("answer.nearest", language), style="dim"))
    for citation in citations:
        _print_source(console, citation, language)


def _print_quotes(console: Console, answer: Answer, numbered: bool) -> None:
    if answer.notice is not None:
        console.print(Text(printable(answer.notice.text), style="yellow"), "")
    for number, quoted in enumerate(answer.answers, start=1):
        if number == 2:
            console.print("", Text(say("answer.further", answer.language), style="dim"), sep="\n")
        print_quoted(console, quoted, answer.language, f"[{number}] " if numbered else "")


def print_quoted(console: Console, answer: QuotedAnswer, language: Language, mark: str = "") -> None:
    """Draw a quote, what its words mean, and where it stands, after a mark."""
    quote = Text(printable(answer.quote))
    if answer.span is not None:
        quote.stylize("bold underline", answer.span.start, answer.span.end)
    console.print(_indented(quote))
    if answer.columns:
        columns = say("answer.columns", language, columns=answer.columns)
        console.print(_indented(Text(printable(columns), style="dim")))
    explanation = written_explanation(answer.explained, language)
    if explanation:
        console.print(_indented(Text(printable(explanation), style="dim italic")))
    _print_source(console, answer.citation, language, mark)
    for lead, values in (
        (say("answer.before", language), answer.before),
        (say("answer.after", language), answer.after),
    ):
        for value in values:
            said = written_value(value.text, value.citation.date, language)
            console.print(_indented(Text(printable(f"{lead} {said}"), style="yellow")))
            _print_address_of(console, value.citation)


def _print_source(console: Console, citation: Citation, language: Language, mark: str = "") -> None:
    about = (citation.title, written_date(citation.date, language), citation.heading)
    console.print(_indented(Text(printable(mark + " · ".join(part for part in about if part)), style="cyan")))
    _print_address_of(console, citation)


def _print_address_of(console: Console, citation: Citation) -> None:
    address = citation.link or citation.url
    if address:
        _print_address(console, address)


def written_text(sentences: Sequence[WrittenSentence], language: Language) -> Group:
    """Sentences of a language model under a line that says so, each with the numbers of its quotes."""
    shown = " ".join(f"{printable(each.text)} {_numbers(each)}" for each in sentences)
    return Group(Text(say("answer.written", language), style="dim"), _indented(Text(shown)))


def writing_text(language: Language) -> Text:
    """What stands there until the first sentence comes."""
    return Text(say("answer.writing", language), style="dim")


def _numbers(sentence: WrittenSentence) -> str:
    return "".join(f"[{place + 1}]" for place in sentence.quotes)


def _print_address(console: Console, address: str) -> None:
    # In one piece, however long: a broken address can be neither clicked nor copied.
    console.print(Text(" " * _INDENT + printable(address), style="dim"), soft_wrap=True)


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT), expand=False)
