"""One call of the Web API: its arguments, and the refusals that Slack answers with."""

from __future__ import annotations

import json
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

_JSON_FIELDS = frozenset(
    {"blocks", "attachments", "metadata", "view", "prompts", "loading_messages", "files", "outputs"}
)


class RefusalError(Exception):
    """A call answered with `ok: false`."""

    def __init__(self, error: str, *messages: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.details = details

    def payload(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.details}
        if self.messages:
            told = [f"[ERROR] {message}" for message in self.messages]
            body |= {"errors": self.messages, "response_metadata": {"messages": told}}
        return body


@dataclass(slots=True)
class Call:
    """A call as it was made and answered; `token` is the bearer."""

    method: str
    arguments: dict[str, Any]
    token: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)

    def need(self, name: str) -> Any:
        """A required argument, else Slack's refusal."""
        value = self.arguments.get(name)
        if value in (None, ""):
            raise RefusalError("invalid_arguments", f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        return str(self.arguments.get(name, "")).lower() in ("1", "true")


def parse_arguments(content_type: str, body: bytes, query: str) -> dict[str, Any]:
    """The arguments of a call from its query and its JSON or form body."""
    arguments: dict[str, Any] = dict(urllib.parse.parse_qsl(query))
    if content_type.startswith("application/json"):
        arguments |= json.loads(body or b"{}")
    elif body:
        arguments |= dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
    return {name: _decode(name, value) for name, value in arguments.items() if value is not None}


def _decode(name: str, value: Any) -> Any:
    if name in _JSON_FIELDS and isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError as error:
            raise RefusalError("invalid_arguments", f"{name} is no JSON") from error
    return value
