"""The sentence-transformers adapter: loads any model, encodes with it, and exports it for onnxruntime.

Nothing else that answers questions imports torch; see `model_cache` for when this module is needed.
"""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
import transformers
from sentence_transformers import SentenceTransformer

from index.encoder.compiled_model import CompiledModel
from index.encoder.prompts import Prompts, choose_prompts, encoder_name
from index.errors import ModelError
from index.types import Progress, Vectors

_BATCH = 32
_OPSET = 23
"""The first opset with an Attention operator, which onnxruntime runs as one kernel."""


class SentenceEncoder:
    """An Encoder over a SentenceTransformer, on the CPU.

    `model` is a folder or a hub name. Raises ModelError where it cannot be had.
    """

    def __init__(self, model: str, query_prompt: str | None = None, passage_prompt: str | None = None) -> None:
        self._model = load_model(model)
        self._prompts = choose_prompts(model, self._model.prompts or {}, query_prompt, passage_prompt)
        self._name = encoder_name(model_label(model), model_fingerprint(self._model), self._prompts)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return embedding_dim(self._model)

    @property
    def max_tokens(self) -> int:
        return window(self._model)

    @property
    def prompts(self) -> Prompts:
        return self._prompts

    def count_tokens(self, text: str) -> int:
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._prompts.query + text for text in texts], None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode([self._prompts.passage + text for text in texts], progress)

    def _encode(self, texts: list[str], progress: Progress | None) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = encode_plain(self._model, [texts[row] for row in rows])
            if progress is not None:
                progress(start + len(rows), len(order))
        return vectors


def load_model(model: str) -> SentenceTransformer:
    """The SentenceTransformer of a folder or a hub name, ready for inference; ModelError where it cannot be had."""
    transformers.utils.logging.disable_progress_bar()
    try:
        # `eval` is torch's switch to inference, not the evaluation of text.
        return SentenceTransformer(model, device="cpu").eval()
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
        raise ModelError(
            f"the model {model!r} cannot be loaded: {_first_line(error)}; "
            "name a folder or a reachable hub model, or leave the setting empty for the packaged one"
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def model_label(model: str) -> str:
    """The last part of a folder or a hub name."""
    return Path(model).name or model


def embedding_dim(model: SentenceTransformer) -> int:
    size = model.get_embedding_dimension() if hasattr(model, "get_embedding_dimension") else None
    return int(size or model.get_sentence_embedding_dimension())


def window(model: SentenceTransformer) -> int:
    """Tokens that the model reads, special tokens included."""
    return int(min(model.max_seq_length or 512, model.tokenizer.model_max_length or 512, 8192))


def encode_plain(model: SentenceTransformer, texts: list[str]) -> Vectors:
    """Unit vectors of texts that already carry their prompt."""
    found = model.encode(texts, prompt="", normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(found, np.float32).reshape(len(texts), -1)


def model_fingerprint(model: SentenceTransformer) -> str:
    """SHA-256 over weights, modules (pooling among them), tokenizer and window."""
    digest = hashlib.sha256(f"{model!r}{window(model)}{_tokenizer_json(model) or model.tokenizer!r}".encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(memoryview(tensor.detach().contiguous().view(torch.uint8).numpy()).cast("B"))
    return digest.hexdigest()


def _tokenizer_json(model: SentenceTransformer) -> str | None:
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    return None if backend is None else str(backend.to_str())


class _TokensToVector(torch.nn.Module):  # type: ignore[misc]
    """The whole chain of modules as one function of ids and mask."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]


def export_model(model: SentenceTransformer, source: str, folder: Path) -> CompiledModel:
    """Write `model` into `folder` as an ONNX graph, its weights beside it, its tokenizer and description.

    Any architecture and pooling that torch can trace comes along; ModelError with the reason otherwise.
    """
    tokenizer = _tokenizer_json(model)
    if tokenizer is None:
        raise ModelError(f"{source} has no fast tokenizer")
    description = CompiledModel(
        label=model_label(source),
        fingerprint=model_fingerprint(model),
        dim=embedding_dim(model),
        max_tokens=window(model),
        pad_id=int(model.tokenizer.pad_token_id or 0),
        prompts={key: text for key, text in (model.prompts or {}).items() if text},
    )
    (folder / description.tokenizer_file).write_text(tokenizer, encoding="utf-8")
    _export_graph(model, folder / description.graph_file)
    return description


def _export_graph(model: SentenceTransformer, path: Path) -> None:
    sample = model.tokenizer(["a longer text than the other", "a text"], padding=True, return_tensors="pt")
    axes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    try:
        with _quiet_exporter():
            program = torch.onnx.export(
                _TokensToVector(model).eval(),
                (sample["input_ids"], sample["attention_mask"]),
                dynamo=True,
                verbose=False,
                opset_version=_OPSET,
                input_names=["input_ids", "attention_mask"],
                # torch names its intermediate values itself, `embedding` among them.
                output_names=["sentence_vector"],
                dynamic_shapes={"input_ids": axes, "attention_mask": axes},
            )
            program.save(str(path), external_data=True)
    except Exception as error:  # the exporter lets any error of a foreign architecture through
        raise ModelError(f"torch cannot export it: {_first_line(error)}") from error


@contextmanager
def _quiet_exporter() -> Iterator[None]:
    """The exporter talks about packages that are absent and interfaces of its own that age."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
