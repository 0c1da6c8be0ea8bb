"""What the npm emulator can do, shown with a plain Bolt app, so that a failure elsewhere is ours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.scenarios import npm_emulator
from tests.scenarios.npm_stage import NpmStage
from tests.scenarios.stage import soon
from tests.slack_emulator.bolt_server import bolt_over_http, bolt_over_socket
from tests.slack_emulator.echo_app import echo_app


@contextlib.contextmanager
def over_socket(program: Path, folder: Path, port: int) -> Iterator[NpmStage]:
    stage = NpmStage(f"http://127.0.0.1:{port}")
    app = echo_app(stage.api_url, stage.bot_token, stage.signing_secret, rating=False)
    with npm_emulator.running(program, folder, port, None), bolt_over_socket(app, stage.app_token):
        yield stage


@contextlib.contextmanager
def over_http(program: Path, folder: Path, port: int) -> Iterator[NpmStage]:
    stage = NpmStage(f"http://127.0.0.1:{port}")
    app = echo_app(stage.api_url, stage.bot_token, stage.signing_secret, rating=False)
    with bolt_over_http(app) as url, npm_emulator.running(program, folder, port, url):
        yield stage


@pytest.mark.parametrize("connected", [over_socket, over_http])
def test_a_plain_bolt_app_works_on_the_npm_emulator(npm_program: Path, tmp_path: Path, connected: object) -> None:
    with connected(npm_program, tmp_path, free_port()) as stage:  # type: ignore[operator]
        try:
            every_surface_works(stage)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; the emulator's log:\n{stage.log()}") from error


def every_surface_works(stage: NpmStage) -> None:
    said = stage.mention("U01", "when?")
    reply = soon(lambda: stage.replies(said))[0]
    assert reply.text == "echo <@U0BOT> when?"
    direct = stage.dm("U01", "when?")
    assert soon(lambda: stage.replies(direct))[0].text == "dm when?"
    stage.command("U01", "when?")
    assert soon(lambda: stage.public()[1:])[0].text == "command when?"
    stage.click("U01", reply, "more")
    soon(lambda: stage.modal("U01"))
    stage.submit("U01", words="because")
    soon(lambda: stage.modal("U01") is None)
    stage.open_home("U01")
    assert soon(lambda: stage.home("U01"))["blocks"][0]["text"]["text"] == "Welcome"
