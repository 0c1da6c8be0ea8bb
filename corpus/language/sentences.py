"""Whole sentences of a block of text, Swedish or English; pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from corpus.language.calendar import SHORT_MONTHS
from corpus.types import Span

_LONGEST_ENCLOSED = 300
"""Characters: a quotation or parenthesis longer than this is divided like other text."""

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)")
_NEXT = re.compile(r"\s++[\"'”“’‘«»(\[–—-]*+\s*+")
_LAST_WORD = re.compile(r"(?<![\w.&/@-])[\w.&/@-]++$")
_MARKS = re.compile(r"[()\[\]\"”“„«»]")

_BETWEEN = " \t\n\r\u00a0\"'”“’‘«»()[]–—•*-"
"""Space and marks that may stand between the end of one sentence and the first word of the next."""
_LOOKED_BACK = 12

_NEVER_ENDS = frozenset(
    """
    t.ex bl.a s.k dvs d.v.s kl nr ca resp inkl exkl jfr fr.o.m t.o.m p.g.a pga m.a.o m.h.t m.b.t t.f tf f.d f.ö f.n
    t.h t.v i.o.m st.f u.p.a tel mob avd ang prof dr doc hr fr övers kungl
    e.g i.e cf vs mr mrs ms approx dept incl ext rev
    """.split()
)
"""The rest of their sentence follows, whatever its first letter."""

_MAY_END = frozenset(
    """
    m.m mm m.fl mfl osv o.s.v etc o.d kr milj mkr mdr st tim min sek inc ltd jr sr a.m p.m
    sid kap fig figs tab vol art no nos sec sect ch eq bil ref refs
    mars mån tis ons tor tors fre lör sön mon tue wed thu fri
    sat sun
    """.split()
).union(SHORT_MONTHS)
"""End their sentence unless a number follows."""

_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,4}")
_INITIAL = re.compile(r"(?:.*[.-])?[^\W\d_]")


def sentences(text: str) -> list[Span]:
    """The sentences of one block, in order, as trimmed spans of `text`.

    Together they hold every character of `text` but white space. Text without a full stop is one sentence.
    A quotation or a parenthesis of up to 300 characters stays whole.
    """
    spans, start = [], 0
    for end in [*_boundaries(text), len(text)]:
        span = _trimmed(text, start, end)
        if span.start < span.end:
            spans.append(span)
        start = end
    return spans


def line_sentences(text: str) -> Iterator[Span]:
    """The sentences of every line of `text`, in order."""
    start = 0
    for line in text.split("\n"):
        yield from (Span(start + span.start, start + span.end) for span in sentences(line))
        start += len(line) + 1


def opens(text: str, at: int) -> bool:
    """Whether the word at `at` has its capital from its place: first in the text, a line or a sentence, or after a
    colon, with or without a mark of quotation before it."""
    gap = text[max(0, at - _LOOKED_BACK) : at]
    gap = gap[len(gap.rstrip(_BETWEEN)) :]
    place = at - len(gap)
    if place == 0 or "\n" in gap:
        return True
    last = text[place - 1]
    if last != "." or not any(map(str.isspace, gap)):
        return last in "!?…:" and any(map(str.isspace, gap))
    start = max(0, place - _LONGEST_ENCLOSED)
    start = max(start, text.rfind("\n", start, place) + 1)
    return text[start : place - 1].strip().isdigit() or _stop_ends(text, start, place - 1, text[at : at + 20])


def _boundaries(text: str) -> Iterator[int]:
    enclosed = _enclosures(text)
    opens = [span.start for span in enclosed]
    start = 0
    for match in _END.finditer(text):
        place = bisect_right(opens, match.start()) - 1
        inside = place >= 0 and match.end() < enclosed[place].end
        if not inside and _ends_sentence(text, start, match):
            yield match.end()
            start = match.end()


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = _following(text, match.end())
    if not following or not _starts_sentence(following):
        return False
    is_single_stop = match.group()[0] == "." and not match.group().startswith("..")
    return not is_single_stop or _stop_ends(text, start, match.start(), following)


def _stop_ends(text: str, start: int, stop: int, following: str) -> bool:
    """Whether the full stop at `stop` ends a sentence rather than an abbreviation, initial or list number."""
    found = _LAST_WORD.search(text[max(start, stop - 40) : stop])
    if found is None:
        return True
    word = found.group().lstrip("./-").casefold()
    if word.isdigit():
        return bool(text[start : stop - len(found.group())].strip(" \t\n\"'”“("))
    if word in _MAY_END:
        return not following[0].isdigit()
    return not (word in _NEVER_ENDS or _DOTTED.fullmatch(word) or _is_initial(found.group()))


def _is_initial(word: str) -> bool:
    return _INITIAL.fullmatch(word) is not None and word[-1].isupper() and len(word) <= 6


def _following(text: str, end: int) -> str:
    """The word after the white space, opening marks and dashes at `end`."""
    gap = _NEXT.match(text, end)
    return "" if gap is None else text[gap.end() : gap.end() + 20].split(" ")[0]


def _starts_sentence(word: str) -> bool:
    """Upper case, a digit, or a name such as eHälsa."""
    return not word[0].islower() or (len(word) > 1 and word[1].isupper())


def _enclosures(text: str) -> list[Span]:
    """Outermost quotations and parentheses, from their opening to past their closing mark."""
    spans: list[Span] = []
    opened: list[tuple[str, int]] = []
    first: dict[str, int] = {}  # where in `opened` each kind of mark stands first: there are few kinds
    for match in _MARKS.finditer(text):
        mark, at = match.group(), match.start()
        closes = min((n for kind, n in first.items() if _closes(kind, mark)), default=None)
        if closes is not None and not _opens_again(text, mark, at):
            if closes == 0 and at - opened[0][1] <= _LONGEST_ENCLOSED:
                spans.append(Span(opened[0][1], at + 1))
            del opened[closes:]
            first = {kind: n for kind, n in first.items() if n < closes}
        elif mark not in ")]":
            first.setdefault(mark, len(opened))
            opened.append((mark, at))
    return spans


def _closes(opening: str, mark: str) -> bool:
    pairs = {"(": ")", "[": "]", "“": "”“", "„": "”“", "«": "»", "»": "»«"}
    return mark in pairs.get(opening, opening)


def _opens_again(text: str, mark: str, at: int) -> bool:
    """A straight or Swedish quotation mark with space before and a letter after opens, also where one is open."""
    if mark not in '"”':
        return False
    return (at == 0 or text[at - 1].isspace()) and at + 1 < len(text) and text[at + 1].isalnum()


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
