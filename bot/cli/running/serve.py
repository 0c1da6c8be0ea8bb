"""`fvm serve`: the Slack app, until it is told to stop."""

from __future__ import annotations

import click

from bot import settings
from bot.cli.progress import bars
from bot.cli.warnings import warn
from bot.settings import Transport
from bot.slack import logs
from bot.slack.administration.extension import Administration
from bot.slack.running import serve
from bot.wiring.slack import open_slack_parts


@click.command("serve")
@click.option("--http", "over_http", is_flag=True, help="Take signed requests over HTTP instead of Socket Mode.")
def command(over_http: bool) -> None:
    """Answer in Slack. Stops on SIGTERM or Ctrl-C after it has finished what it has."""
    with bars() as progress:
        parts, faults = open_slack_parts(settings.load(), progress)
    warn(faults)
    logs.configure()
    administration = [each for each in parts.extensions if isinstance(each, Administration)]
    try:
        serve.run(parts, Transport.HTTP if over_http else None, lambda app: _start(administration))
    finally:
        for each in administration:
            each.stop()


def _start(administration: list[Administration]) -> None:
    for each in administration:
        each.start()
