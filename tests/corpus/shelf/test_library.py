from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from corpus.errors import BulletinError, CorrectedError, ShelfError, WithdrawnError
from corpus.readers.document import DateSource, Document, PageHead, Provenance
from corpus.shelf.corrections import corrected, withdrawn
from corpus.shelf.faults import Severity
from corpus.shelf.history import changed_ids
from corpus.shelf.identity import is_corrected
from corpus.shelf.library import Library, ShelfChange
from corpus.storage import TEMPORARY_PREFIX
from corpus.types import Bulletin, PartialDate
from corpus.web.addresses import slug
from tests.forks import forks

HEAD = PageHead(
    title="Nytt om lokalerna",
    url="https://www.exempel.se/nytt/lokaler/",
    published=PartialDate(2020, 4),
    language="sv",
    date_source=DateSource.TITLE,
)
PAGE = Document(HEAD, "## Flytten\n\nVi flyttar i maj.")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "shelf")


@pytest.fixture
def put(library: Library) -> Callable[[str, str | bytes], Path]:
    def put(name: str, content: str | bytes) -> Path:
        library.folder.mkdir(exist_ok=True)
        path = library.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def faults(library: Library) -> list[tuple[str, int | None, str]]:
    return [(fault.path.name, fault.line, fault.reason) for fault in library.load().faults]


def test_a_folder_that_is_not_there_is_an_empty_shelf(library: Library) -> None:
    assert library.load().bulletins == ()


def test_a_day_of_change_before_the_new_version_was_published_is_not_taken_over(library: Library) -> None:
    library.add(replace(PAGE, head=replace(HEAD, updated=PartialDate(2020, 5))))
    later = replace(HEAD, published=PartialDate(2020, 6, 2), date_source=DateSource.PAGE)
    new = library.add(Document(later, "## Flytten\n\nVi flyttar i juli.")).bulletin
    assert (new.published, new.updated) == (PartialDate(2020, 6, 2), None)


def test_an_added_document_is_read_back_as_it_was(library: Library) -> None:
    placement = library.add(PAGE)
    (bulletin,) = Library(library.folder).load().bulletins
    assert placement.change is ShelfChange.ADDED
    assert placement.path.name == "nytt-om-lokalerna.md"
    assert bulletin == placement.bulletin
    assert (bulletin.id, bulletin.title, bulletin.url) == ("nytt-om-lokalerna", HEAD.title, HEAD.url)
    assert (bulletin.published, bulletin.language) == (PartialDate(2020, 4), "sv")
    assert (bulletin.source, bulletin.body) == (PAGE.source, "Flytten\n\nVi flyttar i maj.")


def test_the_file_can_be_read_by_a_person(library: Library) -> None:
    path = library.add(
        replace(PAGE, head=replace(HEAD, published=PartialDate(2020, 4, 30), updated=PartialDate(2021)))
    ).path
    assert re.sub(r"imported: [0-9a-f]{12}-[0-9a-f]{12}\n", "", path.read_text()) == (
        "---\ntitle: Nytt om lokalerna\nurl: https://www.exempel.se/nytt/lokaler/\npublished: 2020-04-30\n"
        "updated: 2021\nlanguage: sv\ndate_source: title\n---\n\n## Flytten\n\nVi flyttar i maj.\n"
    )


def test_adding_the_same_thing_twice_changes_nothing(library: Library) -> None:
    path = library.add(PAGE).path
    before = path.stat()
    placement = library.add(PAGE)
    assert placement.change is ShelfChange.UNCHANGED
    assert path.stat() == before
    assert len(list(library.folder.glob("*.md"))) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://exempel.se/nytt/lokaler",
        "https://WWW.Exempel.se:443/nytt/lokaler/index.html",
        "https://exempel.se/nytt/lokaler/?utm_source=brev&fbclid=1#flytten",
    ],
)
def test_another_spelling_of_the_address_is_the_same_page(library: Library, url: str) -> None:
    library.add(PAGE)
    placement = library.add(replace(PAGE, head=replace(HEAD, title="Annat namn", url=url), source="Nytt."))
    assert (placement.change, placement.bulletin.id) == (ShelfChange.REPLACED, "nytt-om-lokalerna")
    assert placement.bulletin.url == HEAD.url


def test_a_changed_version_keeps_id_and_what_only_the_old_one_knew(library: Library) -> None:
    library.add(PAGE)
    placement = library.add(Document(PageHead(title="Nytt om lokalerna"), "Ny text."))
    assert (placement.change, placement.bulletin.body) == (ShelfChange.REPLACED, "Ny text.")
    assert (placement.bulletin.url, placement.bulletin.published) == (HEAD.url, HEAD.published)
    assert len(library.load().bulletins) == 1


def test_two_pages_of_one_title_get_an_id_each(library: Library) -> None:
    library.add(PAGE)
    other = library.add(replace(PAGE, head=replace(HEAD, url="https://exempel.se/annat"), source="Annan text."))
    dated = library.add(replace(PAGE, head=replace(HEAD, url=None, published=PartialDate(2021, 1))))
    assert (other.bulletin.id, dated.bulletin.id) == ("nytt-om-lokalerna-2", "nytt-om-lokalerna-3")


def page_at(url: str, text: str) -> Document:
    return replace(PAGE, head=replace(HEAD, url=url), source=text)


def test_what_another_process_added_in_the_same_tick_of_the_clock_is_not_written_over(library: Library) -> None:
    library.add(page_at("https://exempel.se/a", "Text a."))
    other = Library(library.folder)
    other.add(page_at("https://exempel.se/b", "Text b."))
    before = library.folder.stat()
    library.add(page_at("https://exempel.se/c", "Text c."))
    # A folder's time goes by ticks of some milliseconds: here another process adds in the tick of the last look.
    os.utime(library.folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.add(page_at("https://exempel.se/d", "Text d."))
    assert {one.body for one in library.load().bulletins} == {"Text a.", "Text b.", "Text c.", "Text d."}


def test_what_another_process_adds_while_the_shelf_is_read_is_not_written_over(library: Library) -> None:
    other = Library(library.folder)
    other.add(page_at("https://exempel.se/a", "Text a."))
    added: list[str] = []

    def meanwhile() -> dict[str, Bulletin]:
        if not added:
            added.append("b")
            other.add(page_at("https://exempel.se/b", "Text b."))
        return {}

    Library(library.folder, parsed=meanwhile).add(page_at("https://exempel.se/c", "Text c."))
    assert added
    assert {one.body for one in library.load().bulletins} == {"Text a.", "Text b.", "Text c."}


def test_a_copy_under_another_address_changes_nothing(library: Library) -> None:
    library.add(PAGE)
    placement = library.add(replace(PAGE, head=replace(HEAD, url="https://annan.exempel.org/kopia")))
    assert (placement.change, placement.bulletin.url) == (ShelfChange.UNCHANGED, HEAD.url)


def test_an_id_names_the_bulletin_to_replace(library: Library) -> None:
    library.add(PAGE, "lokaler")
    placement = library.add(Document(PageHead(title="Helt annat"), "Ny text."), "lokaler")
    assert (placement.change, placement.bulletin.title) == (ShelfChange.REPLACED, "Helt annat")


def test_keys_that_a_person_added_survive_a_new_version(library: Library) -> None:
    path = library.add(PAGE).path
    path.write_text(path.read_text().replace("---\n\n", "owner: Eva\n---\n\n"))
    library.add(replace(PAGE, source="Ny text."))
    assert "owner: Eva\n" in path.read_text()


def test_a_removed_bulletin_is_gone(library: Library) -> None:
    path = library.add(PAGE).path
    assert library.remove("nytt-om-lokalerna") == path
    assert list(library.folder.glob("*.md")) == []
    assert library.load().bulletins == ()
    with pytest.raises(ShelfError, match="no bulletin 'nytt-om-lokalerna'"):
        library.remove("nytt-om-lokalerna")


def test_a_change_needs_a_bulletin_of_that_id(library: Library) -> None:
    with pytest.raises(ShelfError, match="no bulletin 'x'"):
        library.change("x", lambda document: PAGE)
    library.add(PAGE, "x")
    assert library.change("x", lambda document: replace(document, source="Ny.")).bulletin.body == "Ny."


@pytest.mark.parametrize("part", ["", "history "])
@pytest.mark.parametrize("step", ["stage", "write", "flush", "publish"])
def test_a_write_that_breaks_off_leaves_the_old_version_whole(library: Library, part: str, step: str) -> None:
    library.add(PAGE)
    before = library.load()

    def crash(name: str) -> None:
        if name == part + step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Library(library.folder, crash).add(replace(PAGE, source="Ny text."))
    assert Library(library.folder).load() == before
    assert len(list(library.folder.glob("*.md"))) == 1
    assert list(library.folder.rglob(f"{TEMPORARY_PREFIX}*")) == []


@pytest.mark.parametrize(
    ("source", "reason"), [("", "no text"), ("<!-- tom -->", "no text"), ("ord " * 300_000, "larger than 1,000,000")]
)
def test_a_document_that_could_not_be_read_again_is_not_written(library: Library, source: str, reason: str) -> None:
    library.add(PAGE)
    with pytest.raises(BulletinError, match=reason):
        library.add(replace(PAGE, source=source))
    assert library.load().bulletins[0].source == PAGE.source


def test_a_full_disk_is_told_and_changes_nothing(library: Library) -> None:
    library.add(PAGE)

    def full(name: str) -> None:
        if name == "flush":
            raise OSError(28, "No space left on device")

    with pytest.raises(ShelfError, match=r"No space left on device.*nothing was changed"):
        Library(library.folder, full).add(replace(PAGE, source="Ny text."))
    assert library.load().bulletins[0].source == PAGE.source


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ShelfError, match="cannot be listed"):
        Library(tmp_path / "file").load()


def test_a_file_without_front_matter_takes_its_first_heading(library: Library, put: Callable[..., Path]) -> None:
    put("Min Sida.md", "Inledning.\n\n# Flytten i maj\n\nText.")
    (bulletin,) = library.load().bulletins
    assert (bulletin.id, bulletin.title) == ("min-sida", "Flytten i maj")


@pytest.mark.parametrize(
    ("head", "line", "reason"),
    [
        ("title: 2020", 2, "title '2020': wanted text"),
        ("title: [a, b]", 2, "title: wanted a single value"),
        ("title: A\nurl: ftp://exempel.se", 3, "url 'ftp://exempel.se': wanted an address that begins with https://"),
        ("title: A\nurl: javascript:alert(1)", 3, "url 'javascript:alert(1)': wanted an address"),
        ("title: A\nurl: https://u:p@exempel.se", 3, "must not carry a user name"),
        ("title: A\npublished: igår", 3, "published 'igår': 'igår' is not a date of the form"),
        ("title: A\npublished: 2020-02-31", 3, "published '2020-02-31'"),
        ("title: A\npublished: 2020-13", 3, "month 13 is not between 1 and 12"),
        ("title: A\nupdated: true", 3, "updated 'true': wanted a date"),
        ("title: A\nlanguage: svenska", 3, "language 'svenska': wanted a language of two letters"),
        ("title: A\nlanguage: no", 3, "language 'no': wanted a language of two letters"),
        ("title: A\ndate_source: gissat", 3, "date_source 'gissat': wanted one of given"),
        ("title: A\ntitle: B", 3, "title stands there twice"),
        ("title: A\nnote: 'x", 3, "not valid YAML"),
        ("- a\n- b", 2, "not a list of `key: value` lines"),
        ("title: !!python/object/apply:os.system [x]", 2, "title: wanted a single value"),
        ("title: !!python/name:os.system x", 2, "title 'x': not valid YAML"),
        ("title: *x", 2, "not valid YAML"),
        ("x: " + "[" * 3000, None, "not valid YAML"),
    ],
)
def test_a_wrong_head_is_named_by_line_and_key(
    library: Library, put: Callable[..., Path], head: str, line: int | None, reason: str
) -> None:
    put("a.md", f"---\n{head}\n---\n\nText.")
    put("b.md", "# B\n\nText.")
    shelf = library.load()
    assert [bulletin.id for bulletin in shelf.bulletins] == ["b"]
    (fault,) = shelf.errors
    assert reason in fault.reason
    assert line is None or fault.line == line


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", None, "it is empty"),
        (b" \n\n", None, "it is empty"),
        (b"# A\n\nText \x00", 3, "NUL bytes"),
        ("# A\n\nL\u00e5ng".encode("latin-1"), 3, "not UTF-8 (byte 0xe5)"),
        ("# A\n\nText".encode("utf-16"), 1, "NUL bytes"),
        (b"# A\n\n" + b"x" * 1_000_000, None, "larger than 1,000,000 bytes"),
        (b"---\ntitle: A\n\nText", 1, "never closed"),
        (b"---\ntitle: A\n---\n", 4, "no text"),
        (b"Bara text.", 1, "no title"),
        (b"---\n" + b"# x\n" * 6000 + b"---\n", 1, "longer than 20000"),
    ],
)
def test_an_unreadable_file_is_named_and_skipped(
    library: Library, put: Callable[..., Path], content: bytes, line: int | None, reason: str
) -> None:
    put("a.md", content)
    shelf = library.load()
    assert shelf.bulletins == ()
    (fault,) = shelf.errors
    assert (fault.path.name, fault.line) == ("a.md", line)
    assert reason in str(fault)


def test_what_is_no_bulletin_file_is_named(library: Library, put: Callable[..., Path]) -> None:
    put("README.md", "Om mappen.")
    put("a.txt", "x")
    put(".fvm-unfinished-x", "x")
    put(".hemlig.md", "# x")
    (library.folder / "mapp.md").mkdir()
    (library.folder / "b.md").symlink_to("/etc/passwd")
    os.mkfifo(library.folder / "c.md")
    shelf = library.load()
    assert shelf.bulletins == ()
    assert [(fault.path.name, fault.severity, fault.reason.split(";")[0]) for fault in shelf.faults] == [
        (".fvm-unfinished-x", Severity.WARNING, "an interrupted write left it"),
        (".hemlig.md", Severity.WARNING, "hidden files are not read"),
        ("a.txt", Severity.WARNING, "it is not Markdown"),
        ("b.md", Severity.ERROR, "symbolic links are not followed"),
        ("c.md", Severity.ERROR, "it is not a regular file"),
        ("mapp.md", Severity.WARNING, "folders are not read"),
    ]


def test_doubles_are_reported(library: Library, put: Callable[..., Path]) -> None:
    page = "---\ntitle: A\nurl: https://{}\npublished: 2020\n---\nText."
    put("a-b.md", page.format("exempel.se/a"))
    put("a_b.md", page.format("exempel.se/b"))
    put("c.md", page.format("www.exempel.se/a/#x"))
    shelf = library.load()
    assert [bulletin.id for bulletin in shelf.bulletins] == ["a-b", "c"]
    assert [str(fault) for fault in shelf.faults] == [
        "a_b.md: a-b.md has the same id; rename one of them",
        "c.md: a-b.md has the same url; keep one of them",
    ]


def test_advice_leaves_the_bulletin_on_the_shelf(library: Library, put: Callable[..., Path]) -> None:
    put("a.md", "---\ntitle: A\nowner: Eva\n---\nText.")
    put("b.md", "---\ntitle: B\npublished: 2020-04-30\nupdated: 2020-03\n---\nText.")
    put("c.md", "---\ntitle: C\npublished: 2020-04-30\nupdated: 2020-04\n---\nText.")
    shelf = library.load()
    assert len(shelf.bulletins) == 3
    assert [(fault.path.name, fault.line, fault.reason[:22]) for fault in shelf.faults] == [
        ("a.md", None, "it has no `published` "),
        ("a.md", 3, "owner is not a key of "),
        ("b.md", None, "`updated` lies before "),
    ]


def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(library: Library, put: Callable[..., Path]) -> None:
    put("a.md", "# A\n\nText.")
    first = library.load().bulletins[0]
    assert library.load().bulletins[0] is first
    put("a.md", "# A\n\nNy text.")
    assert library.load().bulletins[0].body == "A\n\nNy text."


def test_line_ends_and_byte_order_mark_of_windows_are_read(library: Library, put: Callable[..., Path]) -> None:
    put("a.md", "\ufeff---\r\ntitle: A\r\npublished: 2020\r\n---\r\n\r\nText.\r\n")
    assert [(b.title, b.body) for b in library.load().bulletins] == [("A", "Text.")]


FILES = 40


def add_pages(folder: Path, rounds: int, together: Barrier, writer: int) -> None:
    """Adds the bulletins of one writer to each round's shelf, at the same moment as the other writer."""
    for number in range(rounds):
        library = Library(folder / str(number))
        together.wait()
        for page in range(FILES):
            head = replace(HEAD, title=f"Brev {page}", url=f"https://exempel.se/{writer}/{page}")
            library.add(Document(replace(head, published=PartialDate(2020 + writer)), f"Brev {page} av {writer}."))


@pytest.mark.soak
def test_two_writers_at_the_same_moment_lose_nothing(tmp_path: Path, soak: bool, tell: Callable[[str], None]) -> None:
    rounds, forking = 200 if soak else 1, forks()
    together = forking.Barrier(2)
    writers = [forking.Process(target=add_pages, args=(tmp_path, rounds, together, writer)) for writer in range(2)]
    for process in writers:
        process.start()
    for process in writers:
        process.join()
    wanted = {f"https://exempel.se/{writer}/{page}" for writer in range(2) for page in range(FILES)}
    for number in range(rounds):
        shelf = Library(tmp_path / str(number)).load()
        assert ({bulletin.url for bulletin in shelf.bulletins}, shelf.errors) == (wanted, ())
        assert changed_ids(tmp_path / str(number)) == ()
    tell(f"two writers of one shelf: {rounds} rounds, {len(wanted)} of {2 * FILES} bulletins in each")


def of_file(name: str, source: str, title: str = "Veckobrev") -> Document:
    return Document(PageHead(title=title), source, Provenance(origin=name))


def test_two_files_of_one_title_are_two_bulletins_and_each_has_its_versions(library: Library) -> None:
    first = library.add(of_file("brev/v10.txt", "Utbildningen börjar i september."))
    second = library.add(of_file("brev/v11.txt", "Driften tas över i november."))
    assert (first.namesake, second.change, second.namesake) == (None, ShelfChange.ADDED, first.bulletin.id)
    again = library.add(of_file("v10.txt", "Utbildningen börjar i oktober."))
    assert (again.change, again.bulletin.id) == (ShelfChange.REPLACED, first.bulletin.id)


def test_an_address_that_two_pages_name_is_that_of_a_list_and_not_theirs(library: Library) -> None:
    def listed(title: str, source: str) -> Document:
        return Document(PageHead(title=title, url="https://exempel.se/nyheter"), source,
                        Provenance(origin=f"https://exempel.se/n?{slug(title)}"))  # fmt: skip

    library.add(listed("Nytt om driften", "Driften tas över av förvaltningen i november."))
    library.add(listed("Nytt om kursen", "Kursen börjar i september och ges på fyra orter i länet."))
    assert len(library.load().bulletins) == 2


@pytest.mark.parametrize("origin", ["https://exempel.se/e/2", None])
def test_two_events_under_one_address_are_two_bulletins(library: Library, origin: str | None) -> None:
    """Where both name the address of a list, and where one was copied from the other with its canonical address."""
    text = "Välkommen till öppet hus, där du får prova det nya systemet och ställa frågor till oss i {} den 3 maj."
    url = "https://exempel.se/e/alla"
    library.add(Document(PageHead(title="Öppet hus i Borås", url=url), text.format("Borås"),
                         Provenance(origin="https://exempel.se/e/1")))  # fmt: skip
    second = Document(PageHead(title="Öppet hus i Ale", url=url), text.format("Ale"), Provenance(origin=origin))
    assert library.add(second).change is ShelfChange.ADDED
    assert library.add(second).change is ShelfChange.UNCHANGED
    assert len(library.load().bulletins) == 2


def test_what_a_person_gave_outlasts_a_new_version(library: Library) -> None:
    head = replace(HEAD, title="Eget namn", published=PartialDate(2023, 5), date_source=DateSource.GIVEN)
    library.add(Document(head, "Text.", Provenance(given="title")))
    placement = library.add(Document(replace(HEAD, published=PartialDate(2026), updated=PartialDate(2026)), "Ny text."))
    now = placement.bulletin
    assert (now.title, now.published, now.updated, now.body) == ("Eget namn", PartialDate(2023, 5), None, "Ny text.")
    assert library.add(Document(HEAD, "Nyare text.")).bulletin.title == "Eget namn"


def on_shelf(library: Library) -> Document:
    found = library.document("nytt-om-lokalerna")
    assert found is not None
    return found


def test_a_correction_by_hand_stays_until_the_page_changes_and_is_then_asked_about(library: Library) -> None:
    path = library.add(PAGE).path
    path.write_text(path.read_text().replace("i maj", "i juni"))
    assert is_corrected(on_shelf(library))
    assert library.add(PAGE).change is ShelfChange.UNCHANGED
    with pytest.raises(CorrectedError, match="corrected by hand"):
        library.add(replace(PAGE, source="Vi flyttar i juli."))
    assert "i juni" in library.load().bulletins[0].body
    assert library.add(replace(PAGE, source="Vi flyttar i juli."), overwrite=True).change is ShelfChange.REPLACED
    assert not is_corrected(on_shelf(library))


def test_a_file_that_was_changed_in_its_place_is_read_again_before_it_is_replaced(library: Library) -> None:
    path = library.add(PAGE).path
    with path.open("r+") as file:
        text = file.read().replace("i maj", "i juni")
        file.seek(0)
        file.write(text)
    with pytest.raises(CorrectedError):
        library.add(replace(PAGE, source="Vi flyttar i juli."))


def test_a_withdrawn_bulletin_is_not_current_and_stays_so_until_a_person_takes_it_up(library: Library) -> None:
    path, day = library.add(PAGE).path, PartialDate(2026, 5, 17)
    library.change("nytt-om-lokalerna", lambda document: withdrawn(document, day))
    shelf = library.load()
    assert (shelf.bulletins, [(it.id, since) for it, since in shelf.withdrawn]) == ((), [("nytt-om-lokalerna", day)])
    assert "withdrawn: 2026-05-17" in path.read_text()
    assert changed_ids(library.folder) == ("nytt-om-lokalerna",)
    assert library.add(PAGE).change is ShelfChange.UNCHANGED
    with pytest.raises(WithdrawnError, match="take it up again"):
        library.add(replace(PAGE, source="Vi flyttar i juli."))
    assert library.add(replace(PAGE, source="Vi flyttar i juli."), overwrite=True).change is ShelfChange.REPLACED
    assert len(library.load().bulletins) == 1


def test_a_withdrawn_bulletin_is_taken_up_as_it_was(library: Library) -> None:
    whole = library.add(PAGE).bulletin
    library.change(whole.id, lambda document: withdrawn(document, PartialDate(2026)))
    assert library.change(whole.id, lambda document: withdrawn(document, None)).bulletin == whole


def test_title_and_dates_that_were_corrected_outlast_the_pages_next_change(library: Library) -> None:
    library.add(PAGE)
    library.change("nytt-om-lokalerna", lambda it: corrected(it, " Flytten ", PartialDate(2021, 2), None))
    assert not is_corrected(on_shelf(library))
    now = library.add(replace(PAGE, source="Vi flyttar i juli.")).bulletin
    assert (now.id, now.title, now.published, now.updated) == (
        "nytt-om-lokalerna",
        "Flytten",
        PartialDate(2021, 2),
        None,
    )
    assert now.body == "Vi flyttar i juli."


def of_site(number: int, frame: str = "Så styrs regionen") -> Document:
    head = replace(HEAD, title=f"Nytt nummer {number}", url=f"https://www.exempel.se/nytt/{number}")
    return Document(head, f"{frame}\n\nKursen nummer {number} börjar i augusti.")


def test_lines_that_stand_on_most_pages_of_a_site_are_told_and_change_no_file(tmp_path: Path) -> None:
    library = Library(tmp_path / "a")
    told = [library.add(of_site(number)).repeated for number in range(6)]
    assert told == [(), (), (), *[("Så styrs regionen",)] * 3]
    assert library.add(of_site(7, "Ny rubrik")).repeated == ()
    other = Library(tmp_path / "b")
    for page in (of_site(7, "Ny rubrik"), *(of_site(number) for number in (4, 2, 0, 5, 3, 1))):
        other.add(page)
    shelves = [{path.name: path.read_bytes() for path in it.folder.glob("*.md")} for it in (library, other)]
    assert shelves[0] == shelves[1]


def test_a_text_that_was_parsed_before_is_taken_over_and_another_is_not(library: Library) -> None:
    library.add(PAGE)
    (read,) = library.load().bulletins
    former = replace(read, title="Annat", body="Så stod det då.", blocks=())
    known = Library(library.folder, parsed=lambda: {read.id: former})
    assert known.load().bulletins == (replace(read, body="Så stod det då.", blocks=()),)
    changed = Library(library.folder, parsed=lambda: {read.id: replace(former, source="Annan text.")})
    assert changed.load().bulletins == (read,)
