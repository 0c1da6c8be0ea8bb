from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from bot.settings import load
from bot.slack.errors import SetupError
from bot.slack.inbox.question import Surface
from bot.slack.message import ReplyOutcome
from bot.slack.metrics import Metrics
from bot.slack.running.health import HealthServer
from tests.bot.slack.answers import INFO


class Lamp:
    on = True

    def __call__(self) -> bool:
        if not self.on:
            raise RuntimeError("dark")
        return True


@pytest.fixture
def lamp() -> Lamp:
    return Lamp()


@pytest.fixture
def metrics() -> Metrics:
    made = Metrics()
    made.watch(lambda now: (4, 2.5), lambda: INFO)
    return made


@pytest.fixture
def health(lamp: Lamp, metrics: Metrics) -> Iterator[HealthServer]:
    server = HealthServer(0, {"lamp": lamp}, metrics.page)
    yield server
    server.close()


def get(health: HealthServer, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{health.port}{path}", timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_alive_is_always_ok(health: HealthServer, lamp: Lamp) -> None:
    lamp.on = False
    assert get(health, "/healthz") == (200, "ok\n")


def test_ready_says_which_check_fails(health: HealthServer, lamp: Lamp) -> None:
    assert get(health, "/readyz") == (200, json.dumps({"lamp": True}))
    lamp.on = False
    assert get(health, "/readyz") == (503, json.dumps({"lamp": False}))


def test_other_paths_are_not_found(health: HealthServer) -> None:
    assert get(health, "/admin")[0] == 404


def test_metrics_count_by_outcome_and_surface_and_read_the_inbox(health: HealthServer, metrics: Metrics) -> None:
    metrics.replied(ReplyOutcome.ANSWERED, Surface.MENTION, 0.2)
    metrics.failed_call("ratelimited")
    metrics.resumed(3)
    status, page = get(health, "/metrics")
    assert status == 200
    assert 'fvm_questions_total{outcome="answered",surface="mention"} 1.0' in page
    assert 'fvm_reply_seconds_bucket{le="0.2",surface="mention"} 1.0' in page
    assert "fvm_inbox_depth 4.0" in page
    assert "fvm_inbox_age_seconds 2.5" in page
    assert 'fvm_slack_errors_total{code="ratelimited"} 1.0' in page
    assert "fvm_questions_resumed_total 3.0" in page
    assert "fvm_snapshot_age_seconds" in page


def test_two_apps_in_one_process_count_for_themselves() -> None:
    one, two = Metrics(), Metrics()
    one.replied(ReplyOutcome.HELP, Surface.DIRECT, 0.1)
    assert b'outcome="help"' not in two.page()


def test_the_metrics_of_one_of_several_bots_name_it_and_those_of_a_single_one_do_not() -> None:
    assert b'fvm_replica_info{replica="bot-2"} 1.0' in Metrics("bot-2").page()
    assert b"replica" not in Metrics().page()


def test_it_listens_where_it_is_told_and_else_on_loopback_alone(lamp: Lamp) -> None:
    elsewhere = HealthServer(0, {"lamp": lambda: lamp.on}, bytes, host="127.0.0.2")
    try:
        with urllib.request.urlopen(f"http://127.0.0.2:{elsewhere.port}/healthz", timeout=5) as answer:
            assert answer.status == 200
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"http://127.0.0.1:{elsewhere.port}/healthz", timeout=5)
    finally:
        elsewhere.close()
    assert load({}).slack.metrics_host == "127.0.0.1"


def test_a_bot_has_a_name_where_it_shares_a_database() -> None:
    shared = {"FVM_DATABASE_URL": "postgresql://db.example/fvm"}
    assert load({}).slack.replica == ""
    assert load(shared).slack.replica == socket.gethostname()
    assert load({**shared, "FVM_REPLICA": "bot-2"}).slack.replica == "bot-2"


def test_a_taken_port_is_named(health: HealthServer) -> None:
    with pytest.raises(SetupError, match=str(health.port)):
        HealthServer(health.port, {}, bytes)
