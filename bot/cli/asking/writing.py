"""Sentences that a language model phrases from an answer's quotes: for a program all at once, for a person as they
come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from rich.console import Console
from rich.live import Live

from bot.answering.types import Answer, WrittenSentence
from bot.cli.asking.rendering import writing_text, written_text
from bot.cli.warnings import warn_of
from bot.errors import BotError

Write: TypeAlias = Callable[[Answer, Sequence[str]], Iterator[WrittenSentence]]
"""An answer and the earlier questions, oldest first, to supported sentences; raises BotError, also after some of
them, and then none of them counts."""


def with_written(answer: Answer, write: Write | None, earlier: Sequence[str] = ()) -> Answer:
    """The answer with its sentences; without any, and a warning, where the writer fails."""
    if write is None:
        return answer
    try:
        return replace(answer, written=tuple(write(answer, earlier)))
    except BotError as error:
        warn_of(error)
        return answer


def print_written(console: Console, answer: Answer, write: Write | None, earlier: Sequence[str] = ()) -> None:
    """Draw the sentences below the quotes that stand already, as they come; they vanish again where the writer fails.

    What is no terminal gets them when they are whole.
    """
    if write is None:
        return
    sentences: list[WrittenSentence] = []
    try:
        with Live(console=console, transient=True, auto_refresh=False) as live:
            live.update(writing_text(answer.language), refresh=True)
            for sentence in write(answer, earlier):
                sentences.append(sentence)
                live.update(written_text(sentences, answer.language), refresh=True)
    except BotError as error:
        warn_of(error)
        return
    if sentences:
        console.print(written_text(sentences, answer.language))
        console.print()
