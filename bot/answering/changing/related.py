"""What later and earlier bulletins say to the same question as the best quote: the same again, or another value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.changing.excerpts import cropped, nearest_sentence
from bot.answering.changing.likeness import likeliest
from bot.answering.changing.weighing import ComparedPair, Weigh, probability_of_change
from bot.answering.choosing.extraction import Candidate
from bot.answering.choosing.features import searched_text
from bot.answering.choosing.quotes import quote_span
from bot.answering.choosing.sentences import sentences_of
from bot.answering.choosing.span import bare_span
from bot.answering.question.asked import Question
from corpus.language.names import missing, named
from corpus.types import PartialDate, Span
from index.types import Comparison, Excerpt, Hit

SURELY_CHANGED = 0.8
"""The probability of a change or a repetition from which it is sure where nothing but the comparison tells of it."""

MOST_EARLIER = 1
_AS_LIKELY = 0.5
"""The share of the best quote's own probability that an earlier one needs: what does not answer was not replaced."""
_WORDS = 60
"""Words of a later passage that are compared, whole sentences."""


class Comparer(Protocol):
    """Compares what an older bulletin says to a question with what a later one says."""

    def compare(self, question: str, pairs: Sequence[tuple[Excerpt, Excerpt]]) -> list[Comparison]:
        """One comparison for each pair (older, later), in their order."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another bulletin's statement beside the best quote: `later` or earlier than it.

    `same` and `changed`, 0 to 1, are the probabilities that the later of the two says the same value again, or another
    one in place of the older; what is left is that they tell of different things. That of a `later` one's change is
    weighed by all that is known of the two (`weighing.py`), the others are the comparison's.
    """

    candidate: Candidate
    later: bool
    same: float
    changed: float


class Relating(Protocol):
    """Finds what other bulletins say to the same question."""

    def related(self, question: Question, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> list[Related]:
        """Statements of surely later and surely earlier bulletins than the first candidate's.

        `candidates` are what was read, best first, at least one; `hits` all that was found, best first. Each of
        `candidates` stands at most once among them, and none that is undated.
        """

    def replaces(self, question: str, older: str, later: str) -> float:
        """How probable it is, 0 to 1, that `later` gives another value in place of what `older` says."""


class ComparedStatements:
    """A `Relating` that reads the best quote and each other passage together.

    Later passages are taken from all that was found, whether read or not: what replaces a fact is often worded
    otherwise than the question ("efterträder honom"). Earlier ones are those that were read.
    """

    def __init__(self, comparer: Comparer, weigh: Weigh = probability_of_change) -> None:
        self._comparer = comparer
        self._weigh = weigh

    def related(self, question: Question, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> list[Related]:
        best = candidates[0]
        of_that = of_what_is_named(question, best)
        later = [hit for hit in hits if is_surely_later(hit, best) and of_that(hit)]
        later = likeliest(best.text, later, max(hit.score for hit in hits))
        earlier = [one for one in _earlier(best, candidates) if of_that(one.hit)]
        read = {one.hit.passage.id: one for one in candidates}
        sought = f"{question.query} {best.text}"
        crops = [_crop(hit, read.get(hit.passage.id), sought) for hit in later]
        pairs = [
            (excerpt_of(best), Excerpt(hit.passage.context, text)) for hit, (text, _) in zip(later, crops, strict=True)
        ]
        own = Excerpt(best.hit.passage.context, _crop(best.hit, best, sought)[0])
        pairs += [(excerpt_of(one), own) for one in earlier]
        compared = self._comparer.compare(question.query, pairs)
        found = []
        for hit, (_, start), one in zip(later, crops, compared[: len(later)], strict=True):
            its = read.get(hit.passage.id)
            changed = self._weigh(ComparedPair(candidates, hit, its, one))
            same = min(one.same, 1.0 - changed)
            found.append(Related(_candidate(question, hit, its, start, one), True, same, changed))
        found += [
            Related(candidate, False, one.same, one.changed)
            for candidate, one in zip(earlier, compared[len(later) :], strict=True)
        ]
        return found

    def replaces(self, question: str, older: str, later: str) -> float:
        return self._comparer.compare(question, [(Excerpt("", older), Excerpt("", later))])[0].changed


def of_what_is_named(question: Question, best: Candidate) -> Callable[[Hit], bool]:
    """Whether a hit mentions what the question names as far as the best quote's does: another town changes nothing."""
    names = named(question.query, [best.hit.passage.text])
    least = missing(names, searched_text(best.hit))
    return lambda hit: missing(names, searched_text(hit)) <= least


def both_told(compared: Sequence[Related], worded: Sequence[Related]) -> list[Related]:
    """What either tells; where both tell of one passage, what is surer of a change."""
    found = {(one.candidate.hit.passage.id, one.later): one for one in worded}
    for one in compared:
        key = (one.candidate.hit.passage.id, one.later)
        if key not in found or one.changed > found[key].changed:
            found[key] = one
    return list(found.values())


def is_surely_later(one: Candidate | Hit, other: Candidate | Hit) -> bool:
    """Whether `one` is of a surely later bulletin; an unknown date is neither later nor earlier."""
    mine, its = _date(one), _date(other)
    return mine is not None and its is not None and mine.is_surely_after(its)


def _date(one: Candidate | Hit) -> PartialDate | None:
    return (one.hit if isinstance(one, Candidate) else one).bulletin.date


def _earlier(best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    least = _AS_LIKELY * best.own_probability
    older = [one for one in candidates[1:] if one.own_probability >= least and is_surely_later(best, one)]
    return older[:MOST_EARLIER]


def excerpt_of(candidate: Candidate) -> Excerpt:
    """What is compared of an older statement: its quote, and what stands over it."""
    return Excerpt(candidate.hit.passage.context, candidate.text)


def _crop(hit: Hit, read: Candidate | None, sought: str) -> tuple[str, int]:
    """The piece of the passage that is compared, and where it starts in the body: around the reader's quote, or else
    around the sentence that shares most words with what is sought."""
    kept = nearest_sentence(hit.passage, sought) if read is None else read.quote
    return cropped(hit.passage, kept, _WORDS)


def _candidate(question: Question, hit: Hit, read: Candidate | None, start: int, found: Comparison) -> Candidate:
    """The quote around what the comparison points at; the reader's own where that holds it."""
    span = Span(start + found.span.start, start + found.span.end)
    if read is not None and read.quote.start <= span.start and span.end <= read.quote.end:
        return read
    sentences = sentences_of(hit)
    place = next((place for place, one in enumerate(sentences) if one.start <= span.start < one.end), 0)
    quote = quote_span(sentences, place, question.kind, lambda text: 1.0)
    return Candidate(hit, quote, score=0.0, probability=0.0, span=bare_span(hit.bulletin.body, quote, span))
