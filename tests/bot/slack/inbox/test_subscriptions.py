from __future__ import annotations

from pathlib import Path

from bot.database.protocol import Database, Schema
from bot.database.sqlite import SqliteFile
from bot.slack.inbox.subscriptions import Subscription, Subscriptions
from corpus.types import Language

OLD = Schema(1, (
    "CREATE TABLE subscription (team TEXT NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL,"
    " PRIMARY KEY (team, channel))",
    "CREATE TABLE told (team TEXT NOT NULL, channel TEXT NOT NULL, bulletin TEXT NOT NULL,"
    " PRIMARY KEY (team, channel, bulletin))",
    "CREATE TABLE followed (snapshot TEXT NOT NULL)",
))  # fmt: skip
"""As a file of its own was made."""

OURS = Subscription("T1", "C1", Language.SV)


def test_a_channel_is_told_of_what_it_does_not_know(database: Database) -> None:
    it, other = Subscriptions(database), Subscriptions(database, "annat")
    assert it.add(OURS, ["gammal"])
    assert not it.add(OURS, [])
    it.mark_told(OURS, "ny")
    it.mark_told(OURS, "ny")
    assert it.untold(OURS, ["gammal", "ny", "nyast"]) == ["nyast"]
    assert (it.all(), other.all()) == ([OURS], [])
    assert other.untold(OURS, ["gammal"]) == ["gammal"]
    assert not other.remove("T1", "C1")
    assert it.remove("T1", "C1")
    assert it.all() == []


def test_the_snapshot_that_was_followed_is_each_shelfs_own(database: Database) -> None:
    it, other = Subscriptions(database), Subscriptions(database, "annat")
    assert it.followed() is None
    it.mark_followed("s1")
    it.mark_followed("s2")
    assert (it.followed(), other.followed()) == ("s2", None)


def test_what_an_earlier_version_kept_in_a_file_is_moved(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.sqlite3"
    old = SqliteFile(path, OLD)
    with old.writing() as connection:
        connection.execute("INSERT INTO subscription VALUES ('T1', 'C1', 'sv')")
        connection.execute("INSERT INTO told VALUES ('T1', 'C1', 'gammal')")
        connection.execute("INSERT INTO followed VALUES ('s1')")
    old.close()
    it = Subscriptions(database, "huset")
    for _ in range(2):
        it.take_over(path)
    assert (it.all(), it.untold(OURS, ["gammal", "ny"]), it.followed()) == ([OURS], ["ny"], "s1")
    assert list(tmp_path.glob("subscriptions*")) == []
