"""Which language the bot speaks on a terminal; pure."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.types import Language

_NAMES = ("FVM_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Who says it, the first that says anything: our own setting, then the terminal's as POSIX orders them."""


def terminal_language(environment: Mapping[str, str]) -> Language:
    """Swedish where the environment says so, else English."""
    said = next((value for name in _NAMES if (value := environment.get(name, "").strip())), "")
    return Language.SV if said.lower().startswith("sv") else Language.EN
