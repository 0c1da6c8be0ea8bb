from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.database.protocol import Database
from bot.slack.inbox.presence import FilePresence, LeasedPresence
from tests.bot.slack.inbox.conftest import POSTGRES

ROOT = Path(__file__).parents[4]


def test_a_process_is_alive_for_itself_and_for_others(tmp_path: Path) -> None:
    one, two = FilePresence(tmp_path), FilePresence(tmp_path)
    assert one.is_alive(one.name)
    assert one.is_alive(two.name)
    assert one.others() == 1
    two.close()
    assert not one.is_alive(two.name)
    assert one.others() == 0
    one.close()


def test_a_process_that_was_killed_is_not_alive(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from bot.slack.inbox.presence import FilePresence;"
        "print(FilePresence(Path(sys.argv[1])).name, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    child = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, check=False)
    presence = FilePresence(tmp_path)
    assert not presence.is_alive(child.stdout.decode().strip())
    presence.close()


def test_an_unknown_or_forged_name_is_not_alive(tmp_path: Path) -> None:
    presence = FilePresence(tmp_path)
    assert not presence.is_alive("f" * 32)
    assert not presence.is_alive("../../etc/passwd")
    presence.close()


def test_leaving_removes_the_lock_file(tmp_path: Path) -> None:
    presence = FilePresence(tmp_path)
    presence.close()
    assert list((tmp_path / "alive").iterdir()) == []


def test_old_lock_files_of_ended_processes_are_swept(tmp_path: Path) -> None:
    left = tmp_path / "alive" / ("a" * 32 + ".lock")
    left.parent.mkdir()
    left.touch()
    before_yesterday = time.time() - 2 * 86_400
    os.utime(left, (before_yesterday, before_yesterday))
    FilePresence(tmp_path).close()
    assert not left.exists()


@pytest.mark.parametrize("place", [POSTGRES], indirect=True)
def test_who_shares_a_database_is_alive_while_it_is_heard_of(database: Database) -> None:
    one, two = LeasedPresence(database, 0.6), LeasedPresence(database, 0.6)
    time.sleep(0.9)
    assert one.is_alive(one.name)
    assert one.is_alive(two.name)
    assert not one.is_alive("f" * 32)
    assert (one.others(), two.others()) == (1, 1)
    two.close()
    assert not one.is_alive(two.name)
    one.close()
