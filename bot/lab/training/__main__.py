"""`python -m bot.lab.training`: trains the reader.

    python -m bot.lab.training --pack PACK --judged PACK --out FOLDER --minutes 80

Learns from a pack (`python -m bot.lab.pack`) and needs nothing beside it but torch, numpy, tokenizers and safetensors,
on a processor or a GPU.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from bot.lab.data.base import read_base
from bot.lab.data.pack import read_pack
from bot.lab.data.splits import DataSplit
from bot.lab.training.groups import ProgrammeSampler, ServedSampler
from bot.lab.training.lesson import ReaderLesson
from bot.lab.training.loop import Run, TrainingPlan
from bot.lab.training.network import ReaderNetwork, parameter_count
from index.encoder.packaged.trained_weights import Tensors, read_weights


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.training", description=__doc__)
    parser.add_argument("--judged", type=Path, required=True, help="the pack of the development programmes")
    parser.add_argument("--begin", type=Path, help="weights of an earlier training to begin with, as shipped")
    parser.add_argument(
        "--adapters",
        type=int,
        metavar="RANK",
        help="change what --begin names by adapters of this rank instead of whole matrices",
    )
    parser.add_argument("--exchange", type=float, default=0.5, help="share of visits with names and numbers exchanged")
    parser.add_argument("--workers", type=int, default=0, help="processes that draw beside the training, for a GPU")
    parser.add_argument("--tokens", type=int, default=4096, help="how many tokens are learnt from at a time")
    add_run_arguments(parser, peak=2e-4, heads=5.0)
    return parser.parse_args()


def add_run_arguments(parser: argparse.ArgumentParser, *, peak: float, heads: float) -> None:
    """What every training takes."""
    parser.add_argument("--pack", type=Path, required=True, help="what to learn from, with the base model")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run; a run that is there goes on")
    parser.add_argument("--minutes", type=float, default=80.0, help="training time in all, over every start")
    parser.add_argument("--frozen", type=int, default=4, help="how many lower layers stay as they are")
    parser.add_argument("--peak", type=float, default=peak, help="the highest learning rate")
    parser.add_argument("--heads", type=float, default=heads, help="the heads' learning rate, in times of --peak")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to torch; 1 is best on a busy machine")


def main() -> None:
    given = _arguments()
    device = chosen_device(given.threads)
    base, tokenizer = read_base(given.pack)
    dtype = computing_type(device)
    learnt = [one for found in read_pack(given.pack, DataSplit.TRAIN).values() for one in found]
    judged = [one for found in read_pack(given.judged, DataSplit.DEV).values() for one in found]
    show_line(f"{len(learnt)} questions to learn from, {len(judged)} to judge by")
    network = ReaderNetwork.from_base(base, given.frozen)
    if given.begin:
        network.begin_with(trained_tensors(given.begin, base))
    if given.adapters:
        network.adapt(given.adapters)
    show_line(f"{parameter_count(network)} parameters are trained in {dtype} on {device}")
    plan = TrainingPlan(minutes=given.minutes, peak=given.peak, heads=given.heads, seed=given.seed)
    training = ProgrammeSampler(learnt, tokenizer, given.exchange)
    development = ServedSampler(judged, tokenizer)
    lesson = ReaderLesson(training, development, dtype, tokens=given.tokens, workers=given.workers)
    Run(network.to(device), lesson, plan, given.out, show_line).train()


def chosen_device(threads: int) -> torch.device:
    """A GPU where there is one, else the processor with so many threads (0: as torch chooses)."""
    if threads:
        torch.set_num_threads(threads)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def trained_tensors(weights: Path, base: Mapping[str, NDArray[np.float32]]) -> Tensors:
    """The reader's tensors with what the file `weights` changes of the base."""
    return read_weights(weights).applied(base)


def computing_type(device: torch.device) -> torch.dtype:
    """bfloat16 where the processor multiplies it faster than float32."""
    fast = device.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.bfloat16 if fast else torch.float32


def show_line(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
