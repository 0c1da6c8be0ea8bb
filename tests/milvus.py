"""A server of Milvus Lite on a loopback port, that tests may kill and start again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.ports import free_port, listens

PACKAGE = "milvus_lite"
_START_SECONDS = 60.0


class MilvusServer:
    """One server; `start` may be called again after `kill`."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="fvm-milvus-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        where = ("--data-dir", str(self._folder / "data"), "--host", "127.0.0.1", "--port", str(self.port))
        command = [sys.executable, "-m", "milvus_lite", "server", *where]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_SECONDS
        while not listens(self.port):
            assert time.monotonic() < deadline, (self._folder / "log").read_text()[-2000:]
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once; what was written comes back at the next start."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None

    def empty(self) -> None:
        """Drop what another test of the same worker has left."""
        # The extra's package, which need not be installed where no test asks for this.
        from index.engine.milvus.client import Milvus

        milvus = Milvus(self.url)
        for name in milvus.names():
            for alias in milvus.aliases(name):
                milvus.unpoint(alias)
            milvus.drop(name)
        milvus.close()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
