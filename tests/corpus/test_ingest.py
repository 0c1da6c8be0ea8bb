from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from corpus.errors import ReadError, ShelfError
from corpus.ingest import Event, Given, IngestOutcome, ingest
from corpus.readers.document import DateSource, PageHead
from corpus.readers.remarks import Look, Remark, Why
from corpus.shelf.library import Library
from corpus.types import PartialDate

MakePdf = Callable[..., bytes]

TEXT = "Brev om lokaler april 2020\n\nPublicerad:\n\nVi flyttar i maj. Alla är med.\n"
HTML = (
    '<html lang="sv"><head><title>Nytt</title>{link}</head><body><main><h1>Nytt om husen</h1>'
    "<p>Det nya huset är klart i maj och alla flyttar dit så snart det går att göra det på ett säkert sätt för "
    "alla som arbetar där.</p></main></body></html>"
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "shelf")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture
def site(inbox: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(inbox)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def only(events: tuple[Event, ...]) -> Event:
    (event,) = events
    return event


def test_a_text_file_becomes_a_bulletin_and_says_what_to_look_at(library: Library, inbox: Path) -> None:
    (inbox / "brev.txt").write_text(TEXT)
    event = only(ingest(str(inbox / "brev.txt"), library))
    assert event.outcome is IngestOutcome.ADDED
    assert event.bulletin == library.load().bulletins[0]
    assert (event.bulletin.id, event.bulletin.title) == ("brev-om-lokaler-april-2020", "Brev om lokaler april 2020")
    assert (event.bulletin.published, event.bulletin.body) == (PartialDate(2020, 4), "Vi flyttar i maj. Alla är med.")
    assert [str(notice) for notice in event.notices] == [
        "its date 2020-04 comes from its title; correct it with --published",
        "it has no address, so answers link nowhere; give it with --url",
    ]


def test_adding_again_changes_nothing_and_a_new_version_replaces(library: Library, inbox: Path) -> None:
    path = inbox / "brev.txt"
    path.write_text(TEXT)
    ingest(str(path), library)
    assert only(ingest(str(path), library)).outcome is IngestOutcome.UNCHANGED
    path.write_text(TEXT.replace("i maj", "i juni"))
    event = only(ingest(str(path), library))
    assert (event.outcome, event.bulletin and event.bulletin.id) == (
        IngestOutcome.REPLACED,
        "brev-om-lokaler-april-2020",
    )
    assert len(library.load().bulletins) == 1


def test_what_is_given_is_believed(library: Library, inbox: Path) -> None:
    (inbox / "brev.txt").write_text(TEXT)
    given = Given(
        PageHead(title="Eget namn", url="https://exempel.se/brev", published=PartialDate(2020, 5, 1)), "eget-id"
    )
    event = only(ingest(str(inbox / "brev.txt"), library, given=given))
    assert event.notices == ()
    (bulletin,) = library.load().bulletins
    assert (bulletin.id, bulletin.title, bulletin.url) == ("eget-id", "Eget namn", "https://exempel.se/brev")
    assert bulletin.published == PartialDate(2020, 5, 1)
    assert f"date_source: {DateSource.GIVEN.value}\n" in (library.folder / "eget-id.md").read_text()


def test_a_folder_is_read_whole_and_each_event_is_reported_at_once(
    library: Library, inbox: Path, make_pdf: MakePdf
) -> None:
    (inbox / "a.txt").write_text(TEXT)
    (inbox / "b.htm").write_text(HTML.format(link=""))
    (inbox / "c.md").write_text("---\ntitle: Egen\npublished: 2021\nurl: https://exempel.se/egen\n---\n\nText.\n")
    (inbox / "under").mkdir()
    (inbox / "under" / "d.pdf").write_bytes(make_pdf([["Rubrik", "Det här är en mening om huset i staden."]]))
    (inbox / "e.txt").write_bytes("Titel\n\nFörst en mening på svenska. Sedan en till.\n".encode("latin-1"))
    (inbox / "f.txt").write_bytes(b"\x7fELF" + bytes(200))
    (inbox / "g.txt").write_text("")
    (inbox / "h.png").write_bytes(b"\x89PNG\r\n")
    (inbox / "i.md").write_text("---\ntitle: 7\n---\nText.\n")
    (inbox / ".hidden.txt").write_text(TEXT)
    (inbox / "link.txt").symlink_to(inbox / "a.txt")
    reported: list[Event] = []
    events = ingest(str(inbox), library, reported.append)
    assert tuple(reported) == events
    assert [(Path(event.source).name, event.outcome.value, event.reason) for event in events] == [
        ("a.txt", "added", None),
        ("b.htm", "added", None),
        ("c.md", "added", None),
        ("e.txt", "added", None),
        ("f.txt", "skipped", "it is binary, not text; give a Markdown, HTML, text or PDF file"),
        ("g.txt", "skipped", "it is empty"),
        (
            "h.png",
            "skipped",
            ".png is not a known format; give Markdown, HTML, text, PDF, DOCX, PPTX, XLSX, ODT or EML",
        ),
        ("i.md", "skipped", "line 2: title '7': wanted text; put it in quotation marks"),
        ("d.pdf", "added", None),
    ]
    assert [bulletin.id for bulletin in library.load().bulletins] == [
        "brev-om-lokaler-april-2020",
        "c",
        "nytt-om-husen",
        "rubrik",
        "titel",
    ]


def test_a_folder_has_no_single_address(library: Library, inbox: Path) -> None:
    with pytest.raises(ReadError, match="is a folder"):
        ingest(str(inbox), library, given=Given(PageHead(url="https://exempel.se/")))


def test_a_page_is_fetched_and_named_by_its_address(library: Library, inbox: Path, site: str) -> None:
    (inbox / "nytt-april-2020.html").write_text(HTML.format(link='<link rel="canonical" href="/nytt-april-2020">'))
    event = only(ingest(f"{site}/nytt-april-2020.html?utm_source=x", library, allow_private=True))
    assert event.outcome is IngestOutcome.ADDED
    (bulletin,) = library.load().bulletins
    assert (bulletin.url, bulletin.published) == (f"{site}/nytt-april-2020", PartialDate(2020, 4))
    assert event.notices == (Remark(Look.DATE_IN_ADDRESS, "2020-04"),)


def test_a_private_address_is_skipped_with_its_reason(library: Library, site: str) -> None:
    event = only(ingest(f"{site}/", library))
    assert event.outcome is IngestOutcome.SKIPPED
    assert "not on the public internet" in (event.reason or "")


@pytest.mark.parametrize("name", ["bild.png", "finns-inte.html"])
def test_an_address_without_a_page_is_skipped(library: Library, inbox: Path, site: str, name: str) -> None:
    (inbox / "bild.png").write_bytes(b"\x89PNG\r\n")
    event = only(ingest(f"{site}/{name}", library, allow_private=True))
    assert event.outcome is IngestOutcome.SKIPPED
    assert ("image/png" in (event.reason or "")) or ("404" in (event.reason or ""))


@pytest.mark.parametrize("source", ["finns-inte.txt", "/dev/null", "ftp://exempel.se/x", "x" * 5000])
def test_a_source_that_is_none_is_skipped(library: Library, source: str) -> None:
    assert only(ingest(source, library)).outcome is IngestOutcome.SKIPPED


def test_a_file_of_the_shelf_is_not_added_to_itself(library: Library, inbox: Path) -> None:
    (inbox / "brev.txt").write_text(TEXT)
    ingest(str(inbox / "brev.txt"), library)
    assert [event.reason for event in ingest(str(library.folder), library)] == ["it lies on the shelf already"]


def test_a_mobile_number_in_markdown_is_pointed_out(library: Library, inbox: Path) -> None:
    (inbox / "a.md").write_text("# Titel\n\nRing 070-123 45 67 om du undrar.\n")
    assert Remark(Look.MOBILE_NUMBER) in only(ingest(str(inbox / "a.md"), library)).notices


def test_a_file_that_is_too_large_is_skipped(library: Library, inbox: Path) -> None:
    with (inbox / "a.txt").open("wb") as file:
        file.truncate(20_000_001)
    assert only(ingest(str(inbox / "a.txt"), library)).reason == "it is larger than 20,000,000 bytes; divide it"


def test_a_shelf_that_cannot_be_written_ends_the_whole(inbox: Path) -> None:
    (inbox / "brev.txt").write_text(TEXT)
    (inbox / "shelf").write_text("a file where the folder should be")
    with pytest.raises(ShelfError):
        ingest(str(inbox / "brev.txt"), Library(inbox / "shelf"))


def test_the_date_in_a_files_name_comes_before_that_of_its_making_and_both_are_said(
    library: Library, inbox: Path, make_pdf: MakePdf
) -> None:
    made = make_pdf([["Rubrik", "Det här är en mening om huset i staden."]], "", "D:20210104000000")
    (inbox / "2026-04-16 Nyhetsbrev.pdf").write_bytes(made)
    (inbox / "brev.pdf").write_bytes(made.replace(b"huset", b"torget"))
    named, plain = (only(ingest(str(inbox / name), Library(library.folder / name)))
                    for name in ("2026-04-16 Nyhetsbrev.pdf", "brev.pdf"))  # fmt: skip
    assert Remark(Look.DATE_IN_ADDRESS, "2026-04-16") in named.notices
    assert Remark(Look.DATE_OF_FILE, "2021-01-04") in plain.notices


MENU = "".join(f"<li><a href='/{n}'>Sida {n}</a></li>" for n in range(12))


def test_a_page_of_which_much_is_left_out_is_held_back_until_somebody_wants_it(library: Library, inbox: Path) -> None:
    (inbox / "a.html").write_text(HTML.format(link="").replace("</main>", f"<ul>{MENU}</ul></main>"))
    held = only(ingest(str(inbox / "a.html"), library))
    assert (held.outcome, library.load().bulletins) == (IngestOutcome.SKIPPED, ())
    assert "held back: 24 of 54 words of the main text were left out" in (held.reason or "")
    assert "after the last text: Sida 0" in (held.reason or "")
    doubts: list[str] = []

    def wanted(source: str, doubt: str) -> bool:
        doubts.append(doubt)
        return True

    event = only(ingest(str(inbox / "a.html"), library, confirm=wanted))
    assert (event.outcome, len(doubts)) == (IngestOutcome.ADDED, 1)
    assert "24 of 54 words" in library.left_out()["nytt-om-husen"]


def test_what_is_left_out_is_told_with_its_reason(library: Library, inbox: Path) -> None:
    page = HTML.format(link="").replace("</main>", "<p>Eva Ek, 070-123 45 67</p><p><a href='/'>Läs mer</a></p></main>")
    (inbox / "a.html").write_text(page)
    event = only(ingest(str(inbox / "a.html"), library))
    assert event.coverage is not None
    assert [(piece.why, piece.words) for piece in event.coverage.left_out] == [(Why.CONTACT, 5), (Why.LINK, 2)]


@pytest.mark.soak
@pytest.mark.timing
def test_a_file_takes_as_long_on_a_shelf_of_fifteen_hundred_as_on_one_of_a_hundred_and_fifty(
    library: Library, inbox: Path, soak: bool, tell: Callable[[str], None]
) -> None:
    # A third of the files shows what grows with their square as well.
    files = 1500 if soak else 500
    for number in range(files):
        (inbox / f"{number:04}.txt").write_text(
            f"Brev {number} om huset\n\nVi flyttar den {number % 28 + 1} maj.\n" * 2
        )
    clock = [time.process_time()]
    events = ingest(str(inbox), library, lambda event: clock.append(time.process_time()))
    assert {event.outcome for event in events} == {IngestOutcome.ADDED}
    took = [after - before for before, after in itertools.pairwise(clock)]
    # The quickest tenth: what else the machine does only adds to the others.
    early, late = (statistics.quantiles(part, n=10)[0] for part in (took[100:200], took[-100:]))
    tell(f"a folder of {files} files: {early * 1000:.1f} ms a file at 150, at the end {late * 1000:.1f}")
    # What the short run costs differs by a fifth from one to the next; what grows with the shelf would be three times.
    assert late <= (1.2 if soak else 1.5) * early
