"""The base model in a pack: its tensors as the package stores them, and of the word embeddings those that are used."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from corpus.storage import write_file
from index.encoder.packaged.quantized_weights import QuantizedFile, Shape, flat_values, named_tensors
from index.encoder.packaged.trained_weights import Tensors

_TENSORS, _TOKENIZER = "base.safetensors", "tokenizer.json.gz"
_WORDS, _USED = "emb.word", "used"


def write_base(folder: Path, source: QuantizedFile, tokenizer: str, texts: Iterable[str]) -> None:
    """Puts the base model into the pack, of its word embeddings those in `texts` alone; `tokenizer` is its JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = Tokenizer.from_str(tokenizer)
    special = source.special
    used = {special.bos, special.eos, special.pad, special.unk}
    for text in texts:
        used.update(opened.encode(text).ids)
    rows = np.array(sorted(used), dtype=np.int32)
    stored: dict[str, NDArray[np.generic]] = {_USED: rows}
    for name, values in source.stored():
        stored[name] = values if name != _WORDS else values.reshape(source.shape.vocabulary, -1)[rows].reshape(-1)
    described = {"shape": json.dumps(astuple(source.shape)), "unknown": str(special.unk)}
    save_file(stored, folder / f"{_TENSORS}.new", metadata=described)
    (folder / f"{_TENSORS}.new").replace(folder / _TENSORS)
    write_file(folder / _TOKENIZER, gzip.compress(tokenizer.encode()))


def read_base(folder: Path) -> tuple[Tensors, Tokenizer]:
    """The base model's tensors under the reader's names, and its tokenizer, which neither pads nor cuts.

    A word embedding that the pack lacks is that of the unknown token.
    """
    flat, rows, shape, unknown = _read(folder / _TENSORS)
    tokenizer = Tokenizer.from_str(gzip.decompress((folder / _TOKENIZER).read_bytes()).decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tensors = named_tensors(flat, shape)
    words = flat[_WORDS].reshape(len(rows), shape.width)
    whole = np.empty((shape.vocabulary, shape.width), np.float32)
    whole[:] = words[np.searchsorted(rows, unknown)]
    whole[rows] = words
    return {**tensors, "words.weight": whole}, tokenizer


def _read(path: Path) -> tuple[Mapping[str, NDArray[np.float32]], NDArray[np.int32], Shape, int]:
    with safe_open(path, framework="np") as file:
        described = file.metadata()
        shape = Shape(*json.loads(described["shape"]))
        stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
        rows = stored.pop(_USED)
        return (
            {name: flat_values(values, shape.block) for name, values in stored.items()},
            rows,
            shape,
            int(described["unknown"]),
        )
