from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings import SETTINGS, load
from bot.slack_settings import SLACK_SETTINGS

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"\| `(?P<key>\w+)` \| (?P<default>.*?) \| (?P<wanted>.*?) \| (?P<meaning>.*?) \|")


def test_every_setting_stands_in_the_table_as_the_code_has_it() -> None:
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    assert rows == [(s.key, s.shown_default, s.wanted, s.meaning) for s in (*SETTINGS, *SLACK_SETTINGS)]


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load({}).max_error is None


def test_a_relative_folder_becomes_absolute() -> None:
    assert load({"FVM_DATA": "somewhere"}).data == Path.cwd() / "somewhere"


@pytest.mark.parametrize("value", ["much", "1.5", "-0.1", "nan"])
def test_a_share_outside_0_to_1_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingError, match=rf"FVM_MAX_ERROR='{value}' cannot be used: wanted a number from 0 to 1"):
        load({"FVM_MAX_ERROR": value})
