"""Errors as a person reads them: one line, a next step, a stable exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.cli.misuse import misuse_lines
from bot.cli.printable import printable
from bot.errors import BotError
from bot.words.voice import terminal_language
from corpus.errors import CorpusError
from index.errors import SearchIndexError

REFUSED = 1
LACKING = 3
"""The bot works, and something is missing."""

INTERRUPTED = 130


@contextmanager
def failures_explained() -> Iterator[None]:
    """Turn what our packages refuse into one line on standard error; let programming errors through."""
    try:
        yield
    except click.UsageError as error:
        click.echo("\n".join(misuse_lines(error, terminal_language())), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _silence_standard_output()
        sys.exit(0)
    except (BotError, CorpusError, SearchIndexError) as error:
        _say(str(error))
    except OSError as error:
        _say(f"{error.strerror or error}: {error.filename or 'no file named'}. Check that it exists and can be used.")


def _say(reason: str) -> None:
    click.echo(f"fvm: {printable(reason)}", err=True)
    sys.exit(REFUSED)


def _silence_standard_output() -> None:
    """The reader of our output went away; Python must not complain about it while it closes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
