"""Faults of the shelf: what is wrong with which file, for `fvm check` and for the build's warnings."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import Code


class Severity(enum.Enum):
    ERROR = "error"
    """The file is left out."""
    WARNING = "warning"
    """The file is read, or rightly passed over; someone should look."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one file; `line` counts from 1, None where it concerns the whole file.

    `code` says why in a word, as in CorpusError.
    """

    reason: str
    line: int | None = None
    severity: Severity = Severity.ERROR
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem and the file that has it."""

    path: Path
    problem: Problem

    @property
    def line(self) -> int | None:
        return self.problem.line

    @property
    def reason(self) -> str:
        return self.problem.reason

    @property
    def severity(self) -> Severity:
        return self.problem.severity

    def __str__(self) -> str:
        place = self.path.name if self.line is None else f"{self.path.name}:{self.line}"
        return f"{place}: {self.reason}"
