"""Why a question got its answer, or none: what was found, with every score, and what tipped it, in words; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.answerer import Answerer, Considered
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.question.intent import Intent, intent_of
from bot.words.catalogue import say
from corpus.language.detection import detect_language
from corpus.types import Language

_SHOWN = 8
_CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class Row:
    """One passage that was weighed, in the order of the search. `dense` is a cosine, `lexical` a BM25 score, `fused`
    what orders the search; `probability` is that of its quote, None where it has none."""

    bulletin_id: str
    title: str
    heading: str | None
    dense: float
    lexical: float
    fused: float
    probability: float | None
    quote: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was weighed for one thing asked, and the reasons in words."""

    question: str
    threshold: float
    rows: tuple[Row, ...]
    reasons: tuple[str, ...]


def explained_answers(
    answerer: Answerer,
    is_pinned: Callable[[str], bool],
    question: str,
    earlier: Earlier = NO_EARLIER,
    language: Language | None = None,
) -> list[Explanation]:
    """An explanation of each thing asked in a question, after the earlier ones of its thread; `is_pinned` says whether
    a pinned answer stands above what is weighed. The reasons are in `language`, else in the question's.

    Raises:
        QuestionError: the question is empty or too long.
    """
    found = [explain(each, answerer.threshold, language) for each in answerer.considered(question, earlier)]
    if is_pinned(question):
        pinned = say("weighed.pinned", language or detect_language(question))
        found[0] = replace(found[0], reasons=(pinned, *found[0].reasons))
    return found


def explain(considered: Considered, threshold: float, language: Language | None = None) -> Explanation:
    """The explanation in `language`, else in the question's."""
    it = considered
    quoted = {candidate.hit.passage.id: candidate for candidate in it.candidates}
    rows = []
    for hit in it.hits[:_SHOWN]:
        candidate = quoted.get(hit.passage.id)
        probability, quote = (candidate.probability, candidate.text) if candidate else (None, hit.passage.text)
        rows.append(Row(hit.bulletin.id, hit.bulletin.title, hit.passage.heading, hit.dense, hit.lexical, hit.score,
                        probability, quote))  # fmt: skip
    return Explanation(
        it.question.text, threshold, tuple(rows), tuple(_reasons(it, threshold, language or it.question.language))
    )


def _reasons(it: Considered, threshold: float, language: Language) -> Iterator[str]:
    if intent_of(it.question.query) is not Intent.QUESTION:
        yield say("weighed.smalltalk", language)
    elif not it.hits:
        yield say("weighed.nothing", language)
    elif not it.candidates:
        yield say("weighed.no_quote", language)
    else:
        best = it.candidates[0].probability
        yield say("weighed.answered" if it.accepted else "weighed.refused", language, best=best, threshold=threshold)
        if abs(best - threshold) < _CLOSE:
            yield say("weighed.close", language)
        yield _tipped(it, language)


def _tipped(it: Considered, language: Language) -> str:
    """Which of the scores set the first quote's passage apart."""
    first = it.candidates[0].hit
    nearest = max(it.hits, key=lambda hit: hit.dense)
    wordiest = max(it.hits, key=lambda hit: hit.lexical)
    by_meaning = first.passage.id == nearest.passage.id
    by_words = first.passage.id == wordiest.passage.id and wordiest.lexical > 0
    if by_meaning and by_words:
        return say("weighed.by_both", language)
    if by_meaning and wordiest.lexical <= 0:
        return say("weighed.no_words", language, dense=first.dense)
    if by_meaning:
        return say("weighed.by_meaning", language, dense=first.dense, other=wordiest.dense)
    if by_words:
        return say("weighed.by_words", language, lexical=first.lexical, other=nearest.lexical)
    return say("weighed.by_quote", language)


def explanation_object(explanations: Sequence[Explanation]) -> list[dict[str, object]]:
    """Plain values for a program to read."""
    return [
        {"question": each.question, "threshold": each.threshold, "reasons": list(each.reasons),
         "passages": [_row(row) for row in each.rows]}
        for each in explanations
    ]  # fmt: skip


def _row(row: Row) -> dict[str, object]:
    probability = None if row.probability is None else round(row.probability, 4)
    return {"bulletin_id": row.bulletin_id, "heading": row.heading, "dense": round(row.dense, 4),
            "lexical": round(row.lexical, 3), "fused": round(row.fused, 4), "probability": probability,
            "quote": row.quote}  # fmt: skip
