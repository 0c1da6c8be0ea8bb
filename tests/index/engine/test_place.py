"""Snapshots in PostgreSQL: they answer as those on disk do, and whatever breaks off leaves a whole one answering."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.wiring.passages import PassageDatabase
from corpus.types import Bulletin
from index.engine.place import EnginePlace
from index.errors import BuildError, BusyError, EngineAwayError, OvertakenError, SnapshotError
from index.retriever import Retriever
from index.snapshot.build import build, is_stale
from index.snapshot.place import SnapshotFolder, published_at
from index.snapshot.publication import KEPT
from index.snapshot.records import bulletins_to_json
from index.testing import WordEncoder

MakeBulletin = Callable[..., Bulletin]


class _CrashError(Exception):
    pass


@pytest.fixture(params=[0, 20_000], ids=["by graph", "one by one"])
def place(request: pytest.FixtureRequest, engine: PassageDatabase, tmp_path: Path) -> EnginePlace:
    return EnginePlace(engine, "shelf", tmp_path / "work", exact_up_to=request.param, glance=0.0)


def _first(place: EnginePlace, encoder: WordEncoder, query: str) -> str:
    return Retriever(place, encoder).search(query, 1)[0].bulletin.id


def _count(engine: PassageDatabase, table: str) -> int:
    return int(engine.rows(f"SELECT COUNT(*) AS n FROM {table}")[0]["n"])


QUERIES = ("When does the ferry leave?", "captain olsen", "bridge closed spring", "tickets dogs", "hour", "Fery noon")


def test_hits_are_those_of_a_snapshot_on_disk(
    place: EnginePlace, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
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
    place: EnginePlace,
    engine: PassageDatabase,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
) -> None:
    build(shelf, encoder, place)
    encoder.calls.clear()
    report = build([*shelf, make_bulletin("planes", "The airport is new.")], encoder, place)
    assert (report.embedded, report.plan.add) == (1, ("planes",))
    assert (_count(engine, "snapshot"), _count(engine, "vector_512")) == (2, report.manifest.counts.passages)
    assert not is_stale([*shelf, make_bulletin("planes", "The airport is new.")], place, encoder.name)
    assert all(place.open(encoder.name).lexical.scores(word).any() for word in ("ferry", "tickets", "airport"))


def test_another_bot_takes_a_new_snapshot_up(
    place: EnginePlace,
    engine: PassageDatabase,
    tmp_path: Path,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
) -> None:
    build(shelf, encoder, place)
    other = Retriever(EnginePlace(engine, place.name, tmp_path / "other"), encoder)
    built = build([*shelf, make_bulletin("planes", "The airport is new.")], encoder, place).manifest
    deadline = time.monotonic() + 20
    while other.search("airport", 1)[0].bulletin.id != "planes":
        assert time.monotonic() < deadline
    assert other.snapshot == built


def test_other_weights_go_on_with_their_snapshot_and_once_it_is_gone_leave_the_question_to_others(
    place: EnginePlace, encoder: WordEncoder, shelf: list[Bulletin]
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
    place: EnginePlace,
    engine: PassageDatabase,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
) -> None:
    changed = [*shelf, make_bulletin("planes", "The airport is new.")]
    steps: list[str] = []
    build(changed, encoder, place, before=steps.append)
    published = len(steps) - 1 - steps[::-1].index("publish")
    for crash in range(len(steps)):
        old = build(shelf, encoder, place).manifest.id
        with pytest.raises(_CrashError):
            build(changed, encoder, place, before=_crash_at(crash))
        assert (place.manifest().id == old) is (crash <= published), steps[crash]
        assert _first(place, encoder, "ferry noon") == "boats"
        build(changed, encoder, place)
        assert _first(place, encoder, "airport") == "planes"
        assert engine.rows("SELECT number FROM snapshot WHERE whole = 0") == []


def _crash_at(number: int) -> Callable[[str], None]:
    seen = iter(range(10_000))

    def before(step: str) -> None:
        if next(seen) == number:
            raise _CrashError(step)

    return before


_KILLED = """
import sys, time
from pathlib import Path
from bot.database.postgres import PostgresDatabase
from bot.database.protocol import Schema
from bot.wiring.passages import PassageDatabase
from index.engine.place import EnginePlace
from index.engine.tables import TABLES
from index.snapshot.build import build
from index.snapshot.records import bulletins_from_json
from index.testing import WordEncoder

def before(step):
    if step == {step!r}:
        print("there", flush=True)
        time.sleep(120)

place = EnginePlace(PassageDatabase(PostgresDatabase({url!r}, Schema(1, TABLES))), "shelf", Path({folder!r}))
build(bulletins_from_json(Path({shelf!r}).read_text()), WordEncoder(dim=512), place, before=before)
"""


@pytest.mark.parametrize("step", ["write passages", "publish"])
def test_a_killed_builder_leaves_a_whole_index_and_no_lock(
    engine: PassageDatabase,
    passages_url: str,
    tmp_path: Path,
    encoder: WordEncoder,
    shelf: list[Bulletin],
    make_bulletin: MakeBulletin,
    step: str,
) -> None:
    place, changed = (
        EnginePlace(engine, "shelf", tmp_path, glance=0.0),
        [*shelf, make_bulletin("planes", "New airport.")],
    )
    build(shelf, encoder, place)
    (tmp_path / "shelf.json").write_text(bulletins_to_json(changed))
    script = _KILLED.format(
        step=step, url=passages_url, folder=str(tmp_path / "other"), shelf=str(tmp_path / "shelf.json")
    )
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
    assert engine.rows("SELECT number FROM snapshot WHERE whole = 0") == []


def test_the_last_snapshots_stay_and_what_older_ones_held_alone_goes(
    place: EnginePlace, engine: PassageDatabase, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    built = [
        build([make_bulletin("one", f"Number {number} stands alone.")], encoder, place).manifest.id
        for number in range(KEPT + 2)
    ]
    assert [manifest.id for manifest in place.kept()] == built[::-1][:KEPT]
    for table in ("snapshot_bulletin", "snapshot_passage", "vector_512"):
        assert _count(engine, table) == KEPT
    place.prune(kept=1)
    assert [manifest.id for manifest in place.kept()] == built[-1:]
    assert _count(engine, "vector_512") == 1


def test_a_search_goes_on_where_its_snapshot_is_removed_under_it(
    place: EnginePlace, engine: PassageDatabase, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    build(shelf, encoder, place)
    retriever = Retriever(EnginePlace(engine, place.name, tmp_path / "other", glance=3600.0), encoder)
    retriever.search("bridge", 1)
    build(shelf, encoder, place)
    place.prune(kept=1)
    assert retriever.search("bridge", 1)[0].bulletin.id == "roads"
    assert retriever.published.manifest == place.manifest()


def test_an_earlier_snapshot_answers_again(
    place: EnginePlace, encoder: WordEncoder, shelf: list[Bulletin], make_bulletin: MakeBulletin
) -> None:
    first = build(shelf, encoder, place).manifest.id
    build([make_bulletin("planes", "The airport is new.")], encoder, place)
    assert place.go_back(first).id == first == published_at(place)
    assert _first(place, encoder, "ferry noon") == "boats"
    with pytest.raises(SnapshotError, match="rollback --list"):
        place.go_back("nowhere")


def test_a_preview_answers_nobody_until_it_is_published(
    place: EnginePlace,
    engine: PassageDatabase,
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
    assert engine.rows("SELECT line FROM snapshot_bulletin WHERE id = 'gone'") == []
    assert published_at(place) == built.manifest.id


def test_there_is_one_builder_of_all_bots(
    place: EnginePlace, engine: PassageDatabase, tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    other = EnginePlace(engine, place.name, tmp_path / "other")
    with place.building(), pytest.raises(BusyError, match="another bot"):
        build(shelf, encoder, other)
    build(shelf, encoder, other)


def test_shelves_do_not_see_each_other(
    engine: PassageDatabase, tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin
) -> None:
    care, store = (EnginePlace(engine, name, tmp_path / name) for name in ("care", "store"))
    build([make_bulletin("ferry", "The ferry leaves at noon.")], encoder, care)
    build([make_bulletin("train", "The ferry leaves at noon.")], encoder, store)
    assert [hit.bulletin.id for hit in Retriever(care, encoder).search("ferry noon", 5)] == ["ferry"]


def test_what_is_not_there_is_told_with_the_remedy(
    place: EnginePlace, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    with pytest.raises(SnapshotError, match="no index in the database; run `fvm reindex`"):
        Retriever(place, encoder)
    with pytest.raises(BuildError, match=r"width 9.*fvm migrate --apply"):
        build(shelf, WordEncoder(dim=9), place)
    build(shelf, encoder, place)
    with pytest.raises(SnapshotError, match="made with the model words, but other is set"):
        Retriever(place, WordEncoder(name="other"))
    assert SnapshotFolder(place.folder).stamp() is None
