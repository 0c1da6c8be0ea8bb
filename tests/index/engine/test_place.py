"""Snapshots in each engine: they answer as those on disk do, and whatever breaks off leaves a whole one answering."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.types import Bulletin
from index.encoder.embedding import CHUNK
from index.errors import BuildError, BusyError, EngineAwayError, OvertakenError, SnapshotError
from index.retriever import Retriever
from index.snapshot.build import build, is_stale
from index.snapshot.place import SnapshotFolder, published_at
from index.snapshot.publication import KEPT
from index.snapshot.records import bulletins_to_json
from index.testing import WordEncoder
from tests.index.engine.kinds import Place, StoredEngine

MakeBulletin = Callable[..., Bulletin]


class _CrashError(Exception):
    pass


@pytest.fixture
def place(engine: StoredEngine, tmp_path: Path) -> Place:
    return engine.place("shelf", tmp_path / "work", exact_up_to=0)


def _first(place: Place, encoder: WordEncoder, query: str) -> str:
    return Retriever(place, encoder).search(query, 1)[0].bulletin.id


QUERIES = ("When does the ferry leave?", "captain olsen", "bridge closed spring", "tickets dogs", "hour", "Fery noon")


@pytest.mark.parametrize("exact_up_to", [0, 20_000], ids=["by graph", "one by one"])
def test_hits_are_those_of_a_snapshot_on_disk(
    engine: StoredEngine, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin], exact_up_to: int
) -> None:
    place = engine.place("shelf", tmp_path / "work", exact_up_to)
    build(shelf, encoder, tmp_path / "disk")
    build(shelf, encoder, place)
    disk, shared = Retriever(tmp_path / "disk", encoder), Retriever(place, encoder)
    for query in QUERIES:
        assert shared.search(query, 10) == disk.search(query, 10)
        assert shared.mentions(query.split()[-1]) == disk.mentions(query.split()[-1])
    assert dict(shared.bulletins.items()) == dict(disk.bulletins)
    assert list(shared.published.passages) == list(disk.published.passages)
    assert shared.published.passages[-1] == disk.published.passages[-1]
    assert shared.snapshot.counts == disk.snapshot.counts
    assert shared.snapshot.size > 0


def test_a_second_build_embeds_what_is_new_and_stores_its_vectors_once(
    place: Place,
    engine: StoredEngine,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
) -> None:
    build(shelf, encoder, place)
    encoder.calls.clear()
    report = build([*shelf, make_bulletin("planes", "The airport is new.")], encoder, place)
    assert (report.embedded, report.plan.add) == (1, ("planes",))
    assert engine.snapshots() == 2
    if engine.name == "pgvector":
        assert report.manifest.counts.passages in engine.rows()
    assert not is_stale([*shelf, make_bulletin("planes", "The airport is new.")], place, encoder.name)
    assert all(place.open(encoder.name).lexical.scores(word).any() for word in ("ferry", "tickets", "airport"))


def test_a_change_leaves_what_building_it_all_anew_leaves(
    place: Place, tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    """Of three neighbours the middle one changes, one is removed, and one comes before and after them."""
    texts = {name: f"The {name} leaves at noon. It arrives at ten. {name} is late." for name in "bcdef"}
    build([make_bulletin(*each) for each in texts.items()], encoder, place)
    changed = texts | {"c": "The c leaves at noon. It never arrives.", "a": "a is new.", "g": "g is new. It is late."}
    del changed["e"]
    given = [make_bulletin(*each) for each in changed.items()]
    encoder.calls.clear()
    build(reversed(given), encoder, place)
    assert sum(len(call) for call in encoder.calls) == 6  # two passages and sentences of c and g, a; one of c stands
    build(given, encoder, tmp_path / "disk")
    shared, disk = Retriever(place, encoder), Retriever(tmp_path / "disk", encoder)
    assert list(shared.published.passages) == list(disk.published.passages)
    for query in ("when does the c leave", "is it late", "new", "arrives"):
        assert shared.search(query, 10) == disk.search(query, 10)


def test_a_build_that_was_cut_off_goes_on_from_its_vectors(
    engine: StoredEngine, tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    place = engine.place("shelf", tmp_path / "work")
    given = [make_bulletin(f"b{number}", f"Number {number} stands alone.") for number in range(CHUNK + 9)]
    steps = iter(range(99))
    with pytest.raises(_CrashError):
        build(given, encoder, place, before=lambda step: _raise(step) if step == "embed" and next(steps) else None)
    encoder.calls.clear()
    report = build(given, encoder, place)
    assert (report.embedded, sum(len(call) for call in encoder.calls), report.reused) == (9, 9, CHUNK)
    assert _first(place, encoder, f"number {CHUNK}") == f"b{CHUNK}"
    assert not (place.folder / "unfinished").exists()


def _raise(step: str) -> None:
    raise _CrashError(step)


def test_another_bot_takes_a_new_snapshot_up(
    place: Place,
    engine: StoredEngine,
    tmp_path: Path,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
) -> None:
    build(shelf, encoder, place)
    other = Retriever(engine.place(place.name, tmp_path / "other"), encoder)
    built = build([*shelf, make_bulletin("planes", "The airport is new.")], encoder, place).manifest
    deadline = time.monotonic() + 20
    while other.search("airport", 1)[0].bulletin.id != "planes":
        assert time.monotonic() < deadline
    assert other.snapshot == built


def test_other_weights_go_on_with_their_snapshot_and_once_it_is_gone_leave_the_question_to_others(
    place: Place, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    first = build(shelf, encoder, place).manifest
    older, newer = Retriever(place, encoder), WordEncoder(dim=64, name="newer")
    build(shelf, newer, place)
    older.refresh()
    assert (older.snapshot, older.is_published) == (first, False)
    assert older.search("ferry", 1)
    assert Retriever(place, newer).is_published
    place.prune(kept=1)
    with pytest.raises(EngineAwayError, match="nothing that this encoder can search"):
        older.search("bridge closed", 1)


def test_an_error_at_any_step_leaves_a_whole_index(
    place: Place,
    engine: StoredEngine,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
) -> None:
    changed = [[*shelf, make_bulletin("planes", f"The airport of {number} is new.")] for number in range(99)]
    steps: list[str] = []
    old = build(changed.pop(), encoder, place, before=steps.append).manifest.id
    published = len(steps) - 1 - steps[::-1].index("publish")
    for crash in range(len(steps)):
        with pytest.raises(_CrashError):
            build(changed.pop(), encoder, place, before=_crash_at(crash))
        assert (place.manifest().id == old) is (crash <= published), steps[crash]
        old = place.manifest().id
        assert _first(place, encoder, "ferry noon") == "boats"
    build(changed.pop(), encoder, place)
    assert _first(place, encoder, "airport") == "planes"
    assert engine.snapshots() == len(place.kept())


def _crash_at(number: int) -> Callable[[str], None]:
    seen = iter(range(10_000))

    def before(step: str) -> None:
        if next(seen) == number:
            raise _CrashError(step)

    return before


_KILLED = """
import sys, time
from pathlib import Path
from index.snapshot.build import build
from index.snapshot.records import bulletins_from_json
from index.testing import WordEncoder
{opening}
def before(step):
    if step == {step!r}:
        print("there", flush=True)
        time.sleep(120)

build(bulletins_from_json(Path({shelf!r}).read_text()), WordEncoder(dim=512), place, before=before)
"""


@pytest.mark.parametrize("step", ["write passages", "publish"])
def test_a_killed_builder_leaves_a_whole_index_and_no_lock(
    engine: StoredEngine,
    tmp_path: Path,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
    step: str,
) -> None:
    place, changed = engine.place("shelf", tmp_path), [*shelf, make_bulletin("planes", "New airport.")]
    build(shelf, encoder, place)
    (tmp_path / "shelf.json").write_text(bulletins_to_json(changed))
    script = _KILLED.format(step=step, opening=engine.opening(tmp_path / "other"), shelf=str(tmp_path / "shelf.json"))
    root = Path(__file__).parents[3]
    builder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "there\n"
        with pytest.raises(BusyError):
            build(shelf, encoder, place)
    finally:
        builder.kill()
        builder.communicate()
    assert _first(place, encoder, "ferry noon") == "boats"
    deadline = time.monotonic() + 60
    while True:
        try:
            build(changed, encoder, place)
            break
        except BusyError:
            # The server sees a moment later that the connection is gone.
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert _first(place, encoder, "airport") == "planes"
    assert engine.snapshots() == len(place.kept())


def test_the_last_snapshots_stay_and_what_older_ones_held_alone_goes(
    place: Place, engine: StoredEngine, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    built = [
        build([make_bulletin("one", f"Number {number} stands alone.")], encoder, place).manifest.id
        for number in range(KEPT + 2)
    ]
    assert [manifest.id for manifest in place.kept()] == built[::-1][:KEPT]
    assert (engine.snapshots(), engine.rows()) == (KEPT, {KEPT})
    place.prune(kept=1)
    assert [manifest.id for manifest in place.kept()] == built[-1:]
    assert (engine.snapshots(), engine.rows()) == (1, {1})


def test_a_search_goes_on_where_its_snapshot_is_removed_under_it(
    place: Place, engine: StoredEngine, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    build(shelf, encoder, place)
    retriever = Retriever(engine.place(place.name, tmp_path / "other", glance=3600.0), encoder)
    retriever.search("bridge", 1)
    build(shelf, encoder, place)
    place.prune(kept=1)
    assert retriever.search("bridge", 1)[0].bulletin.id == "roads"
    assert retriever.published.manifest == place.manifest()


def test_an_earlier_snapshot_answers_again(
    place: Place, encoder: WordEncoder, shelf: list[Bulletin], make_bulletin: MakeBulletin
) -> None:
    first = build(shelf, encoder, place).manifest.id
    build([make_bulletin("planes", "The airport is new.")], encoder, place)
    assert place.go_back(first).id == first == published_at(place)
    assert _first(place, encoder, "ferry noon") == "boats"
    with pytest.raises(SnapshotError, match="rollback --list"):
        place.go_back("nowhere")


def test_a_preview_answers_nobody_until_it_is_published(
    place: Place,
    engine: StoredEngine,
    tmp_path: Path,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
) -> None:
    base = build(shelf, encoder, place).manifest.id
    preview = place.branch(tmp_path / "previews" / "token")
    encoder.calls.clear()
    built = build([*shelf, make_bulletin("planes", "The airport is new.")], encoder, preview)
    assert (built.embedded, published_at(place), published_at(preview)) == (1, base, built.manifest.id)
    assert _first(preview, encoder, "airport") == "planes"
    with pytest.raises(OvertakenError):
        place.adopt(preview, "another")
    assert place.adopt(preview, base).id == built.manifest.id == published_at(place)
    assert [manifest.id for manifest in place.kept()] == [built.manifest.id, base]
    thrown = place.branch(tmp_path / "previews" / "thrown")
    build([make_bulletin("gone", "A secret that is not published.")], encoder, thrown)
    place.discard(tmp_path / "previews" / "thrown")
    assert published_at(thrown) is None
    assert engine.snapshots() == len(place.kept())
    assert published_at(place) == built.manifest.id


def test_there_is_one_builder_of_all_bots(
    place: Place, engine: StoredEngine, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    other = engine.place(place.name, tmp_path / "other")
    with place.building(), pytest.raises(BusyError, match="another bot"):
        build(shelf, encoder, other)
    build(shelf, encoder, other)


def test_shelves_do_not_see_each_other(
    engine: StoredEngine, tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    care, store = (engine.place(name, tmp_path / name) for name in ("care", "store"))
    build([make_bulletin("ferry", "The ferry leaves at noon.")], encoder, care)
    build([make_bulletin("train", "The ferry leaves at noon.")], encoder, store)
    assert [hit.bulletin.id for hit in Retriever(care, encoder).search("ferry noon", 5)] == ["ferry"]


def test_what_is_not_there_is_told_with_the_remedy(
    place: Place, engine: StoredEngine, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    with pytest.raises(SnapshotError, match=r"no index in .*; run `fvm reindex`"):
        Retriever(place, encoder)
    if engine.name == "pgvector":
        with pytest.raises(BuildError, match=r"width 9.*fvm migrate --apply"):
            build(shelf, WordEncoder(dim=9), place)
    build(shelf, encoder, place)
    with pytest.raises(SnapshotError, match="made with the model words, but other is set"):
        Retriever(place, WordEncoder(name="other"))
    assert SnapshotFolder(place.folder).stamp() is None
