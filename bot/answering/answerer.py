"""From a question to the one answer that is given."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.answering.changing.chronology import Arranged, arranged, by_asked_time
from bot.answering.changing.recency import WordedStatements, is_another_value
from bot.answering.changing.related import SURELY_CHANGED, Relating, both_told
from bot.answering.choosing.calibration import shipped_calibration
from bot.answering.choosing.duplicates import without_duplicates
from bot.answering.choosing.extraction import Candidate, Extractor
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.deadline import check_time, checked
from bot.answering.listing.finder import Lister, PassageSearcher
from bot.answering.question.asked import Question, answer_kind, asks_for_contact, clean, holds_asked_contact, is_askable
from bot.answering.question.conversation import NO_EARLIER, Earlier, as_meant, as_searched, parts
from bot.answering.question.intent import Intent, intent_of
from bot.answering.question.surroundings import asking, leant_on, unwrapped
from bot.answering.showing.citations import other_value, quoted, related
from bot.answering.showing.notices import notice_for, premise_notice, unsought_notice
from bot.answering.timeline import concerning, spans_months
from bot.answering.times.asked_time import asked_time
from bot.answering.times.beginning import asks_for_first
from bot.answering.types import Answer, QuotedAnswer, Status
from corpus.language.detection import detect_language
from corpus.types import Language, PartialDate
from index.types import Hit

TOP_K = 20
"""How many passages are looked through for an answer."""
LATER_TOP_K = 50
"""How many for what has changed since."""

MOST_ANSWERS = 3
MOST_ASKED = 3
"""Things asked at once that are looked for."""

_LEAST_PROBABILITY = 0.05
"""Of a less likely answer nothing is asked about what came before and after it."""

_LEAST_SHARE = 0.02
"""A further quote with less than this share of the first one's score is noise."""


class Searcher(PassageSearcher, Protocol):
    """Finds passages in the published snapshot, and tells of words."""

    def mentions(self, word: str) -> bool:
        """Whether any bulletin writes the word, in whatever form."""


@dataclass(frozen=True, slots=True)
class Considered:
    """One thing asked: what was found, the candidates best first, and whether the first is sure enough to be shown.

    `statements` tells besides what held before and after the first one.
    """

    question: Question
    hits: Sequence[Hit]
    candidates: Sequence[Candidate]
    accepted: bool
    statements: Arranged = field(default_factory=lambda: Arranged(()))


class Answerer:
    """Answers from the searcher's bulletins, or says that they do not answer.

    `extractor` chooses the quotes and `relating` tells what replaces what, beside words and dates (without: no model).
    `max_error` is the allowed share of wrong answers, 0 to 1; None takes the default that was fitted. `today` tells the
    date that ages are reckoned from. Without `lister` questions for bulletins are answered as any other.
    """

    def __init__(
        self,
        searcher: Searcher,
        extractor: Extractor | None = None,
        relating: Relating | None = None,
        *,
        max_error: float | None = None,
        lister: Lister | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self._searcher = searcher
        self._extractor = extractor or HeuristicExtractor(shipped_calibration())
        self._relating, self._worded = relating, WordedStatements()
        self._threshold = self._extractor.threshold(max_error)
        self._lister = lister
        self._today = today

    def answer(self, question: str, earlier: Earlier = NO_EARLIER) -> Answer:
        """The answer to `question`, after the earlier ones of the same conversation.

        Raises:
            QuestionError: the question is empty or too long.
            OutOfTimeError: it takes longer than `deadline.in_time` lets it.
        """
        started = time.perf_counter()
        text = _unwrapped(question)
        listed = None if self._lister is None else self._lister.listed(text)
        answered = listed or self._answered(text, _cleaned(earlier))
        return replace(answered, seconds=time.perf_counter() - started)

    @property
    def threshold(self) -> float:
        """The probability, 0 to 1, from which an answer is given."""
        return self._threshold

    def in_place_of(self, question: str, said: str, since: PartialDate) -> QuotedAnswer | None:
        """The first quote where a bulletin later than `since` gives the question another value than `said` does; None
        where none does. Raises as `answer`."""
        for quote in self.answer(question).answers[:1]:
            date = quote.citation.date
            if date and date.is_surely_after(since) and self._replaces(question, said, quote):
                return quote
        return None

    def _replaces(self, question: str, said: str, later: QuotedAnswer) -> bool:
        if is_another_value(answer_kind(question), said, later.span_text):
            return True
        return self._relating is not None and self._relating.replaces(question, said, later.quote) >= SURELY_CHANGED

    def considered(self, question: str, earlier: Earlier = NO_EARLIER) -> list[Considered]:
        """What `answer` weighs, for each thing asked in the question; raises as `answer`."""
        text = _unwrapped(question)
        return self._considered(*as_meant(asking(text), _cleaned(earlier)), detect_language(text))

    def _considered(self, asked: str, earlier: Earlier, language: Language) -> list[Considered]:
        each = _with_earlier(parts(asked)[:MOST_ASKED], earlier)
        return [self._part(part, before, language) for part, before in checked(each)]

    def _answered(self, text: str, earlier: Earlier) -> Answer:
        language = detect_language(text)
        asked, earlier = as_meant(asking(text), earlier)
        intent = intent_of(asked, earlier.questions)
        if intent is not Intent.QUESTION:
            status = Status.ASK_BACK if intent is Intent.INCOMPLETE else Status.NOT_A_QUESTION
            return Answer(text, language, status, 0.0, snapshot=self._searcher.snapshot_id)
        return self._composed(text, asked, language, self._considered(asked, earlier, language))

    def _part(self, text: str, earlier: Earlier, language: Language) -> Considered:
        query = as_searched(text, earlier)
        question = Question(text=text, query=query, language=language, kind=answer_kind(text))
        found = self._searcher.search(query, top_k=LATER_TOP_K, language=language.value)
        hits = found[:TOP_K]
        check_time()
        candidates = without_duplicates(self._extractor.extract(question, hits))
        statements = self._arranged(question, candidates, found)
        ordered = statements.candidates
        accepted = bool(ordered) and ordered[0].probability >= self._threshold and _may_answer(text, ordered[0].text)
        return Considered(question, hits, ordered, accepted, statements)

    def _arranged(self, question: Question, candidates: Sequence[Candidate], hits: Sequence[Hit]) -> Arranged:
        asked = asked_time(question.query)
        ordered = by_asked_time(candidates, asked)
        if not ordered or ordered[0].probability < _LEAST_PROBABILITY:
            return Arranged(tuple(ordered))
        check_time()
        related = self._worded.related(question, ordered, hits)
        check_time()
        if self._relating is not None:
            related = both_told(self._relating.related(question, ordered, hits), related)
        return arranged(ordered, related, self._today(), asked, first=asks_for_first(question.query))

    def _composed(self, text: str, asked: str, language: Language, found: Sequence[Considered]) -> Answer:
        accepted = [part for part in found if part.accepted]
        quotes = _shown(accepted, len(found) > 1)
        hits = [hit for part in (accepted or found) for hit in part.hits]
        first = (accepted or found)[0].candidates[:1]
        unsought = unsought_notice(parts(asked)[MOST_ASKED:], language)
        notice = unsought or premise_notice(asked, language, self._searcher.mentions)
        if accepted:
            shown = [part.candidates[0] for part in accepted]
            unanswered = [part.question for part in found if not part.accepted and not _is_shown(part, shown)]
            worth = _worth_showing(accepted[0])
            statements = accepted[0].statements
            notice = notice_for(accepted[0].question, worth, statements, unanswered, self._today(), unsought)
        return Answer(
            question=text,
            language=language,
            status=Status.ANSWERED if quotes else Status.NO_ANSWER,
            confidence=first[0].probability if first else 0.0,
            answers=quotes,
            related=related(hits, {quote.citation.bulletin_id for quote in quotes}),
            notice=notice,
            snapshot=self._searcher.snapshot_id,
            has_timeline=bool(accepted) and self._spans_months(accepted[0]),
        )

    def _spans_months(self, part: Considered) -> bool:
        if part.statements.before or part.statements.after:
            return True
        return spans_months(concerning(part.question, part.hits, part.candidates, self._threshold))


def _may_answer(question: str, quote: str) -> bool:
    """Whether a quote holds what nothing else answers: who asks for a person's number knows the person already."""
    return not asks_for_contact(question) or holds_asked_contact(question, quote)


def _is_worth_showing(candidate: Candidate, first: Candidate) -> bool:
    return candidate.score >= _LEAST_SHARE * first.score


def _worth_showing(part: Considered) -> list[Candidate]:
    return [one for one in part.candidates if _is_worth_showing(one, part.candidates[0])]


def _is_shown(part: Considered, shown: Sequence[Candidate]) -> bool:
    """Whether the best that was found for a part is quoted already, for another part."""
    return any(
        best.hit.bulletin.id == one.hit.bulletin.id and best.quote == one.quote
        for best in part.candidates[:1] for one in shown
    )  # fmt: skip


def _unwrapped(question: str) -> str:
    """The question without what stands around it; raises QuestionError where it is empty or too long."""
    clean(question)
    return clean(unwrapped(question))


def _cleaned(earlier: Earlier) -> Earlier:
    asked = tuple(leant_on(clean(text)) for text in earlier.questions if is_askable(text))
    return replace(earlier, questions=asked)


def _with_earlier(texts: Sequence[str], earlier: Earlier) -> list[tuple[str, Earlier]]:
    """The things asked at once, each after those before it."""
    return [
        (text, replace(earlier, questions=(*earlier.questions, *texts[:place]))) for place, text in enumerate(texts)
    ]


def _shown(accepted: Sequence[Considered], several: bool) -> tuple[QuotedAnswer, ...]:
    """The first answer of each part, part by part, then the parts' further answers; where several things were asked the
    first ones tell to which they belong."""
    chosen: list[Candidate] = []
    for rank in range(MOST_ANSWERS):
        for part in accepted:
            chosen += [one for one in part.candidates[rank : rank + 1] if _is_worth_showing(one, part.candidates[0])]
    shown = without_duplicates(chosen)[:MOST_ANSWERS]
    return tuple(_quoted(candidate, accepted, several) for candidate in shown)


def _quoted(candidate: Candidate, accepted: Sequence[Considered], several: bool) -> QuotedAnswer:
    """The candidate as it is shown, with what held before and after it where it is the first of its part."""
    shown = quoted(candidate, accepted[0].question.language)
    for part in accepted:
        if candidate is part.candidates[0]:
            before, after = (tuple(map(other_value, each)) for each in (part.statements.before, part.statements.after))
            return replace(shown, before=before, after=after, asked=part.question.text if several else "")
    return shown
