"""A run of the training; torch is loaded by what runs alone, since it takes every worker seconds that collects."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.lab.training.groups import Group, Window
from index.encoder.packaged.trained_weights import TrainedWeights
from index.reader.tokens import assemble

if TYPE_CHECKING:
    from bot.lab.training.batches import Batch
    from bot.lab.training.loop import Run
    from bot.lab.training.network import ReaderNetwork


class Copying:
    """Groups that anyone can learn: the answer is the token that the question names."""

    def round(self, rng: random.Random) -> Iterator[Group]:
        while True:
            token = rng.randrange(10, 20)
            read = assemble([token], [], [5, 6, token, 7])
            other = assemble([token], [], [5, 6, 8, 7])
            yield (Window(read, read.first + 2, read.first + 2), Window(other, 0, 0))


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Over matrices this small two threads only wait for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def small() -> ReaderNetwork:
    import torch

    from bot.lab.training.network import ReaderNetwork

    torch.manual_seed(1)
    network = ReaderNetwork(vocabulary=32, positions=32, frozen=10)
    network.freeze()
    return network


def started(folder: Path, minutes: float, told: list[str], rank: int = 0) -> Run[Batch]:
    import torch

    from bot.lab.training.lesson import ReaderLesson
    from bot.lab.training.loop import Run, TrainingPlan

    network = small()
    if rank:
        network.adapt(rank)
    plan = TrainingPlan(minutes=minutes, judged_every=99.0)
    lesson = ReaderLesson(Copying(), Copying(), torch.float32, tokens=64, judged=24)
    return Run(network, lesson, plan, folder, told.append)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "run"


def test_a_run_ends_with_its_budget_and_goes_on_where_it_was(folder: Path) -> None:
    told: list[str] = []
    first = started(folder, 0.02, told)
    first.train()
    assert first.seconds >= 0.02 * 60
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["step"] == first.step > 0
    second = started(folder, 0.04, told)
    assert (second.step, second.seconds) == (first.step, first.seconds)
    assert any("going on from step" in line for line in told)
    second.train()
    assert second.step > first.step


def test_only_the_upper_layers_and_the_heads_are_written(folder: Path) -> None:
    run = started(folder, 0.001, [])
    run.train()
    network = small()
    assert {name.split(".")[0] for name in network.trainable()} == {"layers", "span", "pool", "answers"}
    assert {name.split(".")[1] for name in network.trainable() if name.startswith("layers.")} == {"10", "11"}
    assert (folder / "best.safetensors").stat().st_size < 20_000_000


def test_adapters_read_as_the_matrices_that_they_change(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    started(folder, 0.01, [], rank=8).train()
    learnt = load_file(str(folder / "best.safetensors"))
    assert not any(name.startswith("layers.") and name.endswith(("up.weight", "qkv.weight")) for name in learnt)
    adapted = small()
    base = {name: tensor.detach().numpy().copy() for name, tensor in adapted.named_parameters()}
    adapted.adapt(8)
    adapted.load_state_dict(learnt, strict=False)
    changes = {name: tensor.numpy() - base.get(name, 0.0) for name, tensor in learnt.items()}
    merged = small()
    whole = TrainedWeights("trial", changes).applied(base)
    merged.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in whole.items()})
    ids, attention = torch.arange(4, 16).reshape(2, 6), torch.ones(2, 6, dtype=torch.int32)
    assert float(learnt["layers.11.up.upper"].abs().max()) > 0
    for one, other in zip(adapted(ids, attention), merged(ids, attention), strict=True):
        assert torch.allclose(one, other, atol=1e-4)
