"""An app with token rotation: it answers on while its tokens end, alone and beside another process, or says why not."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.slack.running.examining.examination import Examined, ExaminedShelf, examine
from bot.slack.running.examining.findings import Check, Finding
from bot.slack.running.health import HealthServer
from bot.slack.running.serve import advice, readiness
from bot.slack.running.transports import SocketCarrier
from bot.slack.tokens.kept import FILE
from bot.slack.tokens.rotation import first_pair
from bot.wiring.slack_app import build_app
from corpus.types import Language
from tests.bot.slack.answers import INFO
from tests.bot.slack.running.staging import Stage, eventually, staged
from tests.slack_emulator.config import Config
from tests.slack_emulator.tokens import CLIENT, FIRST_REFRESH, BotTokens

SHORT, LONG = Config(token_seconds=2.0), Config(token_seconds=43_200.0)
CLIENTS: dict[str, Any] = {"refresh_token": FIRST_REFRESH, "client_id": CLIENT[0], "client_secret": CLIENT[1]}


def asked_and_answered(stage: Stage, user: str) -> None:
    asked = stage.slack.dm(user, "Vem leder?")
    assert "Anna Ek" in stage.slack.wait_for_reply(asked).text
    stage.settled()


def other_than(tokens: BotTokens, refresh: str) -> bool:
    return tokens.refresh != refresh


def examined(stage: Stage) -> Finding:
    plain = Examined(settings=stage.app.parts.settings, shelves=(ExaminedShelf("", lambda: INFO),),
                     check_model=lambda: "e5-small")  # fmt: skip
    return next(each for each in examine(plain, Language.EN) if each.check is Check.BOT_TOKEN)


def ready(stage: Stage) -> tuple[int, dict[str, object]]:
    carrier = SocketCarrier(stage.app.bolt, stage.app.parts.settings)
    checks = readiness(stage.app, carrier) | {"slack": lambda: True}
    server = HealthServer(0, checks, lambda: b"", advice=advice(stage.app))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    finally:
        server.close()
        carrier.close()


@pytest.fixture(params=["one folder", "one database"])
def url(request: pytest.FixtureRequest) -> str:
    """What two processes share beside Slack: a folder of one machine, or a database of two."""
    return request.getfixturevalue("postgres").database() if request.param == "one database" else ""


def test_answers_go_on_while_tokens_end_in_two_processes_that_share_them(tmp_path: Path, url: str) -> None:
    with staged(tmp_path / "one", SHORT, **CLIENTS, database_url=url) as stage:
        tokens = stage.slack.slack.tokens
        settings = stage.app.parts.settings
        elsewhere = replace(settings, state_dir=tmp_path / "two") if url else settings
        other = build_app(replace(stage.app.parts, settings=elsewhere))
        carrier = SocketCarrier(other.bolt, elsewhere)
        other.start()
        carrier.open()
        stage.slack.wait_until_connected(bots=2)
        try:
            for number in range(2):
                asked_and_answered(stage, f"U{number}")
                spent = tokens.refresh
                eventually(partial(other_than, tokens, spent), 30.0)
        finally:
            carrier.close()
            other.stop()
        refused = [call for call in stage.slack.slack.calls
                   if call.method == "oauth.v2.access" and not call.answer.get("ok")]  # fmt: skip
        assert refused == []
        assert len(tokens.spent) == len(set(tokens.spent))
        assert not (url and list(tmp_path.rglob(FILE)))
        assert examined(stage).ok


def test_a_machine_that_has_slept_renews_before_it_answers(tmp_path: Path) -> None:
    with staged(tmp_path, LONG, **CLIENTS) as stage:
        asked_and_answered(stage, "U1")
        assert examined(stage).ok
        # A token that is a second old is not renewed again.
        time.sleep(1.1)
        stage.slack.slack.tokens.end_all()
        asked_and_answered(stage, "U2")
        assert ready(stage) == (200, {"snapshot": True, "inbox": True, "slack": True, "token": True})


@pytest.mark.parametrize(("hours", "status"), [(5.0, 200), (-1.0, 503)])
def test_a_pair_that_slack_does_not_take_is_told_by_readyz_and_the_doctor(
    tmp_path: Path, hours: float, status: int
) -> None:
    old = CLIENTS | {"refresh_token": "xoxe-1-old"}
    pair = first_pair(LONG.bot_token, "xoxe-1-old")
    spent = replace(pair, refresh="xoxe-1-spent", life=LONG.token_seconds, ends_at=time.time() + hours * 3600)
    (tmp_path / FILE).write_bytes(spent.as_bytes())
    with staged(tmp_path, LONG, **old) as stage:
        asked_and_answered(stage, "U1")
        eventually(lambda: stage.app.state.token.fault)
        told, said = ready(stage)
        assert (told, said["token"]) == (status, status == 200)
        assert "SLACK_REFRESH_TOKEN" in str(said["next_step"])
        finding = examined(stage)
        assert "invalid_refresh_token" in finding.seen
        assert f"{max(hours, 0.0):.1f} hours" in finding.seen
        assert "Install the app into the workspace again" in finding.remedy
    with staged(tmp_path, LONG, **CLIENTS) as stage:
        eventually(lambda: stage.slack.slack.tokens.spent)
        asked_and_answered(stage, "U3")
        assert examined(stage).ok
