"""Ranking of whole answers: SweFAQ, which is never trained on."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from bot.lab.data.splits import ArticleSplit
from bot.lab.data.public_sets import Paragraph, Source
from bot.lab.measuring.collection import Collection, passages_of, place_of
from corpus.types import Passage
from index.encoder.protocol import Encoder
from index.reader.onnx_reader import OnnxReader

_TOP = 20

COSINE = 60.0
"""What the cosine weighs beside the reader's score in the order of both: chosen on other sets."""


def ndcg(rank: int | None, depth: int = 10) -> float:
    """nDCG@depth with one right answer at `rank`, counted from 0; None where it was not found."""
    return 1.0 / math.log2(rank + 2) if rank is not None and rank < depth else 0.0


def swefaq(reader: OnnxReader, encoder: Encoder, tokenizer: Tokenizer, path: Path) -> dict[str, float]:
    """Every question over all answers of the set: cosine alone, reranked by the reader, and both together."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    asked, right, paragraphs = _faq(rows)
    passages = passages_of(paragraphs, tokenizer, budget=200)
    collection = Collection(passages, encoder)
    ranks: dict[str, list[int | None]] = {"cosine": [], "reader": [], "both": []}
    for question, gold in zip(asked, right, strict=True):
        found = collection.search(question, 3 * _TOP, lexical=False)
        searched = _best({}, [(passages[one.row], one.cosine) for one in found])
        top = [one for one in found if passages[one.row].bulletin_id in list(searched)[:_TOP]]
        readings = reader.read(question, [passages[one.row] for one in top])
        pairs = list(zip(top, readings, strict=True))
        read = _best({}, [(passages[one.row], reading.score) for one, reading in pairs])
        both = _best({}, [(passages[one.row], reading.score + COSINE * one.cosine) for one, reading in pairs])
        for name, ranking in (("cosine", searched), ("reader", read), ("both", both)):
            ranks[name].append(list(ranking).index(gold) if gold in ranking else None)
    figures = {"questions": float(len(asked))}
    for name, found_ranks in ranks.items():
        figures[f"nDCG@10, {name}"] = float(np.mean([ndcg(rank) for rank in found_ranks]))
        figures[f"first, {name}"] = float(np.mean([rank == 0 for rank in found_ranks]))
    return figures


def _best(best: dict[str, float], scored: Sequence[tuple[Passage, float]]) -> dict[str, float]:
    """The answers with the score of their best passage, best first."""
    for passage, score in scored:
        best[passage.bulletin_id] = max(score, best.get(passage.bulletin_id, -math.inf))
    return dict(sorted(best.items(), key=lambda pair: -pair[1]))


def _faq(rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[str], list[Paragraph]]:
    """The questions, the places of their answers, and all answers."""
    paragraphs = {
        text: Paragraph(Source.SWEQUAD, "swefaq", number, text, "sv", ArticleSplit.TEST)
        for number, text in enumerate(dict.fromkeys(_right_answer(row) for row in rows))
    }
    right = [place_of(paragraphs[_right_answer(row)]) for row in rows]
    return [str(row["question"]) for row in rows], right, list(paragraphs.values())


def _right_answer(row: dict[str, Any]) -> str:
    return str(row["candidate_answers"][row["label"]])
