"""The command `fvm`: finds the subcommand's file and runs it."""

from __future__ import annotations

import importlib
import os
import sys

import click
from click.shell_completion import CompletionItem

from bot.cli.failures import failures_explained
from bot.cli.manual.helping import help_text, in_language
from bot.settings_file import add_settings
from bot.words.catalogue import say
from bot.words.voice import terminal_language

_COMMANDS = {
    "ask": "asking.ask",
    "chat": "asking.chat",
    "timeline": "asking.timeline",
    "calendar": "asking.calendar",
    "list": "asking.list",
    "thread": "asking.thread",
    "add": "adding.add",
    "watch": "adding.watch",
    "withdraw": "adding.withdraw",
    "history": "adding.history",
    "check": "adding.check",
    "reindex": "publishing.reindex",
    "rollback": "publishing.rollback",
    "audit": "publishing.audit",
    "report": "storing.report",
    "why": "asking.why",
    "pin": "publishing.pin",
    "status": "publishing.status",
    "setup": "running.setup",
    "serve": "running.serve",
    "api": "running.api",
    "mcp": "running.mcp",
    "doctor": "running.doctor",
    "verify": "asking.verify",
    "backup": "storing.backup",
    "restore": "storing.restore",
    "privacy": "storing.privacy",
    "manifest": "running.manifest",
    "settings": "running.settings",
    "model": "running.model",
    "migrate": "storing.migrate",
    "shelf": "storing.shelf",
    "feedback": "storing.feedback",
    "eval": "running.evaluate",
    "completion": "manual.completion",
    "man": "manual.page",
}
"""Each command and the module below `bot.cli` that defines it; what help says of it stands in `bot/words`, in the
tables `brief`, `command_help` and `option`."""


class _LazyGroup(click.Group):
    """Imports a subcommand's module when it is asked for, so that help and completion are quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"bot.cli.{_COMMANDS[cmd_name]}").command
        return in_language(cmd_name, command, terminal_language(os.environ))

    def get_help(self, ctx: click.Context) -> str:
        language = terminal_language(os.environ)
        self.help = say("manual.about", language)
        for option in self.params:
            if isinstance(option, click.Option) and option.name == "version":
                option.help = say("manual.version", language)
        return help_text(ctx, language, _told())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("option.any_help", terminal_language(os.environ))
        return option

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        commands = [CompletionItem(name, help=told) for name, told in _told().items() if name.startswith(incomplete)]
        return commands or super(click.Group, self).shell_complete(ctx, incomplete)


def _told() -> dict[str, str]:
    """Each command with the line that help says of it."""
    language = terminal_language(os.environ)
    return {name: say(f"brief.{name}", language) for name in _COMMANDS}


def _tell_versions(ctx: click.Context, option: click.Parameter, is_wanted: bool) -> None:
    if is_wanted and not ctx.resilient_parsing:
        # Digests of all that is installed, which no other command needs.
        from bot.cli.running.versions import version_lines

        click.echo(version_lines())
        ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_versions,
              help="")  # fmt: skip
def fvm() -> None:
    """Answers questions about a public programme with quotes from its bulletins."""


def main() -> None:
    """Entry point. Exit status: 0 done, 1 refused with a reason, 2 wrong usage, 3 done with a lack, 130 interrupted.

    What the settings file says is added to the environment first.
    """
    with failures_explained():
        add_settings(os.environ, may_lack=sys.argv[1:2] == ["setup"])
        fvm(prog_name="fvm", standalone_mode=False)
    sys.exit(0)
