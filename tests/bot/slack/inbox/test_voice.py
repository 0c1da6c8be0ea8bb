from __future__ import annotations

import pytest

from bot.database.protocol import Database
from bot.slack.inbox.notices import notice
from bot.slack.inbox.question import Deletion, Key, Surface
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.voice import Preferences, Voice
from bot.slack.showing.blocks import plain_message
from corpus.types import Language
from tests.bot.slack.answers import arrival

SV, EN = Language.SV, Language.EN
SWEDISH, ENGLISH = "När börjar utbildningen?", "When does the training start?"


@pytest.fixture
def voice(database: Database) -> Voice:
    return Voice(Preferences(database), StoredInbox(database, Pace(100, 100)))


def asked(voice: Voice, *texts: str, surface: Surface = Surface.DIRECT) -> None:
    for text in texts:
        voice.inbox.put(arrival(text, surface=surface), 1000.0)


def test_of_somebody_unknown_the_words_tell_then_the_command_then_nothing(voice: Voice) -> None:
    assert voice("U1") is SV
    assert [voice("U1", text) for text in ("help", "hjälp", "?")] == [EN, SV, SV]
    assert [voice("U1", text) for text in ("timeline training", "tidslinje training")] == [EN, SV]
    assert voice("U1", "timeline vad sades om utbildningen") is SV
    assert voice("U1", ENGLISH) is EN


@pytest.mark.parametrize(("question", "language"), [(SWEDISH, SV), (ENGLISH, EN)])
def test_what_somebody_last_asked_in_outweighs_a_command_and_the_words_of_another(
    voice: Voice, question: str, language: Language
) -> None:
    asked(voice, ENGLISH, SWEDISH, question)
    for text in ("", "help", "hjälp", "timeline training", ENGLISH, SWEDISH):
        assert voice("U1", text) is language


@pytest.mark.parametrize("chosen", Language)
def test_what_somebody_chose_outweighs_all(voice: Voice, chosen: Language) -> None:
    voice.preferences.choose("U1", chosen)
    asked(voice, ENGLISH, SWEDISH)
    assert {voice("U1", text) for text in ("", "help", "hjälp", ENGLISH, SWEDISH)} == {chosen}
    assert {voice.answering("U1", text) for text in (ENGLISH, SWEDISH)} == {chosen}


def test_who_asks_is_answered_in_the_language_of_the_question(voice: Voice) -> None:
    asked(voice, ENGLISH)
    assert voice.answering("U1", SWEDISH) is SV
    assert voice.answering("U1", ENGLISH) is EN


def test_a_question_that_tells_no_language_is_answered_in_that_of_the_one_before(voice: Voice) -> None:
    asked(voice, ENGLISH, "Millennium", "Cosmic?")
    assert voice.answering("U1", "Mora") is EN
    assert voice("U1") is EN
    assert voice.answering("U2", "Mora") is SV


def test_a_command_is_no_question_that_was_asked(voice: Voice) -> None:
    asked(voice, "help", "erase", "forget me", surface=Surface.COMMAND)
    assert voice("U1") is SV
    assert voice("U1", "hjälp") is SV


def test_what_others_wrote_and_what_is_gone_tells_nothing(voice: Voice) -> None:
    asked(voice, ENGLISH, surface=Surface.SHORTCUT)
    deleted = arrival(ENGLISH)
    voice.inbox.put(deleted, 1000.0)
    voice.inbox.delete(Deletion(deleted.key), 1001.0)
    voice.inbox.put(arrival(ENGLISH, user="U2"), 1000.0)
    voice.inbox.put(notice(Key("T1", "C1", "digest:x"), plain_message("Hello there"), 1000.0, user="U1"), 1000.0)
    assert voice("U1") is SV
