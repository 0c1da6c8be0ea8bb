"""A web page: its main text, title, dates and canonical address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import Code, ReadError
from corpus.language.characters import line, visible, with_bullets
from corpus.language.detection import detect_page_language
from corpus.readers.boilerplate import looks_like_heading
from corpus.readers.dating.byline import Byline, beside_title, byline
from corpus.readers.dating.labels import label_dates
from corpus.readers.document import DateSource, PageHead, PageReading
from corpus.readers.lines import with_lists
from corpus.readers.mail.letter import letter_of
from corpus.readers.markup import to_markdown
from corpus.readers.parts import Links, Part
from corpus.readers.remarks import Look, Remark
from corpus.readers.screen import Screened, screen
from corpus.readers.webpage.heading import canonical, page_title
from corpus.readers.webpage.links import language_twins, linked_files, only_lists
from corpus.readers.webpage.mains import main_elements, shown_words, with_lead
from corpus.readers.webpage.opened import open_page
from corpus.readers.webpage.pieces import drop_marks, part_boxes, with_steps
from corpus.readers.webpage.regions import Region, set_apart
from corpus.readers.webpage.shaping import font_bullets, shape
from corpus.readers.webpage.stamps import Stamps, stamps_of, tell_times
from corpus.readers.webpage.standins import asks_for_script, is_filled_later, stand_in, waits
from corpus.readers.webpage.styling import hidden_in_text, mark_hidden
from corpus.readers.webpage.tree import check_depth, parse_html, read_tree
from corpus.readers.webpage.unseen import drop_unseen
from corpus.types import BlockKind

_NO_TEXT = "no text is left on the page beside menus, labels and the like"
_FILLED_LATER = (
    "its text is put there by JavaScript after the page is loaded; open it in a browser, save the page and add the file"
)
_LINE_END = re.compile("[\u2028\u2029]")


def read_html(html: str, address: str | None = None) -> PageReading:
    """The text of the page's main elements as a person sees it after one click, without what frames every page.

    `address` is where the page was fetched from; its canonical link, where it has a credible one, is the reading's url.

    Raises:
        ReadError: no text on the page.
    """
    root = parse_html(visible(font_bullets(with_bullets(_LINE_END.sub("<br>", html)))))
    check_depth(root)
    stamps = stamps_of(
        root, address, [line(each.text_content()) for each in root.iter("h1")]
    )  # before the scripts go, which hold some
    is_shell, is_empty = asks_for_script(root), is_filled_later(root)
    named = PageHead(url=canonical(root, address), language=_language(root.get("lang")))
    twins = language_twins(root, address, named.url)
    marked = mark_hidden(root)
    drop_marks(root)
    open_page(root)
    hidden = hidden_in_text(marked)
    drop_unseen(root)
    tell_times(root)
    part_boxes(root)
    shape(root)
    seen, mains = shown_words(next(root.iter("body"), root)), main_elements(root)
    files = linked_files(root, mains, address)
    title = page_title(root, mains)
    mains = with_lead(root, mains, title)
    stands = stand_in(root, title, [line(text) for main in mains for text in main.itertext()])
    region = set_apart(root, mains)
    parts = with_lists(with_steps(read_tree(region.main)))
    letter = letter_of(parts)
    if letter:
        title, parts, stamps = letter.subject, list(letter.text), Stamps(letter.sent)
    screened = screen(parts, _place(parts, title), Links.TOLD)
    head, beside = _dated(screened, region, stamps, title, is_letter=letter is not None)
    content = _promoted(beside.content)
    texts = [part.text for part in content if part.kind is not BlockKind.HEADING]
    if not texts or (is_shell and waits(texts)):
        raise ReadError(_FILLED_LATER if is_shell or is_empty else _NO_TEXT, Code.NO_TEXT)
    detected = PageHead(language=detect_page_language(" ".join(part.text for part in content)).value)
    left_out = (*hidden, *region.left_out, *(letter.left_out if letter else ()), *beside.left_out)
    head = replace(head, title=title).completed(named).completed(detected)
    listed = (Remark(Look.ONLY_LISTS),) if letter is None and only_lists(parts, title) else ()
    notices = (*listed, *(() if head.published else screened.remarks), *beside.remarks)
    in_place = stands.value if stands else None
    coverage = screened.coverage(title, left_out, seen)
    return PageReading(head, to_markdown(content), notices, coverage, None, in_place, twins, files)


def _dated(
    screened: Screened, region: Region, stamps: Stamps, title: str, *, is_letter: bool
) -> tuple[PageHead, Byline]:
    """The dates of a page and its content: labels come before what machines are told, that before a date that stands
    alone under the title, and that before what the frame of the page says."""
    frame = label_dates(list(region.frame))
    source = DateSource.PAGE
    if screened.published is None and stamps.published:
        source = DateSource.PAGE if is_letter else DateSource.METADATA
        under = byline(screened.parts, title)
        beside = under if under.date == stamps.published else Byline(None, list(screened.parts))
        made = (Remark(Look.DATE_OF_FILE, str(stamps.published)),) if stamps.is_weak and under.date is None else ()
        beside = replace(beside, date=stamps.published, remarks=made)
    else:
        beside = beside_title(screened.parts, title, screened.published, screened.above)
    published = beside.date or frame.published
    updated = screened.updated or stamps.updated or frame.updated
    return PageHead(published=published, updated=updated, date_source=source if published else None), beside


def _language(told: str | None) -> str | None:
    language = (told or "").strip().lower()[:2]
    return language if language.isalpha() and len(language) == 2 else None


def _place(parts: Sequence[Part], title: str) -> int | None:
    """Where the title stands among the parts: its heading, else a line of the same words."""
    same = [at for at, part in enumerate(parts) if part.text == title]
    headings = [at for at in same if parts[at].kind is BlockKind.HEADING]
    return next(iter([*headings, *(at for at in same if parts[at].kind is BlockKind.PARAGRAPH)]), None)


def _promoted(parts: Sequence[Part]) -> list[Part]:
    """Short bold paragraphs over text made headings, as many editors write them."""
    return [
        replace(part, kind=BlockKind.HEADING, level=3) if _is_bold_heading(parts, at) else part
        for at, part in enumerate(parts)
    ]


def _is_bold_heading(parts: Sequence[Part], at: int) -> bool:
    part = parts[at]
    if part.kind is not BlockKind.PARAGRAPH or not part.strong or not looks_like_heading(part.text):
        return False
    return at + 1 < len(parts) and parts[at + 1].kind is not BlockKind.HEADING and not parts[at + 1].strong
