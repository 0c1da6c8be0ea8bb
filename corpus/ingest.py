"""A file, folder or address to bulletins on the shelf: fetch, read, clean, shelve."""

from __future__ import annotations

import contextlib
import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from corpus.errors import (
    BulletinError,
    Code,
    CorpusError,
    CorrectedError,
    FetchError,
    HeldBackError,
    ListPageError,
    ReadError,
    TwinError,
)
from corpus.language.characters import line
from corpus.limited.process import Allowance, limited
from corpus.readers.contacts import holds_mobile
from corpus.readers.dating.witnesses import guessed_date, to_look_at, with_dates_so_far
from corpus.readers.decode import decode
from corpus.readers.document import DateSource, Document, PageHead, PageReading, Provenance
from corpus.readers.markdown import head_of, read_markdown
from corpus.readers.paper.recognition import can_recognise, recognised
from corpus.readers.remarks import Coverage, Look, Remark
from corpus.readers.text import read_text
from corpus.shelf import front_matter
from corpus.shelf.faults import Severity
from corpus.shelf.library import Library, ShelfChange
from corpus.sources import OFFICE, Format, Raw, file_of, files_in, is_address, is_folder, read_source
from corpus.types import Bulletin
from corpus.web.addresses import page_key


class IngestOutcome(enum.Enum):
    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Event:
    """What became of one source. `reason` says why it was skipped; `notices` are what someone should look at;
    `coverage` is how much of it came in, None where it came in as it stands."""

    source: str
    outcome: IngestOutcome
    bulletin: Bulletin | None = None
    reason: str | None = None
    notices: tuple[Remark, ...] = ()
    coverage: Coverage | None = None


Report = Callable[[Event], None]
"""Told each event as it happens."""


Confirm = Callable[[str, str], bool]
"""Asked with a source and what speaks against shelving it; whether a person wants it all the same."""

MOST_LEFT_OUT = 0.1
"""Share of the main text above which a person must confirm that it was left out."""
FEW_LEFT_OUT = 20
"""Words up to which nobody is asked: the path above a title is a tenth of a short page."""

_ALLOWANCES = {Format.PDF: Allowance(processor_seconds=60, seconds=90.0)}
"""Of the formats that may take longer: a PDF is drawn twice, page by page."""


def nobody(source: str, doubt: str) -> bool:
    """The answer where nobody is there to ask: what is doubtful is held back."""
    return False


@dataclass(frozen=True, slots=True)
class Given:
    """What the person who adds a page knows better than the page, which is believed where nothing is given."""

    head: PageHead = field(default_factory=PageHead)
    bulletin_id: str | None = None

    @property
    def names_one_page(self) -> bool:
        return any((self.head.url, self.head.title, self.bulletin_id))


def ingest(
    source: str,
    library: Library,
    report: Report = lambda event: None,
    given: Given = Given(),
    *,
    allow_private: bool = False,
    confirm: Confirm = nobody,
) -> tuple[Event, ...]:
    """Shelves a file, every file of a folder, or the page at an address; one event for each.

    What cannot be read, or is doubtful and not confirmed, is skipped with its reason and hinders nothing else.

    Raises:
        ReadError: a folder with a url, title or id, which can be that of one page only.
        ShelfError: the shelf cannot be written.
    """
    events = []
    for each in _sources(source, given):
        event = _shelve(each, library, given, allow_private, confirm)
        report(event)
        events.append(event)
    return tuple(events)


def _sources(source: str, given: Given) -> Iterator[str]:
    if is_address(source) or not is_folder(source):
        return iter([source])
    if given.names_one_page:
        raise ReadError(f"{source} is a folder; a url, title or id can be given for one page only")
    return (str(path) for path in files_in(Path(source)))


@dataclass(frozen=True, slots=True)
class Draft:
    """A page as it was read, before it is shelved. `name` is what a new file is named after, None for its title;
    `coverage` is how much of it was read, None where it is taken as it stands; `twins` and `files` are those of
    `PageReading`."""

    document: Document
    notices: tuple[Remark, ...] = ()
    name: str | None = None
    coverage: Coverage | None = None
    twins: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()

    @property
    def only_lists(self) -> bool:
        """Whether it is only the list of other pages."""
        return any(notice.look is Look.ONLY_LISTS for notice in self.notices)

    @property
    def doubt(self) -> str | None:
        """What speaks against shelving it before a person has looked; None for nothing."""
        if self.only_lists:
            return f"{Look.ONLY_LISTS.value}."
        told = self.coverage
        if told is None or told.doubtful_words <= FEW_LEFT_OUT or told.share_left_out <= MOST_LEFT_OUT:
            return None
        return f"{told}. Look at the page, and add it with --yes if this is right."


def draft(raw: Raw, given: Given = Given()) -> Draft:
    """The document in some bytes, and what the person who adds it should look at, read in a limited process; scanned
    pages are read by text recognition where it is installed.

    Raises:
        ReadError: no text can be taken out within the limits, or a server showed a login or an error in its place.
        BulletinError: Markdown with broken front matter.
    """
    allowance = _ALLOWANCES.get(raw.format, Allowance())
    try:
        return limited(drafted, allowance, raw, given)
    except ReadError as error:
        if error.code is not Code.SCANNED or not can_recognise():
            raise
    page = limited(drafted, allowance, replace(raw, data=recognised(raw.data)), given)
    return replace(page, notices=(Remark(Look.READ_BY_RECOGNITION), *page.notices))


def drafted(raw: Raw, given: Given) -> Draft:
    """As `draft`, of a file as it is and in this process."""
    reading = _read(raw)
    if raw.address and reading.in_place:
        raise ReadError(reading.in_place)
    document, notices = _document(raw, reading, given)
    name = raw.stem if raw.format is Format.MARKDOWN else None
    return Draft(document, notices, name, reading.coverage, reading.twins, reading.files)


def shelve(
    source: str,
    page: Draft,
    library: Library,
    bulletin_id: str | None = None,
    *,
    moved: bool = False,
    confirm: Confirm = nobody,
) -> Event:
    """Put a draft on the shelf, after a question where it is doubtful; what became of it.

    `moved` and the errors are those of `Library.add`; HeldBackError where it is doubtful, or stands there in another
    language, and nobody wants it.
    """
    if page.doubt and not confirm(source, page.doubt):
        raise (ListPageError if page.only_lists else HeldBackError)(f"held back: {page.doubt}")
    twin = None if bulletin_id else library.twin_in(page.twins, page.document)
    if twin and not confirm(source, reason := f"it is {twin} in another language. Add it with --yes to have both."):
        raise TwinError(reason)
    try:
        placement = library.add(page.document, bulletin_id, page.name, moved=moved)
    except CorrectedError as error:
        if not confirm(source, str(error)):
            raise
        placement = library.add(page.document, bulletin_id, page.name, moved=moved, overwrite=True)
    if placement.change is ShelfChange.UNCHANGED:
        return Event(source, IngestOutcome.UNCHANGED, placement.bulletin)
    told = ((Look.SAME_TITLE, placement.namesake or ""), (Look.REPEATED, "; ".join(placement.repeated)))
    notices = (*page.notices, *(Remark(look, detail) for look, detail in told if detail))
    return Event(source, IngestOutcome(placement.change.value), placement.bulletin, None, notices, page.coverage)


def _shelve(source: str, library: Library, given: Given, allow_private: bool, confirm: Confirm) -> Event:
    try:
        with one_failure():
            if not is_address(source) and Path(source).absolute().parent == library.folder.absolute():
                raise ReadError("it lies on the shelf already")
            page = draft(read_source(source, allow_private=allow_private), given)
            return shelve(source, page, library, given.bulletin_id, confirm=confirm)
    except (ReadError, FetchError, BulletinError, CorrectedError) as error:
        return Event(source, IngestOutcome.SKIPPED, reason=str(error))


@contextlib.contextmanager
def one_failure() -> Iterator[None]:
    """Turn whatever a page makes a library raise into a ReadError: it costs that page, not the round."""
    try:
        yield
    except CorpusError:
        raise
    except Exception as error:
        raise ReadError(f"it cannot be read ({type(error).__name__}); save it as a file", Code.DAMAGED) from error


def _read(raw: Raw) -> PageReading:
    if raw.format is Format.PDF:
        from corpus.readers.paper.pdf import read_pdf  # pypdf is needed for few formats

        return read_pdf(raw.data)
    if raw.format is Format.DOCX:
        from corpus.readers.word.docx import read_docx  # lxml is needed for few formats

        return read_docx(raw.data)
    if raw.format in OFFICE:
        from corpus.readers.office.formats import read_office  # lxml is needed for few formats

        return read_office(raw.data, raw.format)
    if raw.format is Format.EMAIL:
        from corpus.readers.mail.message import read_message  # lxml is needed for few formats

        return read_message(raw.data, lambda name, data: _read(file_of(name, data)))
    text = decode(raw.data, raw.charset, html=raw.format is Format.HTML)
    if raw.format is Format.HTML:
        from corpus.readers.webpage.html import read_html  # lxml is needed for few formats

        return read_html(text, raw.address)
    return read_text(text) if raw.format is Format.TEXT else _read_bulletin(text)


def _read_bulletin(text: str) -> PageReading:
    """Markdown with or without front matter, its text as it stands."""
    try:
        head, source, _ = front_matter.divide(text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))
    except ValueError as error:
        raise BulletinError(str(error), 1) from error
    values, problems = front_matter.parse_front_matter(head or "")
    wrong = next((problem for problem in problems if problem.severity is Severity.ERROR), None)
    if wrong:
        raise BulletinError(wrong.reason, wrong.line, wrong.code)
    parts = read_markdown(source)
    if not parts:
        raise ReadError("it holds no text", Code.NO_TEXT)
    notices = (Remark(Look.MOBILE_NUMBER),) if holds_mobile(" ".join(part.text for part in parts)) else ()
    return PageReading(values.head.completed(head_of(parts)), source, notices)


def _document(raw: Raw, reading: PageReading, given: Given) -> tuple[Document, tuple[Remark, ...]]:
    reading = with_dates_so_far(reading, is_kept=raw.format is Format.MARKDOWN)  # whose head a person wrote
    known = replace(given.head, date_source=DateSource.GIVEN).completed(reading.head)
    named = re.sub(r"[-_\s]+", " ", raw.stem).strip().capitalize()
    known = known.completed(PageHead(title=named or "Bulletin", url=raw.address))
    known = replace(known, title=line(known.title))
    guess = guessed_date(known, raw, reading) if known.published is None else None
    head = replace(known, published=guess.date, date_source=guess.source) if guess else known
    provenance = Provenance(
        origin=_origin(raw, head.url),
        given=" ".join(key for key in ("title", "url") if getattr(given.head, key)) or None,
        left_out=str(reading.coverage) if reading.coverage and reading.coverage.is_told else None,
    )
    return Document(head, reading.source, provenance), tuple(to_look_at(head, reading, given.head, guess))


def _origin(raw: Raw, url: str | None) -> str | None:
    """Where a page came from beside its address: the address that it was fetched from, or its file with its folder."""
    if raw.address:
        return raw.address if url is None or page_key(url) != page_key(raw.address) else None
    return None if raw.format is Format.MARKDOWN and url else "/".join(PurePath(raw.name).parts[-2:]) or None
