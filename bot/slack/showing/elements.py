"""Block Kit's pieces as plain dictionaries; each keeps Slack's limits; pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.message import Element
from bot.slack.showing import escape, limits


def plain_text(text: str, limit: int) -> Element:
    """Plain text, never formatted by Slack; never empty, which Slack refuses."""
    return {"type": "plain_text", "text": limits.cut(escape.one_line(text), limit) or "–", "emoji": False}


def section(markup: str, accessory: Element | None = None) -> Element:
    """Text in Slack's markup, already escaped."""
    text = {"type": "mrkdwn", "text": limits.cut_escaped(markup, limits.SECTION_TEXT), "verbatim": True}
    block: Element = {"type": "section", "text": text}
    return block if accessory is None else {**block, "accessory": accessory}


def header(text: str) -> Element:
    return {"type": "header", "text": plain_text(text, limits.HEADER_TEXT)}


def divider() -> Element:
    return {"type": "divider"}


def context(text: str) -> Element:
    """Small text that Slack never reads as markup."""
    return {"type": "context", "elements": [plain_text(text, limits.SECTION_TEXT)]}


def of_shelf(action_id: str, shelf: str) -> str:
    """The id of a button, menu or form that leads to the desk of one shelf; unchanged where there is only one."""
    return f"{action_id}@{shelf}" if shelf else action_id


def actions(*elements: Element) -> Element:
    return {"type": "actions", "elements": list(elements)}


def button(action_id: str, text: str, label: str, value: str = "", url: str | None = None) -> Element:
    """A button; `label` is what a screen reader says."""
    element: Element = {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(text, limits.BUTTON_TEXT),
        "accessibility_label": limits.cut(escape.one_line(label), limits.ACCESSIBILITY_LABEL),
    }
    if value:
        element["value"] = value
    if url is not None:
        element["url"] = url
    return element


def option(text: str, value: str) -> Element:
    return {"text": plain_text(text, limits.OPTION_TEXT), "value": value}


def select(action_id: str, options: Sequence[Element], chosen: Element | None = None) -> Element:
    element: Element = {"type": "static_select", "action_id": action_id, "options": list(options)}
    return element if chosen is None else {**element, "initial_option": chosen}


def feedback(action_id: str, reference: str, good: tuple[str, str], bad: tuple[str, str]) -> Element:
    """Thumbs up and down, each as (text, what a screen reader says)."""

    def thumb(words: tuple[str, str], value: str) -> Element:
        return {
            "text": plain_text(words[0], limits.BUTTON_TEXT),
            "value": f"{value}:{reference}",
            "accessibility_label": limits.cut(escape.one_line(words[1]), limits.ACCESSIBILITY_LABEL),
        }

    buttons = {
        "type": "feedback_buttons",
        "action_id": action_id,
        "positive_button": thumb(good, "up"),
        "negative_button": thumb(bad, "down"),
    }
    return {"type": "context_actions", "elements": [buttons]}


def modal(title: str, close: str, blocks: Sequence[Element]) -> Element:
    """A modal with as many of the blocks as Slack takes; `close` stands on the button that leaves it."""
    return {
        "type": "modal",
        "title": plain_text(title, limits.VIEW_TITLE),
        "close": plain_text(close, limits.VIEW_TITLE),
        "blocks": list(blocks[: limits.BLOCKS_PER_VIEW]),
    }


def rich_text(*parts: Element) -> Element:
    return {"type": "rich_text", "elements": list(parts)}


def rich_section(*runs: Element) -> Element:
    return {"type": "rich_text_section", "elements": list(runs)}


def rich_quote(*runs: Element) -> Element:
    return {"type": "rich_text_quote", "elements": list(runs)}


def rich_line(text: str) -> Element:
    """A text in letters of one width, to be copied as it is."""
    return {"type": "rich_text_preformatted", "elements": [text_run(text)]}


def rich_list(*items: Element) -> Element:
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def text_run(text: str, bold: bool = False) -> Element:
    """A run of text inside rich text, which Slack never reads as markup; the text must not be empty."""
    element: Element = {"type": "text", "text": text}
    return {**element, "style": {"bold": True}} if bold else element


def mention(user: str) -> Element:
    """A mention, which notifies."""
    return {"type": "user", "user_id": user}


def link(url: str, text: str) -> Element:
    return {"type": "link", "url": url, "text": text}
