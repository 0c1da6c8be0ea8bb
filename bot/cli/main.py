"""The command `fvm`: finds the subcommand's file and runs it."""

from __future__ import annotations

import importlib
import os
import sys

import click

from bot.cli.failures import failures_explained
from bot.settings_file import add_settings

_COMMANDS = {
    "ask": ("asking.ask", "Answer a question with quotes from the bulletins."),
    "chat": ("asking.chat", "Ask question after question."),
    "timeline": ("asking.timeline", "Show what was said about a subject month by month."),
    "calendar": ("asking.calendar", "Show what the bulletins say happens when, or write it as a calendar file."),
    "list": ("asking.list", "List bulletins: about a subject, of a time, or the newest."),
    "thread": ("asking.thread", "Say what the bot would do about each message of a thread."),
    "add": ("adding.add", "Bring bulletins in from files, folders, pages, feeds or sitemaps."),
    "watch": ("adding.watch", "Bring in what is new or changed on watched pages, feeds and sitemaps."),
    "withdraw": ("adding.withdraw", "Quote a bulletin no more that is not current; it stays in history."),
    "history": ("adding.history", "Show earlier versions of a bulletin."),
    "check": ("adding.check", "List everything that is wrong with the bulletins."),
    "reindex": ("publishing.reindex", "Build the index anew from the bulletins."),
    "rollback": ("publishing.rollback", "Let an earlier index answer again."),
    "audit": ("publishing.audit", "Show what admins have done."),
    "report": ("storing.report", "Show what is asked, what is answered, and what the next bulletin should say."),
    "why": ("asking.why", "Show why a question got its answer, or none."),
    "pin": ("publishing.pin", "Pin an answer to a question, list the pinned ones, or take one away."),
    "status": ("publishing.status", "Show what is indexed, with which model, and how old it is."),
    "setup": ("running.setup", "Ask what the Slack app needs, write it down, examine it, and say the next step."),
    "serve": ("running.serve", "Answer in Slack."),
    "api": ("running.api", "Answer over HTTP, without Slack."),
    "mcp": ("running.mcp", "Offer the bulletins to assistants (MCP)."),
    "doctor": ("running.doctor", "Examine what the Slack app needs, and say the remedy for what is wrong."),
    "privacy": ("storing.privacy", "Show, erase and prove what is stored of people, or withdraw a bulletin."),
    "manifest": ("running.manifest", "Print the Slack app's manifest, ready for Slack's page."),
    "settings": ("running.settings", "Show every setting, what is in force, and whether it was set."),
    "model": ("running.model", "Hand the shipped encoder to other programs."),
    "migrate": (
        "storing.migrate",
        "Make or renew the tables in PostgreSQL, and carry what is stored into it or back.",
    ),
    "feedback": ("storing.feedback", "Export what people thought of the answers."),
    "eval": ("running.evaluate", "Measure the answers on a file of questions."),
}
"""Each command: the module below `bot.cli` that defines it, and what `fvm --help` says of it."""


class _LazyGroup(click.Group):
    """Imports a subcommand's module when it is asked for, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = importlib.import_module(f"bot.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, meaning) for name, (_, meaning) in _COMMANDS.items()])


def _tell_versions(ctx: click.Context, option: click.Parameter, is_wanted: bool) -> None:
    if is_wanted and not ctx.resilient_parsing:
        # Digests of all that is installed, which no other command needs.
        from bot.cli.running.versions import version_lines

        click.echo(version_lines())
        ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_versions,
              help="Show the release, the code and the weights.")  # fmt: skip
def fvm() -> None:
    """Answers questions about a public programme with quotes from its bulletins."""


def main() -> None:
    """Entry point. Exit status: 0 done, 1 refused with a reason, 2 wrong usage, 130 interrupted.

    What the settings file says is added to the environment first.
    """
    with failures_explained():
        add_settings(os.environ, may_lack=sys.argv[1:2] == ["setup"])
        fvm(prog_name="fvm", standalone_mode=False)
    sys.exit(0)
