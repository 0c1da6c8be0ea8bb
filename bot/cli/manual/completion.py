"""`fvm completion`: what lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_VARIABLE = "_FVM_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what lets SHELL complete `fvm`."""
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"click knows no {shell}.")
    # Its template alone: click's own way to print it asks the shell for its version first.
    words = made(ctx.find_root().command, {}, "fvm", _VARIABLE)
    click.echo(words.source_template % words.source_vars())
