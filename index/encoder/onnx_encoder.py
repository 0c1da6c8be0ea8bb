"""Encodes with a graph: onnxruntime and tokenizers only, neither torch nor transformers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder.compiled_model import CompiledModel
from index.encoder.onnx_session import open_session, usable_cores
from index.encoder.packaged.base_model import BOS, EOS
from index.encoder.packaged.words import WordTable, open_tokenizer
from index.encoder.prompts import Prompts, choose_prompts, encoder_name
from index.types import Progress, Vectors, unheard

BATCH_TOKENS = 256
"""Padded tokens in one run: larger batches leave the CPU's cache and are slower (4,096 by a third)."""


class Network(Protocol):
    """What a graph and its tokenizer make of texts."""

    def count(self, text: str) -> int:
        """Tokens of `text`, special ones left out."""

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text as the graph reads them, cut to its window, special ones included."""

    def runs(self, ids: Sequence[list[int]]) -> Iterator[tuple[list[int], Vectors]]:
        """Some rows of `ids` at a time, each once, and their vectors, float32 (rows, dim), of no particular length."""


class OnnxEncoder:
    """An Encoder over the network that `model` describes; `passages` gives the vectors of these where another one does.
    Safe to call from several threads."""

    def __init__(
        self,
        model: CompiledModel,
        network: Network,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
        passages: Network | None = None,
    ) -> None:
        self._model = model
        self._prompts = choose_prompts(model.label, model.prompts, query_prompt, passage_prompt)
        self._network = network
        self._passages = passages or network

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
        return self._network.count(text)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return _encoded(self._network, self.dim, [self._prompts.query + text for text in texts], unheard)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        texts = [self._prompts.passage + text for text in texts]
        return _encoded(self._passages, self.dim, texts, progress or unheard)


def _encoded(network: Network, dim: int, texts: Sequence[str], progress: Progress) -> Vectors:
    ids = network.tokens(texts)
    vectors = np.zeros((len(ids), dim), np.float32)
    done = 0
    for rows, found in network.runs(ids):
        vectors[rows] = unit_rows(found)
        done += len(rows)
        progress(done, len(ids))
    return vectors


class CompiledNetwork:
    """The graph of token ids and the tokenizer in a folder that `model_cache` compiled.

    Raises ModelError where they cannot be loaded.
    """

    def __init__(self, folder: Path, model: CompiledModel, threads: int | None = None) -> None:
        self._tokenizer = open_tokenizer(folder / model.tokenizer_file)
        self._tokenizer.enable_truncation(model.max_tokens)
        self._pad_id = model.pad_id
        self._session = open_session(folder / model.graph_file, threads)

    def count(self, text: str) -> int:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return len(encoding.ids) + sum(len(rest.ids) for rest in encoding.overflowing)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]

    def runs(self, ids: Sequence[list[int]]) -> Iterator[tuple[list[int], Vectors]]:
        for rows in batches([len(tokens) for tokens in ids], BATCH_TOKENS):
            yield rows, self._vectors([ids[row] for row in rows])

    def _vectors(self, ids: list[list[int]]) -> Vectors:
        width = max(map(len, ids))
        padded = np.full((len(ids), width), self._pad_id, np.int64)
        attention = np.zeros((len(ids), width), np.int64)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)] = tokens
            attention[row, : len(tokens)] = 1
        (found,) = self._session.run(None, {"input_ids": padded, "attention_mask": attention})
        return np.asarray(found, np.float32)


class PackagedNetwork:
    """A graph that was written for the default model, over the words that the reader shares.

    Each text is read alone, so that nothing is padded and its vector does not depend on those beside it: on all cores
    at hand, or, `side_by_side`, on one, as many texts at a time as there are cores. The graph is opened when the first
    vectors are asked for, which raises ModelError where it cannot be loaded.
    """

    def __init__(self, graph: Path, words: WordTable, max_tokens: int, *, side_by_side: bool = False) -> None:
        self._words = words
        self._longest = max_tokens - 2
        cores = usable_cores()
        self._session = cache(partial(open_session, graph, 1 if side_by_side else cores))
        self._each = ThreadPoolExecutor(cores, "embedding").map if side_by_side else map

    def count(self, text: str) -> int:
        return len(self._words.encode([text])[0].ids)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return [[BOS, *tokens.ids[: self._longest], EOS] for tokens in self._words.encode(texts)]

    def runs(self, ids: Sequence[list[int]]) -> Iterator[tuple[list[int], Vectors]]:
        longest_first = sorted(range(len(ids)), key=lambda row: -len(ids[row]))
        if ids:
            self._session()
        found = self._each(self._vector, [ids[row] for row in longest_first])
        return (([row], vector) for row, vector in zip(longest_first, found, strict=True))

    def _vector(self, ids: list[int]) -> Vectors:
        (found,) = self._session().run(["vector"], {"embedded": self._words.embedded(np.array([ids]))})
        return np.asarray(found, np.float32)


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
