"""`fvm migrate`: the tables in PostgreSQL, and what is stored into it or back."""

from __future__ import annotations

from collections.abc import Mapping

import click

from bot import settings
from bot.cli.printable import printable
from bot.errors import BotError
from bot.settings import Settings, Store
from bot.shelves.declared import shelves_of
from bot.slack.inbox.database import renew_tables
from bot.slack.inbox.moving import held, move, sides
from bot.wiring.answers import prepare_encoder
from bot.wiring.history import carry_history
from bot.wiring.papers import carry_papers
from bot.wiring.passages import passages_url, renew_passages
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from index.types import unheard


@click.command("migrate")
@click.option("--apply", is_flag=True, help="Do it; else it is only shown.")
@click.option("--carry", type=click.Choice(["in", "out"]), help="Copy what the file holds into the database, or back.")
def command(apply: bool, carry: str | None) -> None:
    """Make or renew the tables in the database that FVM_DATABASE_URL names, and carry what the file in the data folder
    holds into it, or back. Nothing is changed without --apply, and nothing is carried over what is there."""
    values, language = settings.load(), terminal_language()
    slack = values.slack
    if not slack.database_url and values.store is not Store.PGVECTOR:
        raise BotError("FVM_DATABASE_URL names no database. A file is brought up to date by whatever opens it.")
    steps = [*_renewed_state(slack.database_url, apply), *_renewed_passages(values, apply)]
    for step in steps:
        named = " ".join(step.split("(")[0].split())
        click.echo(printable(say("terminal.step_done" if apply else "terminal.step_to_do", language, step=named)))
    if not steps:
        click.echo(say("terminal.up_to_date", language))
    if carry:
        source, target = sides(slack, back=carry == "out")
        rows = move(source, target) if apply else held(source)
        papers = carry_papers(shelves_of(values), carry == "out", apply)
        versions = {"kept_version": carry_history(values, carry == "out", apply)}
        what = ", ".join([_told({**rows, **versions}) or say("terminal.nothing", language), *papers])
        click.echo(printable(say("terminal.carried" if apply else "terminal.to_carry", language, what=what)))
        if apply:
            click.echo(printable(_left(str(slack.database_file), carry)))
    if not apply:
        click.echo(say("terminal.not_applied", language))


def _renewed_state(url: str, apply: bool) -> list[str]:
    return renew_tables(url, apply) if url else []


def _renewed_passages(values: Settings, apply: bool) -> list[str]:
    """The table of vectors goes by how many numbers the encoder gives. Milvus needs none."""
    if values.store is not Store.PGVECTOR:
        return []
    return renew_passages(passages_url(values), prepare_encoder(values, unheard).dim, apply)


def _told(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in rows.items() if count)


def _left(file: str, carried: str) -> str:
    """What must go by hand: nobody keeps to the retention there any more."""
    if carried == "out":
        return say("terminal.database_holds", terminal_language())
    return say("terminal.file_holds", terminal_language(), file=file)
