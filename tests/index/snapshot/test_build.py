"""Building: what is reused, what a crash leaves behind, who may build."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.types import Bulletin
from index.encoder import embedding
from index.errors import BuildError, BusyError, SnapshotError
from index.retriever import Retriever
from index.snapshot.build import REVISION, build, is_stale
from index.snapshot.opened import POINTER, SNAPSHOTS, current_folder, current_manifest, open_snapshot, parsed_bulletins
from index.snapshot.publication import KEPT, snapshot_ids
from index.testing import WordEncoder

MakeBulletin = Callable[..., Bulletin]


class _CrashError(Exception):
    pass


def _first(folder: Path, encoder: WordEncoder, query: str) -> str:
    return Retriever(folder, encoder).search(query, 1)[0].bulletin.id


def test_a_first_build_embeds_every_text_and_publishes(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    report = build(shelf, encoder, tmp_path)
    assert (report.plan.add, report.reused) == (("boats", "roads", "trains"), 0)
    assert report.embedded == sum(len(call) for call in encoder.calls) > 0
    assert current_manifest(tmp_path) == report.manifest


def test_a_second_build_of_the_same_embeds_nothing(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    first = build(shelf, encoder, tmp_path)
    encoder.calls.clear()
    again = build(shelf, encoder, tmp_path)
    assert (again.embedded, encoder.calls) == (0, [])
    assert again.reused >= first.embedded


def test_a_changed_bulletin_costs_only_its_own_texts(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin], make_bulletin: MakeBulletin
) -> None:
    build(shelf, encoder, tmp_path)
    encoder.calls.clear()
    report = build([*shelf[:2], make_bulletin("roads", "The bridge is open again.")], encoder, tmp_path)
    assert report.plan.change == ("roads",)
    assert [text for call in encoder.calls for text in call] == ["News of roads, april 2020\nThe bridge is open again."]


def test_only_changed_bulletins_are_cut_again_and_the_index_is_that_of_a_whole_build(
    tmp_path: Path, shelf: list[Bulletin], make_bulletin: MakeBulletin
) -> None:
    class Counting(WordEncoder):
        counted: list[str]

        def count_tokens(self, text: str) -> int:
            self.counted.append(text)
            return super().count_tokens(text)

    encoder = Counting()
    encoder.counted = []
    build(shelf, encoder, tmp_path / "one")
    encoder.counted.clear()
    changed = [*shelf[:2], make_bulletin("roads", "The bridge is open again.")]
    build(changed, encoder, tmp_path / "one")
    assert all("bridge" in text or "roads" in text for text in encoder.counted)
    build(changed, encoder, tmp_path / "two")
    one, two = (open_snapshot(current_folder(tmp_path / name)).manifest.files for name in ("one", "two"))
    assert one == two


def test_a_removed_bulletin_is_found_no_more(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    build(shelf, encoder, tmp_path)
    assert build(shelf[:2], encoder, tmp_path).plan.remove == ("roads",)
    assert {hit.bulletin.id for hit in Retriever(tmp_path, encoder).search("bridge closed", 10)} == {"boats", "trains"}


def test_a_single_sentence_shares_its_passages_vector(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    build(shelf, encoder, tmp_path)
    snapshot = open_snapshot(current_folder(tmp_path))
    row = next(row for row, passage in enumerate(snapshot.passages) if len(passage.sentences) == 1)
    assert snapshot.sentence_starts[row] == snapshot.sentence_starts[row + 1]
    assert snapshot.sentence_rows(row).tolist() == [snapshot.passage_vectors[row].tolist()]


def test_nothing_is_stale_after_a_build_and_every_change_is(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    assert is_stale(shelf, tmp_path, encoder.name)
    build(shelf, encoder, tmp_path)
    assert not is_stale(shelf, tmp_path, encoder.name)
    assert is_stale(shelf[:2], tmp_path, encoder.name)
    assert is_stale([*shelf[:2], replace(shelf[2], title="Other")], tmp_path, encoder.name)
    assert is_stale(shelf, tmp_path, "another model")


def test_an_empty_shelf_is_refused_with_the_next_step(tmp_path: Path, encoder: WordEncoder) -> None:
    with pytest.raises(BuildError, match="fvm add"):
        build([], encoder, tmp_path)


def test_progress_ends_at_the_total_of_each_step(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    last: dict[str, tuple[int, int]] = {}
    report = build(shelf, encoder, tmp_path, progress=lambda step, done, total: last.update({step: (done, total)}))
    assert last == {"splitting bulletins": (3, 3), "embedding passages": (report.embedded, report.embedded)}


def _steps(folder: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> list[str]:
    steps: list[str] = []
    build(shelf, encoder, folder, before=steps.append)
    return steps


def test_an_error_at_any_step_leaves_a_whole_index(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin], make_bulletin: MakeBulletin
) -> None:
    """Until the pointer is replaced the old snapshot answers, after that the new one; the next build succeeds."""
    changed = [*shelf, make_bulletin("planes", "The airport is new.")]
    steps = _steps(tmp_path / "rehearsal", encoder, changed)
    pointed = len(steps) - 1 - steps[::-1].index("publish")
    for crash in range(len(steps)):
        folder = tmp_path / str(crash)
        old = build(shelf, encoder, folder).manifest.id
        with pytest.raises(_CrashError):
            build(changed, encoder, folder, before=_crash_at(crash))
        assert (current_manifest(folder).id == old) is (crash <= pointed), steps[crash]
        assert _first(folder, encoder, "ferry noon") == "boats"
        build(changed, encoder, folder)
        assert _first(folder, encoder, "airport") == "planes"
        assert [path.name for path in (folder / SNAPSHOTS).iterdir() if path.name.startswith(".")] == []


def _crash_at(number: int) -> Callable[[str], None]:
    seen = iter(range(10_000))

    def before(step: str) -> None:
        if next(seen) == number:
            raise _CrashError(step)

    return before


def test_a_build_cut_off_midway_goes_on_where_it_was(tmp_path: Path, make_bulletin: MakeBulletin) -> None:
    many = [make_bulletin(f"b{number}", f"Number {number} stands alone.") for number in range(2 * embedding.CHUNK + 9)]
    cut = WordEncoder()
    with pytest.raises(_CrashError):
        build(many, cut, tmp_path, before=_crash_when("embed", 3))
    rest = WordEncoder()
    report = build(many, rest, tmp_path)
    assert sum(map(len, cut.calls)) == 2 * embedding.CHUNK
    assert (report.embedded, sum(map(len, rest.calls))) == (9, 9)
    assert not (tmp_path / "unfinished").exists()


def _crash_when(step: str, time_of: int) -> Callable[[str], None]:
    seen: list[str] = []

    def before(name: str) -> None:
        seen.append(name)
        if seen.count(step) == time_of:
            raise _CrashError(step)

    return before


_KILLED = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from index.snapshot.build import build
from index.snapshot.records import bulletins_from_json
from index.testing import WordEncoder

def before(step):
    if step == {step!r}:
        print("there", flush=True)
        time.sleep(60)

build(bulletins_from_json(Path({shelf!r}).read_text()), WordEncoder(), Path({folder!r}), before=before)
"""


@pytest.mark.parametrize("step", ["embed", "write passages.jsonl", "verify", "publish", "prune"])
def test_a_killed_builder_leaves_a_whole_index_and_no_lock(
    tmp_path: Path, shelf: list[Bulletin], make_bulletin: MakeBulletin, step: str
) -> None:
    folder, encoder = tmp_path / "data", WordEncoder()
    build(shelf, encoder, folder)
    changed = [*shelf, make_bulletin("planes", "The airport is new.")]
    builder = _start_builder(tmp_path, folder, changed, step)
    try:
        with pytest.raises(BusyError, match=f"process {builder.pid} has been building the index since 20"):
            build(shelf, encoder, folder)
    finally:
        builder.send_signal(signal.SIGKILL)
        builder.communicate()
    assert _first(folder, encoder, "ferry noon") == "boats"
    build(changed, encoder, folder)
    assert _first(folder, encoder, "airport") == "planes"


def _start_builder(tmp_path: Path, folder: Path, shelf: list[Bulletin], step: str) -> subprocess.Popen[str]:
    from index.snapshot.records import bulletins_to_json

    (tmp_path / "shelf.json").write_text(bulletins_to_json(shelf))
    root = str(Path(__file__).resolve().parents[3])
    script = _KILLED.format(root=root, step=step, shelf=str(tmp_path / "shelf.json"), folder=str(folder))
    builder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert builder.stdout is not None
    assert builder.stdout.readline() == "there\n"
    return builder


def test_the_last_snapshots_stay_and_older_ones_go(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    built = [build(shelf, encoder, tmp_path).manifest.id for _ in range(KEPT + 2)]
    assert list(snapshot_ids(tmp_path)) == built[-KEPT:]


def test_a_refused_disk_is_told_as_a_build_error(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(BuildError, match="could not be built"):
        build(shelf, encoder, tmp_path / "data")


def test_a_full_disk_leaves_the_old_index(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    old = build(shelf, encoder, tmp_path).manifest.id

    def full(step: str) -> None:
        if step.startswith("write passages"):
            raise OSError(28, "No space left on device")

    with pytest.raises(BuildError, match=r"No space left on device.*old one still answers"):
        build(shelf[:2], encoder, tmp_path, before=full)
    assert current_manifest(tmp_path).id == old


def _edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_another_model_format_or_options_is_refused_with_the_remedy(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    build(shelf, encoder, tmp_path)
    with pytest.raises(SnapshotError, match="made with the model words, but other is set; run `fvm reindex`"):
        Retriever(tmp_path, WordEncoder(name="other"))
    manifest = current_folder(tmp_path) / "manifest.json"
    _edit(manifest, options={"store": "another"})
    with pytest.raises(SnapshotError, match="other options; run `fvm reindex`"):
        Retriever(tmp_path, encoder)
    _edit(manifest, format=99)
    with pytest.raises(SnapshotError, match=r"format 99.*run `fvm reindex`"):
        Retriever(tmp_path, encoder)


def test_an_index_of_another_model_is_built_anew(tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]) -> None:
    build(shelf, encoder, tmp_path)
    other = WordEncoder(dim=64, name="other")
    report = build(shelf, other, tmp_path)
    assert (report.reused, report.manifest.dim) == (0, 64)
    assert _first(tmp_path, other, "ferry noon") == "boats"


def test_no_index_is_refused_with_the_remedy(tmp_path: Path, encoder: WordEncoder) -> None:
    with pytest.raises(SnapshotError, match=r"there is no index in .*; run `fvm reindex`"):
        Retriever(tmp_path, encoder)


@pytest.mark.parametrize("content", ["", "../../etc", "nowhere", "\x00"])
def test_a_pointer_to_nothing_is_refused_with_the_remedy(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin], content: str
) -> None:
    build(shelf, encoder, tmp_path)
    (tmp_path / POINTER).write_text(content)
    with pytest.raises(SnapshotError, match="run `fvm reindex`"):
        Retriever(tmp_path, encoder)


def test_every_damaged_file_is_refused_with_the_remedy(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    manifest = build(shelf, encoder, tmp_path).manifest
    folder = current_folder(tmp_path)
    for name in [*manifest.files, "manifest.json"]:
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) // 2])
        with pytest.raises(SnapshotError, match=r"damaged.*run `fvm reindex`"):
            Retriever(tmp_path, encoder)
        (folder / name).write_bytes(whole)
    assert Retriever(tmp_path, encoder).snapshot == manifest


def test_reindexing_goes_on_past_a_damaged_snapshot(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    build(shelf, encoder, tmp_path)
    (current_folder(tmp_path) / "passages.jsonl").write_text("{")
    build(shelf, encoder, tmp_path)
    assert _first(tmp_path, encoder, "ferry noon") == "boats"


@pytest.mark.timing
def test_staleness_is_told_in_a_moment(tmp_path: Path, encoder: WordEncoder, make_bulletin: MakeBulletin) -> None:
    many = [make_bulletin(f"b{number}", f"Number {number} stands alone.") for number in range(300)]
    build(many, encoder, tmp_path)
    start = time.perf_counter()
    assert not is_stale(many, tmp_path, encoder.name)
    assert time.perf_counter() - start < 1.0


def test_parsed_bulletins_are_those_of_a_whole_snapshot_of_this_revision(
    tmp_path: Path, encoder: WordEncoder, shelf: list[Bulletin]
) -> None:
    assert parsed_bulletins(tmp_path, REVISION) == {}
    build(shelf, encoder, tmp_path)
    assert dict(parsed_bulletins(tmp_path, REVISION)) == {bulletin.id: bulletin for bulletin in shelf}
    assert parsed_bulletins(tmp_path, "another") == {}
    lines = current_folder(tmp_path) / "bulletins.jsonl"
    lines.write_bytes(lines.read_bytes().replace(b"ferry", b"FERRY"))
    assert parsed_bulletins(tmp_path, REVISION) == {}
