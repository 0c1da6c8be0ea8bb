"""The doors in the same process as Slack: open as long as it is, counted on the same page, never
without a way in."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.doors.api.routes import Api
from bot.doors.callers import Callers
from bot.doors.desk import Desk
from bot.doors.entrance import entrance
from bot.doors.pace import CallerPace
from bot.errors import SettingError
from bot.http.server import Server
from bot.settings import DoorSettings, Transport
from bot.slack.errors import PostError
from bot.slack.parts import Parts, Shelves
from bot.slack.running.transports import CarrierBeside
from bot.wiring.doors import API, PAGE, check_openness
from bot.wiring.slack_app import build_app, open_carrier
from tests.bot.doors.door_stage import Stand
from tests.scenarios.running_bot import settings_for
from tests.scenarios.spoken_answers import INFO, answer_to
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator

TOKEN = "teams 0123456789-abcdefghij"


def ask(question: str, earlier: Earlier, /) -> Answer:
    return answer_to(question, earlier)


def answered(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/bulletins", timeout=10) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.mark.parametrize("transport", list(Transport))
def test_they_are_open_as_long_as_slack_is_and_counted_beside_it(tmp_path: Path, transport: Transport) -> None:
    with Emulator(WITH_THREADS) as slack:
        settings = settings_for(StrictStage(slack), tmp_path)
        app = build_app(Parts(settings, Shelves.only(settings, ask, lambda: INFO)))
        desk = Desk([Stand().shelf()], CallerPace(100), app.metrics.counted)
        doors = entrance(Api(desk).routes(), Callers((), "public"), (), ())
        server = Server(doors, "127.0.0.1", 0, "doors", has_lifespan=True)
        carrier, port = CarrierBeside(open_carrier(transport, app), server), server.port
        assert carrier.is_alive()
        app.start()
        try:
            carrier.open()
            assert answered(port)
            assert carrier.is_alive()
        finally:
            carrier.close()
            app.stop()
        assert not answered(port)
        assert not carrier.is_alive()
        assert b'fvm_questions_total{outcome="answered",surface="api"} 1.0' in app.metrics.page()


def test_they_are_open_though_slack_cannot_be_reached(tmp_path: Path) -> None:
    with Emulator(WITH_THREADS) as slack:
        settings = settings_for(StrictStage(slack), tmp_path, api_timeout=1)
    # The emulator is gone by now.
    app = build_app(Parts(settings, Shelves.only(settings, ask, lambda: INFO)))
    desk = Desk([Stand().shelf()], CallerPace(100), app.metrics.counted)
    server = Server(entrance(Api(desk).routes(), Callers((), "public"), (), ()), "127.0.0.1", 0, "doors",
                    has_lifespan=True)  # fmt: skip
    carrier = CarrierBeside(open_carrier(Transport.SOCKET, app), server)
    try:
        for _ in range(2):
            with pytest.raises(PostError):
                carrier.open()
            assert answered(server.port)
    finally:
        carrier.close()
        app.stop()


@pytest.mark.parametrize(
    ("settings", "doors", "is_any_public", "key"),
    [(DoorSettings(), {API}, False, "FVM_API_OPEN"), (DoorSettings(openness="none"), {API}, True, "FVM_API_TOKENS"),
     (DoorSettings(tokens=TOKEN), {API, PAGE}, True, "FVM_DOORS")],
)  # fmt: skip
def test_doors_at_which_nobody_could_ask_are_refused(
    settings: DoorSettings, doors: set[str], is_any_public: bool, key: str
) -> None:
    with pytest.raises(SettingError, match=key):
        check_openness(settings, frozenset(doors), is_any_public)


@pytest.mark.parametrize(
    ("settings", "is_any_public"),
    [(DoorSettings(), True), (DoorSettings(tokens=TOKEN), False), (DoorSettings(openness="all"), False)],
)
def test_doors_at_which_somebody_can_ask_are_opened(settings: DoorSettings, is_any_public: bool) -> None:
    check_openness(settings, frozenset({API}), is_any_public)
