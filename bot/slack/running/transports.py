"""The two ways from Slack to the app: Socket Mode, and signed HTTP behind any ASGI server."""

from __future__ import annotations

import logging
import ssl
import threading
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from slack_bolt import App as BoltApp
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.builtin import SocketModeClient
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from bot.errors import ListenError
from bot.http.server import Server
from bot.settings import SlackSettings
from bot.slack.client import translated
from bot.slack.errors import SetupError
from bot.slack.proxies import proxy_for

PATH = "/slack/events"
_TIMESTAMP_DIGITS = 20
_PING_SECONDS = 2
"""The SDK gives a dead connection up after five failed pings; Slack repeats an event once a minute."""
_TOLD_SECONDS = 0.2
_TRIES = 5


class Carrier(Protocol):
    """Brings Slack's requests to the app from `open` to `close`."""

    def open(self) -> None: ...

    def is_connected(self) -> bool: ...

    def is_alive(self) -> bool:
        """Whether its own threads run; True before `open`."""
        ...

    def close(self) -> None: ...


@cache
def _trusted(paths: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    """What the system trusts by the files at these paths: loaded once, as it takes 40 ms of the processor, which the
    SDK would spend at each connection."""
    return ssl.create_default_context()


class SocketCarrier:
    """Socket Mode; reconnects by itself."""

    def __init__(self, bolt: BoltApp, settings: SlackSettings) -> None:
        if not settings.app_token:
            raise SetupError("The app token is missing. Set SLACK_APP_TOKEN (xapp-…) or serve over HTTP.")
        trusted = _trusted(ssl.get_default_verify_paths())
        client = WebClient(base_url=settings.api_url, timeout=settings.api_timeout, ssl=trusted)
        self._handler = SocketModeHandler(
            bolt,
            settings.app_token,
            logger=logging.getLogger("slack_sdk.socket_mode"),
            web_client=client,
            ping_interval=_PING_SECONDS,
            receive_buffer_size=16_384,
        )
        _lead_through_proxies(self._handler.client)

    def open(self) -> None:
        """Connect. A socket that Slack gives and that cannot be opened is tried again by itself.

        Raises:
            PostError: Slack cannot be reached or refuses the app token.
        """
        with translated():
            self._handler.connect()  # type: ignore[no-untyped-call]
        if not self.is_connected():
            # The SDK tells this its own log alone: a firewall that lets calls through and no sockets, or a proxy.
            structlog.get_logger().warning("socket_not_opened", next_step="Run `fvm doctor`: it tries each host.")

    def is_connected(self) -> bool:
        return bool(self._handler.client.is_connected())

    def is_alive(self) -> bool:
        client = self._handler.client
        runners = (client.current_session_runner, client.current_app_monitor, client.message_processor)
        return not client.current_app_monitor_started or all(runner.is_alive() for runner in runners)

    def close(self) -> None:
        """Leave. Where the SDK is just beginning to receive, or is connecting again, it takes its own end back and
        would wait for ever, so it is told until it has ended."""
        client = self._handler.client
        client.default_auto_reconnect_enabled = False
        closing = threading.Thread(target=self._end, name="socket-stop", daemon=True)
        closing.start()
        while closing.is_alive():
            client.current_session_state.terminated = True
            closing.join(_TOLD_SECONDS)
        with suppress(AttributeError):
            client.disconnect()

    def _end(self) -> None:
        """End the SDK's threads. Two of them may close one socket at once: the second finds none (AttributeError), and
        the rest would go on."""
        for _ in range(_TRIES):
            with suppress(AttributeError):
                self._handler.close()  # type: ignore[no-untyped-call]
                return


def _lead_through_proxies(client: SocketModeClient) -> None:
    """Let each socket go where the environment says for its host. The SDK knows no NO_PROXY here, wants a scheme, and
    tells the log of a proxy's password."""
    issue = client.issue_new_wss_url

    def issued() -> str:
        url = issue()
        proxy = proxy_for(urlsplit(url).hostname or "")
        client.proxy = proxy.address if proxy else None
        client.proxy_headers = proxy.headers if proxy else None
        return url

    client.issue_new_wss_url = issued  # type: ignore[method-assign]


class HttpCarrier:
    """Signed HTTP on a server of our own; put a proxy with TLS in front of it."""

    def __init__(self, bolt: BoltApp, settings: SlackSettings) -> None:
        if not settings.signing_secret:
            raise SetupError("The signing secret is missing. Set SLACK_SIGNING_SECRET.")
        self._opened = False
        try:
            self._server = Server(asgi(bolt, settings.signing_secret), settings.http_host, settings.http_port, "http")
        except ListenError as error:
            raise SetupError(str(error)) from error

    @property
    def port(self) -> int:
        return self._server.port

    def open(self) -> None:
        self._opened = True
        self._server.start()

    def is_connected(self) -> bool:
        return self._server.is_running

    def is_alive(self) -> bool:
        return self._server.is_running or not self._opened

    def close(self) -> None:
        """Stop listening and finish the requests under way."""
        self._server.stop()


class CarrierBeside:
    """A carrier, and a server that runs as long as it does: the server is there though Slack cannot be reached."""

    def __init__(self, carrier: Carrier, server: Server) -> None:
        self._carrier, self._server = carrier, server
        self._opened = False

    def open(self) -> None:
        """Open both; the carrier again where it failed. Raises as the carrier."""
        if not self._opened:
            self._opened = True
            self._server.start()
        self._carrier.open()

    def is_connected(self) -> bool:
        return self._carrier.is_connected()

    def is_alive(self) -> bool:
        return self._carrier.is_alive() and (self._server.is_running or not self._opened)

    def close(self) -> None:
        """Close both at the same time: each waits for the requests under way."""
        stopping = threading.Thread(target=self._server.stop, name="doors-stop", daemon=True)
        stopping.start()
        self._carrier.close()
        stopping.join()


def asgi(bolt: BoltApp, signing_secret: str) -> ASGIApp:
    """The app for any ASGI server: `POST /slack/events`. Nothing of a body is parsed before its signature is checked.

    The server bounds the time of a request and the size of its body.
    """
    verifier = SignatureVerifier(signing_secret)

    async def receive(request: Request) -> Response:
        body = await request.body()
        try:
            text = body.decode()
        except UnicodeDecodeError:
            # Slack signs nothing of that kind.
            return _refused(401, "not_utf8")
        if not _is_signed(verifier, text, request.headers):
            return _refused(401, "not_signed")
        # In a thread: Bolt and its middleware wait for the inbox, for Slack, and for a listener's acknowledgement.
        return await run_in_threadpool(_dispatched, bolt, request, body)

    return Router([Route(PATH, receive, methods=["POST"])], redirect_slashes=False)


def _is_signed(verifier: SignatureVerifier, body: str, headers: Headers) -> bool:
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    # The verifier reads the one as a number and compares the other as ASCII before it looks at the secret.
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _TIMESTAMP_DIGITS and signature.isascii()):
        return False
    return verifier.is_valid(body, stamp, signature)


def _dispatched(bolt: BoltApp, request: Request, body: bytes) -> Response:
    try:
        read = to_bolt_request(request, body)
    except Exception as error:  # noqa: BLE001 - Bolt reads what should be there: a list where an object should be
        return _refused(400, f"signed, and no request of Slack's ({type(error).__name__})")
    return to_starlette_response(bolt.dispatch(read))


def _refused(status: int, reason: str) -> Response:
    structlog.get_logger().warning("request_refused", status=status, reason=reason)
    return PlainTextResponse(HTTPStatus(status).phrase, status)
