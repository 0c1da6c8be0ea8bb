"""A run in which the bot's process is killed again and again while people ask and Slack misbehaves."""

from __future__ import annotations

import dataclasses
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from bot.settings import Transport
from tests.balancer import Balancer
from tests.ports import free_port, listens
from tests.scenarios.bot_process import BotProcess, ForkedBot
from tests.scenarios.running_bot import settings_for
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import Config
from tests.slack_emulator.delivery import Envelope, Kind
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.faults import FaultKind
from tests.slack_emulator.workspace import Channel, Message

WEATHER = {FaultKind.DROP_RESPONSE: 0.05, FaultKind.DROP_REQUEST: 0.05, FaultKind.SERVER_ERROR: 0.03,
           FaultKind.RATE_LIMITED: 0.05, FaultKind.DELAY: 0.05}  # fmt: skip
METHODS = frozenset({"chat.postMessage", "conversations.replies"})
RETRIES = (0.0, 1.0, 2.0, 4.0, *[8.0] * 200)
"""Slack repeats over six minutes, in which a bot is rarely killed two hundred times: so here it repeats to the end,
which is half an hour away on a machine that does other work."""
_LONGEST_SECONDS = 180.0
_START_SECONDS = 120.0
"""How long a bot may take to come: one that is ended before shows nothing, and a busy machine takes its time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does; `kills` spread over `questions`, `processes` bots on one inbox: in one folder, or in a database,
    and then each in a folder of its own. `twice` is the share of events that Slack sends two times at once."""

    kills: int
    questions: int
    seed: int
    transport: Transport
    config: Config
    processes: int = 1
    database_url: str = ""
    twice: float = 0.3


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run ended with. `interrupted` are kills that met a question that was taken and not yet answered.

    `replies` counts questions by how many public replies they have.

    `unsure` are private lines that say that a post may have failed; `commands` are acknowledged slash commands and
    `unanswered_commands` those of them without a reply; `untaken` are events that the bot never acknowledged.
    """

    kills: int
    interrupted: int
    questions: int
    replies: Counter[int]
    silent: int
    unsure: int
    commands: int
    unanswered_commands: int
    untaken: int
    deliveries: int
    faults: int
    disconnects: int
    seconds: float
    slowest: float

    def line(self, name: str) -> str:
        return (
            f"{name}: {self.kills} kills ({self.interrupted} in the middle of work), "
            f"{self.questions} questions in {self.deliveries} deliveries, {self.faults} faulty calls, "
            f"{self.disconnects} disconnects: "
            f"{self.replies[1]} with one reply, {self.silent} without any word, "
            f"{sum(count for many, count in self.replies.items() if many > 1)} with two or more, {self.unsure} unsure; "
            f"{self.commands} commands taken, {self.unanswered_commands} without a reply; "
            f"slowest {self.slowest:.1f} s; {self.seconds:.0f} s in all"
        )


@dataclass
class FaultRun:
    """One run on one emulator."""

    plan: Plan
    emulator: Emulator
    folder: Path
    bots: list[ForkedBot] = field(default_factory=list)
    questions: list[Message] = field(default_factory=list)
    commands: list[tuple[str, Envelope]] = field(default_factory=list)
    disconnects: int = 0
    interrupted: int = 0
    meanwhile: Callable[[FaultRun, int], None] = lambda run, number: None
    balancer: Balancer | None = None

    methods: ClassVar[frozenset[str]] = METHODS
    """The calls that Slack spoils."""
    reads_threads: ClassVar[bool] = False

    def values(self) -> dict[str, Any]:
        """Settings of the bots beside those of every run."""
        return {}

    def front(self) -> str:
        """Where Slack sends its requests over HTTP: to the bot, or to what stands before several."""
        if len(self.ports) == 1:
            return f"http://127.0.0.1:{self.ports[0]}/slack/events"
        self.balancer = Balancer(self.ports)
        return self.balancer.url

    def __post_init__(self) -> None:
        self.random = random.Random(self.plan.seed)
        self.channels = [self.emulator.channel(f"kanal-{number}") for number in range(4)]
        self.ports = [free_port() for _ in range(self.plan.processes)]
        settings = settings_for(
            StrictStage(self.emulator),
            self.folder / "state",
            transport=self.plan.transport,
            api_timeout=2,
            fsync=True,
            database_url=self.plan.database_url,
            **self.values(),
        )
        if self.plan.transport is Transport.HTTP:
            self.emulator.use_http(self.front())
        for number, port in enumerate(self.ports):
            own = self.folder / f"state-{number}" if self.plan.database_url else settings.state_dir
            used = dataclasses.replace(settings, state_dir=own, http_port=port)
            place = self.folder / f"bot-{number}"
            self.bots.append(BotProcess.predictable(used, place, 0.1, self.reads_threads))

    def run(self) -> Counts:
        started = time.monotonic()
        for bot in self.bots:
            bot.start()
        self.emulator.faults.weather(self.plan.seed, WEATHER, self.methods)
        for number in range(self.plan.kills):
            self._one_life(number)
            self.meanwhile(self, number)
        self._ask_until(self.plan.questions)
        self.emulator.faults.clear()
        self.wait_for_replies()
        for bot in self.bots:
            bot.stop()
        return self._counts(time.monotonic() - started)

    def _one_life(self, number: int) -> None:
        if self.random.random() < 0.8:
            self._wait_until_reachable()
        share = (number + 1) * self.plan.questions // self.plan.kills
        while len(self.questions) < share:
            self._ask()
            if self.random.random() < 0.1 and self.plan.transport is Transport.SOCKET:
                self.disconnects += 1
                self.emulator.socket.disconnect(self.random.choice(("warning", "refresh_requested")))
        # An answer takes up to a tenth of a second: the kill meets questions at every stage.
        time.sleep(self.random.random() * 0.2)
        self.interrupted += self._at_work()
        bot = self.random.choice(self.bots)
        bot.kill()
        bot.start()

    def _at_work(self) -> bool:
        """Whether a question is acknowledged and has no reply yet."""
        taken = {_ts(e) for e in self.emulator.delivery.sent if e.kind is Kind.EVENT and e.acknowledged}
        return any(each.ts in taken and not self.emulator.replies(each) for each in self.questions)

    def _wait_until_reachable(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and not self._reachable():
            time.sleep(0.01)

    def wait_until_all_serve(self) -> None:
        """A bot that comes while its database is away ends, and nobody would start it again."""
        soon(lambda: all(bot.serves for bot in self.bots), _START_SECONDS)

    def _reachable(self) -> bool:
        if self.plan.transport is Transport.SOCKET:
            return self.emulator.socket.connections > 0
        return any(map(listens, self.ports))

    def _ask_until(self, count: int) -> None:
        while len(self.questions) < count:
            self._ask()

    def _ask(self) -> None:
        user, text = f"U{len(self.questions)}", f"Fråga nummer {len(self.questions)}?"
        draw = self.random.random()
        if draw < 0.1:
            name = f"K{len(self.commands)}"
            self.commands.append((name, self.emulator.command(name, self.channels[0], text)))
        if draw < 0.3:
            self.questions.append(self.emulator.dm(user, text))
        else:
            self.questions.append(self.emulator.mention(user, self._channel(), text))

    def _channel(self) -> Channel:
        return self.random.choice(self.channels)

    def wait_for_replies(self) -> None:
        deadline = time.monotonic() + _LONGEST_SECONDS
        self._wait_until_reachable()
        # One that was stored by a bot which was killed before it could say so is answered, and still sent again.
        while time.monotonic() < deadline and not (
            self.all_heard() and self._all_commands_answered() and not self._untaken()
        ):
            time.sleep(0.2)
        time.sleep(3.0)

    def all_heard(self) -> bool:
        return all(self.emulator.replies(each) for each in self.questions) or (
            not self.plan.config.scopes & {"channels:history"} and not self._silent()
        )

    def _untaken(self) -> int:
        """Questions whose arrival no bot has acknowledged."""
        events = [e for e in self.emulator.delivery.sent if e.kind is Kind.EVENT and e.acknowledged]
        return len({each.ts for each in self.questions} - {_ts(e) for e in events})

    def _all_commands_answered(self) -> bool:
        return not self._unanswered_commands()

    def _silent(self) -> int:
        """Questions with neither a reply nor a private word that there may be one."""
        without = [each for each in self.questions if not self.emulator.replies(each)]
        told = {m.shown_to for m in self.emulator.workspace.ephemerals}
        return sum(1 for each in without if each.user not in told)

    def _unanswered_commands(self) -> list[str]:
        taken = [name for name, envelope in self.commands if envelope.acknowledged]
        return [name for name in taken if not self.emulator.ephemerals(name)]

    def _counts(self, seconds: float) -> Counts:
        replies = [self.emulator.replies(each) for each in self.questions]
        unsure = [m for m in self.emulator.workspace.ephemerals if (m.shown_to or "").startswith("U")]
        first = [(each, answers[0]) for each, answers in zip(self.questions, replies, strict=True) if answers]
        times = [answer.posted - each.posted for each, answer in first]
        mine = {each.ts for each in self.questions}
        events = [e for e in self.emulator.delivery.sent if e.kind is Kind.EVENT and _ts(e) in mine]
        return Counts(
            kills=self.plan.kills,
            interrupted=self.interrupted,
            questions=len(self.questions),
            replies=Counter(map(len, replies)),
            silent=self._silent(),
            unsure=len(unsure),
            commands=sum(1 for _, envelope in self.commands if envelope.acknowledged),
            unanswered_commands=len(self._unanswered_commands()),
            untaken=self._untaken(),
            deliveries=sum(envelope.attempts for envelope in events),
            faults=self.emulator.faults.happened.total(),
            disconnects=self.disconnects,
            seconds=seconds,
            slowest=max(times, default=0.0),
        )


def _ts(envelope: Envelope) -> str | None:
    """Of which message an event tells; None for one of another thing."""
    ts: str | None = envelope.payload["event"].get("ts")
    return ts


def carry_out(
    plan: Plan,
    folder: Path,
    inspect: Callable[[FaultRun], None] = lambda run: None,
    meanwhile: Callable[[FaultRun, int], None] = lambda run, number: None,
    kind: type[FaultRun] = FaultRun,
) -> Counts:
    """The counts of one run of a kind; `inspect` may look at it before the emulator closes, and `meanwhile` is called
    after each kill with the run and its number."""
    config = dataclasses.replace(plan.config, retry_seconds=RETRIES, ack_seconds=1.0, duplicate_rate=plan.twice,
                                 post_interval=0.05, post_burst=5, seed=plan.seed)  # fmt: skip
    with Emulator(config) as emulator:
        run = kind(dataclasses.replace(plan, config=config), emulator, folder, meanwhile=meanwhile)
        try:
            counts = run.run()
            inspect(run)
        finally:
            for bot in run.bots:
                bot.kill()
            if run.balancer is not None:
                run.balancer.close()
        return counts
