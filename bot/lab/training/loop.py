"""The training loop: a budget of wall-clock time, a schedule that ends with it, checkpoints to go on from."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from bot.lab.training.batches import Batch, training_batches
from bot.lab.training.embedding import Hook
from bot.lab.training.groups import Rounds
from bot.lab.training.judging import judge_development
from bot.lab.training.losses import span_loss, total
from bot.lab.training.network import ReaderNetwork


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """`minutes` of wall-clock time in all, over every start of the same run.

    `peak` is the highest learning rate, `heads` how many times higher that of the heads is; `patience` counts the
    judgings without gain after which training stops.
    """

    minutes: float
    peak: float = 2e-4
    heads: float = 5.0
    batch_tokens: int = 4096
    warm_up: float = 0.04
    dropout: float = 0.1
    judged_every: float = 12.0
    patience: int = 6
    seed: int = 7


class Run:
    """One training run in a folder: `state.safetensors`, `optimizer.pt`, `run.json`, `best.safetensors`."""

    def __init__(
        self, network: ReaderNetwork, plan: TrainingPlan, folder: Path, dtype: torch.dtype, hook: Hook
    ) -> None:
        self._network, self._plan, self._folder, self._dtype, self._hook = network, plan, folder, dtype, hook
        self._device = network.words.weight.device
        self._optimizer = torch.optim.AdamW(self._parameters(), weight_decay=0.01, fused=True)
        self.step, self.seconds, self.best, self.stale, self.tokens = 0, 0.0, 0.0, 0, 0
        folder.mkdir(parents=True, exist_ok=True)
        self._resume()

    def train(self, training: Rounds, development: Rounds) -> None:
        """Trains until the budget is spent or the judging no longer gains."""
        torch.manual_seed(self._plan.seed + self.step)
        judged, spent, began = self.seconds, self.seconds, time.monotonic()
        for batch in self._stream(training):
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
                self._judge(development)
                self.seconds = judged = spent + time.monotonic() - began
                self._save()
            if over or self.stale >= self._plan.patience:
                return

    def _stream(self, sampler: Rounds) -> Iterator[Batch]:
        rng = random.Random(self._plan.seed * 1_000_003 + self.step)  # noqa: S311 - no secret
        while True:
            yield from training_batches(sampler.round(rng), self._plan.batch_tokens, rng)

    def _update(self, batch: Batch) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * self._rate()
        spans, logits, answers = [], [], []
        for chunk in batch.chunks:
            start, end, logit = self._network(
                chunk.ids.to(self._device), chunk.attention.to(self._device), self._dtype, self._plan.dropout
            )
            starts = chunk.starts.to(self._device)
            spans.append(span_loss(start, end, starts, chunk.ends.to(self._device), chunk.legal.to(self._device)))
            logits.append(logit)
            answers.append((starts > 0).float())
        loss = total(spans, torch.cat(logits), torch.cat(answers), batch.groups.to(self._device))
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

    def _judge(self, development: Rounds) -> None:
        figures = judge_development(self._network, development, self._dtype)
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
