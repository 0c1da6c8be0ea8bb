"""Builds every payload again with slackblocks, a library that we did not write and that knows Slack's limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import slackblocks as sb

Payload = Mapping[str, Any]

FALLBACK = 40_000


def check_message(text: str, blocks: list[dict[str, Any]]) -> None:
    """Raises where slackblocks refuses the message or would send something else."""
    assert 0 < len(text) <= FALLBACK
    built = sb.Message("C1", text, [block(each) for each in blocks])
    assert_holds(built.to_dict()["blocks"], blocks)


def check_view(view: Payload) -> None:
    """Raises where slackblocks refuses the modal or the Home tab or would send something else."""
    blocks = [block(each) for each in view["blocks"]]
    if view["type"] == "home":
        built = sb.HomeTabView(blocks)
    else:
        built = sb.ModalView(title=text(view["title"]), blocks=blocks, close=text(view["close"]),
                             submit=text(view["submit"]) if "submit" in view else None,
                             private_metadata=view.get("private_metadata"),
                             callback_id=view.get("callback_id"))  # fmt: skip
    assert_holds(built.to_dict(), view)


def assert_holds(theirs: Any, ours: Any, path: str = "") -> None:
    """Everything of ours is in theirs; they may add defaults."""
    if isinstance(ours, Mapping):
        for key, value in ours.items():
            assert key in theirs or value in (False, None), f"{path}/{key} is unknown to slackblocks"
            if key in theirs:
                assert_holds(theirs[key], value, f"{path}/{key}")
    elif isinstance(ours, list | tuple):
        assert len(theirs) == len(ours), path
        for number, (their, our) in enumerate(zip(theirs, ours, strict=True)):
            assert_holds(their, our, f"{path}/{number}")
    else:
        assert theirs == ours, path


def block(payload: Payload) -> sb.Block:
    return _BLOCKS[payload["type"]](payload)


def text(payload: Payload) -> sb.Text:
    kind = sb.TextType.MARKDOWN if payload["type"] == "mrkdwn" else sb.TextType.PLAINTEXT
    return sb.Text(payload["text"], kind, emoji=payload.get("emoji", False), verbatim=payload.get("verbatim", False))


def _option(payload: Payload) -> sb.Option:
    return sb.Option(text(payload["text"]), payload["value"])


def _element(payload: Payload) -> sb.Element:
    return _ELEMENTS[payload["type"]](payload)


def _button(payload: Payload) -> sb.Button:
    return sb.Button(text(payload["text"]), payload["action_id"], url=payload.get("url"), value=payload.get("value"),
                     accessibility_label=payload["accessibility_label"])  # fmt: skip


def _feedback(payload: Payload) -> sb.FeedbackButtons:
    def thumb(key: str) -> sb.FeedbackButton:
        part = payload[key]
        return sb.FeedbackButton(text(part["text"]), part["value"], part["accessibility_label"])

    return sb.FeedbackButtons(thumb("positive_button"), thumb("negative_button"), payload["action_id"])


def _select(payload: Payload) -> sb.StaticSelectMenu:
    initial = payload.get("initial_option")
    return sb.StaticSelectMenu(payload["action_id"], [_option(each) for each in payload["options"]],
                               initial_option=None if initial is None else _option(initial))  # fmt: skip


def _channels(payload: Payload) -> sb.ChannelSelectMenu:
    placeholder = payload.get("placeholder")
    return sb.ChannelSelectMenu(payload["action_id"], initial_channel=payload.get("initial_channel"),
                                placeholder=None if placeholder is None else text(placeholder))  # fmt: skip


def _radio(payload: Payload) -> sb.RadioButtonGroup:
    return sb.RadioButtonGroup(payload["action_id"], [_option(each) for each in payload["options"]])


def _input(payload: Payload) -> sb.InputBlock:
    return sb.InputBlock(text(payload["label"]), _element(payload["element"]), block_id=payload["block_id"],
                         hint=text(payload["hint"]) if "hint" in payload else None,
                         optional=payload.get("optional", False))  # fmt: skip


def _section(payload: Payload) -> sb.SectionBlock:
    accessory = payload.get("accessory")
    return sb.SectionBlock(text(payload["text"]), accessory=None if accessory is None else _element(accessory))


def _rich(payload: Payload) -> Any:
    return _RICH[payload["type"]](payload)


def _runs(payload: Payload) -> list[Any]:
    return [_rich(each) for each in payload["elements"]]


def _run(payload: Payload) -> sb.RichText:
    assert payload["text"]
    return sb.RichText(payload["text"], bold=payload.get("style", {}).get("bold"))


_RICH: dict[str, Callable[[Payload], Any]] = {
    "rich_text_section": lambda p: sb.RichTextSection(_runs(p)),
    "rich_text_quote": lambda p: sb.RichTextQuote(_runs(p)),
    "rich_text_list": lambda p: sb.RichTextList(p["style"], _runs(p)),
    "text": _run,
    "link": lambda p: sb.RichTextLink(p["url"], p["text"]),
    "user": lambda p: sb.RichTextUser(p["user_id"]),
}
_ELEMENTS: dict[str, Callable[[Payload], Any]] = {
    "button": _button,
    "feedback_buttons": _feedback,
    "static_select": _select,
    "channels_select": _channels,
    "radio_buttons": _radio,
    "plain_text_input": lambda p: sb.PlainTextInput(
        p["action_id"], multiline=p["multiline"], max_length=p["max_length"]
    ),
}
_BLOCKS: dict[str, Callable[[Payload], Any]] = {
    "section": _section,
    "header": lambda p: sb.HeaderBlock(text(p["text"])),
    "divider": lambda p: sb.DividerBlock(),
    "context": lambda p: sb.ContextBlock([text(each) for each in p["elements"]]),
    "actions": lambda p: sb.ActionsBlock([_element(each) for each in p["elements"]]),
    "context_actions": lambda p: sb.ContextActionsBlock([_element(each) for each in p["elements"]]),
    "rich_text": lambda p: sb.RichTextBlock(_runs(p)),
    "input": _input,
}
