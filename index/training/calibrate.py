"""`python -m index.training.calibrate`: fits the probability on one held-out part and its thresholds on another."""

from __future__ import annotations

import argparse
from pathlib import Path

from tokenizers import Tokenizer

from index.model_cache import open_encoder
from index.reader import Reader
from index.reader_calibration import SHIPPED, write_calibration
from index.reader_model import TOKENIZER, prepare_reader
from index.reader_weights import SHIPPED as WEIGHTS
from index.training.articles import Split
from index.training.data import load
from index.training.evidence import gather, read, write
from index.training.fitting import fitted
from index.training.prepare import read_pairs


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public question sets")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models")
    parser.add_argument("--pairs", type=Path, required=True, help="the training run's pairs.json")
    parser.add_argument("--evidence", type=Path, required=True, help="folder that keeps what was read")
    parser.add_argument("--most", type=int, default=300, help="questions of a kind at most")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--calibration", type=Path, default=SHIPPED, help="the file to write")
    given = parser.parse_args()
    given.evidence.mkdir(parents=True, exist_ok=True)
    parts = {split: given.evidence / f"{split.value}.json" for split in (Split.DEV, Split.TEST)}
    missing = {split: path for split, path in parts.items() if not path.exists()}
    if missing:
        folder = prepare_reader(given.cache, given.weights)
        reader, encoder = Reader(folder), open_encoder(None, given.cache)
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        questions = read_pairs(given.pairs, load(given.data))
        for split, path in missing.items():
            write(path, list(gather(reader, encoder, tokenizer, questions, split, given.most)))
    calibration, about = fitted(read(parts[Split.DEV]), read(parts[Split.TEST]))
    write_calibration(calibration, about, given.calibration)


if __name__ == "__main__":
    main()
