"""What tells of a message what it is: plain features, hashed words and letters, and the encoder's vectors; pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.answering.question.asked import AnswerKind, answer_kind
from bot.answering.question.smalltalk import is_smalltalk
from bot.threads.types import MENTION, Said
from corpus.language.words import fold, folded_words
from index.types import Vectors

BUCKETS = 8192
"""How many numbers the words and letters are hashed into."""

PLAIN = 54
"""How many plain features there are."""

GRAM_SCALE = 15.0
VECTOR_SCALE = 6.0
"""How much words and vectors count beside the plain features: the best of four pairs tried in six folds of the training
programmes."""

FeatureRow = NDArray[np.float32]
"""The features of one message, shape (PLAIN + BUCKETS + 3 * dim + 2,)."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INTERROGATIVES = _set(
    "vem vems vad nar var vart varfor hur vilken vilket vilka who whom what when where why how which whose"
)
_VERBS = _set(
    "ar har hade kan kunde ska skall skulle kommer blir blev far fick maste finns fanns gar galler ingar behover vet is"
    " are was were has have can could will would shall should does do did must may"
)
_YOU = _set("du dig ni er din ditt dina you your ert era")
_WE = _set("jag mig vi oss min mitt mina i me we us my our")
_CONTINUATIONS = _set("och men and but sa so da")
_ANYBODY = _set("nagon nan ngn nagn anyone anybody someone")
_EMOJI = re.compile(r":[\w+'-]+:|[\U0001F300-\U0001FAFF\u2600-\u27BF]")
_NAME_IN_FRONT = re.compile(r"\W{0,3}(?:(?:hej|du|och|men) )?[A-ZÅÄÖ][a-zåäöé]+ ?[,:?]|\W{0,3}<@")


def plain_features(thread: Sequence[Said], place: int) -> list[float]:
    """What is known without a model of the message at `place`, in a fixed order."""
    said = thread[place]
    words, asks = folded_words(said.plain), "?" in said.plain
    opens = bool(words) and words[0] in _INTERROGATIVES
    named = _NAME_IN_FRONT.match(said.text) is not None and not opens
    to_you, continues = bool(_YOU & set(words)), bool(words) and words[0] in _CONTINUATIONS
    anybody, any_word = bool(_ANYBODY & set(words)), bool(_INTERROGATIVES & set(words))
    around = _around(thread, place)
    found: list[float | bool] = [
        said.mentions_bot, said.text.strip().startswith(MENTION), said.text.strip().endswith(MENTION), asks,
        said.plain.endswith("?"), "!" in said.plain, opens, any_word, bool(_INTERROGATIVES & set(words[1:3])),
        bool(words) and words[0] in _VERBS, continues, bool(words) and words[-1] in ("da", "then"),
        min(len(words), 30) / 10, len(words) <= 2, not words, len(words) > 15, "<@" in said.text, named, to_you,
        bool(_WE & set(words)), _EMOJI.search(said.text) is not None, any(map(str.isdigit, said.plain)), anybody,
        is_smalltalk(said.plain) is not None, *around, asks and place == 0, asks and continues, asks and to_you,
        asks and ("<@" in said.text or named), asks and around[1], asks and around[0], asks and anybody,
        any_word and not asks,
    ]  # fmt: skip
    kind = answer_kind(said.plain)
    return [float(value) for value in (*found, *(kind is each for each in AnswerKind))]


def _around(thread: Sequence[Said], place: int) -> list[float]:
    """Of the messages before: whether the bot was called, when it spoke last, whom it answered, and so on."""
    said, before = thread[place], thread[:place]
    bot = _last_of_bot(before)
    asker = None if bot is None else next((each.user for each in reversed(before[:bot]) if not each.by_bot), None)
    last = before[-1] if before else None
    found: list[float | bool] = [
        is_called(thread, place), last is not None and last.by_bot, len(before) > 1 and before[-2].by_bot, place == 0,
        min(place, 10) / 10, last is not None and "?" in last.text, last is not None and last.user == said.user,
        asker == said.user, asker == said.user and last is not None and last.by_bot,
        0.0 if bot is None else 1 / (place - bot), any(each.user == said.user and "?" in each.text for each in before),
        all(each.user != said.user for each in before),
    ]  # fmt: skip
    return [float(value) for value in found]


def _last_of_bot(thread: Sequence[Said]) -> int | None:
    return max((place for place, said in enumerate(thread) if said.by_bot), default=None)


def is_called(thread: Sequence[Said], place: int) -> bool:
    """Whether the bot has been mentioned or has spoken before the message at `place`."""
    return any(each.by_bot or each.mentions_bot for each in thread[:place])


def feature_row(thread: Sequence[Said], place: int, vectors: Vectors) -> FeatureRow:
    """All features of the message at `place`; `vectors`, shape (messages, dim), are those of the thread so far."""
    own, none = vectors[place], np.zeros(vectors.shape[1], np.float32)
    bot = _last_of_bot(thread[:place])
    before = vectors[place - 1] if place else none
    spoken = none if bot is None else vectors[bot]
    likeness = np.array([own @ before, own @ spoken], np.float32)
    hashed = np.zeros(BUCKETS, np.float32)
    for gram in _grams(thread[place].plain):
        hashed[zlib.crc32(gram.encode()) % BUCKETS] += 1
    hashed *= GRAM_SCALE / max(float(np.linalg.norm(hashed)), 1e-9)
    meaning = VECTOR_SCALE * np.concatenate([own, before, spoken, likeness])
    return np.concatenate([np.array(plain_features(thread, place), np.float32), hashed, meaning.astype(np.float32)])


def _grams(text: str) -> Iterator[str]:
    words = folded_words(text)
    yield from (f"w:{word}" for word in words)
    yield from (f"b:{one}_{other}" for one, other in zip(["^", *words], [*words, "$"], strict=True))
    yield from (f"1:{word}" for word in words[:3])
    letters = " ".join(re.sub(r"\d", "0", fold(f" {text} ")).split())
    yield from (f"c:{letters[at : at + size]}" for size in (3, 4) for at in range(len(letters) - size + 1))
