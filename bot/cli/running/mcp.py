"""`fvm mcp`: the tools for assistants, over standard input and output or over HTTP."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from bot import settings
from bot.cli.running.loading import told_steps
from bot.cli.shelf import settings_of, shelf_option
from bot.slack import logs
from bot.tracing import send_spans
from bot.wiring.doors import MCP, serve_doors, serve_machine


@click.command("mcp")
@click.option("--http", "over_http", is_flag=True, help="Serve streamable HTTP at /mcp instead.")
@shelf_option
def command(over_http: bool, shelf: str | None) -> None:
    """Offer the bulletins to an assistant by the Model Context Protocol. Needs the extra `mcp`."""
    values = settings.load()
    if shelf is not None:
        settings_of(shelf)
    logs.configure(replica=values.slack.replica)
    send_spans(os.environ, values.slack.replica)
    if over_http:
        doors = replace(values.doors, doors=frozenset({MCP}))
        serve_doors(replace(values, doors=doors), told_steps())
    else:
        serve_machine(values, told_steps(), shelf)
