"""`python -m bot.lab.succession`: trains what tells whether a later passage changes what an older one says.

    python -m bot.lab.succession --pack PACK --cache CACHE --out DIR --minutes 80

Adapters over a reader's weights, the shipped ones unless `--begin` names others, or over an earlier comparer's; of
PACK (`python -m bot.lab.pack`) only the base model is taken. Each programme is searched as the bot searches it, for
what it would compare; the indexes stay in CACHE.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from tokenizers import Tokenizer

from bot.answering.answerer import LATER_TOP_K
from bot.lab.data.base import read_base
from bot.lab.data.changes import load_changes
from bot.lab.data.programmes import read_programme
from bot.lab.data.searching import indexed
from bot.lab.data.splits import CHANGES, PROGRAMMES, DataSplit, split_of_shelf
from bot.lab.succession.lesson import ShelvedCase, SuccessionLesson
from bot.lab.succession.network import SuccessionNetwork
from bot.lab.succession.pairs import PairShelf, cases_of_changes, cases_of_questions, draw_pairs
from bot.lab.succession.windows import PairWindow, pair_window
from bot.lab.succession.written import WRITTEN, read_written
from bot.lab.training.__main__ import (
    add_run_arguments,
    chosen_device,
    computing_type,
    show_line,
    trained_tensors,
)
from bot.lab.training.loop import Run, TrainingPlan
from index.encoder.model_cache import open_encoder
from index.encoder.packaged.trained_weights import SHIPPED
from index.retriever import Retriever
from index.types import Hit

_ORDINARY = 0.35
"""How often an ordinary question is drawn in a round in which one about a change is drawn once."""
_JUDGED = 500
_PATIENCE = 99
"""So few windows are judged by that a stop without gain would be a stop by chance."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.succession", description=__doc__)
    parser.add_argument("--adapters", type=int, default=32, metavar="RANK")
    parser.add_argument("--begin", type=Path, default=SHIPPED, metavar="FILE", help="weights of a reader or comparer")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models and the indexes")
    add_run_arguments(parser, peak=8e-4, heads=0.3)
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    device = chosen_device(given.threads)
    base, tokenizer = read_base(given.pack)
    names = sorted(path.stem for path in CHANGES.glob("*.jsonl"))
    learnt, judged = (
        _gathered([name for name in names if split_of_shelf(name) is split], tokenizer, given.cache)
        for split in (DataSplit.TRAIN, DataSplit.DEV)
    )
    for path in sorted(WRITTEN.glob("*.jsonl")):
        shelf, cases = read_written(path, _counting(tokenizer))
        learnt += [(shelf, case) for case in cases]
    windows = _judged(judged, tokenizer)
    show_line(f"{len(learnt)} cases to learn from, {len(windows)} windows to judge by")
    network = SuccessionNetwork.from_base(base, given.frozen)
    network.begin_with(trained_tensors(given.begin, base))
    network.adapt(given.adapters)
    plan = TrainingPlan(
        minutes=given.minutes,
        peak=given.peak,
        heads=given.heads,
        judged_every=10.0,
        patience=_PATIENCE,
        seed=given.seed,
    )
    lesson = SuccessionLesson(learnt, windows, tokenizer, computing_type(device))
    Run(network.to(device), lesson, plan, given.out, show_line).train()


def _gathered(names: Sequence[str], tokenizer: Tokenizer, models: Path) -> list[ShelvedCase]:
    encoder = open_encoder(None, models)
    found: list[ShelvedCase] = []
    for name in names:
        programme = read_programme(PROGRAMMES / f"{name}.jsonl")
        asked = load_changes(CHANGES / f"{name}.jsonl")
        with indexed(programme.bulletins.values(), encoder, models / "lab") as retriever:
            find = cache(partial(_found, retriever))
            shelf = PairShelf(programme.bulletins, _counting(tokenizer), find)
            facts = list({id(one.fact): one.fact for one in asked}.values())
            ordinary = cases_of_questions(shelf, programme.questions, facts, _ORDINARY)
            found += [(shelf, case) for case in (*cases_of_changes(shelf, asked), *ordinary)]
        show_line(f"{name}: {len(asked)} questions about what was said more than once")
    return found


def _found(retriever: Retriever, question: str, language: str) -> list[Hit]:
    return retriever.search(question, LATER_TOP_K, language)


def _counting(tokenizer: Tokenizer) -> Callable[[str], int]:
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def _judged(drawn: Sequence[ShelvedCase], tokenizer: Tokenizer) -> list[PairWindow]:
    """Always the same windows."""
    rng = random.Random(1)  # noqa: S311 - a draw, not a secret
    chosen = [one for one in drawn if rng.random() < one[1].weight]
    rng.shuffle(chosen)
    pairs = (pair for shelf, case in chosen[:_JUDGED] for pair in draw_pairs(case, shelf, rng))
    return [pair_window(pair, tokenizer) for pair, _ in zip(pairs, range(_JUDGED), strict=False)]


if __name__ == "__main__":
    main()
