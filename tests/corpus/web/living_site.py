"""A small site as it lives: pages come, are corrected, move and go, and its server has bad moments."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.corpus.web.pages import Page, Website

MONTHS = ("januari", "februari", "mars", "april", "maj", "juni")
TOWNS = ("Borås", "Skövde", "Lidköping", "Mariestad", "Uddevalla", "Kungälv", "Alingsås", "Trollhättan", "Falköping")
SUBJECTS = ("Utbildningen", "Flytten", "Provdriften", "Supporten", "Lokalerna", "Införandet", "Schemat", "Journalen")
HTML = "text/html; charset=utf-8"
IN_FEED = 4
PARTS = 3


def _page(title: str, text: str, before: str = "") -> str:
    """A page in the frame of the site; every page has it."""
    return (
        f'<html lang="sv"><head><title>{title} - Region Exempel</title></head><body><nav><a href="/">Start</a></nav>'
        f"<main><h1>{title}</h1>{before}<p>{text}</p></main><footer>Region Exempel</footer></body></html>"
    )


LOGIN = _page("Logga in", "Namn och lösenord", '<form><input name="n"><input type="password"></form>')
MISSING = _page("Sidan kunde inte hittas", "Vi har nyligen byggt om webbplatsen. Använd gärna sökfunktionen.")
CLOSED = _page("Planerat underhåll", "Webbplatsen är stängd för underhåll till klockan tolv. Tack för ditt tålamod.")
FRONT = _page("Välkommen till Region Exempel", "Här hittar du som medarbetare det mesta om programmet.")


@dataclass(slots=True)
class Article:
    """One page. `path` is where it is now, `earlier` where it was; `stands` says what the old addresses do."""

    number: int
    title: str
    section: str
    path: str
    made: int
    revision: int = 0
    status: int = 200
    earlier: list[str] = field(default_factory=list)
    redirects: bool = True

    @property
    def text(self) -> str:
        """What its bulletin must hold: the revision tells the newest version from all others."""
        town, month = TOWNS[self.number % len(TOWNS)], MONTHS[self.revision % len(MONTHS)]
        day = 1 + (self.number * 7 + self.revision * 5) % 28
        return f"{self.title} i {town} sker den {day} {month} enligt beslut nummer {self.number}-{self.revision}."

    @property
    def etag(self) -> str:
        return f'"{self.number}-{self.revision}"'

    def page(self) -> str:
        lead = f"Ärende {self.number} rör alla som arbetar i verksamheten och deras närmaste chefer under året."
        return _page(self.title, self.text, f"<p>{lead}</p>")


class LivingSite:
    """Changes from round to round; `happened` counts what did, `troubles` are what is wrong for one round only."""

    def __init__(self, web: Website, seed: int) -> None:
        self.web = web
        self.web.seen.clear()  # another site's visits on the same server tell nothing of this one's pages
        self.random = random.Random(seed)
        self.day = 0
        self.articles: list[Article] = []
        self.happened: dict[str, int] = {}
        self.troubles: dict[int, Page] = {}
        self.part_is_missing: int | None = None
        self.is_closed = False
        for section in ("nyheter", *(f"s{part}" for part in range(PARTS))):
            for _ in range(4):
                self.publish(section)

    @property
    def here(self) -> list[Article]:
        return [article for article in self.articles if article.status == 200]

    def publish(self, section: str = "nyheter") -> None:
        number = len(self.articles)
        title = f"{SUBJECTS[number % len(SUBJECTS)]} del {number}"
        self.articles.append(Article(number, title, section, f"/{section}/{number}", self.day))

    def next_round(self, kinds: list[str]) -> None:
        """Half a day goes by, in which these things happen."""
        self.troubles, self.part_is_missing, self.is_closed = {}, None, False
        for kind in kinds:
            self.happened[kind] = self.happened.get(kind, 0) + 1
            _EVENTS[kind](self)
        self.serve()

    def quiet_round(self) -> None:
        """Half a day in which nothing happens."""
        self.troubles, self.part_is_missing, self.is_closed = {}, None, False
        self.serve()

    def some(self) -> Article:
        return self.random.choice([article for article in self.here if article.number not in self.troubles])

    def correct(self) -> Article:
        """A new text under an old date: neither the feed's pubDate nor the map's lastmod tells of it."""
        article = self.some()
        article.revision += 1
        return article

    def shown_instead(self, page: Page) -> None:
        """A page is corrected, and for this round something else is shown in its place."""
        self.troubles[self.correct().number] = page

    def unavailable(self) -> None:
        article = self.correct()
        self.troubles[article.number] = Page(b"busy", "text/plain", 503, {"ETag": article.etag, "Retry-After": "60"})

    def go(self, status: int) -> None:
        self.some().status = status

    def move(self) -> None:
        article = self.some()
        article.earlier.append(article.path)
        article.redirects = True
        article.path = f"/{article.section}/arkiv/{article.number}-{len(article.earlier)}"

    def forget_redirects(self) -> None:
        """Old addresses of pages that have moved lead nowhere any more."""
        for article in self.here:
            is_known = article.path in self.web.seen
            article.redirects = article.redirects and not (article.earlier and is_known)

    def retitle(self) -> None:
        article = self.correct()
        article.title = f"{article.title.removesuffix(' (ändrad)')} (ändrad)"

    def return_one(self) -> None:
        gone = [article for article in self.articles if article.status != 200]
        if gone:
            article = self.random.choice(gone)
            article.status, article.revision = 200, article.revision + 1

    def serve(self) -> None:
        """Puts what the site shows now."""
        self.web.pages.clear()
        self.web.put("/", FRONT)
        self.web.put("/login", LOGIN)
        for article in self.articles:
            own = Page(article.page().encode(), HTML, 200, {"ETag": article.etag})
            self.web.pages[article.path] = self._shown(article, own)
            for old in article.earlier:
                leads = Page(b"", HTML, 301, {"Location": article.path})
                self.web.pages[old] = leads if article.redirects else Page(b"", HTML, 404)
        self._serve_listings()
        if self.is_closed:
            self.web.pages |= {article.path: Page(CLOSED.encode(), HTML) for article in self.articles}

    def _shown(self, article: Article, own: Page) -> Page:
        if article.status != 200:
            return Page(b"gone", HTML, article.status)
        return self.troubles.get(article.number, own)

    def _serve_listings(self) -> None:
        base = self.web.base
        news = [article for article in reversed(self.here) if article.section == "nyheter"][:IN_FEED]
        items = "".join(f"<item><title>{each.title}</title><link>{base}{each.path}</link><pubDate>{_stamp(each.made)}"
                        "</pubDate></item>" for each in news)  # fmt: skip
        self.web.put(
            "/rss", f'<rss version="2.0"><channel><title>Nytt</title>{items}</channel></rss>', "application/rss+xml"
        )
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        parts = "".join(f"<sitemap><loc>{base}/s{part}.xml</loc></sitemap>" for part in range(PARTS))
        # The index is the same as long as its parts are called the same, and its server says so.
        self.web.put("/sitemap.xml", f"<sitemapindex {space}>{parts}</sitemapindex>", "application/xml", ETag='"index"')
        for part in range(PARTS):
            urls = "".join(f"<url><loc>{base}{each.path}</loc><lastmod>2026-03-{1 + each.made % 28:02d}</lastmod></url>"
                           for each in self.here if each.section == f"s{part}")  # fmt: skip
            if part == self.part_is_missing:
                self.web.pages[f"/s{part}.xml"] = Page(b"", HTML, 404)
            else:
                self.web.put(f"/s{part}.xml", f"<urlset {space}>{urls}</urlset>", "application/xml")


def _stamp(day: int) -> str:
    return f"{1 + day % 28:02d} Mar 2026 08:00:00 +0100"


def _miss_part(site: LivingSite) -> None:
    site.part_is_missing = site.random.randrange(PARTS)


def _close(site: LivingSite) -> None:
    site.is_closed = True


_EVENTS: dict[str, Callable[[LivingSite], object]] = {
    "correct": LivingSite.correct,
    "publish in the feed": LivingSite.publish,
    "publish in a part": lambda site: site.publish(f"s{site.random.randrange(PARTS)}"),
    "login": lambda site: site.shown_instead(Page(LOGIN.encode(), HTML, headers={"ETag": '"login"'})),
    "leads to the login": lambda site: site.shown_instead(Page(b"", HTML, 302, {"Location": "/login"})),
    "leads to the front": lambda site: site.shown_instead(Page(b"", HTML, 302, {"Location": "/"})),
    "soft 404": lambda site: site.shown_instead(Page(MISSING.encode(), HTML)),
    "maintenance": lambda site: site.shown_instead(Page(CLOSED.encode(), HTML)),
    "503 with ETag": LivingSite.unavailable,
    "404": lambda site: site.go(404),
    "410": lambda site: site.go(410),
    "moved": LivingSite.move,
    "redirects end": LivingSite.forget_redirects,
    "retitled": LivingSite.retitle,
    "returned": LivingSite.return_one,
    "part missing": _miss_part,
    "closed": _close,
}
KINDS = tuple(_EVENTS)
