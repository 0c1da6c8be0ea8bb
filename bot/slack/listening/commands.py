"""Slash commands that belong to other parts of the app; all others are questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.answering.question.detection import detect_language
from bot.slack.inbox.preferences import Preferences
from bot.slack.parts import Extension, Invocation


@dataclass(frozen=True, slots=True)
class Commands:
    """Finds the longest first words that an extension claims."""

    handlers: Mapping[str, Callable[[Invocation, WebClient], None]]
    preferences: Preferences

    @classmethod
    def of(cls, extensions: tuple[Extension, ...], preferences: Preferences) -> Commands:
        return cls({words: run for each in extensions for words, run in each.commands.items()}, preferences)

    def belongs(self, text: str) -> bool:
        """Whether an extension answers this text."""
        return self._words(text) is not None

    def run(self, body: Mapping[str, Any], client: WebClient) -> None:
        """Run an extension's command; a text that is a question is left to the inbox."""
        text = " ".join((body.get("text") or "").split())
        words = self._words(text)
        if words is None:
            return
        user = body["user_id"]
        invocation = Invocation(
            user=user,
            channel=body["channel_id"],
            team=body.get("team_id") or "",
            arguments=text[len(words) :].strip(),
            trigger_id=body["trigger_id"],
            response_url=body.get("response_url") or "",
            language=self.preferences.language(user) or detect_language(text),
        )
        self.handlers[words](invocation, client)

    def _words(self, text: str) -> str | None:
        said = " ".join(text.casefold().split()) + " "
        claimed = [words for words in self.handlers if said.startswith(f"{words.casefold()} ")]
        return max(claimed, key=len, default=None)
