"""Parts that the tests of the reader share: a model of one layer with random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from index.encoder.graph import GraphWriter
from index.encoder.packaged.words import LATIN, LATIN_IDS, TOKENIZER, WORDS, words_folder
from index.reader.graph import write_graph
from index.reader.windows import GRAPH

WIDTH = 96
VOCABULARY = ["<s>", "<pad>", "</s>", "<unk>", "query", ":", "vem", "leder", "Karin", "Berg", "arbetet", ".", "?"]
SHAPES = {
    "positions.weight": (512, WIDTH), "types.weight": (2, WIDTH), "norm.weight": (WIDTH,), "norm.bias": (WIDTH,),
    "layers.0.qkv.weight": (3 * WIDTH, WIDTH), "layers.0.qkv.bias": (3 * WIDTH,),
    "layers.0.out.weight": (WIDTH, WIDTH), "layers.0.out.bias": (WIDTH,),
    "layers.0.norm1.weight": (WIDTH,), "layers.0.norm1.bias": (WIDTH,),
    "layers.0.up.weight": (4 * WIDTH, WIDTH), "layers.0.up.bias": (4 * WIDTH,),
    "layers.0.down.weight": (WIDTH, 4 * WIDTH), "layers.0.down.bias": (WIDTH,),
    "layers.0.norm2.weight": (WIDTH,), "layers.0.norm2.bias": (WIDTH,),
    "span.weight": (2, WIDTH), "span.bias": (2,), "pool.weight": (WIDTH, WIDTH), "pool.bias": (WIDTH,),
    "answers.weight": (1, WIDTH), "answers.bias": (1,),
}  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader of one layer with random weights: it knows nothing, but everything about it is real."""
    cache = tmp_path_factory.mktemp("cache")
    made, words = cache / "readers" / "random", words_folder(cache)
    made.mkdir(parents=True)
    words.mkdir(parents=True)
    random = np.random.default_rng(4)
    tensors = {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in SHAPES.items()}
    write_graph(GraphWriter(tensors), 1, made / GRAPH)
    scales = np.full((len(VOCABULARY), WIDTH // 32, 1), 0.1, "<f2").view(np.uint8)
    nibbles = random.integers(0, 256, (len(VOCABULARY), WIDTH // 32, 16), np.uint8)
    np.save(words / WORDS, np.concatenate([scales, nibbles], axis=2).reshape(len(VOCABULARY), -1))
    tokenizer = Tokenizer(models.WordLevel({piece: row for row, piece in enumerate(VOCABULARY)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    for name in (TOKENIZER, LATIN):
        tokenizer.save(str(words / name))
    np.save(words / LATIN_IDS, np.arange(len(VOCABULARY), dtype=np.int32))
    return made
