from __future__ import annotations

import os
import threading
import time

import pytest

from corpus.errors import BulletinError, Code, ReadError
from corpus.limited.process import Allowance, limited
from tests.corpus.limited import badly_behaved as bad

SHORT = Allowance(processor_seconds=1, seconds=20.0)


def works() -> int:
    """The process that does the next call."""
    word, process = limited(bad.whereabouts, SHORT, "räv")
    assert word == "räv"
    return process


def test_a_call_is_done_elsewhere_and_the_next_one_in_the_same_process() -> None:
    first = works()
    assert first != os.getpid()
    assert works() == first


def test_what_keeps_the_processor_is_ended_and_the_next_call_is_done() -> None:
    with pytest.raises(ReadError, match="too much memory or time") as caught:
        limited(bad.turn, Allowance(1, 120.0), "x")
    assert caught.value.code is Code.TOO_LARGE
    works()


def test_the_processor_time_is_that_of_one_call() -> None:
    for _ in range(3):
        begun = time.process_time()
        while time.process_time() - begun < 0.01:
            works()
    assert limited(bad.hang, SHORT, 0.1)


def test_what_waits_for_nothing_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(ReadError, match="too much memory or time"):
        limited(bad.hang, Allowance(1, 0.5), 60.0)
    assert time.monotonic() - begun < 10.0
    works()


def test_what_takes_all_memory_is_refused() -> None:
    with pytest.raises(ReadError, match="memory") as caught:
        limited(bad.fill, Allowance(10, 30.0), 4_000_000_000)
    assert caught.value.code is Code.TOO_LARGE
    works()


def test_a_process_that_has_grown_fat_is_not_used_again() -> None:
    before = works()
    assert limited(bad.fill, Allowance(10, 30.0), 600_000_000)
    assert works() != before


def test_a_process_that_a_fat_program_has_started_is_used_again() -> None:
    held = b"x" * 450_000_000
    assert limited(bad.fill, Allowance(10, 30.0), 600_000_000)
    first = works()
    assert (works(), len(held)) == (first, 450_000_000)


@pytest.mark.parametrize("status", [0, 1])
def test_a_process_that_ends_by_itself_costs_one_call(status: int) -> None:
    with pytest.raises(ReadError, match="too much memory or time"):
        limited(bad.crash, SHORT, status)
    works()


def test_errors_of_the_corpus_come_back_as_they_were_and_all_others_as_a_damaged_file() -> None:
    with pytest.raises(ReadError, match="too odd") as refused:
        limited(bad.fail, SHORT, "corpus")
    assert (refused.value.code, refused.value.facts) == (Code.UNKNOWN_KIND, {"kind": "image/png", "size": 3})
    with pytest.raises(BulletinError, match="line 7: no title") as broken:
        limited(bad.fail, SHORT, "bulletin")
    assert (broken.value.code, broken.value.line) == (Code.NO_TITLE, 7)
    with pytest.raises(ReadError, match="LookupError") as odd:
        limited(bad.fail, SHORT, "x")
    assert odd.value.code is Code.DAMAGED
    with pytest.raises(ReadError, match="nested too deeply"):
        limited(bad.sink, SHORT, 0)


def test_many_who_ask_at_once_are_all_served() -> None:
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(works())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == 12
