"""`fvm feedback`: what people thought of the answers."""

from __future__ import annotations

import click

from bot import settings
from bot.slack.inbox.database import open_database
from bot.slack.inbox.feedback import FeedbackStore, to_csv, to_json


@click.command("feedback")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
def command(form: str) -> None:
    """Export the ratings with question, answer, snapshot and scores."""
    database = open_database(settings.load().slack.database)
    try:
        rows = FeedbackStore(database).rows()
    finally:
        database.close()
    click.echo(to_json(rows) if form == "json" else to_csv(rows), nl=False)
