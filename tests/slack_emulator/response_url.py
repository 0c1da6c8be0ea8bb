"""Answers to an interaction through its response_url: five uses within half an hour."""

from __future__ import annotations

import json
import time
from typing import Any

from tests.slack_emulator.calls import Call, RefusalError
from tests.slack_emulator.chat import change_message, checked_blocks, checked_text, remove_message
from tests.slack_emulator.slack import RESPONSE_SECONDS, RESPONSE_USES, ResponseAddress, Slack
from tests.slack_emulator.workspace import BOT_USER, Message


def use_response_address(slack: Slack, name: str, body: bytes) -> tuple[int, bytes]:
    """The HTTP status and text that a POST to a response_url is answered with."""
    address = slack.responses.get(name)
    call = Call("response_url", {})
    slack.calls.append(call)
    try:
        if address is None:
            raise RefusalError("invalid_url")
        call.arguments = json.loads(body)
        _count(address)
        apply_response(slack, address, call.arguments)
        call.answer = {"ok": True}
    except (RefusalError, ValueError) as error:
        call.answer = error.payload() if isinstance(error, RefusalError) else {"ok": False, "error": "invalid_payload"}
        return 404 if call.answer["error"].endswith("_url") else 400, json.dumps(call.answer).encode()
    return 200, b"ok"


def _count(address: ResponseAddress) -> None:
    address.uses += 1
    if address.uses > RESPONSE_USES:
        raise RefusalError("used_url")
    if time.monotonic() - address.born > RESPONSE_SECONDS:
        raise RefusalError("expired_url")


def apply_response(slack: Slack, address: ResponseAddress, body: dict[str, Any]) -> Message | None:
    """Show what an interaction was answered with: a new message, a changed or a removed one."""
    if body.get("delete_original"):
        if address.original is not None:
            remove_message(slack, address.original)
        return None
    blocks = checked_blocks(body)
    text = checked_text(body, blocks)
    if body.get("replace_original") and address.original is not None:
        change_message(slack, address.original, text, blocks)
        return address.original
    return _new(slack, address, body, text, blocks)


def _new(slack: Slack, address: ResponseAddress, body: dict[str, Any], text: str, blocks: list[Any]) -> Message:
    kind = body.get("response_type") or "ephemeral"
    if kind not in ("ephemeral", "in_channel"):
        raise RefusalError("invalid_response_type")
    hidden = address.user if kind == "ephemeral" else None
    thread_ts = body.get("thread_ts") or address.thread_ts
    message = Message(
        address.channel, slack.workspace.new_ts(), BOT_USER, text, blocks, thread_ts, by_bot=True, shown_to=hidden
    )
    slack.workspace.put(message)
    if not hidden:
        slack.announce(message, "posted")
    return message
