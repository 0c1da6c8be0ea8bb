"""What a receipt proves: that the bot said it, and that the very words stood there then."""

from __future__ import annotations

import datetime
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from bot.receipts.archive import KeptBulletins, place_of
from bot.receipts.errors import ReceiptFileError
from bot.receipts.keys import KeyRing
from bot.receipts.signing import Proof, Receipt, question_hash, quote_hash, read_receipt
from corpus.types import Bulletin


@dataclass(frozen=True, slots=True)
class ProvedQuote:
    """A quote as it stood, in the bulletin as it `was`: both None where it had to go (on the day `gone`) or was not
    kept. `now` is the bulletin of that id as it is on the shelf today, None where there is none."""

    bulletin_id: str
    quote: str | None
    was: Bulletin | None
    gone: datetime.date | None
    now: Bulletin | None
    is_unchanged: bool

    @property
    def still_stands(self) -> bool:
        """Whether the bulletin says these words today."""
        return self.now is not None and self.quote is not None and place_of(self.quote, self.now.body) is not None


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
    """What a receipt proves; `archive` is the history of its shelf, `current` are its bulletins as they are now.

    Raises:
        ForgedError: this bot did not give it, or it was changed.
        ReceiptFileError: the keys or a kept bulletin cannot be read, or it is not what was quoted.
    """
    receipt, today = read_receipt(line, keys), {bulletin.id: bulletin for bulletin in current}
    quotes = tuple(_proved(proof, receipt, keys, archive, today.get(proof.bulletin_id)) for proof in receipt.proofs)
    return Proved(receipt, quotes, None if question is None else _is_of(question, receipt, keys))


def _proved(proof: Proof, receipt: Receipt, keys: KeyRing, archive: KeptBulletins, now: Bulletin | None) -> ProvedQuote:
    kept = archive.found(proof.content_hash)
    was = None if kept is None else kept.bulletin
    quote = None if was is None else was.body[proof.start : proof.end]
    key = keys.found(receipt.key)
    if quote is not None and (key is None or not hmac.compare_digest(quote_hash(key, quote), proof.quote)):
        raise ReceiptFileError(f"The kept bulletin {proof.bulletin_id} was changed. Put a copy of its history back.")
    is_unchanged = now is not None and now.content_hash == proof.content_hash
    return ProvedQuote(proof.bulletin_id, quote, was, None if kept is None else kept.gone, now, is_unchanged)


def _is_of(question: str, receipt: Receipt, keys: KeyRing) -> bool:
    key = keys.found(receipt.key)
    return key is not None and hmac.compare_digest(question_hash(key, question), receipt.question)
