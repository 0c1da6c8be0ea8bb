"""Each command that the documentation prints is one that there is, with options that it has; and it runs as printed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.main import fvm

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "deploy" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONTEXT = click.Context(fvm, info_name="fvm")
QUICK = {"check", "completion", "history", "man", "manifest", "pin", "settings"}
"""What needs neither a model nor Slack."""

NOTATION = re.compile(r"[\[\]|]|\.\.\.")


@dataclass(frozen=True, slots=True)
class Printed:
    """A command as a page prints it."""

    page: str
    words: tuple[str, ...]

    @property
    def can_run(self) -> bool:
        """Whether it says what to do with what there is: no file, address or text of the reader's own."""
        own = re.compile(r"[A-Z]{2,}|.*\.(md|html|json|jsonl|gz|png)|/.*")
        return self.words[0] in QUICK and not any(own.fullmatch(word) for word in self.words[1:])


def printed() -> Iterator[Printed]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^(?:    )?fvm .*$", text, re.MULTILINE)
        inline = re.findall(r"`(fvm [^`\n]+)`", text)
        for line in [*blocks, *inline]:
            said = re.split(r"\s{2,}|\s+#|\s+\\$", line.strip())[0]
            words = NOTATION.sub(" ", said) if NOTATION.search(said) else said
            # What ends with a comma lists several.
            for each in re.split(r", (?=`|fvm )", words):
                yield Printed(str(page.relative_to(ROOT)), tuple(shlex.split(each)[1:]))


PRINTED = [each for each in printed() if each.words]


@pytest.mark.parametrize("it", PRINTED, ids=lambda it: f"{it.page}-{' '.join(it.words)[:50]}")
def test_each_command_and_each_option_that_is_printed_exists(it: Printed) -> None:
    if it.words[0].startswith("--"):
        assert it.words[0] in {"--help", "--version"}
        return
    command = fvm.get_command(CONTEXT, it.words[0]) if it.words[0] != "COMMAND" else fvm.get_command(CONTEXT, "man")
    assert command is not None, it
    found: click.Command = command
    words = list(it.words[1:])
    while isinstance(found, click.Group) and words and words[0] in found.commands:
        found = found.commands[words.pop(0)]
    known = {name for option in found.params if isinstance(option, click.Option) for name in option.opts}
    asked = {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}
    assert asked <= known, it


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("docs")
    shelf = folder / "shelf"
    shelf.mkdir()
    text = "---\ntitle: Nytt\nurl: https://example.org/n\npublished: 2021-03\n---\n\nLunchen kostar 95 kronor.\n"
    (shelf / "nytt.md").write_text(text, encoding="utf-8")
    return {"FVM_DATA": str(folder / "data"), "FVM_BULLETINS": str(shelf), "FVM_LANGUAGE": "en"}


RUN = sorted({each.words for each in PRINTED if each.can_run})


@pytest.mark.parametrize("words", RUN, ids=" ".join)
def test_it_runs_as_printed(words: tuple[str, ...], sandbox: dict[str, str]) -> None:
    done = CliRunner(env=sandbox).invoke(fvm, list(words), prog_name="fvm")
    assert done.exit_code == 0, done.output


def test_enough_is_run() -> None:
    assert len(RUN) >= 8
    assert {"check", "manifest", "settings"} <= {words[0] for words in RUN}


def test_each_page_is_reached_from_the_first() -> None:
    """A reader who follows links from the README comes to all of them."""
    seen, open_pages = set(), [ROOT / "README.md"]
    while open_pages:
        page = open_pages.pop()
        if page in seen or not page.is_file():
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)#:]+?\.md)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        open_pages += [(page.parent / link).resolve() for link in links]
    assert [page.name for page in PAGES if page not in seen] == []
