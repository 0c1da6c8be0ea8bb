"""The real Slack app in this process, connected to a stage over either transport."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.answering.calendar.moving import CalendarEntry
from bot.answering.types import Answer
from bot.settings import SlackSettings, Transport, load
from bot.slack.parts import Ask, FindTimeline, Parts, Shelves
from bot.slack.running.app import App
from bot.slack.running.transports import Carrier
from bot.threads.deciding import Decider
from bot.threads.kinds import RememberedVectors, read_kinds
from bot.wiring.answers import prepare_encoder
from bot.wiring.slack_app import Extend, build_app, open_carrier
from index.types import unheard
from tests.scenarios.spoken_answers import INFO
from tests.scenarios.stage import Stage
from tests.slack_emulator.quiet import is_quiet


@functools.cache
def encode() -> RememberedVectors:
    return RememberedVectors(prepare_encoder(load({}), unheard).encode_queries)


def settings_for(stage: Stage, state_dir: Path, **values: Any) -> SlackSettings:
    """Settings that reach `stage`; rate limits are out of the way unless `values` set them."""
    given = {
        "per_person": 100_000,
        "per_channel": 100_000,
        "metrics_port": 0,
        "http_port": 0,
        "fsync": False,
        "contact": "C0HELPDESK",
        "api_timeout": 5,
        **values,
    }
    return SlackSettings(state_dir=state_dir, bot_token=stage.bot_token, app_token=stage.app_token,
                         signing_secret=stage.signing_secret, api_url=stage.api_url, **given)  # fmt: skip


def deciding(shelves: Shelves, ask: Ask) -> Shelves:
    """The same, where the shipped weights tell what messages of threads are."""
    decider = Decider(read_kinds(), encode(), ask)
    return replace(shelves, decider=lambda asked: replace(decider, ask=asked).decide)


@contextlib.contextmanager
def running_bot(
    settings: SlackSettings,
    ask: Ask,
    transport: Transport,
    extend: tuple[Extend, ...] = (),
    timeline: FindTimeline | None = None,
    reads_threads: bool = True,
    calendar: Callable[[], Sequence[CalendarEntry]] | None = None,
    receipted: Callable[[Answer], Answer] | None = None,
) -> Iterator[tuple[App, Carrier]]:
    """The app at work; it finishes what it has when the block ends. What messages of threads are, the shipped weights
    tell, unless it is not to be asked."""
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    shelves = Shelves.only(settings, ask, lambda: INFO, timeline=timeline)
    shelves = replace(shelves, all=tuple(replace(each, calendar=calendar, receipted=receipted) for each in shelves.all))
    if reads_threads:
        shelves = deciding(shelves, ask)
    app = build_app(Parts(settings, shelves), extend)
    with at_work(app, transport) as carrier:
        yield app, carrier


@contextlib.contextmanager
def at_work(app: App, transport: Transport) -> Iterator[Carrier]:
    """A built app at work."""
    carrier = open_carrier(transport, app)
    app.start()
    carrier.open()
    try:
        yield carrier
    finally:
        carrier.close()
        is_quiet(app, 10)
        app.stop()
