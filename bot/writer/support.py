"""Whether a written sentence is supported by the quotes that it cites.

What this can catch: a name, number, date, limit or unit that is not in the quotes; a negation or a "planned" that is
added, lost or moved; words of another subject; a quote that the reader does not take for an answer. What it cannot:
who did what to whom where both stand in the quotes, a verb changed for another that the rest covers, and what a true
sentence leaves out.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.types import QuotedAnswer
from bot.writer.markers import turned
from bot.writer.meaning import Finder, LexicalFinder, MeaningFinder, Vectorize
from corpus.language.detection import detect_language
from corpus.language.forms import occurs
from corpus.language.moments import Moment, moments
from corpus.language.names import NameIndex, name_runs
from corpus.language.numbers import Figure, figures
from corpus.language.words import content_words, fold, folded_words, is_function_word
from corpus.types import Span

LONGEST = 400
"""Characters: a longer sentence is no short answer."""

_FOLLOWING = re.compile(r"\W{1,3}(?:[^\W\d_]+\W){0,2}?([^\W\d_]{3,})")
_NEAR_FIGURE = 60


class Verdict(enum.Enum):
    """Why a sentence is kept or dropped."""

    SUPPORTED = "supported"
    FORM = "form"
    QUOTE = "quote"
    READER = "reader"
    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    MARKER = "marker"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quotes that a sentence cites, and the question that they answer."""

    quotes: tuple[QuotedAnswer, ...]
    question: str

    @property
    def quoted(self) -> str:
        return "\n".join(quoted.quote for quoted in self.quotes)

    @property
    def titles(self) -> list[str]:
        return [quoted.citation.title for quoted in self.quotes]

    @property
    def around(self) -> str:
        """The quotes with their context: passages, titles and headings."""
        parts = [part for one in self.quotes for part in (one.passage, one.citation.title, one.citation.heading or "")]
        return "\n".join((self.quoted, *parts))


def judge(sentence: str, evidence: Evidence, vectorize: Vectorize | None) -> Verdict:
    """Whether `evidence` supports `sentence`, by its words alone.

    Without `vectorize` no sentence in another language than its quotes is supported.
    """
    if not evidence.quotes:
        return Verdict.QUOTE
    bare = content_words(sentence)
    if not bare or len(sentence) > LONGEST or "\N{REPLACEMENT CHARACTER}" in sentence:
        return Verdict.FORM
    said = moments(sentence)
    undated = _blanked(sentence, [moment.span for moment in said])
    numbers = figures(undated)
    if not all(_is_dated(moment, evidence) for moment in said):
        return Verdict.DATE
    finder = _finder(sentence, evidence, vectorize)
    if finder is None:
        return Verdict.WORDS
    if not all(_is_counted(figure, sentence, evidence, finder) for figure in numbers):
        return Verdict.NUMBER
    own = _blanked(undated, [number.span for number in numbers])
    if not _names_hold(own, evidence):
        return Verdict.NAME
    if turned(sentence, evidence.quoted, content_words, finder.places) or _is_prefixed(bare, evidence):
        return Verdict.MARKER
    return Verdict.SUPPORTED if finder.covers(sentence, content_words(own)) else Verdict.WORDS


def _finder(sentence: str, evidence: Evidence, vectorize: Vectorize | None) -> Finder | None:
    """Looks words up as they are where sentence and quotes share a language, else by their meaning too."""
    if all(detect_language(one.quote) is detect_language(sentence) for one in evidence.quotes):
        return LexicalFinder(evidence.quoted, evidence.around)
    return None if vectorize is None else MeaningFinder(evidence.quoted, vectorize)


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _is_dated(moment: Moment, evidence: Evidence) -> bool:
    known: list[Moment] = []
    for quoted in evidence.quotes:
        known += [*moments(quoted.quote), *moments(_with_years(quoted)), *moments(quoted.citation.title)]
    return any(moment.is_backed_by(one) for one in known)


def _with_years(quoted: QuotedAnswer) -> str:
    """The quote with what its times mean beside them: "den 30 april" becomes "den 30 april 2020"."""
    text = quoted.quote
    for each in quoted.explained:
        text = text.replace(each.words, f"{each.words} {each.meaning}", 1)
    return text


def _is_counted(figure: Figure, sentence: str, evidence: Evidence, finder: Finder) -> bool:
    """Whether the number stands in a quote or a title, with what it counts close by."""
    counted = _FOLLOWING.match(sentence, figure.span.end)
    for text in (*(quoted.quote for quoted in evidence.quotes), *evidence.titles):
        for known in figures(_blanked(text, [moment.span for moment in moments(text)])):
            near = text[max(known.span.start - _NEAR_FIGURE, 0) : known.span.end + _NEAR_FIGURE]
            if figure.is_backed_by(known) and (counted is None or _counts(counted.group(1), near, finder)):
                return True
    return False


def _counts(word: str, near: str, finder: Finder) -> bool:
    lower = word.lower()
    return is_function_word(lower) or not finder.is_strict or occurs(lower, near)


def _names_hold(sentence: str, evidence: Evidence) -> bool:
    index = NameIndex([*(quoted.quote for quoted in evidence.quotes), *evidence.titles])
    lower = (word for text in (evidence.question, evidence.around) for word in text.split() if word[:1].islower())
    common = {part for word in lower for part in folded_words(word)}
    return all(index.holds(name) for name in name_runs(sentence, common))


_DENYING = ("o", "un", "in", "im", "ir", "dis", "non", "icke", "ej", "miss", "mis")


def _is_prefixed(bare: Sequence[str], evidence: Evidence) -> bool:
    """Whether a word and its opposite by prefix have changed places: "klart" for "oklart"."""
    quoted = set(folded_words(evidence.quoted))
    for word in map(fold, bare):
        if len(word) < 4 or word in quoted:
            continue
        opposites = {prefix + word for prefix in _DENYING} | {word.removeprefix(prefix) for prefix in _DENYING} - {word}
        if any(len(other) >= 4 and other in quoted for other in opposites):
            return True
    return False
