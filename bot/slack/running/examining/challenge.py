"""Walks the way that Slack's events take over HTTP, as Slack does when the address is saved."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import secrets
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.settings import SlackSettings
from bot.slack.running.examining.findings import Check, Finding, fine, wrong
from bot.slack.running.transports import PATH
from bot.words.catalogue import say
from corpus.types import Language

_SECONDS = 5.0
_LARGEST = 65_536
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a server that listens there is called


def own_address(settings: SlackSettings) -> str:
    """Where the running bot listens, as it is called from this machine."""
    host = _EVERYWHERE.get(settings.http_host, settings.http_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.http_port}{PATH}"


def walked(url: str, secret: str, language: Language, clock: Callable[[], float] = time.time) -> Finding:
    """Send the challenge that proves an address, signed with our secret, and then unsigned, which must be refused."""
    challenge = secrets.token_hex(16)
    body = json.dumps({"type": "url_verification", "token": "", "challenge": challenge}).encode()
    try:
        status, answer = _posted(url, body, _signed(secret, body, str(int(clock()))))
        unsigned, _ = _posted(url, body, {})
    except (OSError, http.client.HTTPException, ValueError) as error:
        return wrong(Check.CHALLENGE, _reason(error), say("remedy.nobody_listens", language, url=url), url)
    if status == 401:
        return wrong(Check.CHALLENGE, say("doctor.not_taken", language), say("remedy.other_secret", language), url)
    if status != 200 or challenge.encode() not in answer:
        seen = say("doctor.other_answer", language, status=status)
        return wrong(Check.CHALLENGE, seen, say("remedy.other_server", language, path=PATH), url)
    if unsigned != 401:
        seen = say("doctor.unsigned_taken", language, status=unsigned)
        return wrong(Check.CHALLENGE, seen, say("remedy.other_server", language, path=PATH), url)
    return fine(Check.CHALLENGE, say("doctor.challenge_answered", language), url)


def _signed(secret: str, body: bytes, stamp: str) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _posted(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    makes = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = makes(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", target, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, response.read(_LARGEST)
    finally:
        connection.close()


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return str(getattr(error, "strerror", "") or type(error).__name__)
