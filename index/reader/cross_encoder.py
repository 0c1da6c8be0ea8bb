"""Another cross-encoder as the judge of passages, beside the spans of our own reader.

Imports torch; nothing else of the reader does, so this module is loaded only where the settings name such a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
import transformers
from sentence_transformers import CrossEncoder

from corpus.types import Passage
from index.encoder.packaged.words import WordTable
from index.errors import ModelError
from index.reader.onnx_reader import OnnxReader
from index.types import Reading

_LONGEST = 512
"""Tokens of a question with its passage; a model with a smaller window keeps to that."""


class CrossEncoderReader:
    """Reads as our own reader does, with the logits of a sentence-transformers CrossEncoder in place of its own.

    `model` is a folder or a hub name. The scores are on that model's scale: the probability is to be fitted for it.
    Raises ModelError where the model cannot be had, or gives more than one score for a pair.
    """

    def __init__(self, model: str, spans: OnnxReader) -> None:
        self._spans = spans
        self._model = _loaded(model)

    @property
    def words(self) -> WordTable:
        """The words of the reader that finds the spans."""
        return self._spans.words

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading for each passage, in the passages' order; `answerable` and `score` are the model's logit."""
        if not passages:
            return []
        pairs = [(question, f"{passage.context}\n{passage.text}") for passage in passages]
        logits = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        found = zip(self._spans.read(question, passages), map(float, logits), strict=True)
        return [replace(reading, answerable=logit, score=logit) for reading, logit in found]


def _loaded(name: str) -> CrossEncoder:
    transformers.utils.logging.disable_progress_bar()
    try:
        model = CrossEncoder(name, device="cpu", model_kwargs={"dtype": torch.float32})
    except Exception as error:
        remedy = "give a folder or a hub name that sentence-transformers loads as a CrossEncoder"
        raise ModelError(f"FVM_READER: {name} cannot be loaded ({error}); {remedy}") from error
    if model.num_labels != 1:
        raise ModelError(f"FVM_READER: {name} gives {model.num_labels} scores for a pair, wanted one")
    model.max_seq_length = min(model.max_seq_length or _LONGEST, _LONGEST)
    return model
