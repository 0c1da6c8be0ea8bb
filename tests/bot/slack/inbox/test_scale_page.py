"""What docs/scale.md tells an admin to type does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import psycopg
import pytest

from bot.database.postgres import PostgresDatabase
from bot.errors import StoreError
from bot.slack.inbox.database import SCHEMA, open_database, renew_tables
from bot.slack.inbox.presence import LeasedPresence
from bot.slack.inbox.question import Posted
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.message import ReplyOutcome
from bot.wiring.passages import PassageDatabase, renew_passages
from index.engine.place import EnginePlace
from index.retriever import Retriever
from index.snapshot.build import build
from index.testing import WordEncoder
from tests.bot.slack.answers import arrival
from tests.index.conftest import bulletin
from tests.postgres import Server

PAGE = (Path(__file__).parents[4] / "docs" / "scale.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
DONE = Posted(ReplyOutcome.ANSWERED, "1.5")


def test_the_roles_of_the_page_do_all_that_they_must_and_no_more(postgres: Server, tmp_path: Path) -> None:
    server, tables = BLOCKS
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        for statement in filter(str.strip, server.split(";")):
            connection.execute(statement)
    owner = postgres.url("fvm", "fvm_owner:choose-one")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(tables)
    ours = postgres.url("fvm", "fvm_bot:choose-another")
    with pytest.raises(StoreError, match="InsufficientPrivilege"):
        renew_tables(ours, apply=True)
    assert renew_tables(owner, apply=True)
    database = PostgresDatabase(ours, SCHEMA)
    inbox, presence = StoredInbox(database, Pace(100, 100)), LeasedPresence(database, 5.0)
    inbox.put(arrival(), 1000.0)
    question = inbox.claim(presence.name, 60.0, 1000.0)
    assert question is not None
    assert inbox.finish(question, presence.name, DONE, 1000.0)
    assert inbox.expire(9e9) == 1
    presence.close()
    with pytest.raises(StoreError, match="InsufficientPrivilege"), database.writing() as transaction:
        transaction.execute("CREATE TABLE more (name TEXT)")
    with psycopg.connect(postgres.url("fvm"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
    encoder = WordEncoder(dim=64)
    assert renew_passages(owner, encoder.dim, apply=True)
    place = EnginePlace(PassageDatabase(database), "shelf", tmp_path)
    for text in ("The bridge is closed.", "The bridge is open."):
        build([bulletin("bridge", text)], encoder, place)
    place.prune(kept=1)
    assert Retriever(place, encoder).search("bridge", 1)[0].passage.text == "The bridge is open."
    database.close()


def test_after_a_restore_the_bot_goes_on_and_takes_nothing_twice(postgres: Server) -> None:
    url, restored, dump = postgres.database(), postgres.empty_database(), str(postgres.folder / "fvm.dump")
    asked = arrival("Vem leder?")
    database = open_database(url)
    StoredInbox(database, Pace(100, 100)).put(asked, 1000.0)
    database.close()
    lines = re.search(r"```sh\n(pg_dump .*\npg_restore .*\npsql .*\n)```", PAGE)
    assert lines is not None
    for line, place in zip(lines[1].splitlines(), (url, restored, restored), strict=True):
        program, *arguments = shlex.split(line.replace("$FVM_DATABASE_URL", place).replace("fvm.dump", dump))
        postgres.run(program, *arguments)
    database = open_database(restored)
    inbox = StoredInbox(database, Pace(100, 100))
    assert inbox.put(asked, 1001.0) is None
    assert inbox.put(arrival("Vem till?"), 1001.0) is not None
    found = [inbox.claim("me", 60.0, 1002.0) for _ in range(3)]
    # The one of the dump may have been answered after it: its reply is looked up first.
    assert [each and (each.arrival.text, each.uncertain) for each in found] == [
        ("Vem leder?", True), ("Vem till?", False), None,
    ]  # fmt: skip
    database.close()
