"""Finds what was said about a subject over time: searches and reads deeper than an answer does."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answering.answerer import Searcher
from bot.answering.changing.change import Change
from bot.answering.changing.related import Comparer
from bot.answering.choosing.extraction import Extractor
from bot.answering.question.asked import Question, answer_kind, clean
from bot.answering.question.conversation import standalone
from bot.answering.question.intent import Intent, intent_of
from bot.answering.showing.citations import related
from bot.answering.timeline import Concerned, Timeline, concerning, entries_of, told_changes
from corpus.language.detection import detect_language
from index.types import Hit

TOP_K = 100
"""How many passages are looked through."""
PER_BULLETIN = 2
"""How many of one bulletin's: at most one of them is quoted."""
MOST_READ = 48
"""How many are looked at closely, which takes about as long as six answers."""


class TimelineFinder:
    """Answers from the searcher's bulletins month by month; `extractor` chooses the quotes.

    `comparer` tells which statement changes the one before it. `max_error` is as the answerer's. Safe to call from
    several threads.
    """

    def __init__(
        self,
        searcher: Searcher,
        extractor: Extractor,
        comparer: Comparer | None = None,
        *,
        max_error: float | None = None,
    ) -> None:
        self._searcher = searcher
        self._comparer = comparer
        self._extractor = extractor
        self._threshold = extractor.threshold(max_error)

    def find(self, subject: str, context: Sequence[str] = ()) -> Timeline:
        """What was said about `subject`, a question or a few words, after earlier questions that it may lean on.

        Raises:
            QuestionError: the subject is empty or too long.
        """
        started = time.perf_counter()
        text = clean(subject)
        question = _question(text, [clean(earlier) for earlier in context if earlier.strip()])
        found = self._searcher.search(question.query, top_k=TOP_K, language=question.language.value)
        hits = _few_of_each(found)[:MOST_READ]
        kept: list[Concerned] = []
        if intent_of(text, context) is Intent.QUESTION:
            candidates = self._extractor.extract(question, hits, depth=len(hits))
            kept = concerning(question, hits, candidates, self._threshold)
        timeline = Timeline(
            question=text,
            language=question.language,
            entries=entries_of(question, kept, self._changes(question, kept)),
            related=related(found, {one.candidate.hit.bulletin.id for one in kept}),
            snapshot=self._searcher.snapshot_id,
        )
        return replace(timeline, seconds=time.perf_counter() - started)

    def _changes(self, question: Question, kept: Sequence[Concerned]) -> dict[str, Change]:
        return {} if self._comparer is None else told_changes(question, kept, self._comparer)


def _question(text: str, context: Sequence[str]) -> Question:
    return Question(text, standalone(text, context), detect_language(text), answer_kind(text))


def _few_of_each(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in order, of each bulletin only the first few."""
    seen: Counter[str] = Counter()
    kept = []
    for hit in hits:
        seen[hit.bulletin.id] += 1
        if seen[hit.bulletin.id] <= PER_BULLETIN:
            kept.append(hit)
    return kept
