"""Two machines' folders, one database, and each engine: the shelf, the index and the answers are the same at both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import fvm
from bot.settings import load
from bot.wiring.passages import index_place
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from corpus.types import PartialDate
from tests.milvus import MilvusServer
from tests.postgres import Server

TEXTS = {
    "Ny programchef": "Anna Ek leder programmet sedan i april. Hon tar över efter Bo Alm.",
    "Kursen i höst": "Kursen börjar den 3 september. Den hålls i Lund och är öppen för alla.",
    "Lunch": "Restaurangen har stängt över sommaren. Den öppnar igen i augusti.",
}
QUESTIONS = ("Vem leder programmet?", "Var hålls kursen?", "Vad kostar en flygbiljett?")


def run(environment: dict[str, str], *arguments: str) -> str:
    result = CliRunner(env=environment).invoke(fvm, list(arguments), standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.stdout


def answers(environment: dict[str, str]) -> list[list[tuple[str, str]]]:
    found = [json.loads(run(environment, "ask", "--json", question)) for question in QUESTIONS]
    return [[(each["quote"], each["citation"]["bulletin_id"]) for each in answer["answers"]] for answer in found]


@pytest.mark.parametrize("store", ["pgvector", "milvus"])
def test_what_is_added_at_one_machine_is_published_and_answered_at_the_other(
    request: pytest.FixtureRequest, postgres: Server, tmp_path: Path, store: str
) -> None:
    bulletins = tmp_path / "bulletins"
    for title, text in TEXTS.items():
        Library(bulletins).add(Document(PageHead(title=title, published=PartialDate(2026, 5)), text))
    alone = {"FVM_BULLETINS": str(bulletins), "FVM_DATA": str(tmp_path / "alone"), "FVM_CACHE": str(load({}).cache)}
    url = postgres.empty_database()
    shared = alone | {"FVM_DATABASE_URL": url, "FVM_STORE": store}
    if store == "milvus":
        server: MilvusServer = request.getfixturevalue("milvus")
        server.empty()
        shared |= {"FVM_STORE_URL": server.url}
    one, two = (shared | {"FVM_DATA": str(tmp_path / name), "FVM_BULLETINS": str(folder)}
                for name, folder in (("one", bulletins), ("two", tmp_path / "none")))  # fmt: skip
    assert ("CREATE INDEX vector" in run(one, "migrate", "--apply")) is (store == "pgvector")
    assert "up to date" in run(two, "migrate")
    run(one, "shelf", "import")
    run(two, "reindex")
    assert answers(two) == answers(alone)
    assert answers(two)[0][0][1] == "ny-programchef"
    page = tmp_path / "flyg.md"
    page.write_text("---\ntitle: Flyget\npublished: 2026-06\n---\n\nEn flygbiljett kostar 900 kronor.\n")
    run(two, "add", str(page))
    run(one, "reindex")
    assert "900 kronor" in answers(two)[2][0][0]
    assert not (tmp_path / "one" / "index" / "snapshots").exists()
    assert [len(index_place(load(each)).kept()) for each in (one, two)] == [2, 2]
