"""The bot looks at watched pages itself where a setting says how often."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from bot.settings import Settings, load
from bot.slack.running.watching import WatchWork
from bot.wiring.administration import open_page_watch
from corpus.shelf.library import Library
from tests.bot.slack.running.staging import eventually
from tests.corpus.web.pages import Website, page, website

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


def work(values: Settings, seconds: float = 900.0) -> WatchWork:
    return WatchWork(open_page_watch(values), values.data, seconds)


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
