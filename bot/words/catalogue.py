"""What the bot says to people: one file of texts for each language, `say`, and how numbers are written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from corpus.types import Language


def say(key: str, language: Language, /, **fields: object) -> str:
    """The text of a key such as "answer.refusal" in a language, with its fields filled.

    The key stands at the call as it is, or as an f-string that begins with the name of its table, so that a test can
    read which keys are used and with which fields.
    """
    return texts(language)[key].format(**fields)


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every text of a language by its key, with its fields open."""
    file = Path(__file__).with_name(f"{language.value}.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {f"{table}.{name}": text for table, named in tables.items() for name, text in named.items()}


def decimal(value: float | None, places: int, language: Language) -> str:
    """`12,7` in Swedish, `12.7` in English, with so many decimals; a dash where there is no number."""
    if value is None:
        return "–"
    shown = f"{value:.{places}f}"
    return shown.replace(".", ",") if language is Language.SV else shown
