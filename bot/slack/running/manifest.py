"""The app's manifest and its variants; pure but for reading the shipped file."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from bot.slack.slash import WORKFLOW_STEP, usage_hint
from corpus.types import Language

Manifest: TypeAlias = dict[str, Any]

FILE = Path(__file__).with_name("manifest.yaml")
THREAD_REPLIES_FILE = Path(__file__).with_name("manifest_thread_replies.yaml")
_HEAD = "# Made from manifest.yaml: also hears replies in threads that mention nobody.\n"


@dataclass(frozen=True, slots=True)
class Use:
    """What a scope is there for: events that need it and Web API methods that are called."""

    events: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


USES = {
    "app_mentions:read": Use(events=("app_mention",)),
    "assistant:write": Use(methods=("assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts")),
    "chat:write": Use(methods=("chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete")),
    "commands": Use(events=("slash_commands", "shortcuts")),
    "files:read": Use(events=("shortcuts",)),
    "mcp:connect": Use(),
    "usergroups:read": Use(methods=("usergroups.users.list",)),
    "im:history": Use(events=("message.im",), methods=("conversations.replies", "conversations.history")),
    "reactions:read": Use(events=("reaction_added",)),
    "reactions:write": Use(methods=("reactions.add", "reactions.remove")),
    "channels:history": Use(events=("message.channels",), methods=("conversations.replies",)),
    "groups:history": Use(events=("message.groups",), methods=("conversations.replies",)),
    "mpim:history": Use(events=("message.mpim",), methods=("conversations.replies",)),
}
"""Every scope of any variant, and why the app asks for it: one for neither is for Slack's own assistant."""

OPTIONAL = ("files:read", "usergroups:read")
"""Scopes that the bot works without."""

_STEP: Manifest = {
    "title": "Fråga FVM-svar",
    "description": "Ställer en fråga till bulletinerna och ger svaret vidare.",
    "input_parameters": {
        "question": {"type": "string", "title": "Fråga", "description": "Frågan som ska ställas", "is_required": True},
    },
    "output_parameters": {
        "answered": {"type": "boolean", "title": "Besvarad", "description": "Om bulletinerna svarar",
                     "is_required": True},
        "answer": {"type": "string", "title": "Svar", "description": "Citatet, eller att svaret inte finns",
                   "is_required": True},
        "link": {"type": "string", "title": "Länk", "description": "Till stället i bulletinen", "is_required": True},
        "date": {"type": "string", "title": "Datum", "description": "Bulletinens datum", "is_required": True},
        "probability": {"type": "number", "title": "Sannolikhet", "description": "Att citatet svarar, 0 till 1",
                        "is_required": True},
    },
}  # fmt: skip
_THREAD_SCOPES = ("channels:history", "groups:history", "mpim:history", "reactions:read", "reactions:write")
_THREAD_EVENTS = ("message.channels", "message.groups", "message.mpim", "reaction_added")


def shipped() -> Manifest:
    """The manifest for mentions, direct messages, commands and shortcuts over Socket Mode."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def with_thread_replies(manifest: Manifest) -> Manifest:
    """Adds what replies without a mention need; Slack then sends every message of the bot's channels."""
    wider = copy.deepcopy(manifest)
    wider["oauth_config"]["scopes"]["bot"] += _THREAD_SCOPES
    wider["settings"]["event_subscriptions"]["bot_events"] += _THREAD_EVENTS
    for command in wider["features"]["slash_commands"]:
        command["usage_hint"] = usage_hint(Language.SV)
    return wider


def with_command(manifest: Manifest, command: str) -> Manifest:
    """Names the slash command otherwise, as `FVM_COMMAND` does."""
    renamed = copy.deepcopy(manifest)
    for each in renamed["features"]["slash_commands"]:
        each["command"] = command
    return renamed


def without_scopes(manifest: Manifest, left_out: Collection[str]) -> Manifest:
    """Leaves optional scopes out; what is missing then, docs/slack.md and `fvm doctor` say."""
    narrower = copy.deepcopy(manifest)
    bot = narrower["oauth_config"]["scopes"]["bot"]
    narrower["oauth_config"]["scopes"]["bot"] = [scope for scope in bot if scope not in left_out]
    return narrower


def with_workflow_step(manifest: Manifest) -> Manifest:
    """Adds the step "Fråga FVM-svar" of Workflow Builder, which Slack has for paid plans alone."""
    wider = copy.deepcopy(manifest)
    wider["functions"] = {WORKFLOW_STEP: _STEP}
    wider["settings"]["event_subscriptions"]["bot_events"] += ["function_executed"]
    wider["settings"] |= {"org_deploy_enabled": True, "function_runtime": "remote"}
    return wider


def with_assistant(manifest: Manifest) -> Manifest:
    """Lets the app name an MCP server that Slack's own assistant calls; its address goes into Slack's page."""
    wider = copy.deepcopy(manifest)
    wider["oauth_config"]["scopes"]["bot"] += ["mcp:connect"]
    return wider


def with_token_rotation(manifest: Manifest) -> Manifest:
    """Lets bot tokens end after twelve hours; Slack never switches it off again."""
    turning = copy.deepcopy(manifest)
    turning["settings"]["token_rotation_enabled"] = True
    return turning


def with_request_url(manifest: Manifest, url: str) -> Manifest:
    """For signed HTTP: Slack sends everything to this https address instead of over a socket."""
    served = copy.deepcopy(manifest)
    settings = served["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"]["request_url"] = url
    settings["interactivity"]["request_url"] = url
    for command in served["features"]["slash_commands"]:
        command["url"] = url
    return served


def scopes(manifest: Manifest) -> frozenset[str]:
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])


def events(manifest: Manifest) -> frozenset[str]:
    return frozenset(manifest["settings"]["event_subscriptions"]["bot_events"])


def as_yaml(manifest: Manifest) -> str:
    """The text that Slack's page takes."""
    return yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False, width=110)


def thread_replies_text() -> str:
    """What `manifest_thread_replies.yaml` must hold."""
    return _HEAD + as_yaml(with_thread_replies(shipped()))
