"""`python -m bot.lab.training.export --run FOLDER`: the best weights of a run, as the file that is shipped."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from index.encoder.packaged.base_model import weight_file
from index.encoder.packaged.quantized_weights import base_tensors, read_quantized
from index.encoder.packaged.trained_weights import SHIPPED, read_weights, write_weights


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.training.export", description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the training run")
    parser.add_argument("--label", required=True, help="names the training, as in the model card")
    parser.add_argument("--weights", type=Path, default=SHIPPED, help="the file to write")
    parser.add_argument("--over", type=Path, help="the file, beside --weights, that the training began with")
    parser.add_argument("--last", action="store_true", help="the last state instead of the best one")
    given = parser.parse_args()
    trained = load_file(given.run / ("state.safetensors" if given.last else "best.safetensors"))
    if any(name.endswith(".lower") for name in trained) and not given.over:
        parser.error("the run trained adapters: name the file that it began with by --over")
    base = base_tensors(read_quantized(weight_file()))
    if given.over:
        base = read_weights(given.over).applied(base)
    tensors = {name: np.asarray(part) for name, part in trained.items()}
    write_weights(given.weights, given.label, base, tensors, given.over)


if __name__ == "__main__":
    main()
