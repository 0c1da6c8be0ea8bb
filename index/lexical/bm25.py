"""BM25 over stems, asked with everything that a word of a question may stand for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.language.abbreviations import spelled_out
from corpus.language.counterparts import counterparts
from corpus.language.words import WORD, content_words, stem, words
from corpus.types import Language
from index.errors import SnapshotError
from index.lexical.postings import PostingColumns, Postings, StemColumn
from index.lexical.vocabulary import Vocabulary
from index.types import Scores

_PART = 0.35
"""Weight of a compound's part, beside the compound itself."""
_EXPLAINED = 0.5
"""Weight of a word that the library says an abbreviation stands for."""
_TRANSLATED = 0.9
"""Weight of a word's counterpart in the library's language, beside the word itself."""
_WORDS_FILE = "words.json"
_STRANGE = "qqqqqqqqqqqq"
"""A word that no library holds, so that every table is looked up for it."""


@dataclass(frozen=True, slots=True)
class LexicalText:
    """What is searched for one passage, in the language whose stems it takes."""

    text: str
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a question: alternatives (stem to weight), of which the best counts, and what it is worth."""

    alternatives: dict[str, float]
    weight: float


class _Words(msgspec.Struct):
    """What `words.json` holds; docs/snapshot.md tells what it is."""

    passages: int
    stems: list[str]
    terms: dict[str, str]
    compounds: dict[str, list[str]]
    abbreviations: dict[str, str]


class LexicalIndex:
    """`scores` gives BM25 of a question against every passage."""

    def __init__(self, postings: PostingColumns, vocabulary: Vocabulary, abbreviations: dict[str, str]) -> None:
        self._postings = postings
        self._ids: dict[str, int] = {key: row for row, key in enumerate(postings.stems)}
        self._rarities = _rarities(postings.found(), self.count)
        self._greatest_rarity = _rarities(np.zeros(1, np.int64), self.count)[0]
        self._vocabulary = vocabulary
        self._abbreviations = abbreviations

    @classmethod
    def build(cls, texts: Collection[LexicalText]) -> Self:
        """Goes through the texts twice and holds none of them."""
        terms: dict[str, str] = {}
        ids: dict[str, int] = {}
        documents = [
            [ids.setdefault(_indexed(terms, word, text.language), len(ids)) for word in words(text.text)]
            for text in texts
        ]
        postings = Postings.of(documents, ids)
        return cls(postings, Vocabulary.learn(terms), spelled_out(text.text for text in texts))

    @property
    def count(self) -> int:
        return self._postings.count

    @property
    def abbreviations(self) -> dict[str, str]:
        return dict(self._abbreviations)

    def scores(self, query: str, language: Language = Language.SV) -> Scores:
        """float32, (count,), 0 and up, one for each passage in order of row.

        A word of an English query stands for its Swedish counterparts too.
        """
        total = np.zeros(self.count, np.float32)
        terms = list(self._terms(query, language))
        columns = self._postings.columns({self._ids[key] for term in terms for key in term.alternatives})
        for term in terms:
            total += term.weight * self._term_scores(term.alternatives, columns)
        return total

    def warm(self) -> None:
        """Make the look-up tables that the first question would wait for."""
        self.respell(_STRANGE)
        self.scores(_STRANGE)

    def mentions(self, word: str) -> bool:
        """Whether some passage writes `word`: inflected, in a compound, without its diacritics or nearly so spelt."""
        return bool(self._vocabulary.variants(word.lower()) or self._vocabulary.parts(word.lower()))

    def respell(self, query: str, folded_only: bool = False) -> str:
        """`query` with its misspelt words as the library writes them; the encoder reads a right word far better.

        Only words are touched that the library does not know. `folded_only` mends nothing but missing diacritics:
        the way for another language than the library's.
        """
        return WORD.sub(lambda match: self._respelt(match[0], folded_only), query)

    def _respelt(self, word: str, folded_only: bool) -> str:
        found = self._vocabulary.respellings(word.lower(), folded_only)
        if not found:
            return word
        likely = min(sorted(found), key=self._spelling_rarity)
        return likely.capitalize() if word[0].isupper() else likely

    def _spelling_rarity(self, spelling: str) -> float:
        key = self._vocabulary.terms.get(spelling)
        return 0.0 if key is None else self._rarities[self._ids[key]]

    def ceiling(self, query: str, language: Language = Language.SV) -> float:
        """What a passage that is about each word of `query` could score: the words' rarities together.

        A word that no passage holds, nor a counterpart of it, counts as the rarest, so that score / ceiling is the
        share of the question that is met. Above 0.
        """
        others = counterparts(query, language)
        counted = Counter(content_words(query) or words(query)).items()
        return sum(times * self._worth(word, others.get(word, ())) for word, times in counted) or 1.0

    def _worth(self, word: str, others: Sequence[str]) -> float:
        written = [*self._vocabulary.same(word), *self._translated(others)]
        return min((self._rarities[self._ids[key]] for key in written), default=self._greatest_rarity)

    def _terms(self, query: str, language: Language) -> Iterator[QueryTerm]:
        translated = counterparts(query, language)
        for word, times in Counter(content_words(query) or words(query)).items():
            alternatives = self._translated(translated.get(word, ()))
            for key, weight in self._vocabulary.variants(word).items():
                alternatives[key] = max(weight, alternatives.get(key, 0.0))
            yield QueryTerm(alternatives, float(times))
            for part in self._vocabulary.parts(word):
                yield QueryTerm({part: 1.0}, _PART)
            for other in words(self._abbreviations.get(word, "")):
                yield QueryTerm(self._vocabulary.variants(other), _EXPLAINED)

    def _translated(self, others: Sequence[str]) -> dict[str, float]:
        """The stems of a word's counterparts that the library writes, alone or within compounds, with their weights."""
        found: dict[str, float] = {}
        for other in map(str.split, others):
            for key, weight in (each for word in other for each in self._vocabulary.known(word).items()):
                found[key] = max(found.get(key, 0.0), _TRANSLATED * weight / len(other))
        return found

    def _term_scores(self, alternatives: dict[str, float], columns: Mapping[int, StemColumn]) -> NDArray[np.float32]:
        best = np.zeros(self.count, np.float32)
        exact = (self._rarities[self._ids[key]] for key, weight in alternatives.items() if weight == 1.0)
        ceiling = min(exact, default=np.inf)
        for key, weight in alternatives.items():
            number = self._ids[key]
            rows, values = columns[number]
            # A rare compound of a common word must not count for more than the word that was asked for.
            scale = np.float32(weight * min(1.0, ceiling / self._rarities[number]))
            best[rows] = np.maximum(best[rows], values * scale)
        return best

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, which must exist."""
        assert isinstance(self._postings, Postings)
        self._postings.save(folder)
        (folder / _WORDS_FILE).write_bytes(self.words())

    def words(self) -> bytes:
        """All but the columns, as JSON; `of_words` reads it."""
        content = {
            "passages": self.count,
            "stems": list(self._postings.stems),
            "terms": dict(self._vocabulary.terms),
            "compounds": dict(self._vocabulary.compounds_of),
            "abbreviations": self._abbreviations,
        }
        return json.dumps(content, ensure_ascii=False).encode()

    @classmethod
    def of_words(cls, data: bytes, columns: Callable[[list[str], int], PostingColumns]) -> Self:
        """The index of what `words` gave; `columns` opens the columns of the stems and of so many passages.

        Raises ValueError or TypeError where the data are damaged."""
        content = msgspec.json.decode(data, type=_Words)
        postings = columns(content.stems, content.passages)
        return cls(postings, Vocabulary(content.terms, content.compounds), content.abbreviations)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises SnapshotError where a file is missing or damaged."""
        try:
            return cls.of_words((folder / _WORDS_FILE).read_bytes(), partial(Postings.load, folder))
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise SnapshotError(f"the word index in {folder} is damaged ({error!r}); run `fvm reindex`") from error

    @property
    def columns(self) -> PostingColumns:
        """The columns of the stems."""
        return self._postings


def _indexed(terms: dict[str, str], word: str, language: str) -> str:
    """The stem under which `word` is counted; the first language that writes a word decides for all."""
    return terms.setdefault(word, stem(word, language))


def _rarities(found: NDArray[np.int64], count: int) -> list[float]:
    """Lucene's inverse document frequency of terms that stand in `found` passages each."""
    rarities: list[float] = np.log1p((count - found + 0.5) / (found + 0.5)).tolist()
    return rarities
