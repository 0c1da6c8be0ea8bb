"""App Home and the direct message's opening, published when a person looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from slack_sdk import WebClient

from bot.settings import SlackSettings
from bot.slack.client import translated
from bot.slack.errors import PostError
from bot.slack.inbox.voice import Voice
from bot.slack.parts import Extension, LibraryInfo
from bot.slack.showing import guide
from bot.words.catalogue import say


@dataclass(frozen=True, slots=True)
class Home:
    """What a person sees before asking."""

    library_info: Callable[[], LibraryInfo]
    settings: SlackSettings
    voice: Voice
    extensions: tuple[Extension, ...]

    def opened(self, user: str, tab: str, channel: str, client: WebClient) -> None:
        """App Home's tab is published anew; the messages tab gets its suggested prompts."""
        try:
            if tab == "messages":
                self._suggest(user, channel, client)
            else:
                self.publish(user, client)
        except PostError as error:
            structlog.get_logger().warning("home_failed", tab=tab, code=error.code)

    def publish(self, user: str, client: WebClient) -> None:
        language = self.voice(user)
        added = [block for each in self.extensions for block in each.home(user, language)]
        view = guide.home_view(
            self.library_info(), self.settings, language, self.voice.preferences.language(user), added
        )
        with translated():
            client.views_publish(user_id=user, view=view)

    def _suggest(self, user: str, channel: str, client: WebClient) -> None:
        language = self.voice(user)
        # An agent app must not pass thread_ts: Slack then shows nothing and says nothing. The SDK's method insists on
        # the argument in some versions, so the call is made by its name.
        with translated():
            client.api_call(
                "assistant.threads.setSuggestedPrompts",
                json={
                    "channel_id": channel,
                    "title": say("help.prompts", language),
                    "prompts": guide.prompts(self.settings, language),
                },
            )
