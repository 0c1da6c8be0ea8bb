"""Every setting: its environment variable, its default and its meaning; and the one reader of the environment."""

from __future__ import annotations

import dataclasses
import enum
import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any

import platformdirs

from bot.errors import SettingError
from bot.wanted import (
    COUNT,
    DAYS,
    ENDPOINT,
    FILE,
    FOLDER,
    LANGUAGE,
    NAMES,
    PORT,
    PROXY,
    QUESTIONS,
    REACH,
    SECONDS,
    SHARE,
    SWITCH,
    YES,
    Wanted,
    an_app,
    bare,
    prompt,
    with_slash,
)
from corpus.types import Language
from corpus.web.hosts import PUBLIC, NetworkReach
from corpus.web.proxy import Proxy

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_BULLETINS = ROOT / "corpus" / "bulletins"
_MASK = "***"


class Transport(enum.StrEnum):
    """How Slack reaches the app."""

    SOCKET = "socket"
    HTTP = "http"


TRANSPORT = Wanted("`socket` or `http`", lambda text: Transport(text.lower()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One environment variable, as the documentation's table and the error messages tell it."""

    key: str
    wanted: Wanted
    shown_default: str
    meaning: str
    secret: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The variable, and for a secret the one that names a file which holds it."""
        return (self.key, f"{self.key}_FILE") if self.secret else (self.key,)

    def source(self, environment: Mapping[str, str]) -> str | None:
        """Which of the names is set; SettingError where both are."""
        given = [name for name in self.names if environment.get(name, "").strip()]
        if len(given) > 1:
            raise SettingError(self.key, _MASK, f"one of {' and '.join(given)}, and both are set")
        return given[0] if given else None

    def read(self, environment: Mapping[str, str]) -> Any:
        """The parsed value, None where it is not set; SettingError names variable, value and what was wanted."""
        source = self.source(environment)
        if source is None:
            return None
        text = environment[source] if self.wanted.padded else environment[source].strip()
        wanted, shown = self.wanted.words, not self.secret
        if source != self.key:
            # Who mistakes this variable for the other one writes the secret itself here.
            wanted, shown = f"a file that can be read and holds {wanted}", text.startswith(("/", "~", "."))
        try:
            held = text if source == self.key else Path(text).expanduser().read_text(encoding="utf-8-sig").strip()
            return self.wanted.parse(held)
        except (KeyError, OSError, RuntimeError, ValueError) as error:
            reason = f" ({error.strerror})" if isinstance(error, OSError) else ""
            raise SettingError(source, text if shown else _MASK, wanted + reason) from error


def _env(
    key: str, wanted: Wanted | str, default: Any, meaning: str, *, shown_default: str = "", secret: bool = False
) -> Any:
    """The dataclass field that the variable `key` fills. Where `wanted` is words alone, the text is the value; the
    default in words is made from `default` where none is given."""
    wanted = Wanted(wanted) if isinstance(wanted, str) else wanted
    shown = shown_default or (f"`{_text(default)}`" if _text(default) else "none")
    described = Setting(key=key, wanted=wanted, shown_default=shown, meaning=meaning, secret=secret)
    return dataclasses.field(default=default, repr=not secret, metadata={"setting": described})


def _text(value: Any) -> str:
    """A value as an admin writes it; empty for none."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, frozenset | tuple):
        return ", ".join(sorted(value)) if isinstance(value, frozenset) else " | ".join(value)
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """The Slack app's settings. Times are in seconds; `api_url` ends with `/api/`; tokens are never shown in `repr`.

    What no environment variable fills is there for tests; `fsync` False risks the newest questions for speed.
    """

    # fmt: off
    state_dir: Path
    bot_token: str = _env("SLACK_BOT_TOKEN", Wanted("a token that begins with `xoxb-`", bare), "",
        "The app's token for Slack's Web API.", secret=True)
    app_token: str = _env("SLACK_APP_TOKEN", Wanted("a token that begins with `xapp-`", bare), "",
        "The token for Socket Mode.", secret=True)
    signing_secret: str = _env("SLACK_SIGNING_SECRET", Wanted("the secret of the app's basic information", bare), "",
        "Proves that a request over HTTP comes from Slack.", secret=True)
    app_id: str = _env("SLACK_APP_ID", Wanted("the id of the app's basic information, as `A0123456789`", an_app), "",
        "What was sent for another app is refused; `SLACK_APP_TOKEN` holds it too.")
    api_url: str = _env("SLACK_API_URL", Wanted("a web address", with_slash), "https://slack.com/api/",
        "The base of Slack's Web API, for workspaces that live elsewhere.")
    transport: Transport = _env("FVM_TRANSPORT", TRANSPORT, Transport.SOCKET,
        "How Slack reaches the bot; `fvm serve --http` overrides it.")
    programme: str = _env("FVM_PROGRAMME", "a short name", "FVM", "What the programme is called in messages.")
    command: str = _env("FVM_COMMAND", "a slash and a word", "/fvm", "The slash command, as in the manifest.")
    contact: str = _env("FVM_CONTACT", "a channel id, a user id, an e-mail address or words", "",
        "Whom a refusal points to; a channel or a person can be asked by a button.")
    admins: frozenset[str] = _env("FVM_ADMINS", NAMES, frozenset(), "Who may administer the bot.")
    admin_group: str = _env("FVM_ADMIN_GROUP", "the id of a Slack user group", "",
        "A group whose members may administer the bot.")
    update_answers: bool = _env("FVM_UPDATE_ANSWERS", SWITCH, False,
        "Whether threads are told when the answer of the last 30 days that they got has changed.")
    thread_replies: bool = _env("FVM_THREAD_REPLIES", SWITCH, False,
        "Whether a reply in a thread that the bot has answered in needs no mention; takes the second manifest.")
    log_question_text: bool = _env("FVM_LOG_QUESTIONS", SWITCH, False, "Whether question texts may stand in the log.")
    retention_days: int = _env("FVM_RETENTION_DAYS", DAYS, 90, "How long question texts are kept.")
    audit_days: int = _env("FVM_AUDIT_DAYS", DAYS, 365, "How long what admins did stays in the audit log.")
    per_person: int = _env("FVM_PER_PERSON", COUNT, 10, "The most questions that one person may ask within a minute.")
    per_channel: int = _env("FVM_PER_CHANNEL", COUNT, 60,
        "The most questions that are taken in one channel within a minute.")
    per_bot: int = _env("FVM_BOT_RATE", COUNT, 5, "The most questions of a workflow or another app within a minute.")
    examples: tuple[str, ...] = _env("FVM_EXAMPLES", QUESTIONS, (),
        "Questions to try, shown in help, in App Home and where a conversation begins; at most four.",
        shown_default="built-in ones")
    workers: int = _env("FVM_WORKERS", COUNT, 2, "Questions answered at the same time.")
    http_host: str = _env("FVM_HTTP_HOST", "an address of this machine", "127.0.0.1",
        "Where `fvm serve --http` listens.")
    http_port: int = _env("FVM_HTTP_PORT", PORT, 3000, "The port of `fvm serve --http`.")
    metrics_port: int = _env("FVM_METRICS_PORT", PORT, 9108, "The loopback port of health and metrics.")
    # fmt: on
    max_age: float = 3600.0
    edit_window: float = 120.0
    lease: float = 120.0
    max_attempts: int = 12
    api_timeout: int = 15
    drain: float = 12.0
    fsync: bool = True

    @property
    def database(self) -> Path:
        """The one file that holds questions, ratings, kept questions and preferences."""
        return self.state_dir / "slack.sqlite3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says, read and checked. The folders are absolute; keys are never shown in `repr`.

    One value is one shelf: of several, each is made from the environment's own by `bot/shelves/declared.py`, with a
    name in `shelf`, the `channels` that ask it, and a data folder of its own."""

    # fmt: off
    shelves: Path | None = _env("FVM_SHELVES", FILE, None,
        "Several programmes: a TOML file with a table for each shelf; see [shelves.md](shelves.md).",
        shown_default="none: one shelf, `FVM_BULLETINS`")
    is_public: bool = _env("FVM_PUBLIC", YES, MISSING,
        "Whether people of other organisations in shared channels are answered too.",
        shown_default="`yes` for the bulletins that ship, else `no`")
    bulletins: Path = _env("FVM_BULLETINS", FOLDER, MISSING, "The shelf: the folder of bulletins as Markdown files.",
        shown_default="`corpus/bulletins` of a checkout, else `bulletins` in the data folder")
    data: Path = _env("FVM_DATA", FOLDER, MISSING, "Snapshots of the index, and state that must survive.",
        shown_default="`.fvm` of a checkout, else the user's data folder")
    cache: Path = _env("FVM_CACHE", FOLDER, MISSING,
        "Prepared models; may be deleted at any time and is made again.", shown_default="the user's cache folder")
    model: str | None = _env("FVM_MODEL", "a hub name or a folder that sentence-transformers loads", None,
        "The encoder. Another model needs `fvm reindex`.", shown_default="the packaged multilingual-e5-small")
    query_prompt: str | None = _env("FVM_MODEL_QUERY_PROMPT", prompt("question"), None,
        "The encoder's prompt for questions, such as `query: `.", shown_default="the model's own")
    passage_prompt: str | None = _env("FVM_MODEL_PASSAGE_PROMPT", prompt("passage"), None,
        "The encoder's prompt for passages, such as `passage: `.", shown_default="the model's own")
    reader: str = _env("FVM_READER", "`shipped`, `none`, a file of weights, or a CrossEncoder's folder or hub name",
        "shipped", "What finds the answering span and decides whether a passage answers; see [quality.md](quality.md).")
    calibration: Path | None = _env("FVM_CALIBRATION", FILE, None,
        "How the reader's scores become a probability; needed with another CrossEncoder.",
        shown_default="the shipped one")
    max_error: float | None = _env("FVM_MAX_ERROR", SHARE, None,
        "The share of wrong answers allowed; a lower one makes the bot keep quiet more often.",
        shown_default="the best balance on public data")
    language: Language | None = _env("FVM_LANGUAGE", LANGUAGE, None,
        "The language of commands in the terminal; Slack follows each person's own.", shown_default="the terminal's")
    private_addresses: NetworkReach = _env("FVM_PRIVATE_ADDRESSES", REACH, PUBLIC,
        "Whether bulletins may be fetched from the own network, such as an intranet; `on` means the private ranges.")
    pages_proxy: Proxy | None = _env("FVM_PAGES_PROXY", PROXY, None,
        "The proxy through which pages are fetched; it then looks names up and decides where they lead.", secret=True)
    llm_url: str | None = _env("FVM_LLM_URL", ENDPOINT, None,
        "The OpenAI-compatible endpoint that phrases answers from their quotes; see [writer.md](writer.md).",
        shown_default="none: nothing is written", secret=True)
    llm_model: str = _env("FVM_LLM_MODEL", "a name that the endpoint knows; needed with `FVM_LLM_URL`", "",
        "The language model that writes.")
    llm_key: str = _env("FVM_LLM_KEY", Wanted("the endpoint's key", bare), "",
        "Sent to the endpoint as a bearer token.", secret=True)
    llm_timeout: float = _env("FVM_LLM_TIMEOUT", SECONDS, 30.0,
        "How long writing one answer may take in all; a pause may take half of it. The quotes never wait for it.")
    # fmt: on
    slack: SlackSettings
    shelf: str = ""
    channels: frozenset[str] = frozenset()

    @property
    def root(self) -> Path:
        """Where the state lies that all shelves share."""
        return self.slack.state_dir


def _described(values: type[Any]) -> dict[str, Setting]:
    return {each.name: each.metadata["setting"] for each in dataclasses.fields(values) if "setting" in each.metadata}


_GENERAL, _SLACK = _described(Settings), _described(SlackSettings)
SETTINGS = (*_GENERAL.values(), *_SLACK.values())
"""Every setting, those of every command first; the table in the documentation is compared with it."""


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting from `environment`, by default the process's own.

    Raises:
        SettingError: a value cannot be used.
    """
    given = os.environ if environment is None else environment
    values, slack = _read(_GENERAL, given), _read(_SLACK, given)
    if "llm_url" in values and "llm_model" not in values:
        raise SettingError("FVM_LLM_MODEL", "", "a model's name, since FVM_LLM_URL is set")
    data = values.setdefault("data", ROOT / ".fvm" if in_checkout() else Path(platformdirs.user_data_dir("fvm-svar")))
    values.setdefault("is_public", "bulletins" not in values)
    values.setdefault("bulletins", SHIPPED_BULLETINS if in_checkout() else data / "bulletins")
    values.setdefault("cache", Path(platformdirs.user_cache_dir("fvm-svar")))
    return Settings(**values, slack=SlackSettings(state_dir=data, **slack))


def in_force(values: Settings) -> Iterator[tuple[Setting, str]]:
    """Each setting with its value as an admin writes it: a secret masked, empty for none."""
    for fields, described in ((values, _GENERAL), (values.slack, _SLACK)):
        for field, setting in described.items():
            value = getattr(fields, field)
            text = _text(value) if setting.wanted is not YES else "yes" if value else "no"
            yield setting, _MASK if setting.secret and text else text


def _read(settings: Mapping[str, Setting], environment: Mapping[str, str]) -> dict[str, Any]:
    """The fields whose settings are set."""
    read = {field: setting.read(environment) for field, setting in settings.items()}
    return {field: value for field, value in read.items() if value is not None}


def in_checkout() -> bool:
    """Whether the code runs from a source checkout, not from an installed wheel."""
    return (ROOT / "pyproject.toml").is_file()
