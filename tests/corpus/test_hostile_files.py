"""Files made to hold the reader up go through the whole of adding: each is a bulletin or one named failure, and none
holds the process that adds."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from corpus.ingest import Event, IngestOutcome, ingest
from corpus.shelf.library import Library

TEXT = "Det nya huset blir klart i maj och alla flyttar dit.\n\n"

SIGNS = {
    "brackets": "[" * 8000,
    "links": "[a](" * 4000,
    "pictures": "![a](" * 4000,
    "ticks": "".join("`" * number + " a " for number in range(1, 120)),
    "many ticks": "`" * 40_000,
    "tags": "<a " * 8000,
    "tags with a quote": "<a href='" * 8000,
    "addresses": "<http://" * 8000,
    "character data": "<![CDATA[" * 8000,
    "stars": "*a _b " * 8000,
    "quotes": "> " * 3000 + "a",
    "lists": "".join("  " * depth + "- a\n" for depth in range(400)),
    "table": "|" * 8000 + "\n" + "|-" * 8000 + "|\n" + "|a" * 8000,
    "headings": "a\n==\n" * 8000,
    "rules": "* * *\n" * 8000,
    "stops": "." * 20_000,
    "line breaks": "\n" * 40_000 + "a",
    "word": "a" * 500_000,
    "names": "Rubrik" + "-Aa" * 4000,
    "footnotes": "[a]: x\n" * 8000,
    "remarks": "<!--" * 8000,
    "instructions": "<?" * 8000,
    "closed addresses": "<http://a.b>" * 8000,
    "numbers of letters": "&#65;" * 8000,
    "struck": "a<s>b</s><!---->" * 40_000,
    "heads": "# a\n" * 8000,
    "short brackets": ("[" * 999 + "\n\n") * 8,
    "items with brackets": "- a\n  [b\n" * 4000,
    "open links in a list": "- [a](\n" * 8000,
    "tags without a blank": "<a b='c' d" * 4000,
    "front matter": "---\ntitle: " + "[" * 5000 + "\n---\na",
    "aliases": "---\na: &a [1]\n" + "".join(f"b{number}: [*a, *a]\n" for number in range(2000)) + "---\ntext",
}
TOO_LONG = "reading it took too much memory or time; divide it"

PAGES = {
    "comments": "<!---->" * 20_000 + "<p>hej",
    "figures": "<figure>" * 8000,
    "figures within": "<figure>" * 250 + "a" + "</figure>" * 250,
    "tables": "<table><tr><td>" * 4000,
    "tables within": "<table><tr><td>a" * 90,
    "merged cells": "<table><tr>" + "<td rowspan=60000 colspan=1000>a" * 50 + "</table>",
    "lists": "<ul><li>" * 4000,
    "notes": "a<sup>1</sup>" * 20_000,
    "many notes": "a<sup>1</sup><a href='#a'>[1]</a>" * 40_000,
    "struck": "a<s>b</s><!---->" * 40_000,
    "settings": "<p " + " ".join(f"a{number}=b" for number in range(20_000)) + ">a</p>",
    "styles": "<p style='" + "display:" * 20_000 + "'>a</p>",
    "data": "<script type='application/ld+json'>" + "[" * 20_000 + "</script><p>Hej du</p>",
    "picture": "<img src='data:image/png;base64," + "A" * 4_000_000 + "'><p>hej hej",
}


def word(body: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>')
    return written.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text.replace('&', '&amp;').replace('<', '&lt;')}</w:t></w:r></w:p>"


def added(folder: Path, name: str, data: bytes) -> Event:
    """What became of a file, which took this process hardly any time."""
    (folder / name).write_bytes(data)
    begun, own = time.monotonic(), time.process_time()
    (event,) = ingest(str(folder / name), Library(folder / "shelf"), confirm=lambda source, doubt: True)
    assert time.process_time() - own < 2.0
    assert time.monotonic() - begun < 90.0
    assert event.outcome in (IngestOutcome.ADDED, IngestOutcome.SKIPPED)
    assert (event.outcome is IngestOutcome.SKIPPED) == bool(event.reason)
    return event


@pytest.mark.parametrize("kind", SIGNS)
def test_markdown_is_a_bulletin_or_one_named_failure_and_takes_its_library_no_time(kind: str, tmp_path: Path) -> None:
    signs = SIGNS[kind]
    event = added(tmp_path, "a.md", (signs if signs.startswith("---") else TEXT + signs).encode())
    assert event.reason != TOO_LONG


@pytest.mark.parametrize("kind", SIGNS)
def test_text_of_whatever_signs_is_a_bulletin_or_one_named_failure(kind: str, tmp_path: Path) -> None:
    added(tmp_path, "a.txt", (TEXT + SIGNS[kind]).encode())


@pytest.mark.parametrize("kind", ["brackets", "many ticks", "stars", "stops", "word", "names"])
def test_a_word_document_of_whatever_signs_is_a_bulletin(kind: str, tmp_path: Path) -> None:
    event = added(tmp_path, "a.docx", word(paragraph("Nytt") + paragraph(TEXT.strip()) + paragraph(SIGNS[kind])))
    assert event.outcome is IngestOutcome.ADDED


@pytest.mark.parametrize(
    "body",
    [
        "<w:p>" + "<w:r><w:t>a</w:t><w:br/></w:r>" * 40_000 + "</w:p>",
        "<w:tbl><w:tr><w:tc>" * 100 + paragraph("a") + "</w:tc></w:tr></w:tbl>" * 100,
        "<w:tbl>" + ("<w:tr>" + f"<w:tc>{paragraph('a')}</w:tc>" * 5 + "</w:tr>") * 5000 + "</w:tbl>",
        " " * 200_000_000,
    ],
    ids=["breaks", "tables within", "rows", "blanks"],
)
def test_a_word_document_of_whatever_shape_is_a_bulletin_or_one_named_failure(body: str, tmp_path: Path) -> None:
    added(tmp_path, "a.docx", word(body))


@pytest.mark.parametrize("kind", PAGES)
def test_a_web_page_is_a_bulletin_or_one_named_failure(kind: str, tmp_path: Path) -> None:
    added(tmp_path, "a.html", f"<html><body><h1>Nytt</h1><p>{TEXT}</p>{PAGES[kind]}</body></html>".encode())


@pytest.mark.parametrize("kind", SIGNS)
def test_a_web_page_of_whatever_signs_is_a_bulletin_or_one_named_failure(kind: str, tmp_path: Path) -> None:
    told = SIGNS[kind].replace("&", "&amp;").replace("<", "&lt;")
    added(tmp_path, "a.html", f"<html><body><main><h1>Nytt</h1><p>{TEXT}</p><p>{told}</p></main>".encode())


def test_a_round_goes_on_past_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text(TEXT + SIGNS["lists"])
    (tmp_path / "in" / "b.txt").write_text(f"Nytt om huset\n\n{TEXT}")
    events = ingest(str(tmp_path / "in"), Library(tmp_path / "shelf"))
    assert [event.outcome for event in events] == [IngestOutcome.SKIPPED, IngestOutcome.ADDED]
    assert "nested too deeply" in events[0].reason
