"""The questions that a preview asks: a file that admins keep, and the newest questions that were answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.administration.errors import RecordError
from bot.answering.question.asked import MAX_CHARACTERS
from corpus.language.personal_numbers import holds_personal_number

NEWEST = 20
"""Answered questions that are asked again."""

_MOST = 200


def read_probes(path: Path) -> tuple[str, ...]:
    """The questions of a file, one a line; empty lines, lines that begin with `#` and those with a number of a person
    are passed over.

    Raises:
        RecordError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise RecordError(f"{path} cannot be read. Save it as UTF-8, or delete it.") from error
    asked = (line.strip() for line in lines if line.strip() and not line.startswith("#"))
    return tuple(line for line in asked if not holds_personal_number(line))


def probes(kept: Iterable[str], answered: Sequence[str]) -> tuple[str, ...]:
    """The admins' questions and the newest of those answered (oldest first as given), each once; at most 200."""
    newest = list(reversed(answered))
    chosen: dict[str, str] = {}
    for question in kept:
        chosen.setdefault(_key(question), question)
    room = len(chosen) + NEWEST
    for question in newest:
        if len(chosen) < room:
            chosen.setdefault(_key(question), question)
    return tuple(question for question in chosen.values() if 0 < len(question) <= MAX_CHARACTERS)[:_MOST]


def _key(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?!. ")
