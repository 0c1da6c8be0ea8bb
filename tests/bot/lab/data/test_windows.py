from __future__ import annotations

import itertools
import random

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from bot.lab.data.splits import ArticleSplit
from bot.lab.data.public_sets import Paragraph, Source
from bot.lab.data.windows import Tokenized, around, consecutive, tokenize

TEXT = (
    "Arbetet leds av Karin. Hon utsågs i maj 2020. Det kostar 3,7 miljoner kronor.\n"
    "Tider\nMötet är den 5 maj klockan 12. Alla får komma! Vem vill inte det? Ingen vet."
)


@pytest.fixture(scope="module")
def paragraph() -> Tokenized:
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenize(Paragraph(Source.SWEQUAD, "a", 0, TEXT, "sv", ArticleSplit.TRAIN), tokenizer)


@pytest.mark.parametrize("budget", [1, 5, 9, 14, 99])
def test_windows_cover_everything_once_in_order(paragraph: Tokenized, budget: int) -> None:
    windows = consecutive(paragraph, budget)
    assert [windows[0][0], windows[-1][1]] == [0, len(paragraph.ids)]
    assert all(left[1] == right[0] for left, right in itertools.pairwise(windows))


def test_windows_begin_where_sentences_and_lines_begin(paragraph: Tokenized) -> None:
    starts = [paragraph.text(window).split()[0] for window in consecutive(paragraph, 1)]
    assert starts == ["Arbetet", "Hon", "Det", "Tider", "Mötet", "Alla", "Vem", "Ingen"]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("budget", [4, 10, 20])
def test_a_window_around_an_answer_holds_it(paragraph: Tokenized, seed: int, budget: int) -> None:
    start = TEXT.index("den 5 maj")
    span = paragraph.tokens_of(start, start + len("den 5 maj"))
    assert span is not None
    window = around(paragraph, span, budget, random.Random(seed))
    assert "den 5 maj" in paragraph.text(window)
    assert window[1] - window[0] <= max(budget, 7)


def test_tokens_outside_the_text_are_none(paragraph: Tokenized) -> None:
    assert paragraph.tokens_of(len(TEXT) + 5, len(TEXT) + 9) is None


def test_a_sentence_without_end_is_cut() -> None:
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    long = tokenize(Paragraph(Source.SWEQUAD, "a", 0, "ord " * 700, "sv", ArticleSplit.TRAIN), tokenizer)
    assert max(end - start for start, end in consecutive(long, 90)) <= 120
