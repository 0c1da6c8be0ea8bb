"""Whose a date is, by where and how it is written: the page's, a meeting's, one that lies ahead."""

from __future__ import annotations

import pytest

from corpus.ingest import Draft, Given, drafted
from corpus.readers.document import PageHead
from corpus.readers.remarks import Look
from corpus.sources import file_of
from corpus.types import PartialDate

NOTHING = Given()
TEXT = "Regionen har beslutat att kliniken i Karalunda börjar med det nya systemet efter sommaren, före alla andra."


def page(inner: str, title: str = "Nytt om systemet", head: str = "", given: Given = NOTHING) -> Draft:
    main = f"<main><h1>{title}</h1>{inner}<p>{TEXT}</p></main>"
    data = f"<html lang='sv'><head><title>{title}</title>{head}</head><body>{main}</body></html>".encode()
    return drafted(file_of("sida.html", data), given)


def looks(read: Draft) -> dict[Look, str]:
    return {each.look: each.detail for each in read.notices}


@pytest.mark.parametrize(
    ("inner", "head"),
    [
        ("<p>Publicerad: 12 maj 2062</p>", ""),
        ("", "<meta property='article:published_time' content='2062-05-12T08:00:00+02:00'>"),
    ],
)
def test_a_date_that_lies_ahead_is_a_suggestion(inner: str, head: str) -> None:
    read = page(inner, head=head)
    assert read.document.head.published is None
    assert looks(read)[Look.DATE_AHEAD] == "2062-05-12"
    assert Look.NO_DATE in looks(read)


def test_a_change_that_lies_ahead_leaves_the_day_of_publication() -> None:
    read = page("<p>Publicerad: 12 maj 2024</p><p>Senast uppdaterad: 12 maj 2062</p>")
    assert (read.document.head.published, read.document.head.updated) == (PartialDate(2024, 5, 12), None)
    assert looks(read)[Look.DATE_AHEAD] == "2062-05-12"


def test_a_day_ahead_in_title_or_address_is_no_date_of_the_page() -> None:
    assert page("", "Driftsätts den 15 april 2062").document.head.published is None


def test_a_day_ahead_alone_under_the_title_is_what_the_page_tells_of() -> None:
    read = page("<p>15 januari 2062</p>", "Öppet hus i Karalunda")
    assert read.document.head.published is None
    assert read.document.source.startswith("15 januari 2062\n")


def test_a_day_ahead_that_a_person_gives_or_writes_is_kept() -> None:
    given = page("", given=Given(PageHead(published=PartialDate(2062, 5, 12))))
    assert (given.document.head.published, looks(given)) == (PartialDate(2062, 5, 12), {Look.NO_ADDRESS: ""})
    written = drafted(file_of("a.md", f"---\npublished: 2062-05-12\n---\n# Nytt\n\n{TEXT}\n".encode()), Given())
    assert written.document.head.published == PartialDate(2062, 5, 12)
    assert looks(written)[Look.DATE_AHEAD_KEPT] == "2062-05-12"


@pytest.mark.parametrize(
    "inner",
    [
        "<p>Datum: 12 maj 2024</p>",
        "<p>Datum:</p><p>2024-05-12</p>",
        "<dl><dt>Datum</dt><dd>2024-05-12</dd><dt>Dnr</dt><dd>RS 2024-0123</dd></dl>",
        "<table><tr><td>Datum</td><td>2024-05-12</td></tr></table>",
        "<p>Date: May 12, 2024</p>",
    ],
)
def test_a_label_that_says_only_date_tells_that_of_the_page(inner: str) -> None:
    read = page(inner)
    assert read.document.head.published == PartialDate(2024, 5, 12)


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        ("<p>Datum: 12 maj 2024</p><p>Tid: 13–15</p><p>Plats: Aulan</p>", "Nytt om systemet"),
        ("<p>Datum: 12 maj 2024</p>", "Informationsmöte om systemet"),
        ("<ul><li>Datum: 12 maj 2024</li></ul>", "Nytt om systemet"),
        (f"<p>{TEXT}</p><p>Datum: 12 maj 2024</p>", "Nytt om systemet"),
    ],
)
def test_the_day_of_a_meeting_is_a_suggestion_and_stays_in_the_text(inner: str, title: str) -> None:
    read = page(inner, title)
    assert read.document.head.published is None
    assert looks(read)[Look.DATE_UNCLEAR] == "2024-05-12"
    assert "Datum: 12 maj 2024" in read.document.source


def test_a_label_that_says_only_date_gives_way_to_one_that_says_published() -> None:
    read = page("<p>Datum: 12 maj 2024</p><p>Publicerad: 3 juni 2024</p>")
    assert read.document.head.published == PartialDate(2024, 6, 3)
    assert "Datum: 12 maj 2024" in read.document.source


def test_a_label_in_markdown_without_a_head_is_read() -> None:
    data = f"# Ny rutin\n\n*Publicerad: 2024-05-02*\n\n{TEXT}\n".encode()
    read = drafted(file_of("rutin.md", data), NOTHING)
    assert read.document.head.published == PartialDate(2024, 5, 2)
    assert read.document.source.startswith("# Ny rutin\n\n*Publicerad: 2024-05-02*")


def test_a_label_with_more_beside_it_is_a_suggestion() -> None:
    read = page(f"<p>{TEXT}</p><p>Faktagranskad: 2024-02-03. Godkänd av: Per Ö. Version 3.</p>")
    assert (read.document.head.published, read.document.head.updated) == (None, None)
    assert looks(read)[Look.DATE_UNCLEAR] == "2024-02-03"


def test_a_writer_beside_the_date_under_the_title_does_not_hide_it_and_a_change_is_suggested_for_nothing() -> None:
    assert page("<p>Av Eva Ek 2024-05-04</p>").document.head.published == PartialDate(2024, 5, 4)
    changed = page("<p>Sidan uppdaterad: 2024-04-30 kl 09:12</p>")
    assert (changed.document.head.updated, Look.DATE_UNCLEAR in looks(changed)) == (PartialDate(2024, 4, 30), False)


@pytest.mark.parametrize(
    "first",
    ["Från och med den 8 juni 2024 skickas provsvar bara elektroniskt.",
     "Publicerad från och med den 8 juni 2024 i portalen", "Från och med den 8 juni 2024 gäller nya tider",
     "Av alla beslut den 8 juni 2024 är detta störst"],
)  # fmt: skip
def test_what_begins_as_who_wrote_it_and_tells_of_a_date_stays_in_the_text(first: str) -> None:
    read = page(f"<p>{first}</p>")
    assert (read.document.head.published, read.document.head.updated) == (None, None)
    assert read.document.source.startswith(first)
