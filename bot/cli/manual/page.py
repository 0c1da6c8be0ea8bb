"""`fvm man`: the manual page, made from the commands themselves."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
from collections.abc import Iterator

import click

from bot.cli.manual.helping import exit_statuses, in_language, option_records
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.types import Language


@click.command("man")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Print the manual page; `fvm man | man -l -` shows it."""
    click.echo("\n".join(_lines(ctx.find_root(), terminal_language(os.environ))))


def _lines(root: click.Context, language: Language) -> Iterator[str]:
    version = importlib.metadata.version("fvm-svar")
    yield f'.TH FVM 1 "{datetime.date.today():%Y-%m}" "fvm-svar {version}"'
    yield from (f".SH {say('man.name', language)}", f"fvm \\- {_plain(root.command.help or '')}")
    yield from (f".SH {say('man.synopsis', language)}", ".B fvm", say("man.synopsis_arguments", language))
    yield f".SH {say('man.commands', language)}"
    group = root.command
    assert isinstance(group, click.Group)
    for name in group.list_commands(root):
        found = group.get_command(root, name)
        assert found is not None
        yield from _command(in_language(name, found, language), f"fvm {name}", root, language)
    yield f".SH {say('man.statuses', language)}"
    for status, meaning in exit_statuses(language):
        yield from (".TP", f".B {status}", _plain(meaning))
    yield f".SH {say('man.environment', language)}"
    yield _plain(say("man.environment_told", language))
    yield f".SH {say('man.files', language)}"
    yield from (".TP", ".I ~/.config/fvm\\-svar/environment", _plain(say("man.files_told", language)))


def _command(it: click.Command, path: str, parent: click.Context, language: Language) -> Iterator[str]:
    ctx = click.Context(it, info_name=path.rpartition(" ")[2], parent=parent)
    yield f".SS {_plain(' '.join([path, *it.collect_usage_pieces(ctx)]))}"
    for number, paragraph in enumerate((it.help or "").split("\n\n")):
        yield from ([".PP"] if number else [])
        yield _plain(" ".join(paragraph.split()))
    for written, told in option_records(ctx, language):
        yield from (".TP", f".B {_plain(written)}", _plain(told) or "\\&")
    for name, below in getattr(it, "commands", {}).items():
        yield from _command(below, f"{path} {name}", ctx, language)


def _plain(text: str) -> str:
    """Text that troff takes as it stands."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
