"""`fvm serve`: the Slack app, until it is told to stop."""

from __future__ import annotations

import time

import click
import structlog

from bot import settings
from bot.settings import Transport
from bot.slack import logs
from bot.wiring.slack_app import serve
from bot.wiring.slack_parts import open_slack_parts


@click.command("serve")
@click.option("--http", "over_http", is_flag=True, help="Take signed requests over HTTP instead of Socket Mode.")
def command(over_http: bool) -> None:
    """Answer in Slack. Stops on SIGTERM or Ctrl-C after it has finished what it has."""
    values = settings.load()
    logs.configure()
    log, begun = structlog.get_logger(), time.monotonic()
    log.info("loading", data=str(values.data), bulletins=str(values.bulletins))
    said: set[str] = set()

    def told(step: str, done: int, total: int) -> None:
        if step not in said:
            said.add(step)
            log.info("loading", step=step)

    opened = open_slack_parts(values, told)
    for fault in opened.faults:
        log.warning("bulletin_fault", fault=str(fault))
    log.info("loaded", seconds=round(time.monotonic() - begun, 1))
    serve(opened.parts, Transport.HTTP if over_http else None, (opened.administration,))
