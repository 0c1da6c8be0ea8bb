"""How likely a later passage tells of the same thing as a quote, by words and the search alone; pure.

Few later passages do, and comparing one takes as long as reading half a passage: the likely ones are compared.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.changing.excerpts import passage_sentences, stems
from bot.answering.choosing.calibration import linear
from index.types import Hit

FEATURES = ("share", "sentence_share", "fit")
WEIGHTS: Mapping[str, float] = {
    "intercept": -7.51,
    "share": 3.35,
    "sentence_share": 2.24,
    "fit": 5.9,
}
"""Fitted by `bot/lab/fitting/later.py`; they give the logarithm of the odds."""

LIKELY = -3.25
"""From these odds on a passage is compared: few later passages of an ordinary question reach them."""
LEAST_COMPARED = 1
"""Where the later statement has few words ("efterträder honom") they tell little."""
_FEW = 4
"""Among so few later hits no word is rare."""
MOST = 5
"""What compares takes half as long a passage as what reads one."""


def likeliest(quote: str, later: Sequence[Hit], best_score: float, most: int = MOST) -> list[Hit]:
    """The later hits that likely tell of the same thing, the likeliest first; LEAST_COMPARED at least, and all where
    there are few. `best_score` is the search's greatest of all hits, whatever their date."""
    odds = [linear(WEIGHTS, features) for features in likeness_features(quote, later, best_score)]
    return [later[place] for place in chosen_places(odds, LIKELY, most)]


def chosen_places(odds: Sequence[float], least: float, most: int = MOST) -> list[int]:
    """The places of the odds from which `likeliest` compares, with `least` in place of LIKELY."""
    order = sorted(range(len(odds)), key=lambda place: -odds[place])
    likely = len(odds) if len(odds) <= _FEW else max(LEAST_COMPARED, sum(one >= least for one in odds))
    return order[: min(most, likely)]


def likeness_features(quote: str, later: Sequence[Hit], best_score: float) -> list[dict[str, float]]:
    """For each later hit the numbers of FEATURES.

    Shares are those of the quote's words, by their rarity among the hits, that the passage, or its best sentence,
    repeats: what takes a statement's place often repeats its words, the old value among them, where it has few of
    the question's. `fit` is the search's score, 1 for the best hit.
    """
    held = [_Words.of(hit) for hit in later]
    found = Counter(word for one in held for word in one.all)
    worth = {word: math.log((len(later) + 1) / (found[word] + 0.5)) for word in stems(quote)}
    whole = sum(worth.values())

    def share(words: set[str]) -> float:
        return sum(worth[word] for word in worth.keys() & words) / whole if whole > 0.0 else 0.0

    return [
        {
            "share": share(words.all),
            "sentence_share": max(map(share, words.sentences)),
            "fit": hit.score / best_score if best_score > 0.0 else 0.0,
        }
        for hit, words in zip(later, held, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Words:
    """The stems of a hit's words: of each sentence, and all of them with those that stand over the passage."""

    sentences: Sequence[set[str]]
    all: set[str]

    @classmethod
    def of(cls, hit: Hit) -> _Words:
        sentences = [stems(text) for text in passage_sentences(hit.passage)]
        over = stems(f"{hit.passage.context}\n{hit.bulletin.title}")
        return cls(sentences, over.union(*sentences))
