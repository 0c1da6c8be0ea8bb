from __future__ import annotations

import datetime

import pytest

from bot.answering.as_json import answer_object
from bot.answering.listing.finder import Lister
from bot.answering.types import Answer, Status
from bot.wiring.searching import Searching
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from corpus.types import PartialDate
from index.retriever import Retriever
from index.snapshot.build import build
from index.testing import WordEncoder

TODAY = datetime.date(2026, 11, 29)
SHELF = (
    ("Nytt i november", "2026-11-27", "Kurserna i Lund börjar om igen. Alla kort byts ut."),
    ("Nytt i maj", "2026-05", "Kursen i Malmö är full."),
    ("Årets plan", "2026", "Huset målas."),
    ("Utan datum", None, "Kortläsare säljs i receptionen."),
)


@pytest.fixture(scope="module")
def lister(tmp_path_factory: pytest.TempPathFactory) -> Lister:
    folder = tmp_path_factory.mktemp("listed")
    library = Library(folder / "shelf")
    for number, (title, date, text) in enumerate(SHELF):
        published = None if date is None else PartialDate.parse(date)
        library.add(Document(PageHead(title=title, published=published, url=f"https://x.example/{number}"), text))
    build(library.load().bulletins, WordEncoder(), folder / "index")
    retriever = Retriever(folder / "index", WordEncoder())
    return Lister(Searching(retriever), lambda: retriever.bulletins, lambda: TODAY)


def listed(lister: Lister, question: str) -> Answer:
    found = lister.listed(question)
    assert found is not None
    return found


def titles(answer: Answer) -> list[str]:
    assert answer.listing is not None
    return [each.title for each in answer.listing.bulletins]


def test_all_bulletins_stand_newest_first_and_the_undated_last(lister: Lister) -> None:
    found = listed(lister, "Vilka bulletiner finns?")
    assert titles(found) == ["Nytt i november", "Nytt i maj", "Årets plan", "Utan datum"]
    assert found.status is Status.LIST


def test_a_subject_takes_bulletins_that_hold_its_words_in_any_form(lister: Lister) -> None:
    assert titles(listed(lister, "Vilka bulletiner finns om kurser?")) == ["Nytt i november", "Nytt i maj"]
    assert titles(listed(lister, "Vilka bulletiner finns om kurser i Malmö?")) == ["Nytt i maj"]


def test_a_time_takes_what_may_be_of_it_and_a_year_only_where_all_of_it_is(lister: Lister) -> None:
    assert titles(listed(lister, "Vad är nytt sedan i fredags?")) == ["Nytt i november"]
    assert titles(listed(lister, "Vad är nytt sedan den 20 maj?")) == ["Nytt i november", "Nytt i maj"]
    assert titles(listed(lister, "Vad är nytt sedan 2026?")) == ["Nytt i november", "Nytt i maj", "Årets plan"]


def test_where_there_are_none_the_nearest_are_named(lister: Lister) -> None:
    found = listed(lister, "Vad är nytt i dag?")
    assert (titles(found), found.related[0].title) == ([], "Nytt i november")


def test_the_object_for_programs_names_the_list(lister: Lister) -> None:
    found = answer_object(listed(lister, "senaste bulletinen om kurser"))
    assert found["status"] == "list"
    (first, *_) = found["list"]["bulletins"]  # type: ignore[index]
    assert (first["title"], first["published"]) == ("Nytt i november", "2026-11-27")


def test_what_is_no_question_for_bulletins_is_left_to_the_answerer(lister: Lister) -> None:
    assert lister.listed("Var hålls kursen?") is None
