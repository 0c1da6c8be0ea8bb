"""The composition root of receipts: their keys, the bulletins that they name, and what proves them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from bot.receipts.errors import ReceiptError
from bot.receipts.issuing import Issuer
from bot.receipts.keys import KeyRing
from bot.receipts.proving import Proved, proved
from bot.receipts.signing import Receipt, read_receipt
from bot.settings import Settings
from bot.shelves.declared import shelves_of
from bot.wiring.answers import Answering, open_library
from bot.wiring.history import open_history
from bot.wiring.papers import KEYS, open_paper
from index.snapshot.build import REVISION


def open_keys(settings: Settings) -> KeyRing:
    return KeyRing(open_paper(settings, KEYS))


def open_issuer(settings: Settings, parts: Answering, failed: Callable[[ReceiptError], None]) -> Issuer:
    """What gives the answers of a shelf their receipts; `failed` is told why one goes without."""
    retriever = parts.retriever
    return Issuer(open_keys(settings), open_history(settings), settings.shelf, lambda: retriever.bulletins,
                  _revision(settings, retriever.encoder.name), failed)  # fmt: skip


def log_missing(error: ReceiptError) -> None:
    import structlog  # a question at the terminal writes no log

    structlog.get_logger().error("no_receipt", reason=str(error))


def open_receipt(settings: Settings, line: str) -> Receipt:
    """What a receipt says, without a look at the shelf; raises as `read_receipt`."""
    return read_receipt(line, open_keys(settings))


def prove_receipt(settings: Settings, line: str, question: str | None) -> Proved:
    """What a receipt proves, held against its shelf as it is now; raises as `proved`."""
    keys = open_keys(settings)
    name = read_receipt(line, keys).shelf
    shelves = shelves_of(settings)
    # A shelf that is declared no more may have become part of another one.
    meant = [each for each in shelves if each.shelf == name] or shelves
    current = [bulletin for each in meant for bulletin in open_library(each).load().bulletins]
    return proved(line, keys, open_history(settings, name), current, question)


def _revision(settings: Settings, encoder: str) -> str:
    """Changes with what decides about answers beside the bulletins."""
    parts = (REVISION, encoder, settings.reader, settings.calibration, settings.max_error)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]
