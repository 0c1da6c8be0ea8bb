"""Numbers with decimals as people read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.words.catalogue import decimal
from corpus.types import Language

DRAWN = "reporting/page.py"
"""Its coordinates are read by a browser."""


@pytest.mark.parametrize(
    ("value", "places", "language", "shown"),
    [
        (12.71, 1, Language.SV, "12,7"),
        (12.71, 1, Language.EN, "12.7"),
        (0.5, 2, Language.SV, "0,50"),
        (None, 1, Language.SV, "–"),
    ],
)
def test_swedish_has_a_comma(value: float | None, places: int, language: Language, shown: str) -> None:
    assert decimal(value, places, language) == shown


def speaking() -> Iterator[Path]:
    for path in Path(bot.__file__).parent.rglob("*.py"):
        if "bot.words.catalogue" in path.read_text(encoding="utf-8") and not str(path).endswith(DRAWN):
            yield path


def formatted(path: Path) -> Iterator[str]:
    """The formats in f-strings that write decimals."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = ast.unparse(node.format_spec)
            if ".0f" not in spec and spec.rstrip("'\"").endswith("f"):
                yield f"{path.name}:{node.lineno} {spec}"


def test_whoever_speaks_to_people_leaves_decimals_to_the_one_rule() -> None:
    paths = list(speaking())
    assert len(paths) > 50
    assert [found for path in paths for found in formatted(path)] == []
