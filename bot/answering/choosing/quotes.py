"""From the sentence that answers to what is quoted: its neighbours where it needs them, a list whole; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.choosing.sentences import Sentence
from bot.answering.question.asked import AnswerKind
from corpus.types import Block, BlockKind, Bulletin, Span

MOST_SENTENCES = 3
MOST_CHARACTERS = 600
"""The longest quote of more than one sentence, and the longest list that is quoted whole."""

LEANING = re.compile(
    r"(?:Han|Hon|De|Den|Dem|Dessa|Denna|Detta|Hans|Hennes|Deras|Dess|Därför|Därmed|Därefter|Där|Då|Dock|Däremot|Också"
    r"|Även det|Det (?:innebär|betyder|gäller|här|handlar|sker|görs)|Båda|Samtidigt|Sedan|Den här|De här"
    r"|He|She|It|They|These|This|Those|That|His|Her|Their|Its|Therefore|However|Then|Both)\b"
)

Holds = Callable[[str], float]
"""How well a text holds the kind of answer asked for, 0 to 1."""


def quote_span(sentences: Sequence[Sentence], chosen: int, kind: AnswerKind, holds: Holds) -> Span:
    """Where the quote stands in the bulletin's body: whole sentences, one to three, or a whole short list.

    `sentences` are those of one passage in order; `chosen` is the place of the one that answers.
    """
    sentence = sentences[chosen]
    if kind is AnswerKind.LIST or sentence.text.endswith(":"):
        whole = _list_span(sentence)
        if whole is not None:
            return whole
    first = last = chosen
    if LEANING.match(sentence.text) and _may_join(sentences, first - 1, first):
        first -= 1
    if holds(_text(sentences, first, last)) == 0.0:
        first, last = _reach_for_evidence(sentences, first, last, holds)
    return Span(sentences[first].start, sentences[last].end)


def with_sentence(sentences: Sequence[Sentence], quote: Span, other: int) -> Span:
    """`quote` grown by the neighbouring sentence `other`; as it is where that is none, or may not be joined to it, or
    where the quote is a list that goes on beyond the passage's sentences."""
    held = [place for place, one in enumerate(sentences) if quote.start <= one.start and one.end <= quote.end]
    if not held or other not in (held[0] - 1, held[-1] + 1) or len(held) >= MOST_SENTENCES:
        return quote
    if (sentences[held[0]].start, sentences[held[-1]].end) != (quote.start, quote.end):
        return quote
    first, last = min(held[0], other), max(held[-1], other)
    return Span(sentences[first].start, sentences[last].end) if _may_join(sentences, first, last) else quote


def _reach_for_evidence(sentences: Sequence[Sentence], first: int, last: int, holds: Holds) -> tuple[int, int]:
    if last - first + 1 >= MOST_SENTENCES:
        return first, last
    for reach in ((first, last + 1), (first - 1, last)):
        added = reach[1] if reach[1] > last else reach[0]
        joined = _may_join(sentences, min(added, first), max(added, last)) if 0 <= added < len(sentences) else False
        if joined and holds(sentences[added].text) >= 1.0:
            return reach
    return first, last


def _text(sentences: Sequence[Sentence], first: int, last: int) -> str:
    return sentences[first].hit.bulletin.body[sentences[first].start : sentences[last].end]


def _may_join(sentences: Sequence[Sentence], first: int, last: int) -> bool:
    if first < 0 or last >= len(sentences):
        return False
    run = sentences[first : last + 1]
    short = sentences[last].end - sentences[first].start <= MOST_CHARACTERS
    return short and all(sentence.quotable for sentence in run) and _same_place(run[0].block, run[-1].block)


def _same_place(one: Block | None, other: Block | None) -> bool:
    if one is None or other is None:
        return False
    return one == other or (one.item is not None and one.item == other.item and one.kind is other.kind)


def _list_span(sentence: Sentence) -> Span | None:
    """The whole list that the sentence is in or introduces, with its introduction; None if too long or no list."""
    bulletin, block = sentence.hit.bulletin, sentence.block
    if block is None:
        return None
    place = bulletin.blocks.index(block)
    if block.kind is not BlockKind.LIST_ITEM:
        place += 1
    run = _list_run(bulletin, place)
    if len(run) < 2:
        return None
    start = _introduction(bulletin, bulletin.blocks.index(run[0])) or run[0].start
    fits = run[-1].end - start <= MOST_CHARACTERS
    return Span(start, run[-1].end) if fits else None


def _list_run(bulletin: Bulletin, place: int) -> list[Block]:
    blocks = bulletin.blocks
    if not 0 <= place < len(blocks) or blocks[place].kind is not BlockKind.LIST_ITEM:
        return []
    first = last = place
    while first > 0 and blocks[first - 1].kind is BlockKind.LIST_ITEM:
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind is BlockKind.LIST_ITEM:
        last += 1
    return list(blocks[first : last + 1])


def _introduction(bulletin: Bulletin, place: int) -> int | None:
    """Where the paragraph before a list begins its last sentence, if that ends with a colon."""
    if place == 0:
        return None
    before = bulletin.blocks[place - 1]
    text = bulletin.body[before.start : before.end]
    if before.kind is not BlockKind.PARAGRAPH or not text.rstrip().endswith(":"):
        return None
    opening = [match.end() for match in re.finditer(r"[.!?]\s+(?=[A-ZÅÄÖ])", text)]
    return before.start + (opening[-1] if opening else 0)
