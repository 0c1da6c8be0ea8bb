"""One connection: one request in bounded time, one answer, and the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.http.bounds import Bounds

_TELLING_SECONDS = 1.0


class _Patient:
    """A transport that leaves by halves while the client still sends: closed at once, the system would answer what
    comes with a reset, and the client might never read what it was told. What it sends from then on is dropped."""

    def __init__(self, transport: asyncio.Transport, still_sends: Callable[[], bool]) -> None:
        self._transport, self._still_sends = transport, still_sends
        self._is_leaving = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        return self._is_leaving or self._transport.is_closing()

    def close(self) -> None:
        if self._is_leaving or not self._still_sends():
            self._transport.close()
        elif not self._transport.is_closing():
            self._is_leaving = True
            self._transport.write_eof()
            self._transport.resume_reading()


class Connection(H11Protocol):
    """uvicorn's connection, and a timer that runs whenever the client is waited for: for its request, for its reading.

    uvicorn itself bounds neither the time of a head nor that of a body, and it counts connections only once a head has
    come; a middleware sees a request only then.
    """

    told_refused = float("-inf")
    """When the last refusal was logged, on the loop's clock."""

    def __init__(self, *, bounds: Bounds, is_stopping: Callable[[], bool], **given: Any) -> None:
        super().__init__(**given)
        self._bounds = bounds
        self._is_stopping = is_stopping
        self._since = self.loop.time()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_asking(self) -> bool:
        """Whether the request has not wholly come and nothing has been answered yet."""
        if self.transport.is_closing():
            return False
        return self.cycle is None or (self.cycle.more_body and not self.cycle.response_started)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Patient(transport, self._still_sends))  # type: ignore[arg-type]  # as one
        self._wait()
        if len(self.connections) > self._bounds.connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._is_stopping() and self.is_asking:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        super().data_received(data)
        if self.cycle is not None and not self.cycle.more_body:
            self._stop_waiting()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Who has sent a whole request may end their half of the connection, and still reads the answer."""
        return self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.cycle.response_complete:
            self._stop_waiting()

    def send_400_response(self, msg: str) -> None:
        super().send_400_response(msg)
        self._wait()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_waiting()

    def shutdown(self) -> None:
        if self.is_asking:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            super().shutdown()

    def _still_sends(self) -> bool:
        """Whether more of the request may come, and there is room and time to wait for it."""
        is_whole = self.cycle is not None and not self.cycle.more_body
        has_room = len(self.connections) <= self._bounds.connections
        return not is_whole and has_room and not self._is_stopping()

    def _make_room(self) -> None:
        """Refuse the one that has waited longest with its request: Slack's comes at once, an idler's never."""
        peers = [each for each in self.connections if isinstance(each, Connection) and not each.transport.is_closing()]
        if len(peers) > self._bounds.connections:
            oldest = min((each for each in peers if each.is_asking), key=lambda each: each._since)
            oldest._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            self._tell_refused(len(peers))

    def _tell_refused(self, count: int) -> None:
        """One line for as many as are refused within a second: whoever reaches the port must not fill the log."""
        now = self.loop.time()
        if now - Connection.told_refused >= _TELLING_SECONDS:
            Connection.told_refused = now
            structlog.get_logger().warning("connection_refused", open=count)

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(self._bounds.client_seconds, self._waited)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _waited(self) -> None:
        if not self.is_asking or self.cycle is None:
            self.transport.abort()
        else:
            self._refuse(HTTPStatus.BAD_REQUEST)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer before the application does, and close; the application is told that the client is gone."""
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        self.transport.write(head.encode("ascii"))
        self.transport.close()
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._wait()
