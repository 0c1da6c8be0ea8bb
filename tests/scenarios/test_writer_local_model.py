"""The writer with a real local server, llama.cpp's, and a real model, however small."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answering.types import Answer, WrittenSentence
from bot.writer.endpoint import Endpoint
from bot.writer.errors import WriterError
from bot.writer.phrasing import Judged, Writer
from bot.writer.support import Verdict
from corpus.language.numbers import figures
from corpus.types import Language
from tests.bot.writer.evidence import LEADER, answer, quoted
from tests.scenarios import local_model

FVM = Path(sys.executable).parent / "fvm"
PATIENCE = 120.0
"""Seconds for one answer: the model is small, but the machine may be busy."""

_EN = Language.EN
_CONTRACT = quoted("The contract is worth 2.5 million kronor and runs for twelve months.", title="Contract")
ASKED = [
    answer("Who leads the programme?", quoted("Anna Ek has led the programme since April."), language=_EN),
    answer("How many employees are trained?", quoted("So far 4,800 employees have been trained."), language=_EN),
    answer("What does the contract cost?", _CONTRACT, language=_EN),
    answer("Vem leder programmet?", LEADER),
]


@pytest.fixture(scope="module")
def endpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    python = request.config.getoption("--llama")
    try:
        model = local_model.model_file(python)
    except local_model.MissingModelError as reason:
        pytest.skip(f"no local model: {reason}")
    with local_model.serving(python, model, tmp_path_factory.mktemp("model") / "server.log") as url:
        yield url


def test_the_server_is_found_right_by_the_check(endpoint: str) -> None:
    assert "begins after" in Endpoint(endpoint, "smollm2", timeout=PATIENCE).check()


@pytest.mark.timeout(600)
def test_whatever_a_small_model_writes_only_what_the_quote_says_is_left(
    endpoint: str, tell: Callable[[str], None]
) -> None:
    told: list[Judged] = []
    writer = Writer(Endpoint(endpoint, "smollm2", timeout=PATIENCE), None, None, told.append)
    for asked in ASKED:
        for sentence in _written(writer, asked):
            assert sentence.quotes == (0,)
            quote = asked.answers[0].quote
            said = [number for number in figures(sentence.text) if number.values]
            assert all(any(number.is_backed_by(known) for known in figures(quote)) for number in said)
    kept = sum(each.verdict is Verdict.SUPPORTED for each in told)
    tell(f"writer, SmolLM2 135M over llama.cpp: {kept} of {len(told)} sentences on {len(ASKED)} questions were kept")


def _written(writer: Writer, asked: Answer) -> list[WrittenSentence]:
    try:
        return list(writer.write(asked))
    except WriterError:
        return []


@pytest.mark.timeout(600)
def test_the_command_line_answers_with_the_quotes_whatever_the_model_does(endpoint: str, tmp_path: Path) -> None:
    environment = {**os.environ, "FVM_DATA": str(tmp_path), "FVM_LLM_URL": endpoint, "FVM_LLM_MODEL": "smollm2",
                   "FVM_LLM_TIMEOUT": str(PATIENCE)}  # fmt: skip
    done = subprocess.run([FVM, "ask", "--json", "Vem är programchef för program Millennium?"], env=environment,
                          capture_output=True, text=True, timeout=500, check=True)  # fmt: skip
    answered = json.loads(done.stdout)
    assert answered["status"] == "answered"
    assert answered["answers"]
    assert answered["written"] is None or answered["written"]["sentences"]
