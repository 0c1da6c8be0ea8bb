"""A question that cannot be answered in time holds nobody else up: given up where the steps look, else left out."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from bot.answering.deadline import check_time, checked, in_time
from bot.errors import OutOfTimeError
from bot.settings import SlackSettings, Transport
from bot.slack.replying.supervision import Supervision
from tests.bot.slack.running import serve_child
from tests.ports import free_port
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import Message

ROOT = Path(__file__).parents[4]


@pytest.fixture
def limits(soak: bool) -> tuple[float, float]:
    """The seconds that an answer may take, and after which a step hangs: what people get in a soak, else much less."""
    return (20.0, 30.0) if soak else (3.0, 5.0)


def test_people_get_an_apology_after_twenty_seconds_and_a_hanging_process_ends_after_thirty() -> None:
    used = SlackSettings(state_dir=Path())
    assert (used.answer_seconds, used.hang_seconds) == (20.0, 30.0)


@contextmanager
def bot(folder: Path, slack: Emulator, limits: tuple[float, float]) -> Iterator[ForkServerProcess]:
    process = serve_child.start(folder, slack.api_url, Transport.SOCKET, folder / "log", http_port=free_port(),
                                metrics_port=free_port(), limits=limits)  # fmt: skip
    try:
        slack.wait_until_connected(60.0)
        yield process
    finally:
        process.kill()
        process.join()


def said(slack: Emulator, asked: Message) -> str:
    return slack.wait_for_reply(asked, timeout=60.0).text


def events(folder: Path) -> list[str]:
    return [json.loads(line)["event"] for line in (folder / "log").read_text().splitlines() if line.startswith("{")]


@pytest.mark.soak
def test_a_question_that_hangs_ends_the_process_and_the_next_one_answers_all_the_others(
    tmp_path: Path, limits: tuple[float, float]
) -> None:
    with Emulator() as slack:
        with bot(tmp_path, slack, limits) as process:
            assert "Anna Ek" in said(slack, slack.dm("U1", "vem leder?"))
            beside = slack.dm("U2", "vem leder?")
            hangs = slack.dm("U3", "vad är det som fastnar?")
            # It is killed from outside: nothing inside can run.
            process.join(120)
            assert process.exitcode == -signal.SIGKILL
            assert [path.name for path in (tmp_path / "left-out").iterdir()] != []
        with bot(tmp_path, slack, limits) as process:
            assert "tog för lång tid" in said(slack, hangs)
            assert "Anna Ek" in said(slack, beside)
            assert "Anna Ek" in said(slack, slack.dm("U4", "vem leder?"))
            # It was not tried again: that would have ended this process too.
            assert process.is_alive()
        assert [len(slack.replies(each)) for each in (hangs, beside)] == [1, 1]
        assert list((tmp_path / "left-out").iterdir()) == []
        assert events(tmp_path).count("left_out") == 1


@pytest.mark.soak
def test_a_question_that_takes_too_long_gets_an_apology_once_and_the_process_goes_on(
    tmp_path: Path, limits: tuple[float, float]
) -> None:
    with Emulator() as slack, bot(tmp_path, slack, limits) as process:
        begun = time.monotonic()
        slow = slack.dm("U1", "vad är det som dröjer?")
        assert "Anna Ek" in said(slack, slack.dm("U2", "vem leder?"))
        assert "tog för lång tid" in said(slack, slow)
        assert limits[0] <= time.monotonic() - begun < 60.0
        assert process.is_alive()
        assert events(tmp_path).count("out_of_time") == 1


def test_a_deadline_is_that_of_its_block_and_thread_and_the_earlier_of_two_counts() -> None:
    check_time()
    with in_time(0.05), in_time(60.0):
        time.sleep(0.1)
        other = threading.Thread(target=check_time)
        other.start()
        other.join()
        with pytest.raises(OutOfTimeError):
            list(checked([1]))
    check_time()


def test_steps_within_their_time_are_left_alone_and_the_watcher_ends_with_the_bot(tmp_path: Path) -> None:
    watched = Supervision(tmp_path / "left-out", [], seconds=5.0, hang_seconds=1.0)
    watched.start()
    step = watched.timely(lambda word: word * 2)
    with watched.answering("ABC"):
        for _ in range(30):
            assert watched.timely(step)("a") == "aa"
            time.sleep(0.05)
    watched.stop()
    assert not watched.is_left_out("ABC")
    assert watched.timely(step)("b") == "bb"


@pytest.mark.parametrize(("hangs", "said"), [(True, ["left_hanging"]), (False, [])])
def test_a_listener_that_hangs_does_not_hold_the_end_of_the_process(hangs: bool, said: list[str]) -> None:
    program = f"""
import time
from concurrent.futures import ThreadPoolExecutor
from bot.slack import logs
from bot.slack.running.serve import leave_hanging

logs.configure()
listeners = ThreadPoolExecutor()
listeners.submit(time.sleep, {600 if hangs else 0.1})
listeners.shutdown(wait=False)
leave_hanging()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == said
