from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import fvm
from bot.errors import SettingError
from bot.settings import SETTINGS
from bot.words.catalogue import texts
from corpus.types import Language


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(fvm, ["settings", *arguments], standalone_mode=False)


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text("xoxb-hemlig\n")
    return file


def test_each_setting_is_shown_with_its_value_and_where_it_comes_from(token: Path) -> None:
    shown = run(FVM_THREAD_REPLIES="ON", FVM_LLM_KEY="sk-hemlig", SLACK_BOT_TOKEN_FILE=str(token)).stdout
    lines = {words[0]: words[1:] for words in map(str.split, shown.splitlines())}
    assert lines["FVM_THREAD_REPLIES"] == ["on"]
    assert lines["FVM_PER_PERSON"] == ["10", "(default)"]
    assert lines["FVM_LLM_KEY"] == ["***"]
    assert lines["SLACK_BOT_TOKEN"] == ["***", "(SLACK_BOT_TOKEN_FILE)"]
    assert lines["SLACK_APP_TOKEN"] == ["none", "(default)"]
    assert "hemlig" not in shown


def test_what_holds_by_default_is_told_in_the_language_of_the_terminal() -> None:
    swedish, english = (run(FVM_LANGUAGE=language).stdout for language in ("sv", "en"))
    told = {line.split()[0]: line for line in swedish.splitlines()}
    assert "ingen  (standard)" in told["SLACK_APP_ID"]
    assert "en timer eller `fvm watch` gör det" in told["FVM_WATCH_EVERY"]
    for setting in SETTINGS:
        key = f"setting_default.{setting.key.lower()}"
        assert texts(Language.EN).get(key, setting.shown_default) == setting.shown_default
    assert "none  (default)" in english


def test_a_program_reads_the_same_without_a_secret(tmp_path: Path, token: Path) -> None:
    done = run("--json", FVM_DATA=str(tmp_path), FVM_CONTACT="Fråga Åsa", SLACK_BOT_TOKEN_FILE=str(token))
    found = {row["name"]: row for row in json.loads(done.stdout)["settings"]}
    assert (found["FVM_DATA"]["value"], found["FVM_DATA"]["set_by"]) == (str(tmp_path), "FVM_DATA")
    assert (found["FVM_CONTACT"]["value"], found["FVM_MODEL"]["value"]) == ("Fråga Åsa", None)
    assert (found["SLACK_BOT_TOKEN"]["value"], found["SLACK_BOT_TOKEN"]["set_by"]) == ("***", "SLACK_BOT_TOKEN_FILE")
    assert (found["FVM_WORKERS"]["value"], found["FVM_WORKERS"]["set_by"]) == ("2", None)
    assert "hemlig" not in done.output


def test_a_mistyped_setting_is_named_with_the_one_that_was_meant() -> None:
    done = run("--json", FVM_MAX_EROR="0.1", FVM_LLM_KEY_FIL="x", FVM_QQQ="1", OTHER="1")
    assert json.loads(done.stdout)["unknown"] == {
        "FVM_LLM_KEY_FIL": "FVM_LLM_KEY_FILE", "FVM_MAX_EROR": "FVM_MAX_ERROR", "FVM_QQQ": None,
    }  # fmt: skip
    assert "FVM_MAX_EROR is no setting. Did you mean FVM_MAX_ERROR?" in done.stderr
    assert "FVM_QQQ is no setting." in done.stderr


def test_what_is_set_is_shown_without_control_characters() -> None:
    assert "\x1b" not in run(FVM_CONTACT="\x1b[31mIT-stöd").stdout


def test_a_wrong_value_is_refused_after_the_mistyped_ones_are_named() -> None:
    done = run(FVM_WORKERS="many", FVM_MAX_EROR="0.1")
    assert isinstance(done.exception, SettingError)
    assert "FVM_MAX_ERROR" in done.stderr
