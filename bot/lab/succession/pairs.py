"""Draws pairs to learn from: a question, what an older bulletin says to it, and a passage of a later one."""

from __future__ import annotations

import enum
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.changing.excerpts import cropped, nearest_sentence, stems
from bot.answering.changing.likeness import likeliest
from bot.evaluation.judgments import Course
from bot.evaluation.metrics import holds
from bot.lab.data.changes import AskedFact, Fact
from bot.lab.data.noise import roughen
from bot.lab.data.programmes import ProgrammeQuestion
from corpus.split import split
from corpus.types import Bulletin, Passage, Span
from index.types import Hit

_NEAR = 8
"""Of the later passages that are nearest, those that wrong ones are drawn from."""
_WRONG = 3
"""Wrong passages drawn for a right one."""
_UNASKED = 0.6
"""How often a case has a pair whose older statement does not answer the question: a reader may be wrong."""
_ROUGH = 0.15
_BARE = 0.08
"""The share of windows without title and date: a bulletin may have none."""
_FEW, _MANY = 40, 110
"""Words of a later passage that are read."""


class Label(enum.IntEnum):
    """What the later passage is to the older statement: another thing, the same value again, or another value."""

    OTHER = 0
    SAME = 1
    CHANGED = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """What is read together, as texts; `answer` is where the value stands in `later`, None for `Label.OTHER`."""

    question: str
    older_context: str
    older: str
    later_context: str
    later: str
    label: Label
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class StatementPlace:
    """Where a statement stands: its passage, and the sentence and value as spans of the bulletin's body."""

    passage: Passage
    sentence: Span
    answer: Span
    value: str


@dataclass(frozen=True, slots=True)
class PairCase:
    """A question with an older statement, the later ones with their labels, and wrong later passages, nearest first.

    `unasked` are wrong passages that are earlier than the older statement; `weight` is how often it is drawn.
    """

    question: str
    older: StatementPlace
    later: tuple[tuple[StatementPlace, Label], ...]
    wrong: tuple[Passage, ...]
    unasked: tuple[Passage, ...] = ()
    weight: float = 1.0


Find = Callable[[str, str], Sequence[Hit]]
"""What the bot's own search finds for a question in a language, best first."""


class PairShelf:
    """A programme's passages, and which of them are taken for what changes a statement: those that the bot would
    compare with it where there is a search, else those that share words with it."""

    def __init__(
        self, bulletins: Mapping[str, Bulletin], count_tokens: Callable[[str], int], find: Find | None = None
    ) -> None:
        self.bulletins = bulletins
        self._find = find
        self.passages = [passage for bulletin in bulletins.values() for passage in split(bulletin, count_tokens, 480)]
        self._stems = [stems(f"{passage.context} {passage.text}") for passage in self.passages]
        self._rarity = Counter(word for held in self._stems for word in held)

    def place(self, file: str, sentence: str, answer: str) -> StatementPlace | None:
        """Where a bulletin's sentence stands; None where no passage holds it whole."""
        bulletin = self.bulletins.get(file)
        start = bulletin.body.find(sentence) if bulletin else -1
        inner = sentence.find(answer)
        if start < 0 or inner < 0:
            return None
        whole = Span(start, start + len(sentence))
        for passage in self.passages:
            if passage.bulletin_id == file and passage.start <= whole.start and whole.end <= passage.end:
                return StatementPlace(passage, whole, Span(start + inner, start + inner + len(answer)), answer)
        return None

    def later_than(self, passage: Passage) -> list[Passage]:
        """The passages of bulletins that are surely later."""
        said = self.bulletins[passage.bulletin_id].date_key
        return [one for one in self.passages if self.bulletins[one.bulletin_id].date_key > said]

    def earlier_than(self, passage: Passage) -> list[Passage]:
        """The passages of bulletins that are surely earlier."""
        said = self.bulletins[passage.bulletin_id].date_key
        return [one for one in self.passages if (0, 0, 0) < self.bulletins[one.bulletin_id].date_key < said]

    def compared(self, question: str, language: str, said: str, among: Sequence[Passage], count: int) -> list[Passage]:
        """Of `among` what the bot would compare first with the quote `said`."""
        at = {(one.bulletin_id, one.start): one for one in among}
        found = () if self._find is None else self._find(question, language)
        hits = [hit for hit in found if (hit.bulletin.id, hit.passage.start) in at]
        best_score = max((hit.score for hit in found), default=0.0)
        likely = likeliest(said, hits, best_score, count)
        near = [at[hit.bulletin.id, hit.passage.start] for hit in likely]
        return near or self.nearest(f"{question} {said}", among, count)

    def nearest(self, text: str, among: Sequence[Passage], count: int) -> list[Passage]:
        wanted = stems(text)
        chosen = {one.id for one in among}
        scored = [
            (sum(1 / self._rarity[word] for word in wanted & held), place)
            for place, (one, held) in enumerate(zip(self.passages, self._stems, strict=True))
            if one.id in chosen
        ]
        return [self.passages[place] for _, place in sorted(scored, reverse=True)[:count]]


def cases_of_changes(shelf: PairShelf, asked: Sequence[AskedFact]) -> Iterator[PairCase]:
    """A case for each question and each statement that has later ones, or that later passages only seem to change."""
    for one in asked:
        places = _places(shelf, one.fact)
        for number, older in enumerate(places):
            later = [place for place in places[number + 1 :] if place.passage.id != older.passage.id]
            labelled = tuple((place, _label(one.fact, older, place)) for place in later)
            wrong, unasked = (
                _wrong(shelf, (one.text, one.language), older, places, side)
                for side in (shelf.later_than, shelf.earlier_than)
            )
            yield PairCase(one.text, older, labelled, wrong, unasked)


def cases_of_questions(
    shelf: PairShelf, questions: Sequence[ProgrammeQuestion], facts: Sequence[Fact], weight: float
) -> Iterator[PairCase]:
    """Cases of ordinary questions: nothing that is known changes them. Those about a fact that is are left out."""
    told = {(_id(each.file), each.sentence) for fact in facts for each in fact.statements}
    for one in questions:
        if one.answer is None or one.sentence is None:
            continue
        body = shelf.bulletins[one.bulletin_id].body
        sentence, answer = (body[span.start : span.end] for span in (one.sentence, one.answer))
        if any(file == one.bulletin_id and (sentence in text or text in sentence) for file, text in told):
            continue
        older = shelf.place(one.bulletin_id, sentence, answer)
        if older is not None:
            wrong, unasked = (
                _wrong(shelf, (one.text, one.language), older, [older], side)
                for side in (shelf.later_than, shelf.earlier_than)
            )
            if wrong:
                yield PairCase(one.text, older, (), wrong, unasked, weight)


def draw_pairs(case: PairCase, shelf: PairShelf, rng: random.Random) -> list[Pair]:
    """The case's pairs, cut and worded differently at each visit."""
    question = roughen(case.question, rng) if rng.random() < _ROUGH else case.question
    older = _older(case.older, shelf, rng)
    context = "" if rng.random() < _BARE else case.older.passage.context
    drawn = case.later if len(case.later) <= 2 else rng.sample(case.later, 2)
    pairs = []
    for place, label in drawn:
        text, start = cropped(place.passage, place.sentence, rng.randint(_FEW, _MANY))
        answer = Span(place.answer.start - start, place.answer.end - start)
        inside = label is not Label.OTHER
        pairs.append(Pair(question, context, older, place.passage.context, text, label, answer if inside else None))
    for passage in rng.sample(case.wrong, min(len(case.wrong), _WRONG if drawn else 2)):
        text, _ = cropped(passage, nearest_sentence(passage, f"{question} {older}"), rng.randint(_FEW, _MANY))
        pairs.append(Pair(question, context, older, passage.context, text, Label.OTHER))
    if case.unasked and rng.random() < _UNASKED:
        pairs.append(_unasked(question, rng.choice(case.unasked), case.older, rng))
    return pairs


def _unasked(question: str, wrong: Passage, place: StatementPlace, rng: random.Random) -> Pair:
    """What answers, after an earlier statement that does not."""
    near = nearest_sentence(wrong, question)
    older = wrong.text[near.start - wrong.start : near.end - wrong.start]
    text, _ = cropped(place.passage, place.sentence, rng.randint(_FEW, _MANY))
    return Pair(question, wrong.context, older, place.passage.context, text, Label.OTHER)


def _older(place: StatementPlace, shelf: PairShelf, rng: random.Random) -> str:
    body = shelf.bulletins[place.passage.bulletin_id].body
    start, end = place.sentence.start, place.sentence.end
    if rng.random() < 0.4:
        spans = place.passage.sentences
        beside = [
            (min(one.start, other.start), max(one.end, other.end))
            for one, other in pairwise(spans)
            if one.start <= start < one.end or other.start <= start < other.end
        ]
        if beside:
            start, end = rng.choice(beside)
    return body[start:end]


def _places(shelf: PairShelf, fact: Fact) -> list[StatementPlace]:
    found = (shelf.place(_id(each.file), each.sentence, each.answer) for each in fact.statements)
    dated = [place for place in found if place is not None]
    return sorted(dated, key=lambda place: shelf.bulletins[place.passage.bulletin_id].date_key)


def _label(fact: Fact, older: StatementPlace, later: StatementPlace) -> Label:
    if fact.course is Course.DIFFERENT:
        return Label.OTHER
    alike = holds(older.value, [later.value]) or holds(later.value, [older.value])
    return Label.SAME if alike or fact.course is Course.REPEATED else Label.CHANGED


def _wrong(
    shelf: PairShelf,
    asked: tuple[str, str],
    older: StatementPlace,
    places: Sequence[StatementPlace],
    side: Callable[[Passage], list[Passage]],
) -> tuple[Passage, ...]:
    """Passages on one side of the older statement in time that hold no value of the fact, nearest first."""
    values = [place.value for place in places]
    held = {place.passage.id for place in places}
    found = [passage for passage in side(older.passage) if passage.id not in held and not holds(passage.text, values)]
    body = shelf.bulletins[older.passage.bulletin_id].body
    said = body[older.sentence.start : older.sentence.end]
    return tuple(shelf.compared(*asked, said, found, _NEAR))


def _id(file: str) -> str:
    return file.removesuffix(".md")
