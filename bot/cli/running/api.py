"""`fvm api`: the doors beside Slack alone, until it is told to stop."""

from __future__ import annotations

import os

import click

from bot import settings
from bot.cli.running.loading import told_steps
from bot.slack import logs
from bot.tracing import send_spans
from bot.wiring.doors import serve_doors


@click.command("api")
def command() -> None:
    """Answer over HTTP, without Slack. Stops on SIGTERM or Ctrl-C. FVM_DOORS says what is opened."""
    values = settings.load()
    logs.configure(replica=values.slack.replica)
    send_spans(os.environ, values.slack.replica)
    serve_doors(values, told_steps())
