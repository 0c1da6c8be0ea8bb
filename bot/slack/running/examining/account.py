"""The tokens, what Slack says of them, and the way from Slack to the bot."""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Iterator, Mapping

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.errors import BotError
from bot.settings import SlackSettings, Transport
from bot.slack.client import calling_client, listening_client, translated
from bot.slack.errors import PostError
from bot.slack.inbox.state import opened_token
from bot.slack.running.examining.features import compared
from bot.slack.running.examining.findings import Check, Finding, FindingSeverity, fine, wrong
from bot.slack.tokens.rotation import NOT_KEPT, RotatingToken
from bot.words.catalogue import decimal, say
from corpus.types import Language

_LARGEST_SKEW_SECONDS = 60.0
_ROTATING = "xoxe"
"""How the tokens of an app with token rotation begin, which last for twelve hours."""

_TOKEN_REMEDIES = {
    "invalid_client_id": "client_id",
    "bad_client_secret": "client_secret",
    NOT_KEPT: "token_not_kept",
}
_HOUR = 3600.0


def tokens(settings: SlackSettings, language: Language) -> Iterator[Finding]:
    """Whether what the transport needs is set, and looks like what it should be."""
    remedy = say("remedy.bot_token", language)
    if settings.refresh_token:
        yield _rotating(settings, language)
    else:
        yield _token(Check.BOT_TOKEN, settings.bot_token, "xoxb-", remedy, language)
    if settings.transport is Transport.SOCKET:
        remedy = say("remedy.app_token", language)
        yield _token(Check.APP_TOKEN, settings.app_token, "xapp-", remedy, language)
    else:
        remedy = say("remedy.signing_secret", language)
        yield _token(Check.SIGNING_SECRET, settings.signing_secret, "", remedy, language)


def _token(check: Check, value: str, start: str, remedy: str, language: Language) -> Finding:
    if not value:
        return wrong(check, say("doctor.not_set", language), remedy)
    if value.startswith(_ROTATING):
        return wrong(check, say("doctor.rotating", language), say("remedy.rotating", language))
    if not value.startswith(start):
        return wrong(check, say("doctor.other_token", language, start=start), remedy)
    return fine(check, say("doctor.set", language))


def _rotating(settings: SlackSettings, language: Language) -> Finding:
    """Whether the token of an app with token rotation can be renewed; it is where it is time."""
    try:
        with opened_token(settings) as token:
            assert isinstance(token, RotatingToken)
            token.keep_up()
            fault, hours = token.fault, token.seconds_left / _HOUR
    except BotError as error:
        return wrong(Check.BOT_TOKEN, str(error), say("token_remedy.token_not_kept", language))
    if not fault and hours:
        return fine(Check.BOT_TOKEN, say("doctor.renewed", language, hours=decimal(hours, 1, language)))
    if not fault:
        return wrong(Check.BOT_TOKEN, say("doctor.not_renewed", language), say("remedy.renewed_later", language))
    remedy = say(f"token_remedy.{_TOKEN_REMEDIES.get(fault, 'install_again')}", language)
    return wrong(
        Check.BOT_TOKEN, say("doctor.token_fault", language, code=fault, hours=decimal(hours, 1, language)), remedy
    )


def workspace(settings: SlackSettings, clock: Callable[[], float], language: Language) -> Iterator[Finding]:
    """Workspace, scopes and clock, from one call of `auth.test`."""
    if not (settings.bot_token or settings.refresh_token):
        return
    try:
        with opened_token(settings) as token:
            response = calling_client(settings, token).auth_test()
    except SlackApiError as error:
        code = str(error.response.get("error"))
        yield wrong(Check.WORKSPACE, code, say("remedy.workspace", language))
        yield _clock(_headers(error.response).get("date", ""), clock(), language)
        return
    except Exception as error:  # noqa: BLE001 - whatever the network does, the examination goes on
        remedy = say("remedy.unreachable", language, address=settings.api_url)
        yield wrong(Check.WORKSPACE, type(error).__name__, remedy)
        return
    yield fine(Check.WORKSPACE, _place(response, language))
    headers = _headers(response)
    granted = [scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()]
    if granted:
        yield from compared(settings, granted, language)
    else:
        seen = say("doctor.scopes_untold", language)
        yield wrong(Check.SCOPES, seen, say("remedy.scopes_untold", language), severity=FindingSeverity.WARNING)
    yield _clock(headers.get("date", ""), clock(), language)


def _place(response: SlackResponse, language: Language) -> str:
    name = str(response.get("team") or response.get("team_id"))
    if response.get("is_enterprise_install") is True:
        return say("doctor.org_wide", language, name=response.get("enterprise_name") or name)
    return name


def _headers(response: SlackResponse) -> Mapping[str, str]:
    return {key.lower(): str(value) for key, value in dict(response.headers or {}).items()}


def _clock(date: str, now: float, language: Language) -> Finding:
    try:
        skew = now - email.utils.parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return fine(Check.CLOCK, say("doctor.no_date", language))
    seen = say("doctor.skew", language, seconds=f"{skew:+.0f}")
    if abs(skew) <= _LARGEST_SKEW_SECONDS:
        return fine(Check.CLOCK, seen)
    return wrong(Check.CLOCK, seen, say("remedy.clock", language))


def connection(settings: SlackSettings, language: Language) -> Iterator[Finding]:
    """Whether Slack opens a socket; over HTTP nothing, since only Slack itself can try that way."""
    if settings.transport is Transport.HTTP or not settings.app_token:
        return
    try:
        with translated():
            listening_client(settings).apps_connections_open(app_token=settings.app_token)
    except PostError as error:
        yield wrong(Check.CONNECTION, error.code, say("remedy.connection", language))
    else:
        yield fine(Check.CONNECTION, say("doctor.socket_opens", language))
