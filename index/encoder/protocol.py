"""What the index asks of a text encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.types import Progress, Vectors


class Encoder(Protocol):
    """Turns texts into unit vectors; queries and passages may carry different prompts."""

    @property
    def name(self) -> str:
        """Identifies model, weights and prompts: equal names give equal vectors."""

    @property
    def dim(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """The longest text, in tokens with prompt and special tokens, that is read whole."""

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` alone, without prompt and special tokens."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors: ...
