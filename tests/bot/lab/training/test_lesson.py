"""Batches drawn beside the training are such as are drawn in between."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from tests.bot.lab.training.test_loop import Copying


@pytest.mark.parametrize("workers", [0, 2])
def test_batches_come_without_end_and_of_the_size_that_was_asked_for(workers: int) -> None:
    import torch  # seconds, which every worker would lose that only collects this module

    from bot.lab.training.lesson import ReaderLesson

    lesson = ReaderLesson(Copying(), Copying(), torch.float32, tokens=64, workers=workers)
    for batch in islice(lesson.batches(random.Random(1)), 6):
        assert 64 <= batch.tokens < 160
        assert len(batch.groups) == sum(len(chunk.starts) for chunk in batch.chunks)
