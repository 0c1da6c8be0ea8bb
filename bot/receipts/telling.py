"""What a receipt proves in words, the same at the terminal and in Slack; pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.receipts.proving import Proved, ProvedQuote
from bot.words.catalogue import say
from bot.words.dates import written_date
from corpus.types import Language


def proof_lines(found: Proved, language: Language) -> Iterator[str]:
    """That the bot said it, when, of what kind it was, and what it was made of."""
    receipt = found.receipt
    status, at = say(f"receipt_status.{receipt.status}", language), f"{found.made:%Y-%m-%d %H:%M} UTC"
    yield say("receipt.said", language, at=at, status=status)
    if receipt.shelf:
        yield say("receipt.shelf", language, shelf=receipt.shelf)
    yield say("receipt.made_of", language, snapshot=receipt.snapshot or "–", revision=receipt.revision)
    if found.is_of_question is not None:
        yield say("receipt.of_question" if found.is_of_question else "receipt.of_another", language)


def quote_source(quoted: ProvedQuote, language: Language) -> str:
    """Title, date and address of the bulletin as it was; its id where no more is known."""
    if quoted.was is None:
        return quoted.bulletin_id
    dated = written_date(quoted.was.date, language)
    return " · ".join(part for part in (quoted.was.title, dated, quoted.was.url) if part)


def quote_verdict(quoted: ProvedQuote, language: Language) -> str:
    """Whether the words stood there, and what has become of them."""
    if quoted.gone is not None:
        return say("receipt.gone", language, date=quoted.gone.isoformat())
    if quoted.was is None:
        return say("receipt.not_kept", language)
    if quoted.now is None:
        return say("receipt.away", language)
    if quoted.is_unchanged:
        return say("receipt.unchanged", language)
    return say("receipt.changed_stands" if quoted.still_stands else "receipt.changed", language)
