from __future__ import annotations

import pytest

from bot.words.terminal import terminal_language
from corpus.types import Language


@pytest.mark.parametrize(
    ("environment", "language"),
    [({}, "en"), ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "sv_SE.UTF-8"}, "sv"), ({"LANG": "sv"}, "sv"),
     ({"LANG": "sv_SE", "LC_ALL": "en_GB"}, "en"), ({"LANG": "en_GB", "LC_MESSAGES": "sv_FI"}, "sv"),
     ({"LANG": "en_GB", "FVM_LANGUAGE": "sv"}, "sv"), ({"LANG": "sv_SE", "FVM_LANGUAGE": "EN"}, "en"),
     ({"LANG": "sv_SE", "FVM_LANGUAGE": " "}, "sv")],
)  # fmt: skip
def test_the_terminals_language_is_the_settings_else_the_systems(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) is Language(language)
