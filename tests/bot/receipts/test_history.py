"""The history behind receipts: written at every publication, never again, whatever becomes of indexes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.administration.backup import make_backup, restore_backup
from bot.answering.types import Answer, Citation, QuotedAnswer, Status
from bot.receipts.errors import ForgedError, ReceiptFileError
from bot.receipts.issuing import Issuer
from bot.receipts.proving import ProvedQuote
from bot.settings import Settings, load
from bot.wiring.administration import open_publisher, what_is_kept
from bot.wiring.answers import reindex
from bot.wiring.history import carry_history, open_history, share_history
from bot.wiring.passages import index_folder
from bot.wiring.receipts import log_missing, open_keys, prove_receipt
from corpus.types import Bulletin, Language
from index.snapshot.opened import current_folder, open_snapshot
from index.snapshot.publication import prune
from tests.bot.administration.shelves import ENCODER, put, silent
from tests.postgres import Server

FIRST, SECOND = "Huset blir klart i maj.", "Huset blir klart i juni."


def settings_of(folder: Path, **values: str) -> Settings:
    given = {"FVM_DATA": str(folder / "data"), "FVM_BULLETINS": str(folder / "shelf"), "FVM_READER": "none"}
    return load(given | values)


@pytest.fixture
def it(tmp_path: Path) -> Settings:
    """A shelf with one bulletin, published."""
    put(tmp_path / "shelf", "Nytt om huset", FIRST, "huset")
    settings = settings_of(tmp_path)
    reindex(settings, silent, ENCODER)
    return settings


def answering(settings: Settings) -> dict[str, Bulletin]:
    return dict(open_snapshot(current_folder(index_folder(settings))).bulletins)


def receipt_of(settings: Settings, quote: str) -> str:
    quoted = QuotedAnswer(quote, 0.9, Citation("huset", "Nytt om huset"), quote)
    answer = Answer("När?", Language.SV, Status.ANSWERED, 0.9, (quoted,), snapshot="s")
    issuer = Issuer(open_keys(settings), open_history(settings), settings.shelf, lambda: answering(settings), "r",
                    log_missing)  # fmt: skip
    return issuer.receipted(answer).receipt


def proof(settings: Settings, line: str) -> ProvedQuote:
    (quoted,) = prove_receipt(settings, line, None).quotes
    return quoted


def files(settings: Settings) -> dict[str, float]:
    return {path.name: path.stat().st_mtime_ns for path in (settings.root / "receipts" / "bulletins").glob("*.json")}


def test_a_publication_keeps_each_version_before_anybody_asks_also_one_edited_by_hand(it: Settings) -> None:
    assert [open_history(it).found(each.content_hash) is not None for each in answering(it).values()] == [True]
    before = files(it)
    file = it.bulletins / "huset.md"
    file.write_text(file.read_text().replace(FIRST, SECOND))
    reindex(it, silent, ENCODER)
    assert len(files(it)) == 2
    assert files(it).items() >= before.items()
    reindex(it, silent, ENCODER)
    assert len(files(it)) == 2


def test_a_preview_keeps_nothing_and_its_publication_what_it_shows(it: Settings) -> None:
    publisher = open_publisher(it, silent, ENCODER)
    put(it.bulletins, "Nytt om huset", SECOND, "huset")
    token = publisher.preview("U1", silent).token
    assert len(files(it)) == 1
    publisher.publish("U1", token)
    assert len(files(it)) == 2


def test_a_receipt_holds_after_rollback_pruning_and_removal_of_the_index(it: Settings) -> None:
    old = receipt_of(it, FIRST)
    first = current_folder(index_folder(it)).name
    put(it.bulletins, "Nytt om huset", SECOND, "huset")
    reindex(it, silent, ENCODER)
    new = receipt_of(it, SECOND)
    open_publisher(it, silent, ENCODER).rollback("U1", first)
    assert (proof(it, old).quote, proof(it, old).is_unchanged) == (FIRST, False)
    assert (proof(it, new).quote, proof(it, new).is_unchanged) == (SECOND, True)
    prune(index_folder(it), first, kept=1)
    index_folder(it).rename(it.data / "elsewhere")
    assert proof(it, old).quote == FIRST
    (it.bulletins / "huset.md").unlink()
    assert (proof(it, old).quote, proof(it, old).now) == (FIRST, None)


def test_a_receipt_holds_on_another_machine_after_a_backup_is_put_back(it: Settings, tmp_path: Path) -> None:
    line = receipt_of(it, FIRST)
    make_backup(what_is_kept(it), tmp_path / "all.fvm.tar.gz")
    other = settings_of(tmp_path / "other")
    with pytest.raises(ForgedError):
        proof(other, line)
    (tmp_path / "other").mkdir()
    restore_backup(tmp_path / "all.fvm.tar.gz", what_is_kept(other))
    assert (proof(other, line).quote, proof(other, line).is_unchanged) == (FIRST, True)
    assert oct((other.root / "receipts" / "keys.json").stat().st_mode & 0o777) == "0o600"


def test_where_history_cannot_be_written_nothing_is_published(it: Settings) -> None:
    put(it.bulletins, "Nytt om huset", SECOND, "huset")
    folder = it.root / "receipts" / "bulletins"
    kept, before = folder.rename(folder.with_name("kept")), current_folder(index_folder(it)).name
    folder.write_text("no folder")
    with pytest.raises(ReceiptFileError):
        reindex(it, silent, ENCODER)
    assert current_folder(index_folder(it)).name == before
    folder.unlink()
    kept.rename(folder)
    reindex(it, silent, ENCODER)
    assert len(files(it)) == 2


def test_a_shelf_that_is_declared_no_more_is_proved_by_its_history(it: Settings, tmp_path: Path) -> None:
    line = receipt_of(replace(it, shelf="gammal"), FIRST)
    found = prove_receipt(it, line, None)
    assert (found.receipt.shelf, found.quotes[0].quote) == ("gammal", FIRST)
    assert found.quotes[0].now is not None


def bot_of(folder: Path, url: str) -> Settings:
    """One of two bots of that database, each with a folder of its own; its shelf has one bulletin."""
    put(folder / "shelf", "Nytt om huset", FIRST, "huset")
    return settings_of(folder, FVM_DATABASE_URL=url)


def test_a_receipt_of_one_bot_is_proved_at_another_that_has_published_none_of_it(
    postgres: Server, tmp_path: Path
) -> None:
    url = postgres.database()
    one, other = (bot_of(tmp_path / name, url) for name in ("one", "other"))
    reindex(one, silent, ENCODER)
    line = receipt_of(one, FIRST)
    for each in (one, other):
        put(each.bulletins, "Nytt om huset", SECOND, "huset")
    reindex(other, silent, ENCODER)
    shutil.rmtree(one.root)
    assert (proof(other, line).quote, proof(other, line).still_stands) == (FIRST, False)
    assert files(one) == files(other) == {}


def test_what_was_withdrawn_at_one_bot_is_kept_at_none(postgres: Server, tmp_path: Path) -> None:
    url = postgres.database()
    one, other = (bot_of(tmp_path / name, url) for name in ("one", "other"))
    for each in (one, other):
        put(each.bulletins, "Lunch", "Restaurangen öppnar igen i september.", "lunch")
        reindex(each, silent, ENCODER)
    line = receipt_of(other, FIRST)
    open_history(other).bury("huset")
    assert (proof(one, line).quote, proof(one, line).gone is None) == (None, False)
    reindex(one, silent, ENCODER)
    assert proof(one, line).quote is None


def test_what_a_bot_kept_in_its_folder_is_moved_to_the_others_and_a_withdrawal_counts_most(
    postgres: Server, tmp_path: Path
) -> None:
    url = postgres.database()
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        put(folder / "shelf", "Nytt om huset", FIRST, "huset")
        put(folder / "shelf", "Lunch", "Restaurangen öppnar igen i september.", "lunch")
        reindex(settings_of(folder), silent, ENCODER)
    open_history(settings_of(folders[1])).bury("huset")
    one, other = (settings_of(folder, FVM_DATABASE_URL=url) for folder in folders)
    share_history(one)
    line = receipt_of(one, FIRST)
    assert proof(other, line).quote == FIRST
    share_history(other)
    assert (proof(one, line).quote, proof(one, line).gone is None) == (None, False)
    assert files(one) == files(other) == {}
    share_history(other)
    assert carry_history(one, back=True, apply=True) == len(files(one)) == 2
