"""The training's course: a budget of wall-clock time, a rate that ends with it, checkpoints to go on from."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from bot.lab.succession.judging import judge_succession
from bot.lab.succession.network import SuccessionNetwork, succession_loss
from bot.lab.succession.pairs import PairCase, PairShelf, draw_pairs
from bot.lab.succession.windows import PairWindow, pair_window
from bot.lab.training.__main__ import show_line

_TOKENS = 3000
_BUFFER = 600
_WARM_UP = 0.04
_DROPOUT = 0.1
_HEADS = 0.3
_JUDGED_EVERY = 600.0
"""Seconds."""


class SuccessionRun:
    """A run in a folder: `state.safetensors`, `optimizer.pt`, `run.json`, `best.safetensors`.

    `plan` is the minutes in all and the highest learning rate.
    """

    def __init__(
        self,
        network: SuccessionNetwork,
        tokenizer: Tokenizer,
        folder: Path,
        plan: tuple[float, float],
        dtype: torch.dtype,
    ) -> None:
        self._network, self._tokenizer, self._folder, self._dtype = network, tokenizer, folder, dtype
        self._budget = plan[0] * 60
        named = network.trainable()
        body = [tensor for name, tensor in named.items() if name.startswith("layers.")]
        heads = [tensor for name, tensor in named.items() if not name.startswith("layers.")]
        groups = [{"params": body, "peak": plan[1]}, {"params": heads, "peak": plan[1] * _HEADS}]
        self._optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        self.step, self.seconds, self.best = 0, 0.0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        self._resume()

    def train(self, cases: Sequence[tuple[PairShelf, PairCase]], judged: Sequence[PairWindow]) -> None:
        """Trains until the budget is spent."""
        torch.manual_seed(self.step)
        spent, began, last = self.seconds, time.monotonic(), self.seconds
        for windows in self._stream(cases):
            loss = self._update(windows)
            self.seconds = spent + time.monotonic() - began
            if self.step % 20 == 0:
                show_line(f"step {self.step} minute {self.seconds / 60:.1f} loss {loss:.3f}")
            over = self.seconds >= self._budget
            if over or self.seconds - last > _JUDGED_EVERY:
                self._judge(judged)
                self.seconds = last = spent + time.monotonic() - began
                self._save()
            if over:
                return

    def _stream(self, cases: Sequence[tuple[PairShelf, PairCase]]) -> Iterator[list[PairWindow]]:
        rng = random.Random(70 + self.step)  # noqa: S311 - no secret
        while True:
            drawn = [one for one in cases if rng.random() < one[1].weight]
            rng.shuffle(drawn)
            buffer: list[PairWindow] = []
            for shelf, case in drawn:
                buffer += [pair_window(pair, self._tokenizer) for pair in draw_pairs(case, shelf, rng)]
                if len(buffer) >= _BUFFER:
                    yield from _batches(buffer, rng)
                    buffer = []
            yield from _batches(buffer, rng)

    def _update(self, windows: Sequence[PairWindow]) -> float:
        share = self.seconds / self._budget
        for group in self._optimizer.param_groups:
            rate = min(share / _WARM_UP + 0.02, (1 - share) / (1 - _WARM_UP), 1.0)
            group["lr"] = group["peak"] * max(0.0, rate)
        loss = succession_loss(self._network, windows, self._dtype, _DROPOUT)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.trainable().values(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self.step += 1
        return float(loss.detach())

    def _judge(self, judged: Sequence[PairWindow]) -> None:
        figures = judge_succession(self._network, judged, self._dtype)
        show_line(f"step {self.step} minute {self.seconds / 60:.1f} {figures}")
        if figures.value > self.best:
            self.best = figures.value
            self._write("best")

    def _save(self) -> None:
        self._write("state")
        torch.save(self._optimizer.state_dict(), self._folder / "optimizer.pt.new")
        (self._folder / "optimizer.pt.new").replace(self._folder / "optimizer.pt")
        saved = {"step": self.step, "seconds": self.seconds, "best": self.best}
        (self._folder / "run.json.new").write_text(json.dumps(saved), encoding="utf-8")
        (self._folder / "run.json.new").replace(self._folder / "run.json")

    def _write(self, name: str) -> None:
        held = {key: tensor.detach().cpu().contiguous() for key, tensor in self._network.trainable().items()}
        save_file(held, str(self._folder / f"{name}.new"))
        (self._folder / f"{name}.new").replace(self._folder / f"{name}.safetensors")

    def _resume(self) -> None:
        if not (self._folder / "run.json").exists():
            return
        saved = json.loads((self._folder / "run.json").read_text(encoding="utf-8"))
        self.step, self.seconds, self.best = saved["step"], saved["seconds"], saved["best"]
        self._network.load_state_dict(load_file(str(self._folder / "state.safetensors")), strict=False)
        self._optimizer.load_state_dict(torch.load(self._folder / "optimizer.pt", weights_only=True))
        show_line(f"going on from step {self.step}, minute {self.seconds / 60:.1f}")


def _batches(windows: Sequence[PairWindow], rng: random.Random) -> Iterator[list[PairWindow]]:
    made: list[list[PairWindow]] = []
    filled = _TOKENS
    for one in sorted(windows, key=lambda each: len(each.read.ids)):
        if filled >= _TOKENS:
            made.append([])
            filled = 0
        made[-1].append(one)
        filled += len(one.read.ids)
    rng.shuffle(made)
    yield from made
