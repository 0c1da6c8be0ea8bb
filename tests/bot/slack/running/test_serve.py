from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from bot.settings import Transport
from bot.slack.errors import SetupError
from bot.wiring.slack_app import serve
from tests.bot.slack.answers import parts
from tests.bot.slack.running import serve_child
from tests.ports import free_port
from tests.slack_emulator.emulator import Emulator

ROOT = Path(__file__).parents[4]
transports = pytest.mark.parametrize("transport", list(Transport), ids=lambda transport: str(transport.value))


@dataclass(frozen=True)
class Bot:
    process: ForkServerProcess
    log: Path
    slack: Emulator
    health: str
    port: int

    def ready(self) -> dict[str, bool]:
        try:
            with urllib.request.urlopen(f"{self.health}/readyz", timeout=2) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.load(error))
        except OSError:
            return {}

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.health}{path}", timeout=2) as response:
            return str(response.read().decode())

    def stop(self) -> tuple[int, list[dict[str, object]]]:
        """SIGTERM; the exit status and the log's lines."""
        self.process.terminate()
        self.process.join(30)
        assert self.process.exitcode is not None
        return self.process.exitcode, [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def serving(folder: Path, transport: Transport) -> Iterator[Bot]:
    http_port, metrics_port = free_port(), free_port()
    with Emulator() as slack:
        if transport is Transport.HTTP:
            slack.use_http(f"http://127.0.0.1:{http_port}/slack/events")
        log = folder / "log"
        process = serve_child.start(folder, slack.api_url, transport, log, http_port=http_port,
                                    metrics_port=metrics_port)  # fmt: skip
        bot = Bot(process, log, slack, f"http://127.0.0.1:{metrics_port}", http_port)
        try:
            deadline = time.monotonic() + 30
            while not all((ready := bot.ready()).values()) or not ready:
                assert time.monotonic() < deadline, ready
                assert process.is_alive(), log.read_text()
                time.sleep(0.05)
            yield bot
        finally:
            process.kill()
            process.join()


@transports
def test_a_bot_told_to_stop_answers_what_it_has_and_ends(tmp_path: Path, transport: Transport) -> None:
    with serving(tmp_path, transport) as bot:
        assert bot.ready() == {"snapshot": True, "slack": True, "inbox": True}
        asked = [bot.slack.dm(f"U{number}", "vem leder?") for number in range(4)]
        deadline = time.monotonic() + 10
        while len(bot.slack.called("assistant.threads.setStatus")) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        status, log = bot.stop()
        assert status == 0
        assert log[-1]["event"] == "stopped"
        assert [len(bot.slack.replies(each)) for each in asked] == [1] * 4


def test_metrics_are_served_beside_the_bot(tmp_path: Path) -> None:
    with serving(tmp_path, Transport.SOCKET) as bot:
        bot.slack.wait_for_reply(bot.slack.dm("U1", "vem leder?"))
        deadline = time.monotonic() + 10
        while 'surface="direct"' not in (page := bot.page("/metrics")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert "U1" not in page


JUNK = (b"", b"POST /slack", b"hemlig\r\n\r\n", b"\x16\x03\x01" + b"\xff" * 400,
        b"GET /hemlig HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhemlig",
        b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nhemlig",
        b"GET / HTTP/1.1\r\nHost: hemlig\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")  # fmt: skip


def test_whatever_comes_over_http_the_log_is_json_and_names_neither_caller_nor_words(tmp_path: Path) -> None:
    with serving(tmp_path, Transport.HTTP) as bot:
        for junk in JUNK:
            for hang_up in (True, False):
                with socket.create_connection(("127.0.0.1", bot.port), timeout=10) as client:
                    client.sendall(junk)
                    if not hang_up:
                        client.shutdown(socket.SHUT_WR)
                        client.recv(1000)
        bot.slack.wait_for_reply(bot.slack.dm("U1", "vem leder?"))
        status, log = bot.stop()
    assert status == 0
    assert [line["event"] for line in log].count("request_refused") >= 1
    text = json.dumps(log)
    assert "hemlig" not in text
    assert "127.0.0.1" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("changed", "transport", "key"),
    [({"bot_token": ""}, Transport.SOCKET, "SLACK_BOT_TOKEN"), ({}, Transport.SOCKET, "SLACK_APP_TOKEN"),
     ({}, Transport.HTTP, "SLACK_SIGNING_SECRET")],
)  # fmt: skip
def test_a_missing_secret_is_named_with_its_setting(
    tmp_path: Path, changed: dict[str, object], transport: Transport, key: str
) -> None:
    with pytest.raises(SetupError, match=key):
        serve(parts(tmp_path, **changed), transport)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=str(port)):
            serve(parts(tmp_path, signing_secret="s", http_port=port), Transport.HTTP)


ELSEWHERE = """
import signal, threading, time
from bot.slack.running.serve import stop_signal

def elsewhere():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    time.sleep(60)

with stop_signal() as stop:
    threading.Thread(target=elsewhere, daemon=True).start()
    print(stop.wait())
"""


def test_a_stop_that_the_system_tells_another_thread_is_heard_too() -> None:
    told = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, timeout=240, cwd=ROOT)
    assert told.stdout == "True\n", told.stderr
