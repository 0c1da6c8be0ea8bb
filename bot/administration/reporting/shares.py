"""A share with its interval, as every figure about answers is told; pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval (Wilson)."""
        return wilson(self.hits, self.of)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927); (0, 1) of no trials."""
    if not trials:
        return 0.0, 1.0
    share, spread = successes / trials, _Z_95**2 / trials
    middle = share + spread / 2
    half = _Z_95 * math.sqrt((share * (1 - share) + spread / 4) / trials)
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))
