"""Errors of the bot.

BotError
├── SettingError      a setting that cannot be used
├── QuestionError     a question that cannot be asked
├── ShelvesError      a file of shelves that cannot be used
├── ShelfChoiceError  a shelf that there is not, or none named where there are several
├── OutOfTimeError    a question whose answering took too long
├── StoreError        a file that the bot keeps for itself and cannot use
├── ListenError       an address or a port that cannot be served on
├── JudgmentError     a file of judged questions that cannot be used
└── ThreadError       a file of threads that cannot be read
"""

from __future__ import annotations

from collections.abc import Sequence


class BotError(Exception):
    """Anything that the bot refuses; its text names the thing and the next step."""


class SettingError(BotError):
    """A setting holds a value that cannot be used."""

    def __init__(self, key: str, value: str, wanted: str) -> None:
        super().__init__(f"{key}={value!r} cannot be used: wanted {wanted}. Correct it, or remove it for the default.")
        self.key = key


class QuestionError(BotError):
    """A question that is empty or too long."""


class ShelvesError(BotError):
    """The file that FVM_SHELVES names cannot be used."""


class ShelfChoiceError(BotError):
    """Several shelves and none of them named, or a name that none of them has."""

    def __init__(self, name: str | None, known: Sequence[str]) -> None:
        wrong = "There are several shelves." if name is None else f"There is no shelf {name!r}."
        step = f"Name one with --shelf: {', '.join(known)}." if known else "FVM_SHELVES names none; leave --shelf out."
        super().__init__(f"{wrong} {step}")


class OutOfTimeError(BotError):
    """Answering a question took longer than it may."""

    def __init__(self) -> None:
        super().__init__("Answering took too long and was given up. Ask in fewer words.")


class StoreError(BotError):
    """A file that the bot keeps for itself cannot be opened, or is of another version."""


class ListenError(BotError):
    """Nothing can listen on an address: the port is taken or forbidden, or the host is none of this machine's."""

    def __init__(self, host: str, port: int, reason: object) -> None:
        super().__init__(f"Nothing can listen on {host}:{port}: {reason}. Choose another port.")
        self.reason = str(reason)


class JudgmentError(BotError):
    """A file of judged questions, or one line of it, that cannot be used."""

    def __init__(self, path: object, line: int | None, reason: str) -> None:
        place = str(path) if line is None else f"{path}, line {line}"
        super().__init__(f"{place}: {reason}. Correct it and run again; docs/evaluation.md shows the form.")
        self.line = line


class ThreadError(BotError):
    """A line of a file of threads is none."""
