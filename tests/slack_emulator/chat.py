"""chat.*: posting, updating and deleting, as strict as Slack."""

from __future__ import annotations

import itertools
import json
from typing import Any

from tests.slack_emulator.block_kit import MESSAGE_TEXT, actionable, check_message_blocks, too_much_text
from tests.slack_emulator.calls import Call, RefusalError
from tests.slack_emulator.shape import PayloadError
from tests.slack_emulator.slack import Slack, method
from tests.slack_emulator.workspace import BOT_USER, Message

METADATA_BYTES = 16_000
_numbers = itertools.count(1)


def checked_blocks(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks of a call or a response, each with a block id; refused where Slack would refuse them."""
    blocks = arguments.get("blocks") or []
    if not isinstance(blocks, list):
        raise RefusalError("invalid_blocks_format")
    try:
        check_message_blocks(blocks)
    except PayloadError as error:
        raise RefusalError("invalid_blocks", str(error)) from error
    if too_much_text(blocks):
        raise RefusalError("msg_blocks_too_long")
    return [identified(block) for block in json.loads(json.dumps(blocks))]


def identified(block: dict[str, Any]) -> dict[str, Any]:
    """The block with the ids that Slack would give it."""
    block.setdefault("block_id", f"blk{next(_numbers)}")
    for part in actionable(block):
        part.setdefault("action_id", f"act{next(_numbers)}")
    return block


def checked_text(arguments: dict[str, Any], blocks: list[dict[str, Any]]) -> str:
    text = arguments.get("text") or ""
    if not isinstance(text, str):
        raise RefusalError("invalid_arguments", "text must be a string")
    if not text and not blocks:
        raise RefusalError("no_text")
    if len(text) > MESSAGE_TEXT:
        raise RefusalError("msg_too_long")
    return text


def _metadata(call: Call) -> dict[str, Any] | None:
    metadata = call.arguments.get("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise RefusalError("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict) or not metadata["event_type"]:
        raise RefusalError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise RefusalError("metadata_too_large")
    return metadata


def _thread(slack: Slack, channel: str, call: Call) -> str | None:
    thread_ts = call.arguments.get("thread_ts")
    if not thread_ts:
        return None
    parent = slack.workspace.messages.get((channel, str(thread_ts)))
    if parent is None:
        raise RefusalError("thread_not_found")
    return parent.thread


@method("chat.postMessage", "chat:write")
def post_message(slack: Slack, call: Call) -> dict[str, Any]:
    channel = slack.channel(call.need("channel"))
    blocks = checked_blocks(call.arguments)
    text, metadata = checked_text(call.arguments, blocks), _metadata(call)
    thread_ts = _thread(slack, channel.id, call)
    slack.pace.take(channel.id)
    message = Message(channel.id, slack.workspace.new_ts(), BOT_USER, text, blocks, thread_ts, metadata, by_bot=True)
    slack.workspace.put(message)
    slack.announce(message, "posted")
    return {"channel": channel.id, "ts": message.ts, "message": message.payload(with_metadata=True)}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(slack: Slack, call: Call) -> dict[str, Any]:
    channel, user = slack.channel(call.need("channel")), call.need("user")
    if user not in channel.members:
        raise RefusalError("user_not_in_channel")
    blocks = checked_blocks(call.arguments)
    text = checked_text(call.arguments, blocks)
    thread_ts = _thread(slack, channel.id, call)
    message = Message(
        channel.id, slack.workspace.new_ts(), BOT_USER, text, blocks, thread_ts, by_bot=True, shown_to=user
    )
    slack.workspace.put(message)
    return {"message_ts": message.ts}


def _own(slack: Slack, call: Call, error: str) -> Message:
    channel = slack.channel(call.need("channel"))
    message = slack.workspace.messages.get((channel.id, call.need("ts")))
    if message is None or message.deleted:
        raise RefusalError("message_not_found")
    if not message.by_bot:
        raise RefusalError(error)
    return message


@method("chat.update", "chat:write")
def update(slack: Slack, call: Call) -> dict[str, Any]:
    message = _own(slack, call, "cant_update_message")
    blocks = checked_blocks(call.arguments)
    text, metadata = checked_text(call.arguments, blocks), _metadata(call)
    change_message(slack, message, text, blocks)
    message.metadata = metadata or message.metadata
    slack.announce(message, "changed")
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": message.payload()}


def change_message(slack: Slack, message: Message, text: str, blocks: list[dict[str, Any]]) -> None:
    """Put new words into a posted message."""
    with slack.workspace.changed:
        message.text, message.blocks = text, blocks
        message.edited, message.revisions = slack.workspace.new_ts(), message.revisions + 1
        slack.workspace.changed.notify_all()


def remove_message(slack: Slack, message: Message) -> None:
    """Take a message away."""
    with slack.workspace.changed:
        message.deleted = True
        slack.workspace.changed.notify_all()


@method("chat.delete", "chat:write")
def delete(slack: Slack, call: Call) -> dict[str, Any]:
    message = _own(slack, call, "cant_delete_message")
    remove_message(slack, message)
    slack.announce(message, "deleted")
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink")
def permalink(slack: Slack, call: Call) -> dict[str, Any]:
    channel, ts = slack.channel(call.need("channel")), call.need("message_ts")
    if (channel.id, ts) not in slack.workspace.messages:
        raise RefusalError("message_not_found")
    link = f"https://emulated.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}
