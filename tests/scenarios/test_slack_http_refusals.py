"""Signed HTTP takes what Slack signed, once, and nothing else."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import Transport
from tests.scenarios.storm import Storm, storm
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.payloads import event_callback
from tests.slack_emulator.signed_http import SignedHttp, signature

SECRET = WITH_THREADS.signing_secret
Headers = dict[str, str]


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storm]:
    with storm(tmp_path_factory.mktemp("http"), Transport.HTTP) as slack:
        yield slack


def carrier(slack: Storm) -> SignedHttp:
    return slack.emulator.use_http(f"http://127.0.0.1:{slack.carrier.port}/slack/events")


def asked(slack: Storm, text: str = "När?") -> bytes:
    """The body of a direct message that really stands in Slack."""
    channel, ts = slack.emulator.workspace.im("U01").id, slack.emulator.workspace.new_ts()
    event = {"type": "message", "channel": channel, "channel_type": "im", "user": "U01", "text": text, "ts": ts}
    return json.dumps(event_callback(event, f"Ev{ts}")).encode()


def signed(body: bytes, at: float = 0.0, secret: str = SECRET) -> Headers:
    stamp = str(int(time.time() + at))
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(secret, stamp, body)}


def without(body: bytes, name: str) -> Headers:
    return {key: value for key, value in signed(body).items() if key != name}


FORGERIES: dict[str, Callable[[bytes], Headers]] = {
    "unsigned": lambda body: {},
    "signed with another secret": lambda body: signed(body, secret="another"),
    "signed for another body": lambda body: signed(body + b" "),
    "six minutes old": lambda body: signed(body, -360),
    "from six minutes ahead": lambda body: signed(body, 360),
    "without a timestamp": lambda body: without(body, "X-Slack-Request-Timestamp"),
    "without a signature": lambda body: without(body, "X-Slack-Signature"),
    "with an empty signature": lambda body: signed(body) | {"X-Slack-Signature": ""},
    "with a signature of another version": lambda body: (
        signed(body) | {"X-Slack-Signature": signed(body)["X-Slack-Signature"].replace("v0=", "v1=")}
    ),
    "with a cut signature": lambda body: signed(body) | {"X-Slack-Signature": signed(body)["X-Slack-Signature"][:-1]},
    "with a timestamp that is no number": lambda body: signed(body) | {"X-Slack-Request-Timestamp": "now"},
    "with an endless timestamp": lambda body: signed(body) | {"X-Slack-Request-Timestamp": "1" * 5000},
    "with a timestamp that was moved": lambda body: (
        signed(body) | {"X-Slack-Request-Timestamp": str(int(time.time()) - 1)}
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_request_is_refused_and_leaves_nothing_behind(
    slack: Storm, forgery: Callable[[bytes], Headers]
) -> None:
    body = asked(slack)
    before = len(slack.emulator.called("chat.postMessage"))
    status, _ = carrier(slack).post(body, forgery(body) | {"Content-Type": "application/json"})
    assert status == 401
    slack.settled(0.2)
    assert len(slack.emulator.called("chat.postMessage")) == before


def test_a_forged_form_is_refused(slack: Storm) -> None:
    body = b"command=%2Ffvm&text=hemlighet&user_id=U01&channel_id=C1&team_id=T0EMULATE&trigger_id=1.1"
    headers = signed(body + b"x") | {"Content-Type": "application/x-www-form-urlencoded"}
    assert carrier(slack).post(body, headers)[0] == 401


def test_a_replayed_request_is_taken_but_answered_once(slack: Storm) -> None:
    question = slack.emulator.dm("U05", "Spelas detta upp igen?")
    slack.emulator.wait_for_reply(question)
    payloads = [e.payload for e in slack.emulator.delivery.sent if e.payload.get("event", {}).get("ts") == question.ts]
    body = json.dumps(payloads[0]).encode()
    headers = signed(body) | {"Content-Type": "application/json"}
    assert [carrier(slack).post(body, headers)[0] for _ in range(3)] == [200, 200, 200]
    slack.settled(0.6)
    assert len(slack.emulator.replies(question)) == 1


@pytest.mark.parametrize(
    ("method", "path", "headers", "statuses"),
    [
        ("GET", "/slack/events", {}, {404, 405}),
        ("PUT", "/slack/events", {}, {404, 405}),
        ("POST", "/", {}, {404}),
        ("POST", "/slack/events/../admin", {}, {404}),
        ("POST", "/slack/events", {"Content-Length": "2000000"}, {413}),
        ("POST", "/slack/events", {"Content-Length": "-1"}, {400}),
        ("POST", "/slack/events", {"Content-Length": "1e3"}, {400}),
    ],
)
def test_what_is_no_request_of_slacks_is_refused(
    slack: Storm, method: str, path: str, headers: Headers, statuses: set[int]
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", slack.carrier.port, timeout=5)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status in statuses
    connection.close()


def test_a_caller_who_sends_nothing_is_not_waited_for(slack: Storm) -> None:
    slow = http.client.HTTPConnection("127.0.0.1", slack.carrier.port, timeout=20)
    slow.putrequest("POST", "/slack/events")
    slow.putheader("Content-Length", "100")
    slow.endheaders()
    question = slack.emulator.dm("U06", "Går det ändå?")
    assert slack.emulator.wait_for_reply(question, 5)
    started = time.monotonic()
    assert (slow.getresponse().status, time.monotonic() - started < 15) == (400, True)


def test_idle_connections_by_the_hundred_keep_nobody_from_asking(slack: Storm) -> None:
    before = threading.active_count()
    with contextlib.ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(socket.create_connection(("127.0.0.1", slack.carrier.port), timeout=5))
        carrier(slack)
        questions = [slack.emulator.dm(f"U2{number}", f"Går det ändå, {number}?") for number in range(20)]
        assert all(slack.emulator.wait_for_reply(question, 10) for question in questions)
        # A request takes one of the server's 40 threads, a listener one of Bolt's ten; an idler none.
        assert threading.active_count() < before + 100
    slack.settled()
    assert [len(slack.emulator.replies(question)) for question in questions] == [1] * 20


def test_the_state_folder_is_closed_to_others(slack: Storm) -> None:
    paths: list[Path] = list(slack.app.parts.settings.state_dir.glob("*.sqlite3*"))
    assert paths
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)
