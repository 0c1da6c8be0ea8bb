"""Contact details of persons, which have no place in an answer; pure.

The rule: a line that is merely contact details (a telephone number or an e-mail address beside names, titles and
labels) is left out, and in running text the whole sentence that holds a mobile number; text that stays is never
altered. What is a desk's or a function's (`supporten på 010-...`, `utbildning@...`) is no person's and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.names import full_names
from corpus.language.sentences import sentences

_PHONE = re.compile(r"(?<![\w/-])(?:\+\d{2}|00\d{2}|0)[\s\u00a0()-]{0,5}\d(?:[\s\u00a0()/–-]{0,4}\d){5,12}(?![\w/])")
_MOBILE = re.compile(
    r"(?<![\w/-])(?:(?:\+|00)46[\s\u00a0()-]{0,5}(?:\(0\))?[\s-]{0,4}|0)7[\s-]{0,4}[02369](?:[\s\u00a0/–-]{0,4}\d){7}(?!\w)"
)
_FOREIGN = re.compile(r"(?<![\w/-])\+(?!46)\d{1,3}(?:[\s\u00a0()-]{0,5}\d){7,12}(?!\w)")
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
_NAMED_NUMBER = re.compile(
    r"(?:\bid|\bdnr|nummer|\bnr|\bkod|\bkoden|lösenord\w*|passcode|password|\bpin|ärende\w*|giro|konto\w*|faktura\w*|"
    r"\bref\w*|\bid-nummer|meeting|conference|konferens\w*)\W{0,4}(?:\d{1,4}[ -]){0,4}$",
    re.IGNORECASE,
)
"""What stands before digits that name a meeting, a case or an account."""
_COUNTED = re.compile(
    r"[\s\u00a0]?(?:kronor|kr\b|sek\b|euro|eur\b|mkr|mnkr|tkr|miljon\w*|miljard\w*|tusen|procent|%|st\b|styck|invånare|"
    r"personer|timmar|million|billion|thousand|percent|people|hours)",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"(?:support|service ?desk|help ?desk|\bit-(?:stöd|avdelning|enhet)|växel|(?:kund|press)tjänst|"
    r"kundcenter|kontaktcenter|"
    r"reception|\bjour|jouren|beredskap|stödlinje|larm|rådgivning|felanmäl|registrator|brevlåda|funktions|switchboard|"
    r"front desk|on-call|hotline|customer service|driftcentral|kansli|sekretariat|expedition)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:förvaltning|avdelning|enhet|kontor|grupp|team|center|centrum|mottagning|central|nämnd|redaktion|laboratori|klinik|apotek|bibliotek|verksamhet)"
    r"(?:en|et|er|n|s|um|ens|ets|ums)?(?![^\W\d_])",
    re.IGNORECASE,
)
"""A part of an organisation, which may have a number and a mailbox as a desk has; a mobile is still somebody's."""
_FUNCTION = re.compile(
    r"info|support|help|hjalp|service|desk|kontakt|contact|press|utbild|kurs|education|training|anmal|regist|diarie|post|"
    r"mail|redaktion|kommunikation|communication|projekt|project|program|fvm|kansli|admin|it\b|team|drift|faktura|"
    r"order|best[aä]ll|bokning|booking|fråg|frag|noreply|no-reply|webb?|hr\b|region|kommun|forvalt|sjukhus|"
    r"\be-?(?:h[aä]lsa|arkiv|tj[aä]nst|recept|journal)",
    re.IGNORECASE,
)
_PERSONS_ADDRESS = re.compile(r"[^\W\d_]{2,30}(?:-[^\W\d_]{1,30})?(?:\.[^\W\d_]{1,30}(?:-[^\W\d_]{1,30})?){1,3}\d{0,2}")
_NO_PERSON = re.compile(
    r"region|sjukhus|vård|kommun|förvaltning|universitet|högskol|service|desk|support|center|centrum|portal|team|"
    r"avdelning|enhet|kontor|akademi|landsting|myndighet|verket|stöd|kansli|reception|växel|programmet|projektet|"
    r"system|sverige|hospital|university|council|office|department|unit\b|kontakt|telefon|e-post|ring\b|mejla|frågor|"
    r"måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|\bnorra|\bsödra|\bvästra|\böstra",
    re.IGNORECASE,
)
_MOST_WORDS = 12
_FEW_WORDS = 1
_CHANNEL = re.compile(
    r"\b(?:tele?fon(?:nummer)?|tel|tfn|mobil|e-?post|mejl|e-?mail|mail|fax|phone|mobile|och|eller|and|or)\b"
)
CHANNEL = re.compile(
    r"(?:tele?fon(?:nummer|tid)?|ring(?: oss)?|tidsbokning|boka tid|phone|call us)(?: och (?:e-?post|öppettider))?:?",
    re.IGNORECASE,
)
"""Headings over the number of whoever the page is about."""
_HOURS = re.compile(r"[012]?\d[ .:]?[0-5]\d\s?[–-]\s?[012]?\d[ .:]?[0-5]\d")
_OPEN = re.compile(r"(?:tele?fontid|öppettid|öppet|opening hours|open)\w{0,4}\b", re.IGNORECASE)
_LONGEST = 400


def holds_mobile(text: str) -> bool:
    """Whether a mobile number stands in the text, or a number with the prefix of a country."""
    return any(next(_numbers(form, text), None) for form in (_MOBILE, _FOREIGN))


def is_contact(text: str) -> bool:
    """Whether a line is merely contact details, and those of a person or of nobody that it names."""
    if len(text) > _LONGEST:
        return False
    rest, found = text, 0
    for form in (_EMAIL, _MOBILE, _FOREIGN, _PHONE):
        for match in reversed(list(_numbers(form, rest))):
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
            found += 1
    if not found or len(rest.split()) > _MOST_WORDS or any(map(_is_statement, _sentences_of(text))):
        return False
    return is_personal(text) or is_unnamed(text, rest)


def is_personal(text: str) -> bool:
    """Whether the contact details in a text are a person's."""
    mailboxes = [match[1] for match in _EMAIL.finditer(text)]
    if any(_PERSONS_ADDRESS.fullmatch(box) and not _FUNCTION.search(box) for box in mailboxes) or names_person(text):
        return True
    return holds_mobile(text) and _DESK.search(text) is None


def is_unnamed(text: str, rest: str) -> bool:
    """Whether a line of contact details names neither a desk nor a function, nor says anything else."""
    is_function = names_desk(text) or any(_FUNCTION.search(match[1]) for match in _EMAIL.finditer(text))
    return not is_function and len(re.findall(r"\w+", _CHANNEL.sub(" ", rest.lower()))) <= _FEW_WORDS


def names_desk(text: str) -> bool:
    """Whether a text names a desk or a function, such as the support or a unit."""
    return _DESK.search(text) is not None or _UNIT.search(text) is not None


def names_function(text: str) -> bool:
    """Whether a line is the address of a function, and of nobody by name."""
    boxes = [match[1] for match in _EMAIL.finditer(text)]
    return any(map(_FUNCTION.search, boxes)) and not is_personal(text)


def tells_hours(text: str) -> bool:
    """Whether a line tells when somebody answers, as that of a desk does: "Telefontid vardagar 9–11"."""
    return _OPEN.match(text) is not None


def names_person(text: str) -> bool:
    """Whether two capitalised words stand together that are no organisation's."""
    names = (text[span.start : span.end] for span in full_names(text))
    return any(not _NO_PERSON.search(name) and not names_desk(name) for name in names)


def _numbers(form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that are no sum, no hours and no number of a meeting, a case or the like."""
    for match in form.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        is_other = _NAMED_NUMBER.search(before) or _COUNTED.match(text, match.end()) or _HOURS.fullmatch(match[0])
        if not is_other:
            yield match


def _is_statement(sentence: str) -> bool:
    """A whole sentence that would stand without any contact details."""
    bare = not _EMAIL.search(sentence) and not _PHONE.search(sentence) and not holds_mobile(sentence)
    return bare and sentence.endswith((".", "!", "?")) and len(sentence.split()) >= 4


def _sentences_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def without_mobiles(text: str) -> str:
    """`text` without the sentences that hold a mobile number of a person."""
    if not holds_mobile(text):
        return text
    return " ".join(sentence for sentence in _sentences_of(text) if not (holds_mobile(sentence) and _is_hers(sentence)))


def _is_hers(sentence: str) -> bool:
    return names_person(sentence) or _DESK.search(sentence) is None
