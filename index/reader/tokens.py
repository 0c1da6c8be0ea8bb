"""What the reader reads, as token ids: `<s> query: question (glosses) </s></s> context newline passage </s>`.

Of an older and a later statement: `<s> query: question </s></s> older, as above </s></s> later, as above </s>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.encoder.packaged.base_model import BOS, EOS

QUESTION_TOKENS = 64
CONTEXT_TOKENS = 48
WINDOW_TOKENS = 392
"""A longer question, context or passage is read up to here; together they fit the body's 512 positions."""
OLDER_TOKENS = 96
LATER_TOKENS = 200
"""The same for an older statement with its context, and for the later passage that it is compared with."""


def question_text(question: str, glosses: Sequence[str] = ()) -> str:
    """`glosses`: what words of the question are in the passage's language, as the passage has them."""
    return f"query: {question} ({', '.join(glosses)})" if glosses else f"query: {question}"


def context_text(context: str) -> str:
    return f"{context} \n" if context else ""


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """`ids[first : first + length]` are the passage's tokens; position 0 stands for no answer."""

    ids: tuple[int, ...]
    first: int
    length: int


def assemble(question: Sequence[int], context: Sequence[int], passage: Sequence[int]) -> ReaderInput:
    """Joins the token ids of the three parts, each encoded alone and without special tokens."""
    head = [BOS, *question[:QUESTION_TOKENS], EOS, EOS, *context[:CONTEXT_TOKENS]]
    body = passage[:WINDOW_TOKENS]
    return ReaderInput((*head, *body, EOS), len(head), len(body))


def assemble_pair(
    question: Sequence[int], older: Sequence[int], context: Sequence[int], later: Sequence[int]
) -> ReaderInput:
    """Joins the token ids of a question, an older statement (its context before it) and a later passage."""
    head = [BOS, *question[:QUESTION_TOKENS], EOS, EOS, *older[:OLDER_TOKENS], EOS, EOS, *context[:CONTEXT_TOKENS]]
    body = later[:LATER_TOKENS]
    return ReaderInput((*head, *body, EOS), len(head), len(body))
