"""Pairs questions that are translations of each other, in the order that both languages share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def align(similarity: NDArray[np.float32], floor: float) -> list[tuple[int, int]]:
    """The pairs (row, column), both rising, with the greatest sum of similarity above `floor` (Needleman-Wunsch)."""
    rows, columns = similarity.shape
    best = np.zeros((rows + 1, columns + 1))
    gain = similarity - floor
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            best[row, column] = max(
                best[row - 1, column], best[row, column - 1], best[row - 1, column - 1] + gain[row - 1, column - 1]
            )
    return _trace(best, gain)


def _trace(best: NDArray[np.float64], gain: NDArray[np.float32]) -> list[tuple[int, int]]:
    pairs = []
    row, column = len(best) - 1, len(best[0]) - 1
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return pairs[::-1]


def translations(
    ours: Sequence[str], theirs: Sequence[str], similarity: NDArray[np.float32], floor: float = 0.84
) -> dict[str, str]:
    """`similarity` is float32 (ours, theirs), cosines. Maps each of ours to its translation, where it has one."""
    return {ours[row]: theirs[column] for row, column in align(similarity, floor)}
