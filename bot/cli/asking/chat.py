"""`fvm chat`: question after question, with history and line editing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

from bot.answering.as_json import answer_object
from bot.answering.question.conversation import MOST_EARLIER, Earlier
from bot.cli.asking.rendering import print_answer
from bot.cli.asking.screening import screened
from bot.cli.asking.writing import print_written, with_written
from bot.cli.progress import bars
from bot.cli.shelf import settings_asked, shelf_option
from bot.cli.warnings import warn, warn_of
from bot.errors import QuestionError
from bot.wiring.opened_shelves import open_asked
from bot.wiring.papers import CHAT_HISTORY
from corpus.storage import make_private


@click.command("chat")
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object for each question.")
@shelf_option
def command(as_object: bool, shelf: str | None) -> None:
    """Ask question after question; a follow-up may lean on the ones before. An empty line or Ctrl-D ends it."""
    asked = settings_asked(shelf)
    with bars() as report:
        opened = open_asked(asked, report, warn_of)
    warn(opened.faults)
    ask, write = opened.ask, opened.write
    console = Console()
    earlier: list[str] = []
    for question in _questions(asked[0].root / CHAT_HISTORY):
        try:
            context = tuple(earlier[-MOST_EARLIER:])
            answer = ask(screened(question), Earlier(context))
        except QuestionError as error:
            click.echo(f"fvm: {error}", err=True)
            continue
        earlier.append(question)
        if as_object:
            answered = with_written(opened.receipted(answer), write, context)
            click.echo(json.dumps(answer_object(answered), ensure_ascii=False))
        else:
            print_answer(console, answer, numbered=write is not None)
            print_written(console, answer, write, context)


def _questions(history: Path) -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from (line.strip() for line in sys.stdin if line.strip())
        return
    # Only an interactive chat needs the line editor.
    from prompt_toolkit import PromptSession

    from bot.cli.asking.typed_history import TypedHistory

    history.parent.mkdir(parents=True, exist_ok=True)
    make_private(history)
    session: PromptSession[str] = PromptSession("? ", history=TypedHistory(str(history)))
    while True:
        try:
            question = session.prompt().strip()
        except EOFError:
            return
        if not question:
            return
        yield question
