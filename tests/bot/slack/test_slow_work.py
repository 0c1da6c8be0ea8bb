"""Slow work: one after the other, a short queue, and a word for those who find it full."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from bot.slack.errors import NotPostedError, PostError, UncertainError
from bot.slack.slow_work import SlowWork


class Held:
    """Work that lasts until `release`."""

    def __init__(self, slow: SlowWork) -> None:
        self._at_work, self._released = threading.Event(), threading.Event()
        slow.take(self._work, lambda: None)
        assert self._at_work.wait(5)

    def _work(self) -> None:
        self._at_work.set()
        assert self._released.wait(5)

    def release(self) -> None:
        self._released.set()


def closing(slow: SlowWork) -> threading.Thread:
    """A close under way: from here on nothing more is taken."""
    thread = threading.Thread(target=slow.close)
    thread.start()
    deadline = time.monotonic() + 5
    while not slow.closing and time.monotonic() < deadline:
        time.sleep(0.001)
    assert slow.closing
    return thread


def noted(told: list[str], word: str) -> Callable[[], None]:
    return lambda: told.append(word)


def test_work_is_done_in_order_and_a_full_queue_is_told_at_once() -> None:
    slow, told = SlowWork("slow", waiting=2), list[str]()
    held = Held(slow)
    for number in range(4):
        slow.take(noted(told, f"done {number}"), noted(told, f"busy {number}"))
    assert told == ["busy 2", "busy 3"]
    held.release()
    while len(told) < 4:
        time.sleep(0.01)
    slow.close()
    assert told[2:] == ["done 0", "done 1"]


def test_the_close_finishes_what_is_at_work_and_tells_the_waiting() -> None:
    slow, told = SlowWork("slow"), list[str]()
    held = Held(slow)
    slow.take(noted(told, "done"), noted(told, "busy"))
    close = closing(slow)
    held.release()
    close.join(5)
    slow.take(noted(told, "late"), noted(told, "too late"))
    assert told == ["busy", "too late"]


@pytest.mark.parametrize(("error", "tried"), [(UncertainError("timeout"), 1), (NotPostedError("not_found"), 3)])
def test_at_the_close_one_who_cannot_be_reached_is_the_last_to_be_told(error: PostError, tried: int) -> None:
    slow, told = SlowWork("slow"), list[str]()

    def fail() -> None:
        told.append("tried")
        raise error

    held = Held(slow)
    for _ in range(3):
        slow.take(noted(told, "done"), fail)
    close = closing(slow)
    held.release()
    close.join(5)
    assert told == ["tried"] * tried


def test_the_close_leaves_behind_what_hangs_and_tells_nobody_after_it() -> None:
    slow, told = SlowWork("slow"), list[str]()
    held = Held(slow)
    slow.take(noted(told, "done"), noted(told, "busy"))
    slow.close(seconds=0.05)
    held.release()
    slow.close()
    slow.take(noted(told, "late"), noted(told, "too late"))
    assert told == []


def test_while_the_app_runs_everybody_is_told_whoever_could_not_be_reached_before() -> None:
    slow, told = SlowWork("slow", waiting=0), list[str]()

    def fail() -> None:
        told.append("tried")
        raise UncertainError("timeout")

    held = Held(slow)
    for _ in range(2):
        slow.take(noted(told, "done"), fail)
    held.release()
    slow.close()
    assert told == ["tried", "tried"]


def test_work_that_fails_frees_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    slow, told = SlowWork("slow", waiting=0), list[str]()

    def fail() -> None:
        raise OSError("secret")

    for _ in range(3):
        slow.take(fail, noted(told, "busy"))
        time.sleep(0.1)
    slow.close()
    assert told == []
    assert "secret" not in capsys.readouterr().out
