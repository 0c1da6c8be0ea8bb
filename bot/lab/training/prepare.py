"""From the folder of public sets to a sampler: load, pair translations, tokenize, mine negatives."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.lab.data.alignment import translations
from bot.lab.data.splits import ArticleSplit
from bot.lab.data.context import Contexts
from bot.lab.data.negatives import Pool, cut_windows, mine
from bot.lab.data.public_sets import SetQuestion, Source, load_set_questions, unanswered_english
from bot.lab.data.windows import tokenize
from bot.lab.training.embedding import BaseEncoder, Hook
from bot.lab.training.groups import Sampler

_Place = tuple[Source, str, int]


def prepare(
    folder: Path, kept: Path, encoder: BaseEncoder, tokenizer: Tokenizer, hook: Hook
) -> dict[ArticleSplit, Sampler]:
    """Samplers over the training and the development questions; the test part is left alone.

    The translations that were found are kept in the JSON file `kept` and read from there the next time.
    """
    questions = load_set_questions(folder)
    if not kept.exists():
        hook("pairing translated questions")
        write_pairs(kept, paired(questions, unanswered_english(folder), encoder))
    questions = read_pairs(kept, questions)
    hook(f"{len(questions)} questions, {sum(bool(question.others) for question in questions)} in two languages")
    return {
        split: sampler([question for question in questions if question.paragraph.split is split], tokenizer, hook)
        for split in (ArticleSplit.TRAIN, ArticleSplit.DEV)
    }


def sampler(questions: Sequence[SetQuestion], tokenizer: Tokenizer, hook: Hook) -> Sampler:
    distinct = list({question.paragraph.text: question.paragraph for question in questions}.values())
    paragraphs = {paragraph.text: tokenize(paragraph, tokenizer) for paragraph in distinct}
    places = cut_windows(list(paragraphs.values()))
    hook(f"mining negatives for {len(questions)} questions among {len(places)} windows")
    pool = Pool(places, mine(questions, places), questions)
    return Sampler(questions, paragraphs, pool, tokenizer, Contexts(distinct))


def paired(
    questions: Sequence[SetQuestion], unanswered: dict[str, list[list[str]]], encoder: BaseEncoder
) -> list[SetQuestion]:
    """The same questions, each knowing its translations in the set's other languages."""
    by_place: dict[_Place, list[str]] = {}
    for question in questions:
        one = question.paragraph
        by_place.setdefault((one.source, one.article, one.number), []).append(question.text)
    wanted = {
        key: (texts, by_place.get((Source.SQUAD_EN, *key[1:])) or _at(unanswered, *key[1:]))
        for key, texts in by_place.items()
        if key[0] is Source.SQUAD_SV
    }
    pairs: dict[_Place, dict[str, str]] = {}
    for (source, article, number), found in _pairs(wanted, encoder).items():
        pairs[source, article, number] = found
        pairs[Source.SQUAD_EN, article, number] = {theirs: ours for ours, theirs in found.items()}
    for (source, article, number), texts in by_place.items():
        if source is Source.XQUAD_EN:
            german = by_place[Source.XQUAD_DE, article, number]
            pairs[source, article, number] = dict(zip(texts, german, strict=True))
            pairs[Source.XQUAD_DE, article, number] = dict(zip(german, texts, strict=True))
    return [_with_others(question, pairs) for question in questions]


def write_pairs(path: Path, questions: Sequence[SetQuestion]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps([question.others for question in questions], ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)


def read_pairs(path: Path, questions: Sequence[SetQuestion]) -> list[SetQuestion]:
    others = json.loads(path.read_text(encoding="utf-8"))
    return [
        dataclasses.replace(question, others=tuple(found)) for question, found in zip(questions, others, strict=True)
    ]


def _at(unanswered: dict[str, list[list[str]]], article: str, number: int) -> list[str]:
    paragraphs = unanswered.get(article, [])
    return paragraphs[number] if number < len(paragraphs) else []


def _pairs(wanted: dict[_Place, tuple[list[str], list[str]]], encoder: BaseEncoder) -> dict[_Place, dict[str, str]]:
    texts = sorted({text for both in wanted.values() for side in both for text in side})
    rows = {text: row for row, text in enumerate(texts)}
    vectors = encoder.encode([f"query: {text}" for text in texts])

    def similarity(ours: list[str], theirs: list[str]) -> NDArray[np.float32]:
        return vectors[[rows[text] for text in ours]] @ vectors[[rows[text] for text in theirs]].T

    return {
        place: translations(ours, theirs, similarity(ours, theirs)) if theirs else {}
        for place, (ours, theirs) in wanted.items()
    }


def _with_others(question: SetQuestion, pairs: dict[_Place, dict[str, str]]) -> SetQuestion:
    one = question.paragraph
    other = pairs.get((one.source, one.article, one.number), {}).get(question.text)
    return dataclasses.replace(question, others=(other,)) if other else question
