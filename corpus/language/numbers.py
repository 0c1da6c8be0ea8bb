"""Numbers in running text as values, whether in digits or in Swedish or English words; pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.words import fold
from corpus.types import Span

_UNITS = {
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_ONES = {"en": 1, "ett": 1, "one": 1, "a": 1}
_TEENS = {
    "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17,
    "arton": 18, "nitton": 19, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "dussin": 12, "dozen": 12,
}  # fmt: skip
_TENS = {
    "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70, "åttio": 80, "nittio": 90,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_POWERS = {"hundra": 100, "hundred": 100, "tusen": 1000, "thousand": 1000}
_GREAT = {
    "tusen": 1e3, "thousand": 1e3, "tkr": 1e3, "miljon": 1e6, "miljoner": 1e6, "million": 1e6, "millions": 1e6,
    "mkr": 1e6, "mnkr": 1e6, "miljard": 1e9, "miljarder": 1e9, "billion": 1e9, "billions": 1e9, "mdkr": 1e9,
}  # fmt: skip
ORDINALS = {
    "första": 1, "first": 1, "second": 2, "tredje": 3, "third": 3, "fjärde": 4, "fourth": 4, "femte": 5, "fifth": 5,
    "sjätte": 6, "sixth": 6, "sjunde": 7, "seventh": 7, "åttonde": 8, "eighth": 8, "nionde": 9, "ninth": 9,
    "tionde": 10, "tenth": 10,
}  # fmt: skip
"""Without "andra", which mostly means others."""
_HALVES = frozenset(("halften", "half", "halva"))
_MEASURES = {
    "%": "%", "procent": "%", "percent": "%", "per cent": "%", "procentenheter": "%", "kr": "kr", "kronor": "kr",
    "sek": "kr", "tkr": "kr", "mkr": "kr", "mnkr": "kr", "mdkr": "kr", "euro": "eur", "eur": "eur", "€": "eur",
    "dollar": "usd", "dollars": "usd", "$": "usd",
}  # fmt: skip

SMALL_NUMBERS = {word: value for word, value in {"ett": 1, "one": 1, **_UNITS, **_TEENS}.items()
                 if value < 12 or word in ("tolv", "twelve")}  # fmt: skip
"""The words for one to twelve."""

NUMBER_WORD = (
    rf"(?:{'|'.join((*_UNITS, *_TEENS))}|(?:{'|'.join(_TENS)})\w*|\w*hundra|hundreds?|thousands?|dozens|hundratals"
    r"|tusentals|hälften|half)"
)
"""A pattern for a word that is a number from two up, or a half; to be compiled without regard to case."""

_FOLDED_ORDINALS = {fold(word): value for word, value in ORDINALS.items()}
_FOLDED_TENS = frozenset(map(fold, _TENS))
_VALUES = {fold(word): value for word, value in {**_UNITS, **_ONES, **_TEENS, **_TENS}.items()}
_PIECES = tuple(sorted((*_VALUES, *_POWERS), key=len, reverse=True))
_DIGITS = re.compile(r"\d+(?:[  .,’']\d{3}(?!\d))*(?:[.,]\d+)?(?::?[ea]\b|st\b|nd\b|rd\b|th\b)?")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER_OR_WORD = re.compile(r"\d|[^\W\d_]+")
_JOINT = re.compile(r"[ -]| (?:och|and) ")
_LEADING_MEASURE = re.compile(r"[€$] ?$")


class Bound(enum.Enum):
    """What stands before a number and makes it a limit."""

    EXACT = ""
    LEAST = "at least"
    MOST = "at most"
    ABOUT = "about"


_BOUNDS = {
    Bound.LEAST: ("minst", "at least", "mer an", "fler an", "over", "drygt", "more than", "atminstone", "no less than"),
    Bound.MOST: ("hogst", "at most", "upp till", "up to", "farre an", "mindre an", "nastan", "almost", "nearly",
                 "narmare", "knappt", "fewer than", "less than", "maximalt", "no more than"),
    Bound.ABOUT: ("cirka", "ca", "ungefar", "omkring", "runt", "kring", "about", "around", "approximately", "roughly",
                  "uppskattningsvis", "circa"),
}  # fmt: skip
_BOUND = re.compile(
    r"\b(?:" + "|".join(f"(?P<{bound.name}>{'|'.join(words)})" for bound, words in _BOUNDS.items()) + r")[ .]+$"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: every value that its form can have (`4,800` is 4800 or 4.8), its measure ("%", "kr", "eur",
    "usd" or ""), its bound, and where it stands."""

    values: frozenset[float]
    measure: str
    bound: Bound
    span: Span

    def is_backed_by(self, other: Figure) -> bool:
        """Whether `other` says the same number, in the same measure and with the same bound."""
        same = self.measure == other.measure or (not self.measure and other.measure != "%")
        return same and self.bound is other.bound and bool(self.values & other.values)


def figures(text: str) -> list[Figure]:
    """The numbers of `text` in order. A lone "one", "en" or "ett" is an article, and "andra" mostly means others."""
    folded = fold(text)
    found = []
    for span, values in _numbers(folded):
        end, times, measure = _trailing(folded, span.end)
        if not measure and (led := _LEADING_MEASURE.search(folded[: span.start])):
            measure = _MEASURES[led.group().strip()]
        scaled = frozenset(round(value * times, 6) for value in values)
        found.append(Figure(scaled, measure, _bound(folded[: span.start]), Span(span.start, end)))
    return found


def _numbers(folded: str) -> Iterator[tuple[Span, frozenset[float]]]:
    taken = 0
    for match in _NUMBER_OR_WORD.finditer(folded):
        if match.start() < taken:
            continue
        read = _digits(folded, match.start()) if match.group().isdigit() else _words(folded, match.start())
        if read is not None:
            yield read
            taken = read[0].end


def _digits(folded: str, start: int) -> tuple[Span, frozenset[float]] | None:
    match = _DIGITS.match(folded, start)
    if match is None:
        return None
    text = re.sub(r"[^\d]*$", "", re.sub(r"(?::?[ea]|st|nd|rd|th)$", "", match.group()))
    bare = re.sub(r"[  ’']", "", text)
    readings = {re.sub(r"[.,]", "", bare)} if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", bare) else set()
    if len(re.findall(r"[.,]", bare)) <= 1:
        readings.add(bare.replace(",", "."))
    values = frozenset(float(each) for each in readings if re.fullmatch(r"\d+(?:\.\d+)?", each))
    return Span(start, start + len(match.group())), values or frozenset({float(re.sub(r"\D", "", bare))})


def _words(folded: str, start: int) -> tuple[Span, frozenset[float]] | None:
    """A number that begins at `start` and may go on over several words: "two hundred and fifty"."""
    pieces: list[str] = []
    end = start
    for match in _WORD.finditer(folded, start, start + 120):
        gap, more = folded[end : match.start()], _split(match.group())
        if more and pieces and _JOINT.fullmatch(gap) and _goes_on(pieces[-1], gap, more[0]):
            pieces += more
        elif pieces:
            if match.group() not in ("och", "and"):
                break
            continue
        elif more:
            pieces = more
        else:
            break
        end = match.end()
    if pieces and not (len(pieces) == 1 and pieces[0] in _ONES):
        return Span(start, end), frozenset({float(_value(pieces))})
    return _named(folded, start, lone=bool(pieces))


def _goes_on(last: str, gap: str, following: str) -> bool:
    """Whether a number goes on after a gap: "twenty five", "two hundred", "hundred and fifty"."""
    return last in _POWERS or (gap in " -" and (last in _FOLDED_TENS or following in _POWERS))


def _split(word: str) -> list[str]:
    """A number word in its pieces: "tvåhundrafemtio" is two, hundred, fifty; none where it is no number."""
    if word in _PIECES:
        return [word]
    word = "ett" + word[2:] if word.startswith("ettusen") else word
    for piece in _PIECES:
        rest = word.removeprefix(piece)
        if len(piece) > 1 < len(rest) < len(word) and (more := _split(rest)):
            return [piece, *more]
    return []


def _named(folded: str, start: int, lone: bool) -> tuple[Span, frozenset[float]] | None:
    """An ordinal, a half, or "one million"."""
    match = _WORD.match(folded, start)
    assert match is not None
    span = Span(start, match.end())
    if lone:
        following = re.match(r" ([^\W\d_]+)", folded[span.end :])
        return (span, frozenset({1.0})) if following and following.group(1) in _GREAT else None
    if match.group() in _FOLDED_ORDINALS:
        return span, frozenset({float(_FOLDED_ORDINALS[match.group()])})
    return (span, frozenset({50.0})) if match.group() in _HALVES else None


def _value(pieces: list[str]) -> int:
    total = current = 0
    for piece in pieces:
        if piece not in _POWERS:
            current += _VALUES[piece]
        elif _POWERS[piece] == 100:
            current = max(current, 1) * 100
        else:
            total, current = total + max(current, 1) * 1000, 0
    return total + current


def _trailing(folded: str, end: int) -> tuple[int, float, str]:
    """Where the number ends with its multipliers and measure, what to multiply by, and the measure."""
    times, measure = 1.0, "%" if folded[:end].endswith(tuple(_HALVES)) else ""
    while match := re.match(r" ?(?:per cent\b|[%€$]|[^\W\d_]+)", folded[end:]):
        word = match.group().strip()
        if word not in _GREAT and word not in _MEASURES:
            break
        times *= _GREAT.get(word, 1.0)
        measure = _MEASURES.get(word, measure)
        end += match.end()
    return end, times, measure


def _bound(before: str) -> Bound:
    match = _BOUND.search(before[-40:])
    return Bound.EXACT if match is None or match.lastgroup is None else Bound[match.lastgroup]


_SAID_TENS = {
    "tjugo": 2, "tjuge": 2, "tretti": 3, "fyrti": 4, "femti": 5, "sexti": 6, "sjutti": 7, "åtti": 8, "nitti": 9,
    "twenty": 2, "thirty": 3, "forty": 4, "fifty": 5, "sixty": 6, "seventy": 7, "eighty": 8, "ninety": 9,
}  # fmt: skip
_SAID_ONES = {"noll": 0, "nolla": 0, "zero": 0, "oh": 0, "en": 1, "ett": 1, "etta": 1, "one": 1, **_UNITS}
_SAID = re.compile(
    rf"(?P<tens>{'|'.join(_SAID_TENS)})o?(?P<ones>{'|'.join(_SAID_ONES)})?|(?P<teen>{'|'.join(_TEENS)})|"
    rf"(?P<one>{'|'.join(_SAID_ONES)})",
    re.IGNORECASE,
)
_BETWEEN_SAID = re.compile(r"[\s,.;:/–-]{1,4}(?:(?:binde)?streck[\s,]{1,3}|(?:minus|dash|hyphen|och|and)\s{1,3})?")

_BETWEEN_WORDS = frozenset(("streck", "bindestreck", "minus", "dash", "hyphen", "och", "and"))


def said_digits(text: str) -> Iterator[list[tuple[int, int, str]]]:
    """The digits that are said one by one or in pairs, each run in a row: "åtta ett tolv" or "åttioett 12" are 8112.
    Each word comes with where it begins and ends."""
    run: list[tuple[int, int, str]] = []
    for match in re.finditer(r"\d+|[^\W\d_]+", text):
        digits = match.group() if match.group().isdecimal() else _digits_of(match.group())
        if digits is None and (not run or match.group().lower() in _BETWEEN_WORDS):
            continue
        if run and (digits is None or not _BETWEEN_SAID.fullmatch(text, run[-1][1], match.start())):
            yield run
            run = []
        if digits is not None:
            # "åttio ett" is 81 as "åttioett" is.
            is_joined = (
                run and run[-1][2].endswith("0") and len(digits) == 1 and _is_tens(text[run[-1][0] : run[-1][1]])
            )
            first = run.pop() if is_joined else None
            begins, before = (first[0], first[2][:-1]) if first else (match.start(), "")
            run.append((begins, match.end(), before + digits))
    if run:
        yield run


def _is_tens(word: str) -> bool:
    match = _SAID.fullmatch(word)
    return match is not None and match["tens"] is not None and match["ones"] is None


def _digits_of(word: str) -> str | None:
    match = _SAID.fullmatch(word)
    if match is None:
        return None
    if match["tens"]:
        ones = _SAID_ONES[match["ones"].lower()] if match["ones"] else 0
        return f"{_SAID_TENS[match['tens'].lower()]}{ones}"
    told = match["teen"] or match["one"]
    return str(_TEENS[told.lower()] if match["teen"] else _SAID_ONES[told.lower()])
