"""The stage on the npm emulator: people act over its control API and its own page's WebSocket."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from websockets.sync.client import connect

from tests.scenarios.stage import Said, Seen, element

CHANNEL = "C01ASK"
BOT = "U0BOT"


class NpmStage:
    """See `Stage`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.api_url = f"{address}/api/"
        self.bot_token, self.app_token, self.signing_secret = "xoxb-npm", "xapp-npm", "npm-signing-secret"

    def mention(self, user: str, text: str, thread: str | None = None) -> Said:
        return self.say(user, f"<@{BOT}> {text}", thread)

    def say(self, user: str, text: str, thread: str | None = None) -> Said:
        return self._write(CHANNEL, user, text, thread)

    def dm(self, user: str, text: str, thread: str | None = None) -> Said:
        opened = self._call("api/conversations.open", {"users": user})
        return self._write(opened["channel"]["id"], user, text, thread)

    def _write(self, channel: str, user: str, text: str, thread: str | None) -> Said:
        place = {"channel": channel, "user": user, "text": text} | ({"thread_ts": thread} if thread else {})
        ts = self._call("_control/message", place)["message"]["ts"]
        return Said(channel, ts, text, thread or ts)

    def command(self, user: str, text: str) -> None:
        self._call("_control/command", {"channel": CHANNEL, "user": user, "command": "/fvm", "text": text})

    def open_home(self, user: str) -> None:
        self._call("_control/open-home", {"user": user})

    def edit(self, said: Said, user: str, text: str) -> None:
        self._call("_control/edit-message", {"channel": said.channel, "ts": said.ts, "user": user, "text": text})

    def delete(self, said: Said, user: str) -> None:
        self._call("_control/delete-message", {"channel": said.channel, "ts": said.ts, "user": user})

    def click(self, user: str, seen: Seen, action_id: str, value: str | None = None) -> None:
        found = element(seen.blocks, action_id)
        action = {key: found[key] for key in ("type", "action_id", "block_id", "value", "text") if found.get(key)}
        if value is not None:
            action["value"] = value
        options = [option for option in found.get("options", ()) if option["value"] == value]
        if options:
            action["selected_option"] = options[0]
        self._call("_control/interact", {"channel": seen.channel, "messageTs": seen.ts, "user": user, "action": action})

    def submit(self, user: str, **values: str) -> None:
        modal = self.state()["modalStack"][-1]
        state: dict[str, Any] = {}
        for block in modal["blocks"]:
            if block["type"] == "input" and block["element"]["action_id"] in values:
                part = block["element"]
                state[block["block_id"]] = {part["action_id"]: _entered(part, values[part["action_id"]])}
        self._show({"t": "view_submit", "user": user, "values": state})

    def replies(self, said: Said) -> list[Seen]:
        messages = self._call(f"_control/messages/{said.channel}")["messages"]
        return [
            _seen(m)
            for m in messages
            if m["user"] == BOT and m["ts"] > said.ts and m.get("thread_ts") == said.thread and "ephemeral_to" not in m
        ]

    def public(self) -> list[Seen]:
        messages = self._call(f"_control/messages/{CHANNEL}")["messages"]
        return [_seen(m) for m in messages if m["user"] == BOT and "ephemeral_to" not in m]

    def private(self, user: str) -> list[Seen]:
        everywhere = self.state()["messages"].values()
        return [_seen(m) for messages in everywhere for m in messages if m.get("ephemeral_to") == user]

    def modal(self, user: str) -> dict[str, Any] | None:
        stack = self.state()["modalStack"]
        return stack[-1] if stack else None

    def home(self, user: str) -> dict[str, Any] | None:
        views: dict[str, dict[str, Any]] = self.state()["homeViews"].get(user, {})
        return next(iter(views.values()), None)

    def log(self) -> str:
        """What the emulator did last, newest at the end; it never sends an event twice."""
        entries = self._call("_control/log")["log"][-12:]
        return "\n".join(json.dumps(entry, ensure_ascii=False)[:300] for entry in entries)

    def state(self) -> dict[str, Any]:
        """The page's first WebSocket message: everything that it shows."""
        with connect(self._address.replace("http", "ws") + "/ui", max_size=None) as page:
            state: dict[str, Any] = json.loads(page.recv())["state"]
            return state

    def _show(self, message: dict[str, Any]) -> None:
        with connect(self._address.replace("http", "ws") + "/ui", max_size=None) as page:
            page.recv()
            page.send(json.dumps(message))
            page.recv(timeout=10)

    def _call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.bot_token}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._address}/{path}", data, headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            result: dict[str, Any] = json.load(answer)
            return result


def _entered(part: dict[str, Any], value: str) -> dict[str, Any]:
    if "options" in part:
        return {"type": part["type"], "selected_option": next(o for o in part["options"] if o["value"] == value)}
    return {"type": part["type"], "value": value}


def _seen(message: dict[str, Any]) -> Seen:
    return Seen(message["channel"], message["ts"], message["text"], message.get("blocks", []))
