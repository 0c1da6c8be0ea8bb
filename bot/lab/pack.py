"""`python -m bot.lab.pack --data FOLDER --cache FOLDER --out PACK`: makes what the reader learns from, or is judged by.

Searches every question of the split's programmes, of the shelves of authorities' pages in FOLDER and of its public sets
as the bot would, and adds the base model: half an hour on two cores, and what is in PACK already is kept. Under 40 MB.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterator
from pathlib import Path

from bot.lab.data.base import write_base
from bot.lab.data.noise import roughen
from bot.lab.data.pack import holds_searched, read_pack, write_searched
from bot.lab.data.programmes import read_programme
from bot.lab.data.public_pages import PublicQuestion, as_programme, squad, swequad, unseen
from bot.lab.data.searching import searched
from bot.lab.data.splits import CHANGES, PROGRAMMES, DataSplit, shelves_of_split
from corpus.types import Language
from index.encoder.model_cache import open_encoder
from index.encoder.packaged.base_model import prepare_packaged, weight_file
from index.encoder.packaged.quantized_weights import read_quantized
from index.encoder.protocol import Encoder

_ARTICLES = 99
_OF_SQUAD = 2500
"""Questions over an encyclopedia: they are far from what the bot is asked."""
_ROUGHENED = 4
_log = logging.getLogger(__name__)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.pack", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with authorities' pages and public sets")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    parser.add_argument("--split", type=DataSplit, default=DataSplit.TRAIN, help="train or dev")
    given = parser.parse_args()
    encoder = open_encoder(None, given.cache)
    _add_shelves(given.out, given.data / "authorities", given.split, encoder)
    if given.split is DataSplit.TRAIN:
        _add_public(given.out, given.data, encoder)
    tokenizer = prepare_packaged(given.cache) / "tokenizer.json"
    write_base(given.out, read_quantized(weight_file()), tokenizer.read_text(encoding="utf-8"), _texts(given))


def _add_shelves(out: Path, authorities: Path, split: DataSplit, encoder: Encoder) -> None:
    for path in shelves_of_split(split, PROGRAMMES, authorities):
        changes = CHANGES / path.name
        made_from = path.read_bytes() + (changes.read_bytes() if changes.is_file() else b"")
        if not holds_searched(out, path.stem, made_from):
            _log.info("searching %s", path.stem)
            write_searched(out, path.stem, made_from, searched(read_programme(path), encoder))


def _add_public(out: Path, data: Path, encoder: Encoder) -> None:
    articles = [one for one in squad(data, _ARTICLES, (DataSplit.TRAIN,)) if one.language is Language.SV]
    drawn = random.Random(7).sample(articles, min(_OF_SQUAD, len(articles)))  # noqa: S311 - a draw, no secret
    for name, questions in (("swequad", [one for one in swequad(data) if not unseen(one)]), ("squad", drawn)):
        made_from = _written(questions)
        if not holds_searched(out, name, made_from):
            _log.info("searching %s", name)
            write_searched(out, name, made_from, searched(as_programme(name, questions), encoder))


def _written(questions: list[PublicQuestion]) -> bytes:
    return "\n".join(f"{one.page.id} {one.text} {one.gold}" for one in questions).encode()


def _texts(given: argparse.Namespace) -> Iterator[str]:
    """All that the network may read: every passage, and every question as it stands and roughened."""
    rng = random.Random(3)  # noqa: S311 - a draw, no secret
    for found in read_pack(given.out, given.split).values():
        passages = {passage for one in found for passage in (one.right, one.nearest, *one.others) if passage}
        yield from (f"{passage.context}\n{passage.text}" for passage in passages)
        for one in found:
            glossed = {" ".join(passage.glosses) for passage in (one.right, one.nearest, *one.others) if passage}
            yield from (one.text, *(roughen(one.text, rng) for _ in range(_ROUGHENED)), *glossed)


if __name__ == "__main__":
    logging.basicConfig()
    _log.setLevel(logging.INFO)
    main()
