"""`python -m bot.lab.bench.cold QUESTION`: the parts of a first question, in a process that has loaded nothing.

Prints one JSON object: seconds of importing, of opening the index and the models, of reading, and of the latter two
once more in the same process, which is how long they take where all is loaded and warm.
"""

# What is timed is imported where it is timed.
from __future__ import annotations

import json
import sys
import time


def main(question: str) -> None:
    started = time.perf_counter()
    from bot import settings
    from bot.wiring.answers import open_parts
    from index.types import unheard

    found, chosen = {"import": [time.perf_counter() - started]}, settings.load()
    for again in ("", "_again"):
        started = time.perf_counter()
        answer = open_parts(chosen, unheard).answerer.answer
        opened = time.perf_counter()
        answer(question)
        found |= {f"open{again}": [opened - started], f"read{again}": [time.perf_counter() - opened]}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
