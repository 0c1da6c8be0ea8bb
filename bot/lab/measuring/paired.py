"""Asks many questions with the code as it stands, and holds two such runs against each other question by question.

`python -m bot.lab.measuring.paired ask OUT PROGRAMME.jsonl... --others FILE --work FOLDER` asks the project's own
questions, a file of others about the shipped bulletins, and those of made-up programmes, each over its own shelf, and
writes one JSON object a line. `python -m bot.lab.measuring.paired compare BEFORE AFTER` prints what changed.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot import settings
from bot.answering.answerer import Answerer
from bot.answering.choosing.calibration import JOINT, read_calibration, shipped_calibration
from bot.answering.choosing.extraction import DEPTH, Candidate, Extractor
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.choosing.joint import JointExtractor, Reader
from bot.answering.question.asked import Question
from bot.evaluation import judgments, runner
from bot.evaluation.judgments import Judgment
from bot.lab.data.programmes import read_programme
from bot.lab.measuring.differences import as_table
from bot.lab.programme_shelf import lay_out
from bot.wiring.searching import Searching
from corpus.shelf.library import Library
from index.encoder.model_cache import open_encoder
from index.encoder.packaged.question_encoder import questions_of
from index.encoder.protocol import Encoder
from index.reader import onnx_reader
from index.reader.model import prepare_reader
from index.retriever import Retriever
from index.snapshot.build import build
from index.types import Hit

OWN, OTHERS = "own", "others"


class Once:
    """An extractor that chooses once for each question, so that two thresholds cost one reading."""

    def __init__(self, inner: Extractor) -> None:
        self._inner = inner
        self._known: dict[Question, list[Candidate]] = {}

    def threshold(self, max_error: float | None) -> float:
        return self._inner.threshold(max_error)

    def extract(self, question: Question, hits: Sequence[Hit], depth: int = DEPTH) -> list[Candidate]:
        if question not in self._known:
            self._known[question] = self._inner.extract(question, hits, depth)
        return self._known[question]


def asked_of(
    part: str, asked: Sequence[Judgment], shelf: Path, folder: Path, encoder: Encoder, reader: Reader
) -> Iterator[dict[str, Any]]:
    """A row for each question about the bulletins of `shelf`, whose index is built in `folder`."""
    build(Library(shelf).load().bulletins, encoder, folder)
    searching = Searching(Retriever(folder, encoder, questions_of(encoder)))
    words = HeuristicExtractor(shipped_calibration())
    extractor = Once(JointExtractor(words, reader, read_calibration(JOINT)))
    usual = Answerer(searching, extractor)
    never_silent = Answerer(searching, extractor, max_error=1.0)
    for judgment in asked:
        (outcome,) = runner.run_judgments([judgment], usual.answer)
        (forced,) = runner.run_judgments([judgment], never_silent.answer)
        yield {
            "part": part, "id": f"{part}/{judgment.id}", "language": judgment.language.value, "kind": judgment.kind,
            "answerable": judgment.answerable, "answered": outcome.answered, "right_first": outcome.right_first,
            "right_within_three": outcome.right_within_three, "never_silent": forced.right_first,
            "confidence": outcome.confidence, "seconds": outcome.seconds,
        }  # fmt: skip


def sampled(asked: Iterable[Judgment], most: int) -> list[Judgment]:
    """At most so many of the questions, always the same ones of a file."""
    ordered = sorted(asked, key=lambda judgment: zlib.crc32(judgment.id.encode()))
    return sorted(ordered[:most], key=lambda judgment: judgment.id)


def everything(given: argparse.Namespace, encoder: Encoder, reader: Reader) -> Iterator[dict[str, Any]]:
    """The rows of every set that the command line names."""
    work: Path = given.work
    sets = [(OWN, judgments.SHIPPED), *((OTHERS, path) for path in [given.others] if path)]
    for part, path in sets:
        asked = judgments.load_judgments(path)
        yield from asked_of(part, asked, settings.SHIPPED_BULLETINS, work / "shipped", encoder, reader)
    for path in given.programmes:
        shelf = work / path.stem / "shelf"
        lay_out(read_programme(path), shelf)
        asked = tuple(sampled(judgments.load_judgments(shelf / "questions.jsonl"), given.most))
        yield from asked_of(path.stem, asked, shelf, work / path.stem / "index", encoder, reader)


def write_rows(given: argparse.Namespace) -> None:
    cache = settings.load().cache
    encoder = open_encoder(None, cache)
    reader = onnx_reader.OnnxReader(prepare_reader(cache))
    with given.out.open("w", encoding="utf-8") as file:
        for row in everything(given, encoder, reader):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()


def compare_files(given: argparse.Namespace) -> None:
    before, after = (_rows(path) for path in (given.before, given.after))
    sys.stdout.write(as_table(before, after))


def _rows(path: Path) -> dict[str, dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return {row["id"]: row for row in map(json.loads, filter(None, lines))}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.measuring.paired", description=__doc__)
    commands = parser.add_subparsers(required=True)
    asking = commands.add_parser("ask")
    asking.add_argument("out", type=Path)
    asking.add_argument("programmes", type=Path, nargs="*", help="made-up programmes, a JSON Lines file each")
    asking.add_argument("--others", type=Path, help="a file of questions about the shipped bulletins")
    asking.add_argument("--work", type=Path, required=True, help="where the indexes lie, to be used again")
    asking.add_argument("--most", type=int, default=10_000, help="so many questions of each programme")
    asking.set_defaults(run=write_rows)
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.set_defaults(run=compare_files)
    given = parser.parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
