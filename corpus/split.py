"""A bulletin to passages that follow its structure; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from corpus.context import passage_context
from corpus.language.sentences import sentences
from corpus.types import Block, BlockKind, Bulletin, Passage, Span

CountTokens = Callable[[str], int]
"""Tokens of a text alone, without prompt and special tokens."""

_SHORT = 25
"""Words: a paragraph below this is joined to its neighbour under the same heading."""
_ROOMY = 40
"""Words: list items are joined until they reach this."""
_FULL = 120
"""Words: nothing is joined beyond this."""
_LONG = 180
"""Words: one paragraph beyond this is divided between sentences."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Neighbouring blocks that belong together: a paragraph, or a list item with its continuation."""

    blocks: tuple[Block, ...]
    words: int

    @property
    def is_listed(self) -> bool:
        return self.blocks[0].kind in {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}

    @property
    def page(self) -> int | None:
        return self.blocks[0].page


@dataclass(frozen=True, slots=True)
class _Section:
    path: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole sentences, or a part of one that is longer than the window."""

    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end


def split(bulletin: Bulletin, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """The passages of a bulletin, in order; together they hold every sentence once.

    A paragraph is normally one passage. Short neighbours under one heading are joined, a list item stays with its
    lead-in and continuation, a short list with the paragraph that introduces it. A page of a PDF ends a passage.
    `count_tokens(context) + count_tokens(text)` is at most `max_tokens`, so leave room for prompt and special tokens;
    only a sentence that is longer by itself is cut, at a clause or a word.

    Raises:
        ValueError: `max_tokens` below 16.
    """
    if max_tokens < 16:
        raise ValueError(f"max_tokens is {max_tokens}; wanted 16 or more")
    return [
        passage
        for section in _sections(bulletin)
        for passage in _section_passages(bulletin, section, count_tokens, max_tokens)
    ]


def _section_passages(
    bulletin: Bulletin, section: _Section, count_tokens: CountTokens, max_tokens: int
) -> Iterator[Passage]:
    context = passage_context(bulletin, section.path, count_tokens, max_tokens // 2)
    budget = max_tokens - count_tokens(context)
    units = list(_units(bulletin.body, section.blocks))
    for group in _join(units):
        for piece in _fit(bulletin.body, group, count_tokens, budget):
            start, end = piece.start, piece.end
            page = next(block.page for unit in group for block in unit.blocks if block.end > start)
            text = bulletin.body[start:end]
            yield Passage(bulletin.id, section.path, text, start, end, context, piece.spans, page)


def _sections(bulletin: Bulletin) -> Iterator[_Section]:
    """Blocks by their nearest heading; a heading with nothing under it, not even another, is a section itself."""
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    alone: Block | None = None
    for block in bulletin.blocks:
        if block.kind is not BlockKind.HEADING:
            blocks, alone = [*blocks, block], None
            continue
        if alone and block.level <= alone.level:
            blocks = [alone]
            path.pop()
        if blocks:
            yield _Section(_texts(path, bulletin.title), tuple(blocks))
        path = [entry for entry in path if entry[0] < block.level]
        path.append((block.level, bulletin.body[block.start : block.end]))
        blocks, alone = [], block
    if alone:
        blocks = [alone]
        path.pop()
    if blocks:
        yield _Section(_texts(path, bulletin.title), tuple(blocks))


def _texts(path: list[tuple[int, str]], title: str) -> tuple[str, ...]:
    return tuple(text for _, text in path if text != title)


def _units(body: str, blocks: Iterable[Block]) -> Iterator[_Unit]:
    """A list item with the items nested in it is one unit where that is not too long, every other block its own."""
    run: list[Block] = []
    for block in blocks:
        if run and not _continues(run, block, body):
            yield _unit(body, run)
            run = []
        run.append(block)
    if run:
        yield _unit(body, run)


def _continues(run: list[Block], block: Block, body: str) -> bool:
    """Whether a block belongs to the list item that `run` began."""
    first = run[0]
    if block.item is None or first.item is None or block.page != first.page:
        return False
    nested = block.level > first.level
    return block.item == first.item or (nested and len(body[first.start : block.end].split()) <= _FULL)


def _unit(body: str, run: list[Block]) -> _Unit:
    return _Unit(tuple(run), len(body[run[0].start : run[-1].end].split()))


def _join(units: list[_Unit]) -> Iterator[tuple[_Unit, ...]]:
    """Units of one section to the groups that become passages."""
    for _, on_page in groupby(units, key=lambda unit: unit.page):
        groups: list[list[_Unit]] = []
        for unit in _with_short_lists(list(on_page)):
            if groups and _belongs(groups[-1], unit[0]) and _words(groups[-1]) + _words(unit) <= _FULL:
                groups[-1] += unit
            else:
                groups.append(list(unit))
        yield from (tuple(group) for group in _rejoin_last(groups))


def _with_short_lists(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """A paragraph followed by a list is one with it where both are short."""
    at = 0
    while at < len(units):
        end = at + 1
        if not units[at].is_listed:
            while end < len(units) and units[end].is_listed:
                end += 1
        if _words(units[at:end]) > _FULL or any(unit.words >= _SHORT for unit in units[at + 1 : end]):
            end = at + 1
        yield units[at:end]
        at = end


def _belongs(group: list[_Unit], unit: _Unit) -> bool:
    """Whether a unit may be joined to a group: one of them is short, or a list is still small."""
    if _words(group) < _SHORT:
        return unit.is_listed or not group[-1].is_listed
    if unit.words >= _SHORT or group[-1].is_listed is not unit.is_listed:
        return False
    return not unit.is_listed or _words(group) < _ROOMY


def _rejoin_last(groups: list[list[_Unit]]) -> list[list[_Unit]]:
    """A very short end joins what stands before it."""
    if len(groups) > 1 and _words(groups[-1]) < _SHORT and _words(groups[-2]) + _words(groups[-1]) <= _FULL:
        return [*groups[:-2], groups[-2] + groups[-1]]
    return groups


def _words(units: Iterable[_Unit]) -> int:
    return sum(unit.words for unit in units)


def _fit(body: str, group: tuple[_Unit, ...], count_tokens: CountTokens, budget: int) -> Iterator[_Piece]:
    """One piece where it fits; else as even pieces of whole sentences as the budget allows."""
    blocks = [block for unit in group for block in unit.blocks]
    spans = [span for block in blocks for span in _block_sentences(body, block)]
    text = body[spans[0].start : spans[-1].end]
    words = len(text.split())
    if words <= _LONG and count_tokens(text) <= budget:
        yield _Piece(tuple(spans))
        return
    target = words / -(-words // _FULL)
    short = [part for span in spans for part in _shortened(body, span, count_tokens, budget)]
    yield from _packed(body, short, target, count_tokens, budget)


def _block_sentences(body: str, block: Block) -> Iterator[Span]:
    for span in sentences(body[block.start : block.end]):
        yield Span(block.start + span.start, block.start + span.end)


def _packed(body: str, spans: list[Span], target: float, count_tokens: CountTokens, budget: int) -> Iterator[_Piece]:
    """Pieces that end nearest to each multiple of `target` words, or earlier where the budget ends."""
    run: list[Span] = []
    done, goal = 0, target
    for span in spans:
        longer = done + len(body[span.start : span.end].split())
        is_nearest = longer > goal and longer - goal > goal - done
        if run and (is_nearest or count_tokens(body[run[0].start : span.end]) > budget):
            yield _Piece(tuple(run))
            run, goal = [], max(goal, done) + target
        run.append(span)
        done = longer
    yield _Piece(tuple(run))


def _shortened(body: str, span: Span, count_tokens: CountTokens, budget: int) -> Iterator[Span]:
    """A sentence within the budget as it is; a longer one cut at clauses, else words, else characters."""
    start = span.start
    while count_tokens(body[start : span.end]) > budget:
        end = _cut(body, start, span.end, lambda end, start=start: count_tokens(body[start:end]) <= budget)  # type: ignore[misc]
        yield Span(start, end)
        start = end
        while start < span.end and body[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)


def _cut(body: str, start: int, end: int, fits: Callable[[int], bool]) -> int:
    """Where the longest part from `start` that fits ends; at least one character further."""
    low, high = start + 1, end - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    words = body.rfind(" ", start + 1, low + 1)
    clause = max(body.rfind(mark, start, low) for mark in (", ", "; ", ": ", " – "))
    if clause >= start + (low - start) // 2:
        return clause + 1
    return words if words > start else low
