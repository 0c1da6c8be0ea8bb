"""Characters as a reader sees them; pure."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, white space kept
    "\u00ad"  # soft hyphen
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, direction marks and overrides
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # annotations and tags
    "\ud800-\udfff"  # halves of a broken pair: cannot be written as UTF-8
    "\ufdd0-\ufdef\ufffe\uffff"
    "]"
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010]\n[ \t]*(?=[^\W\d_])(\w+)")


def visible(text: str) -> str:
    """`text` in Unicode NFC without control characters, zero-width characters or bidirectional overrides."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def line(text: str) -> str:
    """`visible(text)` on one line: every run of white space becomes one space, none at the ends."""
    return " ".join(visible(text).split())


def joined(text: str) -> str:
    """Printed lines with words broken at the line's end made whole and ligatures spelled out.

    A hyphen stays before a capital ("Ann-\\nSofi") and before "och", "eller", "and", "or" ("in-\\noch utskrivning").
    """
    return _BROKEN_WORD.sub(_mend, text.translate(_LIGATURES))


def _mend(match: re.Match[str]) -> str:
    word = match.group(1)
    if word in {"och", "eller", "samt", "and", "or"}:
        return f"- {word}"
    return word if word[0].islower() else f"-{word}"
