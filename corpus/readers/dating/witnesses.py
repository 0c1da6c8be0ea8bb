"""What tells of a page where it does not tell itself: weak witnesses of its date, and what someone should look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.language.dates import date_in_address, date_in_name, lies_ahead, only_date
from corpus.readers.document import DateSource, PageHead, PageReading
from corpus.readers.remarks import Look, Remark
from corpus.sources import Raw
from corpus.types import PartialDate


@dataclass(frozen=True, slots=True)
class Guess:
    """A date by a weak witness, which is told with it."""

    date: PartialDate
    source: DateSource
    look: Look


def with_dates_so_far(reading: PageReading, *, is_kept: bool) -> PageReading:
    """A reading without dates that lie ahead, as none is published or changed; where they are kept, they are told."""
    head = reading.head
    ahead = [date for date in (head.published, head.updated) if date and lies_ahead(date)]
    look = Look.DATE_AHEAD_KEPT if is_kept else Look.DATE_AHEAD
    notices = (*reading.notices, *(Remark(look, str(date)) for date in dict.fromkeys(ahead)))
    if not is_kept and head.published in ahead:
        head = replace(head, published=None, date_source=None)
    if not is_kept and head.updated in ahead:
        head = replace(head, updated=None)
    return replace(reading, head=head, notices=notices)


def guessed_date(known: PageHead, raw: Raw, reading: PageReading) -> Guess | None:
    """The date that the title names, else the address or the file's name, else that of the file's making, which may be
    its template's or its copy's: not where the text tells of another that is unclear, or of an earlier change."""
    is_unclear = any(notice.look is Look.DATE_UNCLEAR for notice in reading.notices)
    is_later = reading.made and known.updated and reading.made.is_surely_after(known.updated)
    witnesses = (
        (only_date(known.title), DateSource.TITLE, Look.DATE_IN_TITLE),
        (date_in_address(known.url) if known.url else None, DateSource.ADDRESS, Look.DATE_IN_ADDRESS),
        (date_in_name(raw.stem), DateSource.ADDRESS, Look.DATE_IN_ADDRESS),
        (None if is_unclear or is_later else reading.made, DateSource.METADATA, Look.DATE_OF_FILE),
    )
    return next(
        (Guess(date, source, look) for date, source, look in witnesses if date and not lies_ahead(date)),
        None,
    )


def to_look_at(head: PageHead, reading: PageReading, given: PageHead, guess: Guess | None) -> Iterator[Remark]:
    """What the person who adds a page should look at: what is missing, and what stands on a weak witness."""
    is_sure = head.published is not None and guess is None
    for notice in dict.fromkeys(reading.notices):
        is_settled = is_sure and notice.look is Look.DATE_UNCLEAR
        is_settled = is_settled or (notice.look is Look.DATE_ALONE and notice.detail != str(head.published))
        if not is_settled and not (given.published and notice.look.doubts_date):
            yield notice
    if not (reading.head.title or given.title):
        yield Remark(Look.NO_TITLE)
    if head.published is None:
        yield Remark(Look.NO_DATE)
    elif guess:
        yield Remark(guess.look, str(head.published))
    if head.url is None:
        yield Remark(Look.NO_ADDRESS)
    if lost := reading.source.count("\ufffd"):
        yield Remark(Look.CHARACTERS_LOST, str(lost))
