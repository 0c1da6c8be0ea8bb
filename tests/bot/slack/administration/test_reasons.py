from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.slack.administration.files import NoFileError
from bot.slack.administration.reasons import fault_words, reason_of
from bot.slack.administration.telling import explained_error
from corpus.errors import Code, CorpusError, FetchError, ShelfError
from corpus.ingest import Given, draft
from corpus.shelf.bulletin_file import read_data
from corpus.shelf.faults import Fault, Problem
from corpus.sources import raw_of
from corpus.types import Language
from corpus.web.fetch import Fetched, fetch
from corpus.web.hosts import resolve
from index.errors import BuildError, BusyError, NoTextError, OvertakenError, SnapshotError
from tests.corpus.web.pages import website


def read(name: str, data: bytes, kind: str = "") -> None:
    draft(raw_of(name, Fetched(name, data, kind, None)), Given())


def refuse(host: str) -> None:
    resolve(host, 443, lambda address, port: False)


def missing_page() -> None:
    with website() as web:
        fetch(f"{web.base}/nowhere", allowed=lambda address, port: True)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: read("a.html", b"<html><body><nav>Meny</nav></body></html>", "text/html"), "ingen text"),
        (lambda: read("a.pdf", b"%PDF-1.4 broken"), "skadad"),
        (lambda: read("a.docx", b"PK\x03\x04 word/"), "skadad"),
        (lambda: read("a.zip", b"PK", "application/zip"), "Formatet application/zip"),
        (lambda: fetch("ftp://x.example/a"), "utan mellanslag"),
        (lambda: fetch("https://host.invalid/a"), "host.invalid är okänd"),
        (lambda: refuse("127.0.0.1"), "127.0.0.1 nås inte från internet"),
        (missing_page, "felet 404"),
    ],
)  # fmt: skip
def test_a_page_that_is_refused_is_told_why_in_the_persons_language(act: Callable[[], None], words: str) -> None:
    with pytest.raises(CorpusError) as caught:
        act()
    told = explained_error(caught.value, Language.SV, "/fvm")
    assert told.startswith("Det gick inte. Skälet: ")
    assert words.casefold() in told.casefold()
    assert str(caught.value) not in told
    english = explained_error(caught.value, Language.EN, "/fvm")
    assert english.startswith("That did not work. The reason: ")
    assert reason_of(caught.value, Language.EN) != reason_of(caught.value, Language.SV)


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("language", Language)
def test_every_code_has_words_that_name_what_its_errors_tell(code: Code, language: Language) -> None:
    told = reason_of(FetchError("as it was said", code, host="x.example", status=404, kind="x/y", wanted="X"), language)
    assert "as it was said" not in told
    assert "{" not in told


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BusyError("the process 5 builds"), "byggs redan"),
        (NoTextError("nothing"), "Ingen bulletin"),
        (OvertakenError("meanwhile"), "ny förhandsvisning"),
        (NoFileError(), "files:read"),
        (BuildError("disk <full>"), "det gamla svarar vidare (disk &lt;full&gt;)"),
        (SnapshotError("damaged"), "skadat"),
        (ShelfError("/shelf cannot be listed"), "/shelf cannot be listed"),
    ],
)
def test_what_the_index_refuses_is_told_in_swedish_too(error: Exception, words: str) -> None:
    assert words in explained_error(error, Language.SV, "/fvm")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" ", "Den är tom."),
        (b"---\npublished: 2020\n---\nText.", "ingen titel"),
        (b"---\ntitle: A\n---\n", "ingen text"),
        (b"---\ntitle: [\n---\ntext", "a.md, rad 2: Raderna mellan"),
        (b"---\ntitle: A\ntext", "a.md, rad 1: Raderna mellan"),
        (b"---\ntitle: A\npublished: maj\n---\ntext", "a.md, rad 3: Ett värde"),
        (b"---\ntitle: A\n---\nText \xff.", "a.md, rad 4: Den är inte sparad som UTF-8."),
    ],
)
def test_a_file_of_the_shelf_that_is_left_out_is_told_in_swedish_why(data: bytes, words: str) -> None:
    path = Path("a.md")
    (problem,) = read_data(path, data).problems
    fault = Fault(path, problem)
    assert words in fault_words(fault, Language.SV)
    assert fault_words(fault, Language.EN).startswith("a.md")
    assert fault_words(fault, Language.EN) != fault_words(fault, Language.SV)


def test_a_fault_without_a_code_is_told_as_it_is() -> None:
    assert fault_words(Fault(Path("a.md"), Problem("key stands there twice", 3)), Language.SV) == (
        "a.md:3: key stands there twice"
    )
