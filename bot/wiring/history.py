"""Where the history lies that receipts are proved by, and the way of its versions between a folder and the database."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from bot.receipts.archive import KeptBulletins
from bot.receipts.versions import VersionFiles, VersionPlace, VersionRows
from bot.settings import Settings
from bot.wiring.papers import RECEIPTS
from bot.wiring.shelf_files import shared_database


def open_history(settings: Settings, shelf: str | None = None) -> KeptBulletins:
    """The history of the settings' own shelf, or of one of that name."""
    name = settings.shelf if shelf is None else shelf
    return KeptBulletins(_rows(settings, name) if settings.slack.database_url else _files(settings, name))


def carry_history(settings: Settings, back: bool, apply: bool) -> int:
    """Copy every version of every shelf from the folder into the database, or back; how many there are. Nothing is
    written over what is there but a tombstone. Raises ReceiptFileError."""
    places = (_rows, _files) if back else (_files, _rows)
    root, database = _folder(settings), partial(shared_database, settings.slack.database_url)
    carried = 0
    for shelf in VersionRows.shelves(database()) if back else VersionFiles.shelves(root):
        source, target = (place(settings, shelf) for place in places)
        carried += sum(1 for _ in source.all())
        if apply:
            target.add(source.all())
            for each in source.all():
                if each.is_tombstone:
                    target.replace(each)
    return carried


def share_history(settings: Settings) -> None:
    """Move what this machine's folder still holds to where all bots prove by it and a withdrawal reaches it. Raises
    ReceiptFileError."""
    if settings.slack.database_url and _folder(settings).exists():
        carry_history(settings, back=False, apply=True)
        shutil.rmtree(_folder(settings), ignore_errors=True)


def _folder(settings: Settings) -> Path:
    return settings.root / RECEIPTS / "bulletins"


def _files(settings: Settings, shelf: str) -> VersionPlace:
    return VersionFiles(_folder(settings), shelf)


def _rows(settings: Settings, shelf: str) -> VersionPlace:
    return VersionRows(partial(shared_database, settings.slack.database_url), shelf)
