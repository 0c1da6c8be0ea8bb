"""A pinned answer as Slack shows it, told apart from the quotes; pure."""

from __future__ import annotations

from bot.answering.types import Curated
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.types import Language


def curated_message(curated: Curated, language: Language) -> Message:
    """Whose answer it is, its text as it was written, its links, and how long it holds."""
    label = say("answer.curated", language)
    shown = limits.cut(escape.visible(curated.text), limits.RICH_TEXT)
    blocks: list[Element] = [
        elements.rich_text(elements.rich_section(elements.run(label, bold=True))),
        elements.rich_text(elements.rich_section(elements.run(shown or "–"))),
    ]
    links = [url for link in curated.links if (url := escape.web_address(link, limits.URL))]
    if links:
        items = [elements.rich_section(elements.link(url, limits.cut(url, limits.BUTTON_TEXT))) for url in links]
        blocks.append(elements.rich_text(elements.rich_list(*items)))
    lines = [f"*{label}*: {escape.mrkdwn(escape.one_line(curated.text))}"]
    lines += [f"<{url.replace('&', '&amp;')}>" for url in links]
    if curated.expires is not None:
        until = say("answer.curated_until", language, date=written_date(curated.expires, language))
        blocks.append(elements.context(until))
        lines.append(until)
    return Message(limits.cut_escaped("\n".join(lines), limits.FALLBACK_TEXT), tuple(blocks))
