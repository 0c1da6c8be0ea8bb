"""`python -m bot.lab.pack --cache FOLDER --out PACK`: searches what the reader learns from, or is judged by.

Adds each programme of the split to PACK unless it is there as it now is; a quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path

from bot.lab.data.splits import ArticleSplit
from bot.lab.data.pack import holds_searched, write_searched
from bot.lab.data.programmes import FOLDER, read_programme, split_of_shelf
from bot.lab.data.searching import searched
from index.encoder.model_cache import open_encoder

_log = logging.getLogger(__name__)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.pack", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    parser.add_argument("--authorities", type=Path, help="folder with shelves of authorities' pages, to add them")
    parser.add_argument("--split", type=ArticleSplit, default=ArticleSplit.TRAIN, help="train, dev or fit")
    given = parser.parse_args()
    encoder = open_encoder(None, given.cache)
    for path in _files(given.authorities, given.split):
        if holds_searched(given.out, path.stem, path.read_bytes()):
            continue
        found = searched(read_programme(path), encoder)
        write_searched(given.out, path.stem, path.read_bytes(), found)
        _log.info("%s: %d questions", path.stem, len(found))


def _files(authorities: Path | None, split: ArticleSplit) -> Iterator[Path]:
    for folder in (FOLDER, authorities):
        if folder is not None:
            yield from (path for path in sorted(folder.glob("*.jsonl")) if split_of_shelf(path.stem) is split)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
