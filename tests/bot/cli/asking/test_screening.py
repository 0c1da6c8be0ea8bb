from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.administration.pins import PersonalNumberError, new_pin
from bot.administration.publishing.probes import read_probes
from bot.cli.asking.typed_history import TypedHistory
from bot.cli.main import fvm
from bot.errors import QuestionError
from tests.bot.administration.shelves import put

WITH_NUMBER = "vad gäller för 811218/9876?"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("cli")
    put(folder / "shelf", "Nytt om huset", "# Huset\n\nHuset blir klart i maj. Alla avdelningar flyttar dit i juni.")
    return {"FVM_DATA": str(folder / "data"), "FVM_BULLETINS": str(folder / "shelf"), "FVM_READER": "none"}


def run(environment: dict[str, str], *arguments: str, typed: str | None = None) -> Result:
    return CliRunner(env=environment).invoke(fvm, arguments, input=typed, standalone_mode=False)


@pytest.mark.parametrize("command", ["ask", "why", "timeline"])
def test_a_number_of_a_person_is_refused_in_words_at_the_terminal(environment: dict[str, str], command: str) -> None:
    result = run(environment, command, WITH_NUMBER)
    assert isinstance(result.exception, QuestionError)
    assert "personal identity number" in str(result.exception)
    assert "9876" not in f"{result.output}{result.exception}"


@pytest.mark.parametrize("command", ["ask", "why", "timeline"])
@pytest.mark.parametrize("words", ["?!", "vad " * 600])
def test_what_is_no_question_is_refused_before_a_model_is_opened(tmp_path: Path, command: str, words: str) -> None:
    lacking = {"FVM_DATA": str(tmp_path / "data"), "FVM_MODEL": str(tmp_path / "no-model")}
    result = run(lacking, command, words)
    assert isinstance(result.exception, QuestionError)
    assert not (tmp_path / "data").exists()


def test_a_batch_and_a_chat_pass_over_it_and_do_not_repeat_it(environment: dict[str, str]) -> None:
    typed = f"När blir huset klart?\n{WITH_NUMBER}\nNär flyttar alla?\n"
    for arguments in (("ask", "--json", "--batch", "-"), ("chat", "--json")):
        result = run(environment, *arguments, typed=typed)
        assert result.exception is None
        assert "9876" not in result.output
        assert "personal identity number" in result.stderr
        answered = [json.loads(line)["question"] for line in result.stdout.splitlines()]
        assert [each for each in answered if each] == ["När blir huset klart?", "När flyttar alla?"]


def test_the_history_of_chat_holds_no_such_question(tmp_path: Path) -> None:
    history = TypedHistory(str(tmp_path / "history"))
    for text in ("När blir huset klart?", WITH_NUMBER):
        history.append_string(text)
    assert "9876" not in (tmp_path / "history").read_text(encoding="utf-8")
    assert history.get_strings() == ["När blir huset klart?"]


@pytest.mark.parametrize(("questions", "text"), [([WITH_NUMBER], "Ja."), (["Vem?"], "Det är 811218-9876.")])
def test_no_pin_holds_one(questions: list[str], text: str) -> None:
    with pytest.raises(PersonalNumberError):
        new_pin(questions, text, [], "U1", None)


def test_no_probe_question_holds_one(tmp_path: Path) -> None:
    (tmp_path / "probes.txt").write_text(f"Vem leder?\n{WITH_NUMBER}\n", encoding="utf-8")
    assert read_probes(tmp_path / "probes.txt") == ("Vem leder?",)
