"""Plain text, as a browser copies a page or a person types it."""

from __future__ import annotations

from corpus.errors import Code, ReadError
from corpus.language.characters import visible, with_bullets
from corpus.language.dates import taken
from corpus.readers.dating.byline import beside_title
from corpus.readers.document import PageReading, head_as_read
from corpus.readers.lines import lines_of_text, parts_of_lines
from corpus.readers.mail.letter import letter_of
from corpus.readers.markup import to_markdown
from corpus.readers.outline import find_title, mark_headings, signed_above
from corpus.readers.parts import Links
from corpus.readers.remarks import LeftOut, Why
from corpus.readers.screen import screen
from corpus.types import BlockKind


def read_text(text: str) -> PageReading:
    """Title, headings, paragraphs and lists by their shape; labels, warnings, skip links and contact details left out.

    Raises:
        ReadError: nothing but boilerplate.
    """
    parts = parts_of_lines(lines_of_text(visible(with_bullets(text))))
    signed = parts[:2] if signed_above(parts) else ()
    parts = parts[len(signed) :]
    letter = letter_of(parts)
    at = None if letter else find_title(parts)
    title = letter.subject if letter else None if at is None else parts[at].text
    screened = screen(letter.text if letter else parts, at, Links.LOST)
    content = [part for part in screened.parts if part.text != title]
    sent = letter.sent if letter else taken(signed[1].text)[0] if signed else None
    line = beside_title(content, title or "", sent or screened.published, screened.above)
    marked = mark_headings(line.content)
    if not any(part.kind is not BlockKind.HEADING for part in marked):
        raise ReadError("no text is left beside menus, labels and the like", Code.NO_TEXT)
    head = head_as_read(title or "", line.date, screened.updated, marked)
    left_out = (
        *(LeftOut.of(Why.LABEL, part.text) for part in signed),
        *(letter.left_out if letter else ()),
        *line.left_out,
    )
    remarks = (*screened.remarks, *line.remarks)
    return PageReading(head, to_markdown(marked), remarks, screened.coverage(title or "", left_out))
