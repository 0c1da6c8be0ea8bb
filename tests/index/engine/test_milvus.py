"""What is Milvus's alone: which servers are let in, and what the settings must name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings import load
from bot.wiring.passages import alone_here, passages_url
from index.engine.milvus.client import refuse_former_servers
from index.engine.milvus.records import DIM, RecordKind, rows_of
from index.errors import EngineAwayError

OLD, NEW = ("v2.3.5-lite", "v2.4.23", "2.0"), ("v2.5.0", "2.6.4", "v3.0-beta", "milvus_lite-3.2.2", "cloud")


@pytest.mark.parametrize("version", OLD)
def test_a_server_before_2_5_is_refused_with_the_reason(version: str) -> None:
    with pytest.raises(EngineAwayError, match=rf"Milvus {version}; 2\.5 or newer"):
        refuse_former_servers(version)


@pytest.mark.parametrize("version", NEW)
def test_newer_servers_lite_and_those_that_do_not_tell_are_let_in(version: str) -> None:
    refuse_former_servers(version)


@pytest.mark.parametrize(
    ("store", "url", "wanted"),
    [("milvus", "", "since FVM_STORE is milvus"), ("milvus", "postgresql://db/fvm", "since FVM_STORE is milvus"),
     ("pgvector", "", "or FVM_DATABASE_URL"), ("pgvector", "http://milvus:19530", "or FVM_DATABASE_URL")],
)  # fmt: skip
def test_the_address_must_be_of_the_engine_that_is_set(store: str, url: str, wanted: str) -> None:
    with pytest.raises(SettingError, match=wanted) as refused:
        passages_url(load({"FVM_STORE": store, "FVM_STORE_URL": url}))
    assert not url or url not in str(refused.value)


def test_the_database_of_the_questions_is_never_taken_for_milvus() -> None:
    values = {"FVM_STORE": "milvus", "FVM_DATABASE_URL": "postgresql://db.example/fvm"}
    with pytest.raises(SettingError, match="FVM_STORE_URL"):
        passages_url(load(values))
    url = "https://bot:hemligt@milvus.example:19530"
    assert passages_url(load(values | {"FVM_STORE_URL": url})) == url


def test_one_process_at_a_time_holds_a_lock_of_the_folder(tmp_path: Path) -> None:
    names = ("build shelf", "build other", "build shelf")
    first, other, second = (alone_here(tmp_path, name) for name in names)
    with first as is_first, other as is_other, second as is_second:
        assert (is_first, is_other, is_second) == (True, True, False)
    with alone_here(tmp_path, "build shelf") as third:
        assert third


def test_a_record_larger_than_a_field_is_stored_in_parts_under_keys_of_their_own() -> None:
    rows = [
        *rows_of(RecordKind.WORDS, 0, bytes(120_000)),
        *rows_of(RecordKind.STEM, 7, b""),
        *rows_of(RecordKind.STEM, 8, b""),
    ]
    assert [row["parts"] for row in rows] == [3, 3, 3, 1, 1]
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["vector"] == [0.0] * DIM and len(str(row["text"])) <= 65_535 for row in rows)
