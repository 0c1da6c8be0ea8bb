"""How the app stands with Slack: whether Slack can be reached and takes the bot's token, and that it goes on to."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import ClassVar

import structlog
from slack_sdk import WebClient

from bot.slack.client import ACCOUNT, translated
from bot.slack.errors import PostError
from bot.slack.repeated_work import RepeatedWork
from bot.slack.tokens.rotation import RotatingToken

_WELL_SECONDS = 60.0
_ILL_SECONDS = 5.0
_NOT_ASKED = "not_asked_yet"

_LONGEST_PAUSE, _SHORTEST_PAUSE = 60.0, 0.2
_LOOKS = 20
"""How often it is looked at in the time that it lasts, if that is less than the longest pause allows."""


class SlackStanding:
    """Asks Slack what the token is worth, in a thread from `start` to `stop`, and tells the log what changes."""

    def __init__(self, client: WebClient, well: float = _WELL_SECONDS, ill: float = _ILL_SECONDS) -> None:
        self._client = client
        self._waits = (well, ill)
        self._stopping = threading.Event()
        self._code: str | None = _NOT_ASKED

    @property
    def is_accepted(self) -> bool:
        """Whether Slack took the token when it was last asked."""
        return self._code is None

    @property
    def is_reachable(self) -> bool:
        """Whether Slack answered when it was last asked, be it with a refusal."""
        return self._code is None or self._code in ACCOUNT

    def start(self) -> None:
        threading.Thread(target=self._run, name="standing", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def ask(self) -> None:
        """Ask once, now."""
        try:
            with translated():
                self._client.auth_test()
            code = None
        except PostError as error:
            code = error.code
        if code != self._code:
            self._tell(code)
        self._code = code

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.ask()
            self._stopping.wait(self._waits[0] if self.is_accepted else self._waits[1])

    def _tell(self, code: str | None) -> None:
        log = structlog.get_logger()
        if code is None:
            log.info("token_accepted")
        elif code in ACCOUNT:
            step = "Install the app into the workspace again, copy the new token to SLACK_BOT_TOKEN and restart."
            log.error("token_refused", code=code, next_step=step)
        else:
            log.warning("slack_away", code=code, next_step="The bot goes on trying; let this machine reach Slack.")


@dataclass(frozen=True, slots=True)
class TokenRenewal(RepeatedWork):
    """Renews the token of an app with token rotation before it ends. Looks again and again whether it is time; of
    several processes one renews, and the others take it up."""

    NAME: ClassVar[str] = "token"
    FAILED: ClassVar[str] = "token_not_looked_at"

    token: RotatingToken

    @property
    def pauses(self) -> tuple[float, float]:
        if self.token.is_due:
            return _SHORTEST_PAUSE, _LONGEST_PAUSE
        left = self.token.seconds_left
        pause = min(max(left / _LOOKS, _SHORTEST_PAUSE), _LONGEST_PAUSE) if left else _LONGEST_PAUSE
        return pause, _LONGEST_PAUSE

    def make_round(self) -> None:
        self.token.keep_up()
