"""What a cell of a workbook shows for its value: numbers, shares, sums, days and times; pure."""

from __future__ import annotations

import datetime
import re

_QUOTED = re.compile(r'"([^"]{0,40})"|\\(.)|\[\$([^\]-]{0,10})[^\]]{0,10}\]')
_PLACES = re.compile(r"[0#?]([.])([0#?]{1,20})")
_NUMBER = re.compile(r"[0#?][0#?.,\s]*")
_MOST_DIGITS = 12


def told_value(value: object, how: str) -> str:
    """A value as Excel shows it in Swedish; `how` is the format of its cell."""
    if isinstance(value, bool):
        return "SANT" if value else "FALSKT"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time() or not re.search("[hs]", how.lower())
        return value.date().isoformat() if is_day else f"{value.date().isoformat()} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return _number(value, how) if isinstance(value, int | float) else str(value)


def _number(value: float, how: str) -> str:
    """With the digits, the spaces between thousands, the per cent sign and the words that the format gives."""
    sections = how.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 and "(" not in sections[1] else sections[0]
    literal = {"before": "", "after": ""}
    digits = _NUMBER.search(_QUOTED.sub(lambda match: "~" * len(match.group()), section))
    for match in _QUOTED.finditer(section):
        side = "before" if digits and match.start() < digits.start() else "after"
        literal[side] += next((group for group in match.groups() if group is not None), "")
    if "%" in section:
        value, literal["after"] = value * 100, " %"
    pattern = digits.group() if digits else ""
    literal["after"] = " " * pattern.endswith(" ") + literal["after"]
    places = _PLACES.search(pattern)
    if places:
        text = f"{value:,.{min(len(places[2]), _MOST_DIGITS)}f}"
    elif digits and "0" in pattern and how.lower() != "general":
        text = f"{value:,.0f}"
    else:
        text = f"{value:,.{_MOST_DIGITS}f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    parted = "," in pattern or re.search(r"#[\s\\]", section) is not None
    text = text.replace(",", " " if parted else "").replace(".", ",")
    return " ".join(f"{literal['before']}{text}{literal['after']}".split())
