"""The app's manifest as Slack shows it, compared with what the settings need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from bot.settings import SlackSettings, Transport
from bot.slack.running.examining.features import FEATURES
from bot.slack.running.examining.findings import Check, Finding, FindingSeverity, fine, wrong
from bot.words.catalogue import say
from corpus.types import Language


def manifest_compared(text: str, settings: SlackSettings, language: Language) -> Iterator[Finding]:
    """What a manifest lacks, YAML or JSON as the page "App Manifest" has it."""
    remedy = say("remedy.manifest", language)
    try:
        manifest = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        yield wrong(Check.MANIFEST, type(error).__name__, remedy)
        return
    missing = list(_missing(manifest, settings, language))
    for seen, severity in missing:
        yield wrong(Check.MANIFEST, seen, remedy, severity=severity)
    if not missing:
        yield fine(Check.MANIFEST, say("doctor.manifest_whole", language))


def _missing(manifest: Any, settings: SlackSettings, language: Language) -> Iterator[tuple[str, FindingSeverity]]:
    events = _list(manifest, "settings", "event_subscriptions", "bot_events")
    scopes = _list(manifest, "oauth_config", "scopes", "bot")
    for feature in FEATURES:
        lacking = sorted((feature.events - set(events)) | (feature.scopes - set(scopes)))
        if lacking and feature.is_on(settings):
            severity = FindingSeverity.WARNING if feature.is_optional else FindingSeverity.ERROR
            yield say("doctor.manifest_lacks", language, names=", ".join(lacking),
                      feature=say(f"feature.{feature.name}", language)), severity  # fmt: skip
    commands = [_at(each, "command") for each in _list(manifest, "features", "slash_commands")]
    if settings.command not in commands:
        yield say("doctor.manifest_command", language, command=settings.command), FindingSeverity.ERROR
    if _at(manifest, "settings", "interactivity", "is_enabled") is not True:
        yield say("doctor.manifest_buttons", language), FindingSeverity.ERROR
    home = _at(manifest, "features", "app_home")
    if _at(home, "messages_tab_enabled") is not True or _at(home, "messages_tab_read_only_enabled") is not False:
        yield say("doctor.manifest_messages", language), FindingSeverity.ERROR
    is_socket = _at(manifest, "settings", "socket_mode_enabled") is True
    if is_socket != (settings.transport is Transport.SOCKET):
        yield say("doctor.manifest_transport", language, transport=settings.transport.value), FindingSeverity.ERROR
    if _at(manifest, "settings", "token_rotation_enabled") is True and not settings.refresh_token:
        yield say("doctor.manifest_rotates", language), FindingSeverity.ERROR


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _list(value: Any, *path: str) -> list[Any]:
    found = _at(value, *path)
    return found if isinstance(found, list) else []
