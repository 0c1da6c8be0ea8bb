"""What a receipt proves, and what it does not tell."""

from __future__ import annotations

import datetime
import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.administration.paper import FilePaper, StoredPaper
from bot.answering.types import Answer, Curated
from bot.receipts.archive import KeptBulletins, place_of
from bot.receipts.errors import ForgedError, ReceiptError, ReceiptFileError
from bot.receipts.issuing import Issuer
from bot.receipts.keys import KeyRing
from bot.receipts.proving import Proved, proved
from bot.receipts.versions import VersionFiles
from bot.slack.inbox.database import open_database
from corpus.types import Bulletin
from tests.bot.doors.door_stage import MAY, Stand, doors
from tests.scenarios.spoken_answers import UNKNOWN, answer_to

QUESTION = "När börjar utbildningen?"
QUOTE = MAY.body


def answer(question: str = QUESTION) -> Answer:
    """An answer that quotes the bulletin of May."""
    quoted = replace(answer_to(question).answers[0], quote=QUOTE, span=None)
    return replace(answer_to(question), answers=(quoted,))


class Desk:
    """Keys, kept bulletins, and what stands on the shelf today."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys, self.archive = (
            KeyRing(FilePaper(folder / "keys.json")),
            KeptBulletins(VersionFiles(folder / "bulletins", ""), lambda: TODAY),
        )
        self.shelf: dict[str, Bulletin] = {MAY.id: MAY}
        self.failures: list[ReceiptError] = []
        self.issuer = Issuer(
            self.keys, self.archive, "", lambda: self.shelf, "abc", self.failures.append, lambda: 1_800_000_000.0
        )

    def receipt(self, given: Answer | None = None) -> str:
        return self.issuer.receipted(given or answer()).receipt

    def prove(self, line: str, question: str | None = None) -> Proved:
        return proved(line, self.keys, self.archive, self.shelf.values(), question)


TODAY = datetime.date(2026, 11, 29)


@pytest.fixture
def it(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "receipts")


def test_a_receipt_proves_what_was_said_when_and_on_what(it: Desk) -> None:
    found = it.prove(it.receipt())
    assert (found.receipt.status, found.receipt.snapshot, found.receipt.revision) == ("answered", "snapshot-1", "abc")
    assert found.made == datetime.datetime(2027, 1, 15, 8, tzinfo=datetime.UTC)
    (quoted,) = found.quotes
    assert (quoted.quote, quoted.was, quoted.now, quoted.is_unchanged) == (QUOTE, MAY, MAY, True)


def test_no_character_of_it_can_be_changed(it: Desk) -> None:
    line = it.receipt()
    for place in range(0, len(line), 3):
        for other in ("A", "b", ".", ""):
            changed = line[:place] + other + line[place + 1 :]
            if changed != line:
                with pytest.raises(ForgedError):
                    it.prove(changed)


@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda data: f"fvm1.{data.hex()}.{data.hex()}"))
def test_whatever_is_no_receipt_is_told_so(tmp_path_factory: pytest.TempPathFactory, line: str) -> None:
    keys = KeyRing(FilePaper(tmp_path_factory.getbasetemp() / "none" / "keys.json"))
    archive = KeptBulletins(VersionFiles(Path("none"), ""))
    with pytest.raises(ForgedError):
        proved(line, keys, archive, ())


def test_another_bots_receipt_proves_nothing_here(it: Desk, tmp_path: Path) -> None:
    with pytest.raises(ForgedError):
        Desk(tmp_path / "other").prove(it.receipt())


def test_it_may_be_broken_over_lines_as_mail_breaks_it(it: Desk) -> None:
    line = it.receipt()
    assert it.prove("\n ".join(line[place : place + 70] for place in range(0, len(line), 70))).quotes


def test_older_receipts_hold_after_a_new_key(it: Desk) -> None:
    old = it.receipt()
    key = it.keys.roll()
    new = it.receipt()
    assert it.prove(new).receipt.key == key.id != it.prove(old).receipt.key
    assert stat.S_IMODE((it.folder / "keys.json").stat().st_mode) == 0o600
    assert key.secret not in repr(key)


def test_bots_that_share_a_database_sign_with_the_same_key(tmp_path: Path) -> None:
    database = open_database(tmp_path / "shared.sqlite3")
    one, other = (KeyRing(StoredPaper(lambda: database, "", "keys.json")) for _ in range(2))
    key = one.signing()
    assert other.signing() == other.found(key.id) == key
    other.roll()
    assert one.signing() == other.signing() != key
    database.close()


def test_the_question_is_not_in_it_and_only_the_right_one_fits(it: Desk, tmp_path: Path) -> None:
    line = it.receipt()
    assert it.prove(line, QUESTION).is_of_question is True
    assert it.prove(line, "En annan fråga?").is_of_question is False
    assert it.prove(line).is_of_question is None
    elsewhere = Desk(tmp_path / "other")
    assert elsewhere.prove(elsewhere.receipt()).receipt.question != it.prove(line).receipt.question
    written = b"".join(path.read_bytes() for path in it.folder.rglob("*") if path.is_file())
    assert QUESTION.encode() not in written + line.encode()


def test_it_says_whether_the_bulletin_has_changed_since_and_shows_it_as_it_was(it: Desk) -> None:
    line = it.receipt()
    it.shelf = {MAY.id: replace(MAY, body="Utbildningen börjar i juni.", source="Utbildningen börjar i juni.")}
    changed = it.prove(line).quotes[0]
    assert (changed.quote, changed.was, changed.is_unchanged, changed.still_stands) == (QUOTE, MAY, False, False)
    longer = f"{QUOTE} Den slutar i juni."
    it.shelf = {MAY.id: replace(MAY, body=longer, source=longer)}
    assert (it.prove(line).quotes[0].is_unchanged, it.prove(line).quotes[0].still_stands) == (False, True)
    it.shelf = {}
    assert (it.prove(line).quotes[0].quote, it.prove(line).quotes[0].now) == (QUOTE, None)


def test_it_holds_on_another_machine_with_the_folder_and_fails_plainly_without(it: Desk, tmp_path: Path) -> None:
    line = it.receipt()
    it.folder.rename(tmp_path / "moved")
    assert Desk(tmp_path / "moved").prove(line).quotes[0].quote == QUOTE
    for path in (tmp_path / "moved" / "bulletins").iterdir():
        path.unlink()
    assert Desk(tmp_path / "moved").prove(line).quotes[0].quote is None
    (tmp_path / "moved" / "keys.json").write_text("{")
    with pytest.raises(ReceiptFileError):
        Desk(tmp_path / "moved").prove(line)


def test_a_refusal_has_one_too_and_names_no_quote(it: Desk) -> None:
    found = it.prove(it.receipt(answer_to(f"Vad är {UNKNOWN}?")))
    assert (found.receipt.status, found.quotes) == ("no_answer", ())


def test_a_quote_is_found_though_its_white_space_is_collapsed() -> None:
    body = "Rad ett  är\nlång. Nästa."
    span = place_of("Rad ett är lång.", body)
    assert span is not None
    assert body[span.start : span.end] == "Rad ett  är\nlång."
    assert place_of("Rad två", body) is None
    assert place_of(" ", body) is None


@pytest.mark.parametrize("field", ["body", "title", "source"])
def test_who_changes_a_kept_bulletin_proves_nothing_with_it(it: Desk, field: str) -> None:
    line = it.receipt()
    (path,) = (it.folder / "bulletins").iterdir()
    kept = json.loads(path.read_text())
    kept["bulletin"][field] = "Utbildningen börjar i juni."
    path.write_text(json.dumps(kept))
    with pytest.raises(ReceiptFileError):
        it.prove(line)


def test_a_pinned_answer_is_told_as_one_and_holds_none_of_its_words(it: Desk) -> None:
    pinned = replace(answer(), answers=(), curated=Curated("Fråga Bo Alm."))
    found = it.prove(it.receipt(pinned))
    assert (found.receipt.status, found.quotes) == ("curated", ())


def test_an_answer_over_http_has_its_receipt_and_comes_without_where_none_can_be_given(it: Desk) -> None:
    stand = Stand(ask=lambda question, earlier: answer(question), receipted=it.issuer.receipted)
    with doors(stand) as web:
        line = web.ask(QUESTION).json["receipt"]
        assert it.prove(line, QUESTION).is_of_question
        (it.folder / "keys.json").write_text("{")
        without = web.ask(QUESTION)
        assert (without.status, without.json["receipt"], len(it.failures)) == (200, None, 1)
