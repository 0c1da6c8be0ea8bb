"""The sentences of a hit, with what surrounds each on the page; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Block, BlockKind, Bulletin, Span
from index.types import Hit

_TERMINAL = (".", "!", "?", "…", ":", ";", "”", '"', ")", "»")
_LEAD_IN_WORDS = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage; offsets count characters of the bulletin's body.

    `quotable` is False for what only introduces: a bullet's lead-in, a heading, a line of link text.
    """

    hit: Hit
    start: int
    end: int
    cosine: float
    block: Block | None
    quotable: bool

    @property
    def text(self) -> str:
        return self.hit.bulletin.body[self.start : self.end]


def sentences_of(hit: Hit) -> tuple[Sentence, ...]:
    """The passage's sentences in order; the whole passage as one where it names none."""
    spans = hit.passage.sentences or (Span(hit.passage.start, hit.passage.end),)
    cosines = hit.sentence_scores if len(hit.sentence_scores) == len(spans) else (hit.dense,) * len(spans)
    return tuple(_sentence(hit, span, cosine) for span, cosine in zip(spans, cosines, strict=True))


def _sentence(hit: Hit, span: Span, cosine: float) -> Sentence:
    body = hit.bulletin.body
    end = span.start + len(body[span.start : span.end].rstrip())
    block = block_at(hit.bulletin, span.start)
    return Sentence(hit, span.start, end, cosine, block, _is_quotable(hit.bulletin, block, body[span.start : end]))


def block_at(bulletin: Bulletin, place: int) -> Block | None:
    """The block that holds the character at `place`."""
    return next((block for block in bulletin.blocks if block.start <= place < block.end), None)


def _is_quotable(bulletin: Bulletin, block: Block | None, text: str) -> bool:
    if not text:
        return False
    if block is None or block.kind is BlockKind.TABLE_ROW:
        return True
    if block.kind is BlockKind.HEADING:
        return False
    whole = bulletin.body[block.start : block.end].strip()
    if whole != text or text.endswith(_TERMINAL) or len(text.split()) > _LEAD_IN_WORDS:
        return True
    # A whole block without a full stop: an item of a plain list says something, a lead-in or a link does not.
    return block.item is not None and len(item_blocks(bulletin.blocks, block)) == 1


def item_blocks(blocks: Sequence[Block], block: Block) -> list[Block]:
    """The blocks of the same bullet, in order; the block alone outside lists."""
    if block.item is None:
        return [block]
    return [other for other in blocks if other.item == block.item and other.kind is BlockKind.LIST_ITEM] or [block]


def lead_in(sentence: Sentence) -> str:
    """What introduces the sentence within its bullet, "" where nothing does."""
    if sentence.block is None or sentence.block.item is None:
        return ""
    first = item_blocks(sentence.hit.bulletin.blocks, sentence.block)[0]
    return "" if first.start <= sentence.start < first.end else sentence.hit.bulletin.body[first.start : first.end]
