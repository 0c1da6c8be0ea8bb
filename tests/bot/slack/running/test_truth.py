"""The bot tells the truth about its health: of its token, its disk, its threads, its stop."""

from __future__ import annotations

import io
import json
import resource
import select
import socket
import sqlite3
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.slack.inbox.database import open_database
from bot.slack.message import ReplyOutcome
from bot.slack.running.health import HealthServer
from bot.slack.running.notify import notify, watch
from bot.slack.running.serve import liveness, readiness
from bot.slack.running.transports import SocketCarrier
from tests.bot.slack.answers import ask
from tests.bot.slack.running.staging import Stage, eventually, staged


@contextmanager
def full_disk() -> Iterator[None]:
    """Nothing can be written to any file of this process."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def checks(stage: Stage) -> dict[str, bool]:
    carrier = SocketCarrier(stage.app.bolt, stage.app.parts.settings)
    try:
        return {name: check() for name, check in readiness(stage.app, carrier).items() if name != "slack"}
    finally:
        carrier.close()


def get(server: HealthServer, path: str) -> tuple[int, str, float]:
    started = time.monotonic()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as response:
            return response.status, response.read().decode(), time.monotonic() - started
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), time.monotonic() - started


def test_a_refused_token_is_told_with_slacks_own_code_and_the_next_step(tmp_path: Path, written: io.StringIO) -> None:
    with staged(tmp_path, bot_token="xoxb-revoked") as stage:
        eventually(lambda: "token_refused" in written.getvalue())
        assert not stage.app.standing.is_accepted
        assert stage.app.standing.is_reachable
    (line,) = [json.loads(each) for each in written.getvalue().splitlines() if "token_refused" in each]
    assert line["code"] == "invalid_auth"
    assert "SLACK_BOT_TOKEN" in line["next_step"]


def test_slack_being_away_is_not_ready_and_no_reason_for_a_restart(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        eventually(lambda: stage.app.standing.is_accepted)
        stage.slack.faults.server_error("auth.test")
        stage.app.standing.ask()
        assert (stage.app.standing.is_accepted, stage.app.standing.is_reachable) == (False, False)
        assert stage.app.is_alive()
        stage.app.standing.ask()
        assert stage.app.standing.is_accepted


def test_a_locked_database_is_not_ready_within_a_second(tmp_path: Path) -> None:
    database = open_database(tmp_path / "slack.sqlite3", fsync=False)
    server = HealthServer(0, {"inbox": database.takes_writes}, bytes)
    assert get(server, "/readyz")[0] == 200
    other = sqlite3.connect(tmp_path / "slack.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    status, page, seconds = get(server, "/readyz")
    assert (status, json.loads(page)) == (503, {"inbox": False})
    assert seconds < 1.0
    other.close()
    assert get(server, "/readyz")[0] == 200
    server.close()
    database.close()


def test_a_check_that_hangs_does_not_hang_the_page_and_is_not_begun_twice() -> None:
    go, begun = threading.Event(), []

    def hang() -> bool:
        begun.append(1)
        return go.wait(20)

    server = HealthServer(0, {"stuck": hang, "well": lambda: True}, bytes)
    for _ in range(3):
        status, page, seconds = get(server, "/readyz")
        assert (status, json.loads(page)) == (503, {"stuck": False, "well": True})
        assert seconds < 1.5
    assert begun == [1]
    go.set()
    eventually(lambda: get(server, "/readyz")[0] == 200)
    server.close()


def test_a_full_disk_is_not_ready_and_questions_come_back_once_there_is_room(
    tmp_path: Path, written: io.StringIO
) -> None:
    full = full_disk()

    def filling(question: str, earlier: Earlier, /) -> Answer:
        if not filled:
            filled.append(1)
            full.__enter__()
        return ask(question, earlier)

    filled: list[int] = []
    with staged(tmp_path, answers=filling) as stage:
        assert checks(stage) == {"snapshot": True, "inbox": True}
        asked = stage.slack.dm("U1", "vem leder?")
        eventually(lambda: filled)
        try:
            time.sleep(1.0)
            assert checks(stage)["inbox"] is False
            assert stage.slack.replies(asked) == []
        finally:
            full.__exit__(None, None, None)
        begun = time.monotonic()
        stage.slack.wait_for_reply(asked, timeout=30.0)
        assert time.monotonic() - begun < 30.0
        eventually(lambda: stage.outcome(asked) is ReplyOutcome.ANSWERED)
        assert len(stage.slack.replies(asked)) == 1
        assert checks(stage)["inbox"] is True


def test_alive_fails_where_a_thread_of_ours_is_stuck_or_dead(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        carrier = SocketCarrier(stage.app.bolt, stage.app.parts.settings)
        is_alive = liveness(stage.app, carrier)
        server = HealthServer(0, {}, bytes, is_alive)
        assert get(server, "/healthz")[0] == 200
        carrier.open()
        assert is_alive()
        eventually(lambda: stage.app.standing.is_reachable)
        carrier.close()
        # The socket's threads are gone while Slack can be reached.
        assert not is_alive()
        assert get(server, "/healthz")[0] == 503
        stage.slack.faults.server_error("auth.test")
        stage.app.standing.ask()
        assert is_alive()
        server.close()


def test_a_worker_that_hangs_in_one_question_for_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go, begun = threading.Event(), threading.Event()

    def hang(question: str, earlier: Earlier, /) -> Answer:
        begun.set()
        go.wait(20)
        return ask(question, earlier)

    with staged(tmp_path, answers=hang, workers=1) as stage:
        assert stage.app.is_alive()
        stage.slack.dm("U1", "vem leder?")
        assert begun.wait(10)
        assert stage.app.is_alive()
        now = time.monotonic
        # It stands in for five minutes.
        monkeypatch.setattr(time, "monotonic", lambda: now() + 301.0)
        assert not stage.app.is_alive()
        monkeypatch.undo()
        go.set()


def test_a_stop_waits_for_nothing_that_cannot_happen(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        stage.slack.faults.rate_limit("chat.postMessage", retry_after=600)
        stage.slack.dm("U1", "vem leder?")
        eventually(lambda: stage.slack.called("chat.postMessage"))
        eventually(lambda: stage.app.state.inbox.due(stage.app.presence.name, time.time()) == 0)
        started = time.monotonic()
        assert not stage.app.finish(20.0)
        assert time.monotonic() - started < 1.0


def test_a_stop_is_over_in_its_time_whatever_hangs(tmp_path: Path) -> None:
    go, begun = threading.Event(), threading.Event()

    def hang(question: str, earlier: Earlier, /) -> Answer:
        begun.set()
        go.wait(60)
        return ask(question, earlier)

    with staged(tmp_path, answers=hang) as stage:
        stage.slack.dm("U1", "vem leder?")
        assert begun.wait(10)
        started = time.monotonic()
        assert not stage.app.finish(1.0)
        stage.app.stop(2.0)
        assert time.monotonic() - started < 4.5
        go.set()


def test_systemd_hears_of_the_start_and_of_a_watchdog_as_long_as_all_is_well(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(5)
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
        notify("READY=1", environment)
        assert systemd.recv(100) == b"READY=1"
        well, over = [True], threading.Event()
        thread = watch(lambda: well[0], over, environment)
        assert systemd.recv(100) == b"WATCHDOG=1"
        well[0] = False
        time.sleep(0.3)
        while select.select([systemd], [], [], 0)[0]:
            systemd.recv(100)
        time.sleep(0.3)
        assert not select.select([systemd], [], [], 0)[0]
        over.set()
        assert thread is not None
        thread.join(5)


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}, {"NOTIFY_SOCKET": "odd"}])
def test_without_systemd_nothing_is_told_and_nothing_fails(environment: dict[str, str]) -> None:
    notify("READY=1", environment)
    assert watch(lambda: True, threading.Event(), {"WATCHDOG_USEC": "x"}) is None
    assert watch(lambda: True, threading.Event(), {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}) is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_catches_is_one_line_of_json_without_its_words(written: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError("hemlig")

    thread = threading.Thread(target=fail, name="a-thread")
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("en varning\npå två rader", UserWarning, stacklevel=1)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    failed = [line for line in lines if line["event"] == "thread_failed"]
    assert [(line["thread"], line["error"]) for line in failed] == [("a-thread", "ValueError")]
    assert "hemlig" not in written.getvalue()
