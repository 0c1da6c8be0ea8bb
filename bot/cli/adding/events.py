"""What became of a source, as lines in a terminal."""

from __future__ import annotations

import sys

import click

from bot.cli.printable import printable
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.ingest import Event, IngestOutcome


def wanted(source: str, doubt: str) -> bool:
    """The answer of who has said --yes."""
    return True


def asked(source: str, doubt: str) -> bool:
    """Whether the person at the terminal wants a doubtful page; no where nobody is there to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    click.echo(printable(f"          {source}: {doubt}"), err=True)
    return click.confirm(say("terminal.take_it", terminal_language()), default=False, err=True)


def print_event(event: Event) -> None:
    """The outcome on standard output, or on standard error where the source was skipped; remarks on standard error."""
    where = event.bulletin.id if event.bulletin else event.source
    outcome = say(f"came_in.{event.outcome.value}", terminal_language())
    click.echo(printable(f"{outcome:<9} {where}"), err=event.outcome is IngestOutcome.SKIPPED)
    for remark in (
        event.reason,
        *event.notices,
        event.coverage if event.coverage and event.coverage.left_out else None,
    ):
        if remark:
            click.echo(printable(f"          {remark}"), err=True)
