from __future__ import annotations

import os
from pathlib import Path

from bot.administration.reporting.written_pages import REGISTER, WrittenPages
from bot.slack.inbox.question import Arrival, Deletion, Key, Surface
from bot.slack.inbox.state import AppState
from corpus.storage import write_file
from tests.bot.slack.answers import settings


def written(folder: Path, name: str) -> Path:
    page = folder / name
    WrittenPages(folder / REGISTER).note(page)
    write_file(page, "Vad kostar räkmackan?".encode(), private=True)
    return page


def asked(state: AppState, ts: str, user: str = "U1") -> Key:
    key = Key("T1", "C1", ts)
    assert state.inbox.put(Arrival(key, Surface.MENTION, user, "Vad kostar räkmackan?", 1000.0), 1000.0)
    return key


def test_the_pages_go_when_a_question_is_deleted_or_a_person_is_erased(tmp_path: Path) -> None:
    state = AppState(settings(tmp_path))
    page, key = written(tmp_path, "a.html"), asked(state, "1.1")
    assert not state.inbox.delete(Deletion(Key("T1", "C1", "9.9")), 1001.0)
    assert page.exists()
    assert state.inbox.delete(Deletion(key), 1001.0)
    assert not page.exists()
    (tmp_path / "elsewhere").mkdir()
    page = written(tmp_path, "elsewhere/b.html")
    asked(state, "1.2", "U2")
    state.erasure.erase_person("U2")
    assert not page.exists()
    state.close()
    told = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "räkmackan".encode() not in told
    assert b".html" not in told


def test_a_page_goes_after_a_month_at_the_latest(tmp_path: Path) -> None:
    old, new = written(tmp_path, "old.html"), written(tmp_path, "new.html")
    os.utime(old, (1000.0, 1000.0))
    assert WrittenPages(tmp_path / REGISTER).expire(90, new.stat().st_mtime) == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_a_page_that_somebody_removed_already_is_forgotten(tmp_path: Path) -> None:
    written(tmp_path, "a.html").unlink()
    pages = WrittenPages(tmp_path / REGISTER)
    assert pages.remove() == 0
    assert (tmp_path / REGISTER).read_bytes() == b"[]"
    assert WrittenPages(tmp_path / "none.json").remove() == 0
