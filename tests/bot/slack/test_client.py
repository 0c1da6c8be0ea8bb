from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.client import translated
from bot.slack.errors import NotPostedError, PostError, TryLaterError, UncertainError
from bot.slack.inbox.question import InboxQuestion, State
from bot.slack.message import Message, Reply, ReplyOutcome
from bot.slack.replying.poster import Poster
from tests.bot.slack.answers import arrival


def refusal(code: str, status: int = 200, **headers: Any) -> SlackApiError:
    response = SlackResponse(client=None, http_verb="POST", api_url="", req_args={}, headers=headers,
                             data={"ok": False, "error": code}, status_code=status)  # fmt: skip
    return SlackApiError("refused", response)


def kind_of(error: Exception) -> PostError:
    with pytest.raises(PostError) as caught, translated():
        raise error
    return caught.value


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "is_archived", "invalid_blocks", "no_text"])
def test_slacks_refusals_are_for_good(code: str) -> None:
    error = kind_of(refusal(code))
    assert isinstance(error, NotPostedError)
    assert error.code == code


def test_too_many_calls_wait_as_long_as_slack_says() -> None:
    error = kind_of(refusal("ratelimited", 429, **{"Retry-After": "7"}))
    assert isinstance(error, TryLaterError)
    assert error.after == 7.0


@pytest.mark.parametrize("value", ["soon", "-5", "999999"])
def test_an_odd_waiting_time_stays_between_nothing_and_ten_minutes(value: str) -> None:
    error = kind_of(refusal("ratelimited", 429, **{"retry-after": value}))
    assert isinstance(error, TryLaterError)
    assert 0.0 <= (error.after or 0.0) <= 600.0


@pytest.mark.parametrize(
    "code",
    ["invalid_auth", "token_revoked", "missing_scope", "org_login_required", "team_access_not_granted"],
)
def test_what_an_admin_can_mend_is_tried_again(code: str) -> None:
    assert isinstance(kind_of(refusal(code)), TryLaterError)


@pytest.mark.parametrize("error", [refusal("internal_error"), refusal("fatal_error"), refusal("x", 500),
                                   URLError(TimeoutError()), URLError(ConnectionResetError()), TimeoutError(),
                                   ConnectionResetError(), http.client.RemoteDisconnected("no answer"),
                                   ValueError("json")])  # fmt: skip
def test_a_connection_lost_in_the_middle_is_uncertain(error: Exception) -> None:
    assert isinstance(kind_of(error), UncertainError)


@pytest.mark.parametrize("error", [URLError(ConnectionRefusedError()), URLError(socket.gaierror()),
                                   ConnectionRefusedError()])  # fmt: skip
def test_a_request_that_never_left_is_tried_again(error: Exception) -> None:
    assert isinstance(kind_of(error), TryLaterError)


class Proxy(ThreadingHTTPServer):
    """Stands between us and Slack, and answers by itself."""

    status = 200
    body = b""


class ProxyHandler(BaseHTTPRequestHandler):
    server: Proxy

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    with Proxy(("127.0.0.1", 0), ProxyHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("status", [200, 302, 403, 404, 407, 502])
@pytest.mark.parametrize(
    "body",
    [b"<html>proxy</html>", b"", b"[]", b'"x"', b"null", b"3", b"{}", b'{"ok": false}', b'{"ok":false,"error":null}',
     b'{"ok":false,"error":5}', b'{"ok":false,"error":"<html>Blocked</html>"}', b"\xff\xfe"],
)  # fmt: skip
def test_a_proxys_page_in_the_place_of_slacks_answer_is_uncertain_and_never_final(
    proxy: Proxy, status: int, body: bytes
) -> None:
    proxy.status, proxy.body = status, body
    client = WebClient(token="xoxb-1", base_url=f"http://127.0.0.1:{proxy.server_port}/api/", retry_handlers=[])
    poster = Poster(client, client)
    asked = arrival()
    question = InboxQuestion(1, "R1", asked, State.CLAIMED, 1, 0, 1, False, False, None, None, None)
    with pytest.raises(UncertainError):
        poster.post(question, Reply(Message("hej"), ReplyOutcome.HELP))
    if body.startswith(b"<"):
        answered = replace(asked, response_url=f"http://127.0.0.1:{proxy.server_port}/respond")
        with pytest.raises(UncertainError):
            poster.post(replace(question, arrival=answered), Reply(Message("hej"), ReplyOutcome.HELP, private=True))
