from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

MakePdf = Callable[..., bytes]


@pytest.fixture
def make_pdf() -> MakePdf:
    """Writes a small PDF of our own: lines of text, page by page."""
    return _pdf


@pytest.fixture
def make_placed_pdf() -> MakePdf:
    """Writes a PDF of one page with each text at its place, in points from the lower left corner, and its size."""
    return lambda placed: _pdf_of([_placed(placed)])


@pytest.fixture
def make_paged_pdf() -> MakePdf:
    """Writes a PDF of several pages, each with texts at their places."""
    return lambda pages: _pdf_of(list(map(_placed, pages)))


@pytest.fixture
def make_drawn_pdf() -> MakePdf:
    """Writes a PDF of one page that draws itself."""
    return lambda stream: _pdf_of([stream])


def _placed(placed: Sequence[tuple[Any, ...]]) -> bytes:
    return b"\n".join(b"BT /F1 %d Tf %d %d Td %s Tj ET" % (*(size or [11]), x, y, _quoted(text))
                      for x, y, text, *size in placed)  # fmt: skip


def _pdf(pages: Sequence[Sequence[str]], title: str = "", created: str = "") -> bytes:
    return _pdf_of([_stream(lines) for lines in pages], title, created)


def _pdf_of(pages: Sequence[bytes], title: str = "", created: str = "") -> bytes:
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, stream in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(f"<< /Title ({title}) /CreationDate ({created}) >>".encode("cp1252"))
    return _file(objects)


def _stream(lines: Sequence[str]) -> bytes:
    rows = [b"BT /F1 11 Tf 72 770 Td 16 TL"]
    rows += [_quoted(line) + b" Tj T*" for line in lines]
    return b"\n".join([*rows, b"ET"])


def _quoted(text: str) -> bytes:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(" + escaped.encode("cp1252") + b")"


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(out)
