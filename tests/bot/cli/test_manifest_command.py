from __future__ import annotations

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli.main import fvm
from bot.slack.running import manifest

ADDRESS = "https://fvm.example/slack/events"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(fvm, ["manifest", *arguments], standalone_mode=False)


def test_the_manifest_that_is_printed_is_the_one_that_ships() -> None:
    assert yaml.safe_load(run().stdout) == manifest.shipped()


def test_with_thread_replies_it_is_the_second_one_that_ships() -> None:
    shipped = manifest.THREAD_REPLIES_FILE.read_text(encoding="utf-8")
    assert yaml.safe_load(run("--thread-replies").stdout) == yaml.safe_load(shipped)


def test_with_an_address_everything_is_sent_there_and_no_socket_is_used() -> None:
    made = yaml.safe_load(run("--url", ADDRESS).stdout)
    settings = made["settings"]
    assert [settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]] == [ADDRESS] * 2
    assert [each["url"] for each in made["features"]["slash_commands"]] == [ADDRESS]
    assert settings["socket_mode_enabled"] is False


@pytest.mark.parametrize(
    "url",
    ["", "http://fvm.example/slack/events", "fvm.example", "https://", "https:///slack", "https://name:secret@fvm.example",
     "https://fvm.example:99999/", "https://fvm.example/a b", "https://fvm.example/\n", "https://fvm.example/#events",
     "https://[::1/", "javascript:alert(1)", "wss://fvm.example/"],
)  # fmt: skip
def test_an_address_that_slack_cannot_send_to_is_refused_with_one_that_it_can(url: str) -> None:
    done = run("--url", url)
    assert isinstance(done.exception, click.BadParameter)
    assert "https://fvm.example/slack/events" in str(done.exception)
    assert done.stdout == ""


def test_the_command_is_called_what_the_setting_says() -> None:
    made = yaml.safe_load(CliRunner(env={"FVM_COMMAND": "/fraga"}).invoke(fvm, ["manifest"]).stdout)
    assert [each["command"] for each in made["features"]["slash_commands"]] == ["/fraga"]


def test_optional_scopes_can_be_left_out_and_no_others() -> None:
    made = yaml.safe_load(run("--without", "files:read", "--without", "usergroups:read").stdout)
    assert manifest.scopes(manifest.shipped()) - manifest.scopes(made) == {"files:read", "usergroups:read"}
    assert isinstance(run("--without", "chat:write").exception, click.BadParameter)
