"""The clients that call Slack, and Slack's failures as this package's errors."""

from __future__ import annotations

import http.client
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import RetryHandler
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse

from bot.settings import SlackSettings
from bot.slack.errors import ExpiredError, NotPostedError, TryLaterError, UncertainError
from bot.slack.tokens.held import BotToken
from bot.slack.tokens.rotation import NextPair

_LATER = frozenset(("ratelimited", "rate_limited", "service_unavailable", "request_timeout", "accesslimited",
                    "team_added_to_org", "ekm_access_denied"))  # fmt: skip
ACCOUNT = frozenset(("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive",
                     "missing_scope", "org_login_required", "team_access_not_granted", "not_allowed_token_type",
                     "two_factor_setup_required", "enterprise_is_restricted"))  # fmt: skip
"""What Slack says where an admin must mend the app's account or token; questions wait meanwhile."""

_UNKNOWN = frozenset(("internal_error", "fatal_error", "msg_too_many_retries"))
_EXPIRED = frozenset(("expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged"))
_ACCOUNT_WAIT = 30.0
_CODE = re.compile(r"[a-z][a-z0-9_]{1,79}")
"""How Slack's own reasons look; a proxy's page in the place of Slack's answer holds none."""

_LOGGER = logging.getLogger("bot.slack.client")
_LOGGER.addHandler(logging.NullHandler())
"""Says nothing where no log is configured, as on the command line."""


_ENDED = frozenset(("token_expired", "token_revoked", "invalid_auth"))
"""What Slack says of a token that another may have taken the place of. Nothing was done: the call may be repeated."""


class TokenClient(WebClient):
    """Calls with the token of the moment, and once more where Slack says that it has ended and there is another."""

    def __init__(self, settings: SlackSettings, held: BotToken, retry_handlers: list[RetryHandler]) -> None:
        self._held = held
        super().__init__(base_url=settings.api_url, timeout=settings.api_timeout, retry_handlers=retry_handlers,
                         logger=_LOGGER)  # fmt: skip

    @property
    def token(self) -> str:
        """What the SDK puts into each call."""
        return self._held.current()

    @token.setter
    def token(self, text: str | None) -> None:
        """The SDK names none here: what is held goes before it."""

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        used = self.token
        try:
            return super().api_call(api_method, **arguments)
        except SlackApiError as error:
            said = getattr(error.response, "data", error.response)
            if not isinstance(said, Mapping) or said.get("error") not in _ENDED or not self._held.instead_of(used):
                raise
        return super().api_call(api_method, **arguments)


def posting_client(settings: SlackSettings, token: BotToken) -> WebClient:
    """A client that never repeats a call by itself: a repeated post may be a second reply."""
    return TokenClient(settings, token, [])


def calling_client(settings: SlackSettings, token: BotToken) -> WebClient:
    """A client for calls that may be repeated: lookups, updates, tests of the token. It waits for nothing by itself."""
    return TokenClient(settings, token, [ConnectionErrorRetryHandler()])


def next_pair(settings: SlackSettings, refresh: str) -> NextPair:
    """Spend a refresh token. Never repeated by itself: Slack takes each once.

    Raises:
        PostError: Slack cannot be reached, or refuses it (NotPostedError).
    """
    client = WebClient(base_url=settings.api_url, timeout=settings.api_timeout, retry_handlers=[], logger=_LOGGER)
    with translated():
        got = client.oauth_v2_access(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            grant_type="refresh_token",
            refresh_token=refresh,
        )
        access, renewed, life = (got.get(key) for key in ("access_token", "refresh_token", "expires_in"))
        if not (access and renewed and life):
            raise ValueError("no pair of tokens")
        return NextPair(str(access), str(renewed), float(life))


def listening_client(settings: SlackSettings) -> WebClient:
    """The client that Bolt gives its listeners, without a token: Bolt adds the one that `authorize` tells."""
    return WebClient(
        base_url=settings.api_url,
        timeout=settings.api_timeout,
        retry_handlers=[ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(max_retry_count=1)],
        logger=_LOGGER,
    )


@contextmanager
def translated() -> Iterator[None]:
    """Turns Slack's and the network's failures into TryLaterError, NotPostedError or UncertainError."""
    try:
        yield
    except SlackApiError as error:
        raise _from_response(error) from error
    except ConnectionRefusedError as error:
        raise TryLaterError("connection_refused") from error
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError | OSError) and _never_left(error.reason):
            raise TryLaterError("unreachable") from error
        raise UncertainError("connection_lost") from error
    except (OSError, http.client.HTTPException, SlackClientError, ValueError, AttributeError, TypeError) as error:
        # The last two are how the SDK meets an answer that is JSON and no object.
        raise UncertainError(type(error).__name__) from error


def _never_left(reason: object) -> bool:
    """Whether the request certainly did not reach Slack: no connection, or no such host."""
    return isinstance(reason, ConnectionRefusedError) or type(reason).__name__ == "gaierror"


def _from_response(error: SlackApiError) -> NotPostedError | TryLaterError | UncertainError:
    response = error.response
    status = getattr(response, "status_code", 0) or 0
    said = getattr(response, "data", response)
    code = str(said.get("error", "")) if isinstance(said, Mapping) and status < 500 else ""
    code = code if _CODE.fullmatch(code) else ""
    if status == 429 or code in _LATER:
        return TryLaterError(code or "ratelimited", _retry_after(response))
    if status >= 500 or code in _UNKNOWN or not code:
        return UncertainError(code or f"status_{status}")
    if code in ACCOUNT:
        return TryLaterError(code, _ACCOUNT_WAIT)
    return ExpiredError(code) if code in _EXPIRED else NotPostedError(code)


def _retry_after(response: object) -> float:
    headers = {key.lower(): value for key, value in (getattr(response, "headers", None) or {}).items()}
    value = headers.get("retry-after", "1")
    value = value[0] if isinstance(value, list) else value
    try:
        return min(max(float(value), 0.0), 600.0)
    except ValueError:
        return 1.0
