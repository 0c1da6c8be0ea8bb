"""The language that a person has chosen for the app's own words."""

from __future__ import annotations

from bot.slack.inbox.database import Database
from corpus.types import Language


class Preferences:
    """Chosen languages in the app's database; None means the question's own language."""

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
                connection.execute("INSERT OR REPLACE INTO preference VALUES (?, ?)", (user, language.value))

    def erase_person(self, user: str) -> None:
        self.choose(user, None)
