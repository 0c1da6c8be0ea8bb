"""No regular expression of the packages takes long over a text made to slow it."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterator
from functools import cache

import pytest

from corpus.language import names
from corpus.language.sentences import sentences
from tests.architecture.modules import MODULES, short, tree
from tests.architecture.patterns import Attack, FoundPattern, attacks, patterns_of, seconds_of

_LENGTH = 3000
_PARTS = 3
"""Tests that the patterns are shared out to, so that workers share them."""
_SAMPLED = 8
"""Of the texts made to slow a pattern one in so many is tried, in a soak each: there are 130,000 for 520 patterns, and
what one of them slows most others slow that are pumped from the same repetition."""
_NAMES_IT = re.compile(r"^[ ]*(?:import|from) re\b", re.M)
_NOTHING = 0.01
"""Seconds of the processor that a linear pattern is far below with so long a text, and a quadratic one above: so with a
quarter of the text a quadratic one is above a sixteenth of that, and a pattern below it needs no longer text."""
_MOST = 0.5
_GROWTH = 8.0
"""Four times the text takes a linear pattern four times the time, a quadratic one sixteen times."""

_OF_THE_RUN = {
    "bot/answering/showing/fragments.py": "self._pattern",
    "bot/slack/administration/desks/answering.py": "self._of_shelf(f'{STOP}",
    "bot/slack/administration/desks/index.py": "elements.of_shelf(f'{messages.ROLLBACK}",
    "bot/slack/administration/desks/judging.py": "self._of_shelf(f'{JUDGE}:[a-z]+",
    "bot/slack/administration/desks/pins.py": "elements.of_shelf(f'{REMOVE}",
    "bot/slack/administration/desks/upkeep.py": "self._of_shelf(f'{WITHDRAW}",
}
"""Made of the words of a quote, each with its own white space between, or of an action's name, a number and a shelf's
name, which is letters, digits and hyphens: nothing else in them repeats."""


def _all_patterns() -> Iterator[FoundPattern]:
    for path in MODULES:
        place = short(path)
        # One without the engine's name makes no pattern, and need not be loaded: some bring torch.
        if place.startswith("bot/lab/") or path.name.startswith("__") or not _NAMES_IT.search(path.read_text("utf-8")):
            continue
        module = importlib.import_module(place.removesuffix(".py").replace("/", "."))
        yield from patterns_of(module, place, tree(path))


def _is_slow(found: FoundPattern, attack: Attack) -> bool:
    """Whether the time over a text grows faster than the text; the quickest of a few tries counts, whatever else the
    machine does."""
    if _seconds(found, attack, _LENGTH // 4, _MOST) < _NOTHING / 16:
        return False
    first = _seconds(found, attack, _LENGTH, _MOST)
    if first < _NOTHING or first >= _MOST:
        return first >= _MOST
    once, longer = (_quickest(found, attack, each) for each in (_LENGTH, 4 * _LENGTH))
    if longer <= _GROWTH * once:
        return longer >= 4 * _MOST
    # The processor's clock may step by four milliseconds: what seems to grow must go on growing.
    longest = _quickest(found, attack, 16 * _LENGTH)
    return longest > _GROWTH * longer or longest >= 4 * _MOST


def _quickest(found: FoundPattern, attack: Attack, length: int) -> float:
    """Of three tries, or the first that does not come to its end: that far no other work makes it take longer."""
    tries: list[float] = []
    while len(tries) < 3 and max(tries, default=0.0) < 4 * _MOST:
        tries.append(_seconds(found, attack, length, 4 * _MOST))
    return min(tries)


def _seconds(found: FoundPattern, attack: Attack, length: int, most: float) -> float:
    assert found.pattern is not None
    return seconds_of(found.pattern, attack.text(length), most, is_searched=found.is_searched)


@cache
def _different() -> tuple[FoundPattern, ...]:
    """Each pattern once; those that are made while the program runs are known."""
    found: dict[tuple[object, ...], FoundPattern] = {}
    for each in _all_patterns():
        if each.pattern is None:
            path = each.place.partition(":")[0]
            assert each.source.startswith(_OF_THE_RUN[path]), each
        else:
            found.setdefault((each.pattern.pattern, each.pattern.flags, each.is_searched), each)
    assert len(found) > 250
    return tuple(found.values())


@pytest.mark.soak
@pytest.mark.parametrize("part", range(_PARTS))
def test_every_pattern_is_through_with_a_text_pumped_from_itself_in_linear_time(part: int, soak: bool) -> None:
    slow = {}
    for number, each in enumerate(_different()[part::_PARTS]):
        assert each.pattern is not None
        tried = list(attacks(each.pattern))[0 if soak else number % _SAMPLED :: 1 if soak else _SAMPLED]
        found = next((attack for attack in tried if _is_slow(each, attack)), None)
        if found is not None:
            slow[each.place] = (each.source, found)
    assert slow == {}


@pytest.mark.parametrize("slow", ["(?:a|a)+b", r"\s+x", r"\w+@\w+", "(a+)+$", "a*a*b", r"(?:x, )*y"])
def test_a_pattern_that_grows_faster_than_its_text_is_found(slow: str) -> None:
    found = FoundPattern("here", slow, re.compile(slow))
    assert any(_is_slow(found, attack) for attack in attacks(re.compile(slow)))


@pytest.mark.parametrize("linear", ["a+b", r"(?<!\s)\s++x", r"(?<!\w)\w++@", "(?>a+)+$", r"[^x]{0,40}x"])
def test_a_linear_pattern_is_let_through(linear: str) -> None:
    found = FoundPattern("here", linear, re.compile(linear), is_searched=linear != "a+b")
    assert not any(_is_slow(found, attack) for attack in attacks(re.compile(linear)))


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
