"""A disk that takes no more bytes: every act fails in words and leaves what was there."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.administration.audit import Act, AuditLog
from bot.administration.drafts import Drafts
from bot.administration.errors import RecordError
from bot.administration.pins import Pins, new_pin
from bot.administration.publishing.shelf_state import is_indexed, shelf_fingerprint
from corpus.errors import ShelfError
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from corpus.web.fetch import Validators
from corpus.web.visits import Visit, Visits
from index.errors import BuildError
from tests.bot.administration.shelves import ENCODER, Asking, publish, publisher, put, silent
from tests.forks import forks

TEXT = "Huset blir klart i maj. Alla avdelningar flyttar dit."


def shelve(folder: Path) -> None:
    put(folder / "shelf", "Nytt om huset", TEXT + " Nu med mer text.", "nytt-om-huset")


def pin(folder: Path) -> None:
    Pins(folder / "pins.json").add(new_pin(["Ny fråga?"], "Svar.", [], "U1", None))


def record(folder: Path) -> None:
    with AuditLog(folder / "data" / "audit.jsonl").recorded("U1", Act.ADD):
        pass


def draft(folder: Path) -> None:
    Drafts(folder / "drafts").keep(Document(PageHead(title="Ny"), TEXT), "U1")


def visit(folder: Path) -> None:
    Visits(folder / "visits.json").remember("https://x.example/2", Visit("e", None, "d"))


def preview(folder: Path) -> None:
    publisher(folder).preview("U1", silent)


def roll_back(folder: Path) -> None:
    it = publisher(folder)
    it.rollback("U1", it.snapshots()[-1].id)


ACTS: dict[str, tuple[Callable[[Path], None], type[Exception]]] = {
    "shelve": (shelve, ShelfError),
    "pin": (pin, RecordError),
    "record": (record, RecordError),
    "draft": (draft, RecordError),
    "visit": (visit, ShelfError),
    "preview": (preview, RecordError),
    "roll back": (roll_back, RecordError),
}


def _act_on_full_disk(name: str, folder: Path, allowed: int) -> None:
    """In a process of its own: the limit cannot be taken back."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, allowed))
    act, wanted = ACTS[name]
    try:
        act(folder)
    except wanted:
        raise SystemExit(7) from None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "shelf", "Nytt om huset", TEXT)
    publish(tmp_path)
    put(tmp_path / "shelf", "Nytt om bilen", TEXT.replace("Huset", "Bilen"))
    publish(tmp_path)
    Pins(tmp_path / "pins.json").add(new_pin(["Fråga?"], "Svar.", [], "U1", None))
    Visits(tmp_path / "visits.json").remember("https://x.example/1", Visit("e", None, "d"))
    return tmp_path


def seen(folder: Path) -> tuple[object, ...]:
    """Everything that an admin or an asker could see."""
    it = publisher(folder)
    return (
        [(each.id, each.body) for each in Library(folder / "shelf").load().bulletins],
        it.published(),
        Asking(it.root)("När blir huset klart i maj?").answers,
        is_indexed(it.root, shelf_fingerprint(folder / "shelf", ENCODER.name)),
        Pins(folder / "pins.json").all(),
        Visits(folder / "visits.json").of("https://x.example/1").validators == Validators("e"),
        len(it.audit.entries()),
    )


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_a_full_disk_fails_in_words_and_changes_nothing(folder: Path, name: str) -> None:
    before = seen(folder)
    process = forks().Process(target=_act_on_full_disk, args=(name, folder, 16))
    process.start()
    process.join()
    assert process.exitcode == 7
    assert seen(folder) == before
    assert not list(folder.rglob(".fvm-unfinished-*"))


def _preview_with_little_room(folder: Path, allowed: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, allowed))
    it = publisher(folder)
    try:
        it.publish("U1", it.preview("U1", silent).token)
    except (BuildError, RecordError, OSError):
        raise SystemExit(7) from None


@pytest.mark.parametrize("allowed", [2_000, 5_000, 20_000])
def test_a_disk_that_fills_up_in_the_middle_of_a_build_leaves_the_old_index(folder: Path, allowed: int) -> None:
    put(folder / "shelf", "Nytt om kursen", TEXT * 40)
    before = seen(folder)[1:3]
    process = forks().Process(target=_preview_with_little_room, args=(folder, allowed))
    process.start()
    process.join()
    assert process.exitcode == 7
    assert seen(folder)[1:3] == before
    assert not list((folder / "data" / "previews").glob("*"))
