"""`fvm thread`: what the bot would do about each message of Slack threads, without sending anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

import click

from bot.answering.as_json import quoted_object
from bot.cli.progress import bars
from bot.cli.shelf import settings_of, shelf_option
from bot.cli.warnings import warn, warn_of
from bot.errors import ThreadError
from bot.threads.deciding import Decider
from bot.threads.kinds import RememberedVectors, read_kinds
from bot.threads.types import Decision, Mode, Said
from bot.wiring.answers import open_parts
from bot.wiring.opened_shelves import pinned_ask
from corpus.language.personal_numbers import without_personal_numbers


@click.command("thread")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.CALLED.value,
              show_default=True, help="Whether the bot must be called, or answers by itself.")  # fmt: skip
@shelf_option
def command(file: TextIO, mode: str, shelf: str | None) -> None:
    """Say for each message of FILE, threads as JSON lines, what the bot would do and why; nothing is sent."""
    threads = list(_threads(file))
    values = settings_of(shelf)
    with bars() as report:
        parts = open_parts(values, report)
    warn(parts.faults)
    encode = RememberedVectors(parts.retriever.encoder.encode_queries)
    decider = Decider(read_kinds(), encode, pinned_ask(values, parts, warn_of))
    for thread in threads:
        decisions = [_object(decision) for decision in decider.decide_all(thread, Mode(mode))]
        click.echo(json.dumps({"messages": decisions}, ensure_ascii=False))


def _threads(lines: TextIO) -> Iterator[list[Said]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows = json.loads(line)["messages"]
            yield [_screened(Said.from_row(row)) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise ThreadError(
                f'Line {number} is no thread. Write {{"messages": [{{"user": "A", "text": "..."}}]}} on a line.'
            ) from error


def _screened(said: Said) -> Said:
    """A message without numbers of persons, as Slack's threads are read too."""
    return replace(said, text=without_personal_numbers(said.text))


def _object(decision: Decision) -> dict[str, object]:
    answers = () if decision.answer is None else decision.answer.answers
    return {
        "action": decision.action.value,
        "asked": decision.asked,
        "answers": [quoted_object(quoted) for quoted in answers],
        "why": decision.why,
    }
