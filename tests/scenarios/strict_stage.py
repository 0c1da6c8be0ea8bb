"""The stage on our strict emulator."""

from __future__ import annotations

from typing import Any

from tests.scenarios.stage import Said, Seen
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.files import Upload
from tests.slack_emulator.workspace import Message


class StrictStage:
    """See `Stage`; the emulator itself is at `emulator`."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.api_url = emulator.api_url
        self.bot_token = emulator.config.bot_token
        self.app_token = emulator.config.app_token
        self.signing_secret = emulator.config.signing_secret
        self.channel = emulator.channel()

    def mention(self, user: str, text: str, thread: str | None = None) -> Said:
        return _said(self.emulator.mention(user, self.channel, text, thread))

    def say(self, user: str, text: str, thread: str | None = None) -> Said:
        return _said(self.emulator.say(user, self.channel, text, thread))

    def dm(self, user: str, text: str, thread: str | None = None) -> Said:
        return _said(self.emulator.dm(user, text, thread))

    def command(self, user: str, text: str) -> None:
        self.emulator.command(user, self.channel, text)

    def share(self, user: str, text: str, file: Upload) -> Said:
        return _said(self.emulator.share(user, self.channel, text, file))

    def shortcut(self, user: str, said: Said | Seen, callback_id: str) -> None:
        self.emulator.shortcut(user, self._message(said), callback_id)

    def open_home(self, user: str) -> None:
        self.emulator.open_app(user)

    def edit(self, said: Said, user: str, text: str) -> None:
        self.emulator.edit(self._message(said), text)

    def delete(self, said: Said, user: str) -> None:
        self.emulator.delete(self._message(said))

    def _message(self, said: Said | Seen) -> Message:
        space = self.emulator.workspace
        private = [m for m in space.ephemerals if m.ts == said.ts]
        return private[0] if private else space.messages[said.channel, said.ts]

    def click(self, user: str, seen: Seen, action_id: str, value: str | None = None) -> None:
        home = self.emulator.workspace.homes.get(user)
        on = home if home is not None and seen.ts == home.id else self._message(seen)
        self.emulator.click(user, on, action_id, value)

    def submit(self, user: str, **values: str) -> None:
        self.emulator.submit(self.emulator.wait_for_modal(user), values)

    def replies(self, said: Said) -> list[Seen]:
        thread = self.emulator.workspace.thread(said.channel, said.thread)
        return [_seen(m) for m in thread if m.by_bot and m.ts > said.ts]

    def public(self) -> list[Seen]:
        return [_seen(m) for m in self.emulator.messages(self.channel) if m.by_bot]

    def private(self, user: str) -> list[Seen]:
        return [_seen(m) for m in self.emulator.ephemerals(user)]

    def modal(self, user: str) -> dict[str, Any] | None:
        mine = [v for v in self.emulator.workspace.modals.values() if v.user == user and v.open]
        return mine[-1].payload if mine else None

    def home(self, user: str) -> dict[str, Any] | None:
        view = self.emulator.workspace.homes.get(user)
        return None if view is None else {"id": view.id, **view.payload}


def _said(message: Message) -> Said:
    return Said(message.channel, message.ts, message.text, message.thread)


def _seen(message: Message) -> Seen:
    return Seen(message.channel, message.ts, message.text, message.blocks)
