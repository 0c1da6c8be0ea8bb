"""Run as a program of its own by the bot's process: ends that process where a question holds it for too long.

What hangs in a library or in a pattern looks at no deadline, and may hold the interpreter so that no thread of the same
process can look either. On standard input come lines: `+ REFERENCE THREAD` where a thread begins to answer a question,
`- REFERENCE THREAD` where it is through. Which question hung is left as a file named by its reference, so that the next
process leaves it out. It imports nothing of this project and lives as long as the input is open.

Arguments: the process, the folder for references, and the seconds that an answer may take.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path

_SAMPLE_SECONDS = 1.0
"""For how long the threads are looked at, where several questions are late: which of them is at work?"""

_LEAST_TICKS = 3
"""Of a hundred a second: less than that a thread takes that only waits for the interpreter; one at work takes most of
them, and on a machine that is busy with other things a few."""

Late = dict[str, int]
"""References with the threads that answer them."""


def main(process: int, folder: Path, seconds: float) -> None:
    """Watch until the input ends or something hangs."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    begun: dict[tuple[str, int], float] = {}
    while True:
        try:
            line = lines.get(timeout=0.5)
        except queue.Empty:
            line = ""
        if line is None:
            return
        if line:
            sign, reference, thread = line.split()
            key = (reference, int(thread))
            begun.pop(key, None)
            if sign == "+":
                begun[key] = time.monotonic()
        late = {reference: thread for (reference, thread), at in begun.items() if time.monotonic() - at > seconds}
        if late and lines.empty():
            _end(process, folder, _at_work(process, late) or late)
            return


def _read(lines: queue.SimpleQueue[str | None]) -> None:
    for line in sys.stdin:
        lines.put(line.strip())
    lines.put(None)


def _at_work(process: int, late: Late) -> Late:
    """Those whose thread uses the processor: the others wait for the one that holds the interpreter. None where the
    system does not tell."""
    before = {reference: _ticks(process, thread) for reference, thread in late.items()}
    time.sleep(_SAMPLE_SECONDS)
    used = {reference: _ticks(process, thread) - before[reference] for reference, thread in late.items()}
    least = max(_LEAST_TICKS * _SAMPLE_SECONDS, max(used.values()) / 2)
    return {reference: thread for reference, thread in late.items() if used[reference] >= least}


def _ticks(process: int, thread: int) -> int:
    """Processor time of a thread, where Linux tells; else 0."""
    try:
        told = Path(f"/proc/{process}/task/{thread}/stat").read_text()
        return sum(map(int, told.rpartition(")")[2].split()[11:13]))
    except (OSError, ValueError, IndexError):
        return 0


def _end(process: int, folder: Path, hung: Late) -> None:
    for reference in hung:
        if reference.isalnum():
            (folder / reference).touch(mode=0o600)
    if os.getppid() == process:
        os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
