from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.administration.audit import Act, AuditLog
from bot.administration.drafts import Drafts
from bot.administration.pins import Pins, new_pin
from bot.administration.publishing.occupancy import occupied
from bot.slack.inbox.database import open_database
from corpus.readers.document import Document, PageHead
from corpus.storage import make_private, write_file

NAMES_OF_PEOPLE = ("slack.sqlite3", "slack.sqlite3-wal", "audit.jsonl", "pins.json",
                   "administration.json")  # fmt: skip


@pytest.fixture(params=[0o000, 0o022, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_private_file_is_its_owners_alone_whatever_the_umask_and_its_rights_before(
    tmp_path: Path, umask: int
) -> None:
    old, new, written = tmp_path / "old", tmp_path / "new", tmp_path / "written"
    old.touch()
    old.chmod(0o644)
    for path in (old, new):
        make_private(path)
    written.touch()
    written.chmod(0o644)
    write_file(written, b"Anna", private=True)
    assert {rights(path) for path in (old, new, written)} == {0o600}
    assert old.read_bytes() == b""


def test_a_public_file_keeps_the_rights_that_it_has(tmp_path: Path) -> None:
    path = tmp_path / "bulletin.md"
    write_file(path, b"ett")
    assert rights(path) == 0o644
    path.chmod(0o664)
    write_file(path, b"tv\xc3\xa5")
    assert rights(path) == 0o664


def test_every_file_with_peoples_data_is_private(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "data"
    os.umask(0o022)
    folder.mkdir()
    (folder / "drafts").mkdir()
    os.umask(umask)
    database = open_database(folder / "slack.sqlite3")
    Pins(folder / "pins.json").add(new_pin(["Vem leder?"], "Anna", [], "U1", None))
    with AuditLog(folder / "audit.jsonl").recorded("U1", Act.PIN), occupied(folder, "U1", "preview"):
        Drafts(folder / "drafts").keep(Document(PageHead(title="Nytt om huset"), "# Nytt\n\nHuset blir klart."), "U1")
        # While it lasts: the note of who is at work is taken away at its end.
        found = [folder / name for name in NAMES_OF_PEOPLE] + [*(folder / "drafts").glob("*.md")]
        assert {path.name: oct(rights(path)) for path in found if rights(path) != 0o600} == {}
    assert len(found) == len(NAMES_OF_PEOPLE) + 1
    database.close()
