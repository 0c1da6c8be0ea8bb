"""What Slack sends, read into questions, edits and deletions; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.slack.inbox.question import PRESSED, Arrival, Deletion, Key, Surface
from bot.slack.showing.escape import asked_text
from bot.slack.showing.guide import EXAMPLE
from bot.slack.showing.said import SPOKEN_SUBTYPES
from bot.slack.slash import MARK, WORKFLOW_STEP

SHORTCUT = "ask_about"
"""The callback id of the message shortcut."""

_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Heard:
    """Something said to the bot. `markup` is Slack's raw text, which may hold what `arrival.text` left out.

    `edited_at` is set where the message has been edited since it was written, in seconds since 1970.
    """

    arrival: Arrival
    markup: str
    edited_at: float | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody adds the bot's mark to the message `key`, to have it answered for themselves; `event` tells the wish
    from others."""

    key: Key
    user: str
    event: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text of a message that may be a question; `heard` is the message as it would be heard by itself, None
    where it would not."""

    key: Key
    user: str
    markup: str
    text: str
    edited_at: float
    heard: Heard | None = None


def read_event(body: Mapping[str, Any], bot_user: str, now: float) -> Heard | Wish | Rewritten | Deletion | None:
    """The question, wish, edit or deletion in a request body of Slack's, or None where it is none of them."""
    if body.get("type") == "event_callback":
        event = body.get("event") or {}
        if event.get("type") == "function_executed":
            return _step(event, body.get("team_id") or "", now)
        if event.get("type") == "reaction_added":
            return _wanted(event, body.get("team_id") or "", bot_user)
        is_own = bool(event.get("app_id")) and event.get("app_id") == body.get("api_app_id")
        return None if is_own else _event(event, body.get("team_id") or "", bot_user)
    if "command" in body:
        return _command(body, bot_user, now)
    if body.get("type") == "message_action" and body.get("callback_id") == SHORTCUT:
        return _shortcut(body, bot_user, now)
    if body.get("type") == "block_actions":
        return _example(body, now)
    return None


def placed(heard: Heard | Wish | Rewritten | Deletion, team: str) -> Heard | Wish | Rewritten | Deletion:
    """The same in another workspace's name, so that what comes with the ids of several is one."""
    if isinstance(heard, Heard):
        return _heard_in(heard, team)
    if isinstance(heard, Rewritten):
        whole = None if heard.heard is None else _heard_in(heard.heard, team)
        return replace(heard, key=replace(heard.key, team=team), heard=whole)
    return replace(heard, key=replace(heard.key, team=team))


def _heard_in(heard: Heard, team: str) -> Heard:
    return replace(heard, arrival=replace(heard.arrival, key=replace(heard.arrival.key, team=team)))


def _event(event: Mapping[str, Any], team: str, bot_user: str) -> Heard | Rewritten | Deletion | None:
    team = team or event.get("team") or ""
    if event.get("type") == "app_mention":
        return _said(event, team, bot_user, Surface.MENTION)
    if event.get("type") != "message":
        return None
    if event.get("subtype") == "message_changed":
        return _changed(event, team, bot_user)
    if event.get("subtype") == "message_deleted":
        return Deletion(Key(team, event["channel"], event.get("deleted_ts") or ""))
    return _said(event, team, bot_user, _surface(event, bot_user))


def _wanted(event: Mapping[str, Any], team: str, bot_user: str) -> Wish | None:
    item, user = event.get("item") or {}, event.get("user") or ""
    if event.get("reaction") != MARK or item.get("type") != "message" or user in ("", bot_user):
        return None
    return Wish(Key(team, item["channel"], item["ts"]), user, str(event.get("event_ts") or ""))


def _surface(event: Mapping[str, Any], bot_user: str) -> Surface:
    if event.get("channel_type") == "im":
        return Surface.DIRECT
    if f"<@{bot_user}" in (event.get("text") or ""):
        return Surface.MENTION
    if event.get("channel_type") == "mpim":
        return Surface.GROUP
    return Surface.CHANNEL if event.get("thread_ts") in (None, event.get("ts")) else Surface.THREAD


def _said(event: Mapping[str, Any], team: str, bot_user: str, surface: Surface) -> Heard | None:
    bot = event.get("bot_id") or (event.get("bot_profile") or {}).get("id")
    user = bot or event.get("user")
    if not user or event.get("user") in (bot_user, "USLACKBOT") or (bot and surface is not Surface.MENTION):
        return None
    if event.get("subtype") not in (*SPOKEN_SUBTYPES, *(["bot_message"] if bot else [])):
        return None
    markup = event.get("text") or ""
    edited_at = _edited_at(event)
    arrival = Arrival(
        key=Key(team, event["channel"], event["ts"]),
        surface=surface,
        user=user,
        text=asked_text(markup, bot_user),
        asked_at=edited_at or float(event["ts"]),
        thread=event.get("thread_ts") or event["ts"],
        has_files=bool(event.get("files")),
    )
    return Heard(arrival, markup, edited_at)


def _edited_at(message: Mapping[str, Any]) -> float | None:
    edited = message.get("edited")
    return float(edited["ts"]) if edited else None


def _changed(event: Mapping[str, Any], team: str, bot_user: str) -> Rewritten | Deletion | None:
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    key = Key(team, event["channel"], message.get("ts") or "")
    if message.get("subtype") == "tombstone":
        # A deleted message that has replies stays as a tombstone and no message_deleted comes.
        return Deletion(key)
    markup, edited_at = message.get("text") or "", _edited_at(message)
    if message.get("bot_id") or edited_at is None or markup == before.get("text"):
        return None
    whole = {**message, "channel": event["channel"], "channel_type": event.get("channel_type")}
    heard = _said(whole, team, bot_user, _surface(whole, bot_user))
    return Rewritten(key, message.get("user") or "", markup, asked_text(markup, bot_user), edited_at, heard)


def _command(body: Mapping[str, Any], bot_user: str, now: float) -> Heard:
    arrival = Arrival(
        key=Key(body.get("team_id") or "", body["channel_id"], f"command:{body['trigger_id']}"),
        surface=Surface.COMMAND,
        user=body["user_id"],
        text=asked_text(body.get("text") or "", bot_user),
        asked_at=now,
        response_url=body.get("response_url"),
    )
    return Heard(arrival, body.get("text") or "")


def _example(body: Mapping[str, Any], now: float) -> Heard | None:
    """The press of a button that asks: answered where it was pressed, by a direct message where that was App Home."""
    action = (body.get("actions") or [{}])[0]
    question = action.get("value") or ""
    if not action.get("action_id", "").startswith(f"{EXAMPLE}:"):
        return None
    user, channel = body["user"]["id"], (body.get("channel") or {}).get("id")
    place, message = body.get("container") or {}, body.get("message") or {}
    is_public = channel is not None and not channel.startswith("D")
    arrival = Arrival(
        key=Key((body.get("team") or {}).get("id") or "", channel or user, f"{PRESSED}{body['trigger_id']}"),
        surface=Surface.COMMAND if is_public else Surface.DIRECT,
        user=user,
        text=question,
        asked_at=now,
        thread=None if is_public else place.get("thread_ts") or message.get("thread_ts") or place.get("message_ts"),
        response_url=body.get("response_url") if is_public else None,
    )
    return Heard(arrival, question)


def _step(event: Mapping[str, Any], team: str, now: float) -> Heard | None:
    """A step of a workflow; `user` is its workflow, as that of another app's mention is the app."""
    if (event.get("function") or {}).get("callback_id") != WORKFLOW_STEP:
        return None
    question = str((event.get("inputs") or {}).get("question") or "")
    execution = event["function_execution_id"]
    arrival = Arrival(
        key=Key(team, WORKFLOW_STEP, f"{WORKFLOW_STEP}:{execution}"),
        surface=Surface.STEP,
        user=f"B{event.get('workflow_execution_id') or execution}"[:_LONGEST_ID],
        text=asked_text(question),
        asked_at=now,
    )
    return Heard(arrival, question)


def _shortcut(body: Mapping[str, Any], bot_user: str, now: float) -> Heard:
    message = body.get("message") or {}
    arrival = Arrival(
        key=Key((body.get("team") or {}).get("id") or "", body["channel"]["id"], f"shortcut:{body['trigger_id']}"),
        surface=Surface.SHORTCUT,
        user=body["user"]["id"],
        text=asked_text(message.get("text") or "", bot_user),
        asked_at=now,
        thread=message.get("thread_ts") or message.get("ts"),
        response_url=body.get("response_url"),
        has_files=bool(message.get("files")),
    )
    return Heard(arrival, message.get("text") or "")
