from __future__ import annotations

from itertools import product

import pytest

from bot.words.voice import terminal_language, voice
from corpus.types import Language


def test_what_is_known_best_decides() -> None:
    for chosen, asked, said, word in product((None, *Language), repeat=4):
        known = [each for each in (chosen, asked, said, word) if each is not None]
        assert voice(chosen=chosen, asked=asked, said=said, word=word) is (known[0] if known else Language.SV)


@pytest.mark.parametrize(
    ("environment", "language"),
    [({}, "en"), ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "sv_SE.UTF-8"}, "sv"), ({"LANG": "sv"}, "sv"),
     ({"LANG": "sv_SE", "LC_ALL": "en_GB"}, "en"), ({"LANG": "en_GB", "LC_MESSAGES": "sv_FI"}, "sv"),
     ({"LANG": "en_GB", "FVM_LANGUAGE": "sv"}, "sv"), ({"LANG": "sv_SE", "FVM_LANGUAGE": "EN"}, "en"),
     ({"LANG": "sv_SE", "FVM_LANGUAGE": " "}, "sv")],
)  # fmt: skip
def test_the_terminals_language_is_the_settings_else_the_systems(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) is Language(language)
