"""What the bot does about labelled threads of staff: whom it butts in on, whom it hears, and what it gets right.

`python -m bot.lab.measuring.labelled_threads vardbryggan lugn-natt --threads THREADS --programmes PROGRAMMES
--mode channel --work FOLDER` prints the measures; `--out FILE` keeps a JSON object for each message. With `--mode
channel` every answer that the bot would give by itself is looked for, and the table says what each threshold lets out.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot import settings
from bot.administration.reporting.shares import Share
from bot.evaluation.metrics import holds
from bot.lab.data.programmes import read_programme
from bot.lab.programme_shelf import lay_out
from bot.threads.deciding import SURE, Decider
from bot.threads.features import is_called
from bot.threads.kinds import RememberedVectors, question_probability, read_kinds, thread_vectors
from bot.threads.types import QUESTIONS, Action, Decision, Kind, Mode, Said
from bot.wiring.answers import open_models, open_parts
from index.types import unheard

THRESHOLDS = (0.35, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedMessage:
    """A message of a person with its label, and what the bot does about it where it gives every answer that it finds.

    `is_unasked` says that nobody has put it to the bot: it holds no mention, and the thread none before it. `question`
    is how probably it asks something of the bulletins, `confidence` that of the answer; `right` says whether the first
    quote holds the label's answer.
    """

    programme: str
    text: str
    kind: Kind
    is_mentioned: bool
    is_unasked: bool
    is_answerable: bool
    question: float
    action: Action
    confidence: float
    right: bool

    @property
    def asks(self) -> bool:
        return self.kind in QUESTIONS

    def acted(self, sure: float) -> Action:
        """What is done about it where the bot answers by itself from a probability on."""
        unsure = self.action is Action.ANSWER and self.is_unasked and self.confidence < sure
        return Action.MARK if unsure else self.action


def weighed_threads(name: str, given: argparse.Namespace) -> Iterator[WeighedMessage]:
    """Every message of people in a programme's threads, asked of an index of its bulletins."""
    shelf: Path = given.work / name / "shelf"
    lay_out(read_programme(given.programmes / f"{name}.jsonl"), shelf)
    (shelf / "questions.jsonl").unlink()
    values = settings.load({**os.environ, "FVM_BULLETINS": str(shelf), "FVM_DATA": str(given.work / name / "data")})
    models = open_models(values, unheard)
    answerer = open_parts(values, unheard, models=models).answerer
    decider = Decider(read_kinds(), RememberedVectors(models.encoder.encode_queries), answerer.answer, sure=0.0)
    for line in (given.threads / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        rows = json.loads(line)["messages"]
        yield from _weighed(name, rows, decider, Mode(given.mode))


def _weighed(name: str, rows: Sequence[dict[str, Any]], decider: Decider, mode: Mode) -> Iterator[WeighedMessage]:
    thread = [Said.from_row(row) for row in rows]
    vectors = thread_vectors(thread, decider.encode)
    for place, (row, decision) in enumerate(zip(rows, decider.decide_all(thread, mode), strict=True)):
        if thread[place].by_bot:
            continue
        kinds = decider.kinds.probabilities(thread, place, vectors)
        answer = decision.answer
        first = None if answer is None or not answer.answers else answer.answers[0].quote
        yield WeighedMessage(
            programme=name,
            text=thread[place].text,
            kind=Kind(row["label"]),
            is_mentioned=thread[place].mentions_bot,
            is_unasked=not thread[place].mentions_bot and not is_called(thread, place),
            is_answerable=row["answer"] is not None,
            question=question_probability(kinds),
            action=decision.action,
            confidence=_confidence(decision),
            right=first is not None and row["answer"] is not None and holds(first, [row["answer"]]),
        )


def _confidence(decision: Decision) -> float:
    return 0.0 if decision.answer is None else decision.answer.confidence


def measures(messages: Iterable[WeighedMessage], mode: Mode, sure: float) -> dict[str, Share]:
    """The shares that the threads' README names. In a channel where the bot answers by itself `by itself` is of what
    nobody put to it: how many of its answers there are right, and how many of the questions with an answer get one."""
    all_of = list(messages)
    chatter = [one for one in all_of if not one.is_mentioned and not one.asks]
    put = [one for one in all_of if one.asks and (one.is_mentioned or not one.is_unasked)]
    known, unknown = ([one for one in put if one.is_answerable is answerable] for answerable in (True, False))
    found = {
        "butting in": _share(chatter, lambda one: one.acted(sure) not in (Action.SILENT, Action.MARK)),
        "heard": _share(known, lambda one: one.acted(sure) in (Action.ANSWER, Action.REFUSE)),
        "right": _share(known, lambda one: one.acted(sure) is Action.ANSWER and one.right),
        "wrongly answered": _share(unknown, lambda one: one.acted(sure) is Action.ANSWER),
    }
    return found if mode is not Mode.CHANNEL else found | _by_itself(all_of, sure)


def _by_itself(messages: Sequence[WeighedMessage], sure: float) -> dict[str, Share]:
    unasked = [one for one in messages if one.is_unasked]
    answered = [one for one in unasked if one.acted(sure) is Action.ANSWER]
    questions = [one for one in unasked if one.asks]
    known = [one for one in questions if one.is_answerable]
    return {
        "by itself: of its answers right": _share(answered, lambda one: one.right),
        "by itself: of its answers to what asks nothing": _share(answered, lambda one: not one.asks),
        "by itself: questions with an answer that get one": _share(known, lambda one: one.acted(sure) is Action.ANSWER),
        "by itself: questions marked": _share(questions, lambda one: one.acted(sure) is Action.MARK),
        "by itself: other messages marked": _share(
            [one for one in unasked if not one.asks], lambda one: one.acted(sure) is Action.MARK
        ),
    }


def _share(messages: Sequence[WeighedMessage], flag: Callable[[WeighedMessage], bool]) -> Share:
    return Share(sum(map(flag, messages)), len(messages))


def table(messages: Sequence[WeighedMessage], mode: Mode) -> Iterator[str]:
    """The measures, a line each, with 95 % intervals; in a channel for several thresholds."""
    for sure in THRESHOLDS if mode is Mode.CHANNEL else (SURE,):
        if mode is Mode.CHANNEL:
            yield f"answers by itself from {sure:.2f}"
        for name, share in measures(messages, mode, sure).items():
            low, high = share.interval
            value = "-" if share.value is None else f"{share.value:.2f} ({low:.2f} to {high:.2f})"
            yield f"  {name}: {share.hits} of {share.of}, {value}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.measuring.labelled_threads", description=__doc__)
    parser.add_argument("names", nargs="+", help="programmes")
    parser.add_argument("--threads", type=Path, required=True)
    parser.add_argument("--programmes", type=Path, required=True)
    parser.add_argument("--mode", choices=[Mode.CALLED.value, Mode.CHANNEL.value], default=Mode.CALLED.value)
    parser.add_argument("--work", type=Path, required=True, help="where the indexes lie, to be used again")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    messages = list(_kept(given))
    sys.stdout.write("\n".join(table(messages, Mode(given.mode))) + "\n")


def _kept(given: argparse.Namespace) -> Iterator[WeighedMessage]:
    """Every message, each written down as soon as it is weighed."""
    with (given.out or Path(os.devnull)).open("w", encoding="utf-8") as file:
        for name in given.names:
            for one in weighed_threads(name, given):
                file.write(json.dumps(_row(one), ensure_ascii=False) + "\n")
                file.flush()
                yield one


def _row(one: WeighedMessage) -> dict[str, object]:
    return asdict(one) | {"kind": one.kind.value, "action": one.action.value}


if __name__ == "__main__":
    main()
