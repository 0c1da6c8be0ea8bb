"""Contact details of persons, which have no place in an answer; pure.

The rule: a line that is merely contact details (a telephone number or an e-mail address beside names, titles and
labels) is left out; in running text the whole sentence that holds a mobile number is. Text that stays is never altered.
"""

from __future__ import annotations

import re

from corpus.language.sentences import sentences

_PHONE = re.compile(r"(?<![\w/-])(?:\+\d{2}|00\d{2}|0)[\s\u00a0()-]{0,5}\d(?:[\s\u00a0()/–-]{0,4}\d){5,12}(?![\w/])")
_MOBILE = re.compile(
    r"(?<![\w/-])(?:(?:\+|00)46[\s\u00a0()-]{0,5}(?:\(0\))?[\s-]{0,4}|0)7[\s-]{0,4}[02369](?:[\s\u00a0/–-]{0,4}\d){7}(?!\w)"
)
_FOREIGN = re.compile(r"(?<![\w/-])\+\d{1,3}(?:[\s\u00a0()-]{0,5}\d){7,12}(?!\w)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
_MOST_WORDS = 12
_LONGEST = 400


def holds_mobile(text: str) -> bool:
    """Whether a mobile number stands in the text, or a number with the prefix of a country."""
    return bool(_MOBILE.search(text) or _FOREIGN.search(text))


def is_contact(text: str) -> bool:
    """Whether a line is merely contact details."""
    if len(text) > _LONGEST:
        return False
    rest, found = text, 0
    for form in (_EMAIL, _MOBILE, _FOREIGN, _PHONE):
        rest, count = form.subn(" ", rest)
        found += count
    return found > 0 and len(rest.split()) <= _MOST_WORDS and not any(map(_is_statement, _sentences_of(text)))


def _is_statement(sentence: str) -> bool:
    """A whole sentence that would stand without any contact details."""
    bare = not _EMAIL.search(sentence) and not _PHONE.search(sentence) and not holds_mobile(sentence)
    return bare and sentence.endswith((".", "!", "?")) and len(sentence.split()) >= 4


def _sentences_of(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def without_mobiles(text: str) -> str:
    """`text` without the sentences that hold a mobile number."""
    if not holds_mobile(text):
        return text
    return " ".join(sentence for sentence in _sentences_of(text) if not holds_mobile(sentence))
