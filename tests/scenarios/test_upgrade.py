"""The data folder that an earlier program left, brought up to date; and what the earlier one then finds.

`older` was written by the program of commit 0cbc95d: its index as it stood, and its file of questions as SQL.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import fvm
from bot.settings import load
from bot.slack.errors import InboxError
from bot.slack.inbox.question import Arrival, Key, Surface
from bot.slack.inbox.state import AppState
from bot.slack.inbox.stored_answer import load_answer
from bot.slack.parts import LibraryInfo
from bot.slack.running.examining.examination import Examined, ExaminedShelf, examine
from bot.slack.running.examining.findings import Check
from bot.wiring.answers import prepare_encoder
from bot.wiring.slack_parts import library_info
from corpus.types import Language
from index.errors import FormerFormatError
from index.retriever import Retriever
from index.snapshot.build import upgrade
from index.snapshot.manifest import FORMAT
from index.snapshot.opened import POINTER, SNAPSHOTS, current_manifest
from index.types import unheard
from tests.bot.slack.answers import settings

OLDER = Path(__file__).with_name("older")
SNAPSHOT = "20261129T184116631484Z"
SQL = (OLDER / "slack.sql").read_text(encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(OLDER / "snapshot", tmp_path / "index" / SNAPSHOTS / SNAPSHOT)
    (tmp_path / "index" / POINTER).write_text(f"{SNAPSHOT}\n", encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "slack.sqlite3")) as file:
        file.executescript(SQL)
    return tmp_path


@pytest.fixture
def state(data: Path) -> Iterator[AppState]:
    opened = AppState(settings(data))
    yield opened
    opened.close()


def test_questions_and_answers_of_before_are_there_and_new_ones_come_beside_them(state: AppState) -> None:
    answered, refused = (state.inbox.find(reference) for reference in ("RX6JQHQP", "G997Y5Y3"))
    assert answered is not None
    assert refused is not None
    quoted = load_answer(answered.answer).answers[0]
    assert quoted.quote[quoted.span.start : quoted.span.end] == "95 kronor" if quoted.span else False
    assert load_answer(refused.answer).related[0].title == "Matsalsnytt"
    again = answered.arrival
    assert state.inbox.put(again, 1_795_978_100.0) is None
    new = Arrival(key=Key(again.key.team, again.key.channel, "1795978100.000001"), surface=Surface.DIRECT, user="U2",
                  text="Vem leder?", asked_at=1_795_978_100.0)  # fmt: skip
    assert state.inbox.put(new, 1_795_978_100.0)


def test_the_index_of_before_answers_without_being_built_anew(data: Path) -> None:
    with pytest.raises(FormerFormatError, match="`fvm serve` brings it to format 3"):
        current_manifest(data / "index")
    upgrade(data / "index")
    assert current_manifest(data / "index").format == FORMAT
    retriever = Retriever(data / "index", prepare_encoder(load({}), unheard))
    assert retriever.search("Vad kostar lunchen?", 1)[0].bulletin.title == "Matsalsnytt"


@pytest.mark.parametrize(("language", "told"), [("sv", "gör om det när boten startar"), ("en", "when it starts")])
def test_status_and_doctor_say_of_an_index_of_before_that_the_next_start_brings_it_up(
    data: Path, language: str, told: str
) -> None:
    run = CliRunner(env={"FVM_DATA": str(data), "FVM_LANGUAGE": language, "FVM_CACHE": str(load({}).cache)})
    status = run.invoke(fvm, ["status"])
    assert (status.exit_code, SNAPSHOT in status.stdout, told in status.stdout) == (0, True, True)
    assert json.loads(run.invoke(fvm, ["status", "--json"]).stdout)["format"] == 1
    settings_of = settings(data)
    found = examine(
        Examined(settings=settings_of, shelves=(ExaminedShelf("", lambda: library_of(data)),), check_model=str),
        Language(language),
    )
    index = next(each for each in found if each.check is Check.SNAPSHOT)
    assert (index.ok, told in index.seen) == (True, True)
    upgrade(data / "index")
    assert told not in run.invoke(fvm, ["status"]).stdout


def library_of(data: Path) -> LibraryInfo:
    return library_info(Retriever(data / "index", prepare_encoder(load({}), unheard)))


def test_the_earlier_program_writes_as_before_into_what_the_newer_one_has_opened(data: Path, state: AppState) -> None:
    """Whatever was added since has a default, and no name of before is gone."""
    rows = [line.replace("VALUES(1,'RX6JQHQP'", "VALUES(91,'BACK0001'").replace("695126','direct'", "9','direct'")
            for line in SQL.splitlines() if line.startswith('INSERT INTO "question" VALUES(1,')]  # fmt: skip
    with closing(sqlite3.connect(":memory:")) as older, closing(sqlite3.connect(data / "slack.sqlite3")) as file:
        older.executescript(SQL)
        tables = [row[0] for row in older.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert len(tables) == 5
        for table in tables:
            before, now = (
                {row[1]: row for row in each.execute(f"PRAGMA table_info({table})")} for each in (older, file)
            )
            assert before.keys() <= now.keys()
            added = [now[name] for name in now.keys() - before.keys()]
            assert all(not is_needed or default is not None for _, _, _, is_needed, default, _ in added)
        columns = ", ".join(row[1] for row in older.execute("PRAGMA table_info(question)"))
        file.execute(rows[0].replace('"question" VALUES', f"question ({columns}) VALUES").rstrip(";"))
        assert file.execute("PRAGMA user_version").fetchone() == older.execute("PRAGMA user_version").fetchone()


def test_a_file_of_a_later_version_is_refused_with_its_version_and_nothing_is_changed(data: Path) -> None:
    with closing(sqlite3.connect(data / "slack.sqlite3")) as file:
        file.execute("PRAGMA user_version = 2")
    with pytest.raises(InboxError, match="2"):
        AppState(settings(data))
    with closing(sqlite3.connect(data / "slack.sqlite3")) as file, closing(sqlite3.connect(":memory:")) as older:
        older.executescript(SQL)
        assert list(file.iterdump()) == list(older.iterdump())
