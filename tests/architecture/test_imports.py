"""What a quick command must not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "faiss", "onnxruntime", "transformers", "sentence_transformers", "slack_bolt", "matplotlib")


@pytest.mark.parametrize(
    "line", ["--help", "ask --help", "add --help", "reindex --help", "settings", "manifest --help", "manifest"]
)
def test_help_and_what_only_prints_load_nothing_heavy(line: str) -> None:
    loaded = _modules_after(line.split())
    assert [name for name in HEAVY if name in loaded] == []


def test_without_an_endpoint_neither_the_writer_nor_its_http_client_is_loaded() -> None:
    script = (
        "import sys\n"
        "from bot import settings\n"
        "from bot.wiring import answers, slack_parts\n"
        "from bot.cli.asking import ask, chat\n"
        "from bot.cli.running import doctor, serve\n"
        "assert answers.open_endpoint(settings.load({})) is None\n"
        "print(' '.join(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [name for name in run.stdout.split() if name.startswith(("bot.writer", "httpx", "httpcore"))] == []


def test_a_question_at_the_terminal_loads_nothing_that_adds_or_publishes_bulletins_or_writes_a_log() -> None:
    loaded = _modules_after(["ask", "--help"])
    unwanted = ("feedparser", "lxml", "markdown", "rapidfuzz", "structlog", "http.client", "bot.administration.audit")
    assert "bot.wiring.opened_shelves" in loaded
    assert [name for name in unwanted if name in loaded] == []


def _modules_after(arguments: list[str]) -> set[str]:
    script = (
        "import sys, contextlib, io\n"
        "from bot.cli.main import fvm\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    fvm({arguments!r}, standalone_mode=False)\n"
        "print(' '.join(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.split())
