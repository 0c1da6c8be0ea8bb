"""From an answer's quotes to sentences that they support."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.choosing.joint import Reader
from bot.answering.choosing.quotes import LEANING
from bot.answering.question.conversation import standalone
from bot.answering.types import Answer, NoticeKind, QuotedAnswer, Status, WrittenSentence
from bot.writer.cited import Cited, cited_sentences
from bot.writer.meaning import Vectorize
from bot.writer.prompt import ChatMessage, messages_for
from bot.writer.support import Evidence, Verdict, judge
from corpus.context import month_in_words
from corpus.language.words import fold
from corpus.types import Passage

MOST_SENTENCES = 4

LEAST_ANSWERABLE = 0.0
"""The reader's logit from which a quote answers the question: more likely than not. Of the shipped questions' right
first quotes 85 % reach it, of the wrong first ones 44 %, of the wrong further ones 29 %."""

_YES_NO = re.compile(r"^(?:ja|nej|jo|yes|no)\b[\s,.!:–-]*", re.IGNORECASE)


class Model(Protocol):
    """A language model."""

    def stream(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        """The text that it writes, piece by piece; raises WriterError."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one sentence of the model."""

    text: str
    verdict: Verdict


class Writer:
    """Phrases answers. Without a reader only the first quote, which the answer's own probability vouches for, may be
    cited; without `vectorize` no sentence in another language than its quotes passes. `told` hears of every sentence,
    for counts and measurements. Called by many threads."""

    def __init__(
        self,
        model: Model,
        reader: Reader | None,
        vectorize: Vectorize | None,
        told: Callable[[Judged], None] | None = None,
    ) -> None:
        self._model = model
        self._reader = reader
        self._vectorize = vectorize
        self._told = told

    def write(self, answer: Answer, earlier: Sequence[str] = ()) -> Iterator[WrittenSentence]:
        """The supported sentences, each as soon as it is whole; none for what is not to be written.

        `earlier` are the earlier questions of the conversation, oldest first.

        Raises:
            WriterError: the model failed, also after some sentences; then the quotes alone are to be shown.
        """
        if not is_writable(answer):
            return
        question = standalone(answer.question, earlier)
        answering = self._answering(question, answer.answers)
        said: Counter[str] = Counter()
        lost = False
        for cited in cited_sentences(self._model.stream(messages_for(answer, question))):
            text = _sentence(cited.text)
            verdict = self._verdict(text, cited, answer, question, answering)
            if lost and LEANING.match(text):
                # "He" and "it" would now point at what the sentence before the lost one says.
                verdict = Verdict.FORM
            lost = verdict is not Verdict.SUPPORTED
            if self._told is not None:
                self._told(Judged(text, verdict))
            if lost or fold(text) in said:
                continue
            said[fold(text)] += 1
            yield WrittenSentence(text, tuple(number - 1 for number in cited.numbers))
            if len(said) >= MOST_SENTENCES:
                return

    def _answering(self, question: str, quotes: Sequence[QuotedAnswer]) -> list[bool]:
        """For each quote, whether it answers."""
        if self._reader is None:
            return [place == 0 for place in range(len(quotes))]
        readings = self._reader.read(question, [_as_passage(quote) for quote in quotes])
        return [reading.answerable >= LEAST_ANSWERABLE for reading in readings]

    def _verdict(self, text: str, cited: Cited, answer: Answer, question: str, answering: Sequence[bool]) -> Verdict:
        places = [number - 1 for number in cited.numbers]
        if not places or not all(0 <= place < len(answer.answers) for place in places):
            return Verdict.QUOTE
        if not all(answering[place] for place in places):
            return Verdict.READER
        return judge(text, Evidence(tuple(answer.answers[place] for place in places), question), self._vectorize)


def is_writable(answer: Answer) -> bool:
    """Whether an answer is phrased at all: never a refusal, a pinned answer, or one whose question holds something
    false, which a model takes for granted too easily."""
    premise = answer.notice is not None and answer.notice.kind is NoticeKind.PREMISE
    return answer.status is Status.ANSWERED and bool(answer.answers) and answer.curated is None and not premise


def _sentence(text: str) -> str:
    """Without "yes" or "no" before it, which no quote says, and with a capital and a stop."""
    bare = _YES_NO.sub("", text).strip()
    if not bare:
        return ""
    ended = bare if bare.endswith((".", "!", "?", "…")) else f"{bare}."
    return ended[0].upper() + ended[1:]


def _as_passage(quoted: QuotedAnswer) -> Passage:
    """A quote as the reader takes it, with title, month and heading as a passage has them."""
    citation = quoted.citation
    month = "" if citation.date is None else month_in_words(citation.date, "sv")
    parts = [citation.title if month in citation.title else f"{citation.title}, {month}", citation.heading or ""]
    context = " – ".join(part for part in parts if part)
    return Passage(citation.bulletin_id, (), quoted.quote, 0, len(quoted.quote), context)
