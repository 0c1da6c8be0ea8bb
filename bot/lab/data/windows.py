"""Windows of whole sentences, cut out of a tokenized paragraph."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.lab.data.public_sets import Paragraph

_BREAK = re.compile(r"(?<=[.!?…])[\"”»)\]]*\s+(?=[\"“«(•\-–]?\s*[A-ZÅÄÖÆØ0-9])|\s*\n\s*")
_LONGEST_SENTENCE = 120


@dataclass(frozen=True, slots=True)
class Tokenized:
    """A paragraph's token ids and their character offsets; `cuts` are the tokens that begin a sentence, and the end."""

    paragraph: Paragraph
    ids: NDArray[np.int32]
    offsets: NDArray[np.int32]
    cuts: tuple[int, ...]

    def tokens_of(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens that cover characters `start` to `end`; None where none does."""
        covered = np.flatnonzero((self.offsets[:, 0] < end) & (self.offsets[:, 1] > start))
        return (int(covered[0]), int(covered[-1]) + 1) if len(covered) else None

    def text(self, window: tuple[int, int]) -> str:
        return self.paragraph.text[self.offsets[window[0], 0] : self.offsets[window[1] - 1, 1]]


def tokenize(paragraph: Paragraph, tokenizer: Tokenizer) -> Tokenized:
    """Reads the paragraph once; windows are then slices."""
    encoding = tokenizer.encode(paragraph.text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
    starts = [match.end() for match in _BREAK.finditer(paragraph.text)]
    cuts = {0, len(offsets)} | {int(np.searchsorted(offsets[:, 1], start, "right")) for start in starts}
    return Tokenized(paragraph, np.array(encoding.ids, dtype=np.int32), offsets, _short(sorted(cuts)))


def _short(cuts: list[int]) -> tuple[int, ...]:
    """Cuts what runs on for too long, so that no sentence outgrows a window."""
    short = cuts[:1]
    for cut in cuts[1:]:
        while cut - short[-1] > _LONGEST_SENTENCE:
            short.append(short[-1] + _LONGEST_SENTENCE)
        short.append(cut)
    return tuple(short)


def around(paragraph: Tokenized, span: tuple[int, int], budget: int, rng: random.Random) -> tuple[int, int]:
    """A window of about `budget` tokens that holds the tokens `span`, grown to random sides by whole sentences."""
    cuts = paragraph.cuts
    low = max(index for index, cut in enumerate(cuts) if cut <= span[0])
    high = min(index for index, cut in enumerate(cuts) if cut >= span[1])
    while True:
        left = low > 0 and cuts[high] - cuts[low - 1] <= budget
        right = high < len(cuts) - 1 and cuts[high + 1] - cuts[low] <= budget
        if not (left or right):
            return cuts[low], cuts[high]
        if left and (not right or rng.random() < 0.5):
            low -= 1
        else:
            high += 1


def consecutive(paragraph: Tokenized, budget: int) -> list[tuple[int, int]]:
    """The paragraph in windows of at most `budget` tokens, or one sentence where it is longer."""
    windows: list[tuple[int, int]] = []
    start = 0
    for cut, following in zip(paragraph.cuts[1:], (*paragraph.cuts[2:], None), strict=True):
        if following is None or following - start > budget:
            if cut > start:
                windows.append((start, cut))
            start = cut
    return windows
