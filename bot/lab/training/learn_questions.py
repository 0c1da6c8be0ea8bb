"""`python -m bot.lab.training.learn_questions --data FOLDER --cache FOLDER --work FOLDER --minutes 60`: trains the
questions' encoder and writes the file that is shipped.

The passages are embedded first, once: a third of a minute a shelf. A run goes on where it ended.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from bot.lab.data.embedded import embedded_shelves
from bot.lab.data.splits import PROGRAMMES, DataSplit, shelves_of_split
from bot.lab.training.__main__ import chosen_device, show_line
from bot.lab.training.loop import Run, TrainingPlan
from bot.lab.training.network import parameter_count
from bot.lab.training.question_lesson import Joined, QuestionLesson, QuestionNetwork
from index.encoder.model_cache import open_encoder
from index.encoder.packaged.base_model import build_tokenizer, weight_file
from index.encoder.packaged.quantized_weights import base_tensors, read_quantized
from index.encoder.packaged.trained_weights import ADAPTER_SCALE, SHIPPED_QUESTIONS, Tensors, write_weights
from index.encoder.protocol import Encoder

RANK = 64
"""Of the changes of the layers' matrices in the file, at a quarter of the size of whole ones."""


def main() -> None:
    given = _arguments()
    device = chosen_device(given.threads)
    source = read_quantized(weight_file())
    words = next(values for name, values in source.tensors() if name == "emb.word").reshape(-1, source.shape.width)
    base = base_tensors(source)
    network = QuestionNetwork.from_base({**base, "words.weight": words}, given.frozen)
    show_line(f"{parameter_count(network)} parameters are trained on {device}")
    encoder = open_encoder(None, given.cache)
    training, development = (_joined(given, split, encoder) for split in (DataSplit.TRAIN, DataSplit.DEV))
    lesson = QuestionLesson(training, development, build_tokenizer(source))
    plan = TrainingPlan(minutes=given.minutes, peak=given.peak, heads=given.heads, judged_every=10.0)
    Run(network.to(device), lesson, plan, given.work / "run", show_line).train()
    trained = load_file(given.work / "run" / "state.safetensors")
    write_weights(given.out, given.label, base, in_low_rank(trained, base, given.rank))


def in_low_rank(
    trained: Mapping[str, NDArray[np.float32]], base: Mapping[str, NDArray[np.float32]], rank: int
) -> Tensors:
    """What a run changed, of the layers' matrices the `rank` greatest singular values of the change."""
    found: Tensors = {}
    for name, tensor in trained.items():
        if not (name.startswith("layers.") and tensor.ndim == 2):
            found[name] = tensor
            continue
        left, sizes, right = np.linalg.svd(tensor - base[name], full_matrices=False)
        share = np.sqrt(sizes[:rank] / ADAPTER_SCALE)
        matrix = name.removesuffix(".weight")
        found[f"{matrix}.upper"] = np.ascontiguousarray((left[:, :rank] * share).T)
        found[f"{matrix}.lower"] = np.ascontiguousarray(right[:rank] * share[:, None])
    return found


def _joined(given: argparse.Namespace, split: DataSplit, encoder: Encoder) -> Joined:
    paths = shelves_of_split(split, PROGRAMMES, given.data / "authorities")
    return Joined.of(list(embedded_shelves(paths, encoder, given.work / "shelves")))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.training.learn_questions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with authorities' pages")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models")
    parser.add_argument("--work", type=Path, required=True, help="folder of the run and of the embedded shelves")
    parser.add_argument("--out", type=Path, default=SHIPPED_QUESTIONS, help="the file to write")
    parser.add_argument("--label", default="q1", help="names the training, as in the model card")
    parser.add_argument("--minutes", type=float, default=60.0, help="of the clock, over all starts of the run")
    parser.add_argument("--peak", type=float, default=1e-4, help="the highest learning rate")
    parser.add_argument("--heads", type=float, default=2.0, help="how many times higher that of the rest is")
    parser.add_argument("--frozen", type=int, default=4, help="layers that stay")
    parser.add_argument("--rank", type=int, default=RANK, help="of what is kept of each matrix's change")
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to torch; 1 is best on a busy machine")
    return parser.parse_args()


if __name__ == "__main__":
    main()
