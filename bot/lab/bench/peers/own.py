"""`python -m bot.lab.bench.peers.own FOLDER`: the bot as it is measured beside its peers, and what all are given."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import settings
from bot.lab.bench.peers.worker import TOP_K, run_engine
from bot.settings import SHIPPED_BULLETINS, Settings
from bot.wiring.answers import open_parts, prepare_encoder
from corpus.shelf.library import Library
from corpus.split import split
from index.encoder.embedding import passage_text
from index.encoder.packaged.base_model import packaged_description
from index.encoder.packaged.published_model import export_packaged
from index.types import unheard


class Own:
    """The bot with the shipped models and the bulletins of the job's `shelf`, which it indexes itself."""

    def __init__(self, folder: Path, job: Mapping[str, Any]) -> None:
        chosen = replace(_shipped_settings(), bulletins=Path(job["shelf"]), data=folder / "data")
        self._parts = open_parts(chosen, unheard)

    def embed(self, texts: Sequence[str]) -> object:
        return self._parts.retriever.encoder.encode_passages(texts)

    def search(self, question: str) -> list[str]:
        return [hit.passage.text for hit in self._parts.search(question, TOP_K)]

    def answer(self, question: str) -> object:
        return self._parts.answerer.answer(question)


def write_job(folder: Path) -> int:
    """Write what every worker reads: the encoder, a reader of its size, and the passages that the bot cuts itself.

    The reader marks spans at random, which takes as long as marking the right ones. Returns the number of passages.
    """
    encoder = prepare_encoder(_shipped_settings(), unheard)
    passages = [
        passage_text(passage)
        for bulletin in Library(SHIPPED_BULLETINS).load().bulletins
        for passage in split(bulletin, encoder.count_tokens, encoder.max_tokens)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "model").exists():
        export_packaged(folder / "model")
    if not (folder / "reader").exists():
        _write_reader(folder / "model", folder / "reader")
    prompts = packaged_description().prompts
    job = {
        "query": prompts["query"],
        "passage": prompts["document"],
        "passages": passages,
        "shelf": str(SHIPPED_BULLETINS),
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    return len(passages)


def _shipped_settings() -> Settings:
    """Whatever models the environment names; prepared ones are taken from its cache."""
    return replace(settings.load({}), cache=settings.load().cache)


def _write_reader(model: Path, folder: Path) -> None:
    # PyTorch, which nothing else here needs.
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    AutoModelForQuestionAnswering.from_pretrained(model).save_pretrained(folder)
    AutoTokenizer.from_pretrained(model).save_pretrained(folder)


if __name__ == "__main__":
    run_engine(Own, Path(sys.argv[1]))
