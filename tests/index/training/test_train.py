from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from index.reader_input import assemble
from index.training.groups import Group, Window
from index.training.network import ReaderNetwork
from index.training.train import Plan, Run


class Copying:
    """Groups that anyone can learn: the answer is the token that the question names."""

    def round(self, rng: random.Random) -> Iterator[Group]:
        while True:
            token = rng.randrange(10, 20)
            read = assemble([token], [], [5, 6, token, 7])
            other = assemble([token], [], [5, 6, 8, 7])
            yield (Window(read, read.first + 2, read.first + 2), Window(other, 0, 0))


def started(folder: Path, minutes: float, told: list[str]) -> Run:
    torch.manual_seed(1)
    network = ReaderNetwork(vocabulary=32, positions=32, frozen=10)
    network.freeze()
    plan = Plan(minutes=minutes, batch_tokens=64, judged_every=99.0)
    return Run(network, plan, folder, torch.float32, told.append)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "run"


def test_a_run_ends_with_its_budget_and_goes_on_where_it_was(folder: Path) -> None:
    told: list[str] = []
    first = started(folder, 0.02, told)
    first.train(Copying(), Copying())  # type: ignore[arg-type]
    assert first.seconds >= 0.02 * 60
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["step"] == first.step > 0
    second = started(folder, 0.04, told)
    assert (second.step, second.seconds) == (first.step, first.seconds)
    assert any("going on from step" in line for line in told)
    second.train(Copying(), Copying())  # type: ignore[arg-type]
    assert second.step > first.step


def test_only_the_upper_layers_and_the_heads_are_written(folder: Path) -> None:
    run = started(folder, 0.001, [])
    run.train(Copying(), Copying())  # type: ignore[arg-type]
    network = ReaderNetwork(vocabulary=32, positions=32, frozen=10)
    network.freeze()
    assert {name.split(".")[0] for name in network.trainable()} == {"layers", "span", "pool", "answers"}
    assert {name.split(".")[1] for name in network.trainable() if name.startswith("layers.")} == {"10", "11"}
    assert (folder / "best.safetensors").stat().st_size < 20_000_000
