"""The programmes written for training: whole, answerable as they say, and parted by programme."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from bot.lab.data.articles import ArticleSplit
from bot.lab.data.programmes import Programme, ProgrammeQuestion, load_programmes
from bot.lab.training.groups import Group, Mixed, Window
from bot.lab.training.programme_groups import ProgrammeSampler, Searched, searched
from corpus.types import Passage
from index.testing import WordEncoder

PROGRAMMES = load_programmes()


def a_tokenizer(known: Mapping[str, int] | None = None) -> Tokenizer:
    words = {"[UNK]": 4, **(known or {})}
    tokenizer = Tokenizer(models.WordLevel(words, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


@pytest.fixture(scope="module")
def found() -> list[Searched]:
    return searched([one for one in PROGRAMMES if one.name == "sparvagen"], WordEncoder(), lambda line: None)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.name)
def test_every_answer_stands_in_its_sentence(programme: Programme) -> None:
    for asked in programme.questions:
        body = programme.bulletins[asked.bulletin_id].body
        if asked.answer is None or asked.sentence is None:
            assert asked.kind == "unanswerable"
            continue
        assert asked.sentence.start <= asked.answer.start < asked.answer.end <= asked.sentence.end
        assert body[asked.answer.start : asked.answer.end] in asked.accepted


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.name)
def test_every_programme_asks_in_both_languages_and_in_vain(programme: Programme) -> None:
    count = len(programme.questions)
    assert 0.25 * count < sum(asked.language == "en" for asked in programme.questions) < 0.55 * count
    assert 0.2 * count < sum(asked.answer is None for asked in programme.questions) < 0.4 * count


def test_a_question_that_nothing_answers_is_drawn_with_the_passage_that_looks_as_if_it_did() -> None:
    nearest = Passage("b", (), "nära", 0, 4, "")
    others = tuple(Passage(f"c{place}", (), "annat", 0, 5, "") for place in range(12))
    asked = ProgrammeQuestion("Vem?", "sv", "unanswerable", "b", None, None, ())
    sampler = ProgrammeSampler([Searched(asked, None, (*others, nearest), nearest)], a_tokenizer({"nära": 7}))
    for seed in range(8):
        (group,) = sampler.round(random.Random(seed))
        assert len(group) == 3
        assert sum(7 in window.read.ids for window in group) == 1


def test_the_passage_that_looks_as_if_it_answered_is_of_the_bulletin_that_comes_nearest(found: list[Searched]) -> None:
    assert all(one.nearest is None for one in found if one.asked.answer is not None)
    vain = [one for one in found if one.asked.answer is None]
    assert sum(one.nearest is not None for one in vain) > 0.9 * len(vain)
    assert all(one.nearest.bulletin_id == one.asked.bulletin_id for one in vain if one.nearest is not None)


def test_development_and_test_are_programmes_of_their_own() -> None:
    parts = {split: {one.name for one in PROGRAMMES if one.split is split} for split in ArticleSplit}
    assert parts[ArticleSplit.TEST] == {"samvard", "bildnavet"}
    assert parts[ArticleSplit.DEV] == {"journalen", "lonebytet"}
    assert len(parts[ArticleSplit.TRAIN]) == 16


def test_a_line_that_is_no_bulletin_is_refused_by_name(tmp_path: Path) -> None:
    row = {"file": "a.md", "markdown": "---\npublished: never\n---\nx", "questions": []}
    (tmp_path / "p.jsonl").write_text(json.dumps(row))
    with pytest.raises(ValueError, match=r"p\.jsonl, line 1: a\.md"):
        load_programmes(tmp_path)


def test_what_holds_the_answer_is_no_wrong_passage(found: list[Searched]) -> None:
    answerable = [one for one in found if one.right is not None]
    assert len(answerable) > 150
    for one in answerable:
        assert one.asked.answer is not None
        assert all(one.asked.accepted[0] not in other.text for other in one.others)


def test_the_window_points_at_the_answer(found: list[Searched]) -> None:
    tokenizer = a_tokenizer()
    sampler = ProgrammeSampler(found, tokenizer)
    one = next(each for each in found if each.right is not None and each.asked.kind == "who")
    group = next(group for seed in range(20) if (group := sampler.group(one, random.Random(seed)))[0].answers)
    assert one.right is not None
    assert one.asked.answer is not None
    offsets = tokenizer.encode(one.right.text, add_special_tokens=False).offsets
    first, last = (place - group[0].read.first for place in (group[0].start, group[0].end))
    marked = one.right.text[offsets[first][0] : offsets[last][1]]
    assert one.asked.accepted[0] in marked
    assert len(marked) < len(one.asked.accepted[0]) + 4


def test_only_the_first_window_of_a_group_answers(found: list[Searched]) -> None:
    groups = list(ProgrammeSampler(found, a_tokenizer()).round(random.Random(1)))
    assert len(groups) == len(found)
    assert not any(window.answers for group in groups for window in group[1:])
    assert 0.5 < sum(group[0].answers for group in groups) / len(groups) < 0.75


class _Always:
    def __init__(self, group: Group) -> None:
        self.group = group

    def round(self, rng: random.Random) -> Iterator[Group]:
        return iter([self.group] * 5)


def test_mixed_draws_without_end_in_the_share_that_was_told() -> None:
    first: Group = ()
    second: Group = (Window.__new__(Window),)
    drawn = list(islice(Mixed(_Always(first), _Always(second), 0.7).round(random.Random(3)), 1000))
    assert 0.65 < sum(group is second for group in drawn) / 1000 < 0.75
