"""Who the app is in Slack, asked once and remembered."""

from __future__ import annotations

import threading

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.slack.client import translated
from bot.slack.errors import PostError, SlackAppError


class Identity:
    """Answers Bolt's question for the token and the bot's ids.

    Bolt's own authorization acknowledges a request when `auth.test` fails, and the event is lost; an exception of
    ours gives status 500, and Slack sends it again.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._known: AuthorizeResult | None = None
        self._lock = threading.Lock()

    def authorize(self) -> AuthorizeResult:
        """Bolt's `authorize`.

        Raises:
            SlackAppError: Slack does not say who the app is.
        """
        with self._lock:
            if self._known is None:
                self._known = self._ask()
            return self._known

    def _ask(self) -> AuthorizeResult:
        try:
            with translated():
                response = self._client.auth_test()
        except PostError as error:
            raise SlackAppError(f"Slack does not know the bot token ({error.code}). Run `fvm doctor`.") from error
        return AuthorizeResult.from_auth_test_response(auth_test_response=response, bot_token=self._client.token)
