"""Where a quote stands, as lines and lists of Slack; and whom to ask instead; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.answering.types import Citation, Explained, Notice, NoticeKind, QuotedAnswer
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.words.catalogue import say
from bot.words.dates import written_date, written_explanation
from corpus.language.words import folded_words
from corpus.types import Language

_TITLE = 300
_CONTACT = 200
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def source_words(citation: Citation, language: Language, is_dated: bool = True) -> str:
    """Title, day or month and year, heading: one line of plain text. Without the date where the title tells it, or
    where it is not to be `is_dated`."""
    date = _date(citation, language) if is_dated else ""
    parts = [escape.one_line(citation.title), *([date] if date else [])]
    if citation.heading and citation.heading != citation.title:
        parts.append(escape.one_line(citation.heading))
    return " · ".join(limits.cut(part, _TITLE) for part in parts)


def _date(citation: Citation, language: Language) -> str:
    """The date as it is shown beside the title; empty where that tells the month and the year already, in whatever
    language it is."""
    date, title = citation.date, escape.one_line(citation.title).casefold()
    told = date if date is None or date.month is None else replace(date, day=None)
    is_told = any(written_date(told, each).casefold() in title for each in Language)
    return "" if is_told else written_date(date, language)


def columns_line(columns: str, language: Language) -> str:
    """What the columns of a table are called, for Slack's markup, escaped."""
    return say("answer.columns", language, columns=escape.mrkdwn(limits.cut(escape.one_line(columns), _TITLE)))


def explanation_line(quoted: QuotedAnswer, language: Language, notice: Notice | None) -> str:
    """What words of a quote mean; empty where that is nothing but the year, which the line below the quote tells, or
    the very day that this or the notice tells."""
    shown = source_words(quoted.citation, language)
    years = set(_YEAR.findall(shown))
    days = f"{shown} {notice.text}" if notice is not None and notice.kind is NoticeKind.OLD else shown
    told = [each for each in quoted.explained if not _is_in(each.meaning, days) and not _adds_only(each, years)]
    return written_explanation(told, language)


def _is_in(said: str, text: str) -> bool:
    return f" {' '.join(folded_words(said))} " in f" {' '.join(folded_words(text))} "


def _adds_only(explained: Explained, years: set[str]) -> bool:
    """Whether the meaning is the words themselves ("den 30 april", "i höst") and one of `years`."""
    said = folded_words(explained.words)
    further = [word for word in folded_words(explained.meaning)
               if not any(word == each or (not word.isdigit() and word[:3] == each[:3]) for each in said)]  # fmt: skip
    return bool(further) and set(further) <= years


def source_line(citation: Citation, language: Language) -> str:
    """`source_words` for Slack's markup, escaped."""
    return escape.mrkdwn(source_words(citation, language))


def address(citation: Citation) -> str | None:
    """The best usable address of a citation: at the passage if it can be a link, else the page, else None."""
    return escape.safe_address(citation.link, limits.URL) or escape.safe_address(citation.url, limits.URL)


def citation_list(lead: str, citations: tuple[Citation, ...], language: Language) -> Element:
    items = [elements.rich_section(*citation_runs(citation, language)) for citation in citations]
    return elements.rich_text(elements.rich_section(elements.text_run(lead, bold=True)), elements.rich_list(*items))


def title_runs(citation: Citation, language: Language) -> Iterator[Element]:
    """The title, as a link where there is an address, and the date in brackets."""
    title, url, date = _title(citation), address(citation), _date(citation, language)
    yield elements.text_run(title) if url is None else elements.link(url, title)
    if date:
        yield elements.text_run(f" ({date})")


def title_line(citation: Citation, language: Language) -> str:
    """`title_runs` for Slack's markup, escaped, without the link."""
    title, date = limits.cut(escape.one_line(citation.title), _TITLE), _date(citation, language)
    return escape.mrkdwn(f"{title} ({date})" if date else title)


def title_link(citation: Citation, language: Language) -> str:
    """As `title_line`, the title as a link where there is an address; that the date is unknown is said."""
    title, url, date = escape.mrkdwn(_title(citation)), address(citation), _date(citation, language)
    linked = title if url is None else _link(url, f"|{title}")
    return f"{linked}, {date}" if date else linked


def citation_runs(citation: Citation, language: Language, is_dated: bool = True) -> Iterator[Element]:
    """One line of a list: the title, as a link where there is an address, then date and heading."""
    title, url, date = _title(citation), address(citation), _date(citation, language) if is_dated else ""
    yield elements.text_run(title) if url is None else elements.link(url, title)
    if date:
        yield elements.text_run(f" · {date}")
    heading = escape.one_line(citation.heading or "")
    if heading and heading != title:
        yield elements.text_run(f" · {limits.cut(heading, _TITLE)}")


def bare_link(url: str) -> str:
    return _link(url)


def _link(url: str, words: str = "") -> str:
    """A link in Slack's markup; `words` are escaped, behind a stroke."""
    return f"<{url.replace('&', '&amp;')}{words}>"


def _title(citation: Citation) -> str:
    """A dash where there is none."""
    return limits.cut(escape.one_line(citation.title), _TITLE) or "–"


def contact_place(contact: str) -> str:
    """The id of the channel or the person that the configured contact is; empty for words and e-mail addresses."""
    found = re.fullmatch(r"[CGUW][A-Z0-9]{6,}", contact.strip())
    return found[0] if found else ""


def contact_markup(contact: str) -> str:
    """The configured contact as a mention of a channel or a person, or as plain words."""
    contact = contact.strip()
    place = contact_place(contact)
    if place:
        return f"<#{place}>" if place[0] in "CG" else f"<@{place}>"
    return escape.mrkdwn(limits.cut(contact, _CONTACT))
