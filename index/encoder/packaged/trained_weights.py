"""Trained weights of the reader, the comparer or the questions' encoder: what training changed of the base model, in
4 bits, on top of the base's own.

A later training may change an earlier one by adapters of low rank: a small file that names the one it lies on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from index.encoder.packaged.base_model import FOLDER, SHA256
from index.encoder.packaged.quantized_weights import dequantize, quantize
from index.errors import ModelError

FORMAT = 2
SHIPPED = Path(__file__).parents[2] / "weights" / "reader_lists.safetensors"
SHIPPED_QUESTIONS = SHIPPED.with_name("questions.safetensors")
"""What turns a question into the vector that is searched with."""
SHIPPED_SUCCESSION = SHIPPED.with_name("succession.safetensors")
"""What tells, over the reader's weights, whether a later passage changes an older statement."""
ADAPTER_SCALE = 2.0
"""A matrix changes by this times `upper`^T `lower`, both of shape (rank, width)."""

_REMEDY = "install the project again"
_HALVES = (".lower", ".upper")
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2

Tensors = dict[str, NDArray[np.float32]]
Adapter = tuple[NDArray[np.float32], NDArray[np.float32]]
"""A change of low rank: float32 `lower` (rank, in) and `upper` (rank, out), adding `upper`^T `lower` to a matrix."""


@dataclass(frozen=True, slots=True)
class TrainedWeights:
    """Changes to the base model's tensors (`layers.*`) and the heads' own, by name; `label` names the training.

    `under` are the weights that these lie on, None for the base model alone.
    """

    label: str
    changes: Mapping[str, NDArray[np.float32]]
    under: TrainedWeights | None = None

    def applied(self, base: Mapping[str, NDArray[np.float32]]) -> Tensors:
        """All tensors: the base's with the changes added, and the heads.

        Raises ModelError where a change has another shape than what it changes.
        """
        whole = dict(base) if self.under is None else self.under.applied(base)
        try:
            self._apply(whole)
        except (KeyError, ValueError) as error:
            raise ModelError(f"the weights {self.label} do not fit their model ({error}); {_REMEDY}") from error
        return whole

    def adapters(self) -> dict[str, Adapter]:
        """What changes by low rank, by the name of its matrix without `.weight`."""
        names = [name.removesuffix(".lower") for name in self.changes if name.endswith(".lower")]
        scale = np.float32(ADAPTER_SCALE)
        return {name: (self.changes[f"{name}.lower"], self.changes[f"{name}.upper"] * scale) for name in names}

    def _apply(self, whole: Tensors) -> None:
        for name, change in self.changes.items():
            if name.endswith(".lower"):
                matrix = f"{name.removesuffix('.lower')}.weight"
                whole[matrix] = whole[matrix] + self._adapted(name, change)
            elif not name.endswith(".upper"):
                whole[name] = whole[name] + change if name in whole else change

    def _adapted(self, name: str, lower: NDArray[np.float32]) -> NDArray[np.float32]:
        product: NDArray[np.float32] = self.changes[f"{name.removesuffix('.lower')}.upper"].T @ lower
        return product * np.float32(ADAPTER_SCALE)


def write_weights(
    path: Path,
    label: str,
    base: Mapping[str, NDArray[np.float32]],
    trained: Mapping[str, NDArray[np.float32]],
    over: Path | None = None,
) -> None:
    """Writes what `trained` changed of `base`: matrices and adapters in 4 bits with a float16 scale for every 32
    numbers, as the base itself is stored, the heads and vectors as float16. Rows are multiples of 32 long.

    `over` is the file, in the same folder, of an earlier training that these weights lie on; `base` is then the model
    with those applied.
    """
    stored: dict[str, NDArray[np.generic]] = {}
    for name, tensor in sorted(trained.items()):
        change = tensor - base[name] if name in base else tensor
        if name.endswith(_HALVES) or (change.ndim == 2 and len(change) >= _BLOCK and name in base):
            stored[name] = quantize(change, _BLOCK).reshape(len(change), -1)
        else:
            stored[name] = change.astype(np.float16)
    described = {"format": FORMAT, "label": label, "base": FOLDER, "base_sha256": SHA256}
    if over is not None:
        described |= {"over": over.name, "over_sha256": weights_digest(over)}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    save_file(stored, fresh, metadata={"reader": json.dumps(described)})
    fresh.chmod(0o644)
    fresh.replace(path)


def read_weights(path: Path = SHIPPED) -> TrainedWeights:
    """Raises ModelError where the file is missing, damaged, of another format, or made for another base model."""
    if not path.is_file():
        raise ModelError(f"the trained weights are missing at {path}; {_REMEDY}")
    try:
        with safe_open(path, framework="np") as file:
            described = json.loads((file.metadata() or {}).get("reader", "{}"))
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except (OSError, SafetensorError, ValueError) as error:
        raise ModelError(f"the trained weights {path} cannot be read ({error}); {_REMEDY}") from error
    if not isinstance(described, dict) or not isinstance(described.get("over", ""), str):
        raise ModelError(f"{path} says wrongly what it holds; {_REMEDY}")
    if described.get("format") != FORMAT:
        raise ModelError(f"{path} has format {described.get('format')}, expected {FORMAT}; {_REMEDY}")
    if described.get("base_sha256") != SHA256:
        raise ModelError(f"{path} was trained on {described.get('base')}, not on {FOLDER}; {_REMEDY}")
    under = _under(path, described) if "over" in described else None
    changes = _restored(stored)
    halves = {name.removesuffix(".lower").removesuffix(".upper") for name in changes if name.endswith(_HALVES)}
    if any(f"{name}{half}" not in changes for name in halves for half in _HALVES):
        raise ModelError(f"{path} lacks one half of an adapter; {_REMEDY}")
    return TrainedWeights(str(described.get("label")), changes, under)


def _under(path: Path, described: Mapping[str, str]) -> TrainedWeights:
    lower = path.parent / Path(described["over"]).name
    if lower.is_file() and weights_digest(lower) != described.get("over_sha256"):
        raise ModelError(f"{path} was trained on another {lower.name} than the one beside it; {_REMEDY}")
    return read_weights(lower)


def weights_digest(path: Path) -> str:
    """The SHA-256 of a file of weights, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _restored(stored: Mapping[str, NDArray[np.generic]]) -> Tensors:
    return {
        name: _unpacked(tensor) if tensor.dtype == np.uint8 else tensor.astype(np.float32)
        for name, tensor in stored.items()
    }


def _unpacked(packed: NDArray[np.generic]) -> NDArray[np.float32]:
    return dequantize(packed.reshape(-1, _BLOCK_BYTES).view(np.uint8), _BLOCK).reshape(len(packed), -1)
