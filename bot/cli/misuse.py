"""Wrong usage of a command, told in the language of the terminal."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import click

from bot.cli.printable import printable
from bot.words.catalogue import say
from corpus.types import Language


def misuse_lines(error: click.UsageError, language: Language) -> list[str]:
    """What is wrong, how the command is written, and where more is said."""
    lines = [say("misuse.error", language, what=printable(_wrong(error, language)))]
    if error.ctx is not None:
        command, path = error.ctx.command, error.ctx.command_path
        usage = " ".join([path, *command.collect_usage_pieces(error.ctx)])
        lines += [f"{say('manual.usage', language)}{usage}", say("misuse.more", language, command=f"{path} --help")]
    return lines


def _wrong(error: click.UsageError, language: Language) -> str:
    """click's own words where it says what no other kind of error says."""
    if isinstance(error, click.NoSuchOption):
        return say("misuse.no_option", language, name=error.option_name) + _meant(error.possibilities, language)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return say("misuse.no_command", language, name=error.command_name) + _meant(_near(error), language)
    if isinstance(error, click.MissingParameter):
        return say("misuse.missing", language, name=_named(error))
    if isinstance(error, click.BadParameter):
        return say("misuse.bad_value", language, name=_named(error), what=error.message)
    return error.message


def _near(error: click.exceptions.NoSuchCommand) -> Sequence[str]:
    group = None if error.ctx is None else error.ctx.command
    known = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx is not None else []
    return difflib.get_close_matches(error.command_name, known, 1)


def _meant(possibilities: Sequence[str] | None, language: Language) -> str:
    if not possibilities:
        return ""
    return f" {say('terminal.did_you_mean', language, name=sorted(possibilities)[0])}"


def _named(error: click.BadParameter) -> str:
    """The option or argument as it is written."""
    if error.param_hint is not None:
        return error.param_hint if isinstance(error.param_hint, str) else " / ".join(error.param_hint)
    if error.param is None or error.ctx is None:
        return "?"
    hint = error.param.get_error_hint(error.ctx)
    return str(hint).strip("'")
