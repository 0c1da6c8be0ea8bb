"""The bot looks at watched pages itself where a setting says how often."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from bot.administration.watchlist import WATCHLIST
from bot.settings import Settings, load
from bot.slack.running.watching import WatchWork
from bot.wiring.administration import open_page_watch, open_watch_turns
from bot.wiring.shelf_files import shared_shelf, shelf_files
from corpus.shelf.library import Library
from tests.bot.slack.running.staging import eventually
from tests.corpus.web.pages import Website, page, website
from tests.postgres import Server

TEXT = ("Det nya huset blir klart i maj och alla avdelningar flyttar dit så snart det går att göra det på ett säkert "
        "sätt för alla som arbetar där, säger projektets ledning i sin rapport till styrelsen.")  # fmt: skip


@pytest.fixture
def web() -> Iterator[Website]:
    with website() as server:
        yield server


@pytest.fixture
def values(tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir()
    return load({"FVM_DATA": str(tmp_path / "data"), "FVM_BULLETINS": str(tmp_path / "shelf"),
                 "FVM_PRIVATE_ADDRESSES": "127.0.0.1/32:1024-65535", "FVM_WATCH_EVERY": "15"})  # fmt: skip


def work(values: Settings, seconds: float = 0.0) -> WatchWork:
    watchlist = partial(shelf_files(values).file, WATCHLIST)
    return WatchWork(open_page_watch(values), open_watch_turns(values), watchlist, seconds)


def titles(values: Settings) -> list[str]:
    return [each.title for each in Library(values.bulletins).load().bulletins]


def test_what_is_watched_comes_in_by_itself_and_is_in_the_audit_log(web: Website, values: Settings) -> None:
    address = web.put("/hus", page("Nytt om huset", TEXT))
    (values.data / "watch.toml").write_text(f'[[watch]]\naddress = "{address}"\n')
    looking = work(values, 0.1)
    looking.start()
    try:
        eventually(lambda: values.bulletins.exists() and titles(values) == ["Nytt om huset"], 20.0)
    finally:
        looking.stop()
    ends = [json.loads(line) for line in (values.data / "audit.jsonl").read_text().splitlines()]
    assert {act["who"] for act in ends} == {"watch"}
    assert values.watch_every == 15


def test_a_page_that_fails_and_a_list_that_cannot_be_read_hold_nothing_up(web: Website, values: Settings) -> None:
    work(values).make_round()
    (values.data / "watch.toml").write_text("[[watch]]\nadress = 1\n")
    work(values).make_round()
    gone, there = f"{web.base}/borta", web.put("/hus", page("Nytt om huset", TEXT))
    (values.data / "watch.toml").write_text(f'[[watch]]\naddress = "{gone}"\n[[watch]]\naddress = "{there}"\n')
    work(values).make_round()
    assert titles(values) == ["Nytt om huset"]


def test_of_several_processes_one_looks_at_a_time(web: Website, values: Settings) -> None:
    address = web.put("/hus", page("Nytt om huset", TEXT))
    (values.data / "watch.toml").write_text(f'[[watch]]\naddress = "{address}"\n')
    with FileLock(values.data / "watch.lock"):
        work(values).make_round()
        assert not values.bulletins.exists()
    work(values).make_round()
    assert titles(values) == ["Nytt om huset"]


def test_two_bots_of_one_shelf_visit_a_page_once_in_the_time_and_read_the_list_as_it_is_now(
    web: Website, postgres: Server, tmp_path: Path
) -> None:
    url, now = postgres.database(), [1_000_000.0]
    bots = [
        load({"FVM_DATA": str(tmp_path / name), "FVM_BULLETINS": str(tmp_path / "none"), "FVM_DATABASE_URL": url,
              "FVM_PRIVATE_ADDRESSES": "127.0.0.1/32:1024-65535"})
        for name in ("one", "two")
    ]  # fmt: skip
    first, second = web.put("/hus", page("Nytt om huset", TEXT)), web.put("/bil", page("Nytt om bilen", TEXT))

    def watched(*addresses: str) -> dict[str, bytes]:
        return {WATCHLIST: "".join(f'[[watch]]\naddress = "{each}"\n' for each in addresses).encode()}

    shared_shelf(bots[0]).put_all(watched(first), replace=False)
    one, two = (
        replace(made, turns=replace(made.turns, clock=lambda: now[0])) for made in (work(each, 900.0) for each in bots)
    )
    for looking in (one, two, one):
        looking.make_round()
    assert web.visits("/hus") == 1
    assert [path.name for path in shelf_files(bots[1]).file("bulletins").glob("*.md")] == ["nytt-om-huset.md"]
    shared_shelf(bots[0]).put_all(watched(second), replace=True)
    now[0] += 900.0
    with two.turns.alone() as is_alone:
        one.make_round()
        assert (is_alone, web.visits("/bil")) == (True, 0)
    two.make_round()
    one.make_round()
    assert (web.visits("/hus"), web.visits("/bil")) == (1, 1)
