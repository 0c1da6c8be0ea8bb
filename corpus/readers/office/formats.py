"""Which reader an office document has: presentations, workbooks and OpenDocument texts."""

from __future__ import annotations

from corpus.errors import Code, ReadError
from corpus.readers.document import PageReading
from corpus.readers.office.archive import opened
from corpus.readers.office.open_document import read_open_document
from corpus.sources import OFFICE, Format


def read_office(data: bytes, format_: Format) -> PageReading:
    """Text, title and dates of an office document of one of the formats in `OFFICE`.

    Raises:
        ReadError: damaged, locked, larger unpacked than the limits, without text, or its library is not installed.
    """
    with opened(data, format_.value, OFFICE[format_]) as archive:
        if format_ is Format.ODT:
            return read_open_document(archive)
        try:
            if format_ is Format.PPTX:
                from corpus.readers.office.slides import read_slides  # its library is an extra

                return read_slides(archive, data)
            from corpus.readers.office.workbook import read_workbook  # its library is an extra

            return read_workbook(archive, data)
        except ImportError as error:
            reason = f"reading {format_.value} needs a library that is not installed; install fvm-svar[office]"
            raise ReadError(reason, Code.NO_LIBRARY, kind=format_.value) from error
