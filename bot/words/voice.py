"""Which language the bot speaks, to a person in Slack and on a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping

from corpus.types import Language

_NAMES = ("FVM_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Who says it, the first that says anything: our own setting, then the terminal's as POSIX orders them."""


def voice(
    *, chosen: Language | None, asked: Language | None, said: Language | None, word: Language | None = None
) -> Language:
    """The one rule: what the person chose, then what they last asked in, then the words before us, then Swedish.

    Each is None where it tells nothing. `word` is the language of a command word, which counts where nothing else is
    known: it is how the command is called, not how its user speaks.
    """
    return chosen or asked or said or word or Language.SV


def terminal_language(environment: Mapping[str, str] | None = None) -> Language:
    """Swedish where the environment, by default the process's own, says so, else English."""
    given = os.environ if environment is None else environment
    said = next((value for name in _NAMES if (value := given.get(name, "").strip())), "")
    return Language.SV if said.lower().startswith("sv") else Language.EN
