"""Each host is tried by itself, and what stands in the way is told apart."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.slack.proxies import proxy_for
from bot.slack.running.examining.challenge import own_address, walked
from bot.slack.running.examining.findings import FindingSeverity
from bot.slack.running.examining.hosts import Host, HostUse, Obstacle, obstacle, page_hosts, slack_hosts, tried
from bot.slack.running.transports import HttpCarrier
from bot.wiring.slack_app import build_app
from corpus.types import Language
from corpus.web.proxy import read_proxy
from tests.bot.slack.answers import parts, settings
from tests.ports import free_port

SECONDS = 0.5


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Listener:
    """Takes connections and does with each what `act` does."""

    def __init__(self, act: str = "keeps") -> None:
        self._act, self._socket = act, socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._kept: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                taken, _ = self._socket.accept()
            except OSError:
                return
            self._kept.append(taken)
            if self._act == "hangs up":
                taken.recv(1)
                taken.close()

    def close(self) -> None:
        # Ends the wait for a connection; one that has just come is closed with the others.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5.0)
        self._socket.close()
        for each in self._kept:
            each.close()


@pytest.fixture
def silent() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def host(port: int, name: str = "127.0.0.1", is_secure: bool = True) -> Host:
    return Host(name=name, port=port, use=HostUse.CALLS, is_secure=is_secure)


def test_a_host_that_takes_connections_is_reached(silent: Listener) -> None:
    assert obstacle(host(silent.port, is_secure=False), SECONDS) is None


def test_what_stands_in_the_way_is_told_apart(silent: Listener) -> None:
    assert obstacle(host(free_port()), SECONDS) is Obstacle.CLOSED
    assert obstacle(host(443, "no-such-host.invalid"), SECONDS) is Obstacle.UNKNOWN
    assert obstacle(host(silent.port), SECONDS) is Obstacle.SILENT
    rude = Listener("hangs up")
    try:
        assert obstacle(host(rude.port), SECONDS) is Obstacle.CUT_OFF
    finally:
        rude.close()


def test_a_certificate_of_somebody_else_is_told(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1",
         "-subj", "/CN=localhost"], check=True, capture_output=True)  # fmt: skip
    context.load_cert_chain(certificate, key)
    server = socket.create_server(("127.0.0.1", 0))

    def shake() -> None:
        taken, _ = server.accept()
        with taken:
            try:
                context.wrap_socket(taken, server_side=True).close()
            except (ssl.SSLError, OSError):
                return

    threading.Thread(target=shake, daemon=True).start()
    with server:
        assert obstacle(host(server.getsockname()[1], "localhost"), 3.0) is Obstacle.UNTRUSTED


def test_each_finding_names_host_purpose_and_remedy() -> None:
    port = free_port()
    (finding,) = tried([host(port)], Language.SV, SECONDS)
    assert (finding.subject, finding.severity) == (f"127.0.0.1:{port}", FindingSeverity.ERROR)
    assert str(port) in finding.remedy
    (page,) = tried(list(page_hosts([f"http://127.0.0.1:{port}/a", f"http://127.0.0.1:{port}/b"], None)),
                    Language.SV, SECONDS)  # fmt: skip
    assert page.severity is FindingSeverity.WARNING


def test_all_hosts_that_slack_has_are_tried_as_the_settings_need_them(tmp_path: Path) -> None:
    named = [each.name for each in slack_hosts(settings(tmp_path))]
    assert named == ["slack.com", "wss-primary.slack.com", "wss-backup.slack.com", "hooks.slack.com", "files.slack.com"]
    government = slack_hosts(settings(tmp_path, api_url="https://slack-gov.com/api/", transport="http"))
    assert [each.name for each in government] == ["slack-gov.com", "hooks.slack-gov.com", "files.slack-gov.com"]
    assert [str(each) for each in slack_hosts(settings(tmp_path, api_url="http://127.0.0.1:81/api/"))] == [
        "127.0.0.1:81"
    ]


def test_the_environment_says_which_hosts_are_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_for("slack.com") is None
    monkeypatch.setenv("HTTPS_PROXY", "bot:hemlig@proxy.example:8080")
    monkeypatch.setenv("NO_PROXY", "localhost, .inside.example,files.slack.com")
    found = proxy_for("wss-primary.slack.com")
    assert found is not None
    assert (str(found), found.headers) == ("proxy.example:8080", {"Proxy-Authorization": "Basic Ym90OmhlbWxpZw=="})
    assert "hemlig" not in repr(found)
    assert proxy_for("files.slack.com") is proxy_for("www.inside.example") is None
    monkeypatch.setenv("HTTPS_PROXY", "socks5://hemlig.example")
    with pytest.raises(SettingError, match="HTTPS_PROXY") as caught:
        proxy_for("slack.com")
    assert "hemlig" not in str(caught.value)


@pytest.mark.parametrize("address", ["", "socks5://proxy.example", "http://", "http://proxy.example:x", "https://p.e"])
def test_what_is_no_proxy_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several of the standard library's own
        read_proxy(address)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    whole = parts(tmp_path_factory.mktemp("state"), signing_secret="right", http_port=0)
    app = build_app(whole)
    carrier = HttpCarrier(app.bolt, whole.settings)
    carrier.open()
    yield own_address(settings(Path(), http_host="0.0.0.0", http_port=carrier.port))
    carrier.close()
    app.stop()


def test_the_challenge_is_walked_to_the_running_bot(served: str) -> None:
    assert walked(served, "right", Language.EN).ok


@pytest.mark.parametrize(
    ("secret", "path", "remedy"),
    [("wrong", "/slack/events", "SLACK_SIGNING_SECRET"), ("right", "/elsewhere", "POST /slack/events")],
)
def test_what_is_wrong_on_the_way_is_told_with_its_remedy(served: str, secret: str, path: str, remedy: str) -> None:
    finding = walked(served.replace("/slack/events", path), secret, Language.EN)
    assert not finding.ok
    assert remedy in finding.remedy


def test_a_bot_that_does_not_run_is_to_be_started() -> None:
    finding = walked(f"http://127.0.0.1:{free_port()}/slack/events", "right", Language.EN)
    assert "fvm serve --http" in finding.remedy
