"""`--shelf`: commands over a file of two shelves, with the real model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.asking.ask import command as ask
from bot.cli.asking.list import command as listing
from bot.cli.publishing.pin import command as pin
from bot.cli.publishing.reindex import command as reindex
from bot.cli.publishing.rollback import command as rollback
from bot.cli.publishing.status import command as status
from bot.errors import ShelfChoiceError
from tests.bot.administration.shelves import put


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put(tmp_path / "kurs", "Kurser i Lund", "Kursen i Lund börjar den 3 september 2024. Anna Ek leder kursen.")
    put(tmp_path / "lager", "Lagret i Borlänge", "Lagret i Borlänge öppnar den 9 maj 2024. Berit Mo leder lagret.")
    (tmp_path / "shelves.toml").write_text(
        '[kurs]\nbulletins = "kurs"\ntitle = "Utbildningen"\npublic = true\n[lager]\nbulletins = "lager"\n'
    )
    monkeypatch.setenv("FVM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FVM_SHELVES", str(tmp_path / "shelves.toml"))
    return tmp_path


def run(command: object, *arguments: str) -> Result:
    found = CliRunner().invoke(command, list(arguments))  # type: ignore[arg-type]
    assert found.exception is None, found.output
    return found


def test_each_command_is_about_the_shelf_that_it_is_told_and_says_so(folder: Path) -> None:
    done = json.loads(run(reindex, "--shelf", "lager", "--json").stdout)
    assert (done["shelf"], done["bulletins"]) == ("lager", 1)
    assert (folder / "data" / "shelves" / "lager" / "index").is_dir()
    (snapshot,) = json.loads(run(rollback, "--shelf", "lager", "--list", "--json").stdout)
    assert snapshot["shelf"] == "lager"
    assert json.loads(run(status, "--shelf", "lager", "--json").stdout)["name"] == "lager"
    run(pin, "--shelf", "lager", "Vem leder lagret?", "--answer", "Fråga Berit.")
    assert [each["shelf"] for each in json.loads(run(pin, "--shelf", "lager", "--json").stdout)] == ["lager"]
    assert json.loads(run(pin, "--shelf", "kurs", "--json").stdout) == []
    answer = json.loads(run(ask, "--shelf", "lager", "--json", "Vem leder lagret?").stdout)
    assert (answer["shelf"], answer["curated"]["text"]) == ("lager", "Fråga Berit.")


def test_a_question_without_a_shelf_is_asked_of_the_public_ones_alone(folder: Path) -> None:
    answer = json.loads(run(ask, "--json", "Vem leder lagret i Borlänge?").stdout)
    assert answer["shelf"] == "kurs"
    assert "Berit" not in json.dumps(answer)
    found = json.loads(run(listing, "--json").stdout)
    assert [each["title"] for each in found["list"]["bulletins"]] == ["Kurser i Lund"]


def test_any_other_command_wants_a_name_and_says_which_there_are(folder: Path) -> None:
    found = CliRunner().invoke(status, [])
    assert isinstance(found.exception, ShelfChoiceError)
    assert "--shelf: kurs, lager" in str(found.exception)
