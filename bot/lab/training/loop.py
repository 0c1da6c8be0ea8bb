"""The training loop: a budget of wall-clock time, a schedule that ends with it, checkpoints to go on from."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from bot.lab.training.network import ReaderNetwork


class Judging(Protocol):
    """What a judging finds, written as a line; `value` is higher where it is better."""

    @property
    def value(self) -> float: ...


class Counted(Protocol):
    """A batch of training rows that fills `tokens` places."""

    @property
    def tokens(self) -> int: ...


Hook = Callable[[str], None]
"""Called with a line that tells how far a long step is."""

_Batch = TypeVar("_Batch", bound=Counted)


class Lesson(Protocol[_Batch]):
    """What a run learns."""

    def batches(self, rng: random.Random) -> Iterator[_Batch]:
        """Batches without end; the seed decides all."""

    def loss(self, network: ReaderNetwork, batch: _Batch) -> Tensor:
        """What training makes small."""

    def judge(self, network: ReaderNetwork) -> Judging:
        """How well the network does on what is set aside; always on the same."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """`minutes` of wall-clock time in all, over every start of the same run.

    `peak` is the highest learning rate, `heads` how many times higher that of the heads is; `patience` counts the
    judgings without gain after which training stops.
    """

    minutes: float
    peak: float = 2e-4
    heads: float = 5.0
    warm_up: float = 0.04
    judged_every: float = 20.0
    patience: int = 6
    seed: int = 7


class Run(Generic[_Batch]):
    """One training run in a folder: `state.safetensors`, `optimizer.pt`, `run.json`, `best.safetensors`."""

    def __init__(
        self, network: ReaderNetwork, lesson: Lesson[_Batch], plan: TrainingPlan, folder: Path, hook: Hook
    ) -> None:
        self._network, self._lesson, self._plan, self._folder, self._hook = network, lesson, plan, folder, hook
        self._optimizer = torch.optim.AdamW(self._parameters(), weight_decay=0.01, fused=True)
        self.step, self.seconds, self.best, self.stale, self.tokens = 0, 0.0, 0.0, 0, 0
        folder.mkdir(parents=True, exist_ok=True)
        self._resume()

    def train(self) -> None:
        """Trains until the budget is spent or the judging no longer gains."""
        torch.manual_seed(self._plan.seed + self.step)
        judged, spent, began = self.seconds, self.seconds, time.monotonic()
        rng = random.Random(self._plan.seed * 1_000_003 + self.step)  # noqa: S311 - no secret
        for batch in self._lesson.batches(rng):
            loss = self._update(batch)
            pace = batch.tokens / max(time.monotonic() - began - (self.seconds - spent), 1e-3)
            self.seconds = spent + time.monotonic() - began
            if self.step % 20 == 0:
                self._hook(
                    f"step {self.step} minute {self.seconds / 60:.1f} loss {loss:.3f} "
                    f"tokens/s {pace:.0f} seen {self.tokens}"
                )
            over = self._share() >= 1
            if over or self.seconds - judged > self._plan.judged_every * 60:
                self._judge()
                self.seconds = judged = spent + time.monotonic() - began
                self._save()
            if over or self.stale >= self._plan.patience:
                return

    def _update(self, batch: _Batch) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * self._rate()
        loss = self._lesson.loss(self._network, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.trainable().values(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += batch.tokens
        return float(loss.detach())

    def _rate(self) -> float:
        share = self._share()
        return max(0.0, min(share / self._plan.warm_up + 0.02, (1 - share) / (1 - self._plan.warm_up), 1.0))

    def _share(self) -> float:
        return self.seconds / (self._plan.minutes * 60)

    def _parameters(self) -> list[dict[str, object]]:
        named = self._network.trainable()
        heads = [tensor for name, tensor in named.items() if not name.startswith("layers.")]
        body = [tensor for name, tensor in named.items() if name.startswith("layers.")]
        peak = self._plan.peak
        return [{"params": body, "peak": peak}, {"params": heads, "peak": peak * self._plan.heads}]

    def _judge(self) -> None:
        figures = self._lesson.judge(self._network)
        value = figures.value
        self.stale = 0 if value > self.best else self.stale + 1
        self._hook(f"step {self.step} minute {self.seconds / 60:.1f} {figures}{' best' if not self.stale else ''}")
        if value > self.best:
            self.best = value
            _write(self._folder / "best.safetensors", self._network)

    def _save(self) -> None:
        _write(self._folder / "state.safetensors", self._network)
        torch.save(self._optimizer.state_dict(), self._folder / "optimizer.pt.new")
        (self._folder / "optimizer.pt.new").replace(self._folder / "optimizer.pt")
        saved = {
            "step": self.step,
            "seconds": self.seconds,
            "best": self.best,
            "stale": self.stale,
            "tokens": self.tokens,
        }
        (self._folder / "run.json.new").write_text(json.dumps(saved), encoding="utf-8")
        (self._folder / "run.json.new").replace(self._folder / "run.json")

    def _resume(self) -> None:
        if not (self._folder / "run.json").exists():
            return
        saved = json.loads((self._folder / "run.json").read_text(encoding="utf-8"))
        self.step, self.seconds, self.best = saved["step"], saved["seconds"], saved["best"]
        self.stale, self.tokens = saved["stale"], saved["tokens"]
        self._network.load_state_dict(load_file(str(self._folder / "state.safetensors")), strict=False)
        self._optimizer.load_state_dict(torch.load(self._folder / "optimizer.pt", weights_only=True))
        self._hook(f"going on from step {self.step}, minute {self.seconds / 60:.1f}")


def _write(path: Path, network: ReaderNetwork) -> None:
    fresh = path.with_suffix(".new")
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in network.trainable().items()}, str(fresh))
    fresh.replace(path)
