"""`fvm --help` and `fvm COMMAND --help`, in the language of the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

import click

from bot.words.catalogue import say, texts
from bot.words.voice import terminal_language
from corpus.types import Language

_NAMES = ("-h", "--help")
_DEFAULT = "[default: "
"""How click begins what it says of a default."""


def in_language(name: str, command: click.Command, language: Language) -> click.Command:
    """The same command, whose help is in a language. What the catalogue lacks is said as the code has it."""
    if f"command_help.{name}" in texts(language):
        command.help = say(f"command_help.{name}", language)
    if command.add_help_option:
        command.add_help_option = False
        shown = click.Option(_NAMES, is_flag=True, is_eager=True, expose_value=False, callback=_tell)
        command.params.append(shown)
    for option in command.params:
        if isinstance(option, click.Option):
            key = next((key for key in (f"{name}_{option.name}", f"any_{option.name}") if _is_said(key, language)), "")
            option.help = say(f"option.{key}", language) if key else option.help
    if isinstance(command, click.Group):
        for below, each in getattr(command, "commands", {}).items():
            in_language(f"{name}_{below}", each, language)
    return command


def _is_said(key: str, language: Language) -> bool:
    return f"option.{key}" in texts(language)


def _tell(ctx: click.Context, option: click.Parameter, is_wanted: bool) -> None:
    if is_wanted and not ctx.resilient_parsing:
        click.echo(help_text(ctx, terminal_language(os.environ)))
        ctx.exit()


def help_text(ctx: click.Context, language: Language, commands: Mapping[str, str] | None = None) -> str:
    """What `--help` says of a context's command; `commands` are those of a group with a line each, where they are not
    to be loaded for that."""
    command = ctx.command
    formatter = ctx.make_formatter()
    pieces = command.collect_usage_pieces(ctx)
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=say("manual.usage", language))
    for paragraph in (command.help or "").split("\n\n"):
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(" ".join(paragraph.split()))
    _section(formatter, say("manual.options", language), option_records(ctx, language))
    shown = commands or {name: each.get_short_help_str(100) for name, each in getattr(command, "commands", {}).items()}
    _section(formatter, say("manual.commands", language), list(shown.items()))
    if ctx.parent is None:
        _section(formatter, say("manual.statuses", language), list(exit_statuses(language)))
    return formatter.getvalue().rstrip("\n")


def _section(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)


def option_records(ctx: click.Context, language: Language) -> list[tuple[str, str]]:
    """Each option as it is written, and what it does."""
    options = [param for param in ctx.command.get_params(ctx) if isinstance(param, click.Option)]
    records = [record for param in options if (record := param.get_help_record(ctx))]
    return [(written, told.replace(_DEFAULT, say("manual.default", language))) for written, told in records]


def exit_statuses(language: Language) -> Iterator[tuple[str, str]]:
    """What each exit status of `fvm` means."""
    yield "0", say("exit_status.done", language)
    yield "1", say("exit_status.refused", language)
    yield "2", say("exit_status.usage", language)
    yield "3", say("exit_status.lacking", language)
    yield "130", say("exit_status.interrupted", language)
