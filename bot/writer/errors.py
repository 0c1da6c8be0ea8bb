"""Errors of the writer. Each names the setting and the next step, and never a question, a key or a server's words.

WriterError             a BotError
├── SetupError          the settings do not name a usable endpoint
└── EndpointError       the endpoint gave nothing that can be used; `code` says why in one word
"""

from __future__ import annotations

from bot.errors import BotError


class WriterError(BotError):
    """Nothing was written; the quotes hold without it."""


class WriterSetupError(WriterError):
    """The settings do not name a usable endpoint."""


class EndpointError(WriterError):
    """The endpoint gave nothing that can be used.

    `code` is one of unreachable, timeout, unauthorized, not_found, rate_limited, redirect, refused, server_error,
    garbage, cut_off.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
