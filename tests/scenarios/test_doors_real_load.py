"""Load at each door with the real models, as `fvm api` serves them; `test_doors_load` is its sample on predictable
answers."""

from __future__ import annotations

import os
import statistics
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from bot.evaluation.judgments import load_judgments
from tests.bot.doors.door_stage import Doors, Said
from tests.ports import free_port
from tests.scenarios.bot_process import BotProcess
from tests.scenarios.test_doors_load import by_api, by_assistant, by_page

_AT_ONCE = 8
_STARTS_WITHIN, _TRIES = 900.0, 20


@dataclass(frozen=True, slots=True)
class Listening:
    """What `Doors` asks of a server: its port."""

    port: int


DOORS: tuple[tuple[str, Callable[[Doors, str], Said]], ...] = (
    ("HTTP", by_api), ("page", by_page), ("MCP", by_assistant))  # fmt: skip


def quotes(door: str, said: Said) -> list[str]:
    """The quotes that a door gave."""
    if door == "page":
        tree: Any = lxml.html.fromstring(said.body.decode())
        return [each.text_content() for each in tree.xpath("//blockquote")]
    content = said.json if door == "HTTP" else said.json["result"]["structuredContent"]
    return [each["quote"] for each in content["answers"]]


def stream(
    it: Doors, ask: Callable[[Doors, str], Said], questions: Sequence[str]
) -> tuple[list[Said], list[float], float]:
    """The answers, the seconds that each took, and the seconds in all; who is told to come again does."""

    def one(question: str) -> tuple[Said, float]:
        begun = time.monotonic()
        for _ in range(_TRIES):
            said = ask(it, question)
            if said.status != 503:
                break
            time.sleep(float(said.headers["retry-after"]))
        return said, time.monotonic() - begun

    begun = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(one, questions))
    return [said for said, _ in found], [seconds for _, seconds in found], time.monotonic() - begun


@pytest.mark.soak
@pytest.mark.timing
@pytest.mark.timeout(1800)
def test_each_door_answers_many_at_once_with_the_same_quotes(
    tmp_path: Path, soak: bool, tell: Callable[[str], None]
) -> None:
    if not soak:
        pytest.skip("the sample of it is test_doors_load")
    port, questions = free_port(), [each.question for each in load_judgments()]
    environment = {"FVM_DATA": os.environ.get("FVM_DATA", str(tmp_path / "data")), "FVM_DOORS": "api,page,mcp",
                   "FVM_PUBLIC": "yes", "FVM_API_PORT": str(port), "FVM_METRICS_PORT": "0",
                   "FVM_API_RATE": "1000000"}  # fmt: skip
    bot = BotProcess(tmp_path, [str(Path(sys.executable).parent / "fvm"), "api"], environment)
    bot.start()
    it = Doors(Listening(port), [])  # type: ignore[arg-type]
    try:
        wait_open(port, bot)
        for place, (door, ask) in enumerate(DOORS):
            mine = questions[place :: len(DOORS)]
            said, took, seconds = stream(it, ask, mine)
            assert {each.status for each in said} == {200}
            cuts = statistics.quantiles(took, n=20)
            tell(f"load at {door}, real models, {len(mine)} questions, {_AT_ONCE} at once: {len(mine) / seconds:.1f} a "
                 f"second, median {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s")  # fmt: skip
        told = [[quotes(door, each) for each in stream(it, ask, questions)[0]] for door, ask in DOORS]
        assert told[0] == told[1] == told[2]
        assert sum(map(bool, told[0])) > len(questions) / 3
    finally:
        bot.kill()


def wait_open(port: int, bot: BotProcess) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while bot.running and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"fvm api does not answer:\n{bot.log()[-3000:]}")
