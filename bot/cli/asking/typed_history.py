"""The history of `fvm chat`, which the arrow keys bring back."""

from __future__ import annotations

from prompt_toolkit.history import FileHistory

from corpus.language.personal_numbers import holds_personal_number


class TypedHistory(FileHistory):
    """Questions in memory and in a file, without those that hold a number of a person."""

    def append_string(self, string: str) -> None:
        if not holds_personal_number(string):
            super().append_string(string)
