"""What is typed at the terminal, before anything of it is searched."""

from __future__ import annotations

from bot.answering.question.asked import clean
from bot.errors import QuestionError
from corpus.language.personal_numbers import holds_personal_number


def screened(question: str) -> str:
    """The question.

    Raises:
        QuestionError: it seems to hold a number of a person.
    """
    if holds_personal_number(question):
        reason = "The text seems to hold a personal identity number. Nothing was searched or stored. Ask without it."
        raise QuestionError(reason)
    return question


def screened_question(words: str) -> str:
    """The question that the words are, told before anybody waits for a model.

    Raises:
        QuestionError: they are none, too many, or seem to hold a number of a person.
    """
    clean(screened(words))
    return words
