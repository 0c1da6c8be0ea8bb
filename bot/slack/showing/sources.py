"""Where a quote stands, as lines and lists of Slack; and whom to ask instead; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.types import Citation
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.words.dates import written_date
from corpus.types import Language

_TITLE = 300
_CONTACT = 200


def source_words(citation: Citation, language: Language) -> str:
    """Title, month and year, heading: one line of plain text."""
    parts = [escape.one_line(citation.title), written_date(citation.date, language)]
    if citation.heading and citation.heading != citation.title:
        parts.append(escape.one_line(citation.heading))
    return " · ".join(limits.cut(part, _TITLE) for part in parts)


def source_line(citation: Citation, language: Language) -> str:
    """`source_words` for Slack's markup, escaped."""
    return escape.mrkdwn(source_words(citation, language))


def address(citation: Citation) -> str | None:
    """The best usable address of a citation: at the passage if it can be a link, else the page, else None."""
    return escape.safe_address(citation.link, limits.URL) or escape.safe_address(citation.url, limits.URL)


def citation_list(lead: str, citations: tuple[Citation, ...], language: Language) -> Element:
    items = [elements.rich_section(*citation_runs(citation, language)) for citation in citations]
    return elements.rich_text(elements.rich_section(elements.text_run(lead, bold=True)), elements.rich_list(*items))


def citation_runs(citation: Citation, language: Language) -> Iterator[Element]:
    """One line of a list: the title, as a link where there is an address, then date and heading."""
    title = limits.cut(escape.one_line(citation.title), _TITLE) or "–"
    url = address(citation)
    yield elements.text_run(title) if url is None else elements.link(url, title)
    yield elements.text_run(f" · {written_date(citation.date, language)}")
    heading = escape.one_line(citation.heading or "")
    if heading and heading != title:
        yield elements.text_run(f" · {limits.cut(heading, _TITLE)}")


def bare(url: str) -> str:
    return f"<{url.replace('&', '&amp;')}>"


def contact_markup(contact: str) -> str:
    """The configured contact as a mention of a channel or a person, or as plain words."""
    contact = contact.strip()
    if re.fullmatch(r"C[A-Z0-9]{6,}", contact):
        return f"<#{contact}>"
    if re.fullmatch(r"[UW][A-Z0-9]{6,}", contact):
        return f"<@{contact}>"
    return escape.mrkdwn(limits.cut(contact, _CONTACT))
