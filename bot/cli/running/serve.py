"""`fvm serve`: the Slack app, until it is told to stop."""

from __future__ import annotations

import os
import time
from functools import partial

import click
import structlog

from bot import settings
from bot.cli.running.loading import told_steps
from bot.http.server import Server
from bot.settings import Settings, Transport
from bot.slack import logs
from bot.slack.running.app import App
from bot.tracing import send_spans
from bot.wiring.doors import open_doors
from bot.wiring.slack_app import serve
from bot.wiring.slack_parts import SlackParts, open_slack_parts


@click.command("serve")
@click.option("--http", "over_http", is_flag=True, help="Take signed requests over HTTP instead of Socket Mode.")
def command(over_http: bool) -> None:
    """Answer in Slack, and at the doors that FVM_DOORS names. Stops on SIGTERM or Ctrl-C, after it has finished what it
    has."""
    values = settings.load()
    logs.configure(replica=values.slack.replica)
    send_spans(os.environ, values.slack.replica)
    log, begun = structlog.get_logger(), time.monotonic()
    log.info("loading", data=str(values.data), bulletins=str(values.bulletins))
    opened = open_slack_parts(values, told_steps())
    for fault in opened.faults:
        log.warning("bulletin_fault", fault=str(fault))
    log.info("loaded", seconds=round(time.monotonic() - begun, 1))
    beside = partial(_doors, values, opened) if values.doors.doors else None
    serve(opened.parts, Transport.HTTP if over_http else None, (opened.administration,), beside)


def _doors(values: Settings, opened: SlackParts, app: App) -> Server:
    return open_doors(values, opened.shelves, opened.models, app.metrics, app.supervision, values.doors.doors,
                      app.state.database)  # fmt: skip
