"""Reads a question with each passage: the answering span, and whether the passage answers at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from corpus.types import Passage, Span
from index.encoder.onnx_session import open_session
from index.encoder.quantized_weights import dequantize
from index.errors import ModelError
from index.reader.model import GRAPH, TOKENIZER, WORDS
from index.reader.span import best_span, whole_words
from index.reader.tokens import ReaderInput, assemble, context_text, pad, question_text
from index.types import Reading

BATCH_TOKENS = 768
"""Padded tokens in one run: passages of like length go together."""

MARGIN_WEIGHT = 0.15
"""What the span's margin adds to the answerable logit in the order of passages; chosen on the development part."""

_BLOCK = 32


class OnnxReader:
    """The small cross-encoder over a folder that `prepare_reader` made. Safe to call from several threads.

    Raises ModelError where the folder cannot be loaded.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._session = open_session(folder / GRAPH, threads)
        try:
            self._words: NDArray[np.uint8] = np.load(folder / WORDS, mmap_mode="r")
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # tokenizers raises bare Exception for every fault of a file
            raise ModelError(f"the reader in {folder} cannot be loaded: {error}; remove the folder") from error

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in the passages' order."""
        if not passages:
            return []
        encoded = self._encode(question, passages)
        inputs = [
            assemble(encoded[0].ids, context.ids, text.ids)
            for context, text in zip(encoded[1::2], encoded[2::2], strict=True)
        ]
        readings: dict[int, Reading] = {}
        for rows in _batches([len(one.ids) for one in inputs]):
            outputs = self._run([inputs[row] for row in rows])
            for place, row in enumerate(rows):
                scores = (outputs[0][place], outputs[1][place], float(outputs[2][place]))
                readings[row] = _reading(inputs[row], encoded[2 + 2 * row], passages[row].text, *scores)
        return [readings[row] for row in range(len(passages))]

    def _encode(self, question: str, passages: Sequence[Passage]) -> list[Encoding]:
        texts = [question_text(question)]
        for passage in passages:
            texts += [context_text(passage.context), passage.text]
        encoded: list[Encoding] = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return encoded

    def _run(self, inputs: Sequence[ReaderInput]) -> list[NDArray[np.float32]]:
        ids, attention = pad(inputs)
        fed = {"embedded": self._embedded(ids), "attention": attention.astype(np.int32)}
        outputs: list[NDArray[np.float32]] = self._session.run(["start", "end", "answers"], fed)
        return outputs

    def _embedded(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The word embeddings of `ids`, each distinct one unpacked once."""
        distinct, places = np.unique(ids, return_inverse=True)
        vectors = dequantize(np.asarray(self._words[distinct]).reshape(-1), _BLOCK).reshape(len(distinct), -1)
        return vectors[places.reshape(ids.shape)]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows by length, longest first, at most BATCH_TOKENS padded tokens together (or one row)."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _reading(
    read: ReaderInput,
    encoding: Encoding,
    text: str,
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    answerable: float,
) -> Reading:
    null = float(start[0] + end[0])
    if not read.length:
        return Reading(Span(0, 0), null, null, answerable, answerable)
    inside = slice(read.first, read.first + read.length)
    first, last, span_score = best_span(start[inside], end[inside])
    span = whole_words(text, Span(encoding.offsets[first][0], encoding.offsets[last][1]))
    score = answerable + MARGIN_WEIGHT * (span_score - null)
    return Reading(span, span_score, null, answerable, score)
