"""A pinned answer as Slack shows it, told apart from the quotes; pure."""

from __future__ import annotations

from bot.answering.types import Curated, Language
from bot.answering.words import written_date
from bot.slack import elements, escape, limits
from bot.slack.elements import Element
from bot.slack.reply import Message
from bot.slack.words import say
from corpus.types import PartialDate


def curated_message(curated: Curated, language: Language) -> Message:
    """Whose answer it is, its text as it was written, its links, and how long it holds."""
    lead = say("curated", language)
    shown = limits.cut(escape.visible(curated.text), limits.RICH_TEXT)
    blocks: list[Element] = [
        elements.rich_text(elements.rich_section(elements.run(lead, bold=True))),
        elements.rich_text(elements.rich_section(elements.run(shown or "–"))),
    ]
    links = [url for link in curated.links if (url := escape.web_address(link, limits.URL))]
    if links:
        items = [elements.rich_section(elements.link(url, limits.cut(url, limits.BUTTON_TEXT))) for url in links]
        blocks.append(elements.rich_text(elements.rich_list(*items)))
    if curated.expires is not None:
        day = PartialDate(curated.expires.year, curated.expires.month, curated.expires.day)
        blocks.append(elements.context(say("curated_until", language, date=written_date(day, language))))
    return Message(f"*{lead}*: {escape.mrkdwn(escape.one_line(curated.text))}", tuple(blocks))
