"""What Word shows before the items of its numbered lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.readers.word.styles import W, value_of

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list is counted: its format, what is written around the number, the first number."""

    format: str = "bullet"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of a document by their ids, and how far each has been counted."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]]
    """By the id that paragraphs name: the list that is counted, which several may share, and its levels."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def mark(self, number_id: str, depth: int) -> str:
        """What stands before the next item of a list, such as `3.` or `2.1`; empty for a bullet."""
        counted, levels = self.lists.get(number_id, ("", {}))
        level = levels.get(depth, Level())
        if level.format in {"bullet", "none"}:
            return ""
        counts = self._counts.setdefault(counted, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        shown = {each: _shown(levels.get(each, level), counts.get(each, levels.get(each, level).start))
                 for each in range(depth + 1)}  # fmt: skip
        return _PLACE.sub(lambda place: shown.get(int(place[1]) - 1, ""), level.text).strip()


def numbering_of(root: Any) -> Numbering:
    """The lists that a document defines; none where it defines none."""
    if root is None:
        return Numbering({})
    kinds = {each.get(f"{W}abstractNumId", ""): _levels(each) for each in root.iter(f"{W}abstractNum")}
    lists = {}
    for number in root.iter(f"{W}num"):
        named, kind = number.get(f"{W}numId", ""), value_of(number, "abstractNumId")
        begins = {_depth(each): value_of(each, "startOverride") for each in number.iter(f"{W}lvlOverride")}
        levels = {depth: Level(level.format, level.text, _whole(begins.get(depth, ""), level.start))
                  for depth, level in kinds.get(kind, {}).items()}  # fmt: skip
        lists[named] = (f"{kind}/{named}" if any(begins.values()) else kind, levels)
    return Numbering(lists)


def _levels(kind: Any) -> dict[int, Level]:
    return {
        _depth(each): Level(
            value_of(each, "numFmt") or "decimal", value_of(each, "lvlText"), _whole(value_of(each, "start"), 1)
        )
        for each in kind.iter(f"{W}lvl")
    }


def _depth(element: Any) -> int:
    return _whole(element.get(f"{W}ilvl", ""), 0)


def _whole(told: str, otherwise: int) -> int:
    return int(told) if told.isdecimal() and len(told) < 5 else otherwise


def _shown(level: Level, number: int) -> str:
    if level.format in {"lowerLetter", "upperLetter"} and 0 < number <= len(_LETTERS):
        letter = _LETTERS[number - 1]
        return letter if level.format == "lowerLetter" else letter.upper()
    if level.format in {"lowerRoman", "upperRoman"} and 0 < number < len(_ROMAN):
        return _ROMAN[number] if level.format == "lowerRoman" else _ROMAN[number].upper()
    return str(number)
