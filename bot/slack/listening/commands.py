"""Slash commands that belong to other parts of the app; all others are questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.slack.inbox.voice import Voice
from bot.slack.parts import Extension, Invocation
from bot.slack.slash import Command, Spoken, spoken_in


@dataclass(frozen=True, slots=True)
class Commands:
    """Runs what an extension claims."""

    handlers: Mapping[Command, Callable[[Invocation, WebClient], None]]
    voice: Voice

    @classmethod
    def of(cls, extensions: tuple[Extension, ...], voice: Voice) -> Commands:
        return cls({command: run for each in extensions for command, run in each.commands.items()}, voice)

    def belongs(self, text: str) -> bool:
        """Whether an extension answers this text, as Slack sends it."""
        return self._claimed(text) is not None

    def run(self, body: Mapping[str, Any], client: WebClient) -> None:
        """Run an extension's command; a text that is a question is left to the inbox."""
        text, user = body.get("text") or "", body["user_id"]
        spoken = self._claimed(text)
        if spoken is None:
            return
        invocation = Invocation(
            user=user,
            channel=body["channel_id"],
            team=body.get("team_id") or "",
            arguments=spoken.arguments,
            trigger_id=body["trigger_id"],
            response_url=body.get("response_url") or "",
            language=self.voice(user, text),
        )
        self.handlers[spoken.command](invocation, client)

    def _claimed(self, text: str) -> Spoken | None:
        spoken = spoken_in(text)
        return spoken if spoken is not None and spoken.command in self.handlers else None
