from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.slack import slash
from bot.slack.administration.desks import add as administration_add
from bot.slack.administration.desks import why as administration_why
from bot.slack.listening import events, listeners
from bot.slack.running import manifest
from bot.slack.running.manifest import Manifest
from bot.slack.showing import human
from corpus.types import Language

SOURCES = Path(manifest.__file__).parents[1]
VARIANTS = {
    "shipped": manifest.shipped(),
    "thread replies": manifest.with_thread_replies(manifest.shipped()),
    "workflow step": manifest.with_workflow_step(manifest.shipped()),
    "http": manifest.with_request_url(manifest.shipped(), "https://fvm.example/slack/events"),
    "assistant": manifest.with_assistant(manifest.shipped()),
}
variants = pytest.mark.parametrize("variant", list(VARIANTS.values()), ids=list(VARIANTS))

# Slack's published schema is not in any package that we install, so this one is written from its public reference
# (docs.slack.dev/reference/app-manifest): (type, required, longest text or list, keys of objects or items).
TEXT, FLAG = "text", "flag"
PARAMETER = {"type!": (TEXT, 20), "title!": (TEXT, 255), "description!": (TEXT, 255), "is_required": FLAG}
SCHEMA: dict[str, Any] = {
    "_metadata": {"major_version": 1, "minor_version": 1},
    "display_information!": {"name!": (TEXT, 35), "description": (TEXT, 140), "background_color": (TEXT, 7),
                             "long_description": (TEXT, 4000)},
    "features": {
        "app_home": {"home_tab_enabled": FLAG, "messages_tab_enabled": FLAG, "messages_tab_read_only_enabled": FLAG},
        "agent_view": {"agent_description!": (TEXT, 300),
                       "suggested_prompts": [4, {"title!": (TEXT, 75), "message!": (TEXT, 500)}]},
        "bot_user": {"display_name!": (TEXT, 80), "always_online": FLAG},
        "shortcuts": [10, {"name!": (TEXT, 24), "type!": (TEXT, 7), "callback_id!": (TEXT, 255),
                           "description!": (TEXT, 150)}],
        "slash_commands": [50, {"command!": (TEXT, 32), "description!": (TEXT, 2000), "usage_hint": (TEXT, 1000),
                                "should_escape": FLAG, "url": (TEXT, 3000)}],
    },
    "functions": {"ask_fvm": {"title!": (TEXT, 255), "description!": (TEXT, 255),
                              "input_parameters!": {"question": PARAMETER},
                              "output_parameters!": dict.fromkeys(
                                  ("answered", "answer", "link", "date", "probability"), PARAMETER)}},
    "oauth_config": {"scopes": {"bot": [255, (TEXT, 50)]}},
    "settings": {
        "event_subscriptions": {"request_url": (TEXT, 3500), "bot_events": [100, (TEXT, 50)]},
        "interactivity": {"is_enabled!": FLAG, "request_url": (TEXT, 3000)},
        "org_deploy_enabled": FLAG, "function_runtime": (TEXT, 10),
        "socket_mode_enabled": FLAG, "token_rotation_enabled": FLAG,
    },
}  # fmt: skip


def check(value: Any, shape: Any, path: str) -> None:
    if shape == FLAG:
        assert isinstance(value, bool), path
    elif isinstance(shape, int):
        assert isinstance(value, int), path
    elif isinstance(shape, tuple):
        assert isinstance(value, str), path
        assert 0 < len(value) <= shape[1], path
    elif isinstance(shape, list):
        assert 0 < len(value) <= shape[0], path
        for number, item in enumerate(value):
            check(item, shape[1], f"{path}/{number}")
    else:
        known = {key.rstrip("!"): part for key, part in shape.items()}
        assert set(value) <= set(known), path
        assert {key[:-1] for key in shape if key.endswith("!")} <= set(value), path
        for key, part in value.items():
            check(part, known[key], f"{path}/{key}")


@variants
def test_every_variant_has_the_published_shape(variant: Manifest) -> None:
    check(variant, SCHEMA, "")


@pytest.mark.parametrize("wrong", [{"display_information": {"name": "x" * 36}}, {"display_information": {}},
                                   {**manifest.shipped(), "extra": 1}, {"features": {}}])  # fmt: skip
def test_the_shape_refuses_what_slack_refuses(wrong: Manifest) -> None:
    with pytest.raises(AssertionError):
        check(wrong, SCHEMA, "")


@variants
def test_every_scope_is_used_by_an_event_or_a_call(variant: Manifest) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "manifest.py")
    subscribed = manifest.events(variant) | set(variant["features"])
    for scope in manifest.scopes(variant):
        use = manifest.USES[scope]
        called = {method for method in use.methods if method in code or method.replace(".", "_") in code}
        assert called == set(use.methods), scope
        assert set(use.events) <= subscribed, scope


@variants
def test_every_subscribed_event_is_handled(variant: Manifest) -> None:
    source = Path(listeners.__file__).read_text(encoding="utf-8")
    known = ("app_mention", "message", "app_home_opened", "function_executed", "reaction_added")
    handled = {name for name in known if f'"{name}"' in source}
    assert {event.partition(".")[0] for event in manifest.events(variant)} <= handled


@variants
def test_the_shortcuts_and_the_command_are_those_that_the_app_hears(variant: Manifest) -> None:
    shortcuts = [each["callback_id"] for each in variant["features"]["shortcuts"]]
    assert shortcuts == [events.SHORTCUT, administration_add.SHORTCUT, administration_why.SHORTCUT,
                         human.REPLY]  # fmt: skip
    assert [each["command"] for each in variant["features"]["slash_commands"]] == ["/fvm"]


def test_direct_messages_are_open_and_the_agent_view_is_on() -> None:
    features = manifest.shipped()["features"]
    assert features["app_home"]["messages_tab_enabled"]
    assert not features["app_home"]["messages_tab_read_only_enabled"]
    assert "assistant_view" not in features
    assert "agent_view" in features


def test_the_second_file_is_made_from_the_first() -> None:
    assert manifest.THREAD_REPLIES_FILE.read_text(encoding="utf-8") == manifest.thread_replies_text()


def test_only_the_variant_with_thread_replies_reads_channels() -> None:
    assert not any(scope.startswith(("channels", "groups")) for scope in manifest.scopes(manifest.shipped()))
    assert not any(event.startswith("message.c") for event in manifest.events(manifest.shipped()))
    wider = manifest.with_thread_replies(manifest.shipped())
    assert {"channels:history", "groups:history"} <= manifest.scopes(wider)


def test_the_http_variant_sends_everything_to_one_address() -> None:
    text = manifest.as_yaml(VARIANTS["http"])
    assert len(re.findall("https://fvm.example/slack/events", text)) == 3
    assert yaml.safe_load(text)["settings"]["socket_mode_enabled"] is False


@variants
def test_the_hint_beside_the_command_is_made_from_the_table_of_commands(variant: Manifest) -> None:
    hears = "message.channels" in manifest.events(variant)
    hints = [each["usage_hint"] for each in variant["features"]["slash_commands"]]
    assert hints == [slash.usage_hint(Language.SV, hears=hears)]
