"""Options of the whole test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--need-npm", action="store_true", help="fail, instead of skip, where the npm emulator is missing")
    parser.addoption("--kills", type=int, default=20, help="how often the fault run kills the bot")
    parser.addoption("--seed", type=int, default=1, help="the seed of the fault run")
