"""Which language the bot speaks to a person; pure."""

from __future__ import annotations

from corpus.types import Language


def voice(
    *, chosen: Language | None, asked: Language | None, said: Language | None, word: Language | None = None
) -> Language:
    """The one rule: what the person chose, then what they last asked in, then the words before us, then Swedish.

    Each is None where it tells nothing. `word` is the language of a command word, which counts where nothing else is
    known: it is how the command is called, not how its user speaks.
    """
    return chosen or asked or said or word or Language.SV
