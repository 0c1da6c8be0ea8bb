"""Measures of answers, rankings and confidence; pure functions."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from corpus.web.addresses import page_key


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the risk-coverage curve: what is answered at `threshold` and above.

    `coverage` is the share of all questions, 0 to 1, that is answered; `risk` the share of wrong ones among those.
    """

    threshold: float
    coverage: float
    risk: float

    @property
    def accuracy(self) -> float:
        return 1.0 - self.risk


def normalized(text: str) -> str:
    """`text` without case, accents and runs of white space, as both sides of a judgment are compared."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


def holds(text: str, accepted: Iterable[str]) -> bool:
    """Whether `text` holds one of the `accepted` strings as whole words."""
    haystack = normalized(text)
    return any(_stands_in(haystack, normalized(wanted)) for wanted in accepted)


def same_address(one: str | None, other: str | None) -> bool:
    """Whether two addresses name one page, as the shelf tells pages apart; False where either is missing."""
    if one is None or other is None:
        return False
    return one == other or (is_web_address(one) and is_web_address(other) and page_key(one) == page_key(other))


def is_web_address(address: str | None) -> bool:
    return address is not None and urlsplit(address).scheme.lower() in {"http", "https"}


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Share of queries whose wanted result is among the first `k`; a rank counts from 1, None is not found."""
    return mean([rank is not None and rank <= k for rank in ranks])


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """MRR: the mean of 1 / rank, 0 for what is not found."""
    return mean([0.0 if rank is None else 1.0 / rank for rank in ranks])


def ndcg_at(ranks: Sequence[int | None], k: int) -> float:
    """nDCG@k with one wanted result a query: the mean of 1 / log2(1 + rank) (Järvelin and Kekäläinen, 2002)."""
    return mean([0.0 if rank is None or rank > k else 1.0 / math.log2(1 + rank) for rank in ranks])


def risk_coverage(confidences: Sequence[float], right: Sequence[bool], total: int | None = None) -> tuple[Point, ...]:
    """The risk-coverage curve (El-Yaniv and Wiener, 2010), from the most confident answer on.

    `total` is the number of questions, where some have no answer at all and so no place on the curve; by default
    as many as there are confidences. Equal confidences make one point, since no threshold parts them.
    """
    questions = total or len(confidences)
    points: list[Point] = []
    answered = wrong = 0
    for threshold, flags in _levels(confidences, right):
        answered, wrong = answered + len(flags), wrong + flags.count(False)
        points.append(Point(threshold, answered / questions, wrong / answered))
    return tuple(points)


def aurc(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """AURC: the mean risk of the 1, 2, ... n most confident answers (Geifman, Uziel and El-Yaniv, 2019).

    Wrong answers of equal confidence are spread evenly among these. 0 is best, and what no answers give.
    """
    risks: list[float] = []
    wrong = 0.0
    for _, flags in _levels(confidences, right):
        share = flags.count(False) / len(flags)
        before = len(risks)
        risks += [(wrong + share * place) / (before + place) for place in range(1, len(flags) + 1)]
        wrong += flags.count(False)
    return mean(risks)


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """ECE: the mean gap between confidence and accuracy, in `bins` of equal width (Guo et al., 2017)."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, flag in zip(confidences, right, strict=True):
        groups.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, flag))
    gaps = [abs(math.fsum(confidence - flag for confidence, flag in group)) for group in groups.values()]
    return math.fsum(gaps) / len(confidences) if confidences else 0.0


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    return math.fsum(values) / len(values) if values else 0.0


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _stands_in(haystack: str, wanted: str) -> bool:
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", haystack) is not None


def _levels(confidences: Sequence[float], right: Sequence[bool]) -> Iterator[tuple[float, list[bool]]]:
    """Confidences from the highest down, each with its answers."""
    ordered = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    for confidence, pairs in groupby(ordered, key=lambda pair: pair[0]):
        yield confidence, [flag for _, flag in pairs]
