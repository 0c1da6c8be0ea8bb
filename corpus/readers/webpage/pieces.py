"""Pieces of a page that only their frames divide or join: the numbers of steps, words in boxes beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus.readers.parts import Part
from corpus.types import BlockKind

_INLINE = frozenset({"span", "strong", "b", "small", "time", "em", "i"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_COPIES = re.compile(
    r"(?:kopiera|copy) (?:länk\w*|adress\w*|link|url)(?: .{1,30})?|"
    r"(?:länk|link|permalink|permanent länk) (?:till|to|for) .{1,60}|permalink|direktlänk",
    re.IGNORECASE,
)
"""What such a button says."""
_CHANNELS = ("mailto:", "tel:")
_NUMBER = re.compile(r"\d{1,2}")
_STEP = re.compile(r"(?P<word>(?:steg|step) )?(?P<number>\d{1,2})[.):]?", re.IGNORECASE)
_LEAST_LETTERS = 2
"""Letters of each of two pieces that are words and not a word whose first letter looks otherwise."""

_LEAST_BEFORE, _LEAST_DIGITS = 3, 2
"""Small letters and digits of a word and the number behind it ("okt", "2026"); fewer may be one sign ("m2")."""


def part_boxes(root: Any) -> None:
    """Puts a space between two pieces of a line that a browser shows in boxes of their own: a number and the word that
    begins behind it, a label and its value, a name and a post, a post and an address."""
    for element in root.iter(*_INLINE):
        after = element.getnext()
        if element.tail or not isinstance(getattr(after, "tag", None), str):
            is_apart = _is_number(element) and (element.tail or "")[:1].isalpha()
        else:
            is_channel = after.tag == "a" and (after.get("href") or "").startswith(_CHANNELS)
            is_apart = is_channel or (after.tag in _INLINE and _are_apart(element, after))
        if is_apart:
            element.tail = f" {element.tail or ''}"


def drop_marks(root: Any) -> None:
    """Takes the sign or button with which a heading's own address is copied out of the heading."""
    for heading in root.iter(*_HEADINGS):
        for mark in list(heading.iter("a", "button")):
            said = mark.text_content().strip()
            is_own = mark.tag == "button" or (mark.get("href") or "#").startswith("#")
            is_mark = not any(map(str.isalnum, said)) and mark.find(".//img") is None
            if is_own and (is_mark or _COPIES.fullmatch(said)) and heading.text_content().strip() != said:
                mark.drop_tree()


def _are_apart(element: Any, after: Any) -> bool:
    before, behind = element.text_content(), after.text_content()
    if not before or not behind:
        return False
    if _is_number(element):
        return bool(behind[0].isalpha())
    if before[-1] == ":":
        return bool(behind[0].isalnum())
    if behind[:_LEAST_DIGITS].isdecimal() and len(behind) >= _LEAST_DIGITS:
        word = before[-_LEAST_BEFORE:]
        return len(word) == _LEAST_BEFORE and word.isalpha() and word[1:].islower()
    is_word = len(before) >= _LEAST_LETTERS and len(behind) >= _LEAST_LETTERS
    ends = before[-1].islower() or (before[-_LEAST_DIGITS:].isdecimal() and behind[1:2].islower())
    return bool(is_word and ends and behind[0].isupper())


def _is_number(element: Any) -> bool:
    """Whether an element is a number that begins its line, as that of a step does."""
    parent = element.getparent()
    is_first = parent is not None and element.getprevious() is None and not (parent.text or "").strip()
    return is_first and _NUMBER.fullmatch(element.text_content()) is not None


def with_steps(parts: Sequence[Part]) -> list[Part]:
    """Parts with numbers that stand alone and count the parts behind them, from 1 on, put before what they count: a
    heading, an item, or a paragraph, which is an item then."""
    steps = dict(_steps(parts))
    items = 1 + max((part.item for part in parts if part.item is not None), default=-1)
    group = 1 + max((part.group for part in parts if part.group is not None), default=-1)
    found: list[Part] = []
    for at, part in enumerate(parts):
        number = steps.get(at - 1)
        if at in steps:
            continue
        if number is None:
            found.append(part)
        elif part.kind is BlockKind.HEADING:
            mark = f"{number}. " if parts[at - 1].text[0].isdigit() else f"{parts[at - 1].text.rstrip('.:)')}: "
            found.append(replace(part, text=mark + part.text))
        elif part.kind is BlockKind.LIST_ITEM:
            found.append(replace(part, number=number))
        else:
            group += at - 3 not in steps  # of items right behind each other
            item = Part(BlockKind.LIST_ITEM, part.text, 1, items, part.page, group, strong=part.strong, number=number)
            found.append(item)
            items += 1
    return found


def _steps(parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """The places of such numbers, at least two in a row, with what they say."""
    run: list[tuple[int, int]] = []
    for at in range(len(parts)):
        number = _told(parts, at)
        if number is None:
            continue
        if not run or number != run[-1][1] + 1:
            yield from run if len(run) > 1 else ()
            run = [(at, number)] if number == 1 else []
        else:
            run.append((at, number))
    yield from run if len(run) > 1 else ()


def _told(parts: Sequence[Part], at: int) -> int | None:
    """The number that stands alone in a part and before another that is none."""
    part, after = parts[at], parts[at + 1] if at + 1 < len(parts) else None
    match = _STEP.fullmatch(part.text)
    if match is None or after is None or _STEP.fullmatch(after.text) or part.linked:
        return None
    number = int(match["number"])
    within = part.kind is BlockKind.LIST_ITEM and part.item == after.item and part.number in (None, number)
    alone = part.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
    follows = after.kind is BlockKind.HEADING or (after.kind is BlockKind.PARAGRAPH and not match["word"])
    return number if (within and not match["word"]) or (alone and follows) else None
