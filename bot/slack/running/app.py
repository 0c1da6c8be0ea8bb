"""The Slack app put together: Bolt in front, the inbox in the middle, workers behind."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from dataclasses import dataclass, field, replace

import structlog
from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.slack.client import calling_client, listening_client, posting_client
from bot.slack.errors import SetupError
from bot.slack.inbox.database import Database
from bot.slack.inbox.erasure import Erasure
from bot.slack.inbox.feedback import FeedbackStore
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.preferences import Preferences
from bot.slack.inbox.presence import Presence
from bot.slack.inbox.sqlite import Pace, SqliteInbox
from bot.slack.listening.commands import Commands
from bot.slack.listening.home import Home
from bot.slack.listening.intake import Intake
from bot.slack.listening.listeners import Listeners
from bot.slack.listening.timeline_desk import TimelineDesk
from bot.slack.metrics import Metrics
from bot.slack.parts import Parts
from bot.slack.replying.composer import Composer
from bot.slack.replying.half_written import HalfWritten
from bot.slack.replying.poster import Poster
from bot.slack.replying.worker import Worker
from bot.slack.replying.writing import THREADS, Writing
from bot.slack.running.identity import Identity
from bot.slack.slow_work import SlowWork

_HOUSEKEEPING_SECONDS = 5.0
_EXPIRY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class App:
    """A built app. `start` runs its workers; a transport feeds `bolt`; `stop` finishes what is claimed."""

    parts: Parts
    bolt: BoltApp
    inbox: SqliteInbox
    feedback: FeedbackStore
    kept: KeptQuestions
    erasure: Erasure
    worker: Worker
    metrics: Metrics
    presence: Presence
    database: Database
    half_written: HalfWritten
    slow: SlowWork
    writing: Writing | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Take up what ended processes left and answer from now on."""
        self.take_over()
        for number in range(self.parts.settings.workers):
            self._run(f"worker-{number}", lambda: self.worker.run(self._stopping))
        for number in range(THREADS if self.writing else 0):
            # Not waited for at the stop: a model may take longer than that.
            threading.Thread(target=self._write, name=f"writing-{number}", daemon=True).start()
        self._run("housekeeping", self._keep_house)

    def _write(self) -> None:
        if self.writing is not None:
            self.writing.run()

    def _run(self, name: str, target: object) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def take_over(self) -> int:
        """Give the questions of ended processes back to the inbox; how many."""
        count = self.inbox.release_dead(self.presence.is_alive)
        if count:
            self.metrics.resumed(count)
            structlog.get_logger().info("resumed", questions=count)
            self.worker.wake()
        return count

    def _keep_house(self) -> None:
        next_expiry = 0.0
        while not self._stopping.wait(_HOUSEKEEPING_SECONDS):
            try:
                self.take_over()
                self.half_written.restore_left(self.presence.is_alive)
                if time.monotonic() >= next_expiry:
                    self.erasure.expire(self.parts.settings.retention_days, time.time())
                    next_expiry = time.monotonic() + _EXPIRY_SECONDS
            except sqlite3.Error as error:
                structlog.get_logger().error("housekeeping_failed", error=type(error).__name__)

    def drain(self, seconds: float) -> bool:
        """Wait until the inbox is empty, at most so long; whether it is."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.inbox.depth(time.time())[0] == 0:
                return True
            time.sleep(0.02)
        return False

    def stop(self) -> None:
        """Finish what is claimed, leave the rest to the next start, and close. The transport has stopped before."""
        self.bolt.listener_runner.listener_executor.shutdown(wait=True)
        self._stopping.set()
        self.worker.wake()
        self.slow.close()
        if self.writing is not None:
            self.writing.stop()
        # A worker that hangs in a call is left behind: its lease runs out, and the next process looks the reply up.
        deadline = time.monotonic() + 2 * self.parts.settings.api_timeout
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0.0))
        self.presence.close()
        self.database.close()


def build_app(parts: Parts) -> App:
    """Build the app; nothing runs and Slack is not called before `start` and the first request.

    Raises:
        SetupError: the bot's token is missing.
        InboxError: the state folder cannot be used.
    """
    settings = parts.settings
    if not settings.bot_token:
        raise SetupError("The bot token is missing. Set SLACK_BOT_TOKEN; `fvm doctor` tells where to find it.")
    database = Database(settings.database, settings.fsync)
    inbox = SqliteInbox(database, Pace(settings.per_person, settings.per_channel))
    feedback, kept, preferences = FeedbackStore(database), KeptQuestions(database), Preferences(database)
    erasure = Erasure(inbox, feedback, kept, preferences, database.settle)
    slow = SlowWork("timelines")
    if parts.timeline is not None:
        desk = TimelineDesk(parts.timeline, inbox, preferences, settings.command, slow)
        parts = replace(parts, extensions=(*parts.extensions, desk))
    metrics, presence = Metrics(), Presence(settings.state_dir)
    metrics.watch(inbox.depth, parts.library_info)
    calling = calling_client(settings)
    composer = Composer(parts.ask, parts.library_info, settings, inbox, preferences, erasure, parts.buttons)
    poster = Poster(posting_client(settings), calling)
    half_written = HalfWritten(database, inbox, composer, poster, time.time)
    writing = None
    if parts.write is not None:
        writing = Writing(presence.name, parts.write, inbox, composer, poster, half_written, metrics)
    worker = Worker(presence.name, inbox, composer, poster, metrics, settings)
    worker = worker if writing is None else replace(worker, offer=writing.offer)
    commands = Commands.of(tuple(parts.extensions), preferences)
    intake = Intake(inbox, worker.wake, settings.thread_replies, settings.edit_window, commands.belongs)
    home = Home(parts.library_info, settings, preferences, tuple(parts.extensions))
    bolt = _bolt(parts, calling)
    listeners = Listeners(intake, inbox, feedback, kept, preferences, home, commands, parts.buttons,
                          metrics.failed_call)  # fmt: skip
    listeners.register(bolt, settings.command)
    for extension in parts.extensions:
        extension.register(bolt)
    return App(parts, bolt, inbox, feedback, kept, erasure, worker, metrics, presence, database, half_written, slow,
               writing)  # fmt: skip


def _bolt(parts: Parts, calling: WebClient) -> BoltApp:
    settings = parts.settings
    identity = Identity(calling)
    return BoltApp(
        name="fvm",
        client=listening_client(settings),
        authorize=lambda: identity.authorize(),
        signing_secret=settings.signing_secret,
        logger=logging.getLogger("bot.slack.bolt"),
    )
