"""A dump of the database of several bots, restored on another server: a bot goes on there, and nothing is answered
twice. Both servers are set up by the script that is shipped, and the commands are those of docs/scale.md."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.slack.inbox.database import renew_tables
from bot.slack.showing.blocks import MORE
from bot.wiring.passages import renew_passages
from tests.bot.administration.shelves import ENCODER
from tests.postgres import Server
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.scenarios.two_machines import machine, running_machine, shelve
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = re.search(
    r"```sh\n(pg_dump .*\npg_restore .*\npsql .*\n)```", (ROOT / "docs" / "scale.md").read_text("utf-8")
)
ASKED = "När blir huset klart i maj?"
OWNER, BOT = ("o'wner", "o%27wner"), ("b\\ot", "b%5Cot")
"""Passwords as they are, and as they stand in an address."""


@pytest.fixture
def servers(postgres: Server, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """Two of their own, as roles belong to all databases of a server; `postgres` says whether they can be had."""
    with contextlib.ExitStack() as stack:
        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(lambda _: Server(), range(2)))
        for server in made:
            stack.callback(server.close)
            prepare(server, tmp_path)
        yield made[0], made[1]


def prepare(server: Server, folder: Path) -> None:
    for name, (password, _) in {"owner_password": OWNER, "bot_password": BOT}.items():
        (folder / name).write_text(password)
    found = {"FVM_SECRETS": str(folder), "PGHOST": "127.0.0.1", "PGPORT": str(server.port),
             "PATH": f"{server.programs}:{os.environ['PATH']}"}  # fmt: skip
    subprocess.run([str(ROOT / "deploy" / "database.sh")], env=os.environ | found, check=True, timeout=60)


def test_after_the_loss_of_a_server_a_bot_goes_on_from_a_dump(servers: tuple[Server, Server], tmp_path: Path) -> None:
    here, _ = servers
    owners = [server.url("fvm", f"fvm_owner:{OWNER[1]}") for server in servers]
    bots = [server.url("fvm", f"fvm_bot:{BOT[1]}") for server in servers]
    assert renew_tables(owners[0], apply=True)
    assert renew_passages(owners[0], ENCODER.dim, apply=True)
    with pytest.raises(StoreError, match="InsufficientPrivilege"):
        renew_tables(bots[1], apply=True)
    assert COMMANDS is not None
    dump, *restore = COMMANDS[1].splitlines()

    def run(line: str, number: int) -> None:
        given = line.replace("$FVM_DATABASE_URL", owners[number]).replace("fvm.dump", str(here.folder / "fvm.dump"))
        program, *arguments = shlex.split(given)
        here.run(program, *arguments)

    with Emulator(WITH_THREADS) as emulator:
        stage = StrictStage(emulator)
        first, second = (machine(tmp_path / name, url, stage) for name, url in zip(("one", "two"), bots, strict=True))
        shelve(first, tmp_path)
        with running_machine(first) as app:
            emulator.wait_until_connected()
            before = emulator.mention("U1", stage.channel, ASKED)
            emulator.wait_for_reply(before, 30)
            emulator.faults.delay("chat.postMessage", 2.5)
            under_way = emulator.mention("U2", stage.channel, ASKED)
            soon(lambda: app.state.database.rows("SELECT 1 FROM question WHERE state = 'posting'"))
            run(dump, 0)
            emulator.wait_for_reply(under_way, 30)
            later = emulator.mention("U3", stage.channel, ASKED)
            emulator.wait_for_reply(later, 30)
        here.kill()
        for line in restore:
            run(line, 1)
        assert renew_tables(owners[1], apply=False) == []
        with running_machine(second) as app:
            emulator.wait_until_connected()
            assert is_quiet(app, 30)
            after = emulator.mention("U4", stage.channel, ASKED)
            assert "Huset blir klart i maj" in emulator.wait_for_reply(after, 30).text
            said = (before, under_way, later, after)
            assert [len(emulator.replies(each)) for each in said] == [1, 1, 1, 1]
            emulator.click("U1", emulator.replies(before)[0], MORE)
            assert "Alla avdelningar" in str(soon(lambda: stage.modal("U1"))["blocks"])
            emulator.click("U3", emulator.replies(later)[0], MORE)
            assert "inte längre" in str(soon(lambda: stage.modal("U3"))["blocks"])
