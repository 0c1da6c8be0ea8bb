"""Files that people share: their place in messages, and the address that serves them to whoever may read them."""

from __future__ import annotations

import time
import urllib.parse
from dataclasses import dataclass
from typing import Any

from tests.slack_emulator.slack import Slack
from tests.slack_emulator.workspace import TEAM

_SIGN_IN = b"<!DOCTYPE html><html><head><title>Slack</title></head><body><h1>Sign in to Slack</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a person sends it; `kind` is the media type that Slack gives it."""

    name: str
    content: bytes
    kind: str = "text/plain"


def keep(slack: Slack, user: str, file: Upload) -> dict[str, Any]:
    """Store a file; how its message names it."""
    name = slack.workspace.new_id("F")
    base, quoted = f"{slack.base}/files-pri/{TEAM}-{name}", urllib.parse.quote(file.name)
    shown = {
        "id": name,
        "created": int(time.time()),
        "name": file.name,
        "title": file.name,
        "mimetype": file.kind,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "user": user,
        "url_private": f"{base}/{quoted}",
        "url_private_download": f"{base}/download/{quoted}",
    }
    slack.workspace.files[name] = {**shown, "content": file.content}
    return shown


def serve(slack: Slack, path: str, token: str) -> tuple[bytes, str]:
    """A file's bytes and media type. Without the app's token or its scope Slack does not refuse: it answers 200 with
    its page for signing in."""
    name = path.partition("/")[0].removeprefix(f"{TEAM}-")
    file = slack.workspace.files.get(name)
    if file is None or not slack.tokens.holds(token) or "files:read" not in slack.config.scopes:
        return _SIGN_IN, "text/html; charset=utf-8"
    return file["content"], file["mimetype"]
