"""Which statements of a made-up programme supersede which, marked by reading, with questions about them.

One JSON Lines file a programme, an object a line: `kind` (changed, repeated, different), `statements` oldest first
(`file`, `sentence`, `answer`, `said`), `questions` (`lang`, `question`, `wants`, `answer_file`).
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.judgments import Course, WantedValue


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the bulletin file `file`, published on `said`, whose literal part `answer` is the fact's value."""

    file: str
    sentence: str
    answer: str
    said: datetime.date


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a programme's bulletins say more than once: its statements oldest first."""

    subject: str
    course: Course
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A question about a fact, which the bulletin file `answered_by` answers."""

    fact: Fact
    text: str
    language: str
    wanted: WantedValue
    answered_by: str

    @property
    def accepted(self) -> tuple[str, ...]:
        """The values that are right: those of the bulletin that answers; all wordings of what is only said again."""
        again = self.fact.course is Course.REPEATED
        return _values(each for each in self.fact.statements if again or each.file == self.answered_by)

    @property
    def is_of_one_statement(self) -> bool:
        """Whether the fact's other statements answer other questions: those of another place, group or time."""
        return self.fact.course is Course.DIFFERENT or self.wanted is WantedValue.THEN

    @property
    def other_values(self) -> tuple[str, ...]:
        """The fact's values that do not answer this question."""
        return tuple(value for value in _values(self.fact.statements) if value not in self.accepted)


def load_changes(path: Path) -> list[AskedFact]:
    """The questions of one programme's file. Raises ValueError where a question names a file that says nothing."""
    return [asked for line in path.read_text(encoding="utf-8").splitlines() for asked in _asked(json.loads(line))]


def _asked(row: dict[str, Any]) -> Iterator[AskedFact]:
    statements = tuple(
        Statement(each["file"], each["sentence"], each["answer"], datetime.date.fromisoformat(each["said"]))
        for each in row["statements"]
    )
    fact = Fact(row["subject"], Course(row["kind"]), statements)
    for each in row["questions"]:
        if all(statement.file != each["answer_file"] for statement in statements):
            raise ValueError(f"no statement is from {each['answer_file']}")
        yield AskedFact(fact, each["question"], each["lang"], WantedValue(each["wants"]), each["answer_file"])


def _values(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(statement.answer for statement in statements))
