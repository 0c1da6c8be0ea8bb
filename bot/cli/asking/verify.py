"""`fvm verify`: what a receipt proves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from bot import settings
from bot.answering.as_json import bulletin_object
from bot.answering.question.asked import clean
from bot.cli.asking.screening import screened
from bot.cli.printable import printable
from bot.receipts.proving import Proved, ProvedQuote
from bot.receipts.telling import proof_lines, quote_source, quote_verdict
from bot.wiring.receipts import open_keys, prove_receipt
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.types import Language


@click.command("verify")
@click.argument("receipt", required=False)
@click.option("--question", help="Also say whether it is the receipt of this question.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--whole", is_flag=True, help="Also print each bulletin as it was.")
@click.option("--new-key", is_flag=True, help="Sign with a new key from now on; older receipts are proved as before.")
def command(receipt: str | None, question: str | None, as_object: bool, whole: bool, new_key: bool) -> None:
    """Prove that the bot gave RECEIPT, and that the words that it names stood in the bulletins then."""
    values, language = settings.load(), terminal_language()
    if new_key == (receipt is not None):
        raise click.UsageError(say("misuse.no_receipt", language))
    if receipt is None:
        click.echo(say("terminal.new_key", language, key=open_keys(values).roll().id))
        return
    found = prove_receipt(values, receipt, None if question is None else clean(screened(question)))
    if as_object:
        click.echo(json.dumps(_object(found), ensure_ascii=False))
        return
    for line in _lines(found, whole, language):
        click.echo(printable(line))


def _lines(found: Proved, whole: bool, language: Language) -> Iterator[str]:
    yield from proof_lines(found, language)
    for quoted in found.quotes:
        yield ""
        if quoted.quote is not None:
            yield f"“{' '.join(quoted.quote.split())}”"
        yield quote_source(quoted, language)
        yield quote_verdict(quoted, language)
        if whole and quoted.was is not None:
            yield f"{say('receipt.as_it_was', language)}:"
            yield from quoted.was.body.splitlines()


def _object(found: Proved) -> dict[str, Any]:
    receipt = found.receipt
    return {
        "version": 1,
        "made": found.made.isoformat(),
        "status": receipt.status,
        "shelf": receipt.shelf or None,
        "snapshot": receipt.snapshot,
        "revision": receipt.revision,
        "is_of_question": found.is_of_question,
        "quotes": [_quote(each) for each in found.quotes],
    }


def _quote(quoted: ProvedQuote) -> dict[str, Any]:
    was = quoted.was
    return {
        "quote": quoted.quote,
        "bulletin_id": quoted.bulletin_id,
        "bulletin": None if was is None else bulletin_object(was),
        "gone": None if quoted.gone is None else quoted.gone.isoformat(),
        "is_unchanged": quoted.is_unchanged,
        "still_stands": quoted.still_stands,
        "is_there": quoted.now is not None,
    }
