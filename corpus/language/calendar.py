"""The names of months in Swedish and English; pure."""

from __future__ import annotations

from corpus.types import Language

_MONTHS = {
    Language.SV: ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
                  "november", "december"),
    Language.EN: ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December"),
}  # fmt: skip


def month_name(month: int, language: Language) -> str:
    """The month's name, counted from 1; as it is written within a sentence."""
    return _MONTHS[language][month - 1]
