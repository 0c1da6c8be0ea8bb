from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.answering.answerer import Answerer, Searcher
from bot.answering.choosing.calibration import JOINT, Calibration, Weights, read_calibration, shipped_calibration
from bot.answering.choosing.extraction import DEPTH
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.choosing.joint import CONFIDENCE, CROSS_CONFIDENCE, RANKING, JointExtractor
from bot.answering.question.asked import AnswerKind, Question
from bot.answering.question.conversation import Earlier
from bot.answering.types import Status
from corpus.types import Bulletin, Language, Passage, Span
from index.types import Reading, ScoredSpan

PAGE = """
## Flytten

Skolan flyttar i höst. Bo Alm leder flytten, säger Eva Ek. Han börjar i maj.

- **Val av mat**

    Maten kommer från eget kök.
"""
WEIGHTS = Weights({"word_score": 0.1, "reader_score": 1.0, "span_gap": 0.625}, {"intercept": 0.0, "answerable": 1.0})
CALIBRATION = Calibration(WEIGHTS, WEIGHTS, 0.5, ((0.1, 0.9), (0.3, 0.6)))


class PointingReader:
    """Reads the given words wherever they stand, and answers nothing elsewhere."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.read_texts: list[str] = []
        self.questions: list[str] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.questions.append(question)
        self.read_texts += [passage.text for passage in passages]
        return [self._reading(passage.text.find(self.text)) for passage in passages]

    def _reading(self, start: int) -> Reading:
        logit = 3.0 if start >= 0 else -3.0
        span = Span(start, start + len(self.text)) if start >= 0 else Span(0, 1)
        return Reading(span, logit, 0.0, logit, logit)


Answering = Callable[..., Answerer]


@pytest.fixture
def answering(make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]) -> Answering:
    searcher = make_searcher([make_page(PAGE), make_page("Frukt äts varje dag.", "fruit", title="Frukt")])

    def build(text: str, max_error: float | None = None) -> Answerer:
        extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), PointingReader(text), CALIBRATION)
        return Answerer(searcher, extractor, max_error=max_error, today=lambda: datetime.date(2020, 6, 1))

    return build


def test_the_sentence_with_the_readers_span_is_quoted_and_the_span_marked(answering: Answering) -> None:
    (first, *_) = answering("Eva Ek").answer("vem leder?").answers
    assert (first.quote, first.span_text) == ("Bo Alm leder flytten, säger Eva Ek.", "Eva Ek")


class SentencesReader(PointingReader):
    """Reads the given words, and words of each other sentence a little less surely."""

    def __init__(self, text: str, others: Sequence[str]) -> None:
        super().__init__(text)
        self.others = others

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        return [replace(one, in_sentences=self._each(passage))
                for passage, one in zip(passages, super().read(question, passages), strict=True)]  # fmt: skip

    def _each(self, passage: Passage) -> tuple[ScoredSpan | None, ...]:
        found = []
        for sentence in passage.sentences:
            start = sentence.start - passage.start
            places = [passage.text.find(one, start, sentence.end - passage.start) for one in self.others]
            held = [(place, one) for place, one in zip(places, self.others, strict=True) if place >= 0]
            found.append(ScoredSpan(Span(held[0][0], held[0][0] + len(held[0][1])), 2.5) if held else None)
        return tuple(found)


def test_a_sentence_that_words_choose_has_the_readers_own_best_words_of_it_marked(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    page = make_page("Surfplattan i hallen laddas av en vaktmästare.\n\nSurfplattan i entrén laddas av ett nattombud.")
    reader = SentencesReader("en vaktmästare", ["en vaktmästare", "ett nattombud"])
    weights = Weights({"word_score": 1.0, "span_gap": 0.5}, {"intercept": 3.0})
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), reader, Calibration(weights, weights, 0.5))
    answerer = Answerer(make_searcher([page]), extractor)
    (first, *_) = answerer.answer("vad laddar surfplattan i entrén?").answers
    assert (first.quote, first.span_text) == ("Surfplattan i entrén laddas av ett nattombud.", "ett nattombud")


def test_what_words_leave_no_chance_beside_a_sure_answer_is_not_read(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    others = [
        make_page(f"Frukt nummer {number} äts varje dag.", f"fruit{number}", title="Frukt") for number in range(4)
    ]
    pages = [make_page("Skolan flyttar i maj."), *others]
    read = []
    for words in (0.1, 2.0):
        weights = Weights({"word_score": words, "reader_score": 0.5, "span_gap": 0.5}, {"intercept": 0.0})
        reader = PointingReader("i maj")
        extractor = JointExtractor(
            HeuristicExtractor(shipped_calibration()), reader, Calibration(weights, weights, 0.5)
        )
        answer = Answerer(make_searcher(pages), extractor).answer("när flyttar skolan?")
        assert answer.answers[0].quote == "Skolan flyttar i maj."
        read.append(len(reader.read_texts))
    assert read == [5, 2]


def test_a_neighbour_that_is_nearly_as_good_is_quoted_with_the_best_sentence(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    page = make_page("Skolan flyttar till nya lokaler. Det sker i maj. Alla är glada.")
    weights = Weights({"span_gap": 0.125}, {"intercept": 3.0})
    quotes = []
    for rival in (0.0, 1.5):
        reader = PointingReader("i maj")
        calibration = Calibration(weights, weights, 0.5)
        extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), reader, calibration, rival)
        quotes.append(Answerer(make_searcher([page]), extractor).answer("vad händer med skolan?").answers[0].quote)
    assert quotes[0] == "Skolan flyttar till nya lokaler. Det sker i maj."
    assert quotes[1] == "Skolan flyttar till nya lokaler. Det sker i maj. Alla är glada."


def test_a_neighbour_in_another_paragraph_is_left_out(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    page = make_page("Skolan flyttar i maj.\n\nMaten är god.")
    weights = Weights({"span_gap": 0.125}, {"intercept": 3.0})
    extractor = JointExtractor(
        HeuristicExtractor(shipped_calibration()), PointingReader("i maj"), Calibration(weights, weights, 0.5), 9.0
    )
    (first, *_) = Answerer(make_searcher([page]), extractor).answer("vad händer med skolan?").answers
    assert first.quote == "Skolan flyttar i maj."


def test_a_span_that_is_no_name_does_not_replace_the_name_that_was_asked_for(answering: Answering) -> None:
    (first, *_) = answering("leder flytten").answer("vem leder?").answers
    assert first.span_text == "Bo Alm"


@pytest.mark.parametrize(
    ("question", "text", "pointed"),
    [
        ("hur långt är hyresavtalet?", "Hyresavtalet löper på sex år och kan förlängas med två.", "sex år"),
        ("när lagas maten?", "Mat som beställs före klockan 12 lagas nästa dag.", "nästa dag"),
        ("när är salen öppen?", "Salen byggdes om under 2021. Den är öppen onsdagar 13–17.", "onsdagar 13–17"),
    ],
)
def test_what_the_reader_is_sure_of_is_marked_though_its_form_is_none_that_patterns_know(
    make_page: Callable[..., Bulletin],
    make_searcher: Callable[[Sequence[Bulletin]], Searcher],
    question: str,
    text: str,
    pointed: str,
) -> None:
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), PointingReader(pointed), CALIBRATION)
    (first, *_) = Answerer(make_searcher([make_page(text)]), extractor).answer(question).answers
    assert first.span_text == pointed


def test_punctuation_around_the_span_is_left_out(answering: Answering) -> None:
    (first, *_) = answering("flytten, ").answer("vad leder han?").answers
    assert first.span_text == "flytten"


def test_a_lead_in_is_never_the_quote(answering: Answering) -> None:
    answers = answering("Val av mat").answer("vad handlar det om?").answers
    assert "Val av mat" not in [answer.quote for answer in answers]


def test_what_the_reader_does_not_find_is_refused(answering: Answering) -> None:
    answer = answering("ingenting alls").answer("vem leder?")
    assert answer.status is Status.NO_ANSWER
    assert answer.confidence < 0.1


def test_a_lower_allowed_error_makes_it_keep_quiet(answering: Answering) -> None:
    assert answering("Bo Alm", 0.1).answer("vem leder?").status is Status.ANSWERED
    assert answering("Bo Alm", 0.01).answer("vem leder?").status is Status.NO_ANSWER


def test_no_more_passages_are_read_than_the_time_allows(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    pages = [make_page(f"Sal {n} leds av Bo Alm sedan länge.", f"page-{n}", title=f"Sal {n}") for n in range(20)]
    reader = PointingReader("Bo Alm")
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), reader, CALIBRATION)
    Answerer(make_searcher(pages), extractor).answer("vem leder sal 7?")
    assert len(reader.read_texts) == DEPTH


def test_each_candidate_tells_its_chance_as_if_it_were_the_best(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    pages = [make_page(f"Sal {n} leds av Bo Alm sedan länge.", f"page-{n}", title=f"Sal {n}") for n in range(12)]
    question = Question("vem leder sal 7?", "vem leder sal 7?", Language.SV, AnswerKind.PERSON)
    hits = make_searcher(pages).search(question.query, top_k=12, language="sv")
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), PointingReader("Bo Alm"), CALIBRATION)
    found = extractor.extract(question, hits, depth=10)
    assert len(found) == 10
    assert found[0].own_probability == found[0].probability
    assert all(one.own_probability == pytest.approx(found[0].own_probability) for one in found)
    assert found[-1].probability < found[0].probability


def test_the_reader_is_asked_the_question_that_stands_alone(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    reader = PointingReader("maj")
    extractor = JointExtractor(HeuristicExtractor(shipped_calibration()), reader, CALIBRATION)
    Answerer(make_searcher([make_page(PAGE)]), extractor).answer(
        "och när börjar han?", Earlier(("Vem leder flytten?",))
    )
    assert reader.questions == ["Vem leder flytten? och när börjar han?"]


def test_the_shipped_weights_are_of_the_features_that_there_are() -> None:
    shipped = read_calibration(JOINT)
    for weights, confidence in ((shipped.same, CONFIDENCE), (shipped.cross, CROSS_CONFIDENCE)):
        assert set(weights.ranking) == set(RANKING)
        assert set(weights.confidence) == {"intercept", *confidence}


def test_the_more_the_search_makes_likely_that_something_answers_the_surer_the_quote(
    make_page: Callable[..., Bulletin], make_searcher: Callable[[Sequence[Bulletin]], Searcher]
) -> None:
    question = Question("vem leder flytten?", "vem leder flytten?", Language.SV, AnswerKind.PERSON)
    hits = make_searcher([make_page(PAGE)]).search(question.query, top_k=3, language="sv")
    same = CALIBRATION.weights(same_language=True)
    leaning = Weights(same.ranking, {**same.confidence, "odds": 0.2})
    extractor = JointExtractor(
        HeuristicExtractor(shipped_calibration()), PointingReader("maj"), replace(CALIBRATION, same=leaning)
    )
    chances = [
        extractor.extract(question, [replace(hit, odds=odds) for hit in hits])[0].probability
        for odds in (-40.0, -3.0, 3.0, 40.0, 400.0)
    ]
    assert chances[0] < chances[1] < chances[2] < chances[3] == chances[4]
    assert extractor.extract(question, hits)[0].probability > chances[1]
