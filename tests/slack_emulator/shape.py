"""Checks of a JSON payload against a shape: which keys it may hold and what each value must be.

A check is called with a value and its JSON pointer and raises PayloadError with Slack's kind of words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any, str], None]


class PayloadError(Exception):
    """A payload that Slack would refuse, with the place in it."""

    def __init__(self, rule: str, pointer: str) -> None:
        super().__init__(f"{rule} [json-pointer:{pointer}]")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: every required key present, no key beside the required and the optional."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check] = field(default_factory=dict)

    def __call__(self, value: Any, pointer: str) -> None:
        if not isinstance(value, dict):
            raise PayloadError("must be an object", pointer)
        for key in self.required:
            if key not in value:
                raise PayloadError(f"missing required field: {key}", pointer)
        for key, part in value.items():
            check = self.required.get(key) or self.optional.get(key)
            if check is None:
                raise PayloadError(f"additional property: {key}", f"{pointer}/{key}")
            check(part, f"{pointer}/{key}")


@dataclass(frozen=True, slots=True)
class Tagged:
    """An object whose `type` chooses its shape."""

    shapes: Mapping[str, Check]

    def __call__(self, value: Any, pointer: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in self.shapes:
            raise PayloadError(f"unsupported type: {kind}", pointer)
        self.shapes[kind](value, pointer)


def string(limit: int, minimum: int = 1) -> Check:
    """A string of `minimum` to `limit` characters."""

    def check(value: Any, pointer: str) -> None:
        if not isinstance(value, str):
            raise PayloadError("must be a string", pointer)
        if len(value) < minimum:
            raise PayloadError(f"must be more than {minimum - 1} characters", pointer)
        if len(value) > limit:
            raise PayloadError(f"must be less than {limit + 1} characters", pointer)

    return check


def items(check_item: Check, limit: int, minimum: int = 1) -> Check:
    """A list of `minimum` to `limit` items."""

    def check(value: Any, pointer: str) -> None:
        if not isinstance(value, list):
            raise PayloadError("must be an array", pointer)
        if len(value) < minimum:
            raise PayloadError(f"no fewer than {minimum} items allowed", pointer)
        if len(value) > limit:
            raise PayloadError(f"no more than {limit} items allowed", pointer)
        for number, item in enumerate(value):
            check_item(item, f"{pointer}/{number}")

    return check


def one_of(*choices: str) -> Check:
    def check(value: Any, pointer: str) -> None:
        if value not in choices:
            raise PayloadError(f"must be one of {', '.join(choices)}", pointer)

    return check


def boolean(value: Any, pointer: str) -> None:
    if not isinstance(value, bool):
        raise PayloadError("must be a boolean", pointer)


def integer(value: Any, pointer: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise PayloadError("must be an integer", pointer)


def anything(value: Any, pointer: str) -> None:
    """Holds no rule of its own."""


def url(limit: int = 3000) -> Check:
    length = string(limit)

    def check(value: Any, pointer: str) -> None:
        length(value, pointer)
        if not value.startswith(("http://", "https://", "mailto:")) or any(c.isspace() for c in value):
            raise PayloadError("must be a valid URL", pointer)

    return check


def unique(values: list[str], what: str, pointer: str) -> None:
    if len(set(values)) != len(values):
        raise PayloadError(f"{what} must be unique", pointer)
