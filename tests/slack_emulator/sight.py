"""What people see in the emulated Slack, and what the app was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tests.slack_emulator.calls import Call
from tests.slack_emulator.slack import Slack
from tests.slack_emulator.workspace import Channel, Message, View, Workspace

T = TypeVar("T")


class Sight:
    """Looks at one workspace; the `wait_for_` methods raise TimeoutError and name the refused calls."""

    slack: Slack
    workspace: Workspace

    def messages(self, channel: Channel, thread_ts: str | None = None) -> list[Message]:
        """The visible messages of a channel or of one of its threads, oldest first."""
        if thread_ts:
            return self.workspace.thread(channel.id, thread_ts)
        return list(self.workspace.visible(channel.id))

    def replies(self, message: Message) -> list[Message]:
        """The bot's visible messages in the thread of `message`, after it."""
        thread = self.workspace.thread(message.channel, message.thread)
        return [m for m in thread if m.by_bot and m.ts > message.ts]

    def ephemerals(self, user: str) -> list[Message]:
        """What only this person sees, oldest first."""
        with self.workspace.changed:
            return [m for m in self.workspace.ephemerals if m.shown_to == user and not m.deleted]

    def wait_for_reply(self, message: Message, timeout: float = 10.0, revisions: int = 0) -> Message:
        """The bot's first reply in the thread, once it was updated at least `revisions` times."""
        return self._wait(
            lambda: next((m for m in self.replies(message) if m.revisions >= revisions), None),
            timeout,
            f"reply to {message.text!r}",
        )

    def wait_for_ephemeral(self, user: str, after: int = 0, timeout: float = 10.0) -> Message:
        """The first private message to `user` beyond the `after` ones that were there before."""
        what = f"private message to {user}"
        return self._wait(lambda: next(iter(self.ephemerals(user)[after:]), None), timeout, what)

    def wait_for_modal(self, user: str, timeout: float = 10.0, title: str | None = None) -> View:
        """The person's newest open modal."""

        def found() -> View | None:
            newest = reversed(list(self.workspace.modals.values()))
            mine = (view for view in newest if view.user == user and view.open)
            return next((view for view in mine if title in (None, view.payload["title"]["text"])), None)

        return self._wait(found, timeout, "modal")

    def wait_for_home(self, user: str, timeout: float = 10.0, revisions: int = 0) -> View:
        """The person's App Home, once it was published again at least `revisions` times."""

        def found() -> View | None:
            home = self.workspace.homes.get(user)
            return home if home is not None and home.revisions >= revisions else None

        return self._wait(found, timeout, "App Home")

    def _wait(self, found: Callable[[], T | None], timeout: float, what: str) -> T:
        value = self.workspace.wait(found, timeout)
        if value is None:
            refused = [(call.method, call.answer) for call in self.refused()]
            raise TimeoutError(f"no {what} within {timeout} s; refused calls: {refused[-5:]}")
        return value

    def refused(self, *expected: str) -> list[Call]:
        """The calls that Slack refused, but for the `expected` errors."""
        made = list(self.slack.calls)
        return [call for call in made if call.answer.get("ok") is False and call.answer["error"] not in expected]

    def called(self, method: str) -> list[Call]:
        return [call for call in list(self.slack.calls) if call.method == method]
