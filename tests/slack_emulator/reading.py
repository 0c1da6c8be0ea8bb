"""The methods beside chat and views: who am I, conversations, people, reactions, files, the agent's thread."""

from __future__ import annotations

import base64
from typing import Any

from tests.slack_emulator.calls import Call, RefusalError
from tests.slack_emulator.shape import PayloadError, Shape, items, string
from tests.slack_emulator.slack import Slack, method
from tests.slack_emulator.tokens import CLIENT
from tests.slack_emulator.workspace import BOT, BOT_USER, TEAM, Channel, Message

_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
_PROMPTS = items(Shape({"title": string(75), "message": string(3000)}), 4)


@method("auth.test")
def auth_test(slack: Slack, call: Call) -> dict[str, Any]:
    return {
        "url": "https://emulated.slack.com/",
        "team": "Emulated",
        "team_id": slack.config.organisation or TEAM,
        "user": "fvm",
        "user_id": BOT_USER,
        "bot_id": BOT,
        "enterprise_id": slack.config.organisation or None,
        "is_enterprise_install": bool(slack.config.organisation),
    }


@method("oauth.v2.access")
def access(slack: Slack, call: Call) -> dict[str, Any]:
    try:
        client, _, secret = base64.b64decode(call.token.removeprefix("Basic ")).decode().partition(":")
    except ValueError:
        client = secret = ""
    if client != CLIENT[0]:
        raise RefusalError("invalid_client_id")
    if secret != CLIENT[1]:
        raise RefusalError("bad_client_secret")
    if call.need("grant_type") != "refresh_token":
        raise RefusalError("invalid_grant_type")
    return slack.tokens.next(call.need("refresh_token"))


@method("api.test")
def api_test(slack: Slack, call: Call) -> dict[str, Any]:
    return {"args": call.arguments}


@method("apps.connections.open")
def open_connection(slack: Slack, call: Call) -> dict[str, Any]:
    return {"url": slack.open_socket()}


@method("team.info", "team:read")
def team_info(slack: Slack, call: Call) -> dict[str, Any]:
    return {"team": {"id": TEAM, "name": "Emulated", "domain": "emulated"}}


def _readable(slack: Slack, call: Call) -> Channel:
    channel = slack.channel(call.need("channel"))
    slack.need_scope(_HISTORY[channel.kind])
    return channel


def _page(call: Call, messages: list[Message], default: int) -> dict[str, Any]:
    start, size = int(call.arguments.get("cursor") or 0), int(call.arguments.get("limit") or default)
    shown = [m.payload(call.flag("include_all_metadata")) for m in messages[start : start + size]]
    more = start + size < len(messages)
    cursor = {"next_cursor": str(start + size) if more else ""}
    return {"messages": shown, "has_more": more, "response_metadata": cursor}


def _within(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = str(call.arguments.get("oldest") or ""), str(call.arguments.get("latest") or "")
    inclusive = call.flag("inclusive")
    return [
        m
        for m in messages
        if (not oldest or m.ts > oldest or (inclusive and m.ts == oldest))
        and (not latest or m.ts < latest or (inclusive and m.ts == latest))
    ]


@method("conversations.replies")
def replies(slack: Slack, call: Call) -> dict[str, Any]:
    channel, ts = _readable(slack, call), call.need("ts")
    parent = slack.workspace.messages.get((channel.id, ts))
    thread = slack.workspace.thread(channel.id, parent.thread) if parent else []
    if not thread:
        raise RefusalError("thread_not_found")
    head, tail = thread[:1], _within(call, thread[1:])
    return _page(call, head + tail, 1000)


@method("conversations.history")
def history(slack: Slack, call: Call) -> dict[str, Any]:
    channel = _readable(slack, call)
    roots = [m for m in slack.workspace.visible(channel.id) if m.thread_ts in (None, m.ts)]
    page = _page(call, _within(call, roots)[::-1], 100)
    for shown in page["messages"]:
        below = len(slack.workspace.thread(channel.id, shown["ts"])) - 1
        shown |= {"reply_count": below} if below else {}
    return page


@method("conversations.open", "im:write")
def open_conversation(slack: Slack, call: Call) -> dict[str, Any]:
    return {"channel": {"id": slack.workspace.im(call.need("users")).id}}


@method("conversations.info", "channels:read", "groups:read", "im:read")
def conversation_info(slack: Slack, call: Call) -> dict[str, Any]:
    channel = slack.channel(call.need("channel"), joined=False)
    return {
        "channel": {
            "id": channel.id,
            "name": channel.name,
            "is_im": channel.kind == "im",
            "is_private": channel.kind == "group",
            "is_member": BOT_USER in channel.members,
        }
    }


@method("users.info", "users:read")
def user_info(slack: Slack, call: Call) -> dict[str, Any]:
    user = call.need("user")
    shown = {"id": user, "name": user.lower(), "is_bot": user == BOT_USER, "tz": "Europe/Stockholm", "profile": {}}
    if call.flag("include_locale"):
        shown["locale"] = slack.workspace.locales.get(user, "sv-SE")
    return {"user": shown}


@method("usergroups.users.list", "usergroups:read")
def usergroup_users(slack: Slack, call: Call) -> dict[str, Any]:
    users = slack.workspace.usergroups.get(call.need("usergroup"))
    if users is None:
        raise RefusalError("no_such_subteam")
    return {"users": users}


@method("reactions.add", "reactions:write")
def add_reaction(slack: Slack, call: Call) -> dict[str, Any]:
    message = _reacted(slack, call)
    if call.arguments["name"] in message.reactions:
        raise RefusalError("already_reacted")
    message.reactions.append(call.arguments["name"])
    slack.announce(message, "reacted")
    return {}


@method("reactions.remove", "reactions:write")
def remove_reaction(slack: Slack, call: Call) -> dict[str, Any]:
    message = _reacted(slack, call)
    if call.arguments["name"] not in message.reactions:
        raise RefusalError("no_reaction")
    message.reactions.remove(call.arguments["name"])
    return {}


def _reacted(slack: Slack, call: Call) -> Message:
    channel, ts = slack.channel(call.need("channel")), call.need("timestamp")
    call.need("name")
    message = slack.workspace.messages.get((channel.id, ts))
    if message is None or message.deleted:
        raise RefusalError("message_not_found")
    return message


@method("assistant.threads.setStatus", "chat:write", "assistant:write")
def set_status(slack: Slack, call: Call) -> dict[str, Any]:
    channel, thread_ts = slack.channel(call.need("channel_id")), call.need("thread_ts")
    if len(call.arguments.get("loading_messages") or []) > 10:
        raise RefusalError("invalid_arguments", "no more than 10 items allowed [json-pointer:/loading_messages]")
    if (channel.id, thread_ts) not in slack.workspace.messages:
        raise RefusalError("thread_not_found")
    slack.workspace.statuses.append(dict(call.arguments))
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
def set_prompts(slack: Slack, call: Call) -> dict[str, Any]:
    """An agent app that passes a thread_ts hears `ok` and nobody sees the prompts."""
    channel = slack.channel(call.need("channel_id"))
    try:
        _PROMPTS(call.need("prompts"), "/prompts")
    except PayloadError as error:
        raise RefusalError("invalid_arguments", str(error)) from error
    if call.arguments.get("thread_ts"):
        slack.workspace.traps.append("setSuggestedPrompts with thread_ts")
        return {}
    with slack.workspace.changed:
        slack.workspace.prompts[channel.id] = dict(call.arguments)
        slack.workspace.changed.notify_all()
    return {}


@method("files.getUploadURLExternal", "files:write")
def upload_address(slack: Slack, call: Call) -> dict[str, Any]:
    name = slack.workspace.new_id("F")
    slack.workspace.files[name] = {"id": name, "name": call.need("filename"), "size": int(call.need("length"))}
    return {"file_id": name, "upload_url": f"{slack.base}/upload/{name}"}


@method("files.completeUploadExternal", "files:write")
def complete_upload(slack: Slack, call: Call) -> dict[str, Any]:
    found = [slack.workspace.files.get(part["id"]) for part in call.need("files")]
    if not all(file and "content" in file for file in found):
        raise RefusalError("file_not_found")
    for file in found:
        assert file is not None
        file["channel"] = call.arguments.get("channel_id")
    return {"files": [{"id": part["id"]} for part in call.arguments["files"]]}


@method("files.info", "files:read")
def file_info(slack: Slack, call: Call) -> dict[str, Any]:
    file = slack.workspace.files.get(call.need("file"))
    if file is None:
        raise RefusalError("file_not_found")
    return {"file": {key: value for key, value in file.items() if key != "content"}}


@method("chat.getPermalink")
def permalink(slack: Slack, call: Call) -> dict[str, Any]:
    channel, ts = str(call.need("channel")), str(call.need("message_ts"))
    if (channel, ts) not in slack.workspace.messages:
        raise RefusalError("message_not_found")
    return {"channel": channel, "permalink": f"https://emulated.slack.com/archives/{channel}/p{ts.replace('.', '')}"}
