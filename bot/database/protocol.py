"""Where the app's rows are kept, whatever engine keeps them.

Each statement is written once, in the SQL that SQLite and PostgreSQL both read: `?` or `:name` for values, 0 and 1 for
truth, `ON CONFLICT`, no `rowid`, and a column of the table named before one of `excluded`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

Row = Mapping[str, Any]
"""A row's values by the names of its columns."""

Values = Sequence[Any] | Mapping[str, Any]
"""What stands for the `?` of a statement, or for its `:name`s."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a table has got since; `kind` is its type with a default."""

    table: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Schema:
    """What makes an empty database one of this version. `added` is what the version has got since, oldest first, each
    statement harmless where it was carried out before: programs that do not know it pass over it, so the version
    stays."""

    version: int
    statements: tuple[str, ...]
    added: tuple[str | Column, ...] = ()


class Result(Protocol):
    """What a statement found or did."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Transaction(Protocol):
    """Statements that are carried out together or not at all."""

    def execute(self, statement: str, values: Values = ..., /) -> Result: ...

    def executemany(self, statement: str, values: Iterable[Values], /) -> object: ...


class Database(Protocol):
    """Rows by SQL, from any thread. What goes wrong with the engine is a StoreError.

    `skip_locked` ends a SELECT of rows that are to be changed, and passes over those that another transaction changes.
    `copies` remove what was copied out of the database, when somebody's words in it are erased.
    """

    skip_locked: str
    copies: list[Callable[[], object]]

    def writing(self) -> AbstractContextManager[Transaction]:
        """One transaction that no other `writing` interrupts, of whatever process; rolled back on any exception."""
        ...

    def changing(self) -> AbstractContextManager[Transaction]:
        """One transaction that changes a single row, and that others may go on beside."""
        ...

    def rows(self, statement: str, *values: object) -> list[Row]:
        """All rows of one reading statement."""
        ...

    def go_on(self, transaction: Transaction, table: str) -> None:
        """Let the ids of a table go on after those that were put in with their rows."""
        ...

    def announce(self, transaction: Transaction, word: str) -> None:
        """Say a word to all processes that listen, once the transaction is carried out; to none where one file is
        shared, which is looked at often enough."""
        ...

    def forget_copies(self) -> None:
        """Remove what was copied out of the database."""
        ...

    def settle(self) -> bool:
        """Make what was removed unreadable as far as that is in the program's hands; False where it is still owed."""
        ...

    def settle_owed(self) -> bool:
        """Do what `settle` left, if anything; whether nothing is left. What an ended process left counts too."""
        ...

    def described(self) -> str:
        """Which engine it is, and how it is reached, for whoever looks after it; no password."""
        ...

    def takes_writes(self) -> bool:
        """Whether something can be written just now, told within half a second."""
        ...

    def close(self) -> None: ...
