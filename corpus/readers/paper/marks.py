"""What stands raised on a printed page: marks of footnotes, powers, minutes of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.language.characters import raised

_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_LEAST_RISE, _MOST_RISE = 0.12, 1.0
"""By which shares of its letters' size a line's text stands higher than the rest of it."""
_LONGEST = 12
"""Characters of what may stand raised."""
_MOST = 300
"""Marks of one page that are looked for where it is laid out."""
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
    _rise: float = 0.0
    _shown_at: float = 0.0
    _line: tuple[float, float] | None = None
    """Height and size of the text before on the same line."""

    def see_operator(self, operator: bytes, operands: Sequence[Any], *_: object) -> None:
        """Notes by how much the text that is shown next is raised."""
        if operator == b"Ts" and operands:
            self._rise = float(operands[0])
        elif operator == b"BT":
            self._rise = 0.0
        elif operator in _SHOWS:
            self._shown_at = self._rise

    def see_text(self, text: str, place: Sequence[float], matrix: Sequence[float], _: object, size: float) -> None:
        """Takes one piece of the page, in the order of drawing."""
        scale = abs(matrix[3] * place[3]) or 1.0
        height, letters = matrix[5] * place[3] + place[5], size * scale
        if not text.strip():
            self.words.append(text)
            self._line = None if "\n" in text else self._line
            return
        said = self._said(text, height, letters, scale)
        self.words.append(text if said is None else said)
        if said is None or text.endswith("\n"):
            self._line = None if text.endswith("\n") else (height, letters)

    def _said(self, text: str, height: float, letters: float, scale: float) -> str | None:
        """What is said for a piece that stands raised; None for one that is said as it is."""
        if self._line is None or text.startswith("\n") or len(text.strip()) > _LONGEST:
            return None
        rise = height + self._shown_at * scale - self._line[0]
        if letters > self._line[1] or not _LEAST_RISE * self._line[1] < rise < _MOST_RISE * self._line[1]:
            return None
        before = "".join(self.words[-4:])
        said = raised(text, before)
        if said is None:
            return None
        self.marks.append(Mark(before.rstrip()[-_CONTEXT:], text.strip(), said))
        return said + "\n" * text.endswith("\n")


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
