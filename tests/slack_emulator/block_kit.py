"""Block Kit as the strict emulator sees it: every block and element, with Slack's documented limits.

Limits: https://docs.slack.dev/reference/block-kit. An unknown key, type or an empty text is refused as Slack does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.slack_emulator.shape import (
    Check,
    PayloadError,
    Shape,
    Tagged,
    anything,
    boolean,
    integer,
    items,
    one_of,
    string,
    unique,
    url,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 40_000
MESSAGE_BLOCK_TEXT = 12_000
"""All text of one message's blocks; undocumented, seen as `msg_blocks_too_long` from about here."""


def _kind(*names: str) -> Check:
    return one_of(*names)


def plain(limit: int) -> Check:
    return Shape({"type": _kind("plain_text"), "text": string(limit)}, {"emoji": boolean})


def text_object(limit: int) -> Check:
    mrkdwn = Shape({"type": _kind("mrkdwn"), "text": string(limit)}, {"verbatim": boolean})
    return Tagged({"plain_text": plain(limit), "mrkdwn": mrkdwn})


_ACTION: dict[str, Check] = {"action_id": string(255)}
_CONFIRM = Shape(
    {"title": plain(100), "text": text_object(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_OPTION = Shape({"text": text_object(75), "value": string(150)}, {"description": text_object(75), "url": url()})
_PLACED: dict[str, Check] = {**_ACTION, "placeholder": plain(150), "confirm": _CONFIRM, "focus_on_load": boolean}
_FEEDBACK = Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})


def _element(name: str, required: Mapping[str, Check], optional: Mapping[str, Check]) -> dict[str, Check]:
    return {name: Shape({"type": _kind(name), **required}, {**_ACTION, **optional})}


def _choice(name: str, limit: int, optional: Mapping[str, Check]) -> dict[str, Check]:
    options: dict[str, Check] = {"options": items(_OPTION, limit)}
    return _element(name, options, {"confirm": _CONFIRM, "focus_on_load": boolean, **optional})


_BUTTON = _element(
    "button",
    {"text": plain(75)},
    {
        "url": url(),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": _CONFIRM,
        "accessibility_label": string(75),
    },
)
_IMAGE_ELEMENT = {"image": Shape({"type": _kind("image"), "image_url": url(), "alt_text": string(2000)})}
_SELECTS = {
    **_choice("static_select", 100, {"placeholder": plain(150), "initial_option": _OPTION}),
    **_choice(
        "multi_static_select",
        100,
        {"placeholder": plain(150), "initial_options": items(_OPTION, 100), "max_selected_items": integer},
    ),
    **_choice("radio_buttons", 10, {"initial_option": _OPTION}),
    **_choice("checkboxes", 10, {"initial_options": items(_OPTION, 10)}),
    **_element("users_select", {}, {**_PLACED, "initial_user": string(30)}),
    **_element(
        "conversations_select",
        {},
        {
            **_PLACED,
            "initial_conversation": string(30),
            "default_to_current_conversation": boolean,
            "filter": anything,
            "response_url_enabled": boolean,
        },
    ),
    **_element("channels_select", {}, {**_PLACED, "initial_channel": string(30), "response_url_enabled": boolean}),
    **_element("datepicker", {}, {**_PLACED, "initial_date": string(10)}),
}
_OVERFLOW = _element("overflow", {"options": items(_OPTION, 5)}, {"confirm": _CONFIRM})
_PLAIN_INPUT = _element(
    "plain_text_input",
    {},
    {
        **_PLACED,
        "initial_value": string(3000, minimum=0),
        "multiline": boolean,
        "min_length": integer,
        "max_length": integer,
        "dispatch_action_config": anything,
    },
)
_INTERACTIVE = {**_BUTTON, **_SELECTS, **_OVERFLOW}
_FEEDBACK_BUTTONS = _element("feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {})
_ICON_BUTTON = _element(
    "icon_button",
    {"icon": one_of("trash"), "text": plain(75)},
    {"value": string(2000), "confirm": _CONFIRM, "accessibility_label": string(75), "visible_to_user_ids": anything},
)

_STYLE = Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "unlink"), boolean))
_SPANS = Tagged(
    {
        "text": Shape({"type": anything, "text": string(10_000)}, {"style": _STYLE}),
        "link": Shape({"type": anything, "url": url()}, {"text": string(3000), "unsafe": boolean, "style": _STYLE}),
        "emoji": Shape({"type": anything, "name": string(100)}, {"unicode": string(100), "style": _STYLE}),
        "user": Shape({"type": anything, "user_id": string(30)}, {"style": _STYLE}),
        "usergroup": Shape({"type": anything, "usergroup_id": string(30)}, {"style": _STYLE}),
        "channel": Shape({"type": anything, "channel_id": string(30)}, {"style": _STYLE}),
        "broadcast": Shape({"type": anything, "range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
        "date": Shape(
            {"type": anything, "timestamp": integer, "format": string(200)},
            {"url": url(), "fallback": string(200), "style": _STYLE},
        ),
    }
)
_RICH_SECTION = Shape({"type": _kind("rich_text_section"), "elements": items(_SPANS, 500, minimum=0)})
_RICH = Tagged(
    {
        "rich_text_section": _RICH_SECTION,
        "rich_text_quote": Shape({"type": anything, "elements": items(_SPANS, 500)}, {"border": integer}),
        "rich_text_preformatted": Shape(
            {"type": anything, "elements": items(_SPANS, 500)}, {"border": integer, "language": string(50)}
        ),
        "rich_text_list": Shape(
            {"type": anything, "style": one_of("bullet", "ordered"), "elements": items(_RICH_SECTION, 500)},
            {"indent": integer, "offset": integer, "border": integer},
        ),
    }
)
RICH_TEXT = Shape({"type": _kind("rich_text"), "elements": items(_RICH, 200)}, {"block_id": string(255)})
_INPUTS = Tagged({**_SELECTS, **_PLAIN_INPUT})


def _block(name: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> dict[str, Check]:
    return {name: Shape({"type": _kind(name), **required}, {"block_id": string(255), **(optional or {})})}


def _section(value: Any, pointer: str) -> None:
    Shape(
        {"type": _kind("section")},
        {
            "block_id": string(255),
            "text": text_object(3000),
            "fields": items(text_object(2000), 10),
            "accessory": Tagged({**_INTERACTIVE, **_IMAGE_ELEMENT}),
            "expand": boolean,
        },
    )(value, pointer)
    if "text" not in value and "fields" not in value:
        raise PayloadError("must define either text or fields", pointer)


_EVERYWHERE: dict[str, Check] = {
    "section": _section,
    "rich_text": RICH_TEXT,
    **_block("divider", {}),
    **_block("header", {"text": plain(150)}),
    **_block(
        "context",
        {"elements": items(Tagged({"plain_text": plain(2000), "mrkdwn": text_object(2000), **_IMAGE_ELEMENT}), 10)},
    ),
    **_block("actions", {"elements": items(Tagged(_INTERACTIVE), 25)}),
    **_block("image", {"image_url": url(), "alt_text": string(2000)}, {"title": plain(2000)}),
}
_MESSAGE_ONLY: dict[str, Check] = {
    **_block("context_actions", {"elements": items(Tagged({**_FEEDBACK_BUTTONS, **_ICON_BUTTON}), 5)}),
    **_block("markdown", {"text": string(12_000)}),
    **_block("table", {"rows": items(items(anything, 20), 100)}, {"column_settings": items(anything, 20)}),
}
_INPUT = _block(
    "input",
    {"label": plain(2000), "element": _INPUTS},
    {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
)
_MESSAGE = Tagged({**_EVERYWHERE, **_MESSAGE_ONLY})
_SURFACE = Tagged({**_EVERYWHERE, **_INPUT})


def _unique_ids(blocks: list[dict[str, Any]], pointer: str) -> None:
    unique([block["block_id"] for block in blocks if "block_id" in block], "block_id", pointer)
    for number, block in enumerate(blocks):
        actions = [part["action_id"] for part in actionable(block) if "action_id" in part]
        unique(actions, "action_id", f"{pointer}/{number}")


def actionable(block: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The interactive elements of one block."""
    if block["type"] in ("actions", "context_actions"):
        yield from block["elements"]
    for key in ("accessory", "element"):
        if key in block:
            yield block[key]


def leaves(value: Any, keys: frozenset[str]) -> Iterator[str]:
    """Every string below `value` that stands under one of `keys`."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in keys and isinstance(part, str):
                yield part
            else:
                yield from leaves(part, keys)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, keys)


def check_message_blocks(blocks: Any) -> None:
    """Raises PayloadError where Slack would refuse these blocks in a message."""
    items(_MESSAGE, MESSAGE_BLOCKS, minimum=0)(blocks, "/blocks")
    _unique_ids(blocks, "/blocks")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > 12_000:
        raise PayloadError("markdown blocks must be less than 12001 characters together", "/blocks")


def too_much_text(blocks: Any) -> bool:
    return sum(map(len, leaves(blocks, frozenset({"text", "url"})))) > MESSAGE_BLOCK_TEXT


def _check_view_blocks(view: Mapping[str, Any]) -> None:
    items(_SURFACE, VIEW_BLOCKS, minimum=0)(view["blocks"], "/view/blocks")
    _unique_ids(view["blocks"], "/view/blocks")


_VIEW_PARTS = {"private_metadata": string(3000, minimum=0), "callback_id": string(255), "external_id": string(255)}
_MODAL = Shape(
    {"type": _kind("modal"), "title": plain(24), "blocks": anything},
    {
        **_VIEW_PARTS,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = Shape({"type": _kind("home"), "blocks": anything}, _VIEW_PARTS)


def check_modal(view: Any) -> None:
    """Raises PayloadError where Slack would refuse this modal."""
    _MODAL(view, "/view")
    _check_view_blocks(view)
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        raise PayloadError("submit is required when an input block is within blocks", "/view")


def check_home(view: Any) -> None:
    """Raises PayloadError where Slack would refuse this App Home."""
    _HOME(view, "/view")
    _check_view_blocks(view)
