"""Finds Swedish personal identity numbers, coordination numbers included; pure."""

from __future__ import annotations

import datetime
import re

_CANDIDATE = re.compile(r"(?<!\d)(?:(\d{2})[ ]?)??(\d{2})[ .-]?(\d{2})[ .-]?(\d{2})[ ]?([-+–−‐‑]?)[ ]?(\d{4})(?!\d)")
_COORDINATION = 60
_CENTURIES = (18, 19, 20)


def holds_personal_number(text: str) -> bool:
    """Whether the text holds ten or twelve digits that are a personnummer or a samordningsnummer.

    The date must exist (the day plus 60 for coordination numbers) and the last digit must be the Luhn checksum of
    the nine before it. `-`, `+` or nothing may stand before the last four, and single spaces between the parts.
    """
    digits = "".join(_ascii_digit(character) for character in text)
    return any(_is_personal_number(match) for match in _overlapping(digits))


def _ascii_digit(character: str) -> str:
    # Full-width and other digits are read by people, so they are read here.
    return str(int(character)) if character.isdecimal() and not character.isascii() else character


def _overlapping(text: str) -> list[re.Match[str]]:
    starts = [index for index, character in enumerate(text) if character.isdigit()]
    return [match for start in starts if (match := _CANDIDATE.match(text, start))]


def _is_personal_number(match: re.Match[str]) -> bool:
    century, year, month, day, _, last = match.groups()
    return luhn_holds(year + month + day + last) and _date_exists(century, int(year), int(month), int(day))


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the Luhn checksum (ISO/IEC 7812-1) of those before it."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _date_exists(century: str | None, year: int, month: int, day: int) -> bool:
    day = day - _COORDINATION if day > _COORDINATION else day
    if century is not None and int(century) not in _CENTURIES:
        return False
    centuries = _CENTURIES if century is None else (int(century),)
    return any(_is_day(100 * hundreds + year, month, day) for hundreds in centuries)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
