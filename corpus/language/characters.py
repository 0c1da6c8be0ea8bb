"""Characters as a reader sees them; pure."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
"""Controls, zero-width characters and direction marks, halves of broken pairs, private and unassigned characters."""
_SPACES = "\t\n\v\f\r\x85"
_KEPT_CHARACTERS = 4096


class _Seen(dict[int, str | None]):
    """Characters' codes to themselves, None for what no reader sees; each found out when first met."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        is_seen = character in _SPACES or unicodedata.category(character) not in _UNSEEN
        seen = character if is_seen else None
        if len(self) < _KEPT_CHARACTERS:
            self[code] = seen
        return seen


_SEEN = _Seen()
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_PRIVATE_BULLET = re.compile(r"(?m)^([ \t\u00a0]{0,40})[\uf020-\uf0ff\x7f](?=[ \t\u00a0\w])")
_NOTE = re.compile(
    r"\s{0,9}[\[(]?(?:\d{1,2}(?:\s?[,;–-]\s?\d{1,2}){0,9}[\])]?|[*†‡]{1,3}[\])]?|(?<=[\[(])[a-z][\])]|[a-z]\))\s{0,9}"
)
_MINUTES, _NEGATIVE = re.compile(r"[0-5][05]"), re.compile(r"[-−–]\d{1,2}")
_HOUR = re.compile(r"(?:^|[\s(–-]|kl\.?)(?:[01]?\d|2[0-4])$")
_LETTER = re.compile(r"\s{0,9}[a-l](?:\s?,\s?[a-l]){0,5}\s{0,9}")
_BEFORE_LETTER = re.compile(r"(?:[^\W\d_]{3}|\d{3}|\d\s?[–-]\s?\d{1,2}|[%).,;:!?”])$")
"""What a raised letter stands behind as a mark; behind one letter it is a power, behind one number "1:a"."""
_UNIT = re.compile(r"(?:^|\W)(?:[kcdm]?m|10)$")
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = re.compile(
    # The codes of emoji, such as :wave: or :+1::skin-tone-2:, but not the colons of 10:30:15.
    r"(?<![0-9]):[\w+'-]{1,80}:(?!\w)"
    # Emoji, and what turns or joins them.
    r"|[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\uFE0F\u200D\u20E3]"
    # Whole addresses, in Slack's angle brackets too.
    r"|<https?://[^<>\s]{0,4000}>|https?://[^<>\s]{1,4000}"
)
_SOFT_BREAK = re.compile(r"\u00ad\n[ \t]*")
_HYPHENATED = re.compile(r"(?<![^\W_])[^\W_]+-\w+")
_VOWEL = re.compile(r"[aeiouyåäöéü]", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"(?<![^\W_])([^\W_]+)[-\u2010]\n[ \t]*(\w+)")


def visible(text: str) -> str:
    """`text` in Unicode NFC without control characters, zero-width characters or bidirectional overrides."""
    return unicodedata.normalize("NFC", text.translate(_SEEN))


def with_bullets(text: str) -> str:
    """`text` with the signs of Wingdings and Symbol that begin its lines, and the one that some PDFs have for a bullet,
    made bullets, as their fonts show them."""
    return _PRIVATE_BULLET.sub(r"\1• ", text)


def raised(text: str, before: str) -> str | None:
    """What stands raised after `before`, as a line of text says it: a power by its raised digit, the minutes of an hour
    behind a point, nothing for the mark of a footnote, which would lengthen the number before it; None for text that
    is raised and said as it is.
    """
    if _MINUTES.fullmatch(text.strip()) and _HOUR.search(before):
        return f".{text.strip()}"
    if _NEGATIVE.fullmatch(text.strip()) and _UNIT.search(before):
        return "⁻" + text.strip()[1:].translate(_POWERS)
    if _LETTER.fullmatch(text):
        return "" if _BEFORE_LETTER.search(before.rstrip()) else None
    if not _NOTE.fullmatch(text):
        return None
    return text.strip().translate(_POWERS) if text.strip().isdigit() and _UNIT.search(before) else ""


def line(text: str) -> str:
    """`visible(text)` on one line: every run of white space becomes one space, none at the ends."""
    return " ".join(visible(text).split())


def without_signs(text: str) -> str:
    """`text` on one line without what is said but is no word: emoji, their codes between colons, and addresses."""
    return line(_SIGNS.sub(" ", text))


def joined(text: str) -> str:
    """Printed lines with words broken at the line's end made whole and ligatures spelled out.

    A soft hyphen at a line's end is none of its word. Another stays where the text writes the word with it elsewhere,
    after letters that are no syllable ("pdf-\\nfil"), before a capital ("Ann-\\nSofi"), before "och", "eller", "and",
    "or" ("in-\\noch utskrivning"), between numbers ("2026-\\n2027"), and after one letter or letters that are all
    capitals ("e-\\npost", "IT-\\nstöd").
    """
    text = _SOFT_BREAK.sub("", text.translate(_LIGATURES))
    whole = frozenset(found[0].casefold() for found in _HYPHENATED.finditer(text))
    return _BROKEN_WORD.sub(lambda match: _mend(match, whole), text)


def _mend(match: re.Match[str], whole: frozenset[str]) -> str:
    before, word = match.groups()
    if word in {"och", "eller", "samt", "and", "or"}:
        return f"{before}- {word}"
    keeps = len(before) == 1 or before.isupper() or before[-1].isdigit() or not word[0].islower()
    keeps = keeps or not _VOWEL.search(before) or f"{before}-{word}".casefold() in whole
    return f"{before}-{word}" if keeps else before + word
