"""No regular expression of the packages takes long over a text made to slow it."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.language import names
from corpus.language.sentences import sentences
from tests.architecture.patterns import FoundPattern, attacks, patterns_of, seconds_of

ROOT = Path(__file__).parents[2]
_LENGTH = 600
_MOST = 0.4
"""Seconds of the processor for one text: a pattern that doubles or goes by the cube takes minutes."""


def _modules() -> Iterator[Path]:
    for package in ("corpus", "index", "bot"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "lab" not in path.parts and not path.name.startswith("__"):
                yield path.relative_to(ROOT)


def _all_patterns() -> dict[tuple[str | bytes, int], FoundPattern]:
    found: dict[tuple[str | bytes, int], FoundPattern] = {}
    for path in _modules():
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        for each in patterns_of(module, str(path), (ROOT / path).read_text(encoding="utf-8")):
            if each.pattern is not None:
                found.setdefault((each.pattern.pattern, each.pattern.flags), each)
    return found


def test_every_pattern_is_through_with_a_text_pumped_from_itself_in_time() -> None:
    slow = {}
    for each in _all_patterns().values():
        assert each.pattern is not None
        for text in attacks(each.pattern, _LENGTH):
            if seconds_of(each.pattern, text, _MOST) >= _MOST:
                slow[each.place] = (each.source, text[:40])
                break
    assert slow == {}


def test_a_pattern_that_doubles_with_each_character_is_found() -> None:
    doubling = re.compile(r"(?:a|a)+b")
    assert any(seconds_of(doubling, text, 0.3) >= 0.3 for text in attacks(doubling, 40))


@pytest.mark.parametrize(
    "text",
    [
        "Rubrik" + "-Aa" * 40 + " leder bygget.",
        "Aa-" * 20_000,
        ("Anna " + "-B" * 50) * 400,
    ],
)
def test_names_with_many_hyphens_take_no_time(text: str) -> None:
    begun = time.process_time()
    names.full_names(text)
    names.any_names(text)
    assert time.process_time() - begun < 2.0


@pytest.mark.parametrize(
    "text", ["." * 20_000, ". " * 10_000, "a." * 10_000, "(" * 20_000, '"' * 20_000, "“(" * 10_000]
)
def test_sentences_of_signs_alone_are_told_in_linear_time(text: str) -> None:
    begun = time.process_time()
    sentences(text)
    assert time.process_time() - begun < 2.0
