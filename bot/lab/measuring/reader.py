"""`python -m bot.lab.measuring.reader`: the shipped reader's figures on held-out questions, as JSON.

python -m bot.lab.measuring.reader --data FOLDER --cache FOLDER --out figures.json
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.lab.data.splits import ArticleSplit
from bot.lab.data.public_sets import SetQuestion, Source, load_set_questions
from bot.lab.data.span_scores import exact_match, f1, holds_accepted
from bot.lab.measuring.collection import Collection, passages_of, place_of
from bot.lab.measuring.ranking import swefaq
from bot.lab.training.judging import auc
from bot.lab.training.prepare import read_pairs
from corpus.types import Passage
from index.encoder.model_cache import open_encoder
from index.encoder.protocol import Encoder
from index.reader.model import TOKENIZER, prepare_reader
from index.reader.onnx_reader import OnnxReader
from index.reader.weights import SHIPPED

Report = dict[str, float]

_TOP = 12


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.measuring.reader", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public question sets")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the prepared models")
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--pairs", type=Path, help="the training run's pairs.json, for English over Swedish")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=10_000, help="questions of a set at most")
    given = parser.parse_args()
    folder = prepare_reader(given.cache, given.weights)
    questions = load_set_questions(given.data)
    if given.pairs:
        questions = read_pairs(given.pairs, questions)
    tested = [question for question in questions if question.paragraph.split is ArticleSplit.TEST]
    random.Random(5).shuffle(tested)  # noqa: S311 - a draw, not a secret
    measure(
        OnnxReader(folder),
        open_encoder(None, given.cache),
        Tokenizer.from_file(str(folder / TOKENIZER)),
        tested,
        given.data / "swefaq/swefaq_dev.jsonl",
        given.most,
        lambda figures: _write(given.out, figures),
    )


def _write(path: Path, figures: dict[str, Report]) -> None:
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def measure(
    reader: OnnxReader,
    encoder: Encoder,
    tokenizer: Tokenizer,
    tested: Sequence[SetQuestion],
    faq: Path,
    most: int,
    told: Callable[[dict[str, Report]], None],
) -> dict[str, Report]:
    """Every figure of the model card; `told` hears of those that are ready, after each part."""
    swedish = [question for question in tested if question.paragraph.source is Source.SQUAD_SV][:most]
    english = [question for question in tested if question.paragraph.source is Source.SQUAD_EN][:most]
    pages = [question for question in tested if question.paragraph.source is Source.SWEQUAD][:most]
    paired = [question for question in swedish if question.others]
    parts: dict[str, Callable[[], Report]] = {
        "squad_sv": lambda: spans(reader, swedish, _own),
        "squad_sv, pairs, asked in Swedish": lambda: spans(reader, paired, _own),
        "squad_sv, pairs, asked in English": lambda: spans(reader, paired, _translated),
        "squad_en": lambda: spans(reader, english, _own),
        "swequad_mc dev": lambda: measure_search(reader, encoder, tokenizer, pages),
        "swefaq dev": lambda: swefaq(reader, encoder, tokenizer, faq),
        "speed": lambda: speed(reader, [_passage(question) for question in swedish[:24]]),
    }
    figures: dict[str, Report] = {}
    for name, part in parts.items():
        figures[name] = part()
        told(figures)
    return figures


def _own(question: SetQuestion) -> str:
    return question.text


def _translated(question: SetQuestion) -> str:
    return question.others[0]


def _passage(question: SetQuestion) -> Passage:
    text = question.paragraph.text
    return Passage(place_of(question.paragraph), (), text, 0, len(text), question.paragraph.article.replace("_", " "))


def accepted(question: SetQuestion) -> list[str]:
    return [question.paragraph.text[start:end] for start, end in question.answers]


def spans(reader: OnnxReader, questions: Sequence[SetQuestion], wording: Callable[[SetQuestion], str]) -> Report:
    """Each question over its own paragraph: spans where it is answerable, and how well that is told."""
    exact, overlap, logits, truths = [], [], [], []
    for question in questions:
        passage = _passage(question)
        (reading,) = reader.read(wording(question), [passage])
        logits.append(reading.score)
        truths.append(bool(question.answers))
        if question.answers:
            answer = passage.text[reading.span.start : reading.span.end]
            exact.append(exact_match(answer, accepted(question)))
            overlap.append(f1(answer, accepted(question)))
    return {
        "questions": len(questions),
        "answerable": len(exact),
        "exact match": _mean(exact),
        "F1": _mean(overlap),
        "AUC": auc(np.array(logits), np.array(truths)) if 0 < sum(truths) < len(truths) else float("nan"),
    }


def measure_search(
    reader: OnnxReader, encoder: Encoder, tokenizer: Tokenizer, questions: Sequence[SetQuestion]
) -> Report:
    """Each question over all passages of the set's pages: order before and after the reader, and the span."""
    pages = list({question.paragraph.text: question.paragraph for question in questions}.values())
    collection = Collection(passages_of(pages, tokenizer), encoder)
    exact, overlap, before, after, known = [], [], [], [], []
    for question in questions:
        found = collection.search(question.text, _TOP)
        passages = [collection.passages[one.row] for one in found]
        readings = reader.read(question.text, passages)
        order = sorted(range(len(found)), key=lambda place: -readings[place].score)
        right = [_answers(passage, question) for passage in passages]
        before.append(float(right[0]))
        after.append(float(right[order[0]]))
        known.append(float(any(right)))
        span = readings[order[0]].span
        answer = passages[order[0]].text[span.start : span.end]
        exact.append(exact_match(answer, accepted(question)))
        overlap.append(f1(answer, accepted(question)))
    given = spans(reader, [_cut(question, collection.passages) for question in questions], _own)
    return {
        "questions": len(questions),
        "passages": len(collection.passages),
        "exact match, passage given": given["exact match"],
        "F1, passage given": given["F1"],
        "exact match, searched": _mean(exact),
        "F1, searched": _mean(overlap),
        "right passage first, search": _mean(before),
        "right passage first, reader": _mean(after),
        f"right passage within {_TOP}": _mean(known),
    }


def _answers(passage: Passage, question: SetQuestion) -> bool:
    return passage.bulletin_id == place_of(question.paragraph) and holds_accepted(passage.text, accepted(question))


def _cut(question: SetQuestion, passages: Sequence[Passage]) -> SetQuestion:
    """The question over the passage that holds its answer, instead of the whole page."""
    start, end = question.answers[0]
    for passage in passages:
        if passage.bulletin_id == place_of(question.paragraph) and passage.start <= start and end <= passage.end:
            return _moved(question, passage)
    return question


def _moved(question: SetQuestion, passage: Passage) -> SetQuestion:
    paragraph = question.paragraph
    cut = type(paragraph)(
        paragraph.source, paragraph.article, paragraph.number, passage.text, paragraph.language, paragraph.split
    )
    return SetQuestion(
        question.text,
        cut,
        tuple(
            (start - passage.start, end - passage.start)
            for start, end in question.answers
            if passage.start <= start and end <= passage.end
        ),
    )


def speed(reader: OnnxReader, passages: Sequence[Passage], rounds: int = 5) -> Report:
    """Milliseconds a passage of about 100 tokens, in runs of ten."""
    ten = [Passage(one.bulletin_id, (), one.text[:420], 0, 420, one.context) for one in passages][:10]
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        reader.read("Vilket år började det, och vem bestämde det?", ten)
        seconds.append(time.perf_counter() - began)
    return {"ms a passage": 1000 * min(seconds) / len(ten), "ms for ten": 1000 * min(seconds)}


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


if __name__ == "__main__":
    main()
