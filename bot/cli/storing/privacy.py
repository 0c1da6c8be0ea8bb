"""`fvm privacy`: what is stored of people, for them, and for whoever must show that it goes."""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot import settings
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.cli.shelf import settings_of, shelf_option
from bot.shelves.declared import shelves_of
from bot.slack.inbox.erasure import Removal
from bot.slack.inbox.state import AppState
from bot.wiring.administration import open_personal_files, operator, withdraw_bulletin
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from index.types import unheard


@click.group("privacy")
def command() -> None:
    """Show, erase and prove what is stored of people, or withdraw a bulletin that names one."""


@command.command("extract")
@click.argument("user")
def extract(user: str) -> None:
    """Print all that is stored of USER, a Slack id such as U0123456, or cli:NAME, as one JSON object."""
    values = settings.load()
    found: dict[str, object] = {"user": user} | _extracted(values, user)
    with _state(values) as state:
        found |= {} if state is None else state.erasure.extract(user)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


@command.command("erase")
@click.argument("user")
def erase(user: str) -> None:
    """Remove all that is stored of USER, and their name from what stays. The bot may run meanwhile."""
    values, language = settings.load(), terminal_language()
    count = sum(open_personal_files(each, unheard).erase(user) for each in shelves_of(values))
    with _state(values) as state:
        if state is not None:
            erased = state.erasure.erase_person(user)
            count += erased.questions + erased.ratings + erased.kept
            if not state.database.settle():
                click.echo(f"fvm: {say('terminal.log_not_emptied', language)}", err=True)
    click.echo(say("terminal.erased", language, count=count))


@command.command("prove")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object.")
def prove(as_object: bool) -> None:
    """Show what was removed and when, and whether anything is older than the retention. Exit status 1 if so."""
    values = settings.load()
    now, days = time.time(), values.slack.retention_days
    with _state(values) as state:
        oldest, late = (None, 0) if state is None else state.erasure.overdue(days, now)
        removals = [] if state is None else state.erasure.removals()
    if as_object:
        click.echo(json.dumps({"retention_days": days, "oldest": _iso(oldest), "overdue": late,
                               "removals": [_object(each) for each in removals]}))  # fmt: skip
    else:
        language = terminal_language()
        for each in removals:
            it = each.erased
            gone = say("terminal.removal", language, questions=it.questions, ratings=it.ratings, kept=it.kept)
            click.echo(printable(f"{_iso(each.at)}  {each.reason:<9}  {gone}"))
        since = _iso(oldest) or say("terminal.no_question", language)
        click.echo(say("terminal.retention", language, days=days, oldest=since, late=late))
    if late:
        sys.exit(REFUSED)


@command.command("withdraw")
@click.argument("bulletin_id", metavar="ID")
@shelf_option
def withdraw(bulletin_id: str, shelf: str | None) -> None:
    """Take the bulletin ID off the shelf, out of its history, of every snapshot and of stored answers, for good."""
    with bars() as progress:
        manifest = withdraw_bulletin(settings_of(shelf), bulletin_id, operator(), progress)
    done = say("terminal.bulletin_erased", terminal_language(), bulletin=bulletin_id, snapshot=manifest.id)
    click.echo(printable(done))


def _extracted(values: settings.Settings, user: str) -> dict[str, object]:
    """What files hold of a person; of several shelves each under its name."""
    found = {each.shelf: open_personal_files(each, unheard).extract(user) for each in shelves_of(values)}
    return found.get("", {"shelves": found})


@contextmanager
def _state(values: settings.Settings) -> Iterator[AppState | None]:
    """The app's stored state; None where it has never run."""
    if isinstance(values.slack.database, Path) and not values.slack.database.exists():
        yield None
        return
    state = AppState(values.slack)
    try:
        yield state
    finally:
        state.close()


def _object(removal: Removal) -> dict[str, object]:
    it = removal.erased
    return {"at": _iso(removal.at), "reason": removal.reason, "questions": it.questions, "ratings": it.ratings,
            "kept": it.kept}  # fmt: skip


def _iso(at: float | None) -> str | None:
    return None if at is None else datetime.datetime.fromtimestamp(at, datetime.UTC).isoformat(timespec="seconds")
