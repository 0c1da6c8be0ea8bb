"""Examines everything that the app needs and says the remedy for what is wrong; nothing is changed."""

from __future__ import annotations

import email.utils
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.errors import BotError
from bot.settings import SlackSettings, Transport
from bot.slack.client import calling_client, listening_client, translated
from bot.slack.errors import PostError
from bot.slack.parts import Parts, ShelfParts
from bot.slack.running import manifest
from index.errors import SearchIndexError

_LEAST_FREE_BYTES = 500_000_000
_LARGEST_SKEW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is right, what was seen, and what to do where it is not."""

    name: str
    ok: bool
    seen: str
    remedy: str = ""


def examine(parts: Parts, clock: Callable[[], float] = time.time) -> list[Finding]:
    """All checks in the order in which they are worth mending."""
    settings = parts.settings
    return [
        *_tokens(settings),
        *_workspace(settings, clock),
        _connection(settings),
        *(_snapshot(shelf) for shelf in parts.shelves.all),
        _model(parts),
        *_writer(parts),
        _disk(settings),
    ]


def _tokens(settings: SlackSettings) -> Iterator[Finding]:
    remedy = "Set SLACK_BOT_TOKEN to the token under OAuth & Permissions of the app's page."
    yield _token("bot token", settings.bot_token, "xoxb-", remedy)
    if settings.transport is Transport.SOCKET:
        remedy = "Set SLACK_APP_TOKEN to an app-level token with connections:write, from Basic Information."
        yield _token("app token", settings.app_token, "xapp-", remedy)
    else:
        remedy = "Set SLACK_SIGNING_SECRET to the signing secret under Basic Information."
        yield _token("signing secret", settings.signing_secret, "", remedy)


def _token(name: str, value: str, start: str, remedy: str) -> Finding:
    if not value:
        return Finding(name, False, "not set", remedy)
    if not value.startswith(start):
        return Finding(name, False, f"does not start with {start}", remedy)
    return Finding(name, True, "set")


def _workspace(settings: SlackSettings, clock: Callable[[], float]) -> Iterator[Finding]:
    """Token, scopes and clock, from one call of `auth.test`."""
    try:
        response = calling_client(settings).auth_test()
    except SlackApiError as error:
        code = str(error.response.get("error"))
        yield Finding("workspace", False, code, "Install the app into the workspace again and copy the new bot token.")
        return
    except Exception as error:  # noqa: BLE001 - whatever the network does, the doctor goes on
        yield Finding("workspace", False, type(error).__name__, f"Let this machine reach {settings.api_url}.")
        return
    yield Finding("workspace", True, str(response.get("team") or response.get("team_id")))
    headers = {key.lower(): value for key, value in response.headers.items()}
    yield _scopes(settings, str(headers.get("x-oauth-scopes", "")))
    yield _clock(str(headers.get("date", "")), clock())


def _scopes(settings: SlackSettings, granted: str) -> Finding:
    wanted = manifest.shipped()
    if settings.thread_replies:
        wanted = manifest.with_thread_replies(wanted)
    needed = manifest.scopes(wanted) | ({"usergroups:read"} if settings.admin_group else frozenset())
    if not granted:
        return Finding("scopes", False, "Slack did not say", "Check the scopes under OAuth & Permissions.")
    missing = needed - {scope.strip() for scope in granted.split(",")}
    if missing:
        remedy = "Add them under OAuth & Permissions, or paste the manifest again, and reinstall the app."
        return Finding("scopes", False, f"missing: {', '.join(sorted(missing))}", remedy)
    return Finding("scopes", True, f"{len(needed)} granted")


def _clock(date: str, now: float) -> Finding:
    try:
        skew = now - email.utils.parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return Finding("clock", True, "Slack sent no date")
    remedy = "Set the machine's clock by NTP: Slack's signatures are only good for five minutes."
    return Finding("clock", abs(skew) <= _LARGEST_SKEW_SECONDS, f"{skew:+.0f} s against Slack", remedy)


def _connection(settings: SlackSettings) -> Finding:
    if settings.transport is Transport.HTTP:
        return Finding("connection", True, f"HTTP on {settings.http_host}:{settings.http_port}; Slack must reach it")
    try:
        with translated():
            listening_client(settings).apps_connections_open(app_token=settings.app_token)
    except PostError as error:
        remedy = "Switch Socket Mode on in the app's page and check the app token's scope connections:write."
        return Finding("connection", False, error.code, remedy)
    return Finding("connection", True, "Socket Mode opens")


def _snapshot(shelf: ShelfParts) -> Finding:
    name = f"snapshot of {shelf.name}" if shelf.name else "snapshot"
    remedy = f"Run `fvm reindex --shelf {shelf.name}`." if shelf.name else "Run `fvm reindex`."
    try:
        info = shelf.library_info()
    except (BotError, SearchIndexError) as error:
        return Finding(name, False, str(error), remedy)
    except Exception as error:  # noqa: BLE001 - an unreadable index is a finding
        return Finding(name, False, type(error).__name__, remedy)
    if info.indexed_at is None:
        return Finding(name, False, "no index yet", remedy)
    seen = f"{info.bulletins} bulletins, {info.passages} passages, {info.indexed_at:%Y-%m-%d}"
    return Finding(name, True, seen)


def _model(parts: Parts) -> Finding:
    try:
        return Finding("model", True, parts.check_model() or "loaded")
    except Exception as error:  # noqa: BLE001 - a model that does not load is a finding
        return Finding("model", False, type(error).__name__, "Install the package again; the model comes with it.")


def _writer(parts: Parts) -> Iterator[Finding]:
    """Nothing where no writer is set, which is as good."""
    if parts.check_writer is None:
        return
    try:
        yield Finding("writer", True, parts.check_writer())
    except BotError as error:
        yield Finding("writer", False, str(getattr(error, "code", type(error).__name__)), str(error))


def _disk(settings: SlackSettings) -> Finding:
    folder = next(path for path in (settings.state_dir, *settings.state_dir.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    remedy = f"Free space on the disk that holds {folder}."
    return Finding("disk", free >= _LEAST_FREE_BYTES, f"{free / 1e9:.1f} GB free", remedy)
