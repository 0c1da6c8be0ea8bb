"""The measurements of the benchmark, each run in a process of its own.

Run as `python -m bot.lab.bench.measurements NAME JOB`, where JOB is a JSON object; prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot import settings
from bot.answering.answerer import TOP_K
from bot.evaluation import judgments
from bot.settings import Settings
from bot.wiring import answers
from bot.wiring.answers import open_parts, prepare_encoder
from corpus.shelf.library import Library
from corpus.split import split
from index.encoder.embedding import passage_text
from index.encoder.packaged.base_model import prepare_packaged
from index.encoder.packaged.question_encoder import questions_of
from index.encoder.prompts import Prompts, choose_prompts
from index.types import unheard

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Job = Mapping[str, Any]
Found = dict[str, list[float]]

_WARM_UP = 20
"""Texts or questions before the clock starts."""

_BUDGET = 480
"""Tokens of a passage, reckoned as two for each word, so that both encoders get the same texts."""


def embed_own(chosen: Settings, job: Job) -> Found:
    """Passages of the job's shelf a second, through the bot's encoder."""
    return _speeds(prepare_encoder(chosen, unheard).encode_passages, job)


def embed_plain(chosen: Settings, job: Job) -> Found:
    """The same through sentence-transformers as it comes."""
    model, prompts = _plain(chosen)
    return _speeds(lambda texts: model.encode([prompts.passage + text for text in texts]), job)


def warm(chosen: Settings, job: Job) -> Found:
    """Seconds of each shipped question from end to end, and of its parts, run one right after the other."""
    parts = open_parts(chosen, unheard)
    encode = questions_of(parts.retriever.encoder) or parts.retriever.encoder.encode_queries
    works = (parts.answerer.answer, lambda question: parts.search(question, TOP_K), lambda question: encode([question]))
    total, search, embedding = _each(works, job)
    return {"total": total, "embedding": embedding, "search": _less(search, embedding), "answer": _less(total, search)}


def warm_plain(chosen: Settings, job: Job) -> Found:
    """Seconds of embedding each question with sentence-transformers and comparing it with every passage."""
    model, prompts = _plain(chosen)
    passages = model.encode([prompts.passage + text for text in _passages(chosen.bulletins)])
    (total,) = _each((lambda question: np.argsort(-(passages @ model.encode(prompts.query + question))),), job)
    return {"total": total}


def askers_at_once(chosen: Settings, job: Job) -> Found:
    """Seconds of each shipped question, and of all of them, when so many as the job's `askers` ask at once."""
    answer = open_parts(chosen, unheard).answerer.answer
    questions = _questions(job)
    with ThreadPoolExecutor(job["askers"]) as askers:
        list(askers.map(answer, questions[:_WARM_UP]))
        whole, total = _timed(
            lambda: list(askers.map(lambda question: _timed(partial(answer, question))[0], questions))
        )
    return {"total": total, "whole": [whole]}


def bring_up(chosen: Settings, job: Job) -> Found:
    """Seconds of bringing the job's index up to its shelf, the opening of the model included."""
    there = replace(chosen, bulletins=Path(job["shelf"]), data=Path(job["data"]))
    seconds, done = _timed(lambda: answers.reindex(there, unheard))
    return {"seconds": [seconds], "embedded": [done.report.embedded]}


MEASUREMENTS: dict[str, Callable[[Settings, Job], Found]] = {
    measure.__name__: measure for measure in (embed_own, embed_plain, warm, warm_plain, askers_at_once, bring_up)
}


def _plain(chosen: Settings) -> tuple[SentenceTransformer, Prompts]:
    # Imported here alone: the measurements of the bot's own parts must not carry torch in their memory.
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()
    source = chosen.model or str(prepare_packaged(chosen.cache))
    model = SentenceTransformer(source)
    known = {key: text for key, text in (model.prompts or {}).items() if text}
    return model, choose_prompts(Path(source).name, known, chosen.query_prompt, chosen.passage_prompt)


def _speeds(encode: Callable[[Sequence[str]], object], job: Job) -> Found:
    texts = _passages(Path(job["shelf"]))
    encode(texts[:_WARM_UP])
    return {"passages_per_second": [len(texts) / _timed(lambda: encode(texts))[0] for _ in range(job["rounds"])]}


def _passages(shelf: Path) -> list[str]:
    bulletins = Library(shelf).load().bulletins
    return [
        passage_text(passage)
        for bulletin in bulletins
        for passage in split(bulletin, lambda text: 2 * len(text.split()), _BUDGET)
    ]


def _each(works: Sequence[Callable[[str], object]], job: Job) -> list[list[float]]:
    """Seconds of each work over each question in each round.

    The works alternate, so that a busy moment meets all of them.
    """
    questions = _questions(job)
    found: list[list[float]] = [[] for _ in works]
    before = questions[:_WARM_UP]
    for question in [*before, *(job["rounds"] * questions)]:
        for seconds, work in zip(found, works, strict=True):
            seconds.append(_timed(partial(work, question))[0])
    return [seconds[len(before) :] for seconds in found]


def _questions(job: Job) -> list[str]:
    """The shipped ones, or the job's first `questions` of them."""
    return [judgment.question for judgment in judgments.load_judgments()][: job.get("questions")]


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _less(whole: Sequence[float], part: Sequence[float]) -> list[float]:
    return [one - other for one, other in zip(whole, part, strict=True)]


def main(arguments: Sequence[str]) -> None:
    name, job = arguments
    sys.stdout.write(json.dumps(MEASUREMENTS[name](settings.load(), json.loads(job))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
