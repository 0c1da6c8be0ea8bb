"""What Slack would make live or formatted in a posted message: names, links, broadcasts, bold and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.slack_emulator.workspace import Message

_ANGLED = re.compile(r"<([^<>\n]+)>")
_FORMATS = {
    "bold": re.compile(r"(?<![\w*])\*(?=\S)[^*\n]+(?<=\S)\*(?![\w*])"),
    "italic": re.compile(r"(?<![\w_])_(?=\S)[^_\n]+(?<=\S)_(?![\w_])"),
    "strike": re.compile(r"(?<![\w~])~(?=\S)[^~\n]+(?<=\S)~(?![\w~])"),
    "code": re.compile(r"`[^`\n]+`"),
}
_ELEMENTS = {
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "broadcast": "range",
    "link": "url",
}


def live_parts(message: Message) -> list[str]:
    """Such as `broadcast:channel`, `user:U1`, `link:https://...`, `bold:*x*`, in the order of the message.

    The fallback text counts too: it is what a notification and a client without blocks show.
    """
    return [*_in_mrkdwn(message.text), *_in_blocks(message.blocks)]


def _in_blocks(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _in_blocks(part)
    elif isinstance(value, dict):
        yield from _in_object(value)


def _in_object(value: dict[str, Any]) -> Iterator[str]:
    kind = value.get("type")
    if kind in ("mrkdwn", "markdown"):
        yield from _in_mrkdwn(value["text"])
    elif kind in _ELEMENTS and _ELEMENTS[kind] in value:
        yield f"{kind}:{value[_ELEMENTS[kind]]}"
    for part in value.values():
        yield from _in_blocks(part)


def _in_mrkdwn(text: str) -> Iterator[str]:
    for match in _ANGLED.finditer(text):
        yield _named(match[1])
    bare = _ANGLED.sub("", text)
    for name, pattern in _FORMATS.items():
        yield from (f"{name}:{match[0]}" for match in pattern.finditer(bare))


def _named(inner: str) -> str:
    target = inner.partition("|")[0]
    if target.startswith("!subteam"):
        return f"usergroup:{target[9:]}"
    kinds = {"!": "broadcast", "@": "user", "#": "channel"}
    return f"{kinds[target[0]]}:{target[1:]}" if target[0] in kinds else f"link:{target}"
