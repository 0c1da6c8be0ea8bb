"""What the reader learns from a question: the passages of its list, at most one of which answers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from bot.lab.data.pack import Searched, SearchedPassage
from bot.lab.data.programmes import read_programme
from bot.lab.data.searching import searched
from bot.lab.data.splits import PROGRAMMES
from bot.lab.training.groups import SERVED, ProgrammeSampler, ServedSampler
from index.testing import WordEncoder


def a_tokenizer(known: Mapping[str, int] | None = None) -> Tokenizer:
    words = {"[UNK]": 4, **(known or {})}
    tokenizer = Tokenizer(models.WordLevel(words, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


@pytest.fixture(scope="module")
def found() -> list[Searched]:
    whole = read_programme(PROGRAMMES / "sparvagen.jsonl")
    return searched(replace(whole, questions=whole.questions[:120]), WordEncoder())


def test_a_question_that_nothing_answers_is_drawn_with_the_passage_that_looks_as_if_it_did() -> None:
    nearest = SearchedPassage("", "nära")
    others = tuple(SearchedPassage("", f"annat {place}") for place in range(12))
    sampler = ProgrammeSampler([Searched("Vem?", None, None, (*others, nearest), nearest)], a_tokenizer({"nära": 7}))
    for seed in range(8):
        (group,) = sampler.round(random.Random(seed))
        assert 3 <= len(group) <= SERVED
        assert sum(7 in window.read.ids for window in group) == 1


def test_what_stands_of_the_question_in_a_passage_is_read_with_that_passage_alone() -> None:
    glossed, plain = SearchedPassage("", "a", ("styrelse",)), SearchedPassage("", "a")
    searched_for = Searched("Who?", None, None, (glossed, plain, plain))
    (group,) = ServedSampler([searched_for], a_tokenizer({"styrelse": 7})).round(random.Random(1))
    assert [7 in window.read.ids for window in group] == [True, False, False]


def test_the_window_points_at_the_answer(found: list[Searched]) -> None:
    tokenizer = a_tokenizer()
    one = max(found, key=lambda each: each.answer.end - each.answer.start if each.answer else 0)
    sampler = ProgrammeSampler(found, tokenizer)
    group = next(group for seed in range(20) if (group := sampler.group(one, random.Random(seed)))[0].answers)
    assert one.right is not None
    assert one.answer is not None
    offsets = tokenizer.encode(one.right.text, add_special_tokens=False).offsets
    first, last = (place - group[0].read.first for place in (group[0].start, group[0].end))
    answer = one.right.text[one.answer.start : one.answer.end]
    marked = one.right.text[offsets[first][0] : offsets[last][1]]
    assert answer in marked
    assert len(marked) < len(answer) + 4


def test_only_the_first_window_of_a_group_answers(found: list[Searched]) -> None:
    groups = list(ProgrammeSampler(found, a_tokenizer()).round(random.Random(1)))
    assert len(groups) == len(found)
    assert not any(window.answers for group in groups for window in group[1:])
    assert 0.5 < sum(group[0].answers for group in groups) / len(groups) < 0.75


def test_judged_is_what_the_bot_would_read(found: list[Searched]) -> None:
    groups = list(ServedSampler(found, a_tokenizer()).round(random.Random(1)))
    assert all(len(group) == SERVED for group in groups)
    assert sum(group[0].answers for group in groups) == sum(one.right is not None for one in found)


def test_another_world_asks_the_same_with_an_answer_that_stands_in_its_window(found: list[Searched]) -> None:
    tokenizer = a_tokenizer()
    same, other = (list(ProgrammeSampler(found, tokenizer, share).round(random.Random(2))) for share in (0.0, 1.0))
    assert len(same) == len(other)
    assert 0.5 < sum(group[0].answers for group in other) / len(other) < 0.75
