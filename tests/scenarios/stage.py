"""A Slack that a scenario plays on: our strict emulator, or one that we did not write."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person wrote: where it stands."""

    channel: str
    ts: str
    text: str
    thread: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the bot wrote, as a person sees it."""

    channel: str
    ts: str
    text: str
    blocks: Sequence[dict[str, Any]]


class Stage(Protocol):
    """One workspace with the bot in it; people are user ids such as `U1`."""

    api_url: str
    bot_token: str
    app_token: str
    signing_secret: str

    def mention(self, user: str, text: str, thread: str | None = None) -> Said: ...

    def say(self, user: str, text: str, thread: str | None = None) -> Said: ...

    def dm(self, user: str, text: str, thread: str | None = None) -> Said: ...

    def command(self, user: str, text: str) -> None: ...

    def open_home(self, user: str) -> None: ...

    def edit(self, said: Said, user: str, text: str) -> None: ...

    def delete(self, said: Said, user: str) -> None: ...

    def click(self, user: str, seen: Seen, action_id: str, value: str | None = None) -> None: ...

    def submit(self, user: str, **values: str) -> None: ...

    def replies(self, said: Said) -> list[Seen]: ...

    def public(self) -> list[Seen]: ...

    def private(self, user: str) -> list[Seen]: ...

    def modal(self, user: str) -> dict[str, Any] | None: ...

    def home(self, user: str) -> dict[str, Any] | None: ...


def soon(found: Callable[[], T | None], seconds: float = 15.0) -> T:
    """What `found` gives as soon as it gives something that counts as true."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing within {seconds} s")
        time.sleep(0.02)
    return value


def element(blocks: Sequence[dict[str, Any]], action_id: str) -> dict[str, Any]:
    """The button or menu with this action id, with the `block_id` of its block."""
    for block in blocks:
        parts = [*block.get("elements", ()), *(block[key] for key in ("accessory", "element") if key in block)]
        for part in parts:
            if part.get("action_id") == action_id:
                return {"block_id": block.get("block_id"), **part}
    raise LookupError(f"no {action_id!r} in {[block['type'] for block in blocks]}")
