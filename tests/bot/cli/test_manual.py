"""What people read where they look: help, completion and the manual page, in the language of the terminal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from bot.cli.main import fvm
from bot.words.catalogue import texts
from corpus.types import Language

ROOT_CONTEXT = click.Context(fvm, info_name="fvm")
NAMES = fvm.list_commands(ROOT_CONTEXT)


def shown(*arguments: str, language: str) -> str:
    done = CliRunner(env={"FVM_LANGUAGE": language}).invoke(fvm, [*arguments], prog_name="fvm")
    assert done.exit_code == 0, done.output
    return done.stdout


def commands(name: str, found: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, found
    for below, each in getattr(found, "commands", {}).items():
        yield from commands(f"{name}_{below}", each)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_each_command_and_each_option_is_told_in_both_languages(name: str, language: Language) -> None:
    found = fvm.get_command(ROOT_CONTEXT, name)
    assert found is not None
    told = texts(language)
    assert f"brief.{name}" in told
    for key, each in commands(name, found):
        assert f"command_help.{key}" in told
        options = [option.name for option in each.params if isinstance(option, click.Option)]
        lacking = [option for option in options
                   if f"option.{key}_{option}" not in told and f"option.any_{option}" not in told]  # fmt: skip
        assert lacking == []


def test_nothing_is_told_of_commands_that_there_are_not() -> None:
    known = {
        key for name in NAMES if (found := fvm.get_command(ROOT_CONTEXT, name)) for key, _ in commands(name, found)
    }
    told = {key.partition(".")[2] for key in texts(Language.SV) if key.startswith("command_help.")}
    assert told <= known


def test_help_is_in_the_language_of_the_terminal() -> None:
    swedish, english = shown("--help", language="sv"), shown("--help", language="en")
    assert "Så här: fvm" in swedish
    assert "Usage: fvm" in english
    assert "130" in swedish
    assert "Show this message" not in swedish + english
    below = shown("doctor", "--help", language="sv")
    assert "Ställ Slacks kontrollfråga" in below
    assert "Slutstatus 0" in below
    assert "[annars: 14" in shown("backup", "-h", language="sv")
    assert "Radera" not in shown("privacy", "erase", "--help", language="en")


def test_help_names_no_argument_among_the_options() -> None:
    assert "[QUESTION]..." not in shown("ask", "--help", language="sv").partition("Flaggor:")[2]


@pytest.mark.parametrize(
    ("arguments", "swedish", "english"),
    [
        (["askk"], "kommandot askk finns inte. Menade du ask?", "there is no command askk. Did you mean ask?"),
        (["ask", "--jsom"], "flaggan --jsom finns inte. Menade du --json?", "no option --jsom. Did you mean --json?"),
        (["thread"], "FILE saknas.", "FILE is missing."),
        (["list", "--since", "blaj"], "--since ”blaj” är ingen tid.", "--since “blaj” is no time."),
        (["manifest", "--url", "http://x"], "Slack skickar inte till ”http://x”.", "Slack does not send to “http://x”."),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_the_language_of_the_terminal(arguments: list[str], swedish: str, english: str) -> None:
    for language, told, error, more in (
        ("sv", swedish, "Fel: ", "visar mer."),
        ("en", english, "Error: ", "says more."),
    ):
        environment = {**os.environ, "FVM_LANGUAGE": language}
        command = [sys.executable, "-c", "from bot.cli.main import main; main()", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert told in done.stderr
        assert done.stderr.startswith(error)
        assert more in done.stderr


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_manual_page_is_one_that_man_can_show(language: str) -> None:
    page = shown("man", language=language)
    for name in NAMES:
        assert f".SS fvm {name}" in page
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-K", "utf8"], input=page, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stderr == ""
    assert "fvm doctor" in re.sub(r"\x1b\[[\d;]*m|.\x08", "", done.stdout)


def completed(line: str) -> tuple[list[str], set[str]]:
    """What bash is offered for a line that is being typed, and the heavy modules that were loaded for it."""
    heavy = "torch", "faiss", "slack_bolt", "onnxruntime"
    script = ("import sys, atexit; from bot.cli.main import main\n"
              f"atexit.register(lambda: print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr))\n"
              "main()")  # fmt: skip
    words = line.split(" ")
    environment = {**os.environ, "_FVM_COMPLETE": "bash_complete", "COMP_WORDS": line, "FVM_LANGUAGE": "en",
                   "COMP_CWORD": str(len(words) - 1)}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.split(), set(re.findall(r"'(\w+)'", done.stderr))


def test_a_shell_completes_commands_without_loading_them_and_options() -> None:
    assert completed("fvm do") == (["plain,doctor"], set())
    assert completed("fvm manifest --th")[0] == ["plain,--thread-replies"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_is_given_is_a_script_of_its_own(shell: str) -> None:
    script = shown("completion", shell, language="en")
    assert "_FVM_COMPLETE" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True, capture_output=True)
