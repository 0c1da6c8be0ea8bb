"""A PostgreSQL database that bots on several machines share, directly or behind a pooler in transaction mode.

Nothing here depends on a session: no prepared statement, no LISTEN, no lock that outlives its transaction.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from bot.database.listening import CHANNEL
from bot.database.protocol import Column, Result, Row, Schema, Transaction, Values
from bot.errors import StoreError

LEAST = 15
"""The oldest version that is tried: SQL of later ones is not used."""

_MOST_CONNECTIONS = 8
_WAIT_SECONDS = 2.5
"""Slack wants a word within three, and sends an event again that got none."""

_PROBE_SECONDS = 0.4
_CONNECTION: dict[str, Any] = {
    "autocommit": True, "prepare_threshold": None, "row_factory": dict_row, "connect_timeout": 5,
    "application_name": "fvm", "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}  # fmt: skip
_WRITER = 0x66766D
"""The lock of whoever writes what others must not write meanwhile: `fvm` in letters."""

# A bot that is cut off in the middle must not hold the others up: the server gives its locks back.
_PATIENCE = (
    "SELECT set_config('idle_in_transaction_session_timeout', '15s', true), set_config('lock_timeout', '15s', true),"
    " set_config('statement_timeout', '30s', true)"
)
_ALONE = "SELECT set_config('idle_in_transaction_session_timeout', '0', true), pg_try_advisory_xact_lock(%s) AS held"
_PARTS = re.compile(r"'[^']*'|\?|:([a-z_]+)|\buser\b|%")
_STEPS = (
    "CREATE TABLE IF NOT EXISTS fvm_step (digest TEXT PRIMARY KEY, version INTEGER NOT NULL, at TIMESTAMPTZ NOT NULL)"
)
"""Which statements have been carried out, each by its digest: what two branches add stands in either order."""


class PostgresDatabase:
    """See `Database`. What was removed is unreadable once the server has vacuumed and its write-ahead log and backups
    are gone, which is in its admin's hands: `settle` has nothing to do.

    Raises:
        StoreError: the database cannot be reached, is too old, or `fvm migrate` has not made or renewed its tables.
    """

    skip_locked = " FOR UPDATE SKIP LOCKED"

    def __init__(self, url: str, schema: Schema) -> None:
        self.copies: list[Callable[[], object]] = []
        missing = missing_steps(url, schema)
        if missing:
            raise StoreError(f"The database lacks {len(missing)} steps to this program's tables. Run `fvm migrate`.")
        self._pool: ConnectionPool[psycopg.Connection[DictRow]] = ConnectionPool(
            writable(url), kwargs=_CONNECTION, min_size=1, max_size=_MOST_CONNECTIONS, timeout=_WAIT_SECONDS,
            # Given up soon, a broken connection is tried anew at the next call, and not when a long pause is over.
            reconnect_timeout=_WAIT_SECONDS, check=ConnectionPool.check_connection, name="fvm", open=False,
        )  # fmt: skip
        self._pool.open()

    @contextmanager
    def writing(self) -> Iterator[PostgresTransaction]:
        with self._begun(f"{_PATIENCE}, pg_advisory_xact_lock({_WRITER})") as transaction:
            yield transaction

    @contextmanager
    def changing(self) -> Iterator[PostgresTransaction]:
        with self._begun(_PATIENCE) as transaction:
            yield transaction

    @contextmanager
    def _begun(self, first: str) -> Iterator[PostgresTransaction]:
        with _translated(), self._pool.connection() as connection, connection.transaction():
            connection.execute(first)
            yield PostgresTransaction(connection)

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Hold the lock of that name as long as the block lasts; False where another holds it, of whatever process. It
        is a transaction's, so that an ended process holds none, and a pooler keeps the connection meanwhile."""
        with _translated():
            connection = self._pool.getconn()
        try:
            with _translated():
                connection.autocommit = False
                held = connection.execute(_ALONE, (_lock_of(name),)).fetchone()
            yield bool(held and held["held"])
        finally:
            with contextlib.suppress(psycopg.Error):
                connection.rollback()
                connection.autocommit = True
            self._pool.putconn(connection)

    def rows(self, statement: str, *values: object) -> list[Row]:
        with _translated(), self._pool.connection() as connection:
            return list(PostgresTransaction(connection).execute(statement, values).fetchall())

    def go_on(self, transaction: Transaction, table: str) -> None:
        last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"  # noqa: S608
        transaction.execute(last)

    def announce(self, transaction: Transaction, word: str) -> None:
        transaction.execute("SELECT pg_notify(?, ?)", (CHANNEL, word))

    def forget_copies(self) -> None:
        for remove in self.copies:
            remove()

    def settle(self) -> bool:
        return True

    def settle_owed(self) -> bool:
        return True

    def described(self) -> str:
        with _translated(), self._pool.connection() as connection:
            info, version = connection.info, connection.info.server_version
            way = "encrypted" if info.pgconn.ssl_in_use else "not encrypted"
            return f"PostgreSQL {version // 10_000}.{version % 10_000} on {info.host}, {way}"

    def takes_writes(self) -> bool:
        """Whether the server answers, and is no standby."""
        try:
            with self._pool.connection(_PROBE_SECONDS) as connection:
                found = connection.execute("SELECT NOT pg_is_in_recovery() AS ok").fetchone()
        except psycopg.Error:
            return False
        return found is not None and bool(found["ok"])

    def close(self) -> None:
        self._pool.close()


class PostgresTransaction:
    """See `Transaction`; also statements by themselves."""

    def __init__(self, connection: psycopg.Connection[DictRow]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Values = (), /) -> Result:
        return self._connection.execute(_translation(statement), _bound(values))

    def executemany(self, statement: str, values: Iterable[Values], /) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_translation(statement), [_bound(each) for each in values])


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[DictRow]]:
    """One connection by itself.

    Raises:
        StoreError: the database cannot be reached, or is too old.
    """
    try:
        address = writable(url)
    except psycopg.Error:
        # Its words are the address, with its password.
        raise StoreError("The address of the database cannot be read. Check FVM_DATABASE_URL.") from None
    with _translated():
        connection = psycopg.connect(address, **_CONNECTION)
        try:
            refuse_old(connection.info.server_version)
            yield connection
        finally:
            connection.close()


def writable(url: str) -> str:
    """The address, which leads to a server that takes writes unless it says otherwise itself: of several hosts, or
    behind one name, any may be a standby. psycopg.Error where it cannot be read."""
    if "target_session_attrs" in conninfo_to_dict(url):
        return url
    return make_conninfo(url, target_session_attrs="read-write")


def refuse_old(number: int) -> None:
    """Raises StoreError for a server before version 15; `number` is as PostgreSQL writes it, 150004 for 15.4."""
    if number < LEAST * 10_000:
        raise StoreError(f"The database is PostgreSQL {number // 10_000}, whose support ends or has ended; {LEAST} or "
                         "newer is needed. Update the server, or remove FVM_DATABASE_URL to use a file.")  # fmt: skip


def pending_steps(connection: psycopg.Connection[DictRow], schema: Schema) -> list[str]:
    """The statements that the database lacks, oldest first.

    Raises:
        StoreError: another version of the program has made the tables.
    """
    found = connection.execute("SELECT to_regclass('fvm_step') IS NOT NULL AS made").fetchone()
    rows = connection.execute("SELECT * FROM fvm_step").fetchall() if found and found["made"] else []
    others = {row["version"] for row in rows} - {schema.version}
    if others:
        raise StoreError(f"The database has format {max(others)}, this program reads {schema.version}. "
                         "Update the program, or name another database.")  # fmt: skip
    done = {row["digest"] for row in rows}
    steps = [_definition(step) for step in (*schema.statements, *schema.added)]
    return [step for step in steps if _digest(step) not in done]


def renew(url: str, schema: Schema) -> list[str]:
    """Bring the tables up to `schema`, in one transaction; the statements that this took.

    Raises:
        StoreError: the database cannot be reached or is too old, or this role may not make tables.
    """
    with connected(url) as connection, connection.transaction():
        connection.execute(f"{_PATIENCE}, pg_advisory_xact_lock({_WRITER})")
        steps = pending_steps(connection, schema)
        if steps:
            connection.execute(_STEPS)
        for step in steps:
            connection.execute(step)
            connection.execute("INSERT INTO fvm_step VALUES (%s, %s, now())", (_digest(step), schema.version))
        return steps


def missing_steps(url: str, schema: Schema) -> list[str]:
    """What `renew` would carry out."""
    with connected(url) as connection:
        return pending_steps(connection, schema)


def _definition(step: str | Column) -> str:
    """A statement that makes a table, with PostgreSQL's names of the types."""
    if isinstance(step, Column):
        step = f"ALTER TABLE {step.table} ADD COLUMN IF NOT EXISTS {step.name} {step.kind}"
    named = step.replace("INTEGER PRIMARY KEY", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
    named = named.replace(" REAL", " DOUBLE PRECISION").replace(" BLOB", " BYTEA")
    return _translation(named).replace("%%", "%")


def _lock_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"fvm {name}".encode()).digest()[:8], signed=True)


def _digest(step: str) -> str:
    return hashlib.sha256(" ".join(step.split()).encode()).hexdigest()


@lru_cache(maxsize=512)
def _translation(statement: str) -> str:
    """A statement with psycopg's signs for values, and with the column `user` told from SQL's word of that name."""

    def one(found: re.Match[str]) -> str:
        text = found[0]
        if found[1]:
            return f"%({found[1]})s"
        return {"?": "%s", "user": '"user"'}.get(text) or text.replace("%", "%%")

    return _PARTS.sub(one, statement)


def _bound(values: Values) -> Values:
    if isinstance(values, Mapping):
        return {name: _value(value) for name, value in values.items()}
    return [_value(value) for value in values]


def _value(value: Any) -> Any:
    """Truth is 0 and 1 in our tables, and PostgreSQL's texts hold no NUL."""
    if isinstance(value, bool):
        return int(value)
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


@contextmanager
def _translated() -> Iterator[None]:
    """An error's own words may hold values of a row: only those about reaching the server are told."""
    try:
        yield
    except psycopg.Error as error:
        told = str(error).partition("\n")[0] if error.sqlstate is None else f"{type(error).__name__} {error.sqlstate}"
        raise StoreError(f"The database cannot be used: {told}. Check FVM_DATABASE_URL and the server.") from error
