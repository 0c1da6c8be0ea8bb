"""What `fvm thread` says of the development threads is what the running bot posts, message by message."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.asking.thread import command
from bot.lab.data.programmes import read_programme
from bot.lab.programme_shelf import lay_out
from bot.settings import ROOT, Transport, load
from bot.slack.administration.self_answering import SelfAnswering, SelfAnsweringChannels
from bot.slack.running.app import App
from bot.slack.showing.escape import said_text
from bot.slack.slash import MARK
from bot.threads.types import MENTION, Mode
from bot.wiring.answers import reindex
from bot.wiring.slack_app import build_app, open_carrier
from bot.wiring.slack_parts import open_slack_parts
from corpus.types import Language
from index.types import unheard
from tests.scenarios.running_bot import settings_for
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import MENTION as MENTION_IN_SLACK
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet
from tests.slack_emulator.workspace import BOT_USER, TEAM, Message

DATA = ROOT.parent / "shared" / "data"
THREADS, PROGRAMMES = DATA / "threads", DATA / "programmes2"
DEVELOPMENT = ("vardbryggan", "lugn-natt")
REFUSAL = ("hittar jag inget svar", "find no answer")

_LONG = 300.0
"""Seconds: a step takes one, and many on a machine that is busy; nothing that is measured here depends on it."""

pytestmark = pytest.mark.skipif(not THREADS.is_dir(), reason="no shared folder beside the checkout")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Played:
    """Threads as people of the emulated Slack wrote them, with what the bot posted in between; in channels where it is
    called, or answers by itself."""

    mode: Mode
    threads: list[list[Row]]


@pytest.fixture(scope="module")
def shelved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a programme's folder with its shelf and index, which are made once; the sample has fewer bulletins."""

    @cache
    def folder_of(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        lay_out(read_programme(PROGRAMMES / f"{name}.jsonl"), folder / "shelf")
        (folder / "shelf" / "questions.jsonl").unlink()
        for path in [] if request.config.option.soak else _left_out(folder / "shelf"):
            path.unlink()
        reindex(replace(load(), bulletins=folder / "shelf", data=folder / "data"), unheard)
        return folder

    return folder_of


def _left_out(shelf: Path) -> list[Path]:
    """Two of three bulletins: what is compared is said of whatever lies there, and to embed all takes ten seconds."""
    return [path for number, path in enumerate(sorted(shelf.iterdir())) if number % 3]


@pytest.fixture(params=[(name, mode) for name in DEVELOPMENT for mode in (Mode.CALLED, Mode.CHANNEL)],
                ids=lambda param: f"{param[0]}-{param[1].value}")  # fmt: skip
def played(
    request: pytest.FixtureRequest,
    shelved: Callable[[str], Path],
    tmp_path: Path,
    soak: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Played]:
    name, mode = request.param
    monkeypatch.setenv("FVM_BULLETINS", str(shelved(name) / "shelf"))
    shutil.copytree(shelved(name) / "data", tmp_path / "data")
    monkeypatch.setenv("FVM_DATA", str(tmp_path / "data"))
    lines = (THREADS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    threads = [json.loads(line)["messages"] for line in (lines if soak else lines[:1])]
    with Emulator(WITH_THREADS) as emulator:
        stage = StrictStage(emulator)
        # What is compared is what is decided, however long that takes on a machine that is busy.
        settings = settings_for(stage, tmp_path / "state", thread_replies=True, answer_seconds=_LONG, api_timeout=60)
        app = build_app(replace(open_slack_parts(load(), unheard).parts, settings=settings))
        carrier = open_carrier(Transport.SOCKET, app)
        app.start()
        carrier.open()
        emulator.wait_until_connected()
        channels = SelfAnsweringChannels(app.state.database) if mode is Mode.CHANNEL else None
        yield Played(mode, [_play(emulator, app, rows, channels) for rows in threads])
        carrier.close()
        app.stop()


def _play(emulator: Emulator, app: App, rows: list[Row], channels: SelfAnsweringChannels | None) -> list[Row]:
    """Lets people write what the rows say, each after the bot is done with what came before; the whole thread then."""
    channel, root = emulator.channel(), None
    if channels is not None:
        channels.add(SelfAnswering(TEAM, channel.id, Language.SV, 0.0))
    for row in rows:
        if row["user"] == "BOT":
            continue
        text = row["text"].replace(MENTION, MENTION_IN_SLACK)
        said = emulator.say(f"U0{row['user']}", channel, text, root)
        root = root or said.ts
        assert all(envelope.settled.wait(_LONG) for envelope in emulator.delivery.sent)
        assert is_quiet(app, _LONG)
    assert root is not None
    return [_row(message) for message in emulator.messages(channel, root)]


def _row(message: Message) -> Row:
    markup = message.text.split("\n", 1)[0] if message.by_bot else message.text
    return {"user": "BOT" if message.by_bot else message.user, "text": said_text(markup, BOT_USER, MENTION),
            "posted": message.text, "marks": message.reactions}  # fmt: skip


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_what_the_command_says_is_what_is_posted(played: Played, tmp_path: Path, tell: Callable[[str], None]) -> None:
    path = tmp_path / "threads.jsonl"
    path.write_text("".join(json.dumps({"messages": rows}) + "\n" for rows in played.threads), encoding="utf-8")
    result = CliRunner().invoke(command, [str(path), "--mode", played.mode.value])
    assert result.exit_code == 0, result.output
    decided = [json.loads(line)["messages"] for line in result.stdout.splitlines() if line.startswith("{")]
    actions: list[str] = []
    for rows, decisions in zip(played.threads, decided, strict=True):
        for place, (row, decision) in enumerate(zip(rows, decisions, strict=True)):
            if row["user"] != "BOT":
                _compare(row, decision, next(iter(rows[place + 1 :]), {}))
                actions.append(decision["action"])
    replied = len(actions) - actions.count("silent")
    tell(f"fvm thread and Slack, {played.mode.value}: {len(actions)} messages alike, {replied} with a reply or a mark")


def _compare(said: Row, decision: Row, following: Row) -> None:
    """What follows a message is the bot's reply to it where it got one."""
    posted = following.get("posted", "") if following.get("user") == "BOT" else ""
    about = f"{said['text']!r}: {decision['action']} ({decision['why']}), and posted was {posted!r}"
    assert (decision["action"] in ("silent", "mark")) == (posted == ""), about
    assert said["marks"] == ([MARK] if decision["action"] == "mark" else []), about
    assert (decision["action"] == "refuse") == any(words in posted for words in REFUSAL), about
    for quoted in decision["answers"]:
        assert " ".join(quoted["citation"]["title"].split()) in posted, about
