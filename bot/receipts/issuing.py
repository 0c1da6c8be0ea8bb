"""Gives answers their receipts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bot.answering.types import Answer
from bot.receipts.archive import KeptBulletins, place_of
from bot.receipts.errors import ReceiptError
from bot.receipts.keys import KeyRing, SigningKey
from bot.receipts.signing import CURATED, VERSION, Proof, Receipt, question_hash, quote_hash, signed
from corpus.types import Bulletin


class Issuer:
    """Gives the answers of one shelf their receipts. `bulletins` are those that answer, by id; `revision` names the
    code, weights and settings; `failed` is told why an answer goes without. Safe to call from several threads."""

    def __init__(
        self,
        keys: KeyRing,
        archive: KeptBulletins,
        shelf: str,
        bulletins: Callable[[], Mapping[str, Bulletin]],
        revision: str,
        failed: Callable[[ReceiptError], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys, self._archive, self._shelf = keys, archive, shelf
        self._bulletins, self._revision, self._failed, self._clock = bulletins, revision, failed, clock

    def receipted(self, answer: Answer) -> Answer:
        """The answer with its receipt; as it is where none can be made: the quotes hold without."""
        try:
            return self._receipted(answer)
        except ReceiptError as error:
            self._failed(error)
            return answer

    def _receipted(self, answer: Answer) -> Answer:
        key = self._keys.signing()
        receipt = Receipt(VERSION, key.id, int(self._clock()), question_hash(key, answer.question), _status(answer),
                          self._shelf, answer.snapshot, self._revision, tuple(self._proofs(answer, key)))  # fmt: skip
        return replace(answer, receipt=signed(receipt, key))

    def _proofs(self, answer: Answer, key: SigningKey) -> Iterator[Proof]:
        """One for each quote that still stands in a bulletin that answers: a publication may have come between."""
        bulletins = self._bulletins()
        for quoted in answer.answers:
            bulletin = bulletins.get(quoted.citation.bulletin_id)
            span = None if bulletin is None else place_of(quoted.quote, bulletin.body)
            if bulletin is not None and span is not None:
                told = quote_hash(key, bulletin.body[span.start : span.end])
                yield Proof(bulletin.id, self._archive.keep(bulletin), span.start, span.end, told)


def _status(answer: Answer) -> str:
    return CURATED if answer.curated is not None and not answer.answers else answer.status.value
