"""Finds numbers of people in running text: Swedish personnummer, samordningsnummer and the regions' reservnummer; pure.

The forms of reservnummer are those of Inera's page "Lokala Reservidn" and of HL7 Sweden's basprofiler R4 (invariants of
identifiers), that of the national one is of Inera's specification NRID 1.0.
"""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.names import FIRST_NAMES
from corpus.language.numbers import said_digits

_COORDINATION = 60
_CENTURIES = (18, 19, 20)
_MOST_GROUPS = 12
_FEWEST_SAID = 5
"""Words in which ten digits are said in pairs."""

_DASHES = "-+–−—‐‑‒―﹣⁻➖ー"
_WITHIN = re.compile(rf"[ ]{{0,2}}[{_DASHES}./_][ ]?|[ ]{{1,2}}")
"""What may stand between the parts of a date, or between digits that are written apart."""
_WIDEST = 8
_BEFORE_LAST = re.compile(r"[^\w\n%€$]{1,8}|[ ]?_{1,2}[ ]?|[^\w\n]?\n{1,2}[^\w\n]?")
"""What may stand before the last four."""
_SUM = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")
_LIST = re.compile(r"[)\]\"]?[,;]\s{1,3}")
_CODED_DASH = re.compile(r"(?<=\d)(?:&#(?:45|x2d);|%2d)(?=\d)", re.IGNORECASE)
_SPOKEN_DASH = re.compile(r"(?<=\d)\s{1,3}(?:binde|tanke)?(?:streck|minus|dash|hyphen)\s{1,3}(?=\d)", re.IGNORECASE)

_LAST_FOUR = re.compile(
    r"(?<=\d)[ ,;:(–-]{0,3}(?:och |med |samt |and )?(?:de |hennes |hans |mina |the )?(?:sista (?:fyra|4)|"
    r"(?:fyra|4) sista|sista siffror(?:na)?|last (?:four|4))(?: siffror(?:na)?| digits)?"
    r"(?: är| are)?[ :]{1,3}(?=\d{4}(?!\d))",
    re.IGNORECASE,
)
_KEYS = {name: str(digit) for digit, name in enumerate("zero one two three four five six seven eight nine".split())}
_KEY = re.compile(rf":({'|'.join(_KEYS)}):")
"""A digit in a square, as Slack writes it."""

_DATES = frozenset(((6,), (8,), (2, 6), (2, 4), (3, 3), (2, 2, 2), (4, 2, 2), (2, 2, 2, 2), (1,) * 6, (1,) * 8))
_LASTS = frozenset(((4,), (2, 2), (3, 1), (1, 1, 1, 1)))
_WHOLE = frozenset(((10,), (12,)))
"""In which groups of digits a date and the last four are written, or all together."""

_SAID = re.compile(
    r"person-?(?:id|n(?:umme)?r|beteckning)|personnum|\bp[ .-]{0,2}(?:nr|nummer|no)\b|\bpers[ .-]{0,2}n(?:r|umm)|"
    r"samordningsn|\bsnr\b|reserv-?(?:n|id)|\bn?l?rid\b|födelse(?:n|d|t)|\b(?:ny)?(?:född|fött|föds|födas)|\bf\.? ?$|"
    r"\bborn\b|\bbirth|social security|\bss[n#]|(?:personal|identity|reserve|id) (?:identity )?(?:number|no\b)|"
    r"\bpat(?:ient|\.|\b)|\bid[ -]?(?:nummer|nr)\b|\b(?:kvinna|pojke|flicka|barn)(?:n|et)?,? ?$|"
    r"\b(?:mamma|pappa|maka|make|mor|far|dotter|son|anhörig)(?:s|n|r)?,? ?$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:(?<!<)\b(?:order|beställning|faktura|inköp|avtal|upphandling|diarie|dnr|ocr|bankgiro|plusgiro|bg|pg|iban|kvitto|serie|artikel|"
    r"inventarie|kund|medlem|möte|zoom|teams|meeting|konto|clearing|ärende|case|inc|ritm|chg|req|tele|tel|mobil|ring|sms|fax|växel|telephone|phone|call|invoice|purchase|serial|ticket|po|so|build|version)"
    r"[^\W\d_]{0,12}|#)[.:]?(?:[ -]?(?:nr|nummer|no|number|id|på|är|is)\b[.:]?)?[ :#]{0,3}$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r" ?(?:kr\b|kronor|sek\b|:-|mkr\b|tkr\b|mnkr\b|eur|€|\$|%|st\b|bytes?\b|ms\b|invånare\b|personer\b|deltagare\b|"
    r"rader\b)",
    re.IGNORECASE,
)
_HERS = r"(?: (?:har|hade|med|är|heter|has|is|with))?(?: (?:nr|nummer|number))?[ ,:;(–-]{1,3}$"
_TWO_NAMES = re.compile(
    rf"(?<!\w)([^\W\d_]{{2,30}})(?:-[^\W\d_]{{2,30}})?,? ([^\W\d_]{{2,30}})(?:-[^\W\d_]{{2,30}})?{_HERS}"
)
_ONE_NAME = re.compile(rf"(?<!\w)([^\W\d_]{{2,30}}){_HERS}")
_FAMILY = re.compile(r".{2,}(?:sson|ström|gren|[qk]vist)", re.IGNORECASE)
_NO_NAMES = frozenset((
    "region kommun nämnd nämnden styrelsen vårdcentral vårdcentralen sjukhus sjukhuset avdelning bulletin version fas "
    "projekt sverige stockholm göteborg skåne januari februari mars april maj juni juli augusti september oktober "
    "november december"
).split())  # fmt: skip

_LUHN_OF_LETTERS = {"K": "5", "M": "7", "X": "8"}
_JOINT = re.compile(
    r"(?<=\d)(?: ?[-–—−./:_]{1,2} ?| )(?=[^\W_])|(?<=[-–—−./:_ \d][KMXkmx])(?: ?[-–—−./:_]{1,2} ?| )(?=\d)"
)
"""What stands between the parts of a reservnummer; none of their forms needs it."""
_VGR = re.compile(r"(?<!\d)(\d{8}|\d{6})[- ]?([KMX])(0[6-9]|[1-8]\d)(\d)(?!\w)", re.IGNORECASE)
_DATED = re.compile(
    r"(?<!\d)(\d{8})[- ]?(?:S[FUXPL]\d[A-Z1-9]|[A-Z]{2}\d[A-Z])(?!\w)|"
    r"(?<!\d)(\d{8}|\d{6})[- ]?[DEF][A-Z][01][A-Z](?!\w)",
    re.IGNORECASE,
)
"""Värmland; Örebro, Blekinge and Sörmland; Skåne."""
_NATIONAL = re.compile(
    r"(?<!\d)(\d\d)(\d\d)(\d\d)(\d\d)[- ]?[A-HJ-NPR-UX-Z]{2}[A-HJ-NPR-UX-Z\d]\d(?!\w)", re.IGNORECASE
)
_VAGUE = re.compile(r"(?<!\d)(\d{8})[- ]?(?:[A-Z]\d{3}|\d{3}R|\d\d[MKX]\d)(?!\w)", re.IGNORECASE)
"""Dalarna, Västerbotten, older ones of Västra Götaland; Västernorrland; Gävleborg: many an order is written so."""


def holds_personal_number(text: str) -> bool:
    """Whether the text holds a number of a person, in whatever digits, signs and groups it is written.

    Of personnummer and samordningsnummer the date must exist (the day plus 60 for the latter). The last digit must be
    the Luhn checksum of the nine before it, but where the words around or a name before it say what the number is. What
    the word before it or the unit behind it says to be something else, such as an order or a sum, is none.
    """
    plain = _plain(text)
    is_written = any(_is_personal(plain, each) for each in _written(plain)) or _holds_reserve_number(plain)
    return is_written or _is_spoken(plain)


def without_personal_numbers(text: str) -> str:
    """The text with ellipses for all its digits where it holds a number of a person."""
    return re.sub(r"\d+", "…", text) if holds_personal_number(text) else text


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the Luhn checksum (ISO/IEC 7812-1) of those before it."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_spoken(text: str) -> bool:
    """Whether words say the digits of a number one by one or in pairs, and the words around what it is."""
    for run in said_digits(text):
        around = text[max(run[0][0] - 60, 0) : run[0][0]], text[run[-1][1] : run[-1][1] + 40]
        digits = "".join(each for _, _, each in run)
        is_said = len(digits) in (10, 12) and len(run) >= _FEWEST_SAID and any(map(_SAID.search, around))
        if is_said and luhn_holds(digits[-10:]) and _date_exists(digits[:-10] or None, digits[-10:-4]):
            return True
    return False


def _plain(text: str) -> str:
    """The text with one form for each digit, and without the signs that are not seen or that make words bold."""
    folded = unicodedata.normalize("NFKC", _KEY.sub(lambda match: _KEYS[match[1]], text))
    unseen = "*~`\ufe0f\u20e3"
    shown = (character for character in folded if unicodedata.category(character) != "Cf" and character not in unseen)
    digits = (str(int(each)) if each.isdecimal() and not each.isascii() else each for each in shown)
    plain = re.sub(r"(?<!\d)_|_(?!\d)", "", "".join(digits)).replace("\t", " ").replace("\xa0", " ").replace("ー", "-")
    return _LAST_FOUR.sub("-", _SPOKEN_DASH.sub("-", _CODED_DASH.sub("-", plain)))


@dataclass(frozen=True, slots=True)
class _Written:
    """Ten or twelve digits in groups that a number of a person is written in; `before_last` stands before the last
    four, empty where they are not set apart. `is_loose` says that digits or pairs are written one by one; `date` is
    empty for groups of another kind, in which only whoever says so writes one."""

    digits: str
    start: int
    end: int
    date: tuple[int, ...]
    before_last: str
    is_loose: bool


def _written(text: str) -> Iterator[_Written]:
    groups = [match.span() for match in re.finditer(r"\d+", text)]
    for first in range(len(groups)):
        sizes: tuple[int, ...] = ()
        for last in range(first, min(first + _MOST_GROUPS, len(groups))):
            if last > first and groups[last][0] - groups[last - 1][1] > _WIDEST:
                break
            sizes = (*sizes, groups[last][1] - groups[last][0])
            if sum(sizes) > 12:
                break
            # Said first of small groups alone, for a text may hold thousands of them in a row.
            if sum(sizes) in (10, 12) and not (max(sizes) < 3 and _goes_on(text, groups, first, last)):
                found = _grouped(text, groups[first : last + 1], sizes)
                if not (found.is_loose and _goes_on(text, groups, first, last)):
                    yield found


def _grouped(text: str, spans: list[tuple[int, int]], sizes: tuple[int, ...]) -> _Written:
    digits = "".join(text[start:end] for start, end in spans)
    start, end = spans[0][0], spans[-1][1]
    if sizes in _WHOLE:
        return _Written(digits, start, end, sizes, "", is_loose=False)
    gaps = [text[one[1] : other[0]] for one, other in itertools.pairwise(spans)]
    for cut in range(1, len(sizes)):
        date, last = sizes[:cut], sizes[cut:]
        if sum(last) != 4 or date not in _DATES or last not in _LASTS:
            continue
        within = [*gaps[: cut - 1], *gaps[cut:]]
        if all(_WITHIN.fullmatch(gap) for gap in within) and _BEFORE_LAST.fullmatch(gaps[cut - 1]):
            # 14.30 and 2024.5 behind a date are a time and a figure, where nothing else is written with such signs.
            is_time = len(last) < 4 and any(gap.strip() not in ("", "-") for gap in gaps[cut:]) and len(set(gaps)) > 1
            if is_time or _LIST.fullmatch(gaps[cut - 1]):
                continue
            is_loose = len(last) > 1 or date in ((2, 4), (3, 3)) or (len(date) > 1 and set(date) == {1})
            return _Written(digits, start, end, date, gaps[cut - 1], is_loose or date == (2, 2, 2, 2))
    return _Written(digits, start, end, (), "", is_loose=True)


def _goes_on(text: str, groups: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether a row of small groups is a part of a longer one, as of points or of times."""
    before = text[groups[first - 1][1] : groups[first][0]] if first else "x"
    after = text[groups[last][1] : groups[last + 1][0]] if last + 1 < len(groups) else "x"
    return any(_WITHIN.fullmatch(gap) or _LIST.fullmatch(gap) for gap in (before, after))


def _is_personal(text: str, it: _Written) -> bool:
    before, after = text[max(it.start - 60, 0) : it.start], text[it.end : it.end + 40]
    is_said = bool(_SAID.search(before) or _SAID.search(after))
    is_measured = (it.date in _WHOLE or it.date == (3, 3)) and _MEASURE.match(after)
    is_called = it.date == (3, 3) and it.digits.startswith("0")  # as telephone numbers are grouped
    if not is_said and (_OTHER.search(before) or is_measured or is_called):
        return False
    ten = it.digits[-10:]
    is_luhn = luhn_holds(ten)
    if len(it.digits) == 12 and it.digits.startswith("99") and not _SUM.fullmatch(text, it.start, it.end):
        return 1900 <= int(it.digits[2:6]) < 2300 and luhn_holds(it.digits[4:])
    if not (is_said and is_luhn) and (not it.date or (len(it.date) > 1 and _is_moment(text, it))):
        return False
    if not _date_exists(it.digits[:-10] or None, ten[:6]):
        # The day is 32 to 59 in reservnummer of Inera Carelink and Halland.
        apart = len(it.digits) == 12 and 17 <= int(it.digits[:2]) <= 20 and 1 <= int(ten[2:4]) <= 12
        return apart and 32 <= int(ten[4:6]) <= 59 and is_luhn
    is_phone = it.date == (10,) and ten.startswith("0")
    return is_luhn or is_said or (not it.is_loose and not is_phone and _is_named(before))


def _is_moment(text: str, it: _Written) -> bool:
    """Whether a date in parts is followed by a time of day, a year or another date rather than by the last four."""
    last = it.digits[-4:]
    reads_as_time = (int(last[:2]) < 24 and int(last[2:]) < 60) or 1900 <= int(last) < 2100
    is_calendar = re.search(r"\d[-./–_]\d{2}[-./–_]\d", text[it.start : it.end]) is not None
    if is_calendar and " " in it.before_last and text[it.end - 4 : it.end].isdigit() and reads_as_time:
        return True
    touches = re.search(r"\d[-./:–]$", text[max(it.start - 2, 0) : it.start])
    return bool(touches or re.match(r"[-./:–]\d", text[it.end : it.end + 2]))


def _is_named(before: str) -> bool:
    """Whether somebody's name stands right before, in whatever case."""
    if (found := _TWO_NAMES.search(before)) and not _OTHER.search(found[1]):
        first, last = found[1].casefold(), found[2].casefold()
        if {first, last} & _NO_NAMES:
            return False
        if (found[1].istitle() and found[2].istitle()) or (_is_name(first) and _is_name(last)):
            return True
    found = _ONE_NAME.search(before)
    return found is not None and _is_name(found[1].casefold())


def _is_name(word: str) -> bool:
    return word in FIRST_NAMES or _FAMILY.fullmatch(word) is not None


def _holds_reserve_number(text: str) -> bool:
    return any(map(_holds_whole_reserve_number, dict.fromkeys((text, _JOINT.sub("", text)))))


def _holds_whole_reserve_number(text: str) -> bool:
    for match in _VGR.finditer(text):
        date = match[1][-6:]
        ten = date + _LUHN_OF_LETTERS[match[2].upper()] + match[3] + match[4]
        if _date_exists(match[1][:-6] or None, date) and luhn_holds(ten):
            return True
    if any(_is_dated(match[1] or match[2]) for match in _DATED.finditer(text)):
        return True
    if any(_is_national(*match.groups()) for match in _NATIONAL.finditer(text)):
        return True
    near = ((match, text[max(match.start() - 60, 0) : match.end() + 40]) for match in _VAGUE.finditer(text))
    return any(_is_dated(match[1]) and _SAID.search(around) for match, around in near)


def _is_dated(date: str) -> bool:
    return _date_exists(date[:-6] or None, date[-6:])


def _is_national(first: str, year: str, month: str, day: str) -> bool:
    """A known date of birth has a first pair of 22 or more; an unknown one 00, and no date."""
    if first == "00":
        return int(month) >= 20 and 40 <= int(day) <= 59
    return int(first) >= 22 and _is_day(2000 + int(year), int(month), int(day))


def _date_exists(century: str | None, date: str) -> bool:
    """Whether YYMMDD is a day in a century in which somebody can be born, the day plus 60 included."""
    year, month, day = int(date[:2]), int(date[2:4]), int(date[4:])
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
