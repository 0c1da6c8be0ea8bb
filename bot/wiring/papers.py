"""Where small texts lie that a bot changes: in its folder, or in the database that all bots share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from bot.administration.paper import FilePaper, Paper, StoredPaper
from bot.settings import Settings
from bot.slack.tokens.kept import FILE as TOKEN
from bot.wiring.shelf_files import shared_database

AUDIT, PINS, CHAT_HISTORY = "audit.jsonl", "pins.json", "chat-history"
RECEIPTS = "receipts"
"""The folder of keys and history in the data folder that all shelves share."""

KEYS = f"{RECEIPTS}/keys.json"

_OF_ALL = (KEYS, TOKEN)
"""What all shelves share."""


def open_paper(settings: Settings, name: str) -> Paper:
    """A file of the data folder, or a row; of each shelf its own, but for the keys and the token."""
    url = settings.slack.database_url
    return _stored(url, settings, name) if url else _file(settings, name)


def carry_papers(shelves: Sequence[Settings], back: bool, apply: bool) -> list[str]:
    """Copy the pins and the audit log of each shelf, the keys of receipts and the bot's rotating token from their
    folders into the database, or back; the names of those that there are. Nothing is written over what is there.

    Raises:
        RecordError: one cannot be read or written.
    """
    carried = []
    for settings, name in _papers(shelves):
        file, shared = _file(settings, name), _stored(settings.slack.database_url, settings, name)
        source, target = (shared, file) if back else (file, shared)
        held = source.read()
        if held:
            carried.append(str(file))
            if apply:
                target.change(lambda there, held=held: None if there else held)  # type: ignore[misc]
    return carried


def _papers(shelves: Sequence[Settings]) -> Iterator[tuple[Settings, str]]:
    for settings in shelves:
        yield settings, PINS
        yield settings, AUDIT
    yield from ((shelves[0], name) for name in _OF_ALL)


def _file(settings: Settings, name: str) -> Paper:
    folder = {KEYS: settings.root, TOKEN: settings.slack.state_dir}.get(name, settings.data)
    return FilePaper(folder / name)


def _stored(url: str, settings: Settings, name: str) -> Paper:
    return StoredPaper(partial(shared_database, url), "" if name in _OF_ALL else settings.shelf, name)
