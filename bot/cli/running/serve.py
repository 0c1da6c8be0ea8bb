"""`fvm serve`: the Slack app, until it is told to stop."""

from __future__ import annotations

import click

from bot import settings
from bot.cli.progress import bars
from bot.cli.warnings import warn
from bot.settings import Transport
from bot.slack import logs
from bot.wiring.slack_app import serve
from bot.wiring.slack_parts import open_slack_parts


@click.command("serve")
@click.option("--http", "over_http", is_flag=True, help="Take signed requests over HTTP instead of Socket Mode.")
def command(over_http: bool) -> None:
    """Answer in Slack. Stops on SIGTERM or Ctrl-C after it has finished what it has."""
    with bars() as progress:
        opened = open_slack_parts(settings.load(), progress)
    warn(opened.faults)
    logs.configure()
    serve(opened.parts, Transport.HTTP if over_http else None, (opened.administration,))
