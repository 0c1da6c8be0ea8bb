"""`fvm doctor`: what the Slack app needs, and the remedy for what is wrong."""

from __future__ import annotations

import sys

import click

from bot import settings
from bot.cli.failures import REFUSED
from bot.cli.printable import printable
from bot.cli.progress import bars
from bot.slack.running.doctor import examine
from bot.wiring.slack_parts import doctor_parts


@click.command("doctor")
def command() -> None:
    """Examine tokens, scopes, connection, index, model, writer, disk and clock. Exit status 1 where one is wrong."""
    with bars() as progress:
        findings = examine(doctor_parts(settings.load(), progress))
    for finding in findings:
        click.echo(printable(f"{'ok   ' if finding.ok else 'WRONG'} {finding.name}: {finding.seen}"))
        if not finding.ok:
            click.echo(printable(f"      {finding.remedy}"))
    if not all(finding.ok for finding in findings):
        sys.exit(REFUSED)
