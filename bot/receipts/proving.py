"""What a receipt proves: that the bot said it, and that the very words stood there then."""

from __future__ import annotations

import datetime
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from bot.receipts.archive import KeptBulletins
from bot.receipts.keys import KeyRing
from bot.receipts.signing import Receipt, question_hash, read_receipt
from corpus.types import Bulletin


@dataclass(frozen=True, slots=True)
class ProvedQuote:
    """A quote as it stood. `quote` is None where the bulletin had to go (`gone`) or was not kept. `now` is the bulletin
    of that id as it is today, None where there is none."""

    bulletin_id: str
    title: str
    date: str | None
    url: str | None
    quote: str | None
    gone: datetime.date | None
    is_unchanged: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Proved:
    """A receipt that this bot has given, with what it names. `is_of_question` is None where no question was given."""

    receipt: Receipt
    quotes: tuple[ProvedQuote, ...]
    is_of_question: bool | None = None

    @property
    def made(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.receipt.made, datetime.UTC)


def proved(
    line: str, keys: KeyRing, archive: KeptBulletins, current: Iterable[Bulletin], question: str | None = None
) -> Proved:
    """What a receipt proves; `current` are the bulletins of its shelf as they are now.

    Raises:
        ForgedError: this bot did not give it, or it was changed.
        ReceiptFileError: the keys or a kept bulletin cannot be read.
    """
    receipt, today = read_receipt(line, keys), {bulletin.id: bulletin for bulletin in current}
    quotes = []
    for proof in receipt.proofs:
        kept, now = archive.found(proof.content_hash), today.get(proof.bulletin_id)
        whole = kept is not None and kept.gone is None
        quotes.append(
            ProvedQuote(
                bulletin_id=proof.bulletin_id,
                title="" if kept is None else kept.title,
                date=None if kept is None else kept.date,
                url=None if kept is None else kept.url,
                quote=kept.text[proof.start : proof.end] if kept is not None and whole else None,
                gone=None if kept is None else kept.gone,
                is_unchanged=now is not None and now.content_hash == proof.content_hash,
                is_there=now is not None,
            )
        )
    return Proved(receipt, tuple(quotes), None if question is None else _is_of(question, receipt, keys))


def _is_of(question: str, receipt: Receipt, keys: KeyRing) -> bool:
    key = keys.found(receipt.key)
    return key is not None and hmac.compare_digest(question_hash(key, question), receipt.question)
