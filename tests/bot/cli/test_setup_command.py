from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import fvm
from bot.errors import BotError, SettingError
from bot.settings_file import read_settings
from bot.slack.running import manifest
from tests.slack_emulator.config import Config
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.tokens import CLIENT, FIRST_REFRESH


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conf" / "environment"


@pytest.fixture(autouse=True)
def _own_environment(tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "FVM_CONTACT", "FVM_ADMINS"):
        # What the command adds to the environment goes with the test.
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("FVM_TRANSPORT", "")
    monkeypatch.setenv("SLACK_API_URL", emulator.api_url)
    monkeypatch.setenv("FVM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FVM_BULLETINS", str(shelf))
    monkeypatch.setenv("FVM_LANGUAGE", "en")


def run(file: Path, *arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(fvm, ["setup", "--file", str(file), *arguments], input=said, standalone_mode=False)


def put_bulletin(tmp_path: Path) -> None:
    text = "---\ntitle: Matsalsnytt\nurl: https://example.org/m\npublished: 2021-03\n---\n\nLunchen kostar 95 kronor.\n"
    (tmp_path / "shelf" / "m.md").write_text(text, encoding="utf-8")


def test_what_is_asked_for_is_written_indexed_and_examined(tmp_path: Path, file: Path, emulator: Emulator) -> None:
    put_bulletin(tmp_path)
    config = emulator.config
    typed = ["xapp-1-wrong-one", config.bot_token, config.app_token, "IT-stöd, tfn 1234", "U01, U02"]
    done = run(file, said="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert "it begins with xoxb-" in done.output
    assert read_settings(file) == {
        "SLACK_BOT_TOKEN": config.bot_token, "SLACK_APP_TOKEN": config.app_token, "FVM_CONTACT": "IT-stöd, tfn 1234",
        "FVM_ADMINS": "U01, U02", "FVM_TRANSPORT": "socket",
    }  # fmt: skip
    assert "ok    index: 1 bulletins" in done.output
    assert "Next: `fvm serve`" in done.output
    assert f"FVM_SETTINGS={file}" in done.output
    assert config.bot_token not in done.output


def test_the_link_makes_the_app_of_the_shipped_manifest(file: Path) -> None:
    shown = run(file, "--no-input")
    link = next(line for line in shown.output.splitlines() if line.startswith("https://api.slack.com/apps?"))
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)
    assert json.loads(asked["manifest_json"][0]) == manifest.shipped()
    # What servers and browsers take of an address begins to end at eight thousand.
    assert len(link) < 6000


def test_without_input_what_is_missing_is_named_and_nothing_is_written(file: Path) -> None:
    done = run(file, "--no-input")
    assert isinstance(done.exception, BotError)
    assert "SLACK_BOT_TOKEN, SLACK_APP_TOKEN" in str(done.exception)
    assert not file.exists()


def test_what_the_environment_or_the_file_holds_is_not_asked_for(
    file: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", emulator.config.bot_token)
    file.parent.mkdir()
    file.write_text("FVM_TRANSPORT=http\nSLACK_SIGNING_SECRET=0a1b\nFVM_WORKERS=1\n", encoding="utf-8")
    done = run(file, "--no-input")
    assert "https://api.slack.com/apps?" not in done.output
    assert read_settings(file) == {"FVM_TRANSPORT": "http", "SLACK_SIGNING_SECRET": "0a1b", "FVM_WORKERS": "1",
                                   "SLACK_BOT_TOKEN": emulator.config.bot_token}  # fmt: skip
    # The shelf is empty.
    assert done.exit_code == 1
    assert "Mend what is marked WRONG" in done.output


def test_a_setting_that_cannot_be_used_is_refused_before_anything_is_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FVM_WORKERS", "many")
    done = run(file, said="xoxb-1\nxapp-1\n\n\n")
    assert isinstance(done.exception, SettingError)
    assert not file.exists()


def test_a_bot_token_that_ends_is_asked_for_with_what_renews_it(tmp_path: Path, file: Path) -> None:
    put_bulletin(tmp_path)
    with Emulator(Config(bot_token="xoxe.xoxb-1-emulated-0", token_seconds=43_200.0)) as rotating:
        typed = ["xoxe.xoxb-1-emulated-0", FIRST_REFRESH, *CLIENT, rotating.config.app_token, "", ""]
        with pytest.MonkeyPatch.context() as environment:
            for name in ("SLACK_REFRESH_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
                environment.setenv(name, "")
            environment.setenv("SLACK_API_URL", rotating.api_url)
            done = run(file, said="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert read_settings(file)["SLACK_REFRESH_TOKEN"] == FIRST_REFRESH
    assert "ok    bot token: renewed by itself; the one of the moment lasts for another 12.0 hours" in done.output
    assert FIRST_REFRESH not in done.output


def test_over_http_the_next_steps_come_in_slacks_order(tmp_path: Path, file: Path, emulator: Emulator) -> None:
    put_bulletin(tmp_path)
    url = "https://bot.region.example/slack/events"
    said = f"{emulator.config.bot_token}\n{emulator.config.signing_secret}\n\n\n"
    done = run(file, "--url", url, said=said)
    assert done.exit_code == 0, done.output
    steps = ["`fvm serve`", f"`fvm doctor --http --url {url}`", f"`fvm manifest --url {url}`"]
    assert [done.output.index(step) for step in steps] == sorted(done.output.index(step) for step in steps)
    assert read_settings(file)["FVM_TRANSPORT"] == "http"
