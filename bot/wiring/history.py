"""Where the history lies that receipts are proved by."""

from __future__ import annotations

from bot.receipts.archive import KeptBulletins
from bot.settings import Settings
from bot.wiring.papers import RECEIPTS


def open_history(settings: Settings, shelf: str | None = None) -> KeptBulletins:
    """The history of the settings' own shelf, or of one of that name."""
    return KeptBulletins(settings.root / RECEIPTS / "bulletins", settings.shelf if shelf is None else shelf)
