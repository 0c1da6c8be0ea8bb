"""What the packaged encoder and every reader over it share: how texts become tokens, and the tokens' embeddings.

Both tables lie in one folder of the cache, and a process opens each once.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from corpus.types import Span
from index.encoder.packaged.base_model import FOLDER, build_tokenizer, weight_file
from index.encoder.packaged.quantized_weights import QuantizedFile, dequantize, read_quantized
from index.encoder.prepared_folder import prepare_once
from index.errors import ModelError
from index.types import Progress, unheard

FORMAT = 1
WORDS, TOKENIZER, LATIN, LATIN_IDS = "words.npy", "tokenizer.json", "latin.json", "latin_ids.npy"

LATIN_CHARACTERS = frozenset("\t\n" + "".join(map(chr, (*range(0x20, 0x7F), *range(0xC0, 0x100)))) + "§°»«·½–—’‘”“•…€")
"""What a text may consist of for the small tokenizer to give the whole one's tokens: each of these becomes letters and
signs that are pieces themselves, so that no text of them holds an unknown one, and none joins with its neighbour."""

_BLOCK = 32
_SPECIAL = 4
"""The first pieces are not text."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text without special ones; `ids` are rows of the table of embeddings."""

    ids: list[int]
    _encoding: Encoding

    def span(self, first: int, last: int) -> Span:
        """The characters of the text from token `first` to token `last`."""
        offsets = self._encoding.offsets
        return Span(offsets[first][0], offsets[last][1])

    def within(self, spans: Sequence[Span]) -> list[range]:
        """The tokens that end in each of some spans of the text: the space before a word is part of its token."""
        ends = [end for _, end in self._encoding.offsets]
        return [range(bisect_right(ends, span.start), bisect_right(ends, span.end)) for span in spans]


class WordTable:
    """The tokenizer and the packed embeddings in the folder of `prepare_words`. Safe to call from several threads.

    A text of Latin letters is cut by a tokenizer of the pieces that these can make up, two fifths of all: it gives the
    same tokens, and is opened in a quarter of the time and memory. The whole one is opened at the first other text.
    Raises ModelError where the folder cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._latin = open_tokenizer(folder / LATIN)
        self._latin_ids = open_table(folder / LATIN_IDS)
        self._packed: NDArray[np.uint8] = open_table(folder / WORDS, mapped=True)
        self._whole: Tokenizer | None = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        latin = [LATIN_CHARACTERS.issuperset(text) for text in texts]
        small = iter(self._latin.encode_batch([text for text, is_latin in zip(texts, latin, strict=True) if is_latin],
                                              add_special_tokens=False))  # fmt: skip
        others = [text for text, is_latin in zip(texts, latin, strict=True) if not is_latin]
        large = iter(self._all_pieces().encode_batch(others, add_special_tokens=False) if others else ())
        return [self._of_latin(next(small)) if is_latin else _of_all(next(large)) for is_latin in latin]

    def _of_latin(self, encoding: Encoding) -> Tokens:
        return Tokens(self._latin_ids[encoding.ids].tolist() if encoding.ids else [], encoding)

    def _all_pieces(self) -> Tokenizer:
        with self._lock:
            if self._whole is None:
                self._whole = open_tokenizer(self._folder / TOKENIZER)
            return self._whole

    def embedded(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The word embeddings of `ids`, each distinct one unpacked once: float32, the shape of `ids` and the width."""
        distinct, places = np.unique(ids, return_inverse=True)
        vectors = dequantize(np.asarray(self._packed[distinct]).reshape(-1), _BLOCK).reshape(len(distinct), -1)
        return vectors[places.reshape(ids.shape)]


def _of_all(encoding: Encoding) -> Tokens:
    return Tokens(encoding.ids, encoding)


def open_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a file, which neither pads nor cuts. Raises ModelError where it cannot be loaded."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception for every fault of a file
        raise ModelError(f"the tokenizer {path} cannot be loaded: {error}; remove its folder and try again") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def open_table(path: Path, *, mapped: bool = False) -> NDArray[Any]:
    """The array of a file. Raises ModelError where it cannot be loaded."""
    try:
        table: NDArray[Any] = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise ModelError(f"{path} cannot be loaded: {error}; remove its folder and try again") from error
    return table


@cache
def shared_words(folder: Path) -> WordTable:
    """The one `WordTable` of this process over `folder`, which never changes."""
    return WordTable(folder)


def words_folder(models: Path) -> Path:
    """Where `prepare_words` puts what it makes for the models under the cache `models`."""
    return models / "words" / f"{FOLDER}-f{FORMAT}"


def prepare_words(models: Path, progress: Progress | None = None) -> Path:
    """The folder with both tokenizers and the packed embeddings, written on the first call (seconds, 75 MB).

    Raises ModelError where the package is missing or altered, or the disk refuses.
    """
    heard = progress or unheard
    return prepare_once(words_folder(models), "the model's words", lambda stage: _write(stage, heard))


def _write(stage: Path, progress: Progress) -> None:
    source = read_quantized(weight_file())
    np.save(stage / WORDS, packed_words(source))
    build_tokenizer(source).save(str(stage / TOKENIZER), pretty=False)
    progress(1, 2)
    write_latin(source, stage)
    progress(2, 2)


def write_latin(source: QuantizedFile, folder: Path) -> None:
    """Writes the tokenizer of the pieces that texts of `LATIN_CHARACTERS` can hold, and their rows among all."""
    normalize = build_tokenizer(replace(source, pieces=source.pieces[:_SPECIAL])).normalizer.normalize_str
    letters = set("▁" + "".join(normalize(character) for character in LATIN_CHARACTERS))
    kept = [row for row, (piece, _) in enumerate(source.pieces) if row < _SPECIAL or letters.issuperset(piece)]
    tokenizer = build_tokenizer(replace(source, pieces=tuple(source.pieces[row] for row in kept)))
    tokenizer.save(str(folder / LATIN), pretty=False)
    np.save(folder / LATIN_IDS, np.array(kept, np.int32))


def packed_words(source: QuantizedFile) -> NDArray[np.uint8]:
    """The word embeddings as they are stored, uint8 (vocabulary, bytes a row): a seventh of their float32 size."""
    _, _, _, offset, size = next(entry for entry in source.directory if entry[0] == "emb.word")
    return np.frombuffer(source.content, np.uint8, size, offset).reshape(source.shape.vocabulary, -1)
