"""The bot behind a proxy: every host of Slack by its real name, which this machine cannot look up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.answering.question.conversation import NO_EARLIER
from bot.settings import SlackSettings
from bot.slack.running.examining.findings import FindingSeverity
from bot.slack.running.examining.hosts import slack_hosts, tried
from bot.slack.running.transports import SocketCarrier
from bot.wiring.slack_app import build_app
from corpus.types import Language
from tests.bot.slack.answers import ask, parts
from tests.bot.slack.running.staging import eventually
from tests.proxy import SmallProxy, certificate_for, secured
from tests.slack_emulator.emulator import Emulator

NAMES = ("slack.com", "*.slack.com")
AUTHORIZATION = "Basic Ym90OmhlbWxpZw=="


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@contextmanager
def behind_proxy(
    emulator: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> Iterator[SmallProxy]:
    """The emulator under Slack's names, reached through a proxy alone."""
    certificate = certificate_for(folder, *NAMES)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    issue = emulator.slack.open_socket
    real = urlsplit(issue())
    emulator.slack.open_socket = lambda: issue().replace(f"ws://{real.netloc}", "wss://wss-primary.slack.com")
    api = urlsplit(emulator.api_url)
    with (
        secured((str(api.hostname), int(api.port or 0)), certificate) as web,
        secured((str(real.hostname), int(real.port or 0)), certificate) as socket,
    ):
        known = {("slack.com", 443): web, ("wss-primary.slack.com", 443): socket, ("hooks.slack.com", 443): web}
        proxy = SmallProxy(known, wanted)
        monkeypatch.setenv("HTTPS_PROXY", f"bot:hemlig@127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)
        yield proxy
        proxy.close()


def used(emulator: Emulator, folder: Path) -> SlackSettings:
    config = emulator.config
    return parts(folder, bot_token=config.bot_token, app_token=config.app_token, api_timeout=3).settings


def test_questions_and_answers_go_through_the_proxy_over_the_socket_too(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behind_proxy(emulator, tmp_path, monkeypatch, AUTHORIZATION) as proxy:
        settings = used(emulator, tmp_path)
        app = build_app(parts(tmp_path, bot_token=settings.bot_token, app_token=settings.app_token))
        carrier = SocketCarrier(app.bolt, settings)
        app.start()
        carrier.open()
        try:
            emulator.wait_until_connected()
            asked = emulator.dm("U1", "Vem leder?")
            reply = eventually(lambda: emulator.replies(asked), 10.0)[0]
        finally:
            carrier.close()
            app.stop()
    assert "Anna Ek" in reply.text
    assert ask("Vem leder?", NO_EARLIER).answers
    assert set(proxy.asked) == {("slack.com", 443), ("wss-primary.slack.com", 443)}


def test_what_no_proxy_names_is_reached_without(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behind_proxy(emulator, tmp_path, monkeypatch, "") as proxy:
        monkeypatch.setenv("NO_PROXY", "wss-primary.slack.com")
        carrier = SocketCarrier(build_app(parts(tmp_path)).bolt, used(emulator, tmp_path))
        carrier.open()
        assert not carrier.is_connected()
        carrier.close()
    assert ("wss-primary.slack.com", 443) not in proxy.asked


# The SDK leaves the connection to a proxy that refuses a tunnel to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_proxy_that_lets_no_socket_through_is_told_and_its_password_is_not(
    emulator: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with behind_proxy(emulator, tmp_path, monkeypatch, AUTHORIZATION) as proxy:
        del proxy.known["wss-primary.slack.com", 443]
        carrier = SocketCarrier(build_app(parts(tmp_path)).bolt, used(emulator, tmp_path))
        carrier.open()
        assert not carrier.is_connected()
        carrier.close()
    shown = caplog.text + "".join(capsys.readouterr())
    assert "403" in shown
    assert "socket_not_opened" in shown
    assert "hemlig" not in shown


def test_the_doctor_tries_each_host_through_the_proxy_and_says_which_it_refuses(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behind_proxy(emulator, tmp_path, monkeypatch, AUTHORIZATION) as proxy:
        settings = used(emulator, tmp_path)
        found = {each.subject: each for each in tried(list(slack_hosts(settings)), Language.EN)}
        proxy.authorization = "Basic another"
        refused = tried(list(slack_hosts(settings)), Language.EN)
    assert found["slack.com"].ok
    assert f"127.0.0.1:{proxy.port}" in found["slack.com"].seen
    assert found["wss-backup.slack.com"].severity is FindingSeverity.ERROR
    assert "CONNECT" in found["wss-backup.slack.com"].remedy
    assert "hemlig" not in str(found)
    assert not any(each.ok for each in refused)
