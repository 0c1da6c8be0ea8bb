"""The modules of the three packages, for the rules about them; an `__init__.py` is none."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("corpus", "index", "bot")
MODULES = tuple(
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.name != "__init__.py"
)  # fmt: skip


def short(path: Path) -> str:
    """The path as it reads from the root: `bot/cli/main.py`."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
