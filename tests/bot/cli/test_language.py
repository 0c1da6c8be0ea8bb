"""What commands say of what they did is in the terminal's language."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import fvm
from tests.bot.administration.shelves import publish, put


@pytest.mark.parametrize(
    ("line", "swedish", "english"),
    [("history", "Ingen bulletin har ändrats ännu.", "No bulletin has changed yet."),
     ("pin", "Inget svar är fäst.", "No answer is pinned."),
     ("check", "1 bulletiner kan läsas, 0 filer är utelämnade.", "1 bulletins can be read, 0 files are left out."),
     ("withdraw nytt", "nytt är ur svaren.\nKör `fvm reindex`.", "nytt is withdrawn.\nRun `fvm reindex`."),
     ("settings", "(standard)", "(default)"),
     ("rollback --list", "1 bulletiner  svarar nu", "1 bulletins  answers now"),
     ("status", "bulletiner på hyllan", "shelf bulletins")],
)  # fmt: skip
@pytest.mark.parametrize("locale", ["sv_SE.UTF-8", "C.UTF-8"])
def test_what_was_done_is_said_in_the_terminals_language(
    tmp_path: Path, line: str, swedish: str, english: str, locale: str
) -> None:
    put(tmp_path / "shelf", "Nytt", "Lunchen kostar 95 kronor.")
    publish(tmp_path)
    environment = {"FVM_DATA": str(tmp_path / "data"), "FVM_BULLETINS": str(tmp_path / "shelf"), "LANG": locale,
                   "FVM_LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": ""}  # fmt: skip
    said = CliRunner(env=environment).invoke(fvm, line.split(), standalone_mode=False).output
    assert (swedish in said, english in said) == (locale.startswith("sv"), not locale.startswith("sv"))
