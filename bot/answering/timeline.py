"""What the bulletins said about a subject month by month, each in its own words; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from types import MappingProxyType

from bot.answering.changing.change import Change, change
from bot.answering.changing.related import SURELY_CHANGED, Comparer, excerpt_of, is_surely_later
from bot.answering.choosing.duplicates import alike
from bot.answering.choosing.extraction import Candidate
from bot.answering.choosing.features import Retrieved
from bot.answering.choosing.span import evidence
from bot.answering.question.asked import AnswerKind, Question
from bot.answering.question.terms import Term, coverage
from bot.answering.showing.citations import quoted
from bot.answering.types import Citation, QuotedAnswer
from corpus.types import Language, PartialDate
from index.types import Hit

LEAST_SHARE = 0.6
"""Of the best quote's probability, what another one needs; chosen on quotes judged by hand for sixteen subjects."""
LEAST_NAMED_SHARE = 0.4
"""The same for a quote that names nearly all of the subject."""
_NAMED = 0.9
_SURE_SHARE = 0.8
_HALF = 0.5
_FORMED = (AnswerKind.PERSON, AnswerKind.TIME, AnswerKind.NUMBER, AnswerKind.PLACE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one bulletin said. `also` cites later bulletins that said nearly the same words."""

    quoted: QuotedAnswer
    change: Change | None = None
    also: tuple[Citation, ...] = ()

    @property
    def date(self) -> PartialDate | None:
        return self.quoted.citation.date


@dataclass(frozen=True, slots=True)
class Concerned:
    """A candidate that concerns the subject; `comparable` says that it surely tells of the very thing asked about,
    `foreign` that it is in another language than the question."""

    candidate: Candidate
    comparable: bool
    foreign: bool = False

    @property
    def date(self) -> PartialDate | None:
        return self.candidate.hit.bulletin.date


@dataclass(frozen=True, slots=True)
class Month:
    """The entries of one month, oldest first. `month` is None where only the year is known, `year` where no date is."""

    year: int | None
    month: int | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What was said about `question`, oldest first, the undated last; empty with the nearest bulletins in `related`.

    `snapshot` names the index that answered, `seconds` is the wall time taken.
    """

    question: str
    language: Language
    entries: tuple[Entry, ...] = ()
    related: tuple[Citation, ...] = ()
    snapshot: str = ""
    seconds: float = 0.0

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(Month(*key, tuple(entries)) for key, entries in groupby(self.entries, _month))


def concerning(
    question: Question, hits: Sequence[Hit], candidates: Sequence[Candidate], threshold: float
) -> list[Concerned]:
    """The best candidate of each bulletin that says something about the question, oldest first, the undated last.

    A candidate is eligible if it holds the kind of thing asked for (a name, a time, a number, a place; other kinds
    have no form of their own) and, where it is in the question's language, if its words and the headings over it hold
    at least half of the question's words by weight. Of the eligible, each must be as likely to answer as the answer to
    a question must be (`threshold`; half of that for bare keywords, which ask nothing that could be answered) and
    `LEAST_SHARE` as likely as the best; one that names nearly all of the question's words need only be
    `LEAST_NAMED_SHARE` as likely as the best, which reaches the threshold. Likely is `Candidate.own_probability`,
    reckoned for each as if it were the best: the order of one search tells only which quote is better, not whether the
    others concern the subject.

    Comparable with one another are those whose own words name nearly all of the question's, or in another language are
    nearly as likely as the best: a quote that is only near the subject must not look like a change of it.
    """
    if not hits:
        return []
    terms = Retrieved.of(question, hits).terms
    named = [(one, _named(one, terms)) for one in candidates]
    eligible = [(one, share) for one, share in named if _is_eligible(question, one, share)]
    best = max((one.own_probability for one, _ in eligible), default=0.0)
    least_likely = _HALF * threshold if question.kind is AnswerKind.OTHER else threshold
    if not eligible or best < least_likely:
        return []
    kept: dict[str, Candidate] = {}
    for one, share in sorted(eligible, key=lambda pair: (-pair[0].own_probability, -pair[0].probability)):
        least = LEAST_NAMED_SHARE * best if share >= _NAMED else max(least_likely, LEAST_SHARE * best)
        if one.own_probability >= least:
            kept.setdefault(one.hit.bulletin.id, one)
    found = (_concerned(question, one, terms, best) for one in kept.values())
    return sorted(found, key=lambda one: _age(one.date))


def spans_months(concerned: Iterable[Concerned]) -> bool:
    """Whether they are of at least two different months."""
    dates = [one.date for one in concerned if one.date is not None]
    return any(_is_other_month(one, other) for one in dates for other in dates)


def told_changes(question: Question, concerned: Sequence[Concerned], comparer: Comparer) -> dict[str, Change]:
    """Which of what `concerning` gives changes the last surely earlier statement, by its passage's id."""
    dated = [one.candidate for one in concerned if one.date is not None]
    pairs = [(other, one) for other, one in pairwise(dated) if is_surely_later(one, other)]
    compared = comparer.compare(question.query, [(excerpt_of(other), excerpt_of(one)) for other, one in pairs])
    return {
        one.hit.passage.id: Change(other.span_text or other.text, other.hit.bulletin.date)
        for (other, one), found in zip(pairs, compared, strict=True)
        if found.changed >= SURELY_CHANGED and other.hit.bulletin.date is not None
    }


def entries_of(
    question: Question, concerned: Sequence[Concerned], changes: Mapping[str, Change] = MappingProxyType({})
) -> tuple[Entry, ...]:
    """What `concerning` gives, as it is shown: near copies with the first that said it, changes marked.

    `changes` are those that `told_changes` found; beside them the words and forms of the answering parts decide.
    """
    entries: list[Entry] = []
    compared: list[QuotedAnswer] = []
    for one in concerned:
        said = quoted(one.candidate, question.language)
        place = next((place for place, other in enumerate(entries) if alike(other.quoted.quote, said.quote)), None)
        if place is None:
            changed = changes.get(_passage(one)) or _change(question, one, compared, said)
            entries.append(Entry(said, changed))
        else:
            entries[place] = replace(entries[place], also=(*entries[place].also, said.citation))
        compared += [said] if one.comparable else []
    return tuple(entries)


def _named(candidate: Candidate, terms: Sequence[Term]) -> float:
    hit = candidate.hit
    return coverage(terms, f"{hit.bulletin.title}\n{' '.join(hit.passage.heading_path)}\n{candidate.text}")


def _change(question: Question, one: Concerned, compared: Sequence[QuotedAnswer], said: QuotedAnswer) -> Change | None:
    return change(question.kind, compared, said, by_wording=one.foreign) if one.comparable else None


def _passage(one: Concerned) -> str:
    return one.candidate.hit.passage.id


def _is_eligible(question: Question, candidate: Candidate, named: float) -> bool:
    if question.kind in _FORMED and evidence(question.kind, candidate.span_text or "", ()) == 0.0:
        return False
    return named >= _HALF or _is_foreign(question, candidate)


def _concerned(question: Question, candidate: Candidate, terms: Sequence[Term], best: float) -> Concerned:
    foreign = _is_foreign(question, candidate)
    sure = candidate.own_probability >= _SURE_SHARE * best if foreign else coverage(terms, candidate.text) >= _NAMED
    return Concerned(candidate, sure, foreign)


def _is_foreign(question: Question, candidate: Candidate) -> bool:
    return candidate.hit.bulletin.language != question.language.value


def _is_other_month(one: PartialDate, other: PartialDate) -> bool:
    known = one.month is not None and other.month is not None
    return one.year != other.year or (known and one.month != other.month)


def _age(date: PartialDate | None) -> tuple[bool, tuple[int, int, int]]:
    return (date is None, date.sort_key if date is not None else (0, 0, 0))


def _month(entry: Entry) -> tuple[int | None, int | None]:
    return (None, None) if entry.date is None else (entry.date.year, entry.date.month)
