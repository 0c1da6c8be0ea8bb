from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.settings import SlackSettings, Transport
from bot.slack.parts import LibraryInfo, Parts, Shelves
from bot.slack.running import doctor
from bot.slack.running.doctor import Finding
from bot.writer.endpoint import Endpoint
from tests.bot.slack.answers import INFO, ask, settings
from tests.bot.writer.model_server import model_server, refusing, saying
from tests.slack_emulator.config import Config
from tests.slack_emulator.emulator import Emulator


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


def whole(emulator: Emulator, folder: Path, **changed: object) -> SlackSettings:
    config = emulator.config
    return settings(folder, **{"bot_token": config.bot_token, "app_token": config.app_token,
                               "signing_secret": config.signing_secret, "api_url": emulator.api_url,
                               **changed})  # fmt: skip


def findings(used: SlackSettings, **changed: object) -> dict[str, Finding]:
    parts = replace(Parts(used, Shelves.only(used, ask, lambda: INFO)), **changed)  # type: ignore[arg-type]
    return {finding.name: finding for finding in doctor.examine(parts)}


def test_a_whole_set_up_has_no_complaint(emulator: Emulator, tmp_path: Path) -> None:
    found = findings(whole(emulator, tmp_path), check_model=lambda: "e5-small")
    assert [finding.name for finding in found.values() if not finding.ok] == []
    assert set(found) == {"bot token", "app token", "workspace", "scopes", "clock", "connection", "snapshot", "model",
                          "disk"}  # fmt: skip
    assert found["model"].seen == "e5-small"


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"bot_token": ""}, "bot token"), ({"bot_token": "xoxp-1"}, "bot token"), ({"app_token": ""}, "app token"),
     ({"app_token": "xapp-wrong"}, "connection"), ({"bot_token": "xoxb-wrong"}, "workspace"),
     ({"thread_replies": True}, "scopes"),
     ({"transport": Transport.HTTP, "signing_secret": ""}, "signing secret"),
     ({"api_url": "http://127.0.0.1:9/api/"}, "workspace")],
)  # fmt: skip
def test_each_fault_is_found_with_its_remedy(
    emulator: Emulator, tmp_path: Path, changed: dict[str, object], name: str
) -> None:
    finding = findings(whole(emulator, tmp_path, **changed))[name]
    assert not finding.ok
    assert finding.remedy


def test_missing_scopes_are_named(tmp_path: Path) -> None:
    with Emulator(Config(scopes=frozenset({"chat:write", "commands"}))) as emulator:
        finding = findings(whole(emulator, tmp_path, admin_group="S1"))["scopes"]
    assert not finding.ok
    assert "app_mentions:read" in finding.seen
    assert "usergroups:read" in finding.seen
    assert "chat:write" not in finding.seen


def test_a_wrong_clock_is_found(tmp_path: Path) -> None:
    with Emulator(Config(clock_offset=-600.0)) as emulator:
        finding = findings(whole(emulator, tmp_path))["clock"]
    assert not finding.ok
    assert "NTP" in finding.remedy
    assert finding.seen.startswith("+6")


def test_a_writer_is_examined_where_one_is_set(emulator: Emulator, tmp_path: Path) -> None:
    with model_server(saying("ja")) as server:
        check = Endpoint(server.url, "a-model").check
        finding = findings(whole(emulator, tmp_path), check_writer=check)["writer"]
    assert finding.ok
    assert finding.seen.startswith("a-model at http://127.0.0.1:")


def test_a_writer_that_refuses_is_found_with_the_setting_to_mend(emulator: Emulator, tmp_path: Path) -> None:
    with model_server(refusing(401)) as server:
        check = Endpoint(server.url, "a-model", "sk-hemlig").check
        finding = findings(whole(emulator, tmp_path), check_writer=check)["writer"]
    assert (finding.ok, finding.seen) == (False, "unauthorized")
    assert "FVM_LLM_KEY" in finding.remedy
    assert "hemlig" not in finding.remedy


def test_a_writer_that_says_nothing_is_found(emulator: Emulator, tmp_path: Path) -> None:
    with model_server(saying("")) as server:
        finding = findings(whole(emulator, tmp_path), check_writer=Endpoint(server.url, "a-model").check)["writer"]
    assert not finding.ok
    assert "FVM_LLM_MODEL" in finding.remedy


def _unreadable() -> LibraryInfo:
    raise BotError("The index is broken. Run `fvm reindex`.")


def test_a_missing_or_broken_index_is_found(emulator: Emulator, tmp_path: Path) -> None:
    used = whole(emulator, tmp_path)
    assert not findings(used, shelves=Shelves.only(used, ask, lambda: LibraryInfo(0, 0, None)))["snapshot"].ok
    broken = findings(used, shelves=Shelves.only(used, ask, _unreadable))["snapshot"]
    assert "broken" in broken.seen
    assert "fvm reindex" in broken.remedy


def test_no_secret_is_shown(emulator: Emulator, tmp_path: Path) -> None:
    used = whole(emulator, tmp_path, bot_token="xoxb-very-secret")
    shown = str(list(findings(used).values())) + repr(used)
    assert "very-secret" not in shown
    assert used.signing_secret not in shown


def test_the_clock_is_compared_with_slacks_own(emulator: Emulator, tmp_path: Path) -> None:
    parts = Parts(whole(emulator, tmp_path), Shelves.only(settings(tmp_path), ask, lambda: INFO))
    (found,) = [each for each in doctor.examine(parts, lambda: time.time() - 120.0) if each.name == "clock"]
    assert not found.ok
