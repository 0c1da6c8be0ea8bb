"""Numbers with decimals, written for people; pure."""

from __future__ import annotations

from corpus.types import Language


def decimal(value: float | None, places: int, language: Language) -> str:
    """`12,7` in Swedish, `12.7` in English, with so many decimals; a dash where there is no number."""
    if value is None:
        return "–"
    shown = f"{value:.{places}f}"
    return shown.replace(".", ",") if language is Language.SV else shown
