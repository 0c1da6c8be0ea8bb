from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings_file import NAME, add_settings, read_settings, settings_file, write_settings


def test_what_the_environment_says_outweighs_the_file(tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text("# tokens\n\nSLACK_BOT_TOKEN=xoxb-1\nexport FVM_CONTACT='Fråga Åsa'\nFVM_DATA=/a\r\n", "utf-8")
    environment = {NAME: str(file), "FVM_DATA": "/b", "SLACK_BOT_TOKEN": " "}
    assert add_settings(environment) == file
    assert environment == {NAME: str(file), "FVM_DATA": "/b", "SLACK_BOT_TOKEN": "xoxb-1", "FVM_CONTACT": "Fråga Åsa"}


def test_a_file_that_nobody_named_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_file({}) == tmp_path / "fvm-svar" / "environment"
    assert add_settings({}) is None
    with pytest.raises(SettingError, match="FVM_SETTINGS"):
        add_settings({NAME: str(tmp_path / "nowhere")})
    assert add_settings({NAME: str(tmp_path / "nowhere")}, may_lack=True) is None


@pytest.mark.parametrize("line", ["xoxb-hemlig", "SLACK BOT=xoxb-hemlig", "=xoxb-hemlig", "FVM_SETTINGS=/hemlig"])
def test_a_line_that_is_none_is_named_and_not_shown(tmp_path: Path, line: str) -> None:
    file = tmp_path / "environment"
    file.write_text(f"FVM_DATA=/a\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingError, match="line 2") as caught:
        read_settings(file)
    assert "hemlig" not in str(caught.value)


@pytest.mark.parametrize("value", ["xoxb-1", "Fråga Åsa på IT", "a b#c", "it's", 'say "hej"', "a|b? $c", "C0123,U1"])
def test_what_is_written_is_read_again_and_nobody_else_may_read_it(tmp_path: Path, value: str) -> None:
    file = tmp_path / "new" / "environment"
    write_settings(file, {"FVM_CONTACT": value, "SLACK_BOT_TOKEN": "xoxb-1"})
    assert read_settings(file) == {"FVM_CONTACT": value, "SLACK_BOT_TOKEN": "xoxb-1"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_other_lines_stay_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text("# our own\nSLACK_BOT_TOKEN=\nFVM_WORKERS=1\n", encoding="utf-8")
    file.chmod(0o644)
    write_settings(file, {"SLACK_BOT_TOKEN": "xoxb-1", "FVM_ADMINS": "U1"})
    assert file.read_text("utf-8") == "# our own\nSLACK_BOT_TOKEN=xoxb-1\nFVM_WORKERS=1\nFVM_ADMINS=U1\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("value", ["a\nb c", 'it\'s "so"', "it's $HOME"])
def test_what_no_reader_of_such_files_takes_is_refused_before_anything_is_written(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingError, match="FVM_CONTACT"):
        write_settings(tmp_path / "environment", {"FVM_CONTACT": value})
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_never_replaced() -> None:
    with pytest.raises(SettingError, match="something else"):
        write_settings(Path(os.devnull), {"FVM_ADMINS": "U1"})
