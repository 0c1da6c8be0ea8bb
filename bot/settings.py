"""Every setting: its environment variable, its default and its meaning; and the one reader of the environment."""

from __future__ import annotations

import enum
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path

import platformdirs

from bot.errors import SettingError
from bot.variables import MASK, Setting, as_set, described, read_set
from bot.variables import env as _env
from bot.wanted import (
    COUNT,
    DATABASE,
    DAYS,
    DOORS,
    ENDPOINT,
    FILE,
    FOLDER,
    HOSTS,
    LANGUAGE,
    MINUTES,
    NAMES,
    NETWORKS,
    OPENNESS,
    PORT,
    PROXY,
    QUESTIONS,
    REACH,
    SECONDS,
    SHARE,
    SITES,
    STORE_ADDRESS,
    SWITCH,
    TOKENS,
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


class Transport(enum.StrEnum):
    """How Slack reaches the app."""

    SOCKET = "socket"
    HTTP = "http"


class Store(enum.StrEnum):
    """What keeps the passages and finds them."""

    FAISS = "faiss"
    PGVECTOR = "pgvector"
    MILVUS = "milvus"


STORE = Wanted("`faiss`, `pgvector` or `milvus`", lambda text: Store(text.lower()))
TRANSPORT = Wanted("`socket` or `http`", lambda text: Transport(text.lower()))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """The Slack app's settings. Times are in seconds; `api_url` ends with `/api/`; tokens are never shown in `repr`.

    What no environment variable fills is there for tests; `fsync` False risks the newest questions for speed. An answer
    may take `answer_seconds`, as it may on a busy machine; `hang_seconds` after its begin the process is ended.
    """

    # fmt: off
    state_dir: Path
    bot_token: str = _env("SLACK_BOT_TOKEN", Wanted("a token that begins with `xoxb-` or `xoxe.xoxb-`", bare), "",
        "The app's token for Slack's Web API.", secret=True)
    refresh_token: str = _env("SLACK_REFRESH_TOKEN", Wanted("a token that begins with `xoxe-`", bare), "",
        "Of an app with token rotation: the refresh token beside the bot token.", secret=True)
    client_id: str = _env("SLACK_CLIENT_ID", Wanted("the client id of the app's basic information", bare), "",
        "Needed with `SLACK_REFRESH_TOKEN`.")
    client_secret: str = _env("SLACK_CLIENT_SECRET", Wanted("the client secret of the app's basic information", bare),
        "", "Needed with `SLACK_REFRESH_TOKEN`.", secret=True)
    app_token: str = _env("SLACK_APP_TOKEN", Wanted("a token that begins with `xapp-`", bare), "",
        "The token for Socket Mode.", secret=True)
    signing_secret: str = _env("SLACK_SIGNING_SECRET", Wanted("the secret of the app's basic information", bare), "",
        "Proves that a request over HTTP comes from Slack.", secret=True)
    app_id: str = _env("SLACK_APP_ID", Wanted("the id of the app's basic information, as `A0123456789`", an_app), "",
        "What was sent for another app is refused; `SLACK_APP_TOKEN` holds it too.")
    api_url: str = _env("SLACK_API_URL", Wanted("a web address", with_slash), "https://slack.com/api/",
        "The base of Slack's Web API, for workspaces that live elsewhere.")
    database_url: str = _env("FVM_DATABASE_URL", DATABASE, "",
        "The PostgreSQL database that several bots share; see [scale.md](scale.md).",
        shown_default="none: the file `slack.sqlite3` in the data folder", secret=True)
    replica: str = _env("FVM_REPLICA", "a short name", "", "What this bot of several is called in log and metrics.",
        shown_default="the host's name where `FVM_DATABASE_URL` is set, else none")
    transport: Transport = _env("FVM_TRANSPORT", TRANSPORT, Transport.SOCKET,
        "How Slack reaches the bot; `fvm serve --http` overrides it.")
    programme: str = _env("FVM_PROGRAMME", "a short name", "FVM", "What the programme is called in messages.")
    command: str = _env("FVM_COMMAND", "a slash and a word", "/fvm", "The slash command, as in the manifest.")
    contact: str = _env("FVM_CONTACT", "a channel id, a user id, an e-mail address or words", "",
        "Whom a refusal points to; a channel or a person can be asked by a button.")
    admins: frozenset[str] = _env("FVM_ADMINS", NAMES, frozenset(), "Who may administer the bot.")
    admin_group: str = _env("FVM_ADMIN_GROUP", "the id of a Slack user group", "",
        "A group whose members may administer the bot; organisation-wide with its workspace, as `T0123456/S0123456`.")
    update_answers: bool = _env("FVM_UPDATE_ANSWERS", SWITCH, False,
        "Whether threads are told when the answer of the last 30 days that they got has changed.")
    thread_replies: bool = _env("FVM_THREAD_REPLIES", SWITCH, False,
        "Whether a reply in a thread that the bot has answered in needs no mention; takes the second manifest.")
    written: bool = _env("FVM_SLACK_WRITER", SWITCH, True, "Whether a writer phrases answers in Slack, if one is set.")
    log_question_text: bool = _env("FVM_LOG_QUESTIONS", SWITCH, False, "Whether question texts may stand in the log.")
    retention_days: int = _env("FVM_RETENTION_DAYS", DAYS, 90, "How long question texts are kept.")
    audit_days: int = _env("FVM_AUDIT_DAYS", DAYS, 365, "How long what admins did stays in the audit log.")
    per_person: int = _env("FVM_PER_PERSON", COUNT, 10, "The most questions that one person may ask within a minute.")
    per_channel: int = _env("FVM_PER_CHANNEL", COUNT, 60, "The most questions taken in one channel within a minute.")
    per_bot: int = _env("FVM_BOT_RATE", COUNT, 5, "The most questions of a workflow or another app within a minute.")
    examples: tuple[str, ...] = _env("FVM_EXAMPLES", QUESTIONS, (),
        "Questions to try, shown in help, in App Home and where a conversation begins; at most four.",
        shown_default="built-in ones")
    workers: int = _env("FVM_WORKERS", COUNT, 2, "Questions answered at the same time.")
    http_host: str = _env("FVM_HTTP_HOST", "an address of this machine", "127.0.0.1",
        "Where `fvm serve --http` listens.")
    http_port: int = _env("FVM_HTTP_PORT", PORT, 3000, "The port of `fvm serve --http`.")
    metrics_host: str = _env("FVM_METRICS_HOST", "an address of this machine", "127.0.0.1",
        "Where health and metrics are served; another address only where a firewall lets nobody else in.")
    metrics_port: int = _env("FVM_METRICS_PORT", PORT, 9108, "The port of health and metrics.")
    # fmt: on
    max_age: float = 3600.0
    edit_window: float = 120.0
    lease: float = 120.0
    max_attempts: int = 12
    api_timeout: int = 15
    drain: float = 12.0
    answer_seconds: float = 20.0
    hang_seconds: float = 30.0
    fsync: bool = True

    @property
    def database(self) -> Path | str:
        """What holds questions, ratings, kept questions and preferences: a file, or a database by its address."""
        return self.database_url or self.database_file

    @property
    def database_file(self) -> Path:
        """The file that is used where no database is named."""
        return self.state_dir / "slack.sqlite3"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSettings:
    """The settings of the doors beside Slack: HTTP, the page, and MCP; tokens are never shown in `repr`."""

    # fmt: off
    doors: frozenset[str] = _env("FVM_DOORS", DOORS, frozenset(),
        "What `fvm serve` opens beside Slack; `fvm api` opens `api` where nothing is set. See [http.md](http.md).")
    host: str = _env("FVM_API_HOST", "an address of this machine", "127.0.0.1", "Where the doors listen.")
    port: int = _env("FVM_API_PORT", PORT, 8080, "The doors' port.")
    names: frozenset[str] = _env("FVM_API_NAMES", HOSTS, frozenset(),
        "By what names the doors are called, such as that of the proxy before them; any other is refused.",
        shown_default="`localhost` and loopback addresses")
    tokens: str = _env("FVM_API_TOKENS", TOKENS, "", "Who may ask, each with what it is good for.", secret=True)
    openness: str = _env("FVM_API_OPEN", OPENNESS, "",
        "Which shelves anybody may ask who reaches the doors without a token.",
        shown_default="`public`, or `none` where `FVM_API_TOKENS` is set")
    origins: frozenset[str] = _env("FVM_API_ORIGINS", SITES, frozenset(),
        "Sites whose pages may call the doors from a browser.")
    proxies: frozenset[str] = _env("FVM_API_PROXIES", NETWORKS, frozenset(),
        "Proxies whose `X-Forwarded-For` is believed.")
    rate: int = _env("FVM_API_RATE", COUNT, 30, "The most questions of one token or address within a minute.")
    written: frozenset[str] = _env("FVM_API_WRITER", DOORS, frozenset(),
        "At which doors the writer phrases answers, where one is set.")
    kept: frozenset[str] = _env("FVM_API_KEEP", DOORS, frozenset(),
        "At which doors questions are kept for the report, without who asked, as long as those in Slack.")
    sites: frozenset[str] = _env("FVM_PAGE_SITES", SITES, frozenset(), "Sites that may show the page in a frame.")
    # fmt: on

    @property
    def open_to_all(self) -> str:
        """Which shelves need no token."""
        return self.openness or ("none" if self.tokens else "public")


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
    store: Store = _env("FVM_STORE", STORE, Store.FAISS,
        "What finds the passages: a folder of this machine, or a server that several bots share; see "
        "[scale.md](scale.md).")
    store_url: str = _env("FVM_STORE_URL", STORE_ADDRESS, "",
        "The server that is searched: the PostgreSQL database of `FVM_STORE=pgvector`, or Milvus.",
        shown_default="`FVM_DATABASE_URL`; of Milvus none", secret=True)
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
    watch_every: int | None = _env("FVM_WATCH_EVERY", MINUTES, None,
        "How often `fvm serve` looks at the watched pages itself.",
        shown_default="not at all: a timer or `fvm watch` does")
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
    doors: DoorSettings = DoorSettings()
    shelf: str = ""
    channels: frozenset[str] = frozenset()

    @property
    def root(self) -> Path:
        """Where the state lies that all shelves share."""
        return self.slack.state_dir


_GENERAL, _SLACK, _DOORS = described(Settings), described(SlackSettings), described(DoorSettings)
SETTINGS = (*_GENERAL.values(), *_SLACK.values(), *_DOORS.values())
"""Every setting, those of every command first; the table in the documentation is compared with it."""


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read every setting from `environment`, by default the process's own.

    Raises:
        SettingError: a value cannot be used.
    """
    given = os.environ if environment is None else environment
    values, slack, doors = (read_set(each, given) for each in (_GENERAL, _SLACK, _DOORS))
    if "llm_url" in values and "llm_model" not in values:
        raise SettingError("FVM_LLM_MODEL", "", "a model's name, since FVM_LLM_URL is set")
    for field in ("client_id", "client_secret"):
        if "refresh_token" in slack and field not in slack:
            wanted = f"{_SLACK[field].wanted.words}, since SLACK_REFRESH_TOKEN is set"
            raise SettingError(_SLACK[field].key, "", wanted)
    data = values.setdefault("data", ROOT / ".fvm" if in_checkout() else Path(platformdirs.user_data_dir("fvm-svar")))
    slack.setdefault("replica", socket.gethostname() if "database_url" in slack else "")
    values.setdefault("is_public", "bulletins" not in values)
    values.setdefault("bulletins", SHIPPED_BULLETINS if in_checkout() else data / "bulletins")
    values.setdefault("cache", Path(platformdirs.user_cache_dir("fvm-svar")))
    return Settings(**values, slack=SlackSettings(state_dir=data, **slack), doors=DoorSettings(**doors))


def in_force(values: Settings) -> Iterator[tuple[Setting, str]]:
    """Each setting with its value as an admin writes it: a secret masked, empty for none."""
    for fields, settings in ((values, _GENERAL), (values.slack, _SLACK), (values.doors, _DOORS)):
        for field, setting in settings.items():
            value = getattr(fields, field)
            text = as_set(value) if setting.wanted is not YES else "yes" if value else "no"
            yield setting, MASK if setting.secret and text else text


def in_checkout() -> bool:
    """Whether the code runs from a source checkout, not from an installed wheel."""
    return (ROOT / "pyproject.toml").is_file()
