"""A real Chromium without a window, driven over its own protocol: pages opened, looked at, photographed."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.pictures.draw import FLAGS, browser

_STARTS_WITHIN, _ANSWERS_WITHIN = 90.0, 300.0


class Tab:
    """One tab. What a page asks of elsewhere is in `requests`, what it complains of in `complaints`."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection, self._numbers = connection, itertools.count(1)
        self._session = ""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._loaded = False
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self._call(f"{domain}.enable")

    def look(self, width: int, height: int = 900, *, dark: bool = False, media: str = "") -> None:
        """How wide the window is in CSS pixels, and what the reader has chosen."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def open(self, address: str) -> None:
        self._loaded = False
        self._call("Page.navigate", url=address)
        self._wait_loaded()

    def send(self, script: str) -> None:
        """Run a script that leads to another page, and wait for that."""
        self._loaded = False
        self.run(script)
        self._wait_loaded()

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key and let it go."""
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            self._call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **typed)

    def write(self, text: str) -> None:
        """Type a text into what has the focus."""
        self._call("Input.insertText", text=text)

    def run(self, script: str) -> Any:
        """The value of a script, waited for; the page's policy does not hold for it."""
        done = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def picture(self, target: Path) -> None:
        """Save the whole page as a PNG."""
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self._call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        target.write_bytes(base64.b64decode(shot["data"]))

    def printed(self, target: Path) -> None:
        """Save the page as it would be printed."""
        target.write_bytes(base64.b64decode(self._call("Page.printToPDF", printBackground=False)["data"]))

    def wait_loaded(self) -> None:
        """Wait for the page that a key has led to."""
        self._wait_loaded()

    def expect_load(self) -> None:
        """The next page counts, not the one that stands there."""
        self._loaded = False

    def _wait_loaded(self) -> None:
        deadline = time.monotonic() + _ANSWERS_WITHIN
        while not self._loaded:
            assert time.monotonic() < deadline, "no page came"
            with contextlib.suppress(TimeoutError):
                self._hear(json.loads(self._connection.recv(timeout=1)))

    def _call(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        self._connection.send(json.dumps(message | ({"sessionId": self._session} if self._session else {})))
        while True:
            said = json.loads(self._connection.recv(timeout=_ANSWERS_WITHIN))
            if said.get("id") == number:
                assert "error" not in said, (method, said)
                return said["result"]
            self._hear(said)

    def _hear(self, said: dict[str, Any]) -> None:
        method, told = said.get("method"), said.get("params", {})
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method == "Log.entryAdded":
            self.complaints.append(told["entry"]["text"])


@contextlib.contextmanager
def tab() -> Iterator[Tab]:
    """A tab of a fresh browser."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [browser(), *FLAGS, f"--user-data-dir={folder}/profile", "--remote-debugging-port=0", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with connect(
                _address(Path(folder) / "profile" / "DevToolsActivePort", process), max_size=None
            ) as connection:
                yield Tab(connection)
        finally:
            process.terminate()
            process.wait(20)


def _address(told: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.1)
    raise TimeoutError("Chromium did not start")
