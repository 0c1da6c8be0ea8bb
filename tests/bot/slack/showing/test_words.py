from __future__ import annotations

import string

import pytest

from bot.slack.inbox.question import Hold
from bot.slack.showing import words
from corpus.types import Language


def fields(key: str, language: Language) -> set[str]:
    """The names that the words of a key are filled with."""
    names = words.template(key, language)
    return {name for _, name, _, _ in string.Formatter().parse(names) if name}


@pytest.mark.parametrize("key", words.keys())
def test_both_languages_say_the_same_with_the_same_fields(key: str) -> None:
    swedish, english = (words.template(key, language) for language in Language)
    assert fields(key, Language.SV) == fields(key, Language.EN)
    assert (swedish == english) is (key in ("language_sv", "language_en"))


@pytest.mark.parametrize("hold", [hold for hold in Hold if hold is not Hold.NONE])
def test_every_hold_has_words(hold: Hold) -> None:
    assert words.say(hold.value, Language.SV)


def test_the_words_are_filled() -> None:
    assert words.say("apology", Language.EN, reference="K7").count("K7") == 1
