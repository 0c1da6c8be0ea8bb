from __future__ import annotations

import hashlib
import hmac
import http.client
import io
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.socket_mode.builtin.connection import Connection

from bot.slack.running.app import App
from bot.slack.running.transports import PATH, HttpCarrier, SocketCarrier
from bot.wiring.slack_app import build_app
from tests.bot.slack.answers import parts
from tests.slack_emulator.emulator import Emulator

SECRET = "a-signing-secret"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, HttpCarrier]]:
    with Emulator() as slack:
        whole = parts(tmp_path_factory.mktemp("state"), signing_secret=SECRET, http_port=0, api_url=slack.api_url,
                      bot_token=slack.config.bot_token)  # fmt: skip
        app = build_app(whole)
        carrier = HttpCarrier(app.bolt, whole.settings)
        carrier.open()
        yield app, carrier
        carrier.close()
        app.stop()


def signature(body: bytes, at: int, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()


def signed(body: bytes, at: int | None = None, secret: str = SECRET) -> dict[str, str]:
    at = int(time.time()) if at is None else at
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": signature(body, at, secret)}


def post(carrier: HttpCarrier, body: bytes, headers: dict[str, str], path: str = PATH) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", carrier.port, timeout=10)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def event(text: str = "vem leder?", ts: str = "1700000000.000100") -> bytes:
    said = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": ts, "text": f"<@U0BOT> {text}"}
    return json.dumps({"type": "event_callback", "team_id": "T0EMULATE", "event": said}).encode()


def test_a_signed_event_is_in_the_inbox_when_it_is_acknowledged(served: tuple[App, HttpCarrier]) -> None:
    app, carrier = served
    before = app.state.inbox.depth(time.time())[0]
    body = event()
    headers = signed(body)
    assert post(carrier, body, headers)[0] == 200
    assert app.state.inbox.depth(time.time())[0] == before + 1
    assert post(carrier, body, headers)[0] == 200
    assert app.state.inbox.depth(time.time())[0] == before + 1


@pytest.mark.parametrize("forged", ["unsigned", "wrong secret", "other body", "too old", "too new", "odd time"])
def test_what_slack_did_not_sign_is_refused(served: tuple[App, HttpCarrier], forged: str) -> None:
    app, carrier = served
    before = app.state.inbox.depth(time.time())[0]
    body = event(ts="1700000000.000200")
    now = int(time.time())
    headers = {
        "unsigned": {},
        "wrong secret": signed(body, secret="another"),
        "other body": signed(body + b" "),
        "too old": signed(body, now - 301),
        "too new": signed(body, now + 310),
        "odd time": {**signed(body), "X-Slack-Request-Timestamp": "soon"},
    }[forged]
    assert post(carrier, body, headers)[0] == 401
    assert app.state.inbox.depth(time.time())[0] == before


UNREADABLE = [b"[]", b'"x"', b"payload=[]", b"[" * 100_000, b"{", b"payload=%5B%5D", b'{"authorizations": 1}']


def kind(body: bytes) -> dict[str, str]:
    form = body.startswith(b"payload")
    return {"Content-Type": "application/x-www-form-urlencoded" if form else "application/json"}


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: body[:20].decode())
def test_what_is_unsigned_is_refused_before_anything_of_it_is_read(
    served: tuple[App, HttpCarrier], body: bytes, written: io.StringIO
) -> None:
    assert post(served[1], body, kind(body))[0] == 401
    (line,) = written.getvalue().splitlines()
    assert json.loads(line)["status"] == 401


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: body[:20].decode())
def test_what_is_signed_and_cannot_be_read_is_refused_in_a_line(
    served: tuple[App, HttpCarrier], body: bytes, written: io.StringIO
) -> None:
    assert post(served[1], body, {**signed(body), **kind(body)})[0] == 400
    (line,) = written.getvalue().splitlines()
    assert json.loads(line)["status"] == 400


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
@pytest.mark.parametrize("value", ["é", "²", "-1", "", "1 2"])
def test_an_odd_signature_or_time_is_refused(served: tuple[App, HttpCarrier], name: str, value: str) -> None:
    body = event(ts="1700000000.000300")
    assert post(served[1], body, {**signed(body), name: value})[0] == 401


def test_slacks_question_for_the_address_is_answered(served: tuple[App, HttpCarrier]) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    status, answer = post(served[1], body, signed(body))
    assert status == 200
    assert b"abc" in answer


def test_a_signed_command_is_acknowledged_and_stored(served: tuple[App, HttpCarrier]) -> None:
    app, carrier = served
    before = app.state.inbox.depth(time.time())[0]
    body = urlencode({"command": "/fvm", "text": "vem leder?", "team_id": "T0EMULATE", "channel_id": "C1",
                      "user_id": "U1", "trigger_id": "1.2",
                      "response_url": "http://127.0.0.1:9/x"}).encode()  # fmt: skip
    headers = {**signed(body), "Content-Type": "application/x-www-form-urlencoded"}
    assert post(carrier, body, headers) == (200, b"")
    assert app.state.inbox.depth(time.time())[0] == before + 1


@pytest.mark.parametrize(
    ("body", "headers", "path", "status"),
    [(b"", {}, "/", 404), (b"{}", {"Content-Length": "9999999"}, PATH, 413), (b"\xff\xfe", {}, PATH, 401),
     (b"{}", {"Content-Length": "many"}, PATH, 400)],
)  # fmt: skip
def test_odd_requests_get_their_status(
    served: tuple[App, HttpCarrier], body: bytes, headers: dict[str, str], path: str, status: int
) -> None:
    assert post(served[1], body, headers, path)[0] == status


def test_an_inbox_that_cannot_be_written_makes_slack_send_again(tmp_path: Path) -> None:
    with Emulator() as slack:
        whole = parts(tmp_path, signing_secret=SECRET, http_port=0, api_url=slack.api_url,
                      bot_token=slack.config.bot_token)  # fmt: skip
        app = build_app(whole)
        carrier = HttpCarrier(app.bolt, whole.settings)
        carrier.open()
        app.state.database.close()
        body = event()
        assert post(carrier, body, signed(body))[0] == 500
        page = app.metrics.page().decode()
        assert 'fvm_slack_errors_total{code="StoreError"} 1.0' in page
        assert "fvm_inbox_depth NaN" in page
        carrier.close()


def test_a_token_that_cannot_be_tested_makes_slack_send_again(tmp_path: Path) -> None:
    with Emulator() as slack:
        whole = parts(tmp_path, signing_secret=SECRET, http_port=0, api_url=slack.api_url,
                      bot_token=slack.config.bot_token)  # fmt: skip
        slack.faults.refuse("auth.test", "fatal_error")
        app = build_app(whole)
        carrier = HttpCarrier(app.bolt, whole.settings)
        carrier.open()
        body = event()
        assert post(carrier, body, signed(body))[0] == 500
        assert post(carrier, body, signed(body))[0] == 200
        assert app.state.inbox.depth(time.time())[0] == 1
        carrier.close()
        app.stop()


def test_requests_that_wait_hold_no_other_up(tmp_path: Path) -> None:
    begun, go = threading.Semaphore(0), threading.Event()

    def wait(body: dict[str, Any], next: Callable[[], None]) -> None:
        if "vänta" in str(body):
            begun.release()
            assert go.wait(20)
        next()

    with Emulator() as slack:
        app = build_app(parts(tmp_path, signing_secret=SECRET, http_port=0, api_url=slack.api_url,
                              bot_token=slack.config.bot_token))  # fmt: skip
        app.bolt.use(wait)
        carrier = HttpCarrier(app.bolt, app.parts.settings)
        carrier.open()
        with ThreadPoolExecutor() as senders:
            bodies = [event("vänta", f"1700000000.0004{number:02d}") for number in range(5)]
            waiting = [senders.submit(post, carrier, body, signed(body)) for body in bodies]
            for _ in waiting:
                assert begun.acquire(timeout=5)
            assert post(carrier, event(), signed(event()))[0] == 200
            assert not any(each.done() for each in waiting)
            go.set()
            assert [each.result()[0] for each in waiting] == [200] * 5
        carrier.close()
        app.stop()


def test_a_client_that_never_ends_its_request_does_not_keep_the_server(tmp_path: Path) -> None:
    app = build_app(parts(tmp_path, signing_secret=SECRET, http_port=0))
    carrier = HttpCarrier(app.bolt, app.parts.settings)
    carrier.open()
    with socket.create_connection(("127.0.0.1", carrier.port)) as slow:
        slow.sendall(b"POST /slack/events HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.2)
        started = time.monotonic()
        carrier.close()
        assert time.monotonic() - started < 9.0
    app.stop()


OURS = {"team_id": "T0EMULATE", "enterprise_id": None, "is_enterprise_install": False}
THEIRS = {"team_id": "T9", "enterprise_id": None, "is_enterprise_install": False}


def said(**outer: object) -> bytes:
    """A mention of the bot in an envelope of its own, at a place of its own."""
    whole = {**json.loads(event(ts=f"{time.time():.6f}")), **outer}
    return json.dumps({key: value for key, value in whole.items() if value is not None}).encode()


@pytest.mark.parametrize(
    ("outer", "status"),
    [({"authorizations": [OURS]}, 200), ({"authorizations": []}, 200), ({"team_id": "T9"}, 403),
     ({"team_id": None}, 403), ({"authorizations": [THEIRS]}, 403), ({"authorizations": [THEIRS, OURS]}, 200),
     ({"team_id": "T9", "authorizations": [OURS]}, 200),
     ({"authorizations": [{**OURS, "is_enterprise_install": True}]}, 403),
     ({"team_id": None, "enterprise_id": "E1"}, 403)],
)  # fmt: skip
def test_an_event_of_another_installation_is_refused(
    served: tuple[App, HttpCarrier], outer: dict[str, object], status: int
) -> None:
    app, carrier = served
    before = app.state.inbox.depth(time.time())[0]
    body = said(**outer)
    assert post(carrier, body, signed(body))[0] == status
    assert app.state.inbox.depth(time.time())[0] == before + (status == 200)


@pytest.mark.parametrize(("app_id", "status"), [("A0EMULATE1", 200), ("A9ANOTHER", 403)])
def test_what_was_sent_for_another_app_is_refused(
    tmp_path: Path, written: io.StringIO, app_id: str, status: int
) -> None:
    with Emulator() as slack:
        app = build_app(parts(tmp_path, signing_secret=SECRET, http_port=0, api_url=slack.api_url,
                              bot_token=slack.config.bot_token, app_id="A0EMULATE1"))  # fmt: skip
        carrier = HttpCarrier(app.bolt, app.parts.settings)
        carrier.open()
        body = said(api_app_id=app_id)
        assert post(carrier, body, signed(body))[0] == status
        assert app.state.inbox.depth(time.time())[0] == (status == 200)
        refused = [line for line in written.getvalue().splitlines() if "request_refused" in line]
        assert len(refused) == (status != 200)
        carrier.close()
        app.stop()


@pytest.mark.parametrize("team", ["T9", ""])
def test_a_command_from_another_workspace_is_refused(served: tuple[App, HttpCarrier], team: str) -> None:
    app, carrier = served
    before = app.state.inbox.depth(time.time())[0]
    body = urlencode({"command": "/fvm", "text": "vem leder?", "team_id": team, "channel_id": "C1", "user_id": "U1",
                      "trigger_id": f"{time.time()}", "response_url": "http://127.0.0.1:9/x"}).encode()  # fmt: skip
    headers = {**signed(body), "Content-Type": "application/x-www-form-urlencoded"}
    assert post(carrier, body, headers)[0] == 403
    assert app.state.inbox.depth(time.time())[0] == before


def over_socket(slack: Emulator, folder: Path) -> tuple[App, SocketCarrier]:
    tokens = {"bot_token": slack.config.bot_token, "app_token": slack.config.app_token}
    app = build_app(parts(folder, api_url=slack.api_url, **tokens))
    return app, SocketCarrier(app.bolt, app.parts.settings)


@pytest.mark.parametrize("moment", ["Starting to receive", "Connecting to a new endpoint"])
def test_a_socket_ends_that_is_closed_as_it_begins_to_receive_or_connects_again(moment: str, tmp_path: Path) -> None:
    there, on = threading.Event(), threading.Event()

    def held(record: logging.LogRecord) -> bool:
        if moment in record.getMessage():
            there.set()
            on.wait(20)
        return True

    log = logging.getLogger("slack_sdk.socket_mode")
    level = log.level
    log.addFilter(held)
    log.setLevel(logging.INFO)
    try:
        with Emulator() as slack:
            app, carrier = over_socket(slack, tmp_path)
            carrier.open()
            if moment.startswith("Connecting"):
                slack.wait_until_connected()
                slack.socket.disconnect()
            assert there.wait(10)
            closing = threading.Thread(target=carrier.close, daemon=True)
            closing.start()
            time.sleep(0.5)
            on.set()
            closing.join(15)
            assert not closing.is_alive()
            assert not carrier.is_connected()
            app.stop()
    finally:
        on.set()
        log.setLevel(level)
        log.removeFilter(held)


def test_a_socket_ends_that_another_thread_closes_at_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close, closed = Connection.close, []

    def emptied(connection: Connection) -> None:
        closed.append(connection)
        close(connection)
        if len(closed) == 1:
            raise AttributeError("'NoneType' object has no attribute 'close'")

    with Emulator() as slack:
        app, carrier = over_socket(slack, tmp_path)
        before = set(threading.enumerate())
        carrier.open()
        monkeypatch.setattr(Connection, "close", emptied)
        carrier.close()
        assert len(closed) > 1
        assert not carrier.is_alive()
        assert not carrier.is_connected()
        assert set(threading.enumerate()) <= before | {threading.current_thread()}
        app.stop()
