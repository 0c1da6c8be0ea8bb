"""Pages as outsiders tried them, whose right values were decided before they were read."""

from __future__ import annotations

import pytest

from corpus.errors import ReadError
from corpus.ingest import Draft, Given, drafted
from corpus.readers.remarks import Look, Why
from corpus.sources import Format, Raw, file_of

TITLE = "Nytt om remisserna"
TEXT = "Från den 1 september skriver alla kliniker i norra delen av regionen sina remisser i det nya systemet."
MORE = "Chefen ansvarar för att schemat ger tid till övning. Den som är sjuk får ett nytt tillfälle inom två veckor."
HEADING = f"<h1>{TITLE}</h1>"
NOTHING = Given()


def page(inner: str, head: str = "", title: str = TITLE) -> Draft:
    html = f"<html lang=sv><head><title>{title} - Region Exempel</title>{head}</head><body><main>{inner}</main></body>"
    return drafted(file_of("sida.html", f"{html}</html>".encode()), NOTHING)


def told(inner: str, head: str = "") -> str:
    """The text below the first paragraph."""
    return page(f"{HEADING}<p>{TEXT}</p>{inner}", head).document.source.partition(TEXT)[2].strip()


def left_out(read: Draft) -> dict[Why, str]:
    assert read.coverage is not None
    return {piece.why: piece.begins for piece in read.coverage.left_out}


@pytest.mark.parametrize(
    ("inner", "why", "begins"),
    [
        ("<nav><ol><li><a href=/>Start</a></li></ol></nav>", Why.MENU, "Start"),
        ("<nav><h2>I avsnittet</h2><a href=/a>Tidplan</a></nav>", Why.MENU, "I avsnittet Tidplan"),
        ("<nav><p>Den som arbetar natt går kursen på dagen och får betalt.</p></nav>", Why.OUTSIDE, "Den som arbetar"),
        ("<div role=dialog><h2>Nyhetsbrev</h2></div>", Why.MENU, "Nyhetsbrev"),
        ("<p class=d-none>Mall: skriv här.</p>", Why.HIDDEN, "Mall: skriv här."),
        ("<p style='opacity:0'>Dold rad.</p>", Why.HIDDEN, "Dold rad."),
        ("<p style='font-size:0'>Spår.</p>", Why.HIDDEN, "Spår."),
        ("<p>Du får det här brevet för att du är anställd. <a href=u>Avsluta prenumerationen</a></p>"
         "<p>Region Exempel, Box 12, 541 80 Skövde</p>", Why.FOOT, "Region Exempel, Box"),
        ("<table><tr><td>Detta utskick går till alla. <a href=x>Hantera dina prenumerationer</a></td></tr></table>",
         Why.FOOT, "Detta utskick går till alla."),
        ("<p>Hjälpte informationen dig? <a href=j>Ja</a> <a href=n>Nej</a></p>", Why.AFTER, "Hjälpte informationen"),
        ("<div><span>Dela sidan</span><a href=f>Facebook</a><a href=l>LinkedIn</a></div>", Why.AFTER, "Dela sidan"),
        ("<h2>Senaste nytt</h2><ul><li><a href=x>Annat</a></li></ul><p>Sidansvarig: IT-enheten</p>", Why.AFTER,
         "Sidansvarig"),
    ],
)  # fmt: skip
def test_what_is_none_of_the_text_stays_out_and_is_told(inner: str, why: Why, begins: str) -> None:
    read = page(f"{HEADING}<p>{TEXT}</p><p>{MORE}</p>{inner}")
    assert read.document.source == f"{TEXT}\n\n{MORE}\n"
    assert left_out(read)[why].startswith(begins)


STYLED = "<style>/* egna */ p.x7, #k { visibility : hidden } .nu{display:none}.nu{display:block} {}</style>"
ON_PAPER = "<style>@media print { .stor { display: none } } html.js .utan { display: none }</style>"
TABBED = "<style>.tab-pane{display:none}.tab-pane.active{display:block}</style>"


@pytest.mark.parametrize(
    ("inner", "head", "wanted"),
    [
        ("<p class=x7>Kommentar.</p><p id=k>Kladd.</p><p class=nu>Gäller nu.</p>", STYLED, "Gäller nu."),
        ("<p class=stor>Start i maj.</p><p class=utan>Karta saknas.</p>", ON_PAPER, "Start i maj.\n\nKarta saknas."),
        ("<p class='d-none d-md-block'>Även tandvården.</p><p class=hide-for-print>Ta kort.</p>", "",
         "Även tandvården.\n\nTa kort."),
        ("<div style='opacity:0'><p>Övningen sker i grupper om sex personer, och varje grupp har en handledare från "
         "kliniken som kan systemet väl och bär väst.</p></div>", "", "Övningen sker i grupper om sex personer, och "
         "varje grupp har en handledare från kliniken som kan systemet väl och bär väst."),
        ("<button data-target='#x'>Labbsvar?</button><div id=x class=d-none><p>I båda.</p></div>", "",
         "### Labbsvar?\n\nI båda."),
        ("<div class=tabs><button role=tab aria-controls=a>Dag</button><button role=tab aria-controls=b>Natt</button>"
         "<div class='tab-pane active' id=a><p>Ett.</p></div><div class=tab-pane id=b><p>Två.</p></div></div>", TABBED,
         "### Dag\n\nEtt.\n\n### Natt\n\nTvå."),
        ("<div class='tab-pane active'><p>Bild ett.</p></div>", TABBED, "Bild ett."),
        ("<h3>Telefon</h3><p>010-433 22 11</p><p>Vi svarar jämt.</p>", "",
         "### Telefon\n\n010-433 22 11\n\nVi svarar jämt."),
        ("<p><span class=material-icons>info</span> Skåne väntar.</p>", "", "Skåne väntar."),
        ("<p>\u2022\u00a0Kort\u2028\u2022\u00a0Kod</p>", "", "- Kort\n- Kod"),
        ("<h2>Vill du sluta få brevet?</h2><p>Klicka på Avsluta prenumerationen längst ned.</p>", "",
         "## Vill du sluta få brevet?\n\nKlicka på Avsluta prenumerationen längst ned."),
        ("<ul><li>Byte den 12 oktober 2026</li><li>Stopp i sex timmar</li></ul>", "",
         "- Byte den 12 oktober 2026\n- Stopp i sex timmar"),
    ],
)  # fmt: skip
def test_what_a_reader_is_shown_comes_in_whatever_styles_the_page_has(inner: str, head: str, wanted: str) -> None:
    assert told(inner, head) == wanted


@pytest.mark.parametrize(
    ("inner", "published", "updated"),
    [
        ("<ul><li>Publicerad: 12 maj 2024</li><li>Av: Eva Berg</li><li>Lästid: 2 min</li></ul>", "2024-05-12", None),
        ("<p>Nyhet publicerad den 8:e maj 2024</p>", "2024-05-08", None),
        ("<p>Publicerad i mars 2024</p>", "2024-03", None),
        ("<p>Publicerad fredag 7 juni 2024 14:05, uppdaterad måndag 9 juni 2025 08:00</p>", "2024-06-07", "2025-06-09"),
    ],
)  # fmt: skip
def test_dates_above_the_text_are_the_pages(inner: str, published: str, updated: str | None) -> None:
    read = page(f"{HEADING}{inner}<p>{TEXT}</p>")
    head = read.document.head
    assert (str(head.published), head.updated and str(head.updated)) == (published, updated)
    assert read.document.source == f"{TEXT}\n"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Publicerad: 2024-05-02 | Giltig till: 2026-05-02", "Giltig till: 2026-05-02"),
        ("Publicerad: 2024-05-02 Dnr: RS 2024-00012", "RS 2024-00012"),
        ("Publicerad: 2 maj 2024 - Sista anmälningsdag: 15 augusti 2024", "15 augusti 2024"),
    ],
)
def test_what_stands_on_the_line_of_a_date_stays_where_readers_may_need_it(line: str, kept: str) -> None:
    read = page(f"{HEADING}<p>{line}</p><p>{TEXT}</p>")
    assert str(read.document.head.published) == "2024-05-02"
    assert kept in read.document.source


@pytest.mark.parametrize("line", ["12 maj 2024", "Söndag den 12 maj 2024 kl. 09.15", "2024-05-12"])
def test_a_date_alone_under_the_title_is_taken_and_told(line: str) -> None:
    read = page(f"{HEADING}<p>{line}</p><p>{TEXT}</p>")
    assert str(read.document.head.published) == "2024-05-12"
    assert {notice.look: notice.detail for notice in read.notices}[Look.DATE_ALONE] == "2024-05-12"
    assert left_out(read)[Why.LABEL] == line


@pytest.mark.parametrize("title", ["Informationsmöte om remisser", "Driftstopp i journalen", "Utbildningsdag i Ale"])
def test_a_date_alone_under_a_title_that_tells_of_a_day_is_a_suggestion(title: str) -> None:
    read = page(f"<h1>{title}</h1><p>12 maj 2024</p><p>{TEXT}</p>", title=title)
    assert read.document.head.published is None
    assert read.document.source.startswith("12 maj 2024\n")
    assert {notice.look: notice.detail for notice in read.notices}[Look.DATE_UNCLEAR] == "2024-05-12"


def test_a_date_of_a_template_is_told() -> None:
    read = page(f"{HEADING}<p>{TEXT}</p>", "<meta name=date content=2012-01-01>")
    assert {notice.look: notice.detail for notice in read.notices}[Look.DATE_OF_FILE] == "2012-01-01"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Region Exempel</title>", "<header><h1>Region Exempel</h1></header><main><h2>{}</h2>{}</main>"),
        ("<title>Region Exempel - {}</title>", "<div><h1>Region Exempel</h1></div><div><h2>{}</h2>{}</div>"),
        ("", "<main><h1>Insidan</h1><h2>{}</h2>{}</main>"),
        ("<title>Guiden</title>", "<div><h1 class=site-title>Guiden</h1></div><div><h1>{}</h1>{}</div>"),
        ("<title>{} | Portalen</title>", "<main><h1>Portalen</h1><h1>{}</h1>{}</main>"),
        ("<title>Region Exempel: {}</title><meta property=og:site_name content='Region Exempel'>",
         "<main><div hidden>{}</div>{}</main>"),
    ],
)  # fmt: skip
def test_what_the_site_is_called_is_no_title(head: str, body: str) -> None:
    html = f"<html lang=sv><head>{head}</head><body>{body}</body></html>"
    text = f"<p>{TEXT}</p><p>{MORE}</p>"
    html = html.replace("{}", TITLE, html.count("{}") - 1).replace("{}", text)
    assert drafted(file_of("sida.html", html.encode()), NOTHING).document.head.title == TITLE


@pytest.mark.parametrize(
    "shown",
    [
        "<h1>Välkommen</h1><p>Identifiera dig för att fortsätta till intranätet.</p>",
        "<h1>Välj inloggning</h1><form><button>SITHS-kort</button><button>BankID</button></form>",
        "<h1>Hoppsan!</h1><p>Sidan du letar efter verkar inte finnas längre. Prova att söka.</p>",
        "<h1>Oj då!</h1><p>Här var det tomt. Sidan finns tyvärr inte kvar på webbplatsen.</p>",
        "<h1>Vi hittade inte sidan</h1><p>Kontrollera adressen.</p>",
        "<h1>Page unavailable</h1><p>The page you requested is no longer available.</p>",
        "<h1>Tyvärr</h1><p>Nyheten du söker är avpublicerad.</p>",
        "<h1>Innehållet har flyttat</h1><p>Sidan har flyttat till vår nya webbplats.</p>",
    ],
)
def test_what_a_server_shows_in_a_pages_place_is_refused(shown: str) -> None:
    html = f"<html lang=sv><head><title>Region Exempel</title></head><body><main>{shown}</main></body></html>"
    with pytest.raises(ReadError):
        drafted(Raw("a", html.encode(), Format.HTML, "a", "https://www.exempel.se/nyheter/a"), NOTHING)


@pytest.mark.parametrize(
    "said",
    [
        "Sidan om remisser finns inte i den gamla handboken längre, så använd den nya i portalen när ni söker rutiner.",
        "Den som glömmer sitt SITHS-kort kan inte logga in, och måste hämta ett reservkort i receptionen samma dag.",
    ],
)
def test_a_page_that_tells_of_logins_and_missing_pages_comes_in(said: str) -> None:
    html = f"<html lang=sv><head><title>{TITLE}</title></head><body><main>{HEADING}<p>{said}</p><p>{MORE}</p></main>"
    read = drafted(Raw("a", html.encode(), Format.HTML, "a", "https://www.exempel.se/nyheter/a"), NOTHING)
    assert said in read.document.source
