from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.administration.audit import Act, ActOutcome, AuditLog
from bot.administration.errors import NotAdminError, RecordError

_WRITER = (
    "import sys; from pathlib import Path; from bot.administration.audit import Act, AuditLog\n"
    "log = AuditLog(Path(sys.argv[1]))\n"
    "for number in range(40):\n"
    "    with log.recorded(sys.argv[2], Act.ADD, 'x' * 300): pass\n"
)


def test_an_act_says_who_what_and_how_it_ended(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    with log.recorded("U1", Act.ADD, "https://x.example/å\n<!here>") as detail:
        detail("nytt-om-huset")
    (entry,) = log.entries()
    assert (entry.who, entry.act, entry.outcome) == ("U1", Act.ADD, ActOutcome.DONE)
    assert (entry.target, entry.detail) == ("https://x.example/å <!here>", "nytt-om-huset")


def test_a_refused_act_is_told_from_a_failed_one(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    for error in (NotAdminError("no"), ValueError("secret words")):
        with pytest.raises(type(error)), log.recorded("U1", Act.PIN):
            raise error
    assert [(entry.outcome, entry.detail) for entry in log.entries()] == [
        (ActOutcome.REFUSED, "no"), (ActOutcome.FAILED, "ValueError")]  # fmt: skip


def test_an_act_that_was_cut_off_stays_begun(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    with log.recorded("U1", Act.PUBLISH):
        (entry,) = log.entries()
    assert entry.outcome is ActOutcome.STARTED


def test_a_torn_line_harms_no_other(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path)
    for who in ("U1", "U2"):
        with log.recorded(who, Act.ADD):
            pass
        path.write_bytes(path.read_bytes() + b'{"at": "2024-')
    with log.recorded("U3", Act.ADD):
        pass
    assert [entry.who for entry in log.entries()] == ["U1", "U2", "U3"]


def test_several_processes_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(path), f"U{n}"]) for n in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    entries = AuditLog(path).entries()
    assert len(entries) == 120
    assert all(entry.outcome is ActOutcome.DONE for entry in entries)


def test_an_act_that_cannot_be_recorded_does_not_begin(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    done = []
    with pytest.raises(RecordError), AuditLog(tmp_path / "audit.jsonl").recorded("U1", Act.ADD):
        done.append(True)
    assert done == []


def test_the_log_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    with AuditLog(tmp_path / "audit.jsonl").recorded("U1", Act.ADD):
        pass
    assert (tmp_path / "audit.jsonl").stat().st_mode & 0o077 == 0
