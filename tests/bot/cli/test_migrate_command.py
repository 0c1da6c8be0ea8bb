"""`fvm migrate`: a file of every version into PostgreSQL, and back."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.administration.audit import Act
from bot.administration.pins import new_pin
from bot.cli.main import fvm
from bot.database.protocol import Column
from bot.errors import StoreError
from bot.settings import load
from bot.slack.inbox.database import SCHEMA, open_database
from bot.slack.inbox.moving import CARRIED
from bot.slack.inbox.presence import FilePresence
from bot.slack.inbox.question import Key
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.wiring.administration import open_audit
from bot.wiring.opened_shelves import open_pins
from tests.bot.slack.answers import arrival
from tests.postgres import Server

PACE = Pace(100, 100)


@pytest.fixture
def environment(tmp_path: Path, postgres: Server) -> dict[str, str]:
    return {"FVM_DATA": str(tmp_path), "FVM_DATABASE_URL": postgres.empty_database()}


def migrate(environment: dict[str, str], *arguments: str) -> str:
    result = CliRunner(env=environment).invoke(fvm, ["migrate", *arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def asked(file: Path) -> None:
    """Two questions of a file, one of them answered and one rated, kept and edited besides."""
    database = open_database(file, fsync=False)
    inbox = StoredInbox(database, PACE)
    for number in range(2):
        inbox.put(arrival(f"Fråga {number}?", key=Key("T1", "C1", f"{number}.5")), 1000.0)
    with database.writing() as connection:
        connection.execute("UPDATE question SET state = 'posted', reply_ts = '9.9' WHERE id = 1")
        connection.execute("INSERT INTO feedback (reference, user, rating, rated_at) VALUES ('R', 'U1', 'up', 5.5)")
        connection.execute("INSERT INTO edited VALUES (1, 7.25)")
        connection.execute("INSERT INTO preference VALUES ('U1', 'en')")
    database.close()


def stored(place: Path | str) -> dict[str, list[dict[str, object]]]:
    database = open_database(place, fsync=False)
    found = {name: [dict(row) for row in database.rows(f"SELECT * FROM {name} ORDER BY 1")] for name in CARRIED}
    database.close()
    return found


def test_everything_is_carried_into_the_database_and_back(environment: dict[str, str], tmp_path: Path) -> None:
    file, url = tmp_path / "slack.sqlite3", environment["FVM_DATABASE_URL"]
    asked(file)
    before = stored(file)
    shown = migrate(environment, "--carry", "in")
    assert "to do: CREATE TABLE question" in shown
    assert "To carry: 2 question, 1 feedback, 1 preference, 1 edited." in shown
    assert "Nothing was changed." in shown
    assert "Carried: 2 question, 1 feedback, 1 preference, 1 edited." in migrate(
        environment, "--carry", "in", "--apply"
    )
    assert stored(url) == before
    assert "up to date" in migrate(environment)
    with pytest.raises(StoreError, match=r"question.*hold rows"):
        migrate(environment, "--carry", "in", "--apply")
    database = open_database(url)
    assert StoredInbox(database, PACE).put(arrival("Tredje?"), 1000.0) is not None
    database.close()
    shutil.move(file, tmp_path / "old")
    migrate(environment, "--carry", "out", "--apply")
    assert stored(file) == stored(url)
    assert [row["id"] for row in stored(file)["question"]] == [1, 2, 3]


@pytest.mark.parametrize("steps", range(len(SCHEMA.added)))
def test_a_file_of_every_earlier_version_is_carried(postgres: Server, tmp_path: Path, steps: int) -> None:
    file = tmp_path / "slack.sqlite3"
    with sqlite3.connect(file) as connection:
        for step in (*SCHEMA.statements, *SCHEMA.added[:steps]):
            table = f"ALTER TABLE {step.table} ADD COLUMN {step.name} {step.kind}" if isinstance(step, Column) else step
            connection.execute(table)
        connection.execute("PRAGMA user_version=1")
        connection.execute(
            "INSERT INTO question (reference, team, channel, ts, surface, language, asked_at, received_at, state)"
            " VALUES ('R', 'T1', 'C1', '1.0', 'mention', 'sv', 1.0, 1.0, 'posted')"
        )
    connection.close()
    if steps % 4 == 0:
        environment = {"FVM_DATA": str(tmp_path), "FVM_DATABASE_URL": postgres.empty_database()}
        assert "Carried: 1 question." in migrate(environment, "--carry", "in", "--apply")
        assert stored(environment["FVM_DATABASE_URL"]) == stored(file)
    else:
        assert [row["reference"] for row in stored(file)["question"]] == ["R"]


def test_pins_and_the_audit_log_are_carried_and_shared(environment: dict[str, str], tmp_path: Path) -> None:
    values = load({"FVM_DATA": str(tmp_path)})
    with open_audit(values).recorded("U1", Act.PIN, "Vem leder?"):
        open_pins(values).add(new_pin(["Vem leder?"], "Anna.", [], "U1", None))
    assert "pins.json" in migrate(environment, "--carry", "in")
    migrate(environment, "--carry", "in", "--apply")
    one, other = load(environment), load(environment | {"FVM_DATA": str(tmp_path / "other")})
    assert open_pins(other).all() == open_pins(values).all()
    before = open_pins(other).stamp()
    open_pins(one).add(new_pin(["När?"], "I maj.", [], "U1", None))
    assert open_pins(other).stamp() != before
    assert [pin.text for pin in open_pins(other).all()] == ["Anna.", "I maj."]
    with open_audit(other).recorded("U2", Act.PIN):
        pass
    assert [entry.who for entry in open_audit(one).entries()] == ["U1", "U2"]
    assert open_audit(one).forget("U2") == 2
    assert "U2" not in str(open_audit(other).entries())
    (tmp_path / "pins.json").unlink()
    migrate(environment, "--carry", "out", "--apply")
    assert open_pins(values).all() == open_pins(one).all()


def test_nothing_is_carried_while_a_bot_is_at_work(environment: dict[str, str], tmp_path: Path) -> None:
    asked(tmp_path / "slack.sqlite3")
    bot = FilePresence(tmp_path)
    with pytest.raises(StoreError, match="Stop every bot"):
        migrate(environment, "--carry", "in", "--apply")
    bot.close()
    assert "Carried" in migrate(environment, "--carry", "in", "--apply")
