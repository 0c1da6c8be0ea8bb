"""Killed at any instant, the bot loses nothing and says nothing twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.running import manifest
from tests.faults.fault_run import Counts, FaultRun, Plan, carry_out
from tests.faults.ways_run import WaysRun
from tests.postgres import Server, Standby
from tests.slack_emulator.config import WITH_THREADS, Config

FULL = 200
"""From so many kills on, every plan gets them all."""

PLANS = {
    "socket": (Transport.SOCKET, WITH_THREADS, 1),
    "http": (Transport.HTTP, WITH_THREADS, 1),
    "two processes": (Transport.SOCKET, WITH_THREADS, 2),
    "without history scopes": (Transport.SOCKET, Config(), 1),
}


def plan_of(request: pytest.FixtureRequest, name: str) -> Plan:
    kills, seed = request.config.getoption("--kills"), request.config.getoption("--seed")
    if name != "socket" and kills < FULL:
        kills = max(kills // 4, 5)
    transport, config, processes = PLANS[name]
    return Plan(kills, max(kills * 3 // 2, 10), seed, transport, config, processes)


def nothing_is_wrong(run: FaultRun, *expected: str) -> None:
    """Slack refused no call for what it held but with the expected words, and no exception got out."""
    busy = ("ratelimited", "rate_limited", "server_error", "missing_scope", "internal_error", *expected)
    assert [(call.method, call.answer) for call in run.emulator.refused(*busy)] == []
    assert [bot.log() for bot in run.bots if "Traceback" in bot.log()] == []


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", PLANS)
def test_every_question_has_exactly_one_reply(
    request: pytest.FixtureRequest, tmp_path: Path, tell: Callable[[str], None], name: str
) -> None:
    plan = plan_of(request, name)
    counts = carry_out(plan, tmp_path, nothing_is_wrong)
    tell(counts.line(f"faults, {name}, seed {plan.seed}"))
    assert (counts.untaken, counts.unanswered_commands) == (0, 0)
    if "channels:history" in plan.config.scopes:
        assert counts.replies == {1: counts.questions}
    else:
        assert_at_most_one_reply_and_never_silence(counts)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_two_bots_with_a_folder_each_and_one_database_give_each_question_one_reply(
    postgres: Server, soak: bool, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    """Slack sends each event twice, to whichever bot; one of them is killed, and in the middle the database."""
    kills, questions = (50, 1000) if soak else (4, 16)

    def database_ends(run: FaultRun, number: int) -> None:
        if number == kills // 2:
            run.wait_until_all_serve()
            postgres.kill()
            time.sleep(1.0)
            postgres.start()

    plan = Plan(kills, questions, 1, Transport.SOCKET, WITH_THREADS, 2, postgres.database(), twice=1.0)
    counts = carry_out(plan, tmp_path, nothing_is_wrong, database_ends)
    tell(counts.line("faults, two folders and one database"))
    assert (counts.untaken, counts.unanswered_commands) == (0, 0)
    assert counts.replies == {1: counts.questions}


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_two_bots_in_http_mode_behind_a_balancer_give_each_question_one_reply(
    postgres: Server, soak: bool, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    """Slack's second request of an event, and each that it repeats, comes to the other bot; one of them is killed."""
    kills, questions = (25, 300) if soak else (2, 12)
    plan = Plan(kills, questions, 1, Transport.HTTP, WITH_THREADS, 2, postgres.database(), twice=1.0)
    counts = carry_out(plan, tmp_path, nothing_is_wrong)
    tell(counts.line("faults, two bots behind a balancer"))
    assert (counts.untaken, counts.unanswered_commands) == (0, 0)
    assert counts.replies == {1: counts.questions}


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_standby_that_is_promoted_goes_on_with_every_question(
    standby: Standby, soak: bool, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    """In the middle the first server ends for good, and the second, which waits for nobody, is promoted."""
    kills, questions = (10, 200) if soak else (2, 12)

    def first_ends(run: FaultRun, number: int) -> None:
        if number == kills // 2:
            run.wait_until_all_serve()
            standby.take_over()

    plan = Plan(
        kills, questions, 1, Transport.SOCKET, WITH_THREADS, 2, standby.url(standby.first.database()), twice=1.0
    )
    counts = carry_out(plan, tmp_path, nothing_is_wrong, first_ends)
    tell(counts.line("faults, a standby promoted"))
    assert (counts.untaken, counts.unanswered_commands) == (0, 0)
    assert counts.replies == {1: counts.questions}


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("transport", [Transport.SOCKET])
def test_every_other_way_in_gives_what_it_must_once(
    request: pytest.FixtureRequest, soak: bool, tmp_path: Path, tell: Callable[[str], None], transport: Transport
) -> None:
    kills = request.config.getoption("--kills") if soak else 2
    manifests = manifest.with_workflow_step(manifest.with_thread_replies(manifest.shipped()))
    config = Config(scopes=manifest.scopes(manifests), events=manifest.events(manifests))
    plan = Plan(kills, max(kills * 3 // 2, 10), request.config.getoption("--seed"), transport, config)

    def all_right(run: FaultRun) -> None:
        assert isinstance(run, WaysRun)
        tell(run.line())
        # What Slack had done before its answer was lost, and forms that came too late for the person.
        done_before = (
            "already_reacted",
            "execution_not_in_running_state",
            "expired_trigger_id",
            "exchanged_trigger_id",
        )
        nothing_is_wrong(run, *done_before)
        assert run.wrong() == []

    counts = carry_out(plan, tmp_path, all_right, kind=WaysRun)
    tell(counts.line(f"faults, other ways in, seed {plan.seed}"))
    assert (counts.untaken, counts.replies) == (0, {1: counts.questions})


def assert_at_most_one_reply_and_never_silence(counts: Counts) -> None:
    """Without the right to read the channel, a post that may have failed is not repeated but told to the asker."""
    assert counts.silent == 0
    assert set(counts.replies) <= {0, 1}
