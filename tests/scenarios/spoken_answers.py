"""A small stand-in for the answerer whose answers can be predicted from the question."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from bot.answering.changing.change import Change
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.timeline import Entry, Timeline
from bot.answering.types import Answer, Citation, QuotedAnswer, Status
from bot.slack.parts import LibraryInfo
from corpus.language.detection import detect_language
from corpus.types import PartialDate, Span

OFTEN = "länge"
"""A question that holds this word is answered by bulletins of several months."""
UNKNOWN = "okänd"
"""A question that holds this word has no answer."""

DOUBTED = "tveksam"
"""A question that holds this word has an answer that may be another's."""

BULLETIN = Citation("nytt-i-maj", "Nytt i maj", "Utbildning", PartialDate(2024, 5), "https://intranet.example/maj",
                    "https://intranet.example/maj#:~:text=Utbildningen%20b%C3%B6rjar")  # fmt: skip
OTHER = Citation("nytt-i-juni", "Nytt i juni", None, PartialDate(2024, 6), "https://intranet.example/juni")
INFO = LibraryInfo(2, 12, None, (OTHER, BULLETIN), "snapshot-1")


class Quoting:
    """Answers every question with a quote that holds the question and what came before it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Earlier]] = []
        self._lock = threading.Lock()

    def __call__(self, question: str, earlier: Earlier, /) -> Answer:
        with self._lock:
            self.asked.append((question, earlier))
        return answer_to(question, earlier)


def answer_to(question: str, earlier: Earlier = NO_EARLIER) -> Answer:
    """The predictable answer; earlier questions stand in the quote, oldest first."""
    language = detect_language(question)
    if UNKNOWN in question:
        return Answer(question, language, Status.NO_ANSWER, 0.1, related=(BULLETIN, OTHER), snapshot="snapshot-1")
    quote = f"Utbildningen börjar: {question}" + "".join(f" / efter {each}" for each in earlier.questions)
    passage = f"Rubriken. {quote} Och så vidare."
    quoted = QuotedAnswer(quote, 0.9, BULLETIN, passage, Span(21, 21 + len(question)))
    probability = 0.5 if DOUBTED in question else 0.95
    return Answer(question, language, Status.ANSWERED, probability, (quoted,), (OTHER,), snapshot="snapshot-1",
                  has_timeline=OFTEN in question)  # fmt: skip


def timeline_of(subject: str, contexts: Sequence[str], /) -> Timeline:
    """The predictable timeline: two months, the second one changed; its quotes hold the subject and the contexts."""
    language = detect_language(subject)
    if UNKNOWN in subject:
        return Timeline(subject, language, related=(BULLETIN, OTHER), snapshot="snapshot-1")
    told = " / efter ".join([subject, *contexts])
    first, second = (QuotedAnswer(f"{day} börjar {told}.", 0.9, where, f"{day} börjar {told}.", Span(0, len(day)))
                     for day, where in (("Den 5 maj", BULLETIN), ("Den 9 juni", OTHER)))  # fmt: skip
    changed = Entry(second, Change("Den 5 maj", PartialDate(2024, 5)))
    return Timeline(subject, language, (Entry(first), changed), snapshot="snapshot-1")
