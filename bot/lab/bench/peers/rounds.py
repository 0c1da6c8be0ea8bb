"""Workers that are asked by turns, so that a busy moment of the machine meets all of them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.evaluation.metrics import quantile
from bot.lab.bench.probe import PATIENT

_SET = PATIENT | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}

WORKS = ("search", "answer", "embed")

Times = list[tuple[float, float]]
"""Of each thing that was asked, seconds by the clock and of the processors."""


@dataclass(slots=True)
class PeerTimes:
    """The times of one worker, a list a round for each work, and its bytes of memory at most."""

    name: str
    rounds: dict[str, list[Times]] = field(default_factory=dict)
    peak_bytes: int = 0

    def medians(self, work: str, side: int = 0) -> list[float]:
        """The median of each round, in seconds; side 1 is of the processors."""
        return [quantile([each[side] for each in times], 0.5) for times in self.rounds.get(work, [])]

    def at_95(self, work: str) -> float:
        """The 95th percentile of all rounds, in seconds by the clock."""
        return quantile([clock for times in self.rounds[work] for clock, _ in times], 0.95)


class MeasuredWorker:
    """A process of `worker.run_engine`, which is ended when this is closed. What it says beside goes to `log`.

    Raises BotError where it ends by itself.
    """

    def __init__(self, name: str, command: Sequence[str], works: Sequence[str], log: Path) -> None:
        self.name, self.works, self._log = name, works, log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own command lines
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=os.environ | _SET
            )
        self._received()

    def asked(self, work: str, over: Sequence[object]) -> Mapping[str, Any]:
        """The reply to one work over so many arguments, as `worker.serve_works` gives it."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"do": work, "over": over}) + "\n")
            self._process.stdin.flush()
        return self._received()

    def _received(self) -> Mapping[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.communicate()
            raise BotError(f"{self.name} ended with status {self._process.returncode}; {self._log} has what it said.")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        self._process.communicate("")


def asked_by_turns(
    workers: Sequence[MeasuredWorker], jobs: Sequence[Mapping[str, Sequence[object]]]
) -> list[PeerTimes]:
    """The times of each worker. A job has the arguments of each work; the first one only warms up and is not told."""
    found = [PeerTimes(worker.name) for worker in workers]
    for number, job in enumerate(jobs):
        for work in WORKS:
            for worker, times in zip(workers, found, strict=True):
                if work not in worker.works:
                    continue
                reply = worker.asked(work, job[work])
                times.peak_bytes = reply["peak_bytes"]
                times.rounds.setdefault(work, []).extend([reply["seconds"]] if number else [])
    return found
