"""Signed HTTP: posts each envelope to the app's request URL with Slack's signature and retry headers."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import urllib.parse

from tests.slack_emulator.config import Config
from tests.slack_emulator.delivery import Acknowledgement, Envelope, Kind


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's `v0` signature of a request body."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return f"v0={digest}"


def encode(envelope: Envelope) -> tuple[bytes, str]:
    """The body and the content type that Slack sends this envelope with."""
    if envelope.kind is Kind.EVENT:
        return json.dumps(envelope.payload).encode(), "application/json"
    fields = envelope.payload
    if envelope.kind is Kind.INTERACTION:
        fields = {"payload": json.dumps(envelope.payload)}
    return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"


class SignedHttp:
    """Carries envelopes to one request URL."""

    def __init__(self, config: Config, request_url: str) -> None:
        self._config = config
        self._url = urllib.parse.urlsplit(request_url)

    def carry(self, envelope: Envelope, attempt: int) -> Acknowledgement | None:
        body, content_type = encode(envelope)
        headers = self.sign(body) | {"Content-Type": content_type, "User-Agent": "Slackbot 1.0"}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        try:
            status, text = self.post(body, headers)
        except (OSError, http.client.HTTPException):
            return None
        if not 200 <= status < 300:
            return None
        return Acknowledgement(_parsed(text))

    def sign(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """The two headers that prove a request, as sent at the time `at`."""
        timestamp = str(int(at or time.time()))
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._config.signing_secret, timestamp, body),
        }

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Send one request as it stands; its status and body."""
        connection = http.client.HTTPConnection(self._url.netloc, timeout=self._config.ack_seconds)
        try:
            connection.request("POST", self._url.path or "/", body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def _parsed(text: bytes) -> dict[str, object] | None:
    if not text:
        return None
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text.decode()}
    return body if isinstance(body, dict) else None
