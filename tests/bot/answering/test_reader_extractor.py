from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

import pytest

from bot.answering.answerer import Answerer, Searcher
from bot.answering.reader_extractor import ReaderExtractor
from bot.answering.types import Status
from corpus.types import Bulletin, Passage, Span
from index.reader_calibration import Calibration
from index.types import Reading

PAGE = """
## Flytten

Skolan flyttar i höst. Bo Alm leder flytten, säger chefen. Han börjar i maj.

- **Val av mat**

    Maten kommer från eget kök.
"""
CALIBRATION = Calibration({"intercept": 0.0, "answerable": 1.0}, ((0.1, 0.9), (0.3, 0.6)), default_error=0.3)


class PointingReader:
    """Reads the given words wherever they stand, and answers nothing elsewhere."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.questions: list[str] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.questions.append(question)
        return [self._reading(passage.text.find(self.text)) for passage in passages]

    def _reading(self, start: int) -> Reading:
        logit = 3.0 if start >= 0 else -3.0
        span = Span(start, start + len(self.text)) if start >= 0 else Span(0, 1)
        return Reading(span, logit, 0.0, logit, logit)


@pytest.fixture
def answering(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> Callable[..., Answerer]:
    searcher = make_searcher([make_page(PAGE), make_page("Frukt äts varje dag.", "fruit", title="Frukt")])

    def build(text: str, max_error: float | None = None) -> Answerer:
        extractor = ReaderExtractor(PointingReader(text), CALIBRATION)
        return Answerer(searcher, extractor, max_error=max_error, today=lambda: datetime.date(2020, 6, 1))

    return build


def test_the_sentence_with_the_span_is_quoted_and_the_span_marked(answering: Callable[..., Answerer]) -> None:
    (first, *_) = answering("Bo Alm").answer("vem leder?").answers
    assert (first.quote, first.span_text) == ("Bo Alm leder flytten, säger chefen.", "Bo Alm")


def test_punctuation_around_the_span_is_left_out(answering: Callable[..., Answerer]) -> None:
    (first, *_) = answering("flytten, ").answer("vad leder han?").answers
    assert first.span_text == "flytten"


def test_a_leaning_sentence_brings_the_one_before(answering: Callable[..., Answerer]) -> None:
    (first, *_) = answering("maj").answer("när börjar Bo?").answers
    assert first.quote == "Bo Alm leder flytten, säger chefen. Han börjar i maj."


def test_a_span_over_two_sentences_quotes_both(answering: Callable[..., Answerer]) -> None:
    (first, *_) = answering("i höst. Bo Alm").answer("när och vem?").answers
    assert first.quote == "Skolan flyttar i höst. Bo Alm leder flytten, säger chefen."


def test_a_lead_in_is_never_the_quote(answering: Callable[..., Answerer]) -> None:
    (first, *_) = answering("Val av mat").answer("vad handlar det om?").answers
    assert (first.quote, first.span) == ("Maten kommer från eget kök.", None)


def test_what_the_reader_does_not_find_is_refused(answering: Callable[..., Answerer]) -> None:
    answer = answering("ingenting alls").answer("vem leder?")
    assert answer.status is Status.NO_ANSWER
    assert answer.confidence < 0.1


def test_a_lower_allowed_error_makes_it_keep_quiet(answering: Callable[..., Answerer]) -> None:
    assert answering("Bo Alm", 0.1).answer("vem leder?").status is Status.ANSWERED
    assert answering("Bo Alm", 0.01).answer("vem leder?").status is Status.NO_ANSWER


def test_the_reader_is_asked_the_question_that_stands_alone(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    reader = PointingReader("maj")
    answerer = Answerer(make_searcher([make_page(PAGE)]), ReaderExtractor(reader, CALIBRATION))
    answerer.answer("och när börjar han?", ["Vem leder flytten?"])
    assert reader.questions == ["Vem leder flytten? och när börjar han?"]
