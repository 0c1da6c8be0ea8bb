"""Bulletins that were asked for, as Slack blocks with a complete text beside them; pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.showing.listed import list_lead
from bot.answering.types import Answer, BulletinList
from bot.slack.message import Element, Message
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.sources import citation_list, citation_runs, title_line
from bot.words.catalogue import say

_MOST = 20


def listed_message(answer: Answer, listing: BulletinList, buttons: Sequence[Element]) -> Message:
    """What was asked for in a line, then the bulletins with their dates and links; the nearest where there are none."""
    language, lead = answer.language, escape.one_line(list_lead(listing, answer.language))
    shown = listing.bulletins[: min(listing.most, _MOST)]
    blocks: list[Element] = [elements.rich_text(elements.rich_section(elements.text_run(lead, bold=True)))]
    lines = [escape.mrkdwn(lead)]
    if shown:
        items = [elements.rich_section(*citation_runs(each, language)) for each in shown]
        blocks.append(elements.rich_text(elements.rich_list(*items)))
    elif answer.related:
        blocks.append(citation_list(say("answer.nearest", language), answer.related, language))
        lines.append(f"{say('answer.nearest', language)}:")
    lines += [f"• {title_line(each, language)}" for each in shown or answer.related]
    if listing.most > 1 and listing.total > len(shown):
        blocks.append(elements.context(say("list.more", language, count=listing.total - len(shown))))
    blocks += [elements.actions(*buttons)] if buttons else []
    return Message(limits.cut_escaped("\n".join(lines), limits.FALLBACK_TEXT), tuple(blocks))
