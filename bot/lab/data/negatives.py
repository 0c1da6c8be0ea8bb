"""Passages that do not answer: neighbours on the page, look-alikes found by BM25, and foreign ones."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from bot.lab.data.public_sets import SetQuestion, Source
from bot.lab.data.windows import Tokenized, consecutive

Place = tuple[Tokenized, tuple[int, int]]
_NAME = re.compile(r"(?<!^)\b(?:[A-ZÅÄÖ][\w-]{2,}|\d[\d ,.]*\d|\d+)\b")
_NEAREST = 14
_WORD = re.compile(r"\w+")
_STEMMERS = {"sv": "swedish", "en": "english", "no": "norwegian", "de": "german"}


class Pool:
    """All paragraphs in windows, and the windows that BM25 finds for each question."""

    def __init__(
        self, places: Sequence[Place], found: Mapping[str, NDArray[np.int32]], questions: Sequence[SetQuestion]
    ) -> None:
        self._places = places
        self._found = found
        self._by_article: dict[tuple[Source, str], list[int]] = {}
        self._by_source: dict[Source, list[int]] = {}
        for row, (paragraph, _) in enumerate(places):
            one = paragraph.paragraph
            page = f"{one.article}#{one.number}" if one.source is Source.SWEQUAD else one.article
            self._by_article.setdefault((one.source, page), []).append(row)
            self._by_source.setdefault(one.source, []).append(row)
        self._names = names_by_article(questions)

    def negative(self, question: SetQuestion, rng: random.Random) -> Place:
        """A look-alike or a neighbour that does not hold the answer's text, or else any window of the set."""
        one = question.paragraph
        page = f"{one.article}#{one.number}" if one.source is Source.SWEQUAD else one.article
        near = self._by_article.get((one.source, page), [])
        # Every policy answers the same questions: only the question's own is known not to answer elsewhere.
        found = None if one.source is Source.POLICYQA else self._found.get(question.text)
        for _ in range(6 if near else 0):
            rows = found if found is not None and rng.random() < 0.65 else near
            place = self._places[int(rng.choice(rows))]
            if not mentions_answer(place, question):
                return place
        return self.foreign(question, rng)

    def foreign(self, question: SetQuestion, rng: random.Random) -> Place:
        """Any window of another article."""
        while True:
            source = rng.choice(list(self._by_source))
            place = self._places[rng.choice(self._by_source[source])]
            foreign = place[0].paragraph.article != question.paragraph.article
            if foreign and not (source is question.paragraph.source is Source.POLICYQA):
                return place

    def false_premise(self, text: str, question: SetQuestion, rng: random.Random) -> str | None:
        """`text` with one of its names or numbers changed for another of the same kind in the article, if it has one
        that the paragraph bears out."""
        held = [match for match in _NAME.finditer(text) if match.group() in question.paragraph.text]
        if not held:
            return None
        match = rng.choice(held)
        known = self._names.get(question.paragraph.article, [])
        others = [
            name
            for name in known
            if name[0].isdigit() == match.group()[0].isdigit() and name not in question.paragraph.text
        ]
        if not others:
            return None
        return text[: match.start()] + rng.choice(others) + text[match.end() :]


def mentions_answer(place: Place, question: SetQuestion) -> bool:
    """Whether the window could answer after all: it has the answer's text, or may be the same text translated."""
    paragraph, window = place
    one, asked = paragraph.paragraph, question.paragraph
    if one.article == asked.article and one.language != asked.language:
        return True
    text = paragraph.text(window).lower()
    return any(question.paragraph.text[start:end].lower().strip(" .") in text for start, end in question.answers)


def names_by_article(questions: Sequence[SetQuestion]) -> dict[str, list[str]]:
    names: dict[str, set[str]] = {}
    for question in questions:
        names.setdefault(question.paragraph.article, set()).update(_NAME.findall(question.text))
    return {article: sorted(found) for article, found in names.items()}


def cut_windows(paragraphs: Sequence[Tokenized], budget: int = 90) -> list[Place]:
    return [
        (paragraph, window)
        for paragraph in paragraphs
        for window in consecutive(paragraph, budget)
        if window[1] - window[0] >= 12
    ]


def mine(questions: Sequence[SetQuestion], places: Sequence[Place]) -> dict[str, NDArray[np.int32]]:
    """The rows of the windows that BM25 finds for every question's text, among those in its language."""
    found: dict[str, NDArray[np.int32]] = {}
    for language, name in _STEMMERS.items():
        rows = np.array(
            [row for row, (paragraph, _) in enumerate(places) if paragraph.paragraph.language == language],
            dtype=np.int32,
        )
        texts = sorted({question.text for question in questions if question.paragraph.language == language})
        if len(rows) <= _NEAREST or not texts:
            continue
        stemmer = Stemmer.Stemmer(name)
        index = bm25s.BM25()
        index.index(_tokens([places[row][0].text(places[row][1]) for row in rows], stemmer), show_progress=False)
        nearest, _ = index.retrieve(_tokens(texts, stemmer), k=_NEAREST, show_progress=False)
        found.update(zip(texts, rows[nearest], strict=True))
    return found


def _tokens(texts: list[str], stemmer: Stemmer.Stemmer) -> list[list[str]]:
    return [stemmer.stemWords(_WORD.findall(text.lower())) for text in texts]
