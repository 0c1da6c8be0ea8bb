"""The command as a person and a program use it, with the real model over bulletins of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from bot.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
APRIL = ROOT.parent / "shared" / "fvm" / "000_7e93148dcf6f22c2.txt"

CANTEEN = """---
title: Matsalsnytt mars 2021
url: https://example.org/matsal/mars-2021
published: 2021-03
---

## Ny kock

Karin Ödegård har anställts som kökschef för matsalen i Lysekil. Hon börjar den 12 april.

## Öppettider

Matsalen håller öppet klockan 11 till 14 alla vardagar. *Lunchen* kostar 95 kronor.
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run wrote to its two outputs."""

    stdout: str
    stderr: str


class Fvm:
    """Runs `fvm` with a shelf and data of its own: in this process, which has its libraries loaded, and in one of its
    own where what only that shows is tested."""

    def __init__(self, folder: Path) -> None:
        self.shelf, self.data = folder / "shelf", folder / "data"
        self.shelf.mkdir()

    def __call__(self, *arguments: str, status: int = 0, said: str = "", **settings: str) -> Done:
        ended: int | str | None = None
        with (
            pytest.MonkeyPatch.context() as changed,
            CliRunner().isolation(input=said, env=self._settings(settings)) as (stdout, stderr, _),
        ):
            changed.setattr(sys, "argv", ["fvm", *arguments])
            changed.chdir(ROOT)
            try:
                main()
            except SystemExit as end:
                ended = end.code
        done = Done(stdout.getvalue().decode(), stderr.getvalue().decode())
        assert ended == status, done.stderr
        return done

    def by_itself(self, *arguments: str, status: int = 0, said: str = "", **settings: str) -> Done:
        """The same in a process of its own."""
        environment = {**os.environ, **self._settings(settings)}
        command = [sys.executable, "-c", "from bot.cli.main import main; main()", *arguments]
        done = subprocess.run(
            command, env=environment, input=said, capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return Done(done.stdout, done.stderr)

    def _settings(self, others: dict[str, str]) -> dict[str, str]:
        return {"FVM_BULLETINS": str(self.shelf), "FVM_DATA": str(self.data), **others}


@pytest.fixture(scope="module")
def fvm(tmp_path_factory: pytest.TempPathFactory) -> Fvm:
    fvm = Fvm(tmp_path_factory.mktemp("canteen"))
    (fvm.shelf / "mars.md").write_text(CANTEEN, encoding="utf-8")
    return fvm


@pytest.fixture
def empty(tmp_path: Path) -> Fvm:
    return Fvm(tmp_path)


def test_an_answer_is_an_exact_quote_with_date_and_link(fvm: Fvm) -> None:
    answer = json.loads(fvm.by_itself("ask", "--json", "Vem är ny kökschef?").stdout)
    first = answer["answers"][0]
    assert (answer["version"], answer["language"], answer["status"]) == (2, "sv", "answered")
    assert first["quote"] in _collapsed(CANTEEN)
    assert first["span"] == "Karin Ödegård"
    assert first["citation"]["published"] == "2021-03"
    assert first["citation"]["link"].startswith("https://example.org/matsal/mars-2021#:~:text=")


def test_a_batch_gives_one_object_a_line_in_the_same_order(fvm: Fvm) -> None:
    questions = ["Vem är ny kökschef?", "", "What does lunch cost?", "x" * 100_000]
    done = fvm.by_itself("ask", "--json", "--batch", "-", said="\n".join(questions))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == questions
    assert [answer["status"] for answer in answers][1::2] == ["no_answer", "no_answer"]
    assert "line 2" in done.stderr
    assert "line 4" in done.stderr


def test_every_object_has_the_specified_keys(fvm: Fvm) -> None:
    answer: dict[str, Any] = json.loads(fvm("ask", "--json", "När har matsalen öppet?").stdout)
    assert list(answer) == [
        "version",
        "question",
        "language",
        "status",
        "confidence",
        "answers",
        "related",
        "notice",
        "curated",
        "written",
        "seconds",
        "shelf",
        "list",
        "receipt",
    ]


def test_a_person_reads_quote_title_date_and_address(fvm: Fvm) -> None:
    shown = fvm("ask", "Vem är ny kökschef?").stdout
    assert "Karin Ödegård" in shown
    assert "Matsalsnytt mars 2021 · mars 2021 · Ny kock" in shown


def test_the_index_follows_the_shelf(empty: Fvm) -> None:
    page = empty.shelf / "mars.md"
    page.write_text(CANTEEN, encoding="utf-8")
    assert "Karin Ödegård" in empty("ask", "--json", "Vem är ny kökschef?").stdout
    page.write_text(CANTEEN.replace("Karin Ödegård", "Olle Brattström"), encoding="utf-8")
    assert "Olle Brattström" in empty("ask", "--json", "Vem är ny kökschef?").stdout


def test_a_broken_bulletin_is_named_and_the_others_answer(empty: Fvm) -> None:
    (empty.shelf / "mars.md").write_text(CANTEEN, encoding="utf-8")
    (empty.shelf / "trasig.md").write_text("---\ntitle: [\n---\ntext", encoding="utf-8")
    assert "trasig.md" in empty("ask", "Vem är ny kökschef?").stderr
    assert "trasig.md" in empty("check", status=1).stdout


def test_a_timeline_tells_month_by_month_what_was_said(empty: Fvm) -> None:
    (empty.shelf / "mars.md").write_text(CANTEEN, encoding="utf-8")
    later = CANTEEN.replace("mars 2021", "maj 2022").replace("2021-03", "2022-05").replace("95 kronor", "105 kronor")
    (empty.shelf / "maj.md").write_text(later.replace("mars-2021", "maj-2022"), encoding="utf-8")
    timeline = json.loads(empty("timeline", "--json", "Vad kostar lunchen?").stdout)
    first, second = timeline["entries"]
    assert ("95 kronor" in first["quote"], "105 kronor" in second["quote"]) == (True, True)
    assert second["change"] == {"before": first["span"], "published": "2021-03"}
    shown = empty("timeline", "Vad kostar lunchen?").stdout
    assert shown.index("2021\nmars") < shown.index("2022\nmaj") < shown.index("Skiljer sig från mars 2021")
    nothing = empty("timeline", "How", "do", "I", "boil", "eggs?").stdout
    assert "No bulletin clearly says anything about this." in nothing


def test_chat_leans_on_the_question_before(fvm: Fvm) -> None:
    said = "Vem är ny kökschef?\nnär börjar hon?\n"
    answers = [json.loads(line) for line in fvm("chat", "--json", said=said).stdout.splitlines()]
    assert "12 april" in answers[1]["answers"][0]["quote"]


def test_a_pinned_answer_stands_above_the_quotes_and_in_the_object(empty: Fvm) -> None:
    (empty.shelf / "mars.md").write_text(CANTEEN, encoding="utf-8")
    asked = ["Vem är ny kökschef?", "Vem har nyckeln till frysen?"]
    link = "https://example.org/kok?x=1"
    empty("pin", *asked, "--answer", "Ring köket.", "--link", link, "--expires", "2999-12-31")
    shown = empty("ask", "vem är ny kökschef").stdout
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    assert lines[:4] == ["Svar från programkontoret", "Ring köket.", link, "Gäller till 31 december 2999"]
    assert "Karin Ödegård" in lines[5]
    for command in (["ask", "--json", "--batch", "-"], ["chat", "--json"]):
        lines = empty(*command, said="\n".join([*asked, "Vad kostar lunchen?"])).stdout.splitlines()
        found = [json.loads(line) for line in lines]
        assert [answer["curated"] and answer["curated"]["expires"] for answer in found] == ["2999-12-31"] * 2 + [None]
        assert [(answer["status"], bool(answer["answers"])) for answer in found][:2] == [
            ("answered", True), ("answered", False),
        ]  # fmt: skip
    alone = empty("ask", asked[1]).stdout
    assert "Ring köket." in alone
    assert "svarar inte" not in alone


def test_an_index_of_another_model_is_refused_with_the_remedy(fvm: Fvm) -> None:
    fvm("ask", "Vem är ny kökschef?")
    refused = fvm("ask", "Vem är ny kökschef?", status=1, FVM_MODEL_QUERY_PROMPT="fråga: ")
    assert "run `fvm reindex`" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "status", "reason"),
    [
        (["ask"], {}, 2, "ask one question"),
        (["ask", " "], {}, 1, "question"),
        (["ask", "x" * 100_000], {}, 1, "2,000"),
        (["ask", "--batch", "nowhere", "--json"], {}, 2, "nowhere"),
        (["timeline"], {}, 2, "SUBJECT"),
        (["timeline", "?"], {}, 1, "question"),
        (["ask", "Vem?"], {"FVM_MAX_ERROR": "much"}, 1, "FVM_MAX_ERROR"),
        (["ask", "Vem?"], {"FVM_MODEL": "/nowhere/at/all"}, 1, "/nowhere/at/all"),
        (["ask", "Vem?"], {"FVM_DATA": "/proc/nothing"}, 1, "/proc/nothing"),
        (["add", "/nowhere.md"], {}, 1, "/nowhere.md"),
        (["add", "http://127.0.0.1/x"], {}, 1, "127.0.0.1"),
        (["status"], {"FVM_DATA": "/nowhere"}, 1, "run `fvm reindex`"),
        (["settings"], {"FVM_WORKERS": "many"}, 1, "FVM_WORKERS='many'"),
        (["ask", "Vem?"], {"FVM_LLM_KEY_FILE": "/nowhere"}, 1, "FVM_LLM_KEY_FILE='/nowhere'"),
        (["manifest", "--url", "http://fvm.example/slack/events"], {}, 2, "begins with https://"),
    ],
)
def test_bad_input_is_refused_in_words(
    fvm: Fvm, arguments: list[str], settings: dict[str, str], status: int, reason: str
) -> None:
    assert reason in fvm(*arguments, status=status, **settings).stderr


def test_a_process_that_refuses_ends_with_the_status_and_the_words(fvm: Fvm) -> None:
    assert "question" in fvm.by_itself("ask", " ", status=1).stderr


def test_what_is_in_force_and_what_was_mistyped_is_shown(fvm: Fvm, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-hemlig\n", encoding="utf-8")
    done = fvm("settings", FVM_MAX_EROR="0.2", FVM_LLM_KEY_FILE=str(tmp_path / "key"))
    assert re.search(rf"^FVM_DATA +{re.escape(str(fvm.data))}$", done.stdout, re.MULTILINE)
    assert re.search(r"^FVM_LLM_KEY +\*\*\*  \(FVM_LLM_KEY_FILE\)$", done.stdout, re.MULTILINE)
    assert "Did you mean FVM_MAX_ERROR?" in done.stderr
    assert "hemlig" not in done.stdout + done.stderr


def test_the_manifest_is_made_for_an_address_that_slack_can_send_to(fvm: Fvm) -> None:
    made = yaml.safe_load(fvm("manifest", "--url", "https://fvm.example/slack/events", "--thread-replies").stdout)
    assert made["features"]["slash_commands"][0]["url"] == "https://fvm.example/slack/events"
    assert "message.channels" in made["settings"]["event_subscriptions"]["bot_events"]


def test_an_empty_shelf_says_what_to_do(empty: Fvm) -> None:
    assert "fvm add" in empty("ask", "Vem?", status=1).stderr


@pytest.mark.skipif(not APRIL.exists(), reason="the published page of April 2020 is not here")
@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Vem leder införandet av Millennium?", "Peter Häyhänen"),
        ("who is leading the implementation?", "Peter Häyhänen"),
        ("när återupptas designarbetet?", "mitten av augusti"),
        ("when does design work resume?", "mitten av augusti"),
        ("vilken lön har implementeringsansvarig?", None),
    ],
)
def test_the_plain_text_page_alone_answers(april: Fvm, question: str, right: str | None) -> None:
    answer = json.loads(april("ask", "--json", question).stdout)
    assert answer["status"] == ("no_answer" if right is None else "answered")
    assert right is None or right in answer["answers"][0]["quote"]


@pytest.fixture(scope="module")
def april(tmp_path_factory: pytest.TempPathFactory) -> Fvm:
    fvm = Fvm(tmp_path_factory.mktemp("april"))
    fvm("add", str(APRIL))
    return fvm


def _collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("*", ""))
