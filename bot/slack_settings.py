"""The environment variables of the Slack app."""

from __future__ import annotations

from bot.setting import Setting
from bot.slack.settings_values import Transport


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError("below 1")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise ValueError("outside 0 to 65535")
    return value


def _switch(text: str) -> bool:
    return {"on": True, "off": False}[text.lower()]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise ValueError("no web address")
    return text.rstrip("/") + "/"


def _examples(text: str) -> tuple[str, ...]:
    return tuple(example for part in text.split("|") if (example := part.strip()))


_NO_TEXT = "none"

SLACK_SETTINGS: tuple[Setting, ...] = (
    Setting(
        "SLACK_BOT_TOKEN",
        "bot_token",
        str,
        str,
        _NO_TEXT,
        "a token that begins with `xoxb-`",
        "The app's token for Slack's Web API.",
        secret=True,
    ),
    Setting(
        "SLACK_APP_TOKEN",
        "app_token",
        str,
        str,
        _NO_TEXT,
        "a token that begins with `xapp-`",
        "The token for Socket Mode.",
        secret=True,
    ),
    Setting(
        "SLACK_SIGNING_SECRET",
        "signing_secret",
        str,
        str,
        _NO_TEXT,
        "the secret of the app's basic information",
        "Proves that a request over HTTP comes from Slack.",
        secret=True,
    ),
    Setting(
        "SLACK_API_URL",
        "api_url",
        _address,
        lambda: "https://slack.com/api/",
        "`https://slack.com/api/`",
        "a web address",
        "The base of Slack's Web API, for workspaces that live elsewhere.",
    ),
    Setting(
        "FVM_TRANSPORT",
        "transport",
        lambda text: Transport(text.lower()),
        lambda: Transport.SOCKET,
        "`socket`",
        "`socket` or `http`",
        "How Slack reaches the bot; `fvm serve --http` overrides it.",
    ),
    Setting(
        "FVM_PROGRAMME",
        "programme",
        str,
        lambda: "FVM",
        "`FVM`",
        "a short name",
        "What the programme is called in messages.",
    ),
    Setting(
        "FVM_COMMAND",
        "command",
        str,
        lambda: "/fvm",
        "`/fvm`",
        "a slash and a word",
        "The slash command, as in the manifest.",
    ),
    Setting(
        "FVM_CONTACT",
        "contact",
        str,
        str,
        _NO_TEXT,
        "a channel id, a user id, an e-mail address or words",
        "Whom a refusal points to.",
    ),
    Setting(
        "FVM_ADMINS",
        "admins",
        _names,
        frozenset,
        _NO_TEXT,
        "user ids with commas between",
        "Who may administer the bot.",
    ),
    Setting(
        "FVM_ADMIN_GROUP",
        "admin_group",
        str,
        str,
        _NO_TEXT,
        "the id of a Slack user group",
        "A group whose members may administer the bot.",
    ),
    Setting(
        "FVM_UPDATE_ANSWERS",
        "update_answers",
        _switch,
        lambda: False,
        "`off`",
        "`on` or `off`",
        "Whether threads are told when the answer of the last 30 days that they got has changed.",
    ),
    Setting(
        "FVM_THREAD_REPLIES",
        "thread_replies",
        _switch,
        lambda: False,
        "`off`",
        "`on` or `off`",
        "Whether a reply in a thread that the bot has answered in needs no mention; takes the second manifest.",
    ),
    Setting(
        "FVM_LOG_QUESTIONS",
        "log_question_text",
        _switch,
        lambda: False,
        "`off`",
        "`on` or `off`",
        "Whether question texts may stand in the log.",
    ),
    Setting(
        "FVM_RETENTION_DAYS",
        "retention_days",
        _positive,
        lambda: 90,
        "`90`",
        "a whole number of days from 1",
        "How long question texts are kept.",
    ),
    Setting(
        "FVM_PER_PERSON",
        "per_person",
        _positive,
        lambda: 10,
        "`10`",
        "a whole number from 1",
        "The most questions that one person may ask within a minute.",
    ),
    Setting(
        "FVM_PER_CHANNEL",
        "per_channel",
        _positive,
        lambda: 60,
        "`60`",
        "a whole number from 1",
        "The most questions that are taken in one channel within a minute.",
    ),
    Setting(
        "FVM_EXAMPLES",
        "examples",
        _examples,
        tuple,
        "built-in ones",
        "questions with a vertical bar between",
        "Questions to try, shown in help, in App Home and where a conversation begins; at most four.",
    ),
    Setting(
        "FVM_WORKERS",
        "workers",
        _positive,
        lambda: 2,
        "`2`",
        "a whole number from 1",
        "Questions answered at the same time.",
    ),
    Setting(
        "FVM_HTTP_HOST",
        "http_host",
        str,
        lambda: "127.0.0.1",
        "`127.0.0.1`",
        "an address of this machine",
        "Where `fvm serve --http` listens.",
    ),
    Setting(
        "FVM_HTTP_PORT",
        "http_port",
        _port,
        lambda: 3000,
        "`3000`",
        "a port from 0 to 65535",
        "The port of `fvm serve --http`.",
    ),
    Setting(
        "FVM_METRICS_PORT",
        "metrics_port",
        _port,
        lambda: 9108,
        "`9108`",
        "a port from 0 to 65535",
        "The loopback port of health and metrics.",
    ),
)
"""The settings of the Slack app."""
