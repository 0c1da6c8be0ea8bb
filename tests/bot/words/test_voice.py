from __future__ import annotations

from itertools import product

from bot.words.voice import voice
from corpus.types import Language


def test_what_is_known_best_decides() -> None:
    for chosen, asked, said, word in product((None, *Language), repeat=4):
        known = [each for each in (chosen, asked, said, word) if each is not None]
        assert voice(chosen=chosen, asked=asked, said=said, word=word) is (known[0] if known else Language.SV)
