"""Encodes with a compiled model: onnxruntime and tokenizers only, neither torch nor transformers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder.compiled_model import CompiledModel
from index.encoder.onnx_session import open_session
from index.encoder.prompts import Prompts, choose_prompts, encoder_name
from index.errors import ModelError
from index.types import Progress, Vectors

BATCH_TOKENS = 256
"""Padded tokens in one run: larger batches leave the CPU's cache and are slower (4,096 by a third)."""


class OnnxEncoder:
    """An Encoder over a folder that `model_cache` compiled. Safe to call from several threads.

    Raises ModelError where the folder cannot be loaded.
    """

    def __init__(
        self,
        folder: Path,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
        threads: int | None = None,
    ) -> None:
        self._model = CompiledModel.read(folder)
        self._prompts = choose_prompts(self._model.label, self._model.prompts, query_prompt, passage_prompt)
        self._tokenizer = _load_tokenizer(folder / self._model.tokenizer_file, self._model.max_tokens)
        self._session = open_session(folder / self._model.graph_file, threads)

    @property
    def name(self) -> str:
        return encoder_name(self._model.label, self._model.fingerprint, self._prompts)

    @property
    def dim(self) -> int:
        return self._model.dim

    @property
    def max_tokens(self) -> int:
        return self._model.max_tokens

    @property
    def prompts(self) -> Prompts:
        return self._prompts

    def count_tokens(self, text: str) -> int:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return len(encoding.ids) + sum(len(rest.ids) for rest in encoding.overflowing)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._prompts.query + text for text in texts], None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode([self._prompts.passage + text for text in texts], progress)

    def _encode(self, texts: list[str], progress: Progress | None) -> Vectors:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
        vectors = np.zeros((len(ids), self.dim), np.float32)
        done = 0
        for rows in batches([len(tokens) for tokens in ids], BATCH_TOKENS):
            vectors[rows] = self._run([ids[row] for row in rows])
            done += len(rows)
            if progress is not None:
                progress(done, len(ids))
        return vectors

    def _run(self, ids: list[list[int]]) -> Vectors:
        width = max(map(len, ids))
        padded = np.full((len(ids), width), self._model.pad_id, np.int64)
        mask = np.zeros((len(ids), width), np.int64)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (found,) = self._session.run(None, {"input_ids": padded, "attention_mask": mask})
        return unit_rows(np.asarray(found, np.float32))


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Rows in batches of similar length, longest first, each of at most `budget` padded tokens (or one row)."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def unit_rows(vectors: NDArray[np.float32]) -> Vectors:
    """Rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)), np.float32)


def _load_tokenizer(path: Path, max_tokens: int) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception for every fault of a file
        raise ModelError(f"the tokenizer {path} cannot be loaded: {error}; remove its folder and try again") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
