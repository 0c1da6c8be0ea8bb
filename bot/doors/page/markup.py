"""HTML built of parts that cannot be mistaken for text: what is no markup of ours is escaped; pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TypeAlias

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no document may hold."""

_VOID = frozenset({"br", "input", "link", "meta"})


class Html(str):
    """Markup that we have made."""

    __slots__ = ()


Part: TypeAlias = str | None
"""A text, markup of ours, or nothing."""


def text(value: str) -> Html:
    """A text as it is, also in an attribute."""
    return Html(html.escape(_NO_TEXT.sub("\ufffd", value)))


def together(parts: Iterable[Part]) -> Html:
    """Parts one after the other, texts escaped."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts if part is not None))


def tag(name: str, /, *parts: Part, **attributes: str | bool | None) -> Html:
    """An element. An underline in an attribute's name is a hyphen, one at its end is left out (`class_`, `for_`); True
    is an attribute without a value, False and None are none."""
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    opening = f"<{name}{given}>"
    return Html(opening if name in _VOID else f"{opening}{together(parts)}</{name}>")


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    shown = key.rstrip("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{text(value)}"'
