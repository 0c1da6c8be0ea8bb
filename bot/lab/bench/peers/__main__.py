"""`python -m bot.lab.bench.peers`: the bot beside programs that others use for the same, by turns in one run.

All have the same encoder, passages and questions. The peers search by vectors alone, the bot by words too. A whole
answer is a search and the reading of its five best passages; the bot besides compares statements, and cites them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import click

from bot import settings
from bot.cli.progress import bars
from bot.evaluation import judgments
from bot.evaluation.metrics import quantile
from bot.lab.bench.figures import machine_facts, machine_text, number
from bot.lab.bench.peers import worker
from bot.lab.bench.peers.environments import pinned, python_of
from bot.lab.bench.peers.own import write_job
from bot.lab.bench.peers.rounds import WORKS, MeasuredWorker, PeerTimes, asked_by_turns

_OWN = "FVM-svar"
_WARM_UP = 5


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Where environments are kept.  [default: in the cache]")
@click.option("--only", multiple=True, type=click.Choice(sorted(worker.ENGINES)), help="Fewer peers.")
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
@click.option("--questions", type=click.IntRange(min=1), default=20, show_default=True, help="Of each round, its own.")
def main(folder: Path | None, only: tuple[str, ...], rounds: int, questions: int) -> None:
    """Measure searches, whole answers, embedding and memory beside the peers. Ten minutes, and as many for the
    environments the first time, which take up to 6 GB."""
    folder = folder or settings.load().cache / "peers"
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in worker.ENGINES if not only or name in only]
    with bars() as progress, ExitStack() as stack:
        workers = []
        pythons = {name: python_of(_environment(name), folder) for name in names}
        passages = write_job(folder / "job")
        for name in names:
            # What it converts first takes memory that running it does not.
            if name.startswith("openvino") and not (folder / "job" / "openvino" / f"{name}.xml").exists():
                _opened(name, pythons, folder).close()
        for done, name in enumerate((_OWN, *names)):
            progress(f"opening {name}", done, len(names) + 1)
            workers.append(stack.enter_context(closing(_opened(name, pythons, folder))))
        found = asked_by_turns(workers, _jobs(folder / "job", rounds, questions))
    click.echo(peers_table(found, passages))
    click.echo(f"\n{passages} passages; {machine_text(machine_facts())}")


def _environment(name: str) -> str:
    return next(peer for peer in pinned() if name.startswith(peer))


def _opened(name: str, pythons: Mapping[str, Path], folder: Path) -> MeasuredWorker:
    job, log = str(folder / "job"), folder / f"{name}.log"
    if name == _OWN:
        return MeasuredWorker(name, [sys.executable, "-m", "bot.lab.bench.peers.own", job], WORKS, log)
    works = [work for work in WORKS if hasattr(worker.ENGINES[name], work)]
    return MeasuredWorker(name, [str(pythons[name]), worker.__file__, name, job], works, log)


def _jobs(folder: Path, rounds: int, questions: int) -> list[dict[str, Sequence[object]]]:
    """For each round other questions, as far as there are, and always the same passages."""
    asked = [judgment.question for judgment in judgments.load_judgments()]
    passages = json.loads((folder / "job.json").read_text(encoding="utf-8"))["passages"]
    sizes = [_WARM_UP, *rounds * [questions]]
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    slices = [
        [asked[(start + at) % len(asked)] for at in range(size)] for start, size in zip(starts, sizes, strict=True)
    ]
    return [{"search": some, "answer": some, "embed": [passages]} for some in slices]


def peers_table(found: Sequence[PeerTimes], passages: int) -> str:
    """A Markdown table, a row a program: the median of its rounds, the least and the greatest of them."""
    heads = ("", "a search, ms", "of the processors", "95th percentile", "a whole answer, ms", "of the processors",
             "95th percentile", "passages a second", "memory at most, MiB")  # fmt: skip
    rows = [heads, tuple(len(heads) * ["---"]), *(_row(each, passages) for each in found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(times: PeerTimes, passages: int) -> tuple[str, ...]:
    cells = [times.name]
    for work in ("search", "answer"):
        if work in times.rounds:
            clock, processors = ([1000 * each for each in times.medians(work, side)] for side in (0, 1))
            cells += [_spread(clock), number(quantile(processors, 0.5)), number(1000 * times.at_95(work))]
        else:
            cells += 3 * [""]
    return *cells, _spread([passages / each for each in times.medians("embed")]), number(times.peak_bytes / 2**20)


def _spread(rounds: Sequence[float]) -> str:
    return f"{number(quantile(rounds, 0.5))} ({number(min(rounds))} to {number(max(rounds))})"


if __name__ == "__main__":
    main()
