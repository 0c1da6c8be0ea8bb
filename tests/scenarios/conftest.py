"""The scenes that Slack scenarios play in: two emulators, two transports, the real app in the middle; and two bots with
a folder each and one database, of which either may hear of anything."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.running.app import App
from tests.ports import free_port
from tests.scenarios import npm_emulator
from tests.scenarios.administration_scene import Desk, strict_desk
from tests.scenarios.npm_stage import NpmStage
from tests.scenarios.running_bot import running_bot, settings_for
from tests.scenarios.spoken_answers import Quoting, timeline_of
from tests.scenarios.stage import Stage
from tests.scenarios.strict_stage import StrictStage
from tests.scenarios.two_machines import Elsewhere
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator

_PEOPLE = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A running bot, the Slack that it talks to, and what it was asked."""

    stage: Stage
    app: App
    ask: Quoting


@pytest.fixture(scope="module", params=["strict-socket", "strict-http", "strict-database", "npm-socket", "npm-http"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    emulator, transport = request.param.split("-")
    folder = tmp_path_factory.mktemp("scene")
    if transport == "database":
        with two_bots(folder, request.getfixturevalue("postgres").database()) as scene:
            yield scene
    elif emulator == "strict":
        with strict_scene(folder, Transport(transport)) as scene:
            yield scene
    else:
        program = request.getfixturevalue("npm_program")
        with npm_scene(program, folder, Transport(transport)) as scene:
            yield scene


@pytest.fixture(scope="session")
def npm_program(request: pytest.FixtureRequest) -> Path:
    """The npm emulator; where it cannot be had the test skips, or fails under `--need-npm`."""
    try:
        return npm_emulator.installed()
    except npm_emulator.MissingEmulatorError as reason:
        if request.config.getoption("--need-npm"):
            pytest.fail(f"no npm emulator: {reason}")
        pytest.skip(f"no npm emulator: {reason}")


@pytest.fixture
def person() -> str:
    """Somebody who has not been in Slack before."""
    return f"U{(next(_PEOPLE) - 1) % 40 + 1:02d}"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Desk]:
    """The bot with administration, on a shelf and an index of its own."""
    with strict_desk(tmp_path) as found:
        yield found


@contextlib.contextmanager
def strict_scene(folder: Path, transport: Transport) -> Iterator[Scene]:
    with Emulator(WITH_THREADS) as emulator:
        stage, ask = StrictStage(emulator), Quoting()
        slack = settings_for(stage, folder, thread_replies=True)
        with running_bot(slack, ask, transport, timeline=timeline_of) as (app, carrier):
            if transport is Transport.HTTP:
                emulator.use_http(f"http://127.0.0.1:{carrier.port}/slack/events")  # type: ignore[attr-defined]
            else:
                emulator.wait_until_connected()
            yield Scene(stage, app, ask)
        assert emulator.refused() == []
        assert emulator.workspace.traps == []


@contextlib.contextmanager
def two_bots(folder: Path, url: str) -> Iterator[Scene]:
    """Slack gives each event to the first of two bots and each press to the other one."""
    with Emulator(WITH_THREADS) as emulator, contextlib.ExitStack() as bots:
        stage, ask = StrictStage(emulator), Quoting()
        for name in ("one", "two"):
            slack = settings_for(stage, folder / name, thread_replies=True, database_url=url)
            app, _ = bots.enter_context(running_bot(slack, ask, Transport.SOCKET, timeline=timeline_of))
        emulator.wait_until_connected(bots=2)
        emulator.socket.route = Elsewhere()
        yield Scene(stage, app, ask)
        assert emulator.refused() == []
        assert emulator.workspace.traps == []


@contextlib.contextmanager
def npm_scene(program: Path, folder: Path, transport: Transport) -> Iterator[Scene]:
    port, bot_port, ask = free_port(), free_port(), Quoting()
    http = transport is Transport.HTTP
    stage = NpmStage(f"http://127.0.0.1:{port}")
    settings = settings_for(stage, folder / "state", thread_replies=True, http_port=bot_port)
    request_url = f"http://127.0.0.1:{bot_port}/slack/events" if http else None
    with (
        npm_emulator.running(program, folder, port, request_url),
        running_bot(settings, ask, transport, timeline=timeline_of) as (app, _),
    ):
        yield Scene(stage, app, ask)
