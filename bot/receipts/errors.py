"""Errors of receipts.

BotError
└── ReceiptError          anything that proving refuses
    ├── ForgedError       a receipt that this bot did not give, or that was changed since
    └── ReceiptFileError  the keys or a kept bulletin cannot be read or written
"""

from __future__ import annotations

from bot.errors import BotError


class ReceiptError(BotError):
    """Anything that proving refuses."""


class ForgedError(ReceiptError):
    """A receipt that this bot did not give, or that was changed since."""

    def __init__(self) -> None:
        super().__init__(
            "This is no receipt of this bot, or it was changed. Copy it again, whole, and ask the bot that gave it."
        )


class ReceiptFileError(ReceiptError):
    """The keys or a kept bulletin cannot be read or written."""
