from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings import SETTINGS, load

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"\| `(?P<key>\w+)` \| (?P<default>.*?) \| (?P<wanted>.*?) \| (?P<meaning>.*?) \|")


def test_every_setting_stands_in_the_table_as_the_code_has_it() -> None:
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    assert rows == [(s.key, s.shown_default, s.wanted.words, s.meaning) for s in SETTINGS]


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load({}).max_error is None


def test_a_relative_folder_becomes_absolute() -> None:
    assert load({"FVM_DATA": "somewhere"}).data == Path.cwd() / "somewhere"


@pytest.mark.parametrize("value", ["much", "1.5", "-0.1", "nan"])
def test_a_share_outside_0_to_1_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingError, match=rf"FVM_MAX_ERROR='{value}' cannot be used: wanted a number from 0 to 1"):
        load({"FVM_MAX_ERROR": value})


def test_no_writer_is_set_by_default() -> None:
    values = load({})
    assert (values.llm_url, values.llm_model, values.llm_key, values.llm_timeout) == (None, "", "", 30.0)


WRITER = {"FVM_LLM_URL": "https://models.example/v1?api-version=1", "FVM_LLM_MODEL": "small",
          "FVM_LLM_KEY": "sk-hemlig", "FVM_LLM_TIMEOUT": "2.5"}  # fmt: skip


def test_a_writers_settings_are_read_and_the_key_is_never_shown() -> None:
    values = load(WRITER)
    assert (values.llm_model, values.llm_key, values.llm_timeout) == ("small", "sk-hemlig", 2.5)
    assert "sk-hemlig" not in repr(values)
    assert "api-version" not in repr(values)


@pytest.mark.parametrize(
    ("key", "value"),
    [("FVM_LLM_URL", "ftp://models.example"), ("FVM_LLM_URL", "models.example/v1"), ("FVM_LLM_URL", "http://"),
     ("FVM_LLM_URL", "https://name:secret@models.example/v1"), ("FVM_LLM_URL", "https://models.example/#secret"),
     ("FVM_LLM_URL", "https://models.example:99999/v1"), ("FVM_LLM_URL", "https://models example/v1"),
     ("FVM_LLM_URL", "file:///etc/passwd"), ("FVM_LLM_URL", "http://256.1.1.256/v1"),
     ("FVM_LLM_URL", "http://a..b/v1"), ("FVM_LLM_URL", "http://[::1/v1"), ("FVM_LLM_KEY", "nyckel secret"),
     ("FVM_LLM_KEY", "nyckel\r\nX-Secret: 1"), ("FVM_LLM_KEY", "nyckelå"), ("FVM_LLM_TIMEOUT", "0"),
     ("FVM_LLM_TIMEOUT", "nan"), ("FVM_LLM_TIMEOUT", "inf"), ("FVM_LLM_TIMEOUT", "601")],
)  # fmt: skip
def test_a_writers_setting_that_cannot_be_used_is_refused_without_telling_a_secret(key: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"{key}=") as caught:
        load(WRITER | {key: value})
    assert "ecret" not in str(caught.value)
    assert "nyckel" not in str(caught.value)


def test_an_endpoint_without_a_model_is_refused() -> None:
    with pytest.raises(SettingError, match="FVM_LLM_MODEL=''"):
        load({"FVM_LLM_URL": "http://127.0.0.1:8080/v1"})
