"""Scanned PDFs: said plainly, and read where a text recognition is installed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from corpus.errors import Code, ReadError
from corpus.ingest import draft
from corpus.readers.paper.pdf import read_pdf
from corpus.readers.paper.recognition import can_recognise
from corpus.readers.remarks import Look
from corpus.sources import file_of
from corpus.types import PartialDate

LINES = ["Nytt om utbildningen", "Publicerad: 2026-05-12", "Utbildningen börjar i augusti och hålls på fyra orter.",
         "Alla medarbetare får en plats före årets slut."]  # fmt: skip


def scanned() -> bytes:
    """A page of paper as a scanner keeps it: a picture."""
    drawing = pytest.importorskip("PIL.Image")
    from PIL import Image, ImageDraw, ImageFont

    matplotlib = pytest.importorskip("matplotlib")
    font = Path(matplotlib.__file__).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf"
    page = Image.new("L", (1654, 1200), 255)
    for at, text in enumerate(LINES):
        size = 60 if at == 0 else 34
        ImageDraw.Draw(page).text((150, 150 + 120 * at), text, font=ImageFont.truetype(str(font), size), fill=0)
    file = io.BytesIO()
    assert drawing is Image
    page.save(file, "PDF", resolution=200)
    return file.getvalue()


def test_a_scanned_pdf_is_said_to_be_one() -> None:
    with pytest.raises(ReadError, match="scanned") as refused:
        read_pdf(scanned())
    assert refused.value.code is Code.SCANNED


def test_a_scanned_pdf_is_read_where_letters_can_be_recognised_and_that_is_told() -> None:
    if not can_recognise():
        pytest.skip("ocrmypdf and tesseract with Swedish are not installed")
    page = draft(file_of("Scan_001.pdf", scanned()))
    assert (page.document.head.title, page.document.head.published) == (LINES[0], PartialDate(2026, 5, 12))
    assert "börjar i augusti och hålls på fyra orter" in page.document.source
    assert Look.READ_BY_RECOGNITION in {notice.look for notice in page.notices}
