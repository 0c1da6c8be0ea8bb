"""What PostgreSQL alone does; what every engine does, the contract in `tests/bot/slack/inbox` tells."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.database.postgres import PostgresDatabase, missing_steps, refuse_old, renew, writable
from bot.database.protocol import Column, Schema
from bot.errors import StoreError
from tests.postgres import Server, Standby
from tests.proxy import certificate_for, secured

SCHEMA = Schema(2, ("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, at REAL, user TEXT)",))
PUT = "INSERT INTO thing (name, user) VALUES (?, ?)"


@pytest.fixture(scope="module")
def url(postgres: Server) -> str:
    made = postgres.empty_database()
    renew(made, SCHEMA)
    return made


@pytest.fixture
def database(url: str) -> Iterator[PostgresDatabase]:
    opened = PostgresDatabase(url, SCHEMA)
    with opened.writing() as transaction:
        transaction.execute("DELETE FROM thing")
    yield opened
    opened.close()


def names(database: PostgresDatabase) -> list[str]:
    return [row["name"] for row in database.rows("SELECT name FROM thing ORDER BY name")]


def test_a_statement_means_in_postgresql_what_it_means_in_sqlite(database: PostgresDatabase) -> None:
    with database.writing() as transaction:
        transaction.execute(PUT, ("100 % sant?", "U1"))
        transaction.execute("INSERT INTO thing (name, user) VALUES (:name, :user)", {"name": "två\0", "user": None})
    (row,) = database.rows("SELECT name FROM thing WHERE user = 'U1' AND name LIKE '%?'")
    assert row == {"name": "100 % sant?"}
    assert names(database) == ["100 % sant?", "två\ufffd"]


def test_a_transaction_is_whole_or_not_at_all(database: PostgresDatabase) -> None:
    with pytest.raises(StoreError, match="UniqueViolation") as caught, database.writing() as transaction:
        transaction.executemany(PUT, [("hemlig", ""), ("hemlig", "")])
    assert "hemlig" not in str(caught.value)
    assert names(database) == []


def test_whoever_writes_waits_for_the_other_and_a_single_row_does_not(database: PostgresDatabase) -> None:
    order: list[str] = []

    def write() -> None:
        with database.writing() as transaction:
            transaction.execute(PUT, ("andra", ""))
            order.append("second")

    other = threading.Thread(target=write)
    with database.writing():
        other.start()
        with database.changing() as transaction:
            transaction.execute(PUT, ("en rad", ""))
        time.sleep(0.2)
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_a_claim_passes_over_what_another_changes(database: PostgresDatabase) -> None:
    with database.writing() as transaction:
        transaction.executemany(PUT, [("a", ""), ("b", "")])
    claim = "SELECT name FROM thing ORDER BY name LIMIT 1" + database.skip_locked
    with database.changing() as one, database.changing() as two:
        assert [one.execute(claim).fetchone()["name"], two.execute(claim).fetchone()["name"]] == ["a", "b"]


def test_nothing_stays_in_a_session(database: PostgresDatabase) -> None:
    """So that behind a pooler in transaction mode each transaction may meet another session."""
    for number in range(10):
        with database.writing() as transaction:
            transaction.execute(PUT, (f"{number}", ""))
    (left,) = database.rows(
        "SELECT current_setting('lock_timeout') AS patience, (SELECT COUNT(*) FROM pg_prepared_statements) AS prepared,"
        " (SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory') AS locks,"
        " (SELECT COUNT(*) FROM pg_listening_channels()) AS channels"
    )
    assert left == {"patience": "0", "prepared": 0, "locks": 0, "channels": 0}


def test_a_server_that_ends_and_comes_back_is_used_again(postgres: Server, database: PostgresDatabase) -> None:
    with database.writing() as transaction:
        transaction.execute(PUT, ("före", ""))
    postgres.kill()
    assert not database.takes_writes()
    with pytest.raises(StoreError, match="cannot be used"):
        names(database)
    postgres.start()
    deadline = time.monotonic() + 20
    while not database.takes_writes():
        assert time.monotonic() < deadline
    assert names(database) == ["före"]


def test_of_several_servers_the_one_that_takes_writes_is_used_and_its_end_outlasted(standby: Standby) -> None:
    url = standby.first.empty_database()
    first, second = standby.url(url).partition("@")[2].rpartition("/")[0].split(",")
    name = url.rpartition("/")[2]
    with pytest.raises(StoreError):
        renew(f"postgresql://postgres@{second}/{name}", SCHEMA)
    both = f"postgresql://postgres@{second},{first}/{name}"
    renew(both, SCHEMA)
    database = PostgresDatabase(both, SCHEMA)
    with database.writing() as transaction:
        transaction.execute(PUT, ("före", ""))
    standby.take_over()
    deadline = time.monotonic() + 20
    while not database.takes_writes():
        assert time.monotonic() < deadline
    with database.writing() as transaction:
        transaction.execute(PUT, ("efter", ""))
    assert set(names(database)) == {"före", "efter"}
    database.close()


def test_an_address_may_say_that_a_standby_will_do() -> None:
    given = "postgresql://db/fvm?target_session_attrs=any"
    assert writable(given) == given
    assert "read-write" in writable("postgresql://one,other/fvm")


def test_a_step_that_a_later_program_adds_is_carried_out_once(postgres: Server) -> None:
    url = postgres.empty_database()
    later = Schema(
        2, SCHEMA.statements, ("CREATE TABLE other (name TEXT)", Column("thing", "more", "INTEGER DEFAULT 0"))
    )
    with pytest.raises(StoreError, match=r"lacks 1 steps.*fvm migrate"):
        PostgresDatabase(url, SCHEMA)
    assert len(renew(url, SCHEMA)) == 1
    column = "ALTER TABLE thing ADD COLUMN IF NOT EXISTS more INTEGER DEFAULT 0"
    assert missing_steps(url, later) == ["CREATE TABLE other (name TEXT)", column]
    assert [len(renew(url, later)) for _ in range(2)] == [2, 0]
    # The program from before goes on, as in a rolling update.
    PostgresDatabase(url, SCHEMA).close()
    with pytest.raises(StoreError, match=r"format 2.*Update the program"):
        PostgresDatabase(url, Schema(3, SCHEMA.statements))


def test_an_old_server_is_refused_with_the_reason() -> None:
    refuse_old(150_000)
    with pytest.raises(StoreError, match=r"PostgreSQL 14.*15 or newer"):
        refuse_old(140_012)


def test_no_error_tells_the_password(postgres: Server) -> None:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'rätt'")
    away = "postgresql://fvm:hemligt@"
    wrong = [away + end for end in ("127.0.0.1:9/fvm", "[::1/fvm", "h/?a=hemligt")]
    for address in (postgres.url(user="guest:hemligt"), *wrong):
        with pytest.raises(StoreError, match="FVM_DATABASE_URL") as caught:
            PostgresDatabase(address, SCHEMA)
        assert "hemligt" not in str(caught.value)


def test_a_missing_package_is_named_with_its_remedy() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from bot.errors import BotError\n"
        "from bot.slack.inbox.database import open_database\n"
        "try: open_database('postgresql://db/fvm')\n"
        "except BotError as error: print(error)"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert "pip install 'fvm-svar[postgres]'" in run.stdout


def test_a_connection_is_encrypted_and_its_certificate_checked_where_the_address_says_so(
    postgres: Server, url: str, tmp_path: Path
) -> None:
    certificate = certificate_for(tmp_path, "db.example")

    def agreed(caller: socket.socket) -> None:
        caller.recv(8)
        caller.sendall(b"S")

    with secured(("127.0.0.1", postgres.port), certificate, agreed) as (_, port):
        name = url.rpartition("/")[2]
        ours = f":{port}/{name}?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={certificate[0]}"
        database = PostgresDatabase(f"postgresql://postgres@db.example{ours}", SCHEMA)
        assert database.described().endswith("on db.example, encrypted")
        assert database.takes_writes()
        database.close()
        for wrong in (f"other.example{ours}", f"db.example{ours.replace(str(certificate[0]), '/nowhere')}"):
            with pytest.raises(StoreError, match="cannot be used"):
                PostgresDatabase(f"postgresql://postgres@{wrong}", SCHEMA)
    with pytest.raises(StoreError, match="does not support SSL"):
        PostgresDatabase(f"{url}?sslmode=require", SCHEMA)
