"""`fvm shelf`: a shelf into the database, and out of it, the same to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.administration.errors import RecordError
from bot.cli.main import fvm
from bot.errors import BotError
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from tests.postgres import Server


def shelf(environment: dict[str, str], *arguments: str) -> str:
    result = CliRunner(env=environment).invoke(fvm, ["shelf", *arguments], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


def test_a_shelf_goes_in_and_comes_out_the_same_with_its_history(postgres: Server, tmp_path: Path) -> None:
    bulletins, data = tmp_path / "bulletins", tmp_path / "data"
    library = Library(bulletins)
    for text in ("Bron är stängd.", "Bron är öppen."):
        library.add(Document(PageHead(title="Om bron"), text))
    data.mkdir()
    (data / "probe-questions.txt").write_text("När öppnar bron?\n")
    environment = {"FVM_DATABASE_URL": postgres.database(), "FVM_BULLETINS": str(bulletins), "FVM_DATA": str(data)}
    with pytest.raises(BotError, match="no such shelf"):
        shelf(environment, "export", str(tmp_path / "out"))
    assert "1 bulletins and 2 files beside them are in the database" in shelf(environment, "import")
    with pytest.raises(RecordError, match="--replace"):
        shelf(environment, "import")
    # Another bot, whose own folders are empty.
    environment |= {"FVM_BULLETINS": str(tmp_path / "none"), "FVM_DATA": str(tmp_path / "other")}
    assert "1 bulletins" in shelf(environment, "export", str(tmp_path / "out"))
    with pytest.raises(BotError, match="holds something already"):
        shelf(environment, "export", str(tmp_path / "out"))

    def held(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.md")}

    assert held(tmp_path / "out" / "bulletins") == held(bulletins)
    assert (tmp_path / "out" / "probe-questions.txt").read_bytes() == (data / "probe-questions.txt").read_bytes()
    listed = CliRunner(env=environment).invoke(fvm, ["check"], standalone_mode=False)
    assert "1 bulletin" in listed.output
    assert "1 bulletins" in shelf(environment, "import", str(tmp_path / "out"), "--replace")


def test_without_a_database_the_next_step_is_told() -> None:
    with pytest.raises(BotError, match="FVM_DATABASE_URL names no database"):
        shelf({"FVM_DATABASE_URL": ""}, "import")
