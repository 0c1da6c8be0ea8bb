"""The JSON that Slack sends to an app: events, commands and interactions."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from tests.slack_emulator.block_kit import actionable
from tests.slack_emulator.workspace import APP, BOT_USER, TEAM, Channel, Message, View, team_of

_PICKED = {"channels_select": "selected_channel", "users_select": "selected_user",
           "conversations_select": "selected_conversation"}  # fmt: skip
_TEAM = {"id": TEAM, "domain": "emulated"}


def event_callback(event: Mapping[str, Any], event_id: str, is_shared: bool = False) -> dict[str, Any]:
    """The outer event of the Events API."""
    return {
        "token": "legacy",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP,
        "event": dict(event),
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(time.time()),
        "is_ext_shared_channel": is_shared,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event_context": f"4-{event_id}",
    }


def step_event(execution: str, inputs: Mapping[str, str]) -> dict[str, Any]:
    """A workflow has come to a step of the app."""
    return {
        "type": "function_executed",
        "function": {"id": "Fn0STEP", "callback_id": "ask_fvm", "title": "Fråga FVM-svar", "type": "app",
                     "app_id": APP, "input_parameters": [], "output_parameters": []},
        "inputs": dict(inputs),
        "function_execution_id": execution,
        "workflow_execution_id": "Wx0FLOW",
        "event_ts": f"{time.time():.6f}",
        "bot_access_token": "xwfp-emulated",
    }  # fmt: skip


def mention_event(message: Message) -> dict[str, Any]:
    place = {"channel": message.channel, "event_ts": message.edited or message.ts}
    return message.payload() | {"type": "app_mention", **place}


def message_event(message: Message, channel: Channel) -> dict[str, Any]:
    return message.payload() | {"channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}


def changed_event(before: Mapping[str, Any], after: Mapping[str, Any], channel: Channel, ts: str) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
        "message": dict(after),
        "previous_message": dict(before),
    }


def reaction_event(user: str, message: Message, name: str, ts: str) -> dict[str, Any]:
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    return {"type": "reaction_added", "user": user, "reaction": name, "item_user": message.user, "item": item,
            "event_ts": ts}  # fmt: skip


def deleted_event(before: Mapping[str, Any], channel: Channel, ts: str) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
        "deleted_ts": before["ts"],
        "previous_message": dict(before),
    }


def tombstone(before: Mapping[str, Any]) -> dict[str, Any]:
    """What remains of a deleted message that a thread hangs on."""
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "text": "This message was deleted.",
        "hidden": True,
        "ts": before["ts"],
        "thread_ts": before["ts"],
        "reply_count": 1,
    }


def home_event(user: str, channel: str, tab: str, view: View | None) -> dict[str, Any]:
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": tab,
        "event_ts": f"{time.time():.6f}",
    }
    return event | {"view": view.shown()} if view else event


def _person(user: str) -> dict[str, Any]:
    return {"id": user, "username": user.lower(), "name": user.lower(), "team_id": team_of(user)}


def _interaction(kind: str, user: str, trigger_id: str) -> dict[str, Any]:
    return {
        "type": kind,
        "user": _person(user),
        "team": _TEAM,
        "api_app_id": APP,
        "token": "legacy",
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger_id,
    }


def command(user: str, channel: Channel, name: str, text: str, trigger_id: str, response_url: str) -> dict[str, Any]:
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "emulated",
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def global_shortcut(user: str, callback_id: str, trigger_id: str) -> dict[str, Any]:
    return _interaction("shortcut", user, trigger_id) | {"callback_id": callback_id, "action_ts": f"{time.time():.6f}"}


def message_shortcut(
    user: str, message: Message, channel: Channel, callback_id: str, trigger_id: str, response_url: str
) -> dict[str, Any]:
    return _interaction("message_action", user, trigger_id) | {
        "callback_id": callback_id,
        "action_ts": f"{time.time():.6f}",
        "response_url": response_url,
        "message_ts": message.ts,
        "message": message.payload(),
        "channel": {"id": channel.id, "name": channel.name},
    }


def find_action(blocks: list[dict[str, Any]], action_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the element with this action id; LookupError where a person would see none."""
    seen = []
    for block in blocks:
        for element in actionable(block):
            seen.append(element["action_id"])
            if element["action_id"] == action_id:
                return block, element
    raise LookupError(f"no {action_id!r} to click, only {seen}")


def action(block: Mapping[str, Any], element: Mapping[str, Any], value: str | None) -> dict[str, Any]:
    """One action of a `block_actions` payload; `value` chooses among options or the feedback buttons."""
    base = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{time.time():.6f}",
    }
    if element["type"] == "feedback_buttons":
        chosen = [element[key] for key in ("positive_button", "negative_button") if element[key]["value"] == value]
        return base | {"value": chosen[0]["value"], "text": chosen[0]["text"]}
    if "options" in element:
        return base | {"selected_option": _option(element, value)}
    if element["type"] in _PICKED:
        return base | {_PICKED[element["type"]]: value}
    return base | {key: element[key] for key in ("text", "value", "url") if key in element}


def _option(element: Mapping[str, Any], value: str | None) -> dict[str, Any]:
    found: list[dict[str, Any]] = [option for option in element["options"] if option["value"] == value]
    if not found:
        raise LookupError(f"no option {value!r} in {element['action_id']!r}")
    return found[0]


def block_actions(
    user: str, trigger_id: str, actions: list[dict[str, Any]], place: Mapping[str, Any]
) -> dict[str, Any]:
    return _interaction("block_actions", user, trigger_id) | {"actions": actions, **place}


def message_place(message: Message, channel: Channel, response_url: str) -> dict[str, Any]:
    """Where a click on a message happened; an ephemeral message is not shown again by Slack."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.shown_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    place: dict[str, Any] = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        "response_url": response_url,
        "state": {"values": {}},
    }
    return place if message.shown_to else place | {"message": message.payload(with_metadata=True)}


def view_place(view: View) -> dict[str, Any]:
    return {"container": {"type": "view", "view_id": view.id}, "view": view.shown()}


def view_submission(view: View, trigger_id: str, values: Mapping[str, str | None]) -> dict[str, Any]:
    """A sent modal; `values` by action id, LookupError for an unknown one or a required one left out."""
    state: dict[str, Any] = {}
    inputs = [block for block in view.payload["blocks"] if block["type"] == "input"]
    unknown = set(values) - {block["element"]["action_id"] for block in inputs}
    if unknown:
        raise LookupError(f"no inputs {sorted(unknown)}")
    for block in inputs:
        element = block["element"]
        value = values.get(element["action_id"])
        if value in (None, "") and not block.get("optional"):
            raise LookupError(f"{element['action_id']!r} must be filled in")
        state[block["block_id"]] = {element["action_id"]: _entered(element, value)}
    shown = view.shown() | {"state": {"values": state}}
    return _interaction("view_submission", view.user, trigger_id) | {"view": shown, "response_urls": []}


def _entered(element: Mapping[str, Any], value: str | None) -> dict[str, Any]:
    if "options" in element:
        chosen = None if value is None else _option(element, value)
        if element["type"] == "checkboxes":
            return {"type": "checkboxes", "selected_options": [chosen] if chosen else []}
        return {"type": element["type"], "selected_option": chosen}
    if value is not None and not element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000):
        raise LookupError(f"{element['action_id']!r} does not take {len(value)} characters")
    return {"type": element["type"], "value": value}


def view_closed(view: View) -> dict[str, Any]:
    return _interaction("view_closed", view.user, "") | {"view": view.shown(), "is_cleared": False}
