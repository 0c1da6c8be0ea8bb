"""What snapshots ask of the database that keeps them: PostgreSQL with pgvector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]


class FoundRows(Protocol):
    """What a statement found or did."""

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Statements(Protocol):
    """Statements of one transaction, with `?` for their values."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> FoundRows: ...

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> object: ...


class Engine(Protocol):
    """A database that several processes share, from any thread.

    Raises:
        EngineAwayError: it does not answer, or refuses.
    """

    def transaction(self) -> AbstractContextManager[Statements]:
        """Statements that are carried out together or not at all; no outage is waited for."""
        ...

    def rows(self, statement: str, *values: object, first: str = "") -> list[Row]:
        """All rows of one reading statement, in a transaction that `first` begins where it is given. A short outage is
        waited for."""
        ...

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Hold the lock of that name as long as the block lasts; False where another holds it, of whatever process. An
        ended process holds none."""
        ...
