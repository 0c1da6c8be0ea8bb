"""The words that a model wants in front of queries and passages; pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

_E5 = re.compile(r"(^|[^a-z0-9])e5([^a-z0-9]|$)")
_QUERY_KEYS = ("query",)
_PASSAGE_KEYS = ("document", "passage")


@dataclass(frozen=True, slots=True)
class Prompts:
    """`query` and `passage` stand directly before the text, with their own trailing space."""

    query: str
    passage: str


def choose_prompts(label: str, known: Mapping[str, str], query: str | None, passage: str | None) -> Prompts:
    """The prompts given, else those that the model's own configuration names, else those of its family, else none."""
    family = Prompts("query: ", "passage: ") if _E5.search(label.lower()) else Prompts("", "")
    return Prompts(
        _first_known(known, _QUERY_KEYS, family.query) if query is None else query,
        _first_known(known, _PASSAGE_KEYS, family.passage) if passage is None else passage,
    )


def _first_known(known: Mapping[str, str], keys: tuple[str, ...], default: str) -> str:
    # sentence-transformers writes empty prompts for models that name none.
    return next((known[key] for key in keys if known.get(key)), default)


def encoder_name(label: str, fingerprint: str, prompts: Prompts) -> str:
    """A readable name that changes with weights, pooling, tokenizer and prompts."""
    digest = hashlib.sha256("\x1f".join((fingerprint, prompts.query, prompts.passage)).encode())
    return f"{label}@{digest.hexdigest()[:16]}"
