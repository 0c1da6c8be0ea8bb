"""The one reader of the environment: every setting, its default and its meaning."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from bot.errors import SettingError
from bot.setting import Setting
from bot.slack.settings_values import SlackSettings
from bot.slack_settings import SLACK_SETTINGS

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_BULLETINS = ROOT / "corpus" / "bulletins"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says, read and checked."""

    bulletins: Path
    data: Path
    cache: Path
    model: str | None
    query_prompt: str | None
    passage_prompt: str | None
    reader: str
    max_error: float | None
    private_addresses: bool
    llm_url: str | None = field(default=None, repr=False)
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_timeout: float = 30.0


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting from `environment`, by default the process's own.

    Raises:
        SettingError: a value cannot be used.
    """
    values = _values(SETTINGS, environment)
    if values["llm_url"] and not values["llm_model"]:
        raise SettingError("FVM_LLM_MODEL", "", "a model's name, since FVM_LLM_URL is set")
    return Settings(**{**values, "bulletins": values["bulletins"] or _default_bulletins(values["data"])})


def load_slack(environment: Mapping[str, str] | None = None) -> SlackSettings:
    """Read the Slack app's settings; its state lies in the data folder.

    Raises:
        SettingError: a value cannot be used.
    """
    return SlackSettings(state_dir=load(environment).data, **_values(SLACK_SETTINGS, environment))


def _values(settings: tuple[Setting, ...], environment: Mapping[str, str] | None) -> dict[str, Any]:
    """The fields of the settings that are set, and the defaults of those that are not."""
    values = os.environ if environment is None else environment
    return {setting.field: setting.read(values) for setting in settings}


def in_checkout() -> bool:
    """Whether the code runs from a source checkout, not from an installed wheel."""
    return (ROOT / "pyproject.toml").is_file()


def _default_data() -> Path:
    return ROOT / ".fvm" if in_checkout() else Path(platformdirs.user_data_dir("fvm-svar"))


def _default_bulletins(data: Path) -> Path:
    return SHIPPED_BULLETINS if in_checkout() else data / "bulletins"


def _default_cache() -> Path:
    return Path(platformdirs.user_cache_dir("fvm-svar"))


def _folder(text: str) -> Path:
    if "\0" in text:
        raise ValueError("a path holds no NUL")
    return Path(text).expanduser().absolute()


def _share(text: str) -> float:
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise ValueError("outside 0 to 1")
    return value


def _switch(text: str) -> bool:
    return {"on": True, "off": False}[text.lower()]


def _endpoint(text: str) -> str:
    address = urlsplit(text)
    if address.scheme not in ("http", "https") or not address.hostname or address.fragment or not text.isprintable():
        raise ValueError("no http(s) address")
    if address.username is not None or " " in text or address.port == 0:
        raise ValueError("a password, a space or no port in the address")
    host = address.hostname
    if host.replace(".", "").isdigit():
        ipaddress.ip_address(host)
    elif ":" not in host:
        host.encode("idna")
    return text


def _key(text: str) -> str:
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("no key can hold that")
    return text


def _duration(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and 0.0 < value <= _LONGEST_WAIT):
        raise ValueError("outside 0 to 600")
    return value


_LONGEST_WAIT = 600.0


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "FVM_BULLETINS",
        "bulletins",
        _folder,
        lambda: None,
        "`corpus/bulletins` of a checkout, else `bulletins` in the data folder",
        "a folder",
        "The shelf: the folder of bulletins as Markdown files.",
    ),
    Setting(
        "FVM_DATA",
        "data",
        _folder,
        _default_data,
        "`.fvm` of a checkout, else the user's data folder",
        "a folder",
        "Snapshots of the index, and state that must survive.",
    ),
    Setting(
        "FVM_CACHE",
        "cache",
        _folder,
        _default_cache,
        "the user's cache folder",
        "a folder",
        "Prepared models; may be deleted at any time and is made again.",
    ),
    Setting(
        "FVM_MODEL",
        "model",
        str,
        lambda: None,
        "the packaged multilingual-e5-small",
        "a hub name or a folder that sentence-transformers loads",
        "The encoder. Another model needs `fvm reindex`.",
    ),
    Setting(
        "FVM_MODEL_QUERY_PROMPT",
        "query_prompt",
        str,
        lambda: None,
        "the model's own",
        "text put before every question",
        "The encoder's prompt for questions, such as `query: `.",
    ),
    Setting(
        "FVM_MODEL_PASSAGE_PROMPT",
        "passage_prompt",
        str,
        lambda: None,
        "the model's own",
        "text put before every passage",
        "The encoder's prompt for passages, such as `passage: `.",
    ),
    Setting(
        "FVM_READER",
        "reader",
        str,
        lambda: "shipped",
        "`shipped`",
        "`shipped`, `none` or a file of weights",
        "The cross-encoder that finds the answering span and decides whether a passage answers.",
    ),
    Setting(
        "FVM_MAX_ERROR",
        "max_error",
        _share,
        lambda: None,
        "the best balance on public data",
        "a number from 0 to 1",
        "The share of wrong answers allowed; a lower one makes the bot keep quiet more often.",
    ),
    Setting(
        "FVM_PRIVATE_ADDRESSES",
        "private_addresses",
        _switch,
        lambda: False,
        "`off`",
        "`on` or `off`",
        "Whether bulletins may be fetched from addresses of the own network, such as an intranet.",
    ),
    Setting(
        "FVM_LLM_URL",
        "llm_url",
        _endpoint,
        lambda: None,
        "none: nothing is written",
        "an http(s) address, mostly ending with `/v1`, without a name or password",
        "The OpenAI-compatible endpoint that phrases answers from their quotes; see [writer.md](writer.md).",
        secret=True,
    ),
    Setting(
        "FVM_LLM_MODEL",
        "llm_model",
        str,
        str,
        "none",
        "a name that the endpoint knows; needed with `FVM_LLM_URL`",
        "The language model that writes.",
    ),
    Setting(
        "FVM_LLM_KEY",
        "llm_key",
        _key,
        str,
        "none",
        "the endpoint's key",
        "Sent to the endpoint as a bearer token.",
        secret=True,
    ),
    Setting(
        "FVM_LLM_TIMEOUT",
        "llm_timeout",
        _duration,
        lambda: 30.0,
        "`30`",
        "seconds, more than 0 and at most 600",
        "How long writing one answer may take in all; a pause may take half of it. The quotes never wait for it.",
    ),
)
"""The settings of every command; the table in the documentation is compared with it."""
