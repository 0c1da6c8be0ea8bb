"""Who the app is in Slack, asked once and remembered."""

from __future__ import annotations

import threading

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.slack.client import translated
from bot.slack.errors import PostError, SlackAppError
from bot.slack.installation import Installation


class Identity:
    """Answers Bolt's question for the token and the bot's ids. `app` is the app's own id, empty where it is not known.

    Bolt's own authorization acknowledges a request when `auth.test` fails, and the event is lost; an exception of
    ours gives status 500, and Slack sends it again.
    """

    def __init__(self, client: WebClient, app: str = "") -> None:
        self._client = client
        self._app = app
        self._installation: Installation | None = None
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
            # Of an app with token rotation it has become another since.
            return AuthorizeResult(**{**self._known, "bot_token": self._client.token})

    def installation(self) -> Installation:
        """Where the app is installed; raises as `authorize`."""
        self.authorize()
        assert self._installation is not None
        return self._installation

    def _ask(self) -> AuthorizeResult:
        try:
            with translated():
                response = self._client.auth_test()
        except PostError as error:
            raise SlackAppError(f"Slack does not know the bot token ({error.code}). Run `fvm doctor`.") from error
        self._installation = Installation(
            team=str(response.get("team_id") or ""),
            enterprise=str(response.get("enterprise_id") or ""),
            is_org_wide=response.get("is_enterprise_install") is True,
            app=self._app,
        )
        return AuthorizeResult.from_auth_test_response(auth_test_response=response, bot_token=self._client.token)
