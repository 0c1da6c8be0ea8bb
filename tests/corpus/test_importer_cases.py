"""The small inputs that went wrong, each held to what its `expected.txt` says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.collector import Collector, Scope
from corpus.ingest import Event, Given, IngestOutcome, ingest
from corpus.readers.document import PageHead
from corpus.shelf.library import Library
from corpus.types import Bulletin, PartialDate
from corpus.web.crawler import Crawler
from corpus.web.hosts import anywhere
from corpus.web.visits import Visits
from tests.corpus.web.pages import Page, Website, website

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "cases" / "importer"
NUMBERS = (1, 3, 4, 5, 8, 10, 11, 13, 15, 16, 17, 19, 21, 22, 23, 25, 26, 28, 29, 31, 33, 35, 36, 37, 39, 41, 44)
NOTED = 10
"""Says what must be there in its note, and only what must not be in lines of its own."""

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the inputs are not here: {CASES} is absent")


@dataclass(frozen=True, slots=True)
class Expected:
    must: tuple[str, ...]
    must_not: tuple[str, ...]


def expected_of(case: Path) -> Expected:
    lines = (case / "expected.txt").read_text(encoding="utf-8").split("\n")
    told = [line.partition(": ") for line in lines]
    values = {key: tuple(text.replace("\\n", "\n") for name, _, text in told if name == key) for key in
              ("must", "must not")}  # fmt: skip
    return Expected(values["must"], values["must not"])


def shelved(source: Path, shelf: Path) -> str:
    """The files that an input becomes, each with `published: None` where its head holds no date."""
    (event,) = ingest(str(source), Library(shelf))
    assert event.outcome is IngestOutcome.ADDED, event.reason
    (text,) = (path.read_text(encoding="utf-8") for path in shelf.glob("*.md"))
    return text if "\npublished: " in text else f"published: None\n{text}"


def inputs(case: Path) -> list[Path]:
    return sorted(path for path in case.iterdir() if path.name != "expected.txt")


def numbers_keep_their_digits(case: Path, tmp_path: Path) -> None:
    holds_what_it_must(case, tmp_path)
    (text,) = (path.read_text(encoding="utf-8") for path in (tmp_path / "0").glob("*.md"))
    assert re.search(r"november 2026\D.* 49 kommuner", text)


def holds_what_it_must(case: Path, tmp_path: Path) -> None:
    wanted = expected_of(case)
    texts = [shelved(source, tmp_path / str(number)) for number, source in enumerate(inputs(case))]
    for words in wanted.must:
        assert any(words in text for text in texts), f"must: {words}"
    for words in wanted.must_not:
        assert not any(words in text for text in texts), f"must not: {words}"


class Desk:
    """A shelf with a website beside it, which is filled from the files of a case."""

    def __init__(self, case: Path, folder: Path, web: Website) -> None:
        self.case, self.folder, self.web = case, folder, web

    def serve(self, name: str) -> None:
        told = (self.case / f"{name}.json").read_text(encoding="utf-8").replace("PORT", str(self.web.server_port))
        self.web.pages.clear()
        for path, page in json.loads(told).items():
            headers = page.get("headers", {}) | ({"ETag": page["etag"]} if "etag" in page else {})
            kind = page.get("type", "text/html; charset=utf-8")
            self.web.pages[path] = Page(page.get("body", "").encode(), kind, page.get("status", 200), headers)

    def watch(self, path: str, given: Given | None = None) -> tuple[Event, ...]:
        """One look at an address, by a process of its own."""
        visits = Visits(self.folder / "visits.json")
        collector = Collector(Library(self.folder / "shelf"), Crawler(anywhere, delay=0.0), visits)
        return collector.collect(self.web.base + path, given or Given(), Scope())

    def add(self, name: str) -> tuple[Event, ...]:
        return ingest(str(self.case / name), Library(self.folder / "shelf"))

    @property
    def bulletins(self) -> tuple[Bulletin, ...]:
        return Library(self.folder / "shelf").load().bulletins

    def text(self) -> str:
        (bulletin,) = self.bulletins
        return bulletin.body


def outcomes(events: tuple[Event, ...]) -> list[str]:
    return [event.outcome.value for event in events]


def two_letters_are_two_bulletins(desk: Desk) -> None:
    desk.add("in")
    assert len(desk.bulletins) == 2


def two_events_are_two_bulletins(desk: Desk) -> None:
    desk.add("in")
    told = {(bulletin.url or "")[-1]: bulletin.body for bulletin in desk.bulletins}
    assert {key: ("Skövde" in text, "Borås" in text) for key, text in told.items()} == {
        "a": (True, False),
        "b": (False, True),
    }


def run_fvm(desk: Desk, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "FVM_BULLETINS": str(desk.folder / "shelf"), "FVM_DATA": str(desk.folder)}
    command = [sys.executable, "-c", "from bot.cli.main import main; main()", *arguments]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def two_admins_lose_nothing(desk: Desk) -> None:
    running = [run_fvm(desk, "add", str(desk.case / name)) for name in ("in1", "in2")]
    said = [process.communicate()[0].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    addresses = {bulletin.url for bulletin in desk.bulletins}
    assert addresses == {f"https://www.exempel.se/{admin}/{number}" for admin in "ab" for number in range(40)}
    assert not (desk.folder / "shelf" / ".history").exists()


def a_page_that_turns_into_another_replaces_nothing(desk: Desk) -> None:
    for after in ("after_login", "after_soft404", "after_front"):
        desk.serve("before")
        desk.watch("/nyheter/a")
        assert "den 14 september" in desk.text()
        desk.serve(after)
        (event,) = desk.watch("/nyheter/a")
        assert (event.outcome, bool(event.reason)) == (IngestOutcome.SKIPPED, True), after
        assert "den 14 september" in desk.text()


def a_page_that_is_gone_is_told_once_and_listed(desk: Desk) -> None:
    desk.serve("before")
    desk.watch("/a")
    desk.serve("after")
    assert outcomes(desk.watch("/a")) == ["skipped"]
    assert outcomes(desk.watch("/a")) != ["skipped"]
    said = run_fvm(desk, "check").communicate()[0].decode()
    assert "410" in said


def a_corrected_page_of_a_feed_is_read_again(desk: Desk) -> None:
    desk.serve("before")
    assert outcomes(desk.watch("/rss")) == ["added"]
    desk.serve("after")
    assert outcomes(desk.watch("/rss")) == ["replaced"]
    assert "den 28 september" in desk.text()


def a_page_that_failed_is_tried_again_though_the_feed_stands_still(desk: Desk) -> None:
    desk.serve("before")
    assert outcomes(desk.watch("/rss")) == ["skipped"]
    desk.serve("after")
    assert outcomes(desk.watch("/rss")) == ["added"]


def one_missing_part_of_an_index_hides_no_other(desk: Desk) -> None:
    desk.serve("site")
    events = desk.watch("/i")
    assert sorted(outcomes(events)) == ["added", "skipped"]
    assert [event.source for event in events if event.outcome is IngestOutcome.SKIPPED] == [desk.web.base + "/s0"]


def a_given_date_outlasts_the_pages_next_change(desk: Desk) -> None:
    desk.serve("before")
    desk.watch("/a", Given(PageHead(published=PartialDate(2023, 5, 12))))
    desk.serve("after")
    assert outcomes(desk.watch("/a")) == ["replaced"]
    (bulletin,) = desk.bulletins
    assert (bulletin.published, bulletin.date) == (PartialDate(2023, 5, 12), PartialDate(2023, 5, 12))
    assert "i juni" in bulletin.body
    assert "date_source: given" in (desk.folder / "shelf" / f"{bulletin.id}.md").read_text(encoding="utf-8")


CHECKS: dict[int, Callable[[Desk], None]] = {
    22: two_letters_are_two_bulletins,
    23: two_events_are_two_bulletins,
    25: two_admins_lose_nothing,
    26: a_page_that_turns_into_another_replaces_nothing,
    28: a_page_that_is_gone_is_told_once_and_listed,
    29: a_corrected_page_of_a_feed_is_read_again,
    31: a_page_that_failed_is_tried_again_though_the_feed_stands_still,
    33: one_missing_part_of_an_index_hides_no_other,
    35: a_given_date_outlasts_the_pages_next_change,
}


@pytest.fixture
def web() -> Iterator[Website]:
    with website() as server:
        yield server


@pytest.mark.parametrize("number", NUMBERS)
def test_the_input_comes_in_as_expected(number: int, tmp_path: Path, web: Website) -> None:
    case = CASES / str(number)
    if number in CHECKS:
        CHECKS[number](Desk(case, tmp_path, web))
    elif number == NOTED:
        numbers_keep_their_digits(case, tmp_path)
    else:
        holds_what_it_must(case, tmp_path)


def test_every_case_is_checked() -> None:
    found = sorted(int(path.name) for path in CASES.iterdir() if path.is_dir())
    assert found == list(NUMBERS)
    told = {number for number in found if expected_of(CASES / str(number)).must}
    assert told.isdisjoint(CHECKS)
    assert told | set(CHECKS) | {NOTED} == set(found)
