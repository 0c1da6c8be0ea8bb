"""No regular expression of the packages takes long over a text made to slow it."""

from __future__ import annotations

import importlib
import re
import time

import pytest

from corpus.language import names
from corpus.language.sentences import sentences
from tests.architecture.modules import MODULES, short, tree
from tests.architecture.patterns import FoundPattern, attacks, patterns_of, seconds_of

_LENGTH = 600
_MOST = 0.4
"""Seconds of the processor for one text: a pattern that doubles or goes by the cube takes minutes."""


def _all_patterns() -> dict[tuple[str | bytes, int], FoundPattern]:
    found: dict[tuple[str | bytes, int], FoundPattern] = {}
    for path in MODULES:
        place = short(path)
        if place.startswith("bot/lab/") or path.name.startswith("__"):
            continue
        module = importlib.import_module(place.removesuffix(".py").replace("/", "."))
        for each in patterns_of(module, place, tree(path)):
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
