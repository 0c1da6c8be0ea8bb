"""`python -m bot.lab.succession`: trains what tells whether a later passage changes what an older one says.

    python -m bot.lab.succession --programmes DIR --changes DIR --cache DIR --out DIR --minutes 80

Adapters over the shipped reader's weights. The programmes that DIR/SPLIT.json names are not learnt from; those under
`dev` are judged by.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from bot.lab.data.changes import load_changes
from bot.lab.data.programmes import read_programme
from bot.lab.succession.lesson import ShelvedCase, SuccessionLesson
from bot.lab.succession.network import SuccessionNetwork
from bot.lab.succession.pairs import PairShelf, cases_of_changes, cases_of_questions, draw_pairs
from bot.lab.succession.windows import PairWindow, pair_window
from bot.lab.training.__main__ import (
    add_run_arguments,
    chosen_device,
    computing_type,
    open_tokenizer,
    show_line,
    trained_tensors,
)
from bot.lab.training.loop import Run, TrainingPlan
from index.encoder.packaged_model import prepare_packaged
from index.reader.weights import SHIPPED

_ORDINARY = 0.35
"""How often an ordinary question is drawn in a round in which one about a change is drawn once."""
_JUDGED = 500
_PATIENCE = 99
"""So few windows are judged by that a stop without gain would be a stop by chance."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.succession", description=__doc__)
    parser.add_argument("--programmes", type=Path, required=True, help="folder of programmes with SPLIT.json")
    parser.add_argument("--changes", type=Path, required=True, help="folder with what was said more than once")
    parser.add_argument("--adapters", type=int, default=32, metavar="RANK")
    add_run_arguments(parser, peak=8e-4, heads=0.3)
    return parser.parse_args()


def main() -> None:
    given = _arguments()
    device = chosen_device(given.threads)
    base = prepare_packaged(given.cache)
    tokenizer = open_tokenizer(base)
    apart = json.loads((given.programmes / "SPLIT.json").read_text(encoding="utf-8"))
    kept = {name for names in apart.values() for name in names}
    names = sorted(path.stem for path in given.changes.glob("*.jsonl") if path.stem not in kept)
    learnt = _gathered(given, names, tokenizer)
    judged = _judged(_gathered(given, apart["dev"], tokenizer), tokenizer)
    show_line(f"{len(learnt)} cases to learn from, {len(judged)} windows to judge by")
    network = SuccessionNetwork.from_base(base, given.frozen)
    network.begin_with(trained_tensors(SHIPPED))
    network.adapt(given.adapters)
    plan = TrainingPlan(
        minutes=given.minutes,
        peak=given.peak,
        heads=given.heads,
        judged_every=10.0,
        patience=_PATIENCE,
        seed=given.seed,
    )
    lesson = SuccessionLesson(learnt, judged, tokenizer, computing_type(device))
    Run(network.to(device), lesson, plan, given.out, show_line).train()


def _gathered(given: argparse.Namespace, names: Sequence[str], tokenizer: Tokenizer) -> list[ShelvedCase]:
    found: list[ShelvedCase] = []
    for name in names:
        programme = read_programme(given.programmes / f"{name}.jsonl")
        asked = load_changes(given.changes / f"{name}.jsonl")
        shelf = PairShelf(programme, lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids))
        facts = list({id(one.fact): one.fact for one in asked}.values())
        ordinary = cases_of_questions(shelf, programme.questions, facts, _ORDINARY)
        found += [(shelf, case) for case in (*cases_of_changes(shelf, asked), *ordinary)]
        show_line(f"{name}: {len(asked)} questions about what was said more than once")
    return found


def _judged(drawn: Sequence[ShelvedCase], tokenizer: Tokenizer) -> list[PairWindow]:
    """Always the same windows."""
    rng = random.Random(1)  # noqa: S311 - a draw, not a secret
    chosen = [one for one in drawn if rng.random() < one[1].weight]
    rng.shuffle(chosen)
    pairs = (pair for shelf, case in chosen[:_JUDGED] for pair in draw_pairs(case, shelf, rng))
    return [pair_window(pair, tokenizer) for pair, _ in zip(pairs, range(_JUDGED), strict=False)]


if __name__ == "__main__":
    main()
