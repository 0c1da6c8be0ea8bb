"""What stands raised on a printed page: marks of footnotes, powers, minutes of an hour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.language.characters import raised

_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_LEAST_RISE, _MOST_RISE = 0.12, 1.0
"""By which shares of its letters' size a line's text stands higher than the rest of it."""
_SMALLER = 0.85
"""Share of its line's letters that those of a mark have at most which is drawn by itself."""
_LONGEST = 12
"""Characters of what may stand raised."""
_MOST = 300
"""Marks of one page that are looked for where it is laid out."""
_PIECES = 12
"""Pieces before a mark, most of them empty, in which that text stands."""
_CONTEXT, _LEAST_CONTEXT = 16, 3
"""Characters before it by which it is found in the page as it is laid out."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands raised behind a text, and what is said for it."""

    before: str
    text: str
    said: str


@dataclass(slots=True)
class RaisedText:
    """Two visitors for `extract_text`, which collect a page's text with what stands raised in it said as it is read."""

    words: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """What stands raised before a note's own text, and how that begins."""
    is_raised: bool = False
    """Whether a text was raised within its line."""
    _rise: float = 0.0
    _shown_at: float = 0.0
    _line: tuple[float, float, float] | None = None
    """Height and size of the text before on the same line, and where that begins."""
    _number: tuple[str, tuple[float, float, float]] | None = None
    """The piece before where it is a number, with its height, its letters' size and where it begins."""
    _has_ended: bool = False
    """Whether the library began a new line behind it, as it does for what is drawn by itself at another height."""
    _is_marked: bool = False
    """Whether a mark stood there, so that the line may go on."""

    def see_operator(self, operator: bytes, operands: Sequence[Any], *_: object) -> None:
        """Notes by how much the text that is shown next is raised."""
        if operator == b"Ts" and operands:
            self._rise = float(operands[0])
            self.is_raised = self.is_raised or self._rise != 0
        elif operator == b"BT":
            self._rise = 0.0
        elif operator in _SHOWS:
            self._shown_at = self._rise

    def see_text(self, text: str, place: Sequence[float], matrix: Sequence[float], _: object, size: float) -> None:
        """Takes one piece of the page, in the order of drawing."""
        scale = abs(matrix[3] * place[3]) or 1.0
        height, letters = matrix[5] * place[3] + place[5], size * scale
        begins = matrix[4] * place[0] + place[4]
        if not text.strip():
            self.words.append(text)
            self._has_ended = self._has_ended or "\n" in text
            return
        said = self._said(text, (height, letters, begins), scale)
        self._see_note(text, (height + self._shown_at * scale, letters, begins), is_mark=said is not None)
        if said is None:
            if self._is_marked and self._line and abs(height - self._line[0]) > _LEAST_RISE * letters:
                self.words.append("\n")
            self.words.append(text)
            self._line, self._has_ended, self._is_marked = (height, letters, begins), text.endswith("\n"), False
            return
        if self._has_ended:
            self._go_on()
        self._is_marked = text.endswith("\n")
        self.words.append(said)

    def _said(self, text: str, at: tuple[float, float, float], scale: float) -> str | None:
        """What is said for a piece that stands raised; None for one that is said as it is."""
        if self._line is None or text.startswith("\n") or len(text.strip()) > _LONGEST:
            return None
        rise = at[0] + self._shown_at * scale - self._line[0]
        if at[1] > self._line[1] or not _LEAST_RISE * self._line[1] < rise < _MOST_RISE * self._line[1]:
            return None
        if self._has_ended and (at[1] > _SMALLER * self._line[1] or at[2] <= self._line[2]):
            return None
        before = "".join(self.words[-_PIECES:]).rstrip("\n")
        said = raised(text, before)
        if said is not None:
            self.marks.append(Mark(before.rstrip()[-_CONTEXT:], text.strip(), said))
        return said

    def _see_note(self, text: str, at: tuple[float, float, float], *, is_mark: bool) -> None:
        """Notes a number in small letters of which the text right behind it stands lower, as that of a note does."""
        if self._number and not is_mark and text.strip()[:1].isalpha():
            number, before = self._number
            rise, gap = before[0] - at[0], at[2] - before[2]
            is_smaller = before[1] <= _SMALLER * at[1] and _LEAST_RISE * at[1] < rise < _MOST_RISE * at[1]
            if is_smaller and 0 <= gap < 2 * at[1]:
                self.notes.append((number, text.strip()[:_CONTEXT]))
        number = text.strip()
        self._number = (number, at) if number.isdecimal() and len(number) <= 2 and not is_mark else None

    def _go_on(self) -> None:
        """Takes back the end of the line that the library put before a mark."""
        last = next(at for at in reversed(range(len(self.words))) if self.words[at].strip())
        self.words[last:] = ["".join(self.words[last:]).rstrip("\n")]
        self._has_ended = False


def without_note_numbers(page: str, notes: Sequence[tuple[str, str]]) -> str:
    """A page without the raised numbers that begin the texts of its notes."""
    for number, text in notes[:_MOST]:
        page = re.sub(rf"(?m)^([ \t]{{0,200}}){number}\s{{0,9}}(?={re.escape(text)})", r"\1", page, count=1)
    return page


def with_marks_said(laid_out: str, marks: Sequence[Mark]) -> str:
    """The page as it is laid out, with its marks said as they are read."""
    for mark in marks[:_MOST]:
        context = mark.before.split("\n")[-1].strip()
        for written in (f"{context}{mark.text}", f"{context} {mark.text}"):
            at = laid_out.find(written) if len(context) >= _LEAST_CONTEXT else -1
            end = at + len(written)
            if at >= 0 and not laid_out[end : end + 1].isdigit():
                laid_out = f"{laid_out[: at + len(context)]}{mark.said}{laid_out[end:]}"
                break
    return laid_out
