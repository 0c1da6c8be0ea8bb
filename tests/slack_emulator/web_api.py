"""The HTTP side of Slack: the Web API under /api/, response addresses and uploads, with the armed faults."""

from __future__ import annotations

import email.utils
import http.server
import json
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.slack_emulator import chat, reading, steps, views
from tests.slack_emulator.calls import Call, RefusalError, parse_arguments
from tests.slack_emulator.faults import Fault, FaultKind
from tests.slack_emulator.files import serve
from tests.slack_emulator.response_url import use_response_address
from tests.slack_emulator.slack import METHODS, Slack, TooFastError

REGISTERED = (chat, reading, steps, views)
_APP_TOKEN_METHODS = frozenset({"apps.connections.open"})
_OWN_PROOF = frozenset({"oauth.v2.access"})
"""What is proved by the client's id and secret."""


@dataclass(slots=True)
class Reply:
    """An HTTP answer."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json; charset=utf-8"})


def _json(payload: dict[str, Any], status: int = 200) -> Reply:
    return Reply(json.dumps(payload).encode(), status)


def _authorize(slack: Slack, call: Call) -> None:
    if call.method in _OWN_PROOF:
        return
    if not call.token:
        raise RefusalError("not_authed")
    if call.method in _APP_TOKEN_METHODS:
        if call.token != slack.config.app_token:
            raise RefusalError("not_allowed_token_type" if call.token == slack.config.bot_token else "invalid_auth")
    else:
        slack.tokens.check(call.token)


def carry_out(slack: Slack, call: Call) -> dict[str, Any]:
    """The JSON answer to a call; TooFastError where it comes too soon after the last."""
    try:
        if call.method not in METHODS:
            raise RefusalError("unknown_method", req_method=call.method)
        handler, scopes = METHODS[call.method]
        _authorize(slack, call)
        slack.need_scope(*scopes)
        with slack.workspace.changed:
            call.answer = {"ok": True, **handler(slack, call)}
    except RefusalError as refusal:
        call.answer = refusal.payload()
    return call.answer


def _limited(retry_after: int) -> Reply:
    reply = _json({"ok": False, "error": "ratelimited"}, 429)
    reply.headers["Retry-After"] = str(retry_after)
    return reply


def _met(fault: Fault) -> Reply | None:
    """What the caller hears instead of an answer; None where the call goes on."""
    if fault.kind is FaultKind.RATE_LIMITED:
        return _limited(int(fault.seconds))
    if fault.kind is FaultKind.SERVER_ERROR:
        return Reply(b"upstream trouble", fault.code, {"Content-Type": "text/html"})
    if fault.kind is FaultKind.REFUSAL:
        return _json({"ok": False, "error": fault.error})
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one connection of the bot."""

    protocol_version = "HTTP/1.1"
    slack: Slack

    def log_message(self, format: str, *args: Any) -> None:
        """Stays silent."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return email.utils.formatdate((timestamp or time.time()) + self.slack.config.clock_offset, usegmt=True)

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        # Of a caller that was killed on the way only a part has come: no call was made.
        if self.slack.faults.unreachable or len(body) < length:
            return self._hang_up()
        parts = urlsplit(self.path)
        area, _, name = parts.path.lstrip("/").partition("/")
        if area == "api":
            return self._api(name, parts.query, body)
        if area == "response":
            return self._respond(name, body)
        if area == "upload" and name in self.slack.workspace.files:
            self.slack.workspace.files[name]["content"] = body
            return self._send(Reply(b"OK"))
        if area == "files-pri":
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            body, kind = serve(self.slack, name, bearer)
            return self._send(Reply(body, headers={"Content-Type": kind}))
        return self._send(Reply(b"not found", 404))

    def _api(self, name: str, query: str, body: bytes) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            call = Call(name, parse_arguments(self.headers.get("Content-Type", ""), body, query))
        except (RefusalError, ValueError):
            return self._send(_json({"ok": False, "error": "invalid_json"}))
        call.token = token or str(call.arguments.pop("token", ""))
        self.slack.calls.append(call)
        return self._answer(call)

    def _answer(self, call: Call) -> None:
        fault = self.slack.faults.next(call.method)
        if fault is not None:
            if fault.kind is FaultKind.DROP_REQUEST:
                return self._hang_up()
            if instead := _met(fault):
                call.answer = {"ok": False, "error": fault.kind.name.lower()}
                return self._send(instead)
        try:
            reply = self._scoped(carry_out(self.slack, call))
        except TooFastError as fast:
            call.answer = {"ok": False, "error": "ratelimited"}
            reply = _limited(fast.retry_after)
        if fault is not None and fault.kind is FaultKind.DROP_RESPONSE:
            return self._hang_up()
        if fault is not None:
            time.sleep(fault.seconds)
        return self._send(reply)

    def _scoped(self, answer: dict[str, Any]) -> Reply:
        reply = _json(answer)
        reply.headers["X-OAuth-Scopes"] = ",".join(sorted(self.slack.config.scopes))
        return reply

    def _respond(self, name: str, body: bytes) -> None:
        fault = self.slack.faults.next("response_url")
        if fault is not None and fault.kind is FaultKind.DROP_REQUEST:
            return self._hang_up()
        if fault is not None and (instead := _met(fault)):
            return self._send(instead)
        status, text = use_response_address(self.slack, name, body)
        if fault is not None and fault.kind is FaultKind.DROP_RESPONSE:
            return self._hang_up()
        return self._send(Reply(text, status))

    def _send(self, reply: Reply) -> None:
        try:
            self.send_response(reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
        except OSError:
            self.close_connection = True

    def _hang_up(self) -> None:
        """Break the connection with a reset, so that the caller cannot know what happened."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


class Server(http.server.ThreadingHTTPServer):
    """The HTTP server on a free loopback port."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, slack: Slack) -> None:
        super().__init__(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"slack": slack}))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A bot that was killed in the middle of a call is no error of the emulator."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"
