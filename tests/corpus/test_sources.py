from __future__ import annotations

import time

import pytest

from corpus.errors import ReadError
from corpus.sources import Format, raw_of
from corpus.web.fetch import Fetched

TEXT = b"# Nytt\n\nText.\n"


def fetched(name: str, kind: str, data: bytes = TEXT) -> Fetched:
    return Fetched(name, data, kind, None)


@pytest.mark.parametrize("kind", ["text/plain", "", "application/octet-stream", "binary/octet-stream"])
@pytest.mark.parametrize("name", ["nytt.md", "Nytt.MD", "https://x.example/nytt.md?raw=1", "arkiv.docx.markdown"])
def test_the_name_tells_the_format_where_the_media_type_is_vague(kind: str, name: str) -> None:
    assert raw_of(name, fetched(name, kind)).format is Format.MARKDOWN


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [("nytt.md", "text/html", Format.HTML), ("nytt", "text/plain", Format.TEXT), ("nytt", "", Format.TEXT),
     ("https://x.md/nytt", "text/plain", Format.TEXT), ("nytt.pdf", "text/markdown", Format.MARKDOWN)],
)  # fmt: skip
def test_a_plain_media_type_is_believed(name: str, kind: str, wanted: Format) -> None:
    assert raw_of(name, fetched(name, kind)).format is wanted


@pytest.mark.parametrize("name", ["nytt.md", "nytt.txt", "nytt"])
def test_the_beginning_is_believed_before_name_and_type(name: str) -> None:
    page = b"<!doctype html><html><body>Text</body></html>"
    assert raw_of(name, fetched(name, "text/plain", page)).format is Format.HTML


@pytest.mark.parametrize(
    "data", [b"<!---->" * 500 + b"<p>hej", b"<!--" * 900, b" " * 4000, b"<!-- a -->\n" * 300 + b"hej"]
)
def test_comments_before_a_text_take_no_time_to_tell_that_it_is_no_page(data: bytes) -> None:
    begun = time.process_time()
    assert raw_of("nytt.txt", fetched("nytt.txt", "text/plain", data)).format is Format.TEXT
    assert time.process_time() - begun < 1.0


def test_comments_before_a_page_leave_it_one() -> None:
    page = b"<!-- a - b --> <!----><!-- -- --->\n<html><body>Text</body></html>"
    assert raw_of("nytt", fetched("nytt", "text/plain", page)).format is Format.HTML


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream"])
def test_bytes_of_no_known_format_are_refused_by_their_type(kind: str) -> None:
    with pytest.raises(ReadError, match=kind):
        raw_of("bild.png", fetched("bild.png", kind))
