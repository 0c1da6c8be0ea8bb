"""The words that stand around a question taken away: a form, quoted lines, list marks, a farewell, a story; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from bot.answering.question.asked import AnswerKind, answer_kind, is_askable
from bot.answering.question.conversation import leans_on_earlier
from bot.answering.question.intent import points_elsewhere
from bot.answering.question.smalltalk import is_smalltalk
from corpus.language.characters import line
from corpus.language.sentences import sentences
from corpus.language.words import content_words, folded_words

_INTERROGATIVES = frozenset(
    "vem vems vad nar var vart varfor hur vilken vilket vilka who whom whose what when where why how which".split()
)
_WONDERS = re.compile(
    r"\b(?:undrar|(?:vill|behover) veta|vill (?:jag|vi) veta|skulle vilja veta|kan (?:du|ni|nagon) (?:saga|beratta)"
    r"|vet (?:du|ni|nagon)"
    r"|wonder(?:ing)?|want to know|would like to know|need to know|do you know|can you tell)\b"
)
_ASKED = r"(?:vem|vems|vad|när|var|vart|varför|hur|vilken|vilket|vilka|who|whose|what|when|where|why|how|which)\b"
_LEAD = re.compile(
    r"^(?:[^:?.!]{0,80}\b(?:fråg\w{0,5}|undrar|undra|saker|sak|wonder\w{0,3}|questions?|things?)\b[^:,?.!]{0,40}[:,]\s+"
    r"|(?:beskrivning|meddelande|fritext|ämne|rubrik|message|description|subject): (?:(?:hej|hi|hello)[!,.]? )?"
    r"|(?:hej|hejsan|hallå|hi|hello|hey|god morgon|good morning)(?: [^\W\d_]{1,30}){0,3}, "
    r"|(?:anyway|förresten|btw|by the way|alltså|jo|okej|ok|so|så), )"
    rf"(?={_ASKED}|(?:vet|kan|är|får|finns|har|ska) |(?:do|does|can|is|are) )",
    re.IGNORECASE,
)
"""What only tells that a question follows: "har en snabb fråga bara, ", "Hej Eva, "."""
_TELL = re.compile(
    r"^(?:(?:(?:kan|kunde|skulle|vill|can|could|would) (?:du|ni|nån|någon|you|someone|somebody|anyone|anybody) "
    r"(?:(?:kunna|snälla|please) )?)?(?:förklara|berätta|säga|kolla(?: upp)?|ta reda på|utveckla"
    r"|hjälpa? (?:mig|oss) (?:att )?förstå|explain|tell|check|find out|help (?:me|us) understand)"
    rf"(?: (?:för )?(?:mig|oss)| me| us)?),? (?={_ASKED})",
    re.IGNORECASE,
)
"""Of twelve questions behind five such calls 51 of 60 were answered, without them all."""
_CALL = re.compile(
    r"(?:kan|kunde|vill|skulle|can|could|would) (?:du|ni|nagon|nan|you|someone|anyone) (?:\w+ ){0,2}"
    r"(?:svara|hjalpa|kolla|titta|ta|answer|help|check|look|take)\b"
)
_MANNERS = re.compile(
    r"(?:tack|tacksam|thanks|thank|hej|hejsan|hi|hello)\b(?: \w+){0,3}"
    r"|(?:nagon|nan|anyone|anybody) (?:\w+ ){0,2}(?:vet|knows?)"
)
_KNOWS = frozenset("vet veta know knows".split())
_OPENING = frozenset("och o men sa da hej hi hello and but so anyway then forresten also".split())
_QUOTED = re.compile(r"(?:(?:>|&gt;)\s?)+")
_MARKER = re.compile(r"(?:\d{1,2}[.)]|[a-h]\)|[-*•◦▪–·]|\(\d{1,2}\))\s+")
_NUMBER = re.compile(r"(?:^|(?<=\s))\(?([1-9])[.)]\s+(?=\w)")
_LABEL = re.compile(
    r"[*_]{0,2}(?P<label>[^\W\d_][^:?!.*_\n]{0,40})(?:\?{0,1}[*_]{1,2}:|:[*_]{0,2}|\?{0,1}[*_]{1,2}$)\s*(?P<value>.*)"
)
_ASKING_LABEL = re.compile(r"(?:.* )?(?:fraga|fragan|fragor|questions?|q)(?: \d{1,2})?")
_HEADER = re.compile(
    r"[*_]{0,2}(?:från|till|kopia|skickat|datum|from|to|cc|sent|date|(?P<subject>ämne|subject))[*_]{0,2}:[*_]{0,2}\s+",
    re.IGNORECASE,
)
_FORWARDING = re.compile(r"(?:(?:vidarebefordrat|ursprungligt|forwarded|original)(?: (?:meddelande|message))?|fwd?|vb)")
_FAREWELL = re.compile(
    r"(?:--+|/ ?[^\W\d_]+|(?:(?:med )?(?:vanlig|vanliga|basta|varma) halsning(?:ar)?|halsningar|halsn|mvh|vh"
    r"|(?:best|kind|warm|many)(?: kind)? regards|regards|sincerely|yours|cheers|br|sent from my|skickat fran min)\b.*)"
)
_LONG_STORY = 40
"""Words: more than nearly all messages of the labelled threads have, where cutting what was asked before made one
follow-up of 57 wrong and let the bot butt in once more."""
_UNENDED = re.compile(r"[^\W_]$")


def unwrapped(text: str) -> str:
    """What a text of several lines says, on one: of a form the question's field; without the lines that it quotes,
    unless its own only call to them, lean on them or ask nothing, without the marks of a list and what follows a
    farewell."""
    lines = [shown for each in text.splitlines() if (shown := line(each))]
    if not lines:
        return ""
    own, quoted = _own_and_quoted(lines)
    own = _field(_without_headers(_before_farewell(own)))
    said = _joined([_item(each) for each in own])
    if quoted and (not folded_words(said) or points_elsewhere(said)):
        return unwrapped("\n".join(quoted)) or said
    if "?" not in said and not _INTERROGATIVES & set(folded_words(said)[:1]) and any(map(_is_asked, quoted)):
        return _joined([*(_item(each, listed=True) for each in quoted), said])
    if quoted and leans_on_earlier(said):
        return _joined([*quoted, said])
    return said


def asking(text: str) -> str:
    """What a text asks, with what is told before it: without greetings, thanks, calls to somebody, what only tells that
    a question follows, and what follows the question; of a long story, and of one that asks several things, the
    sentences that ask alone. The whole text where none asks, or where what asks is not understood alone."""
    pieces = [_TELL.sub("", _LEAD.sub("", piece, count=1), count=1) for piece in _pieces(_unnumbered(line(text)))]
    asked = [piece for piece in pieces if piece.endswith("?")] or [piece for piece in pieces if _asks(piece)]
    telling = [piece for piece in asked if _says_of_what(piece)] or asked
    if not telling or leans_on_earlier(" ".join(telling)):
        return line(text)
    if len(telling) > 1 or _is_long(text):
        return " ".join(telling)
    before = takewhile(lambda piece: piece not in telling, pieces)
    return " ".join([*(piece for piece in before if piece not in asked and not _is_polite(piece)), *telling])


def wants_to_be_told(text: str) -> bool:
    """Whether a question stands behind a call to tell it: "kan du förklara vem som leder arbetet?"."""
    return any(_TELL.match(_LEAD.sub("", piece, count=1)) for piece in _pieces(line(text)))


def _unnumbered(text: str) -> str:
    """A list within a line, "1. vem leder 2. när börjar vi", without its numbers, where they count from one and two of
    what they number ask."""
    marks = list(_NUMBER.finditer(text))
    if len(marks) < 2 or [mark[1] for mark in marks] != [str(count + 1) for count in range(len(marks))]:
        return text
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    if sum(map(_is_asked, items)) < 2:
        return text
    return _joined(
        [each for each in (text[: marks[0].start()].strip(), *(_item(item, True) for item in items)) if each]
    )


def leant_on(text: str) -> str:
    """An earlier question as a later one leans on it: whole, since what stands around it may hold what that lacks, but
    of a long story only what asks, which the rest would drown."""
    return asking(text) if _is_long(text) else text


def _is_long(text: str) -> bool:
    return len(text.split()) > _LONG_STORY


def _is_polite(sentence: str) -> bool:
    """Whether a sentence that asks nothing is there for manners alone."""
    said = " ".join(folded_words(sentence))
    return is_smalltalk(sentence) is not None or bool(_MANNERS.fullmatch(said) or _CALL.search(said))


def _pieces(text: str) -> Iterator[str]:
    """Its sentences, also those of chat, which begin with small letters."""
    for span in sentences(text):
        yield from (piece for piece in re.split(r"(?<=[?!])\s+", text[span.start : span.end]) if piece)


def _opened(sentence: str) -> list[str]:
    """Its words without those that only open it."""
    return [word for word in folded_words(sentence) if word not in _OPENING]


def _asks(sentence: str) -> bool:
    said = _opened(sentence)
    return bool(said) and (said[0] in _INTERROGATIVES or _WONDERS.search(" ".join(said)) is not None)


def opens_with_question(text: str) -> bool:
    """Whether a text is a question by itself that begins with a word that asks."""
    said = _opened(text)
    return bool(said) and said[0] in _INTERROGATIVES and _says_of_what(text) and is_askable(text)


def _is_asked(text: str) -> bool:
    return "?" in text or _asks(text)


def _says_of_what(sentence: str) -> bool:
    """Whether a sentence is a question by itself: not "någon som vet?", "kan du hjälpa mig?"."""
    said = folded_words(sentence)
    if is_smalltalk(sentence) is not None or points_elsewhere(sentence):
        return False
    if _INTERROGATIVES & set(said):
        return True
    least = 1 if answer_kind(sentence) is AnswerKind.YES_NO else 2
    return len(set(content_words(sentence)) - _KNOWS) >= least and _CALL.search(" ".join(said)) is None


def _own_and_quoted(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    own: list[str] = []
    quoted: list[str] = []
    for place, each in enumerate(lines):
        if each.startswith((">>>", "&gt;&gt;&gt;")):
            # Three marks quote all that follows.
            quoted += [_QUOTED.sub("", rest, count=1) for rest in lines[place:]]
            break
        match = _QUOTED.match(each)
        (own if match is None else quoted).append(each if match is None else each[match.end() :])
    return own, quoted


def _before_farewell(lines: Sequence[str]) -> list[str]:
    ends = (place for place, each in enumerate(lines) if place and _FAREWELL.fullmatch(" ".join(_plain(each))))
    return list(lines[: next(ends, len(lines))])


def _without_headers(lines: Sequence[str]) -> list[str]:
    """A pasted e-mail's lines without its headers; its subject stays where nothing else asks."""
    headed = [_HEADER.match(each) for each in lines]
    if sum(match is not None for match in headed) < 2:
        return list(lines)
    first = next(place for place, match in enumerate(headed) if match is not None)
    body = [each for place, each in enumerate(lines) if headed[place] is None and not _is_forwarding(each)]
    subject = [each[match.end() :] for each, match in zip(lines, headed, strict=True) if match and match["subject"]]
    asks = any(_is_asked(piece) and _says_of_what(piece) for each in body for piece in _pieces(each))
    return body if asks else [*body[:first], *subject, *body[first:]]


def _is_forwarding(each: str) -> bool:
    return _FORWARDING.fullmatch(" ".join(folded_words(each))) is not None


def _plain(each: str) -> list[str]:
    return [each] if each.startswith(("-", "/")) else folded_words(each)


def _field(lines: Sequence[str]) -> list[str]:
    """The lines of a form's fields that are called a question, of several those that ask; all lines where there is none
    or something is asked before the form."""
    labels = [_LABEL.fullmatch(each) for each in lines]
    first = next((place for place, match in enumerate(labels) if match is not None), len(lines))
    if any(each.endswith("?") for each in lines[:first]):
        return list(lines)
    fields = []
    for place, match in enumerate(labels):
        if match is not None and _ASKING_LABEL.fullmatch(" ".join(folded_words(match["label"]))):
            ends = (after for after in range(place + 1, len(lines)) if labels[after] is not None)
            following = lines[place + 1 : next(ends, len(lines))]
            fields.append([*([match["value"]] if match["value"] else []), *following])
    telling = [field for field in fields if any(each.endswith("?") or _asks(each) for each in field)] or fields[:1]
    return [each for field in telling for each in field] if fields else list(lines)


def _item(each: str, listed: bool = False) -> str:
    """A line without the mark of a list; as a question where it stands in one, asks, and nothing ends it."""
    if not listed and (several := _unnumbered(each)) != each:
        return several
    match = _MARKER.match(each)
    if match is None and not listed:
        return each
    item = each if match is None else each[match.end() :]
    return f"{item}?" if _asks(item) and _UNENDED.search(item) else item


def _joined(lines: Sequence[str]) -> str:
    """Lines as one. A line that nothing ends before a capital letter is a sentence."""
    parts = [
        f"{each}." if _UNENDED.search(each) and not after[:1].islower() else each for each, after in pairwise(lines)
    ]
    return " ".join([*parts, *lines[-1:]])
