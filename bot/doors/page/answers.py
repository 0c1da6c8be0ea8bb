"""An answer as the page shows it: quote, date, link, and the text around the quote; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.answering.showing.fragments import web_address
from bot.answering.showing.listed import list_lead
from bot.answering.types import Answer, BulletinList, Citation, Curated, OtherValue, QuotedAnswer, WrittenSentence
from bot.doors.page.markup import Html, tag, together
from bot.words.catalogue import say
from bot.words.dates import written_date, written_explanation
from corpus.types import Language, PartialDate

LanguageOf = Callable[[str], str]
"""The language that a bulletin is written in, by its id, which a screen reader must know."""


def answer_parts(answer: Answer, language_of: LanguageOf) -> Iterator[Html]:
    """The answer's elements, in the words of its language."""
    language = answer.language
    if answer.curated is not None:
        yield _curated(answer.curated, language)
    if answer.listing is not None:
        yield from _listed(answer, answer.listing, language_of)
    elif answer.answers:
        yield from _quotes(answer, language_of)
    elif answer.curated is None:
        yield tag("p", say(f"unanswered.{answer.status.value}", language), class_="lead")
        yield from _noticed(answer)
        yield from nearest_parts(answer.related, language, language_of)
    if answer.receipt:
        yield _receipt(answer.receipt, language)
    if answer.programme and (answer.answers or answer.curated):
        yield tag("p", say("shelf.from", language, programme=answer.programme), class_="aside")


def quotation(quoted: QuotedAnswer, language: Language, language_of: LanguageOf) -> Html:
    """A quote with the answering part marked, what its words mean, and where it stands."""
    spoken, address = language_of(quoted.citation.bulletin_id), usable_address(quoted.citation)
    explained = written_explanation(quoted.explained, language)
    columns = say("answer.columns", language, columns=quoted.columns) if quoted.columns else None
    return together(
        [
            tag("blockquote", tag("p", _spanned(quoted)), lang=spoken, dir="auto", cite=address),
            tag("p", columns, class_="aside") if columns else None,
            tag("p", explained, class_="aside") if explained else None,
            source_part(quoted.citation, language, spoken),
        ]
    )


def source_part(citation: Citation, language: Language, spoken: str) -> Html:
    """Title, date and heading, linked to the page at the quote."""
    address = usable_address(citation)
    title = tag("cite", citation.title, lang=spoken)
    linked = tag("a", title, href=address, rel="noreferrer") if address else title
    heading = together([" · ", tag("span", citation.heading, lang=spoken)]) if citation.heading else None
    return tag("p", linked, " · ", dated(citation.date, language), heading, class_="source")


def usable_address(citation: Citation) -> str | None:
    """The page at the quote, or the page; None where neither is an address of the web."""
    return next((each for each in (citation.link, citation.url) if each and web_address(each)), None)


def dated(date: PartialDate | None, language: Language) -> Html:
    """A date in words, and for programs."""
    shown = written_date(date, language)
    return together([shown]) if date is None else tag("time", shown, datetime=str(date))


def nearest_parts(citations: Sequence[Citation], language: Language, language_of: LanguageOf) -> Iterator[Html]:
    """The nearest bulletins under a heading; nothing where there are none."""
    if citations:
        yield tag("h3", say("answer.nearest", language))
        yield _sources(citations, language, language_of)


def _quotes(answer: Answer, language_of: LanguageOf) -> Iterator[Html]:
    language = answer.language
    yield from _noticed(answer)
    for number, quoted in enumerate(answer.answers):
        if number == 1:
            yield tag("h3", say("answer.further", language))
        yield tag(
            "article",
            quotation(quoted, language, language_of),
            *_other_values(say("answer.before", language), quoted.before, language),
            *_other_values(say("answer.after", language), quoted.after, language),
            _passage(quoted, language, language_of(quoted.citation.bulletin_id)),
        )
    if answer.written:
        yield _written(answer.written, language)


def _noticed(answer: Answer) -> Iterator[Html]:
    if answer.notice is not None:
        yield tag("p", answer.notice.text, class_="notice", role="note")


def _spanned(quoted: QuotedAnswer) -> Html:
    """The quote, character by character."""
    if quoted.span is None:
        return together([quoted.quote])
    start, end = quoted.span.start, quoted.span.end
    return together([quoted.quote[:start], tag("strong", quoted.quote[start:end]), quoted.quote[end:]])


def _other_values(lead: str, values: Sequence[OtherValue], language: Language) -> Iterator[Html]:
    for value in values:
        address = usable_address(value.citation)
        said = tag("a", value.text, href=address, rel="noreferrer") if address else value.text
        yield tag("p", lead, " ", said, " (", dated(value.citation.date, language), ")", class_="notice")


def _passage(quoted: QuotedAnswer, language: Language, spoken: str) -> Html:
    """What stands around the quote, closed until somebody opens it."""
    lines = [" ".join(line.split()) for line in quoted.passage.splitlines() if line.strip()]
    shown = [tag("p", *_marked(line, quoted.quote)) for line in lines]
    return tag("details", tag("summary", say("answer.more", language)), tag("div", *shown, lang=spoken, dir="auto"))


def _marked(line: str, quote: str) -> tuple[str, ...]:
    before, found, after = line.partition(quote)
    return (before, tag("mark", found), after) if found else (line,)


def _written(sentences: Sequence[WrittenSentence], language: Language) -> Html:
    shown = " ".join(f"{each.text} {''.join(f'[{place + 1}]' for place in each.quotes)}" for each in sentences)
    return together([tag("h3", say("answer.written", language)), tag("p", shown)])


def _curated(curated: Curated, language: Language) -> Html:
    """The programme office's word: no quote, and shown as none."""
    links = [tag("li", tag("a", link, href=address, rel="noreferrer"))
             for link in curated.links if (address := web_address(link))]  # fmt: skip
    until = say("answer.curated_until", language, date=written_date(curated.expires, language))
    return tag(
        "div",
        tag("h3", say("answer.curated", language)),
        *(tag("p", line) for line in curated.text.splitlines() if line.strip()),
        tag("ul", *links) if links else None,
        tag("p", until, class_="aside") if curated.expires is not None else None,
        class_="curated",
    )


def _receipt(receipt: str, language: Language) -> Html:
    """Closed until somebody wants to keep it."""
    told = tag("p", say("receipt.hint", language), class_="aside")
    return tag("details", tag("summary", say("receipt.title", language)), tag("div", told, tag("code", receipt)),
               class_="receipt")  # fmt: skip


def _listed(answer: Answer, listing: BulletinList, language_of: LanguageOf) -> Iterator[Html]:
    shown = listing.bulletins[: listing.most]
    yield tag("p", list_lead(listing, answer.language), class_="lead")
    if shown:
        yield _sources(shown, answer.language, language_of)
    if listing.most > 1 and listing.total > len(shown):
        more = say("list.more", answer.language, count=listing.total - len(shown))
        yield tag("p", more, class_="aside")
    yield from nearest_parts(answer.related, answer.language, language_of)


def _sources(citations: Sequence[Citation], language: Language, language_of: LanguageOf) -> Html:
    return tag("ul", *(tag("li", source_part(each, language, language_of(each.bulletin_id))) for each in citations))
