"""The base model in a pack: the tensors as they were, and the word embeddings that are used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot import settings
from bot.lab.data.base import read_base, write_base
from index.encoder.model_cache import open_encoder
from index.encoder.packaged.base_model import build_tokenizer, weight_file
from index.encoder.packaged.quantized_weights import QuantizedFile, base_tensors, read_quantized

ASKED = "query: När öppnar biblioteket i Kil?"


@pytest.fixture(scope="module")
def source() -> QuantizedFile:
    return read_quantized(weight_file())


@pytest.fixture(scope="module")
def pack(source: QuantizedFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    write_base(folder, source, build_tokenizer(source).to_str(), [ASKED])
    return folder


def test_a_pack_with_the_base_is_small_and_holds_its_tensors(pack: Path, source: QuantizedFile) -> None:
    assert sum(path.stat().st_size for path in pack.iterdir()) < 25_000_000
    tensors, _ = read_base(pack)
    for name, values in base_tensors(source).items():
        assert np.array_equal(tensors[name], values)


def test_a_network_from_the_pack_reads_as_the_encoder_does(pack: Path) -> None:
    import torch  # seconds, which every worker would lose that only collects this module

    from bot.lab.training.network import ReaderNetwork

    tensors, tokenizer = read_base(pack)
    network = ReaderNetwork.from_base(tensors, frozen=12)
    ids = torch.tensor([tokenizer.encode(ASKED).ids])
    vector = network.hidden(ids, torch.ones_like(ids))[0].mean(0).numpy()
    expected = open_encoder(None, settings.load().cache).encode_queries([ASKED.removeprefix("query: ")])[0]
    assert float(vector @ expected) / float(np.linalg.norm(vector)) > 0.9999


def test_a_word_that_the_pack_lacks_is_unknown(pack: Path, source: QuantizedFile) -> None:
    tensors, tokenizer = read_base(pack)
    held, lacking, unknown = tokenizer.encode(ASKED).ids[2], tokenizer.encode("zebra").ids[1], source.special.unk
    words = tensors["words.weight"]
    assert not np.array_equal(words[held], words[unknown])
    assert np.array_equal(words[lacking], words[unknown])
