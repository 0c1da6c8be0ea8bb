"""The composition root of receipts: their keys, the bulletins that they name, and what proves them."""

from __future__ import annotations

import hashlib

from bot.receipts.issuing import Issuer
from bot.receipts.keys import KeyRing
from bot.receipts.proving import Proved, proved
from bot.receipts.signing import read_receipt
from bot.settings import Settings
from bot.shelves.declared import shelves_of
from bot.wiring.administration import RECEIPTS, open_archive
from bot.wiring.answers import open_library
from bot.wiring.opened_shelves import OpenedShelf
from index.snapshot.build import REVISION


def open_keys(settings: Settings) -> KeyRing:
    return KeyRing(settings.root / RECEIPTS / "keys.json")


def open_issuer(it: OpenedShelf) -> Issuer:
    """What gives the answers of a shelf their receipts."""
    retriever, settings = it.parts.retriever, it.settings
    return Issuer(open_keys(settings), open_archive(settings), settings.shelf, lambda: retriever.bulletins,
                  _revision(settings, retriever.encoder.name))  # fmt: skip


def prove_receipt(settings: Settings, line: str, question: str | None) -> Proved:
    """What a receipt proves, held against its shelf as it is now; raises as `proved`."""
    keys = open_keys(settings)
    name = read_receipt(line, keys).shelf
    shelf = next((each for each in shelves_of(settings) if each.shelf == name), None)
    if shelf is None:
        # It was given by another bot that had the same keys, or the shelf is declared no more.
        return proved(line, keys, open_archive(settings), (), question)
    return proved(line, keys, open_archive(settings), open_library(shelf).load().bulletins, question)


def _revision(settings: Settings, encoder: str) -> str:
    """Changes with what decides about answers beside the bulletins."""
    parts = (REVISION, encoder, settings.reader, settings.calibration, settings.max_error)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]
