"""English sentences over Swedish quotes, judged with the packaged encoder."""

from __future__ import annotations

import pytest

from bot import settings
from bot.answering.types import QuotedAnswer
from bot.wiring.answers import prepare_encoder
from bot.writer.meaning import Vectorize
from bot.writer.support import Evidence, Verdict, judge
from tests.bot.writer.evidence import LEADER, quoted
from tests.bot.writer.test_support import COST, HALF, JOINED, NEAR, NOT_MAY, PLANNED, TRAINED, UNCLEAR


@pytest.fixture(scope="module")
def vectorize(tmp_path_factory: pytest.TempPathFactory) -> Vectorize:
    values = settings.load({"FVM_DATA": str(tmp_path_factory.mktemp("data"))})
    return prepare_encoder(values, lambda step, done, total: None).encode_queries


def verdict(sentence: str, quote: QuotedAnswer, vectorize: Vectorize | None) -> Verdict:
    return judge(sentence, Evidence((quote,), "Who leads the programme?"), vectorize)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Anna Ek has led the programme since April.", LEADER),
        ("The programme is led by Anna Ek.", LEADER),
        ("More than 4,800 employees have been trained since 3 March.", TRAINED),
        ("Borås takes part in the work.", JOINED),
        ("Ulricehamn does not take part.", JOINED),
        ("The introduction is planned to start in autumn 2021 at the earliest.", PLANNED),
        ("The contract is worth 2.5 million kronor.", COST),
        ("The contract runs for twelve months.", COST),
        ("The start is on Monday 12 October 2020 at 8:30.", HALF),
        ("The system will not be introduced in May.", NOT_MAY),
        ("It is still unclear who pays.", UNCLEAR),
        ("The training is held before the summer, in early June.", NEAR),
    ],
)
def test_a_translation_is_supported(sentence: str, quote: QuotedAnswer, vectorize: Vectorize) -> None:
    assert verdict(sentence, quote, vectorize) is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "quote", "why"),
    [
        ("Bo Alm leads the programme.", LEADER, Verdict.NAME),
        ("Anna Ek has led the programme since May.", LEADER, Verdict.DATE),
        ("Borås does not take part in the work.", JOINED, Verdict.MARKER),
        ("Ulricehamn takes part in the work.", JOINED, Verdict.MARKER),
        ("The introduction starts in autumn 2021.", PLANNED, Verdict.MARKER),
        ("The contract is worth 25 million kronor.", COST, Verdict.NUMBER),
        ("The contract is worth 2.5 million euro.", COST, Verdict.NUMBER),
        ("The system will be introduced in May.", NOT_MAY, Verdict.MARKER),
        ("It is clear who pays.", UNCLEAR, Verdict.MARKER),
        ("The training is held after the summer.", NEAR, Verdict.MARKER),
        ("The coffee is made of fresh beans in April.", LEADER, Verdict.WORDS),
        ("The project has been cancelled since April.", LEADER, Verdict.WORDS),
        ("The hospital was closed in April.", LEADER, Verdict.WORDS),
    ],
)
def test_a_lie_is_dropped_in_the_other_language_too(
    sentence: str, quote: QuotedAnswer, why: Verdict, vectorize: Vectorize
) -> None:
    assert verdict(sentence, quote, vectorize) is why


def test_another_verb_is_not_seen_across_languages(vectorize: Vectorize) -> None:
    assert verdict("Anna Ek has resigned from the programme since April.", LEADER, vectorize) is Verdict.SUPPORTED


def test_without_the_packaged_encoder_no_sentence_in_another_language_is_supported() -> None:
    assert verdict("The programme is led by Anna Ek.", LEADER, None) is Verdict.WORDS
    assert verdict("Anna Ek has led it.", quoted("Anna Ek has led it."), None) is Verdict.SUPPORTED
