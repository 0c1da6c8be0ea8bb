"""`fvm verify`: what a receipt proves."""

from __future__ import annotations

import json
from typing import Any

import click

from bot import settings
from bot.answering.question.asked import clean
from bot.cli.asking.screening import screened
from bot.cli.printable import printable
from bot.receipts.proving import Proved, ProvedQuote
from bot.wiring.receipts import open_keys, prove_receipt
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.types import Language


@click.command("verify")
@click.argument("receipt", required=False)
@click.option("--question", help="Also say whether it is the receipt of this question.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--new-key", is_flag=True, help="Sign with a new key from now on; older receipts are proved as before.")
def command(receipt: str | None, question: str | None, as_object: bool, new_key: bool) -> None:
    """Prove that the bot gave RECEIPT, and that the words that it names stood in the bulletins then."""
    values, language = settings.load(), terminal_language()
    if new_key == (receipt is not None):
        raise click.UsageError("Give a receipt, or --new-key.")
    if receipt is None:
        click.echo(say("terminal.new_key", language, key=open_keys(values).roll().id))
        return
    found = prove_receipt(values, receipt, None if question is None else clean(screened(question)))
    if as_object:
        click.echo(json.dumps(_object(found), ensure_ascii=False))
        return
    for line in _lines(found, language):
        click.echo(printable(line))


def _lines(found: Proved, language: Language) -> list[str]:
    receipt = found.receipt
    shelf = say("terminal.receipt_shelf", language, name=receipt.shelf) if receipt.shelf else ""
    lines = [
        say("terminal.receipt_head", language, day=f"{found.made:%Y-%m-%d}", time=f"{found.made:%H:%M}",
            status=receipt.status, shelf=shelf),
        say("terminal.receipt_made_of", language, snapshot=receipt.snapshot, revision=receipt.revision),
    ]  # fmt: skip
    if found.is_of_question is not None:
        lines.append(say("terminal.of_question" if found.is_of_question else "terminal.of_another", language))
    for quoted in found.quotes:
        lines += ["", *_quoted(quoted, language)]
    return lines


def _quoted(quoted: ProvedQuote, language: Language) -> list[str]:
    where = " · ".join(part for part in (quoted.title or quoted.bulletin_id, quoted.date, quoted.url) if part)
    if quoted.gone is not None:
        return [say("terminal.quote_gone", language, where=where, day=quoted.gone)]
    if quoted.quote is None:
        return [say("terminal.quote_not_kept", language, where=where)]
    words = f"“{' '.join(quoted.quote.split())}”"
    if quoted.is_unchanged:
        return [words, say("terminal.quote_unchanged", language, where=where)]
    return [
        words,
        say("terminal.quote_changed" if quoted.is_there else "terminal.quote_removed", language, where=where),
    ]


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
        "quotes": [
            {"bulletin_id": each.bulletin_id, "title": each.title, "published": each.date, "url": each.url,
             "quote": each.quote, "gone": None if each.gone is None else each.gone.isoformat(),
             "is_unchanged": each.is_unchanged, "is_there": each.is_there}
            for each in found.quotes
        ],
    }  # fmt: skip
