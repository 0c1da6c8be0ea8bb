"""Many at once at each door: everybody gets the answer to their own question."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from tests.bot.doors.door_stage import Doors, Said, all_doors

_AT_ONCE = 12


def by_api(it: Doors, question: str) -> Said:
    return it.ask(question)


def by_page(it: Doors, question: str) -> Said:
    form = urlencode({"question": question}).encode()
    return it.call("POST", "/", form, content_type="application/x-www-form-urlencoded")


def by_assistant(it: Doors, question: str) -> Said:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": question}}}  # fmt: skip
    return it.call("POST", "/mcp", call, accept="application/json, text/event-stream")


@pytest.mark.soak
@pytest.mark.parametrize("ask", [by_api, by_page, by_assistant])
def test_everybody_gets_the_answer_to_their_own_question(
    ask: Callable[[Doors, str], Said], soak: bool, tell: Callable[[str], None]
) -> None:
    questions = [f"Fråga nummer {number} av alla?" for number in range(2000 if soak else 60)]
    with all_doors(rate=1_000_000, workers=4) as it:
        begun = time.monotonic()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(lambda question: ask(it, question), questions))
        seconds = time.monotonic() - begun
    for question, said in zip(questions, answers, strict=True):
        assert said.status == 200
        assert question in said.body.decode()
    tell(f"{ask.__name__}: {len(questions) / seconds:.0f} a second, {_AT_ONCE} at once")
