"""An OpenAI-compatible endpoint over HTTP: chat completions as a stream of server-sent events."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import httpx2

from bot.writer.errors import EndpointError, WriterSetupError
from bot.writer.prompt import ChatMessage

PATH = "/chat/completions"
_LARGEST_EVENT = 64 * 1024
_CONNECT_SECONDS = 5.0
_MOST_TOKENS = 400
_TUNING: dict[str, Any] = {"temperature": 0, "max_tokens": _MOST_TOKENS}
"""Asked for first; a model that refuses these is asked once more without them."""
_REFUSED = (400, 422)


class Endpoint:
    """Asks the model `model` at `url`, an http(s) address with or without `/chat/completions` at its end.

    An answer takes at most `timeout` seconds in all, and no pause in it more than half of that. Redirects are not
    followed, no proxy of the environment is used, and nothing is asked twice but what was refused for its settings.
    """

    def __init__(self, url: str, model: str, key: str = "", timeout: float = 30.0) -> None:
        """Raises SetupError where `url` is no address."""
        try:
            address = httpx2.URL(url)
        except httpx2.InvalidURL as error:
            raise WriterSetupError(
                f"FVM_LLM_URL is no usable address ({error}). Correct it, or leave it out."
            ) from error
        path = address.path.rstrip("/")
        self._url = address.copy_with(path=path if path.endswith(PATH) else path + PATH)
        self._model = model
        self._key = key
        self._timeout = timeout
        self._plain = False

    @property
    def place(self) -> str:
        """Where it is, without path, key or query."""
        return f"{self._url.scheme}://{self._url.netloc.decode('ascii')}"

    def stream(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        """The answer's text, piece by piece.

        Raises:
            EndpointError: it gives nothing usable; raised also after some pieces, which are then worth nothing.
        """
        deadline = time.monotonic() + self._timeout
        with (
            self._translated(deadline),
            self._client() as client,
            self._asked(client, messages) as response,
            _shut_at(deadline, response),
        ):
            self._check(response)
            yield from self._pieces(response, deadline)

    def check(self) -> str:
        """Asks for a word and says in words how that went.

        Raises:
            EndpointError: as `stream`.
        """
        started = time.monotonic()
        first = next(self.stream([ChatMessage("user", "Svara bara: ja")]), None)
        if first is None:
            self._fail("garbage", "answers with nothing. Check that FVM_LLM_MODEL is a chat model.")
        clear = self._key and self._url.scheme == "http" and not _is_here(self._url.host)
        warning = "; the key goes there without encryption" if clear else ""
        return f"{self._model} at {self.place} begins after {time.monotonic() - started:.1f} s{warning}"

    def _client(self) -> httpx2.Client:
        pause = self._timeout / 2
        limits = httpx2.Timeout(pause, connect=min(_CONNECT_SECONDS, pause))
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity", "User-Agent": "fvm-svar"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return httpx2.Client(timeout=limits, headers=headers, trust_env=False, follow_redirects=False)

    @contextmanager
    def _asked(self, client: httpx2.Client, messages: Sequence[ChatMessage]) -> Iterator[httpx2.Response]:
        body = {"model": self._model, "stream": True,
                "messages": [{"role": each.role, "content": each.content} for each in messages]}  # fmt: skip
        if not self._plain:
            with client.stream("POST", self._url, json=body | _TUNING) as response:
                if response.status_code not in _REFUSED:
                    yield response
                    return
        with client.stream("POST", self._url, json=body) as response:
            # Only what succeeds without them shows that they were refused, and not this one request.
            self._plain = self._plain or response.status_code == 200
            yield response

    def _check(self, response: httpx2.Response) -> None:
        status = response.status_code
        if response.is_redirect:
            self._fail("redirect", "redirects elsewhere. Set FVM_LLM_URL to where it leads.")
        if status in (401, 403):
            self._fail("unauthorized", f"refuses the key (status {status}). Set FVM_LLM_KEY to a key that it takes.")
        if status in (404, 405):
            self._fail("not_found", f"has no such address or model (status {status}). Correct FVM_LLM_URL, which "
                       "mostly ends with /v1, or FVM_LLM_MODEL.")  # fmt: skip
        if status == 429:
            self._fail("rate_limited", "is asked too often or its quota is spent. Ask later, or raise the quota.")
        if status >= 500:
            self._fail("server_error", f"fails with status {status}. Look in its own log.")
        if status != 200:
            self._fail("refused", f"refuses the request (status {status}). Check that FVM_LLM_MODEL is a chat model.")
        if response.headers.get("content-encoding", "identity") != "identity":
            self._fail("garbage", "compresses its stream. Let FVM_LLM_URL lead past what compresses it.")
        response.encoding = "utf-8"

    def _pieces(self, response: httpx2.Response, deadline: float) -> Iterator[str]:
        for event in httpx2.EventSource(response, max_event_size=_LARGEST_EVENT):
            if time.monotonic() > deadline:
                self._too_slow()
            if event.data.strip() == "[DONE]":
                return
            text, ended = self._delta(event.data)
            if text:
                yield text
            if ended:
                return
        self._fail("cut_off", "broke off in the middle of an answer. Look in its own log.")

    def _delta(self, data: str) -> tuple[str, bool]:
        """The text of one event, and whether it was the last."""
        try:
            choices = json.loads(data)["choices"]
            if not choices:
                return "", False
            text, ended = choices[0].get("delta", {}).get("content"), choices[0].get("finish_reason")
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            self._garbage()
        if not (text is None or isinstance(text, str)) or not (ended is None or isinstance(ended, str)):
            self._garbage()
        return text or "", ended is not None

    @contextmanager
    def _translated(self, deadline: float) -> Iterator[None]:
        """httpx's failures as EndpointError. One that comes with the deadline comes from it."""
        try:
            yield
        except httpx2.ConnectTimeout as error:
            raise self._unreachable() from error
        except httpx2.TimeoutException as error:
            raise self._slow() from error
        except httpx2.ConnectError as error:
            raise (self._untrusted() if "certificate" in str(error).lower() else self._unreachable()) from error
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError, ValueError) as error:
            if time.monotonic() >= deadline:
                raise self._slow() from error
            if isinstance(error, httpx2.SSEError | httpx2.DecodingError | ValueError):
                raise self._error("garbage", _GARBAGE) from error
            raise self._error("cut_off", "broke the connection. Look in its own log.") from error

    def _error(self, code: str, what: str) -> EndpointError:
        return EndpointError(code, f"The writer at {self.place} (FVM_LLM_URL) {what}")

    def _fail(self, code: str, what: str) -> NoReturn:
        raise self._error(code, what)

    def _garbage(self) -> NoReturn:
        self._fail("garbage", _GARBAGE)

    def _unreachable(self) -> EndpointError:
        return self._error("unreachable", "cannot be reached. Start it, or correct FVM_LLM_URL.")

    def _untrusted(self) -> EndpointError:
        what = "has no certificate that this machine trusts. Let the machine trust its issuer, or correct FVM_LLM_URL."
        return self._error("unreachable", what)

    def _slow(self) -> EndpointError:
        what = f"takes longer than FVM_LLM_TIMEOUT={self._timeout:g} seconds. Raise it, or take a faster model."
        return self._error("timeout", what)

    def _too_slow(self) -> NoReturn:
        raise self._slow()


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


_GARBAGE = "does not speak the protocol: a stream of chat completions. Correct FVM_LLM_URL, which mostly ends with /v1."


@contextmanager
def _shut_at(deadline: float, response: httpx2.Response) -> Iterator[None]:
    """Shuts the connection at the deadline: a read that waits cannot be ended otherwise, and an endpoint that sends a
    byte now and then would never meet the limit on pauses."""
    network = response.extensions.get("network_stream")
    connected = None if network is None else network.get_extra_info("socket")
    timer = threading.Timer(max(deadline - time.monotonic(), 0.0), _shut, (connected,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(connected: socket.socket | None) -> None:
    try:
        if connected is not None:
            # The plain socket's method: that of TLS takes the connection from under the thread that reads.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        return
