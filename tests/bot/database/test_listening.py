"""Bots that speak with each other over the database."""

from __future__ import annotations

import contextlib
import queue
import time
from pathlib import Path

from bot.database.listening import Listener
from bot.errors import StoreError
from bot.slack.inbox.database import open_database
from bot.slack.inbox.stored import NEW_QUESTION, Pace, StoredInbox
from tests.bot.slack.answers import arrival
from tests.postgres import Server


def test_a_question_that_one_bot_hears_is_told_to_the_others_also_after_the_server_was_ended(postgres: Server) -> None:
    url = postgres.database()
    heard: queue.Queue[str] = queue.Queue()
    listener = Listener(url, heard.put)
    listener.start()
    deadline = time.monotonic() + 60
    while listener.is_direct is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert listener.is_direct
    database = open_database(url)
    inbox = StoredInbox(database, Pace(100, 100))
    assert inbox.put(arrival("Vem leder?"), 1000.0)
    assert heard.get(timeout=30) == NEW_QUESTION
    with contextlib.suppress(KeyError), database.writing() as transaction:
        database.announce(transaction, "undone")
        raise KeyError
    postgres.kill()
    postgres.start()
    while heard.empty():
        assert time.monotonic() < deadline + 60
        with contextlib.suppress(StoreError), database.writing() as transaction:
            database.announce(transaction, "again")
        time.sleep(0.1)
    assert heard.get() == "again"
    listener.stop()
    database.close()


def test_nobody_listens_to_a_file(tmp_path: Path) -> None:
    database = open_database(tmp_path / "x.sqlite3")
    with database.writing() as transaction:
        database.announce(transaction, NEW_QUESTION)
    database.close()
