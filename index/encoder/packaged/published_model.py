"""The default model as an ordinary sentence-transformers folder that gives the vectors that are searched with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from index.encoder.packaged.base_model import tensor_name, weight_file, write_folder
from index.encoder.packaged.quantized_weights import base_tensors, package_names, read_quantized
from index.encoder.packaged.question_encoder import CHANGE, read_question_weights
from index.encoder.packaged.trained_weights import SHIPPED_QUESTIONS, Tensors
from index.encoder.prepared_folder import prepare_once
from index.errors import ModelError
from index.types import unheard

_MODULES = "sentence_transformers.models"
_WEIGHTS = "model.safetensors"
_QUESTIONS, _DENSE, _POOLING, _NORMALIZE = "query_0_Transformer", "query_3_Dense", "1_Pooling", "2_Normalize"
_BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json")
"""What a network's folder holds beside its weights."""


def export_packaged(folder: Path) -> None:
    """Write the default model to `folder`, which may not exist yet: `encode_query` gives the vectors of questions, by
    what was trained for them, `encode_document` those of passages. Its root alone is the encoder as it is.

    Raises ModelError where it exists, the package is missing or altered, or the disk refuses.
    """
    if folder.exists():
        raise ModelError(f"{folder} exists; name a folder that does not")
    prepare_once(folder, "the model", _write)
    folder.with_name(f"{folder.name}.lock").unlink(missing_ok=True)


def _write(folder: Path) -> None:
    source = read_quantized(weight_file())
    write_folder(source, folder, unheard)
    base = base_tensors(source)
    trained = read_question_weights(SHIPPED_QUESTIONS)
    _write_questions(folder, trained.applied(base))
    _write_dense(folder / _DENSE, trained.changes[CHANGE])
    router = {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.Router"}
    parts = {
        ".": "Transformer",
        _QUESTIONS: "Transformer",
        _POOLING: "Pooling",
        _NORMALIZE: "Normalize",
        _DENSE: "Dense",
    }
    routes = {
        "query": [_QUESTIONS, _POOLING, _NORMALIZE, _DENSE, _NORMALIZE],
        "document": [".", _POOLING, _NORMALIZE],
    }
    _write_json(folder / "modules.json", [router])
    _write_json(
        folder / "router_config.json",
        {
            "types": {part: f"{_MODULES}.{kind}" for part, kind in parts.items()},
            "structure": routes,
            "parameters": {"default_route": "document", "allow_empty_key": True},
        },
    )


def _write_questions(folder: Path, trained: Tensors) -> None:
    """The network for questions in a folder of its own: that of the root, but for what training changed."""
    part = folder / _QUESTIONS
    part.mkdir()
    whole = load_file(folder / _WEIGHTS)
    for name, tensor in package_names(trained).items():
        whole[tensor_name(name)] = np.ascontiguousarray(tensor)
    save_file(whole, part / _WEIGHTS, metadata={"format": "pt"})
    (part / _WEIGHTS).chmod(0o644)
    for name in _BESIDE:
        shutil.copyfile(folder / name, part / name)


def _write_dense(folder: Path, change: NDArray[np.float32]) -> None:
    width = len(change)
    folder.mkdir()
    described = {
        "in_features": width,
        "out_features": width,
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
    }
    _write_json(folder / "config.json", described)
    matrix = np.eye(width, dtype=np.float32) + change
    save_file({"linear.weight": np.ascontiguousarray(matrix.T)}, folder / _WEIGHTS)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
