"""`python -m bot.lab.bench.large`: how opening, memory and searching grow with the index.

A shelf of so many passages would take days to embed. So the passages are the shipped ones over and over, with made-up
words among them and with their vectors moved a little, each in a direction of its own: near each other as those of one
programme's bulletins are, and no two alike. Sentences have no vectors: a search reads those of its hits alone.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from bot.evaluation.metrics import quantile
from bot.settings import SHIPPED_BULLETINS
from corpus.shelf.library import Library
from corpus.split import split
from corpus.types import Bulletin, Passage
from index.encoder.embedding import passage_text
from index.encoder.protocol import Encoder
from index.lexical.bm25 import LexicalIndex
from index.lexical.counting import LexicalText
from index.retriever import Retriever
from index.snapshot.place import SnapshotPlace
from index.snapshot.publication import SnapshotDraft, bulletin_starts, publish
from index.testing import WordEncoder
from index.types import Vectors, unheard

_MOVED = 0.35
"""Length of what is added to a vector of unit length: cosines of two copies come to .89, of other passages stay low."""
_NEW_WORDS = 10
"""Every so manieth passage has made-up words of its own, so that the vocabulary grows as that of real texts does."""
_AT_ONCE = 10_000
_SYLLABLES = ("bar", "del", "fri", "grund", "lös", "mark", "nät", "plan", "råd", "sam", "tid", "un", "väg", "ö", "rikt")


def publish_made_up(root: Path, passages: int, encoder: Encoder) -> None:
    """Publish an index of at least so many passages under `root`."""
    with made_up(root.parent, Library(SHIPPED_BULLETINS).load().bulletins, passages, encoder) as draft:
        root.mkdir(parents=True, exist_ok=True)
        publish(draft, root, unheard)


@contextmanager
def made_up(folder: Path, shipped: Sequence[Bulletin], passages: int, encoder: Encoder) -> Iterator[SnapshotDraft]:
    """A draft of at least so many passages, those of some bulletins over and over; its vectors lie below `folder`."""
    cut = {each.id: split(each, encoder.count_tokens, encoder.max_tokens) for each in shipped}
    bulletins, copies = _copies(shipped, cut, passages)
    texts = [passage_text(passage) for each in shipped for passage in cut[each.id]]
    counted = LexicalIndex.build(list(map(LexicalText, texts)))
    with tempfile.TemporaryDirectory(dir=folder) as own:
        vectors = _moved(encoder.encode_passages(texts), len(copies), Path(own) / "vectors.npy")
        yield SnapshotDraft(
            model=encoder.name,
            revision="made up",
            bulletins=bulletins,
            bulletin_starts=bulletin_starts(bulletins, [passage.bulletin_id for passage in copies]),
            passages=copies,
            passage_vectors=vectors,
            sentence_vectors=np.zeros((0, encoder.dim), np.float32),
            sentence_starts=np.zeros(len(copies) + 1, np.int64),
            lexical=LexicalIndex.build(_texts(texts, len(copies)), counted.counted),
        )


def _copies(
    shipped: Sequence[Bulletin], cut: Mapping[str, Sequence[Passage]], count: int
) -> tuple[tuple[Bulletin, ...], list[Passage]]:
    """Copies of the bulletins under other names, in order, until they have `count` passages, with these."""
    bulletins: list[Bulletin] = []
    passages: list[Passage] = []
    while len(passages) < count:
        for bulletin in shipped:
            copy = replace(bulletin, id=f"{len(bulletins):08}-{bulletin.id}")
            bulletins.append(copy)
            passages += (replace(each, bulletin_id=copy.id) for each in cut[bulletin.id])
    return tuple(bulletins), passages


def _texts(texts: Sequence[str], count: int) -> Iterator[LexicalText]:
    chance = random.Random(0)  # noqa: S311 - reproducible, no secret
    for row in range(count):
        if row % _NEW_WORDS:
            yield LexicalText("", former=row % len(texts))
        else:
            made = "".join(chance.choices(_SYLLABLES, k=4))
            yield LexicalText(f"{texts[row % len(texts)]} {made} {made}{chance.choice(_SYLLABLES)}")


def _moved(vectors: Vectors, count: int, path: Path) -> Vectors:
    """`count` vectors near the given ones, by turns, mapped from a file at `path`."""
    chance, dim = np.random.default_rng(0), vectors.shape[1]
    made = np.lib.format.open_memmap(path, "w+", np.float32, (count, dim))
    for first in range(0, count, _AT_ONCE):
        rows = np.arange(first, min(first + _AT_ONCE, count)) % len(vectors)
        moved = vectors[rows] + chance.normal(0, _MOVED / np.sqrt(dim), (len(rows), dim)).astype(np.float32)
        made[first : first + len(rows)] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(made)


def opened_and_searched(where: Path | SnapshotPlace, encoder: Encoder, questions: Sequence[str]) -> dict[str, float]:
    """Seconds of opening and of searching, by the clock and of the processors, and bytes of memory of this process: all
    of its own, and pages of files that the system takes back when it needs them."""
    before, started = _memory(), _clocks()
    opened = Retriever(where, encoder)
    found = {"open": _since(started)[0], "open_cpu": _since(started)[1]}
    started = _clocks()
    opened.published.warm()
    found |= {"warm": _since(started)[0], "warm_cpu": _since(started)[1]}
    times = []
    for question in questions:
        started = _clocks()
        opened.search(question, 10)
        times.append(_since(started))
    after, count = _memory(), opened.snapshot.counts.passages
    seconds, processors = ([each[side] for each in times] for side in (0, 1))
    return found | {
        "search": quantile(seconds, 0.5),
        "search_cpu": quantile(processors, 0.5),
        "search_worst": max(seconds),
        "own_bytes_a_passage": (after["RssAnon"] - before["RssAnon"]) / count,
        "bytes_a_passage": (sum(after.values()) - sum(before.values())) / count,
        "bytes": float(sum(after.values())),
        "disk_bytes": float(opened.snapshot.size),
        "words": float(len(opened.published.lexical.columns.stems)),
        "passages": float(count),
    }


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(started: tuple[float, float]) -> tuple[float, float]:
    now = _clocks()
    return now[0] - started[0], now[1] - started[1]


def _memory() -> dict[str, int]:
    """Bytes of memory of this process by kind; the greatest so far, as its own, where the system tells no kinds."""
    status = Path("/proc/self/status")
    if not status.exists():
        return {"RssAnon": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "RssFile": 0}
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines() if ":" in line)
    return {kind: 1024 * int(lines[kind].split()[0]) for kind in ("RssAnon", "RssFile")}


QUESTIONS = ("Vem leder införandet?", "När är driftstarten?", "Vad kostar utbildningen för verksamhetsexperterna?",
             "Hur många kommuner deltar?", "Vilka sjukhus börjar först i oktober?", "vad ändras för lakare pa akuten",
             "What does the programme cost?", "Var hittar jag manualerna till det nya systemet?")  # fmt: skip


@click.command()
@click.option("--passages", type=click.IntRange(min=1), multiple=True, default=(30_000, 300_000), show_default=True)
@click.option("--opened", type=click.Path(path_type=Path), hidden=True, help="Measure the index in this folder.")
def main(passages: tuple[int, ...], opened: Path | None) -> None:
    """Make indexes of so many passages, one after another, and open and search each in a process of its own."""
    encoder = WordEncoder(dim=384)
    if opened is not None:
        click.echo(json.dumps(opened_and_searched(opened, encoder, QUESTIONS)))
        return
    for count in passages:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "index"
            publish_made_up(root, count, encoder)
            command = [sys.executable, "-m", "bot.lab.bench.large", "--opened", str(root)]
            click.echo(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.strip())  # noqa: S603
    click.echo(f"load afterwards {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
