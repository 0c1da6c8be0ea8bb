"""Kinds of web pages, each with an input of its own: what comes in, what stays out, and what is told of it."""

from __future__ import annotations

import pytest

from corpus.readers.document import PageReading
from corpus.readers.remarks import Why
from corpus.readers.webpage.html import read_html

LEAD = "Programmet har under våren arbetat vidare med förberedelserna, och många medarbetare har bidragit till dem."
TITLE = "<h1>Nytt om driften</h1>"


def read(inner: str, before: str = TITLE, head: str = "", frame: str = "{}", tag: str = "main") -> PageReading:
    main = f"<{tag}>{before}<p>{LEAD}</p>{inner}</{tag}>"
    top = f"<html lang='sv'><head><title>Nytt om driften - Region Exempel</title>{head}</head>"
    return read_html(f"{top}<body>{frame.format(main)}</body></html>", "https://www.exempel.se/nyheter/driften")


def told(inner: str, before: str = TITLE, frame: str = "{}", tag: str = "main") -> str:
    """The text below the lead."""
    reading = read(inner, before, frame=frame, tag=tag)
    assert reading.head.title == "Nytt om driften"
    lead, _, rest = reading.source.partition(LEAD)
    assert lead == ""
    return rest.strip()


TABS = """<div role=tablist><button role=tab aria-controls=a>Chefer</button><button role=tab aria-controls=b>Övriga
</button></div><div role=tabpanel id=a><p>Anmäl i maj.</p></div><div role=tabpanel id=b hidden><p>Gå sen.</p></div>"""


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        (TABS, "### Chefer\n\nAnmäl i maj.\n\n### Övriga\n\nGå sen."),
        ("<details><summary>När?</summary><p>I maj.</p></details>", "### När?\n\nI maj."),
        ("<button aria-expanded=false aria-controls=x>Vem?</button><div id=x style='display:none'><p>Alla.</p></div>",
         "### Vem?\n\nAlla."),
        ("<h3 class=accordion-head>Vem?</h3><div class=accordion-body style='display: none'><p>Alla.</p></div>",
         "### Vem?\n\nAlla."),
        ("<div role=heading aria-level=2>Tidplan</div><p>I maj.</p>", "## Tidplan\n\nI maj."),
        ("<dl><dt>Start</dt><dd>12 maj</dd><dt>Ort</dt><dd>Borås</dd></dl>",
         "| Start | 12 maj |\n|---|---|\n| Ort | Borås |"),
        ("<dl><dt>Support</dt><dd>Ring oss.</dd><dd>Öppet jämt.</dd><dt>Orter</dt><dd>Borås</dd><dd>Ale</dd></dl>",
         "| Support | Ring oss. Öppet jämt. |\n|---|---|\n| Orter | Borås, Ale |"),
        ("<ul><li><a href=/k>Kursen</a><span>2024-05-01</span></li></ul><p>Alla får plats.</p>",
         "- Kursen 2024-05-01\n\nAlla får plats."),
        ("<aside><h2>Fakta</h2><ul><li>Start: 7 september</li><li>Antal: 1 200</li></ul></aside><p>Slut.</p>",
         "## Fakta\n\n- Start: 7 september\n- Antal: 1 200\n\nSlut."),
        ("<table><tr><td></td><td>v. 18</td><td>v. 19</td></tr><tr><td>Kurs</td><td></td><td>X</td></tr></table>",
         "|  | v. 18 | v. 19 |\n|---|---|---|\n| Kurs |  | X |"),
        ("<table><tr><th colspan=2>Kurs</th><th>Ort</th></tr><tr><td>A</td><td>B</td><td>C</td></tr></table>",
         "| Kurs |  | Ort |\n|---|---|---|\n| A | B | C |"),
        ("<p>Tid: <time datetime='2026-05-20T13:00+02:00'>20 maj 13.00</time></p>", "Tid: 20 maj 13.00"),
        ("<pre>Kod A\nKod B</pre>", "Kod A\n\nKod B"),
        ("<p>– Jag är nöjd, säger hon.</p><p>– Det blir bra.</p>", "– Jag är nöjd, säger hon.\n\n– Det blir bra."),
        ("<div><input type=radio id=a><label for=a>Läkare</label><input type=radio id=b><label for=b>Andra</label>"
         "<div><p>Signera.</p></div><div style='display:none'><p>Skriv.</p></div></div>",
         "### Läkare\n\nSignera.\n\n### Andra\n\nSkriv."),
        ("<dl><dt>När börjar det?</dt><dd><p>I maj.</p></dd></dl>", "### När börjar det?\n\nI maj."),
        ("<table><tr><td><table><tr><td>Borås</td><td>3 maj</td></tr></table></td></tr></table>",
         "| Borås | 3 maj |\n|---|---|"),
        ("<table><tr><td rowspan=2>SÄS</td><td>3 maj</td></tr><tr><td>4 maj</td></tr></table>",
         "| SÄS | 3 maj |\n|---|---|\n| SÄS | 4 maj |"),
        ("<p>Orter:<br>– Borås<br>– Skövde</p>", "Orter:\n\n- Borås\n- Skövde"),
        ("<p>Klara kommuner:<br>Borås<br>Mark</p>", "Klara kommuner:\n\n- Borås\n- Mark"),
        ("<figure><img><figcaption>Hus C flyttar sist</figcaption></figure><p>Slut.</p>",
         "Hus C flyttar sist\n\nSlut."),
        ("<p class=MsoListParagraph style='mso-list:l0'><span style='mso-list:Ignore'>·<i> </i></span>Kursen.</p>",
         "- Kursen."),
        ("<p>Klart<span style='mso-hide:all'> dolt</span>.</p>", "Klart."),
        ("<p>Läs i rapporten<a href='#n2'>[2]</a>.</p>", "Läs i rapporten."),
        ("<p>Start 2026<a href='#fn:1' role=doc-noteref>1</a>.</p><p>Preliminärt. <a href='#fnref1'>↩</a></p>",
         "Start 2026.\n\nPreliminärt."),
        ("<h2><a href='#tid'>Tidplan</a></h2><p>Start den 3 maj.</p>", "## Tidplan\n\nStart den 3 maj."),
        ("<p>Steg <a href='#s1'>1</a> är klart.</p>", "Steg 1 är klart."),
        ("<p>Start <span style='text-decoration: line-through red'>i mars</span> i maj.</p>", "Start i maj."),
        ("<p>Start <span class='strikethrough'>i mars</span> i maj.</p>", "Start i maj."),
        ("<p>Läs <a href=x>rapporten<span style='position:absolute;left:-9999px'>, pdf</span></a> nu.</p>",
         "Läs rapporten nu."),
        ("<p>År 2026<sup>1,2</sup> för 49<span style='vertical-align:super'>3</span> orter<sup>b)</sup>.</p>",
         "År 2026 för 49 orter."),
        ("<table><tr><td rowspan=0>SÄS</td><td>3 maj</td></tr><tr><td>4 maj</td></tr></table>",
         "| SÄS | 3 maj |\n|---|---|\n| SÄS | 4 maj |"),
        ("<p>\uf0b7 Borås</p><p style='x'><span style='font-family:Wingdings'>&#61607;</span> Skövde</p>",
         "- Borås\n- Skövde"),
        ("<h3><a href='#q'>Vem?</a></h3><div id=q hidden><p>Alla.</p></div>", "### Vem?\n\nAlla."),
        ("<h3>Vem?</h3><div style='display:none'><p>Alla.</p></div>", "### Vem?\n\nAlla."),
        ("<input type=checkbox id=c><label for=c>Vem får gå?</label><div style='display:none'><p>Alla.</p></div>",
         "Vem får gå?\n\nAlla."),
        ("<h3><button aria-expanded=false>Vem?<span>+</span></button></h3><div hidden><p>Alla.</p></div>",
         "### Vem?\n\nAlla."),
    ],
)  # fmt: skip
def test_a_page_comes_in_as_a_person_sees_it_after_one_click(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


@pytest.mark.parametrize(
    "inner",
    [
        "<button aria-expanded=false aria-controls=m>Meny</button><nav id=m hidden><a href=1>Ett</a></nav>",
        "<div role=dialog hidden><p>Prenumerera på nyheter.</p></div>",
        "<p hidden>Ett utkast.</p>",
        "<div style='display:none'><p>Ett utkast.</p></div>",
        "<form role=search><label>Sök på webbplatsen</label><input></form>",
    ],
)
def test_what_no_click_on_the_text_opens_stays_closed(inner: str) -> None:
    assert told(inner) == ""


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<p>Du behöver en modern webbläsare för att använda den här sidan i systemet.</p>",
         "Du behöver en modern webbläsare för att använda den här sidan i systemet."),
        ("<ol><li>Logga in</li><li>Sök</li><li>Skövde/Lidköping/Mariestad</li></ol>",
         "1. Logga in\n2. Sök\n3. Skövde/Lidköping/Mariestad"),
        ("<p>Start i maj.</p><h2>Borås</h2><p>Start i maj.</p>", "Start i maj.\n\n## Borås\n\nStart i maj."),
        ("<h2>Orter</h2><ul><li><a href=x>Borås</a></li></ul>", "## Orter\n\n- Borås"),
        ("<div class='share-info related'><p>Delad information införs i mars.</p></div>",
         "Delad information införs i mars."),
        ("<p>Ring jouren på 070-123 45 67.</p>", "Ring jouren på 070-123 45 67."),
        ("<p>Mötes-ID: 372 070 123 45 67</p>", "Mötes-ID: 372 070 123 45 67"),
        ("<p>Mötes-ID: 291 234 567 89</p><p>Ring in: +46 8 123 456 78</p>",
         "Mötes-ID: 291 234 567 89\n\nRing in: +46 8 123 456 78"),
        ("<table><tr><td>Kundtjänst IT</td><td>010-473 71 00</td></tr><tr><td>Jour</td><td>070-123 45 67</td></tr>"
         "</table>", "| Kundtjänst IT | 010-473 71 00 |\n|---|---|\n| Jour | 070-123 45 67 |"),
        ("<p>Orter som börjar:</p><p>Skövde/Lidköping/Mariestad</p>",
         "Orter som börjar:\n\nSkövde/Lidköping/Mariestad"),
        ("<h2>Kontakt</h2><p>Objektförvaltningen<br>objekt@exempel.se<br>010-441 00 00</p>",
         "## Kontakt\n\nObjektförvaltningen\n\nobjekt@exempel.se\n\n010-441 00 00"),
        ("<aside><h2>Fakta</h2><p>Systemet införs i mars 2027.</p></aside>",
         "## Fakta\n\nSystemet införs i mars 2027."),
    ],
)  # fmt: skip
def test_content_that_sounds_like_furniture_stays(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


@pytest.mark.parametrize("lines", ["IT-enheten<br>Anna Ek", "Anna Ek<br>IT-enheten", "Support<br>Anna Ek"])
def test_a_number_under_a_persons_name_is_the_persons_beside_whatever_desk(lines: str) -> None:
    assert "010-" not in told(f"<h2>Kontakt</h2><p>{lines}<br>010-441 00 00</p><p>Välkomna dit i maj.</p>")


SHARE = "<ul><li><a href=f>Dela på Facebook</a></li><li><a href=l>LinkedIn</a></li></ul>"
OTHERS = "<h2>Fler nyheter</h2><ul><li><a href=x>Annat</a></li></ul>"
DATED = "<h2>Fler nyheter</h2><ul><li><a href=x>Annat</a><span>2024-05-01</span></li></ul>"
DEAL = "<div><h3>Dela detta:</h3><ul><li><a href='?share=twitter'>Twitter</a></li></ul></div>"
TAGS = "<div><span>Taggar:</span> <a href=/t/kort>kort</a></div>"
CARD = "<article><h3><a href=x>Kursen flyttas</a></h3><p>Publicerad: 2025-01-01</p><p>Till hösten.</p></article>"


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        *((each, Why.AFTER) for each in (SHARE, CARD, TAGS)),
        *((each, Why.ELSEWHERE) for each in (OTHERS, DATED, DEAL)),
    ],
)
def test_what_stands_after_the_last_text_is_left_out_and_told(inner: str, why: Why) -> None:
    reading = read(f"<p>Slut.</p>{inner}")
    assert reading.source.endswith("Slut.\n")
    assert reading.coverage is not None
    assert why in {piece.why for piece in reading.coverage.left_out}
    assert reading.head.published is None


@pytest.mark.parametrize("named", ["id=comments", "class=comments-area", "data-automation-id=CommentsWrapper"])
def test_what_readers_wrote_below_the_page_is_none_of_its_text(named: str) -> None:
    written = f"<div {named}><h2>Kommentarer</h2><p>Per: Bra att ni säger till!</p></div><p>345 visningar</p>"
    assert told(f"<p>Slut.</p>{written}") == "Slut."
    coverage = read(f"<p>Slut.</p>{written}").coverage
    assert coverage is not None
    assert [piece.words for piece in coverage.left_out if piece.why is Why.COMMENTS] == [7]
    assert coverage.doubtful_words < 3


@pytest.mark.parametrize(
    "frame",
    [
        "<header><nav><ul><li><a href=1>Vård</a></li></ul></nav></header>{}<footer><p>Box 1, Skövde.</p></footer>",
        "<div class=menu><ul><li><a href=1>Vård</a></li></ul></div>{}<div class=foot><p>Box 1, Skövde</p></div>",
        "<div class=cookie-bar><p>Vi använder kakor för att sidan ska fungera bra för dig.</p></div>{}",
    ],
)
@pytest.mark.parametrize("tag", ["main", "div"])
def test_what_frames_the_main_text_stays_out(frame: str, tag: str) -> None:
    assert (
        told("<h2>Tidplan</h2><p>Kursen börjar i maj.</p>", frame=frame, tag=tag)
        == "## Tidplan\n\nKursen börjar i maj."
    )


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("before", "head", "dates"),
    [
        ("<p>Publicerad: 2020</p>", "", ("2020", None)),
        ("<p>Senast uppdaterad: 12 maj 2026 av Redaktionen</p>", "", (None, "2026-05-12")),
        ("<p>Publicerad: tisdag 12 maj 2026</p>", "", ("2026-05-12", None)),
        ("<p>Publicerad: 250605</p><p>Ändrad 5 juli -25</p>", "", ("2025-06-05", "2025-07-05")),
        ("<p>Sist ändrad av Eva Ek 2026-05-04</p>", "", (None, "2026-05-04")),
        ("<p>Publicerad: 05-06-25</p>", "", (None, None)),
        ("<p>Published: March 5th, 2026</p>", "", ("2026-03-05", None)),
        ("<p>Publicerad: <time datetime='2026-03-31T22:30:00Z'>i går</time></p>", "", ("2026-04-01", None)),
        ("<p>Publicerad: 05/06/2025</p>", "", (None, None)),
        ("<p>Publicerad: 05-06-2025</p>", "", (None, None)),
        ("<p>Publicerad: 25-06-2025</p>", "", ("2025-06-25", None)),
        ("<p>Publicerad: 20260231</p>", "", (None, None)),
        ("<p>Publicerad: 20260512</p>", "", ("2026-05-12", None)),
        ("<p>Publicerad år 2020</p>", "", ("2020", None)),
        ("<p>Faktagranskad: 2026-05-12</p>", "", (None, "2026-05-12")),
        ("<p>Sidan uppdaterades senast den 12 maj 2026 av Anna Ek</p>", "", (None, "2026-05-12")),
        ("<p>Publicerad 2026-03-01 / Uppdaterad 2026-05-12</p>", "", ("2026-03-01", "2026-05-12")),
        ("<p>Nyhet | 12 maj 2026</p>", "", ("2026-05-12", None)),
        ("<ul><li>Publicerad: 12 maj 2026</li><li>Uppdaterad: 13 maj 2026</li></ul>", "", ("2026-05-12", "2026-05-13")),
        ("<dl><dt>Publicerad</dt><dd>12 maj 2026</dd></dl>", "", ("2026-05-12", None)),
        ("<div><div>Publicerad</div><div>12 maj 2026</div></div>", "", ("2026-05-12", None)),
        ("<div><span>Publicerad</span><span>12 maj 2026</span></div>", "", ("2026-05-12", None)),
        ("<ul><li><a href=x>Annat</a></li><li>Publicerad: 12 maj 2026</li></ul>", "", (None, None)),
        ("<p>12 maj 2026 · 3 min läsning</p>", "", ("2026-05-12", None)),
        ("<p>Möte | 12 maj 2026</p>", "", (None, None)),
        ("", '<meta name="last-modified" content="Tue, 31 Mar 2026 22:30:00 GMT">', (None, "2026-04-01")),
        ("<p>Tisdag 12 maj 2026</p>", "", ("2026-05-12", None)),
        ("", '<meta name="dcterms.modified" content="2026-03-05T08:00">', (None, "2026-03-05")),
        ("", LD.format('{"@type": "WebPage", "dateModified": "2026-03-05"}'), (None, "2026-03-05")),
        ("", LD.format('{"@type": "Event", "startDate": "2026-09-01"}'), (None, None)),
        ("", LD.format('[{"@type": "NewsArticle", "headline": "Annat", "datePublished": "2019-03-01"}, {"@type": '
                       '"NewsArticle", "headline": "Nytt om driften", "datePublished": "2026-03-01"}]'),
         ("2026-03-01", None)),
    ],
)  # fmt: skip
def test_only_the_pages_own_dates_are_its_dates(before: str, head: str, dates: tuple[str | None, str | None]) -> None:
    found = read("<p>Mötet hålls den 1 juni 2026.</p>", TITLE + before, head).head
    assert (found.published and str(found.published), found.updated and str(found.updated)) == dates


@pytest.mark.parametrize("written", ["05/06/2025", "05-06-2025", "12.05.2025"])
def test_a_date_that_can_be_read_in_two_ways_is_a_suggestion(written: str) -> None:
    reading = read("", f"{TITLE}<p>Publicerad: {written}</p>")
    assert [notice.detail for notice in reading.notices] == [written]


@pytest.mark.parametrize(
    "before",
    [
        "<header><h1><a href='/'>Region Exempel</a></h1></header><h2>Nytt om driften</h2>",
        "<h1>Region Exempel</h1><h2>Nytt om driften</h2>",
    ],
)
def test_a_heading_that_is_the_sites_name_is_no_title(before: str) -> None:
    assert read("", before).head.title == "Nytt om driften"


@pytest.mark.parametrize("canonical", ["/nyheter", "/nyheter/", "/"])
def test_a_canonical_link_to_the_list_above_the_page_is_not_believed(canonical: str) -> None:
    head = f"<link rel=canonical href='{canonical}'>"
    assert read("", head=head).head.url == "https://www.exempel.se/nyheter/driften"


def test_a_list_that_begins_with_a_link_keeps_it() -> None:
    page = "<main><h1>Nyheter</h1><ul><li><a href=/1>Start i Borås</a></li><li>Nya kort kommer i maj.</li></ul></main>"
    assert "Start i Borås" in read_html(f"<html lang='sv'><body>{page}</body></html>").source


def test_no_heading_is_left_over_the_details_of_a_person() -> None:
    card = "<h2>Kontakt</h2><h3>Anna Lind</h3><p>Chef</p><p>Telefon: 0500-43 10 00</p><h2>Support</h2><p>Ring oss.</p>"
    assert told(card) == "## Support\n\nRing oss."


def test_a_question_about_the_page_and_its_buttons_are_none_of_the_text() -> None:
    form = "<form><label>Ja<input type=radio></label><label>Nej<input type=radio></label><button>Skicka</button></form>"
    assert told(f"<p>Slut.</p><section><h2>Hittade du det du sökte?</h2>{form}</section>") == "Slut."


@pytest.mark.parametrize(
    ("head", "dates"),
    [
        (LD.format('{"@type": "NewsArticle", "headline": "Annan nyhet", "datePublished": "2025-01-01"}'), (None, None)),
        (LD.format('{"@type": "WebPage", "name": "Nytt om driften - Region", "datePublished": "2025-01-01"}'),
         ("2025-01-01", None)),
        ("<meta name=DC.Date content=2013-01-01><meta property='article:published_time' content=2026-05-01>",
         ("2026-05-01", None)),
    ],
)  # fmt: skip
def test_the_surest_witness_of_the_page_itself_tells_its_date(head: str, dates: tuple[str | None, str | None]) -> None:
    known = read("", head=head).head
    assert (str(known.published or "") or None, str(known.updated or "") or None) == dates


def test_a_page_without_a_heading_of_its_own_is_named_without_its_site() -> None:
    head = "<head><title>Rapport om starten | Region Exempel</title></head>"
    page = f"<html lang='sv'>{head}<body><main><p>{LEAD}</p></main></body></html>"
    assert read_html(page).head.title == "Rapport om starten"
