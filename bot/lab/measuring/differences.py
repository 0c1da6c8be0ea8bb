"""What changed between two runs over the same questions, paired; pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.metrics import aurc, calibration_error, quantile

Row = Mapping[str, Any]
_Z_95 = 1.959964

MEASURES: Mapping[str, tuple[Callable[[Row], bool], Callable[[Row], bool]]] = {
    "right first": (lambda row: row["answerable"], lambda row: row["right_first"]),
    "within three": (lambda row: row["answerable"], lambda row: row["right_within_three"]),
    "right first, never silent": (lambda row: row["answerable"], lambda row: row["never_silent"]),
    "silent, no answer": (lambda row: not row["answerable"], lambda row: not row["answered"]),
    "as it should": (lambda row: True, lambda row: row["right_first"] if row["answerable"] else not row["answered"]),
}
"""By name: the questions that it is of, and what counts as a hit; a higher share is better."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`gained` questions are hits only after, `lost` only before, of `questions` in all; `hits` before."""

    questions: int
    hits: int
    gained: int
    lost: int

    @property
    def before(self) -> float:
        return self.hits / self.questions

    @property
    def change(self) -> float:
        """The share after less the share before."""
        return (self.gained - self.lost) / self.questions

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the change of paired shares (Wald)."""
        changed = self.gained + self.lost
        spread = math.sqrt(max(changed - (self.gained - self.lost) ** 2 / self.questions, 0.0)) / self.questions
        return self.change - _Z_95 * spread, self.change + _Z_95 * spread

    @property
    def chance(self) -> float:
        """McNemar's exact test: how likely so uneven a split of the changed questions is where nothing changed."""
        changed, fewer = self.gained + self.lost, min(self.gained, self.lost)
        tail = sum(math.comb(changed, count) for count in range(fewer + 1))
        return min(1.0, float(2 * tail) / 2.0**changed)


def difference(pairs: Sequence[tuple[Row, Row]], measure: str) -> Difference | None:
    """The change of a measure over pairs of rows before and after; None where no question is of it."""
    concerned, is_hit = MEASURES[measure]
    hits = [(is_hit(before), is_hit(after)) for before, after in pairs if concerned(before)]
    if not hits:
        return None
    return Difference(
        questions=len(hits),
        hits=sum(before for before, _ in hits),
        gained=sum(after and not before for before, after in hits),
        lost=sum(before and not after for before, after in hits),
    )


def as_table(before: Mapping[str, Row], after: Mapping[str, Row]) -> str:
    """A Markdown table of every measure for each part, each language and all together, and how sure the answers are."""
    shared = [(before[name], after[name]) for name in before if name in after]
    groups: dict[str, list[tuple[Row, Row]]] = {}
    for pair in shared:
        for name in (pair[0]["part"], f"all, {pair[0]['language']}", "all"):
            groups.setdefault(name, []).append(pair)
    lines = ["| | | questions | before | after | change | 95 % | gained, lost | p |", "| " + "--- | " * 9]
    for name, pairs in groups.items():
        lines += [_line(name, measure, found) for measure in MEASURES if (found := difference(pairs, measure))]
    sureness = [_sureness(name, [pair[place] for pair in shared]) for place, name in enumerate(("before", "after"))]
    return "\n".join([*lines, "", *sureness, ""])


def _line(name: str, measure: str, found: Difference) -> str:
    low, high = found.interval
    return (
        f"| {name} | {measure} | {found.questions} | {100 * found.before:.1f} % "
        f"| {100 * (found.before + found.change):.1f} % | {100 * found.change:+.1f} "
        f"| {100 * low:+.1f} to {100 * high:+.1f} | {found.gained}, {found.lost} | {found.chance:.2f} |"
    )


def _sureness(name: str, rows: Sequence[Row]) -> str:
    given = [row for row in rows if row["answered"]]
    confidences, right = [row["confidence"] for row in given], [row["right_first"] for row in given]
    seconds = quantile([row["seconds"] for row in rows], 0.5)
    return (f"{name}: AURC {aurc(confidences, right):.3f}, calibration error "
            f"{calibration_error(confidences, right):.3f}, median {1000 * seconds:.0f} ms")  # fmt: skip
