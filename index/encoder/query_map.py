"""Brings a question's vector nearer to the passages that answer: one matrix, learnt for the packaged encoder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from index.errors import ModelError
from index.types import Vectors

FORMAT = 1
SHIPPED = Path(__file__).parents[1] / "weights" / "query_map.safetensors"

_CHANGE = "change"
_REMEDY = "install the project again"


@dataclass(frozen=True, slots=True)
class QueryMap:
    """`change`, float32 (dim, dim), is added to the identity: a question's vector q becomes q + q @ change, of unit
    length again. `encoder` names the encoder whose vectors it was learnt on."""

    encoder: str
    change: NDArray[np.float32]

    def __call__(self, vectors: Vectors) -> Vectors:
        """The mapped vectors, float32 (n, dim), rows of unit length."""
        moved = vectors + vectors @ self.change
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12), np.float32)


def read_query_map(encoder: str, path: Path = SHIPPED) -> QueryMap | None:
    """The map of the file at `path`; None where it was learnt for another encoder, whose vectors stay as they are.

    Raises ModelError where the file is missing, damaged or of another format.
    """
    if not path.is_file():
        raise ModelError(f"the query map is missing at {path}; {_REMEDY}")
    try:
        with safe_open(path, framework="np") as file:
            described = json.loads((file.metadata() or {}).get("query_map", "{}"))
            change = np.asarray(file.get_tensor(_CHANGE), np.float32)
    except (OSError, SafetensorError, ValueError) as error:
        raise ModelError(f"the query map {path} cannot be read ({error}); {_REMEDY}") from error
    if described.get("format") != FORMAT or change.ndim != 2 or change.shape[0] != change.shape[1]:
        raise ModelError(f"{path} is no query map of format {FORMAT}; {_REMEDY}")
    return QueryMap(encoder, change) if described.get("encoder") == encoder else None


def write_route(folder: Path, query_map: QueryMap) -> None:
    """Writes into `folder` the module of sentence-transformers that moves the vectors of questions and no others."""
    parts = {"query_0_Dense": "Dense", "query_1_Normalize": "Normalize", "document_0_Normalize": "Normalize"}
    width = len(query_map.change)
    dense = {
        "in_features": width,
        "out_features": width,
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
    }
    described: dict[str, object] = {
        "router_config.json": {
            "types": {part: f"sentence_transformers.models.{kind}" for part, kind in parts.items()},
            "structure": {route: [part for part in parts if part.startswith(route)] for route in ("query", "document")},
            "parameters": {"default_route": "document", "allow_empty_key": True},
        },
        "query_0_Dense/config.json": dense,
        "query_1_Normalize/config.json": {},
        "document_0_Normalize/config.json": {},
    }
    for name, content in described.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    matrix = np.eye(width, dtype=np.float32) + query_map.change
    save_file({"linear.weight": np.ascontiguousarray(matrix.T)}, folder / "query_0_Dense" / "model.safetensors")


def write_query_map(path: Path, query_map: QueryMap) -> None:
    """Writes the file by one rename, the matrix as float16."""
    described = json.dumps({"format": FORMAT, "encoder": query_map.encoder})
    fresh = path.with_suffix(".new")
    save_file({_CHANGE: query_map.change.astype(np.float16)}, fresh, metadata={"query_map": described})
    fresh.chmod(0o644)
    fresh.replace(path)
