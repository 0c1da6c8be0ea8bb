"""`fvm ask`: one question, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import TextIO

import click
from rich.console import Console

from bot.answering.as_json import answer_object
from bot.answering.types import Answer, Status
from bot.cli.asking.rendering import print_answer, print_receipt
from bot.cli.asking.screening import screened, screened_question
from bot.cli.asking.writing import print_written, with_written
from bot.cli.progress import bars
from bot.cli.shelf import settings_asked, shelf_option
from bot.cli.warnings import warn, warn_of
from bot.errors import QuestionError
from bot.wiring.opened_shelves import open_asked
from bot.words.catalogue import say
from bot.words.voice import terminal_language
from corpus.language.detection import detect_language
from corpus.language.personal_numbers import holds_personal_number


@click.command("ask")
@click.argument("question", nargs=-1)
@click.option("--json", "as_object", is_flag=True, help="Print one JSON object for each question.")
@click.option("--batch", type=click.File("r", encoding="utf-8", errors="replace"), metavar="FILE",
              help="Answer each line of FILE, `-` for standard input; with --json.")  # fmt: skip
@click.option(
    "--receipt",
    "with_receipt",
    is_flag=True,
    help="Also print the line by which `fvm verify` proves the answer later; --json always holds it.",
)
@shelf_option
def command(
    question: tuple[str, ...], as_object: bool, batch: TextIO | None, with_receipt: bool, shelf: str | None
) -> None:
    """Answer QUESTION with quotes from the bulletins."""
    if (batch is None) == (not question):
        raise click.UsageError(say("misuse.no_question", terminal_language()))
    if batch is not None and not as_object:
        raise click.UsageError(say("misuse.batch", terminal_language()))
    asked = "" if batch else screened_question(" ".join(question))
    with bars() as report:
        opened = open_asked(settings_asked(shelf), report, warn_of)
    warn(opened.faults)
    write = opened.write
    if batch is not None:
        for answer in _answers(batch, lambda text: opened.receipted(opened.ask(text))):
            click.echo(json.dumps(answer_object(with_written(answer, write)), ensure_ascii=False))
        return
    answer = opened.ask(asked)
    if as_object:
        answered = with_written(opened.receipted(answer), write)
        click.echo(json.dumps(answer_object(answered), ensure_ascii=False))
    else:
        console = Console()
        print_answer(console, answer, numbered=write is not None)
        print_written(console, answer, write)
        if with_receipt:
            print_receipt(console, opened.receipted(answer))


def _answers(lines: TextIO, ask: Callable[[str], Answer]) -> Iterator[Answer]:
    """One answer a line, in order; a line that is no question is refused on standard error and answered with none."""
    for number, line in enumerate(lines, start=1):
        question = line.rstrip("\r\n")
        try:
            yield ask(screened(question))
        except QuestionError as error:
            click.echo(f"fvm: line {number}: {error}", err=True)
            if holds_personal_number(question):
                question = ""
            yield Answer(question, detect_language(question), Status.NO_ANSWER, confidence=0.0)
        sys.stdout.flush()
