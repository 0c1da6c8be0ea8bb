"""Hears what other processes say over the database, where the connection is a direct one."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

import psycopg
import structlog

CHANNEL = "fvm"
_LOOK_SECONDS = 1.0
_PROOF_SECONDS = 5.0
_AGAIN_SECONDS = 2.0


class Listener:
    """Calls `heard` with each word that `Database.announce` says, in a thread of its own, from `start` to `stop`.

    Behind a pooler that gives each transaction another session nothing would come: a word of its own that does not come
    back ends it. So whoever is told must look by himself too, only less soon.
    """

    def __init__(self, url: str, heard: Callable[[str], object]) -> None:
        self._url, self._heard = url, heard
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listening", daemon=True)
        self.is_direct: bool | None = None
        """Whether words come through; None until that is known."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(2 * _LOOK_SECONDS)

    def _run(self) -> None:
        while not self._stopping.is_set() and self.is_direct is not False:
            try:
                with psycopg.connect(self._url, autocommit=True, connect_timeout=5, application_name="fvm") as session:
                    self._listen(session)
            except psycopg.Error:
                self._stopping.wait(_AGAIN_SECONDS)

    def _listen(self, session: psycopg.Connection[tuple[object, ...]]) -> None:
        session.execute(f"LISTEN {CHANNEL}")
        proof, waited = secrets.token_hex(8), 0.0
        with psycopg.connect(self._url, autocommit=True, connect_timeout=5) as other:
            other.execute("SELECT pg_notify(%s, %s)", (CHANNEL, proof))
        self.is_direct = None
        while not self._stopping.is_set():
            for word in session.notifies(timeout=_LOOK_SECONDS, stop_after=1):
                self.is_direct = True
                if word.payload != proof:
                    self._heard(word.payload)
            waited += _LOOK_SECONDS
            if self.is_direct is None and waited >= _PROOF_SECONDS:
                self.is_direct = False
                structlog.get_logger().info("not_listening", reason="a pooler is between; the database is polled")
                return
