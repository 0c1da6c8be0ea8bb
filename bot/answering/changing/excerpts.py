"""The piece of a passage that is compared with what an older bulletin says; pure."""

from __future__ import annotations

from corpus.language.words import content_words, stem
from corpus.types import Passage, Span


def cropped(passage: Passage, kept: Span, words: int) -> tuple[str, int]:
    """The passage's sentences around `kept`, about so many words, and where they start in the body."""
    spans = _sentences(passage)
    held = [place for place, span in enumerate(spans) if span.end > kept.start and span.start < kept.end] or [0]
    first, last = held[0], held[-1]
    while _words(passage, spans[first].start, spans[last].end) < words and (first > 0 or last + 1 < len(spans)):
        if first > 0:
            first -= 1
        if last + 1 < len(spans) and _words(passage, spans[first].start, spans[last].end) < words:
            last += 1
    start, end = spans[first].start, spans[last].end
    return passage.text[start - passage.start : end - passage.start], start


def nearest_sentence(passage: Passage, text: str) -> Span:
    """The passage's sentence that shares most words with `text`."""
    wanted = stems(text)
    pairs = zip(_sentences(passage), passage_sentences(passage), strict=True)
    return max(pairs, key=lambda pair: len(wanted & stems(pair[1])))[0]


def passage_sentences(passage: Passage) -> list[str]:
    """The passage's sentences, or all of it as one where it names none."""
    return [passage.text[span.start - passage.start : span.end - passage.start] for span in _sentences(passage)]


def _sentences(passage: Passage) -> list[Span]:
    return list(passage.sentences) or [Span(passage.start, passage.end)]


def stems(text: str) -> set[str]:
    """The stems of the words that carry meaning."""
    return {stem(word) for word in content_words(text)}


def _words(passage: Passage, start: int, end: int) -> int:
    return len(passage.text[start - passage.start : end - passage.start].split())
