"""Judged questions: what was asked, and which strings a right quote holds."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import JudgmentError
from corpus.language.personal_numbers import holds_personal_number
from corpus.types import Language

_Choice = TypeVar("_Choice", bound=enum.Enum)

SHIPPED = Path(__file__).with_name("questions.jsonl")
"""The questions that come with the shipped bulletins."""

UNANSWERABLE = "unanswerable"
"""The kind of a question that no bulletin answers."""


class Split(enum.Enum):
    """Tuning looks at DEV only; TEST is held out."""

    DEV = "dev"
    TEST = "test"


class Course(enum.Enum):
    """What became of a fact over time: said once more with another value, with the same one, or of another thing that
    only looks like it."""

    CHANGED = "changed"
    REPEATED = "repeated"
    DIFFERENT = "different"


class WantedValue(enum.Enum):
    """Which of a fact's values a question asks for: the one that holds now, the one of a time or stage that it names,
    or any."""

    CURRENT = "current"
    THEN = "then"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Judgment:
    """One question with its judgment.

    `accepted` are alternatives: a quote that holds any of them as whole words is right. `source_url` is the page
    that answers; `superseded_by` a newer page that says otherwise. `course` and `wanted` are known of questions about
    facts that are said more than once; `other_values` are then those that do not answer this question.
    """

    id: str
    language: Language
    question: str
    kind: str
    gold_answer: str = ""
    accepted: tuple[str, ...] = ()
    source_url: str | None = None
    superseded_by: str | None = None
    note: str = ""
    split: Split | None = None
    course: Course | None = None
    wanted: WantedValue | None = None
    other_values: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        return self.kind != UNANSWERABLE


def load_judgments(
    path: Path = SHIPPED, *, split: Split | None = None, aliases: Mapping[str, str] | None = None
) -> tuple[Judgment, ...]:
    """Read judged questions, one JSON object a line; blank lines are skipped.

    `split` keeps that part alone. `aliases` replaces a `source_url` or `superseded_by` by another address, for
    files that name a page otherwise than the shelf does.

    Raises:
        JudgmentError: the file cannot be read, holds no question, or has a line that is no judgment.
    """
    judgments = _unique(path, [_parse(path, number, line, aliases or {}) for number, line in _lines(path)])
    if not judgments:
        raise JudgmentError(path, None, "holds no question")
    return tuple(judgment for judgment in judgments if split is None or judgment.split is split)


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise JudgmentError(path, None, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise JudgmentError(path, None, f"is not UTF-8 text (byte {error.start})") from error
    # Not splitlines(): JSON strings may hold U+2028 and its like as they are.
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _unique(path: Path, judgments: Sequence[tuple[int, Judgment]]) -> list[Judgment]:
    seen: dict[str, int] = {}
    for number, judgment in judgments:
        if judgment.id in seen:
            raise JudgmentError(path, number, f"id {judgment.id!r} stands on line {seen[judgment.id]} already")
        seen[judgment.id] = number
    return [judgment for _, judgment in judgments]


def _parse(path: Path, number: int, line: str, aliases: Mapping[str, str]) -> tuple[int, Judgment]:
    try:
        return number, _judgment(json.loads(line), aliases)
    except json.JSONDecodeError as error:
        raise JudgmentError(path, number, f"is not JSON ({error.msg} at character {error.pos + 1})") from error
    except RecursionError as error:
        raise JudgmentError(path, number, "is nested too deeply") from error
    except ValueError as error:
        raise JudgmentError(path, number, str(error)) from error


def _judgment(value: object, aliases: Mapping[str, str]) -> Judgment:
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object")
    judgment = Judgment(
        id=_text(value, "id"),
        language=_choice(Language, value, "lang"),
        question=_text(value, "question"),
        kind=_text(value, "kind"),
        gold_answer=_optional(value, "gold_answer") or "",
        accepted=_texts(value, "gold_alternatives"),
        source_url=_address(value, "source_url", aliases),
        superseded_by=_address(value, "superseded_by", aliases),
        note=_optional(value, "note") or "",
        split=_optional_choice(Split, value, "split"),
        course=_optional_choice(Course, value, "course"),
        wanted=_optional_choice(WantedValue, value, "wanted"),
        other_values=_texts(value, "other_values"),
    )
    if holds_personal_number(judgment.question):
        raise ValueError("`question` seems to hold a personal identity number; ask without it")
    if judgment.answerable and not judgment.accepted:
        raise ValueError("`gold_alternatives` is empty, so that no quote could be right")
    return judgment


def _text(value: Mapping[str, Any], key: str) -> str:
    text = value.get(key)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"`{key}` is not a text with something in it")
    return text


def _optional(value: Mapping[str, Any], key: str) -> str | None:
    text = value.get(key)
    if text is not None and not isinstance(text, str):
        raise ValueError(f"`{key}` is neither a text nor null")
    return text or None


def _address(value: Mapping[str, Any], key: str, aliases: Mapping[str, str]) -> str | None:
    text = _optional(value, key)
    return None if text is None else aliases.get(text, text)


def _texts(value: Mapping[str, Any], key: str) -> tuple[str, ...]:
    texts = value.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"`{key}` is not a list of texts with something in them")
    return tuple(texts)


def _optional_choice(choices: type[_Choice], value: Mapping[str, Any], key: str) -> _Choice | None:
    return None if value.get(key) is None else _choice(choices, value, key)


def _choice(choices: type[_Choice], value: Mapping[str, Any], key: str) -> _Choice:
    try:
        return choices(value.get(key))
    except ValueError as error:
        wanted = ", ".join(str(choice.value) for choice in choices)
        raise ValueError(f"`{key}` is {value.get(key)!r}: wanted one of {wanted}") from error
