"""What leads elsewhere on a page and between its title and its text, and pages that do nothing else."""

from __future__ import annotations

import pytest

from corpus.ingest import Draft, Given, drafted
from corpus.readers.remarks import Look
from corpus.sources import file_of

TITLE = "Nytt journalsystem"
FIRST = "Från måndagen den 4 maj 2026 arbetar alla vårdcentraler i länet i samma journalsystem."
SECOND = "Varje enhet har en lokal införandeledare som svarar på frågor om scheman och behörigheter."


def page(body: str, title: str = TITLE, head: str = "") -> Draft:
    html = f"<html lang=sv><head><title>{title} - Region Exempel</title>{head}</head><body>{body}</body></html>"
    return drafted(file_of("sida.html", html.encode()), Given())


def article(between: str = "", after: str = "", head: str = "") -> Draft:
    text = f"<p>{FIRST}</p><h2 id=ledare>Ledare</h2><p>{SECOND}</p>"
    return page(f"<main><h1>{TITLE}</h1>{between}{text}{after}</main>", head=head)


BARE = f"{FIRST}\n\n## Ledare\n\n{SECOND}\n"
LINKS = "<ul><li><a href=#ledare>Vilka leder</a></li><li><a href=#ledare>Om dem</a></li></ul>"


@pytest.mark.parametrize("over", ["<p>På den här sidan:</p>", "<h2>Innehåll</h2>", "<p><b>Contents</b></p>"])
def test_what_only_says_that_a_table_of_contents_follows_goes_with_it(over: str) -> None:
    assert article(over + LINKS).document.source == BARE


@pytest.mark.parametrize(
    "between",
    [
        "<p>Följande enheter byter den 4 maj:</p><ul><li><a href=/1>Borås</a></li><li><a href=/2>Lund</a></li></ul>",
        "<ul><li><a href=#ledare>Varje enhet har en ledare.</a></li><li><a href=#ledare>Fråga den.</a></li></ul>",
        "<ul><li><a href=/1>Borås</a>, 4 maj</li><li><a href=/2>Lund</a>, 11 maj</li></ul>",
        "<h2>Så loggar du in</h2><ul><li>Med kort</li><li>Med telefon</li></ul>",
    ],
)
def test_lists_that_say_something_between_the_title_and_the_text_stay(between: str) -> None:
    assert len(article(between).document.source.partition(FIRST)[0].split()) > 6


FILED = [
    "<h2>Ämnen</h2><ul><li><a href=/1>IT</a></li><li><a href=/2>Vård och hälsa</a></li></ul>",
    "<h3>Taggar</h3><p>vårdinformation, utbildning, e-hälsa</p>",
    "<h4>Nyckelord</h4><ul><li><a href=/1>journal</a></li><li><a href=/2>vårdcentral</a></li></ul>",
    "<h2>Topics</h2><ul><li><a href=/1>Health</a></li></ul><h2>Categories</h2><ul><li>vård</li></ul>"
    "<h2>Regions</h2><ul><li><a href=/2>Skåne</a></li></ul>",
    "<p><b>Ämnen:</b> <a href=/1>E-hälsa</a>, <a href=/2>Journal</a></p>",
    "<dl><dt>Kategorier</dt><dd>Nyhet</dd><dd>Pressmeddelande</dd></dl>",
]


@pytest.mark.parametrize("filed", FILED)
def test_words_under_which_a_page_is_filed_are_none_of_its_text(filed: str) -> None:
    assert article(after=filed).document.source == BARE


def test_tags_over_a_desk_go_and_the_desk_stays() -> None:
    desk = "<h2>Kontakt</h2><p>Presstjänsten: 010-441 00 00</p>"
    tags = "<h2>Tags</h2><ul><li><a href=/1>health</a></li><li><a href=/2>records</a></li></ul>"
    assert article(after=tags + desk).document.source == f"{BARE}\n## Kontakt\n\nPresstjänsten: 010-441 00 00\n"


@pytest.mark.parametrize(
    "section",
    [
        "<h2>Ämnen</h2><ul><li>Läkemedel för undersköterskor</li><li>Frågor</li></ul>",
        "<h2>Sökord</h2><p>Vikt, längd, blodtryck, allergi</p>",
        "<h2>Nyckelord</h2><ul><li>kommunikation</li><li>andning och cirkulation</li></ul>",
        "<h2>Kategorier</h2><ul><li>läkare</li><li>sekreterare</li></ul>",
        "<h2>Kategorier</h2><p>Ärenden i kategori A löses samma dag.</p>",
        "<h2>Kategorier</h2><table><tr><td>A</td><td>Samma dag</td></tr></table>",
        "<h2>Ämnen</h2><ul><li><a href=/1>Läkemedel</a></li></ul><h2>Plats</h2><p>Aulan i hus B, en trappa upp.</p>",
    ],
)
def test_sections_of_the_text_that_are_called_so_stay(section: str) -> None:
    assert len(article(after=section).document.source.removeprefix(BARE.strip()).split()) > 4


def test_other_articles_below_a_short_one_stay_out_however_many_they_are() -> None:
    others = "".join(f"<div><time>{day} maj 2025</time><h3><a href=/{day}>Röntgen flyttar i maj</a></h3>"
                     "<p>Röntgen flyttar till hus B.</p></div>" for day in range(1, 9))  # fmt: skip
    draft = article(after=f"<h2>Fler nyheter</h2>{others}")
    assert (draft.document.source, draft.doubt) == (BARE, None)


ROW = "<tr><td><b>{}</b><br>{}</td></tr><tr><td><a href=https://exempel.se/1>Read more</a></td></tr>"
CELLS = "<tr><td><img src=1.png></td><td><b>{}</b><p>{}</p></td></tr><tr><td></td><td><a href=/1>Läs mer</a></td></tr>"


@pytest.mark.parametrize("row", [ROW, CELLS])
def test_buttons_in_rows_of_their_own_are_none_of_a_letters_text(row: str) -> None:
    letter = page(f"<h1>{TITLE}</h1><table>{row.format('Byte', FIRST)}{row.format('Ledare', SECOND)}</table>")
    assert letter.document.source == f"### Byte\n\n{FIRST}\n\n### Ledare\n\n{SECOND}\n"


def test_rows_of_one_cell_stay_rows_where_none_is_a_link() -> None:
    rows = (
        "<tr><td>Öppna systemet och vänta tills det är klart.</td></tr><tr><td>Sök</td></tr><tr><td>Logga in</td></tr>"
    )
    assert "| Logga in |" in article(after=f"<table>{rows}</table>").document.source


def test_links_in_tables_of_values_stay() -> None:
    rows = "<tr><td>Grund</td><td><a href=/1>Läs mer</a></td></tr><tr><td>Mer</td><td><a href=/2>Läs mer</a></td></tr>"
    assert "| Grund | Läs mer |" in article(after=f"<table>{rows}</table>").document.source


LINKED = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Nytt journalsystem", '
    '"datePublished": "2025-12-28", "dateModified": "2026-01-07"}</script>'
)


@pytest.mark.parametrize(
    "told",
    [
        "<p>Publicerad 28 december, uppdaterad 7 januari</p>",
        "<p>Publicerad: 28 december. Senast ändrad: 7 januari.</p>",
        "<p>Published 28 December, updated January 7</p>",
        "<p>Publicerad 28 december kl. 08.00 | Uppdaterad 7 januari kl. 10.15</p>",
    ],
)
def test_two_days_without_their_years_are_those_that_machines_are_told_or_suggestions(told: str) -> None:
    draft = article(told, head=LINKED)
    dates = (str(draft.document.head.published), str(draft.document.head.updated))
    assert (draft.document.source, *dates) == (BARE, "2025-12-28", "2026-01-07")
    alone = article(told)
    assert (alone.document.source, alone.document.head.published, alone.document.head.updated) == (BARE, None, None)
    assert any(notice.look is Look.DATE_UNCLEAR and "28" in notice.detail for notice in alone.notices)


@pytest.mark.parametrize(
    "log",
    [
        "<p>Schemat publicerades 3 maj och uppdateras 5 juni.</p>",
        "<h2>Uppdaterad 5 juni</h2><p>Felet är rättat på alla sjukhus.</p>",
        "<p>Uppdaterad 5 juni kl. 10</p><p>Felet är rättat.</p><p>Uppdaterad 5 juni kl. 8</p><p>Vi söker det.</p>"
        "<p>Publicerad 4 juni kl. 22</p><p>Inloggningen är långsam.</p>",
    ],
)
def test_days_that_tell_when_something_was_said_stay(log: str) -> None:
    assert "5 juni" in article(after=log).document.source


DAYS = range(1, 6)
LEADS = ["Ny tid för starten", "Röntgen flyttar", "Svar på remisser", "Nya kort", "Vaccin för personal"]
LETTERS = "".join(f"<li><a href=/{n}.pdf>Nyhetsbrev {n}, 2024</a></li>" for n in range(1, 7))
NEWS = "".join(f"<div><time>{n} maj 2025</time><h2><a href=/{n}>{each}</a></h2><p>Nu kan alla få veta mer.</p></div>"
               for n, each in enumerate(LEADS, 1))  # fmt: skip
CARDS = "".join(f"<a href=/{n}><h3>{each}</h3><p>Läs om hur det går.</p><span>{n} maj 2025</span></a>"
                for n, each in enumerate(LEADS, 1))  # fmt: skip
ROWS = "".join(f"<tr><td>{n} maj 2025</td><td><a href=/{n}>{each}</a></td></tr>" for n, each in enumerate(LEADS, 1))


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Nyhetsbrev 2024", f"<p>Här hittar du alla nyhetsbrev från 2024.</p><ul>{LETTERS}</ul>"),
        ("Nytt från vården", NEWS),
        ("Nyheter", CARDS),
        ("News archive", f"<table>{ROWS}</table>"),
        ("Arkiv", f"<h2>Maj 2025</h2><ul>{LETTERS}</ul><h2>Juni 2025</h2><ul>{LETTERS}</ul>"),
    ],
)
def test_a_page_that_only_lists_others_is_held_back(title: str, body: str) -> None:
    draft = page(f"<main><h1>{title}</h1>{body}</main>", title)
    assert draft.only_lists
    assert draft.doubt
    assert draft.document.source


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Tidplan", f"<table>{ROWS}</table>"),
        ("Kurser i maj", NEWS),
        ("Lathundar", f"<p>Skriv ut den du behöver.</p><ul>{LETTERS}</ul>"),
        (
            "Beslut",
            "".join(f"<h3><a href=/{n}>Beslut {n}</a></h3><p>{n} maj 2025</p><p>{FIRST} {SECOND}</p>" for n in DAYS),
        ),
        ("Kalender", NEWS.replace("2025", "2062")),
        ("Nyheter", f"<p>{FIRST} {SECOND} {FIRST} {SECOND}</p>{NEWS}"),
        ("Systemet är i gång", f"<p>Tack för tålamodet.</p><h2>Fler nyheter</h2>{NEWS}"),
        (
            "Nyhetsbrev maj 2025",
            "".join(f"<h2>{each}</h2><p>{SECOND}</p><p><a href=/>Läs mer</a></p>" for each in LEADS),
        ),
    ],
)
def test_pages_that_tell_something_themselves_are_no_lists(title: str, body: str) -> None:
    assert not page(f"<main><h1>{title}</h1>{body}</main>", title).only_lists
