from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.administration.audit import Act, ActOutcome
from bot.administration.errors import OccupiedError, PreviewError
from bot.administration.publishing.occupancy import occupied
from bot.administration.publishing.shelf_state import is_indexed, shelf_fingerprint
from corpus.shelf.library import Library
from index.errors import BuildError, SnapshotError
from index.retriever import Retriever
from tests.bot.administration.shelves import ENCODER, Asking, publish, publisher, put, silent

HOUSE = "Huset blir klart i maj. Alla avdelningar flyttar dit."
COURSE = "Kursen börjar i augusti. Varje chef anmäler sina medarbetare."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "shelf", "Nytt om huset", HOUSE)
    publish(tmp_path)
    return tmp_path


def test_a_preview_names_what_changes_and_changes_nothing(folder: Path) -> None:
    put(folder / "shelf", "Nytt om kursen", COURSE)
    it = publisher(folder, ["När börjar kursen i augusti?", "När blir huset klart i maj?"])
    before = it.published()
    preview = it.preview("UADMIN", silent)
    assert [each.id for each in preview.added] == ["nytt-om-kursen"]
    assert (preview.changed, preview.removed, preview.asked) == ((), (), 2)
    assert preview.passages.added >= 1
    (change,) = preview.changes
    assert (change.before, change.after and change.after.citation.title) == (None, "Nytt om kursen")
    assert it.published() == before
    assert preview.base == before


def test_a_changed_bulletin_shows_both_answers_side_by_side(folder: Path) -> None:
    put(folder / "shelf", "Nytt om huset", HOUSE.replace("maj", "juni"), "nytt-om-huset")
    preview = publisher(folder, ["När blir huset klart?"]).preview("UADMIN", silent)
    assert [each.id for each in preview.changed] == ["nytt-om-huset"]
    (change,) = preview.changes
    assert change.before is not None
    assert change.after is not None
    assert ("maj" in change.before.quote, "juni" in change.after.quote) == (True, True)


def test_a_removed_bulletin_is_named_by_its_title(folder: Path) -> None:
    put(folder / "shelf", "Nytt om kursen", COURSE)
    Library(folder / "shelf").remove("nytt-om-huset")
    preview = publisher(folder).preview("UADMIN", silent)
    assert [(each.id, each.title) for each in preview.removed] == [("nytt-om-huset", "Nytt om huset")]


def test_what_was_shown_is_what_is_published(folder: Path) -> None:
    put(folder / "shelf", "Nytt om kursen", COURSE)
    it = publisher(folder)
    preview = it.preview("UADMIN", silent)
    assert it.publish("UADMIN", preview.token).id == preview.snapshot == it.published()
    assert is_indexed(it.root, shelf_fingerprint(folder / "shelf", ENCODER.name))
    assert not list((it.data / "previews").iterdir())


def test_a_published_preview_embeds_nothing_again(folder: Path) -> None:
    put(folder / "shelf", "Nytt om kursen", COURSE)
    it = publisher(folder)
    ENCODER.calls.clear()
    it.publish("UADMIN", it.preview("UADMIN", silent).token)
    texts = [text for call in ENCODER.calls for text in call]
    assert not any("Huset" in text for text in texts)
    assert len(texts) == len(set(texts))


def test_a_running_bot_answers_from_the_new_snapshot_when_it_has_opened_it(folder: Path) -> None:
    bot = Retriever(folder / "data" / "index", ENCODER)
    put(folder / "shelf", "Nytt om kursen", COURSE)
    new = publish(folder)
    bot.refresh()
    assert bot.search("kursen augusti", 1)[0].bulletin.id == "nytt-om-kursen"
    assert bot.snapshot.id == new


def test_a_shelf_that_changed_since_the_preview_is_not_published(folder: Path) -> None:
    it = publisher(folder)
    preview = it.preview("UADMIN", silent)
    put(folder / "shelf", "Nytt om kursen", COURSE)
    with pytest.raises(PreviewError, match="Preview again"):
        it.publish("UADMIN", preview.token)


def test_of_two_previews_of_one_state_the_second_cannot_undo_the_first(folder: Path) -> None:
    it = publisher(folder)
    first, second = it.preview("U1", silent), it.preview("U2", silent)
    it.publish("U1", first.token)
    with pytest.raises(BuildError, match="meanwhile"):
        it.publish("U2", second.token)
    assert it.published() == first.snapshot


@pytest.mark.parametrize("token", ["", "..", "../index", "0" * 16, "a" * 17, "x" * 16])
def test_a_token_that_names_no_preview_is_refused(folder: Path, token: str) -> None:
    it = publisher(folder)
    with pytest.raises(PreviewError):
        it.publish("UADMIN", token)
    it.discard("UADMIN", token)
    assert it.published()


def test_a_preview_that_an_earlier_version_built_can_be_published(folder: Path) -> None:
    it = publisher(folder)
    preview = it.preview("UADMIN", silent)
    note = it.data / "previews" / preview.token / "preview.json"
    written = json.loads(note.read_text())
    assert list(written) == ["who", "base", "snapshot", "mark"]
    note.write_text(json.dumps(written))
    assert it.publish("UADMIN", preview.token).id == preview.snapshot


@pytest.mark.parametrize("content", ["", "[]", '{"who": "UADMIN"}', '{"who": 1, "base": 2, "snapshot": 3, "mark": 4}'])
def test_a_preview_with_a_damaged_note_is_refused(folder: Path, content: str) -> None:
    it = publisher(folder)
    preview = it.preview("UADMIN", silent)
    (it.data / "previews" / preview.token / "preview.json").write_text(content)
    with pytest.raises(PreviewError, match="Preview again"):
        it.publish("UADMIN", preview.token)


def test_a_second_admin_is_told_who_is_at_work(folder: Path) -> None:
    it, seen = publisher(folder), threading.Event()
    with occupied(it.data, "U1", "preview"):
        for act in (lambda: it.preview("U2", silent), lambda: it.rollback("U2", it.published() or "")):
            with pytest.raises(OccupiedError, match="U1 is at work") as told:
                act()
            assert told.value.holder == "U1"
            seen.set()
    assert seen.is_set()
    assert it.preview("U2", silent)


def test_one_can_go_back_to_any_of_the_last_five(folder: Path) -> None:
    ids = [publisher(folder).published()]
    for number in range(6):
        put(folder / "shelf", f"Brev {number}", f"{COURSE} Det är brev {number}.")
        ids.append(publish(folder))
    it = publisher(folder)
    assert [each.id for each in it.snapshots()] == ids[:1:-1]
    for old in ids[2:]:
        assert it.rollback("UADMIN", old or "").id == it.published() == old
        assert Asking(it.root)("Vad?").snapshot == old


def test_a_rollback_outlasts_the_next_start(folder: Path) -> None:
    first = publisher(folder).published()
    put(folder / "shelf", "Nytt om kursen", COURSE)
    publish(folder)
    it = publisher(folder)
    it.rollback("UADMIN", first or "")
    assert is_indexed(it.root, shelf_fingerprint(folder / "shelf", ENCODER.name))


@pytest.mark.parametrize("snapshot", ["", "..", "20200101T000000000000Z"])
def test_one_cannot_go_back_to_what_is_not_there(folder: Path, snapshot: str) -> None:
    it = publisher(folder)
    before = it.published()
    with pytest.raises(SnapshotError):
        it.rollback("UADMIN", snapshot)
    assert it.published() == before


def test_a_damaged_snapshot_is_not_gone_back_to(folder: Path) -> None:
    it = publisher(folder)
    first = it.published() or ""
    put(folder / "shelf", "Nytt om kursen", COURSE)
    new = publish(folder)
    passages = it.root / "snapshots" / first / "passages.jsonl"
    passages.write_bytes(passages.read_bytes().replace(b"maj", b"jun"))
    with pytest.raises(SnapshotError, match="damaged"):
        it.rollback("UADMIN", first)
    assert it.published() == new


def test_an_empty_shelf_fails_in_words_and_leaves_the_old_index(folder: Path) -> None:
    shutil.rmtree(folder / "shelf")
    it = publisher(folder)
    before = it.published()
    with pytest.raises(BuildError, match="fvm add"):
        it.preview("UADMIN", silent)
    assert it.published() == before
    assert not list((it.data / "previews").glob("*"))


def test_every_act_is_in_the_audit_log_with_its_outcome(folder: Path) -> None:
    it = publisher(folder)
    it.publish("U1", it.preview("U1", silent).token)
    with pytest.raises(PreviewError):
        it.publish("U2", "nothing")
    acts = [(entry.who, entry.act, entry.outcome) for entry in it.audit.entries()][-3:]
    assert acts == [("U1", Act.PREVIEW, ActOutcome.DONE), ("U1", Act.PUBLISH, ActOutcome.DONE),
                    ("U2", Act.PUBLISH, ActOutcome.FAILED)]  # fmt: skip


def _stop_when_spent(steps: Iterator[int], error: type[BaseException], step: str) -> None:
    if next(steps, None) is None:
        raise error(28, "No space left on device")


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_whatever_breaks_off_at_any_step_one_whole_snapshot_answers(folder: Path, error: type[BaseException]) -> None:
    before = publisher(folder).published()
    put(folder / "shelf", "Nytt om kursen", COURSE)
    for at in range(200):
        steps = partial(_stop_when_spent, iter(range(at)), error)
        it = publisher(folder, ["När börjar kursen?"], steps)
        try:
            new = it.publish("UADMIN", it.preview("UADMIN", silent).token).id
            break
        except (BuildError, OSError, KeyboardInterrupt):
            answering = Asking(it.root)("När blir huset klart?").snapshot
            assert answering == publisher(folder).published()
            if answering != before:
                before = answering
    assert at > 15
    assert new == publisher(folder).published()
    (quoted,) = Asking(folder / "data" / "index")("När börjar kursen i augusti?").answers
    assert quoted.citation.title == "Nytt om kursen"


def test_a_rollback_that_breaks_off_leaves_one_or_the_other(folder: Path) -> None:
    first = publisher(folder).published() or ""
    put(folder / "shelf", "Nytt om kursen", COURSE)
    new = publish(folder)
    for at in range(10):
        try:
            publisher(folder, before=partial(_stop_when_spent, iter(range(at)), OSError)).rollback("UADMIN", first)
            break
        except (BuildError, OSError):
            assert publisher(folder).published() in {first, new}
    assert publisher(folder).published() == first
