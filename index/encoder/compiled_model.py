"""The description of a model compiled for onnxruntime, stored beside its graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.errors import ModelError

FORMAT = 1
DESCRIPTION = "encoder.json"


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """What the encoder must know of a compiled model without opening the original.

    `failure` tells why the model could not be compiled; then there is no graph. `prompts` are the original's own.
    """

    label: str
    fingerprint: str = ""
    dim: int = 0
    max_tokens: int = 0
    pad_id: int = 0
    prompts: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None
    graph_file: str = "model.onnx"
    tokenizer_file: str = "tokenizer.json"
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True)
        (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> CompiledModel:
        """Raises ModelError where the description is missing, damaged or of another format."""
        try:
            found = cls(**json.loads((folder / DESCRIPTION).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(f"{folder} holds no compiled model ({error}); remove the folder and try again") from error
        if found.format != FORMAT:
            raise ModelError(f"{folder} has format {found.format}, expected {FORMAT}; remove the folder and try again")
        return found
