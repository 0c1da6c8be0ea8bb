"""`fvm verify`, as an admin runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.asking.verify import command
from bot.receipts.errors import ForgedError
from bot.receipts.issuing import Issuer
from bot.settings import load
from bot.wiring.history import open_history
from bot.wiring.receipts import open_keys
from corpus.shelf.library import Library
from tests.bot.administration.shelves import put
from tests.bot.receipts.test_receipts import QUESTION, answer

TEXT = "Utbildningen börjar i maj."


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A receipt of a quote of a bulletin on the shelf."""
    monkeypatch.setenv("FVM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FVM_BULLETINS", str(tmp_path / "shelf"))
    (tmp_path / "shelf").mkdir()
    put(tmp_path / "shelf", "Nytt i maj", TEXT, "nytt-i-maj")
    values = load()
    bulletins = {each.id: each for each in Library(values.bulletins).load().bulletins}
    issuer = Issuer(open_keys(values), open_history(values), "", lambda: bulletins, "r", lambda error: None)
    return issuer.receipted(answer()).receipt


def test_it_shows_the_words_and_what_has_become_of_the_bulletin(line: str, tmp_path: Path) -> None:
    said = CliRunner().invoke(command, [line, "--question", QUESTION])
    assert said.exit_code == 0, said.output
    for part in (f"“{TEXT}”", "Nytt i maj", "unchanged since", "receipt of that question", "with quotes"):
        assert part in said.output, part
    (tmp_path / "shelf" / "nytt-i-maj.md").unlink()
    found = json.loads(CliRunner().invoke(command, [line, "--json"]).output)
    assert [(each["quote"], each["is_there"]) for each in found["quotes"]] == [(TEXT, False)]
    assert found["quotes"][0]["bulletin"]["text"] == TEXT
    assert "as it was:\n" + TEXT in CliRunner().invoke(command, [line, "--whole"]).output


def test_a_forged_one_fails_and_a_new_key_leaves_the_old_ones_right(line: str) -> None:
    forged = CliRunner().invoke(command, [line[:-3] + "AAA"])
    assert isinstance(forged.exception, ForgedError)
    assert "new key" in CliRunner().invoke(command, ["--new-key"]).output
    assert CliRunner().invoke(command, [line]).exit_code == 0
    assert CliRunner().invoke(command, []).exit_code == 2
