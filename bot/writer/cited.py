"""Cited sentences out of a stream of text, each as soon as it is whole; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.writer.plain import plain
from corpus.language.sentences import sentences

MOST_CHARACTERS = 20_000
"""The most that is read of one answer, thoughts included: what comes after is left unread."""

_LONGEST = 1000
"""Characters before a citation that are looked at."""

_OPENED, _CLOSED = "<think>", "</think>"
_NUMBERS = r"\d{1,2}(?:\s*(?:,|och|and|&)\s*\d{1,2})*"
_CITATION = re.compile(
    rf"\[\s*(?:(?:citat|quote|källa|source)\s*)?({_NUMBERS})\s*\](?:\([^()\n]{{0,400}}\))?", re.IGNORECASE
)
_MARKS = re.compile(rf"{_CITATION.pattern}(?:\s*{_CITATION.pattern})*[ \t]*[.!?]*", re.IGNORECASE)
_MAY_GO_ON = re.compile(r"(?:\s*+(?:\[[^\]]{0,200})?|\([^()\n]{0,400})\Z")


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence as plain text and the numbers that it cites, counted from 1, in order, each once."""

    text: str
    numbers: tuple[int, ...]


def cited_sentences(pieces: Iterable[str]) -> Iterator[Cited]:
    """The sentences of the text that `pieces` make up; one without a citation cites nothing.

    A citation at the end of several sentences of a paragraph counts for each of them: whether it supports them is
    for a check to say. What a model thinks aloud between `<think>` and `</think>` is no part of its answer.
    """
    waiting, begun = "", False
    for piece in _answer_only(pieces):
        waiting = waiting[-2 * _LONGEST :] + piece
        if begun or "]" in piece:
            waiting, whole, begun = _taken(waiting, at_end=False)
            yield from whole
    waiting, whole, _ = _taken(waiting, at_end=True)
    yield from whole
    yield from _sentences(waiting, ())


def _answer_only(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without thoughts; a mark may be divided between pieces."""
    kept, thinking, read = "", False, 0
    for piece in pieces:
        kept += piece
        read += len(piece)
        mark = _CLOSED if thinking else _OPENED
        while mark in kept:
            before, _, kept = kept.partition(mark)
            if not thinking:
                yield before
            thinking = not thinking
            mark = _CLOSED if thinking else _OPENED
        held = _begun(kept, mark)
        if not thinking:
            yield kept[: len(kept) - held]
        kept = kept[len(kept) - held :]
        if read > MOST_CHARACTERS:
            return
    if not thinking:
        yield kept


def _begun(text: str, mark: str) -> int:
    """How many characters at the end of `text` may begin `mark`."""
    return next((size for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), 0)


def _taken(waiting: str, at_end: bool) -> tuple[str, list[Cited], bool]:
    """What is left to wait for, the sentences that are whole, and whether one waits for what follows its citation."""
    found: list[Cited] = []
    place = 0
    for match in _MARKS.finditer(waiting):
        if not at_end and _MAY_GO_ON.match(waiting, match.end()):
            return waiting[place:], found, True
        numbers = [int(digits) for cited in _CITATION.findall(match.group()) for digits in re.findall(r"\d+", cited)]
        found += _sentences(waiting[place : match.start()], tuple(dict.fromkeys(numbers)))
        place = match.end()
    return waiting[place:], found, False


def _sentences(text: str, numbers: tuple[int, ...]) -> list[Cited]:
    """The sentences before a citation: those of its paragraph cite, the ones of earlier paragraphs do not."""
    paragraphs = [plain(line) for line in text[-_LONGEST:].split("\n")]
    paragraphs = [line for line in paragraphs if any(map(str.isalnum, line))]
    found = []
    for place, line in enumerate(paragraphs):
        own = numbers if place == len(paragraphs) - 1 else ()
        found += [Cited(line[span.start : span.end], own) for span in sentences(line)]
    return found
