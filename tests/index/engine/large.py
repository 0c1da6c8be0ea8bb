"""A large build into an engine, by itself in a process, whose own memory it tells: made-up bulletins whose vectors are
real ones of the model that ships, each a little perturbed."""

from __future__ import annotations

import json
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus.types import Block, BlockKind, Bulletin, PartialDate
from index.encoder.protocol import Encoder
from index.snapshot.build import build
from index.snapshot.place import SnapshotPlace
from index.types import Progress, Vectors

_PLACES = ("Borås", "Alingsås", "Skene", "Lund", "Kinna", "Ulricehamn", "Falun", "Visby")
_THINGS = ("journalen", "kursen", "provsvaret", "remissen", "schemat", "inloggningen", "larmet", "utbildningen")
_NOISE = 4_096


class PerturbedEncoder:
    """An Encoder that gives each text one of some real vectors, chosen by the text, with a fifth of noise. No text of a
    large shelf could be embedded in a test's time, and plain random vectors lie as no encoder's do."""

    name, max_tokens = "perturbed", 512

    def __init__(self, real: Vectors) -> None:
        self._real, self.dim = real, int(real.shape[1])
        noise = np.random.default_rng(1).normal(size=(_NOISE, self.dim))
        self._noise = (0.2 * noise / np.linalg.norm(noise, axis=1, keepdims=True)).astype(np.float32)

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        sums = np.array([zlib.crc32(text.encode()) for text in texts], np.int64)
        drawn = self._real[sums % len(self._real)] + self._noise[sums // len(self._real) % _NOISE]
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = self.encode_queries(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return vectors


def bulletins(count: int, changed: int = 0) -> Iterator[Bulletin]:
    """So many of a thousand characters in four paragraphs, in order; the first `changed` say another thing."""
    for number in range(count):
        drawn = np.random.default_rng(number)
        place, thing = _PLACES[drawn.integers(len(_PLACES))], _THINGS[drawn.integers(len(_THINGS))]
        when = f"den {1 + number % 28} maj" if number >= changed else "i höst"
        paragraphs = [
            f"{thing.capitalize()} i {place} öppnar {when} enligt beslut {number}-{part}. Ärendet {number * 7 + part} "
            f"gäller enhet {drawn.integers(10_000)}. Om {thing} svarar grupp {drawn.integers(1_000)} i {place}."
            for part in range(4)
        ]  # fmt: skip
        body, blocks = "", []
        for text in paragraphs:
            start = len(body) + (2 if body else 0)
            body += ("\n\n" if body else "") + text
            blocks.append(Block(BlockKind.PARAGRAPH, start, len(body)))
        yield Bulletin(
            id=f"b{number:07}", title=f"Nytt om {thing} {number}", body=body, blocks=tuple(blocks),
            source=f"b{number}.md", url=None, published=PartialDate(2026, 5), updated=None,
        )  # fmt: skip


def own_memory() -> int:
    """Bytes that belong to this process alone: what is mapped from files can be given back at any time."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("RssAnon:"):
            return 1024 * int(line.split()[1])
    raise OSError("this system does not tell")


class Watched:
    """The most memory of its own that the process has had since it was made."""

    def __init__(self) -> None:
        self.most = own_memory()
        self._ends = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._ends.wait(0.05):
            self.most = max(self.most, own_memory())

    def end(self) -> int:
        self._ends.set()
        return max(self.most, own_memory())


def measured(place: SnapshotPlace, encoder: Encoder, count: int, changed: int) -> dict[str, float]:
    """A first build of `count` bulletins, and a second one after so many of them have changed."""
    idle, first = own_memory(), Watched()
    start = time.perf_counter()
    whole = build(bulletins(count), encoder, place)
    first_seconds, first_most = time.perf_counter() - start, first.end()
    second = Watched()
    start = time.perf_counter()
    again = build(bulletins(count, changed), encoder, place)
    return {
        "passages": whole.manifest.counts.passages, "texts": whole.embedded, "bytes": whole.manifest.size,
        "idle": idle, "most": first_most, "seconds": first_seconds,
        "embedded": again.embedded, "most_again": second.end(), "seconds_again": time.perf_counter() - start,
    }  # fmt: skip


if __name__ == "__main__":
    scope: dict[str, SnapshotPlace] = {}
    exec(Path(sys.argv[1]).read_text(encoding="utf-8"), scope)  # makes `place`
    real = np.load(sys.argv[2], allow_pickle=False)
    found = measured(scope["place"], PerturbedEncoder(real), int(sys.argv[3]), int(sys.argv[4]))
    sys.stdout.write(json.dumps(found))
