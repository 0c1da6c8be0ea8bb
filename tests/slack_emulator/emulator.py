"""The emulated Slack as a test sees it: people who ask, click and fill in, and what they then see."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from tests.slack_emulator import payloads
from tests.slack_emulator.block_kit import check_modal
from tests.slack_emulator.calls import Call, RefusalError
from tests.slack_emulator.config import MESSAGE_EVENT, Config
from tests.slack_emulator.delivery import Acknowledgement, Delivery, Envelope, Kind
from tests.slack_emulator.files import Upload, keep
from tests.slack_emulator.organisation import SECOND_TEAM, in_organisation
from tests.slack_emulator.response_url import apply_response
from tests.slack_emulator.sight import Sight
from tests.slack_emulator.signed_http import SignedHttp
from tests.slack_emulator.slack import Slack
from tests.slack_emulator.socket_mode import SocketMode
from tests.slack_emulator.views import change_view, checked_view, show_modal, stack
from tests.slack_emulator.web_api import Server
from tests.slack_emulator.workspace import BOT_USER, TEAM, Channel, Message, View

MENTION = f"<@{BOT_USER}>"


class Emulator(Sight):
    """One workspace with one app, on loopback. Use it as a context manager.

    The app reaches it at `api_url`; it reaches the app over Socket Mode, or over signed HTTP after `use_http`.
    """

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()
        self.slack = Slack(self.config)
        self.workspace, self.faults = self.slack.workspace, self.slack.faults
        self.socket = SocketMode(self.config)
        self.delivery = Delivery(self.config, self.socket)
        self.slack.open_socket = self.socket.open
        self.slack.announce = self._announce
        self._server = Server(self.slack)
        self.slack.base = self._server.address
        self.api_url = f"{self._server.address}/api/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="web-api", daemon=True).start()

    def __enter__(self) -> Emulator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.delivery.close()
        self.socket.close()
        self._server.shutdown()
        self._server.server_close()

    def use_http(self, request_url: str) -> SignedHttp:
        """From now on deliver to this address instead of over Socket Mode."""
        carrier = SignedHttp(self.config, request_url)
        self.delivery.carrier = carrier
        return carrier

    def wait_until_connected(self, timeout: float = 20.0, bots: int = 1) -> None:
        deadline = time.monotonic() + timeout
        while self.socket.connections < bots:
            if time.monotonic() > deadline:
                raise TimeoutError("the app opened no Socket Mode connection")
            time.sleep(0.02)

    # People write.

    def channel(self, name: str = "fragor", kind: str = "channel", joined: bool = True) -> Channel:
        """A channel (`channel`, or a private `group`), with the bot in it unless `joined` is false."""
        return self.workspace.add_channel(name, kind, joined)

    def mention(self, user: str, channel: Channel, text: str, thread_ts: str | None = None) -> Message:
        """Write to the bot in a channel; Slack sends the mention and, if subscribed, its `message` twin."""
        return self.say(user, channel, f"{MENTION} {text}", thread_ts)

    def dm(self, user: str, text: str, thread_ts: str | None = None) -> Message:
        return self.say(user, self.workspace.im(user), text, thread_ts)

    def say(self, user: str, channel: Channel, text: str, thread_ts: str | None = None, **extra: Any) -> Message:
        """Write in a conversation; `extra` goes into the events as it stands (such as `bot_id` of another bot)."""
        channel.members.add(user)
        message = Message(channel.id, self.workspace.new_ts(), user, text, thread_ts=thread_ts)
        self.workspace.put(message)
        events = []
        if MENTION in text and channel.kind != "im" and self._hears(channel, "app_mention"):
            events.append(payloads.mention_event(message) | extra)
        if self._hears(channel, MESSAGE_EVENT[channel.kind]):
            events.append(payloads.message_event(message, channel) | extra)
        self._send_events(*events)
        return message

    def share(self, user: str, channel: Channel, text: str, file: Upload) -> Message:
        """Write in a conversation with a file."""
        channel.members.add(user)
        message = Message(channel.id, self.workspace.new_ts(), user, text, files=[keep(self.slack, user, file)])
        self.workspace.put(message)
        if MENTION in text and channel.kind != "im" and self._hears(channel, "app_mention"):
            self._send_events(payloads.mention_event(message))
        if self._hears(channel, MESSAGE_EVENT[channel.kind]):
            self._send_events(payloads.message_event(message, channel))
        return message

    def edit(self, message: Message, text: str) -> None:
        """Change the words of a person's message."""
        before = message.payload()
        with self.workspace.changed:
            message.text, message.edited = text, self.workspace.new_ts()
        self._send_changed(message, before)
        channel = self.workspace.channels[message.channel]
        if MENTION in text and channel.kind != "im" and self._hears(channel, "app_mention"):
            self._send_events(payloads.mention_event(message))

    def react(self, user: str, message: Message, name: str) -> None:
        """Add a reaction to a message."""
        channel = self.workspace.channels[message.channel]
        channel.members.add(user)
        if self._hears(channel, "reaction_added"):
            self._send_events(payloads.reaction_event(user, message, name, self.workspace.new_ts()))

    def unfurl(self, message: Message) -> None:
        """Let Slack add a link's preview: a `message_changed` in which nobody changed a word."""
        self._send_changed(message, message.payload())

    def delete(self, message: Message) -> None:
        """Remove a message; one with a thread below it leaves a tombstone, as in Slack."""
        before, channel = message.payload(), self.workspace.channels[message.channel]
        answered = len(self.workspace.thread(channel.id, message.ts)) > 1
        with self.workspace.changed:
            message.deleted = True
        ts = self.workspace.new_ts()
        if self._hears(channel, MESSAGE_EVENT[channel.kind]):
            after = payloads.tombstone(before)
            gone = payloads.deleted_event(before, channel, ts)
            self._send_events(payloads.changed_event(before, after, channel, ts) if answered else gone)

    def _hears(self, channel: Channel, event: str) -> bool:
        return event in self.config.events and BOT_USER in channel.members

    def _send_changed(self, message: Message, before: dict[str, Any]) -> None:
        channel = self.workspace.channels[message.channel]
        if self._hears(channel, MESSAGE_EVENT[channel.kind]):
            after = self.workspace.new_ts()
            self._send_events(payloads.changed_event(before, message.payload(), channel, after))

    def _announce(self, message: Message, change: str) -> None:
        """Slack tells the app of its own messages and reactions too."""
        channel = self.workspace.channels[message.channel]
        if change == "reacted":
            self.react(BOT_USER, message, message.reactions[-1])
            return
        if not self._hears(channel, MESSAGE_EVENT[channel.kind]):
            return
        ts, shown = self.workspace.new_ts(), message.payload()
        self._send_events(
            {
                "posted": lambda: payloads.message_event(message, channel),
                "changed": lambda: payloads.changed_event(shown, shown, channel, ts),
                "deleted": lambda: payloads.deleted_event(shown, channel, ts),
            }[change]()
        )

    def _send_events(self, *events: dict[str, Any]) -> None:
        wrapped = [
            payloads.event_callback(event, self.workspace.new_id("Ev"), self._is_shared(event)) for event in events
        ]
        if organisation := self.config.organisation:
            teams = (TEAM, SECOND_TEAM)
            wrapped = [in_organisation(payload | {"event_id": self.workspace.new_id("Ev")}, organisation, team)
                       for payload in wrapped for team in teams]  # fmt: skip
        self.delivery.send(*(Envelope(Kind.EVENT, payload) for payload in wrapped))

    def _is_shared(self, event: dict[str, Any]) -> bool:
        channel = self.workspace.channels.get(str(event.get("channel")))
        return channel is not None and channel.shared

    # People use commands, shortcuts, buttons and modals.

    def command(self, user: str, channel: Channel, text: str, name: str = "/fvm") -> Envelope:
        channel.members.add(user)
        url, trigger = self.slack.response_address(user, channel.id), self.slack.trigger(user)
        payload = payloads.command(user, channel, name, text, trigger, url)
        return self._send(Kind.COMMAND, payload, self._shows_answer(url))

    def shortcut(self, user: str, message: Message, callback_id: str) -> Envelope:
        """Use a message shortcut on a message."""
        channel = self.workspace.channels[message.channel]
        channel.members.add(user)
        url, trigger = self.slack.response_address(user, channel.id, message), self.slack.trigger(user)
        payload = payloads.message_shortcut(user, message, channel, callback_id, trigger, url)
        return self._send(Kind.INTERACTION, payload)

    def global_shortcut(self, user: str, callback_id: str) -> Envelope:
        return self._send(Kind.INTERACTION, payloads.global_shortcut(user, callback_id, self.slack.trigger(user)))

    def run_step(self, **inputs: str) -> str:
        """Let a workflow come to the app's step; the id of its execution."""
        execution = self.workspace.new_id("Fx")
        with self.workspace.changed:
            self.workspace.steps[execution] = None
        if "function_executed" in self.config.events:
            self._send_events(payloads.step_event(execution, inputs))
        return execution

    def open_app(self, user: str, tab: str = "home") -> None:
        """Open the app's `home` or `messages` tab."""
        if "app_home_opened" in self.config.events:
            channel, home = self.workspace.im(user), self.workspace.homes.get(user)
            self._send_events(payloads.home_event(user, channel.id, tab, home if tab == "home" else None))

    def click(self, user: str, on: Message | View, action_id: str, value: str | None = None) -> Envelope:
        """Press a button or choose an option (`value`) in a message, a modal or App Home."""
        blocks = on.blocks if isinstance(on, Message) else on.payload["blocks"]
        actions = [payloads.action(*payloads.find_action(blocks, action_id), value)]
        trigger = self.slack.trigger(user)
        if isinstance(on, View):
            place = payloads.view_place(on)
        else:
            channel = self.workspace.channels[on.channel]
            channel.members.add(user)
            place = payloads.message_place(on, channel, self.slack.response_address(user, channel.id, on))
        return self._send(Kind.INTERACTION, payloads.block_actions(user, trigger, actions, place))

    def submit(self, view: View, values: Mapping[str, str | None], timeout: float = 5.0) -> dict[str, Any] | None:
        """Send a modal; the app's `response_action` or None. TimeoutError where the person would see an error."""
        envelope = self._send(
            Kind.INTERACTION,
            payloads.view_submission(view, self.slack.trigger(view.user), values),
            lambda answer: self._after_submission(view, answer),
        )
        if not envelope.settled.wait(timeout) or envelope.acknowledgement is None:
            raise TimeoutError("the app did not acknowledge the modal")
        return envelope.acknowledgement.body

    def close_view(self, view: View) -> None:
        view.open = False
        if view.payload.get("notify_on_close"):
            self._send(Kind.INTERACTION, payloads.view_closed(view))

    def _send(
        self, kind: Kind, payload: dict[str, Any], on_answer: Callable[[Acknowledgement], None] | None = None
    ) -> Envelope:
        if self.config.organisation:
            payload = in_organisation(payload, self.config.organisation)
        envelope = Envelope(kind, payload, on_answer)
        self.delivery.send(envelope)
        return envelope

    def _shows_answer(self, url: str) -> Callable[[Acknowledgement], None]:
        """What the app says in its acknowledgement of a command is shown to the person."""

        def show(answer: Acknowledgement) -> None:
            body, address = answer.body, self.slack.responses[url.rsplit("/", 1)[1]]
            if body:
                self._judged("acknowledgement", body, lambda: apply_response(self.slack, address, body))

        return show

    def _after_submission(self, view: View, answer: Acknowledgement) -> None:
        body = answer.body or {}
        self._judged("response_action", body, lambda: self._respond_to_submission(view, body))

    def _respond_to_submission(self, view: View, body: dict[str, Any]) -> None:
        kind = body.get("response_action")
        if kind in ("update", "push"):
            payload = checked_view(body.get("view"), check_modal)
            if kind == "update":
                change_view(self.slack, view, payload)
            else:
                show_modal(self.slack, view.user, payload, view)
        elif kind == "errors":
            unknown = set(body["errors"]) - {b["block_id"] for b in view.payload["blocks"] if b["type"] == "input"}
            if unknown:
                raise RefusalError("invalid_arguments", f"errors for unknown blocks {sorted(unknown)}")
        elif kind == "clear":
            for open_view in stack(self.slack, view.root):
                open_view.open = False
        elif kind is None and not body:
            view.open = False
        else:
            raise RefusalError("invalid_arguments", f"unknown response_action {kind}")

    def _judged(self, what: str, body: dict[str, Any], act: Callable[[], Any]) -> None:
        call = Call(what, body)
        self.slack.calls.append(call)
        try:
            act()
            call.answer = {"ok": True}
        except RefusalError as refusal:
            call.answer = refusal.payload()
