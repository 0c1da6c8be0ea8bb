"""The questions' encoder learns: on a few questions of its own the loss falls, and the right passage comes first."""

from __future__ import annotations

import random
from itertools import islice

import numpy as np
import pytest

from bot.lab.data.embedded import NONE, EmbeddedShelf, PlacedQuestion, embedded
from bot.lab.data.programmes import load_programmes
from index.testing import WordEncoder

WIDTH = 384


def a_shelf(seed: int, answered: int = 6) -> EmbeddedShelf:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(answered, WIDTH)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    starts = tuple(range(0, 2 * answered + 1, 2))
    asked = [
        PlacedQuestion(f"word{seed} word{row}", "sv" if row % 2 else "en", row, 2 * row) for row in range(answered)
    ]
    return EmbeddedShelf(vectors, np.repeat(vectors, 2, axis=0), starts, (*asked, PlacedQuestion("nothing", "sv")))


def test_questions_are_placed_by_the_passage_and_the_sentence_that_answer() -> None:
    programme = load_programmes()[0]
    shelf = embedded(programme, WordEncoder(dim=64))
    assert len(shelf.passages) == len(shelf.starts) - 1
    assert shelf.starts[-1] == len(shelf.sentences)
    assert len(shelf.questions) >= 0.9 * len(programme.questions)
    placed = [one for one in shelf.questions if one.passage != NONE]
    assert placed
    for one in placed:
        assert one.passage not in one.also
        if one.sentence != NONE:
            assert shelf.starts[one.passage] <= one.sentence < shelf.starts[one.passage + 1]


def test_rows_of_several_shelves_count_over_all_of_them() -> None:
    from bot.lab.training.question_lesson import (
        Joined,  # brings torch, which every worker would load that collects this
    )

    joined = Joined.of([a_shelf(1), a_shelf(2)])
    second = next(number for number, one in enumerate(joined.questions) if one.text == "word2 word3")
    one = joined.questions[second]
    assert (one.passage, one.sentence, joined.own(second)) == (9, 18, slice(6, 12))
    assert joined.starts[one.passage] == one.sentence
    assert sum(one.passage == NONE for one in joined.questions) == 2


def test_a_few_steps_bring_the_questions_to_their_passages() -> None:
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    from bot.lab.training.question_lesson import Joined, QuestionLesson, QuestionNetwork

    torch.manual_seed(1)
    joined = Joined.of([a_shelf(1), a_shelf(2)])
    words = ["[UNK]", "[PAD]", "query", ":", "nothing", *(f"word{number}" for number in range(8))]
    tokenizer = Tokenizer(WordLevel({word: row for row, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    lesson = QuestionLesson(joined, joined, tokenizer, batch=14)
    network = QuestionNetwork(len(words), 32, frozen=10)
    network.freeze()
    assert not {"span.weight", "words.weight"} & network.trainable().keys()
    assert {"map", "nothing", "no_sentence", "layers.11.qkv.weight"} <= network.trainable().keys()
    optimizer = torch.optim.AdamW(network.trainable().values(), lr=1e-3)
    losses = []
    for batch in islice(lesson.batches(random.Random(1)), 60):
        loss = lesson.loss(network, batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
    figures = lesson.judge(network)
    assert np.mean(losses[-5:]) < 0.5 * np.mean(losses[:5])
    assert min(figures.first.values()) > 0.5
    assert "auc" in str(figures)
    assert 0 < figures.value <= 1


def test_a_run_in_low_rank_keeps_what_it_changed_most() -> None:
    from bot.lab.training.learn_questions import in_low_rank
    from index.encoder.packaged.trained_weights import TrainedWeights

    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(96, 64)).astype(np.float32)
    base = {"layers.4.up.weight": matrix, "layers.4.up.bias": np.zeros(96, np.float32)}
    change = (rng.normal(size=(96, 2)) @ rng.normal(size=(2, 64))).astype(np.float32)
    trained = {"layers.4.up.weight": matrix + change, "layers.4.up.bias": np.ones(96, np.float32)}
    found = in_low_rank(trained, base, 2)
    assert found["layers.4.up.lower"].shape == (2, 64)
    assert found["layers.4.up.upper"].shape == (2, 96)
    whole = TrainedWeights("trial", found).applied(base)
    assert whole["layers.4.up.weight"] == pytest.approx(trained["layers.4.up.weight"], abs=1e-4)
