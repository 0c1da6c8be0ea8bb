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


@click.command("verify")
@click.argument("receipt", required=False)
@click.option("--question", help="Also say whether it is the receipt of this question.")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
@click.option("--new-key", is_flag=True, help="Sign with a new key from now on; older receipts are proved as before.")
def command(receipt: str | None, question: str | None, as_object: bool, new_key: bool) -> None:
    """Prove that the bot gave RECEIPT, and that the words that it names stood in the bulletins then."""
    values = settings.load()
    if new_key == (receipt is not None):
        raise click.UsageError("Give a receipt, or --new-key.")
    if receipt is None:
        click.echo(f"Receipts are signed with the new key {open_keys(values).roll().id}.")
        return
    found = prove_receipt(values, receipt, None if question is None else clean(screened(question)))
    if as_object:
        click.echo(json.dumps(_object(found), ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(printable(line))


def _lines(found: Proved) -> list[str]:
    receipt, of_question = found.receipt, {None: [], True: ["It is the receipt of that question."], False: [
        "It is the receipt of another question."]}[found.is_of_question]  # fmt: skip
    shelf = f", shelf {receipt.shelf}" if receipt.shelf else ""
    head = f"This bot said so on {found.made:%Y-%m-%d at %H:%M} UTC: {receipt.status}{shelf}."
    made_of = f"Index {receipt.snapshot}, code, weights and settings {receipt.revision}."
    lines = [head, made_of, *of_question]
    for quoted in found.quotes:
        lines += ["", *_quoted(quoted)]
    return lines


def _quoted(quoted: ProvedQuote) -> list[str]:
    now = "unchanged since" if quoted.is_unchanged else "changed since" if quoted.is_there else "no longer there"
    where = " · ".join(part for part in (quoted.title or quoted.bulletin_id, quoted.date, quoted.url) if part)
    if quoted.gone is not None:
        return [f"{where}: taken away on {quoted.gone} for a person's sake; its words are proved no more."]
    if quoted.quote is None:
        return [f"{where}: not kept here; its words cannot be shown."]
    return [f"“{' '.join(quoted.quote.split())}”", f"{where}: stood there then; the bulletin is {now}."]


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
