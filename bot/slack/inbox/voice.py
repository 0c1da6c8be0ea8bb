"""Which language the bot speaks to a person: what they have chosen, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.protocol import Database
from bot.slack.inbox.protocol import Inbox
from bot.slack.slash import spoken_in
from bot.words.voice import voice
from corpus.language.detection import said_language
from corpus.types import Language

_LATELY = 5
"""Questions of a person that are looked at for one whose words tell a language."""


class Preferences:
    """Chosen languages in the app's database; None means the question's own language. And who has agreed that what they
    ask the bot alone may be drawn for admins to judge."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def language(self, user: str) -> Language | None:
        rows = self._database.rows("SELECT language FROM preference WHERE user = ?", user)
        return Language(rows[0]["language"]) if rows else None

    def choose(self, user: str, language: Language | None) -> None:
        with self._database.writing() as connection:
            if language is None:
                connection.execute("DELETE FROM preference WHERE user = ?", (user,))
            else:
                connection.execute("INSERT INTO preference VALUES (?, ?) ON CONFLICT (user) DO UPDATE"
                                   " SET language = excluded.language", (user, language.value))  # fmt: skip

    def agrees(self, user: str) -> bool:
        return bool(self._database.rows("SELECT 1 FROM agreed WHERE user = ?", user))

    def agree(self, user: str, agrees: bool) -> None:
        """Give the agreement, or take it back."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM agreed WHERE user = ?", (user,))
            if agrees:
                connection.execute("INSERT INTO agreed VALUES (?)", (user,))

    def erase_person(self, user: str) -> None:
        self.choose(user, None)
        self.agree(user, False)


@dataclass(frozen=True, slots=True)
class Voice:
    """`voice(user, text)` for whatever somebody uses or opens, `voice.answering(user, text)` for what they ask."""

    preferences: Preferences
    inbox: Inbox

    def __call__(self, user: str, text: str = "") -> Language:
        """To who uses a command, `text`, or presses a button about `text`, the question that was answered there."""
        spoken = spoken_in(text)
        said = said_language(text if spoken is None else spoken.arguments)
        word = None if spoken is None else spoken.language
        chosen = self.preferences.language(user)
        # A choice outweighs all else, so that the inbox need not be read.
        return voice(chosen=chosen, asked=None if chosen else self._asked(user), said=said, word=word)

    def answering(self, user: str, text: str) -> Language:
        """To who asks `text`: what they ask now is what they last asked in, where its words tell a language."""
        said = said_language(text) if spoken_in(text) is None else None
        if said is None:
            return self(user, text)
        return voice(chosen=self.preferences.language(user), asked=said, said=None)

    def _asked(self, user: str) -> Language | None:
        asked = (said_language(text) for text in self.inbox.lately(user, _LATELY) if spoken_in(text) is None)
        return next((language for language in asked if language is not None), None)
