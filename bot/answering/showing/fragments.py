"""Links that open a page at a passage: text fragments and PDF pages; pure.

The form is `#:~:text=[prefix-,]start[,end][,-suffix]` (https://wicg.github.io/scroll-to-text-fragment/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urldefrag, urlsplit

from corpus.types import BlockKind, Bulletin, Span

_WHOLE_WORDS = 8
_WHOLE_CHARACTERS = 80
_END_WORDS = 4
_MOST_WORDS = 12
_AROUND_WORDS = 3
_MOST_LENGTH = 3000
_TOKEN = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")
_CELL_END = re.compile(r" \| ")
_MARK = re.compile(r"(?:\d{1,4}|[a-zA-Z]{1,2}|[ivx]{3,4}|[IVX]{3,4})[.)] ")
"""What a list shows before an item: a browser draws it, and finds it nowhere in the page's text."""
_DIRECTIVE = ":~:"


def web_address(url: str | None) -> str | None:
    """The address where it is one of http or https with a host, made safe to print; else None."""
    if not url or len(url) > _MOST_LENGTH:
        return None
    try:
        found = urlsplit(url.strip())
        usable = found.scheme.lower() in ("http", "https") and bool(found.hostname) and found.port != 0
    except ValueError:
        return None
    return quote(url.strip(), safe=":/?#[]@!$&'()*+,;=%~-._") if usable else None


def link_to(bulletin: Bulletin, span: Span, page: int | None = None) -> str | None:
    """The bulletin's address with what opens it at `body[span.start:span.end]`; None without a web address."""
    url = web_address(bulletin.url)
    if url is None:
        return None
    if page is not None or urlsplit(url).path.lower().endswith(".pdf"):
        return url if page is None else f"{urldefrag(url).url}#page={page}"
    directive = text_directive(bulletin, span)
    if directive is None:
        return url
    plain = url.partition(_DIRECTIVE)[0].rstrip("#")
    return f"{plain}{'' if '#' in plain else '#'}{_DIRECTIVE}text={directive}"


@dataclass(frozen=True, slots=True)
class _Term:
    """Text within one block."""

    start: int
    end: int


def text_directive(bulletin: Bulletin, span: Span) -> str | None:
    """The value of `text=`, each term within one block and the whole unique in the body; None without words."""
    stretches = [_words_of(bulletin.body, part) for part in _block_parts(bulletin, span)]
    stretches = [words for words in stretches if words]
    if not stretches:
        return None
    body = _Body(bulletin)
    first, last = stretches[0], stretches[-1]
    whole = _Term(first[0].start, first[-1].end)
    if len(stretches) == 1 and len(first) <= _WHOLE_WORDS and whole.end - whole.start <= _WHOLE_CHARACTERS:
        return body.directive(whole, None)
    for count in range(_END_WORDS, _MOST_WORDS + 1):
        if len(stretches) == 1 and 2 * count > len(first):
            break
        start = _Term(first[0].start, first[:count][-1].end)
        end = _Term(last[-count:][0].start, last[-1].end)
        if body.is_first(start, end):
            return body.directive(start, end)
    return body.directive(*_ends(first, last, single=len(stretches) == 1))


def _ends(first: Sequence[Span], last: Sequence[Span], *, single: bool) -> tuple[_Term, _Term | None]:
    count = min(_END_WORDS, len(first) // 2) if single else _END_WORDS
    if single and count == 0:
        return _Term(first[0].start, first[-1].end), None
    return _Term(first[0].start, first[:count][-1].end), _Term(last[-count:][0].start, last[-1].end)


def _block_parts(bulletin: Bulletin, span: Span) -> list[Span]:
    """The span cut where block elements end: no term may cross from one into another."""
    parts = [Span(max(span.start, part.start), min(span.end, part.end)) for part in _elements(bulletin)]
    return [part for part in parts if part.start < part.end] or [span]


def _elements(bulletin: Bulletin) -> Iterator[Span]:
    """The block elements of the page, in order, items without their marks; in a table each cell is one."""
    for block in bulletin.blocks:
        start = block.start
        if block.kind is BlockKind.LIST_ITEM and (mark := _MARK.match(bulletin.body, start, block.end)):
            start = mark.end()
        if block.kind is BlockKind.TABLE_ROW:
            for bar in _CELL_END.finditer(bulletin.body, block.start, block.end):
                yield Span(start, bar.start())
                start = bar.end()
        yield Span(start, block.end)


def _words_of(body: str, span: Span) -> list[Span]:
    """Words between white space, without those at either end that are punctuation alone."""
    found = [Span(span.start + match.start(), span.start + match.end())
             for match in _TOKEN.finditer(body[span.start : span.end])]  # fmt: skip
    spoken = [place for place, word in enumerate(found) if any(map(str.isalnum, body[word.start : word.end]))]
    if not spoken:
        return []
    kept = found[spoken[0] : spoken[-1] + 1]
    return [_trimmed(body, kept[0], opening=True, closing=len(kept) == 1), *kept[1:-1],
            *([_trimmed(body, kept[-1], opening=False, closing=True)] if len(kept) > 1 else [])]  # fmt: skip


def _trimmed(body: str, word: Span, *, opening: bool, closing: bool) -> Span:
    """Punctuation at the outer edge left out: a browser's word boundary falls inside it."""
    start, end = word.start, word.end
    while opening and not body[start].isalnum():
        start += 1
    while closing and not body[end - 1].isalnum():
        end -= 1
    return Span(start, end)


class _Body:
    """The bulletin's text as a browser searches it: without case, white space collapsed."""

    def __init__(self, bulletin: Bulletin) -> None:
        self._bulletin = bulletin
        self._text = bulletin.body

    def _pattern(self, term: _Term) -> str:
        spoken = _SPACE.split(self._text[term.start : term.end].strip())
        return r"(?<!\w)" + r"\s+".join(map(re.escape, spoken)) + r"(?!\w)"

    def is_first(self, start: _Term, end: _Term | None) -> bool:
        """Whether a browser that looks for the terms finds this place first."""
        return self._found(start, end) == (start.start, (end or start).end)

    def _found(self, start: _Term, end: _Term | None) -> tuple[int, int] | None:
        opening = re.compile(self._pattern(start), re.IGNORECASE).search(self._text)
        if opening is None:
            return None
        if end is None:
            return opening.span()
        closing = re.compile(self._pattern(end), re.IGNORECASE).search(self._text, opening.end())
        return None if closing is None else (opening.start(), closing.end())

    def directive(self, start: _Term, end: _Term | None) -> str:
        terms = [_encoded(self._text[term.start : term.end]) for term in (start, end) if term is not None]
        if self.is_first(start, end):
            return ",".join(terms)
        before, after = self._around(start.start, backwards=True), self._around((end or start).end, backwards=False)
        return ",".join([*([f"{_encoded(before)}-"] if before else []), *terms,
                         *([f"-{_encoded(after)}"] if after else [])])  # fmt: skip

    def _around(self, place: int, *, backwards: bool) -> str:
        """The few words next to `place`, all from one block, "" at the page's edge."""
        elements = list(_elements(self._bulletin))
        for part in reversed(elements) if backwards else elements:
            start, end = (part.start, min(part.end, place)) if backwards else (max(part.start, place), part.end)
            tokens = list(_TOKEN.finditer(self._text, start, end)) if start < end else []
            if tokens:
                near = tokens[-_AROUND_WORDS:] if backwards else tokens[:_AROUND_WORDS]
                return self._text[near[0].start() : near[-1].end()]
        return ""


def _encoded(text: str) -> str:
    return quote(_SPACE.sub(" ", text.strip()), safe="").replace("-", "%2D")
