"""Bot tokens of an app with token rotation, over the strict emulator's own tokens: kept in a file or in a database."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from bot.administration.errors import RecordError
from bot.administration.paper import FilePaper, Paper, StoredPaper
from bot.database.protocol import Database
from bot.errors import BotError
from bot.settings import SlackSettings
from bot.slack.client import calling_client, next_pair
from bot.slack.inbox.database import open_database
from bot.slack.inbox.state import open_token
from bot.slack.tokens.kept import FILE, read_pair
from bot.slack.tokens.rotation import NOT_KEPT, Exchange, NextPair, RotatingToken, first_pair, next_step
from tests.bot.slack.answers import settings
from tests.postgres import Server
from tests.slack_emulator.config import Config
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.tokens import CLIENT, FIRST_REFRESH

LIFE = 43_200.0
Place = Callable[[], Paper]
"""Where the pair lies, as one more process opens it."""


class Clock:
    """A clock that a test sets."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def slack() -> Iterator[Emulator]:
    with Emulator(Config(token_seconds=LIFE)) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "row"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "file":
        yield lambda: FilePaper(tmp_path / FILE)
        return
    url = request.getfixturevalue("postgres").database()
    machines: list[Database] = []

    def machine() -> Paper:
        database = open_database(url)
        machines.append(database)
        return StoredPaper(lambda: database, "", FILE)

    yield machine
    for each in machines:
        each.close()


def rotating(slack: Emulator, folder: Path, **changed: object) -> SlackSettings:
    return settings(folder, **{"bot_token": slack.config.bot_token, "refresh_token": FIRST_REFRESH,
                               "client_id": CLIENT[0], "client_secret": CLIENT[1], "api_url": slack.api_url,
                               **changed})  # fmt: skip


def opened(
    used: SlackSettings, clock: Clock, exchange: Exchange | None = None, paper: Paper | None = None
) -> RotatingToken:
    first = first_pair(used.bot_token, used.refresh_token)
    kept = paper or FilePaper(used.state_dir / FILE)
    return RotatingToken(first, kept, exchange or partial(next_pair, used), clock)


def test_it_is_renewed_at_once_and_then_when_half_its_life_is_over(
    slack: Emulator, tmp_path: Path, clock: Clock, place: Place
) -> None:
    token = opened(rotating(slack, tmp_path), clock, paper=place())
    first = token.current()
    assert first != slack.config.bot_token
    assert token.seconds_left == LIFE
    clock.now += LIFE / 2 - 1
    token.keep_up()
    assert token.current() == first
    clock.now += 2
    token.keep_up()
    assert token.current() != first
    assert slack.slack.tokens.spent == [FIRST_REFRESH, "xoxe-1-emulated-refresh-1"]


def test_the_new_pair_goes_on_after_a_restart_or_at_another_machine(
    slack: Emulator, tmp_path: Path, clock: Clock, place: Place
) -> None:
    used = rotating(slack, tmp_path)
    held = opened(used, clock, paper=place()).current()
    assert opened(used, clock, paper=place()).current() == held
    assert len(slack.slack.tokens.spent) == 1


def test_the_file_of_a_pair_is_its_owners_alone(slack: Emulator, tmp_path: Path, clock: Clock) -> None:
    opened(rotating(slack, tmp_path), clock).current()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_new_installation_goes_before_what_is_stored(
    slack: Emulator, tmp_path: Path, clock: Clock, place: Place
) -> None:
    opened(rotating(slack, tmp_path), clock, paper=place()).current()
    slack.slack.tokens.refresh = "xoxe-1-of-a-new-installation"
    used = rotating(slack, tmp_path, refresh_token="xoxe-1-of-a-new-installation")
    token = opened(used, clock, paper=place())
    token.current()
    assert slack.slack.tokens.spent[-1] == "xoxe-1-of-a-new-installation"


def test_a_call_with_a_token_that_has_ended_is_made_again_with_the_next(
    slack: Emulator, tmp_path: Path, clock: Clock
) -> None:
    used = rotating(slack, tmp_path)
    token = opened(used, clock)
    client = calling_client(used, token)
    assert client.auth_test()["ok"]
    slack.slack.tokens.end_all()
    clock.now += 2
    assert client.auth_test()["ok"]
    assert [call.answer.get("error") for call in slack.slack.calls] == [None, None, "token_expired", None, None]


def test_of_many_that_share_it_one_renews_and_the_others_take_it_up(
    slack: Emulator, tmp_path: Path, clock: Clock, place: Place
) -> None:
    used = rotating(slack, tmp_path)
    slack.faults.delay("oauth.v2.access", 0.3)
    several = [opened(used, clock, paper=place()) for _ in range(6)]
    found: list[str] = []
    threads = [threading.Thread(target=lambda token=each: found.append(token.current())) for each in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert slack.slack.tokens.spent == [FIRST_REFRESH]


def test_a_claim_that_an_ended_process_left_runs_out(
    slack: Emulator, tmp_path: Path, clock: Clock, place: Place
) -> None:
    paper = place()
    token = opened(rotating(slack, tmp_path), clock, paper=place())
    token.current()
    pair = read_pair(paper.read() or b"")
    clock.now += LIFE * 0.6
    paper.change(lambda held: replace(pair, claimed_until=clock.now + 30).as_bytes())
    token.keep_up()
    assert token.current() == pair.access
    clock.now += 31
    token.keep_up()
    assert token.current() != pair.access


def test_slack_being_away_costs_nothing_while_the_token_lasts(slack: Emulator, tmp_path: Path, clock: Clock) -> None:
    token = opened(rotating(slack, tmp_path), clock)
    held = token.current()
    clock.now += LIFE * 0.6
    slack.faults.drop_request("oauth.v2.access", times=2)
    token.keep_up()
    assert (token.current(), token.fault) == (held, "")
    slack.faults.clear()
    token.keep_up()
    assert token.current() != held


def test_an_answer_of_slack_that_is_lost_is_told_and_the_token_used_while_it_lasts(
    slack: Emulator, tmp_path: Path, clock: Clock
) -> None:
    token = opened(rotating(slack, tmp_path), clock)
    held = token.current()
    clock.now += LIFE * 0.6
    slack.faults.drop_response("oauth.v2.access")
    token.keep_up()
    token.keep_up()
    assert token.fault == "invalid_refresh_token"
    assert token.current() == held
    assert token.seconds_left == pytest.approx(LIFE * 0.4)


@pytest.mark.parametrize(
    ("changed", "code"), [({"client_id": "9.9"}, "invalid_client_id"), ({"client_secret": "no"}, "bad_client_secret")]
)
def test_a_wrong_client_spends_nothing(
    slack: Emulator, tmp_path: Path, clock: Clock, changed: dict[str, object], code: str
) -> None:
    token = opened(rotating(slack, tmp_path, **changed), clock)
    assert token.current() == slack.config.bot_token
    assert token.fault == code
    assert opened(rotating(slack, tmp_path), clock).current() != slack.config.bot_token


def test_where_nothing_can_be_stored_nothing_is_spent(slack: Emulator, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / FILE).with_suffix(".lock").mkdir()
    token = opened(rotating(slack, tmp_path), clock)
    assert token.current() == slack.config.bot_token
    assert token.fault == NOT_KEPT
    assert slack.slack.tokens.spent == []
    with pytest.raises(RecordError):
        token.keep_up()


def test_a_pair_that_cannot_be_stored_is_used_all_the_same_and_stored_later(
    slack: Emulator, tmp_path: Path, clock: Clock
) -> None:
    used = rotating(slack, tmp_path)

    def exchanged_and_then_in_the_way(refresh: str) -> NextPair:
        got = next_pair(used, refresh)
        (tmp_path / FILE).unlink()
        (tmp_path / FILE).mkdir()
        return got

    token = opened(used, clock, exchanged_and_then_in_the_way)
    held = token.current()
    assert slack.slack.tokens.holds(held)
    assert token.fault == NOT_KEPT
    (tmp_path / FILE).rmdir()
    token.keep_up()
    assert token.fault == ""
    assert read_pair((tmp_path / FILE).read_bytes()).access == held


def test_a_database_that_is_away_costs_nothing_while_the_token_lasts(
    slack: Emulator, tmp_path: Path, clock: Clock, postgres: Server
) -> None:
    used = rotating(slack, tmp_path, database_url=postgres.database())
    database = open_database(used.database)
    token = opened(used, clock, paper=StoredPaper(lambda: database, "", FILE))
    held = token.current()
    clock.now += LIFE * 0.6
    postgres.kill()
    try:
        assert token.instead_of(held) is None
        assert (token.current(), token.fault) == (held, NOT_KEPT)
        assert "reach its database" in next_step(token.fault)
        assert len(slack.slack.tokens.spent) == 1
    finally:
        postgres.start()
    clock.now += 60
    token.keep_up()
    assert (token.current() != held, token.fault) == (True, "")
    database.close()


def test_a_pair_that_the_database_does_not_take_is_used_and_stored_when_it_is_back(
    slack: Emulator, tmp_path: Path, clock: Clock, postgres: Server
) -> None:
    used = rotating(slack, tmp_path, database_url=postgres.database())
    ours, others = open_database(used.database), open_database(used.database)

    def exchanged_and_then_away(refresh: str) -> NextPair:
        got = next_pair(used, refresh)
        postgres.kill()
        return got

    token = opened(used, clock, exchanged_and_then_away, StoredPaper(lambda: ours, "", FILE))
    held = token.current()
    postgres.start()
    assert slack.slack.tokens.holds(held)
    assert token.fault == NOT_KEPT
    clock.now += 20
    token.keep_up()
    assert token.fault == ""
    assert opened(used, clock, paper=StoredPaper(lambda: others, "", FILE)).current() == held
    assert len(slack.slack.tokens.spent) == 1
    ours.close()
    others.close()


def test_a_file_of_another_version_is_named_with_the_next_step(slack: Emulator, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / FILE).write_text('{"version": 2}')
    with pytest.raises(BotError, match="newer program"):
        opened(rotating(slack, tmp_path), clock)


def test_a_revoked_token_that_lasts_is_refused_as_before(slack: Emulator, tmp_path: Path) -> None:
    used = settings(tmp_path, bot_token="xoxb-revoked", api_url=slack.api_url)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        calling_client(used, open_token(used, lambda: pytest.fail("no database"))).auth_test()
