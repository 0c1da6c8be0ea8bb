"""`python -m index.training`: trains the reader.

    python -m index.training --data FOLDER --base FOLDER --out FOLDER --minutes 80
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer

from index.training.articles import Split
from index.training.embedding import BaseEncoder
from index.training.network import ReaderNetwork, parameter_count
from index.training.prepare import prepare
from index.training.train import Plan, Run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public question sets")
    parser.add_argument("--base", type=Path, required=True, help="folder of the base model (BertModel, tokenizer.json)")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run; a run that is there goes on")
    parser.add_argument("--minutes", type=float, default=80.0, help="training time in all, over every start")
    parser.add_argument("--frozen", type=int, default=4, help="how many lower layers stay as they are")
    parser.add_argument("--peak", type=float, default=2e-4, help="the highest learning rate")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to torch; 1 is best on a busy machine")
    given = parser.parse_args()
    if given.threads:
        torch.set_num_threads(given.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = ReaderNetwork.from_base(given.base, given.frozen).to(device)
    tokenizer = Tokenizer.from_file(str(given.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    dtype = computing_type(device)
    report(f"{parameter_count(network)} parameters are trained in {dtype} on {device}")
    samplers = prepare(given.data, given.out / "pairs.json", BaseEncoder(network, tokenizer, dtype), tokenizer, report)
    plan = Plan(minutes=given.minutes, peak=given.peak, seed=given.seed)
    Run(network, plan, given.out, dtype, report).train(samplers[Split.TRAIN], samplers[Split.DEV])


def computing_type(device: torch.device) -> torch.dtype:
    """bfloat16 where the processor multiplies it faster than float32."""
    fast = device.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.bfloat16 if fast else torch.float32


def report(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
