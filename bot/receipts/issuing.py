"""Gives answers their receipts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bot.answering.types import Answer
from bot.receipts.archive import KeptBulletins
from bot.receipts.keys import KeyRing
from bot.receipts.signing import VERSION, Proof, Receipt, question_hash, signed
from corpus.types import Bulletin, Span


class Issuer:
    """Gives the answers of one shelf their receipts. `bulletins` are those that answer, by id; `revision` names the
    code, weights and settings. Safe to call from several threads."""

    def __init__(
        self,
        keys: KeyRing,
        archive: KeptBulletins,
        shelf: str,
        bulletins: Callable[[], Mapping[str, Bulletin]],
        revision: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys, self._archive, self._shelf = keys, archive, shelf
        self._bulletins, self._revision, self._clock = bulletins, revision, clock

    def receipted(self, answer: Answer) -> Answer:
        """The answer with its receipt; raises ReceiptFileError."""
        key = self._keys.signing()
        receipt = Receipt(VERSION, key.id, int(self._clock()), question_hash(key, answer.question), answer.status.value,
                          self._shelf, answer.snapshot, self._revision, tuple(self._proofs(answer)))  # fmt: skip
        return replace(answer, receipt=signed(receipt, key))

    def _proofs(self, answer: Answer) -> Iterator[Proof]:
        """One for each quote that still stands in a bulletin that answers: a publication may have come between."""
        bulletins = self._bulletins()
        for quoted in answer.answers:
            bulletin = bulletins.get(quoted.citation.bulletin_id)
            span = None if bulletin is None else place_of(quoted.quote, bulletin.body)
            if bulletin is not None and span is not None:
                name = self._archive.keep(bulletin, self._shelf)
                yield Proof(bulletin.id, name, span.start, span.end)


def place_of(quote: str, body: str) -> Span | None:
    """Where a quote, whose white space is collapsed, first stands in a text; None where it does not."""
    found = re.search(r"\s+".join(map(re.escape, quote.split())), body)
    return None if found is None or not quote.strip() else Span(*found.span())
