from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.running.evaluate import command
from bot.errors import JudgmentError


@pytest.mark.parametrize("alias", ["seed:a", "seed:a=somewhere", "=https://example.org/a"])
def test_an_alias_without_two_ends_is_wrong_usage(alias: str) -> None:
    result = CliRunner().invoke(command, ["--alias", alias])
    assert result.exit_code == 2
    assert "wanted FROM=TO" in result.output


def test_a_bad_file_is_refused_before_any_model_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    result = CliRunner().invoke(command, [str(path), "--alias", "seed:a=https://example.org/?id=1"])
    assert isinstance(result.exception, JudgmentError)
    assert "line 1: `id` is not a text" in str(result.exception)


def test_a_part_that_does_not_exist_is_wrong_usage() -> None:
    assert CliRunner().invoke(command, ["--split", "train"]).exit_code == 2
