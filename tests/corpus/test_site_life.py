"""A month of a small site's life, watched twice a day: at its end the shelf equals the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.collector import Collector, Scope
from corpus.ingest import Event, Given, IngestOutcome
from corpus.shelf.library import Library
from corpus.web.crawler import Crawler
from corpus.web.hosts import anywhere
from corpus.web.visits import Visits
from tests.corpus.web.living_site import KINDS, LivingSite
from tests.corpus.web.pages import Website, website

A_ROUND = 3
"""Things that happen between two looks; in three days each happens once at least."""


@pytest.fixture
def web() -> Iterator[Website]:
    with website() as server:
        yield server


class Watch:
    """Looks as `fvm watch --once` does, each time with nothing but what lies on disk."""

    def __init__(self, folder: Path, base: str) -> None:
        self.shelf, self._visits, self._base = folder / "shelf", folder / "visits.json", base
        self.told: list[Event] = []

    @property
    def visits(self) -> Visits:
        return Visits(self._visits)

    def look(self) -> tuple[Event, ...]:
        collector = Collector(Library(self.shelf), Crawler(anywhere, delay=0.0), self.visits)
        events = [event for listing in ("/rss", "/sitemap.xml")
                  for event in collector.collect(self._base + listing, Given(), Scope())]  # fmt: skip
        self.told += events
        return tuple(events)

    def current(self) -> dict[str, str]:
        """The text of every bulletin whose page is not gone, by its id."""
        gone = {self.visits.of(address).bulletin for address in self.visits.gone}
        return {it.id: it.body for it in Library(self.shelf).load().bulletins if it.id not in gone}


def assert_equal(site: LivingSite, watch: Watch) -> None:
    """Each page of the site is one bulletin with its newest text, and there is no other."""
    texts = list(watch.current().values())
    missing = [article for article in site.here if sum(article.text in text for text in texts) != 1]
    assert [(each.number, each.text, each.path, each.earlier) for each in missing] == []
    unknown = [text for text in texts if not any(article.text in text for article in site.here)]
    assert unknown == []


@pytest.mark.soak
def test_the_shelf_equals_the_site_after_its_life(
    tmp_path: Path, web: Website, soak: bool, tell: Callable[[str], None]
) -> None:
    days, seeds = (30, range(5)) if soak else (3, range(1))
    for seed in seeds:
        site = LivingSite(web, seed)
        site.quiet_round()
        watch = Watch(tmp_path / str(seed), web.base)
        watch.look()
        assert_equal(site, watch)
        due: list[str] = []
        for half_day in range(2 * days):
            site.day = half_day // 2
            if len(due) < A_ROUND:
                due = [*site.random.sample(KINDS, len(KINDS)), *due]
            site.next_round([due.pop() for _ in range(A_ROUND)])
            watch.look()
        site.quiet_round()
        watch.look()
        assert_equal(site, watch)
        assert [event.outcome for event in watch.look() if event.outcome is not IngestOutcome.UNCHANGED] == []
        assert set(site.happened) == set(KINDS)
        counts = Counter(event.outcome.value for event in watch.told)
        tell(f"a site's life, seed {seed}: {days} days, {len(site.articles)} pages, {dict(counts)}")
