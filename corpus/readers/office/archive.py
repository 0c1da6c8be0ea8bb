"""Packed office files (Office Open XML, OpenDocument): their parts as trees, unpacked within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import lxml.etree

from corpus.errors import Code, ReadError

LARGEST_PART = 30_000_000
"""Bytes of one unpacked part; a document of a thousand pages has a tenth of that."""

LARGEST_WHOLE = 200_000_000
"""Bytes of all parts unpacked, pictures among them, where a library unpacks them all."""

MOST_PARTS = 5_000


class Archive:
    """The parts of one open file; `program` made it and `suffix` is what it is to be saved as again."""

    def __init__(self, file: zipfile.ZipFile, suffix: str) -> None:
        self._file = file
        self._suffix = suffix
        self.names = frozenset(file.namelist())

    def unpacked(self, name: str) -> bytes:
        """One part, never more of it than the limit, whatever size the archive states."""
        with self._file.open(name) as file:
            data = file.read(LARGEST_PART + 1)
        if len(data) > LARGEST_PART:
            raise ReadError(f"its text is larger than {LARGEST_PART:,} bytes when unpacked; divide it", Code.TOO_LARGE)
        return data

    def tree(self, name: str) -> Any:
        """The root of one part; a document type is refused, since only it can define entities that grow."""
        parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = lxml.etree.fromstring(self.unpacked(name), parser)
        except lxml.etree.XMLSyntaxError as error:
            reason = f"its text is damaged or nested too deeply; save it again as {self._suffix}"
            raise ReadError(reason, Code.DAMAGED) from error
        if root.getroottree().docinfo.doctype:
            raise ReadError("it defines a document type of its own, which no office document does", Code.DAMAGED)
        return root

    def optional(self, name: str) -> Any:
        """The root of a part that a file may lack; None where it does."""
        return self.tree(name) if name in self.names else None

    def check_all(self) -> None:
        """Hold every part to the limits before a library unpacks them: it never reads more than a part states.

        Raises:
            ReadError: larger than the limits, or a part of XML that defines a document type.
        """
        infos = self._file.infolist()
        parts = [info for info in infos if info.filename.lower().endswith((".xml", ".rels", ".vml"))]
        if sum(info.file_size for info in infos) > LARGEST_WHOLE or any(i.file_size > LARGEST_PART for i in parts):
            raise ReadError(f"it is larger than {LARGEST_WHOLE:,} bytes when unpacked; divide it", Code.TOO_LARGE)
        for info in parts:
            self.tree(info.filename)


@contextmanager
def opened(data: bytes, program: str, suffix: str) -> Iterator[Archive]:
    """The parts of a packed file.

    Raises:
        ReadError: damaged, locked, or of more parts than the limit; also for what goes wrong inside.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if len(file.infolist()) > MOST_PARTS:
                reason = f"it holds more than {MOST_PARTS:,} parts; save it again as {suffix}"
                raise ReadError(reason, Code.TOO_LARGE)
            yield Archive(file, suffix)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, RuntimeError, ValueError) as error:
        reason = f"it is no readable {program} document ({type(error).__name__}); save it again as {suffix}"
        raise ReadError(reason, Code.DAMAGED) from error
