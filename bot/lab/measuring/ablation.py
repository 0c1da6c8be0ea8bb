"""`python -m bot.lab.measuring.ablation PROGRAMME...`: the answers of made-up programmes with each part off in turn."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot import settings
from bot.administration.reporting.shares import Share
from bot.answering.answerer import Answerer
from bot.answering.choosing.calibration import JOINT, read_calibration, shipped_calibration
from bot.answering.choosing.extraction import Extractor
from bot.answering.choosing.heuristic import HeuristicExtractor
from bot.answering.choosing.joint import RIVAL, JointExtractor
from bot.evaluation import judgments, runner
from bot.evaluation.figures import Figures, figures_of
from bot.lab.data.programmes import Programme, load_programmes
from bot.lab.programme_shelf import lay_out
from bot.wiring.searching import Searching
from corpus.shelf.library import Library
from index.encoder.model_cache import open_encoder
from index.encoder.packaged.question_encoder import questions_of
from index.encoder.protocol import Encoder
from index.fusion import LEXICAL_WEIGHT
from index.reader.model import prepare_reader
from index.reader.onnx_reader import OnnxReader
from index.retriever import Retriever
from index.snapshot.build import build

_NO_WORDS: Mapping[str, float] = {"sv": 0.0, "en": 0.0}


@dataclass(frozen=True, slots=True)
class KeptParts:
    """What may be left out: words beside the meaning, the questions' encoder, the reader, the neighbour of a quote."""

    words: bool = True
    questions: bool = True
    reader: bool = True
    neighbour: bool = True


VARIANTS: Mapping[str, KeptParts] = {
    "everything": KeptParts(),
    "without the reader": KeptParts(reader=False),
    "without the questions' encoder": KeptParts(questions=False),
    "without words (meaning alone)": KeptParts(words=False),
    "without neighbours in quotes": KeptParts(neighbour=False),
}


class Bench:
    """One programme, indexed, and the bot over it with any parts left out."""

    def __init__(self, programme: Programme, encoder: Encoder, reader: OnnxReader, folder: Path) -> None:
        self._encoder, self._reader, self._folder = encoder, reader, folder
        lay_out(programme, folder / "shelf")
        self._asked = judgments.load_judgments(folder / "shelf" / "questions.jsonl")
        build(Library(folder / "shelf").load().bulletins, encoder, folder / "index")

    def outcomes(self, parts: KeptParts) -> tuple[float, tuple[runner.Outcome, ...]]:
        """The threshold of the default settings, and what came of every question where the bot is never silent."""
        questions = questions_of(self._encoder) if parts.questions else None
        weights = LEXICAL_WEIGHT if parts.words else _NO_WORDS
        retriever = Retriever(self._folder / "index", self._encoder, questions, weights)
        extractor = self._extractor(parts)
        answerer = Answerer(Searching(retriever), extractor, max_error=1.0)
        return extractor.threshold(None), runner.run_judgments(self._asked, answerer.answer)

    def _extractor(self, parts: KeptParts) -> Extractor:
        words = HeuristicExtractor(shipped_calibration())
        if not parts.reader:
            return words
        return JointExtractor(words, self._reader, read_calibration(JOINT), RIVAL if parts.neighbour else 0.0)


@contextmanager
def open_bench(programme: Programme, cache: Path) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        yield Bench(programme, open_encoder(None, cache), OnnxReader(prepare_reader(cache)), Path(folder))


def row(name: str, figured: Figures, never_silent: Figures) -> str:
    """One line of a Markdown table."""
    shares = (figured.right_first, figured.right_within_three, never_silent.right_first,
              figured.abstained_unanswerable, figured.abstained_answerable)  # fmt: skip
    return f"| {name} | " + " | ".join(map(_percent, shares)) + f" | {1000 * figured.median_seconds:.0f} |"


def _percent(share: Share) -> str:
    return "–" if share.value is None else f"{100 * share.value:.0f} %"


HEAD = (
    "| | right first | within three | right first, never silent | silent, no answer | silent, answer | median ms |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


def main(write: Callable[[str], object] = sys.stdout.write) -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.measuring.ablation", description=__doc__)
    parser.add_argument("programmes", nargs="+")
    parser.add_argument("--only", choices=list(VARIANTS), help="this variant alone")
    given = parser.parse_args()
    cache = settings.load().cache
    for programme in (one for one in load_programmes() if one.name in given.programmes):
        write(f"{programme.name}, {len(programme.questions)} questions\n\n{HEAD}\n")
        with open_bench(programme, cache) as bench:
            for name, parts in VARIANTS.items():
                if given.only in (None, name):
                    write(f"{_measured(bench, name, parts)}\n")


def _measured(bench: Bench, name: str, parts: KeptParts) -> str:
    threshold, outcomes = bench.outcomes(parts)
    return row(name, figures_of([at_threshold(one, threshold) for one in outcomes]), figures_of(outcomes))


def at_threshold(outcome: runner.Outcome, threshold: float) -> runner.Outcome:
    """What would have come of the question with that threshold: silence below it."""
    if outcome.confidence >= threshold:
        return outcome
    return replace(outcome, answered=False, right_first=False, right_within_three=False)


if __name__ == "__main__":
    main()
