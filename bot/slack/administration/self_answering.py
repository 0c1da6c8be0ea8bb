"""The channels where the bot answers by itself, in the app's database."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.protocol import Database
from corpus.types import Language


@dataclass(frozen=True, slots=True)
class SelfAnswering:
    """A channel where the bot answers by itself since a time (seconds since 1970), and the language that it was told so
    in. Who turned it on is in the audit log alone."""

    team: str
    channel: str
    language: Language
    since: float


class SelfAnsweringChannels:
    """Every method is one transaction; other processes see at once what one of them changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, it: SelfAnswering) -> bool:
        """Answer by itself in a channel from now on; False where it does already."""
        with self._database.writing() as connection:
            row = (it.channel, it.team, it.language.value, it.since)
            return (
                connection.execute(
                    "INSERT INTO self_answering VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row
                ).rowcount
                > 0
            )

    def remove(self, channel: str) -> SelfAnswering | None:
        """Answer there only who asks the bot; the channel as it was, None where it was no such."""
        was = self.find(channel)
        with self._database.writing() as connection:
            ended = connection.execute("DELETE FROM self_answering WHERE channel = ?", (channel,)).rowcount > 0
        return was if ended else None

    def find(self, channel: str) -> SelfAnswering | None:
        return next((each for each in self.all() if each.channel == channel), None)

    def holds(self, channel: str) -> bool:
        """Whether the bot answers by itself there; asked of every message that Slack sends."""
        return bool(self._database.rows("SELECT 1 FROM self_answering WHERE channel = ?", channel))

    def all(self) -> list[SelfAnswering]:
        """The oldest first."""
        rows = self._database.rows("SELECT * FROM self_answering ORDER BY since, channel")
        return [SelfAnswering(row["team"], row["channel"], Language(row["language"]), row["since"]) for row in rows]
