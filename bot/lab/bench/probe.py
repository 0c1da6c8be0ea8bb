"""A small process that starts another one, times it and notes its peak memory.

It stays small (standard library only) because a started process counts its starter's memory at that moment as
its own. Run as `python -m bot.lab.bench.probe COMMAND...`; prints one JSON object.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence

PATIENT = {"OMP_WAIT_POLICY": "PASSIVE"}
"""For the environment of what is measured. A thread that spins while it waits for another loses its core to other work
meanwhile: a search by PyTorch took 1.2 s so on a busy machine, and 0.1 s without."""

_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def probe(command: Sequence[str]) -> dict[str, object]:
    """Seconds by the clock and of the processors, peak resident bytes, exit status and output of `command`; its
    standard error goes where ours goes."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | PATIENT) as process:  # noqa: S603
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * _PEAK_UNIT,
        "status": process.returncode,
        "output": output.decode(errors="replace"),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(probe(sys.argv[1:])) + "\n")
