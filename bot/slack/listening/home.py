"""App Home and the direct message's opening, published when a person looks."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from slack_sdk import WebClient

from bot.settings import SlackSettings
from bot.slack.client import translated
from bot.slack.errors import PostError
from bot.slack.inbox.voice import Voice
from bot.slack.parts import Extension, LibraryInfo, Shelves
from bot.slack.showing import guide
from bot.words.catalogue import say


@dataclass(frozen=True, slots=True)
class Home:
    """What a person sees before asking."""

    shelves: Shelves
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
        view = guide.home_view(self._known(), self._settings(), language, self.voice.preferences.language(user), added)
        with translated():
            client.views_publish(user_id=user, view=view)

    def _known(self) -> LibraryInfo:
        """What anybody may know of; of shelves that are not public nothing."""
        public = self.shelves.public()
        return public.library_info() if public.shelves else LibraryInfo(0, 0, None)

    def _settings(self) -> SlackSettings:
        public = self.shelves.public()
        return public.settings if public.shelves else self.settings

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
                    "prompts": guide.prompts(self._settings(), language),
                },
            )
