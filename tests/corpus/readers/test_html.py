from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.readers.document import DateSource
from corpus.readers.markdown import read_markdown
from corpus.readers.webpage.html import read_html
from corpus.readers.webpage.standins import StandIn
from tests.examples import examples

HERE = "https://www.exempel.se/nytt/lokaler-gammal"

PAGE = """<!DOCTYPE html><html lang="sv-SE"><head><meta charset="utf-8"><title>Nytt om lokalerna - Förvaltningen</title>
<link rel="canonical" href="/nytt/lokaler/">{head}
<script>var hemligt = "skript";</script><style>p {{ content: "stil" }}</style></head><body>
<div class="warning">Din webbläsare stöds inte av den här webbplatsen. Byt till en modern webbläsare.</div>
<a href="#main">Hoppa till innehåll</a><nav><ul><li><a href="/">Hem</a></li><li><a href="/om">Om oss</a></li></ul></nav>
<main id="main"><article><h1>Nytt om lokalerna</h1><p>{label}</p>
<p class="lead">Vi flyttar verksamheten till nya lokaler under våren och hoppas att alla ska trivas där.</p>
<h2>Flytten</h2><p>Flytten leds av Eva Ek.<script>alert("skript")</script> Den börjar den 3&nbsp;maj &amp; är
klar i juni.</p>
<ul><li><strong>Nya stolar</strong><br>Stolarna kommer i maj.</li>
<li><p><b>Nya bord</b></p><p>Borden kommer i juni.</p><p>De är höj- och sänkbara.</p>
<ul><li>Björk</li><li>Ek</li></ul></li></ul>
<p><strong>Tidplan för flytten</strong></p>
<table><tr><th>Hus</th><th>Start</th></tr><tr><td>A</td><td>3 maj</td></tr><tr><td>B</td><td>10 maj</td></tr></table>
<figure><img src="x.png" alt="bild"><figcaption>Planen visar att hus C flyttar sist, i juni.</figcaption></figure>
<p><a href="/mer">Läs mer om flytten</a></p>
<h2>Presskontakt</h2><p>Eva Ek, flyttledare</p><p>070-123 45 67, eva.ek@exempel.se</p>
</article></main><footer><p>Förvaltningen, Box 1, Skövde</p><p>Om kakor</p></footer></body></html>"""


def page(label: str = "Publicerad: Uppdaterad:", head: str = "") -> str:
    return PAGE.format(label=label, head=head)


def test_main_text_comes_out_with_its_structure() -> None:
    reading = read_html(page(), HERE)
    assert reading.head.title == "Nytt om lokalerna"
    assert reading.head.language == "sv"
    assert reading.source == (
        "Vi flyttar verksamheten till nya lokaler under våren och hoppas att alla ska trivas där.\n\n"
        "## Flytten\n\nFlytten leds av Eva Ek. Den börjar den 3 maj & är klar i juni.\n\n"
        "- **Nya stolar**\n\n  Stolarna kommer i maj.\n\n- **Nya bord**\n\n  Borden kommer i juni.\n\n"
        "  De är höj- och sänkbara.\n\n  - Björk\n  - Ek\n\n"
        "### Tidplan för flytten\n\n| Hus | Start |\n|---|---|\n| A | 3 maj |\n| B | 10 maj |\n\n"
        "Planen visar att hus C flyttar sist, i juni.\n"
    )


def test_without_any_date_there_is_none() -> None:
    reading = read_html(page(), HERE)
    assert (reading.head.published, reading.head.updated, reading.head.date_source) == (None, None, None)


def test_dates_come_from_labels_before_metadata() -> None:
    head = '<meta property="article:published_time" content="2021-03-04T10:00:00+01:00">'
    head += '<meta property="article:modified_time" content="2021-04-05T10:00:00+01:00">'
    meta = read_html(page(head=head), HERE)
    both = read_html(page("Publicerad: 3 mars 2021", head), HERE)
    assert (str(meta.head.published), str(meta.head.updated), meta.head.date_source) == (
        "2021-03-04",
        "2021-04-05",
        DateSource.METADATA,
    )
    assert (str(both.head.published), both.head.date_source) == ("2021-03-03", DateSource.PAGE)


def test_a_date_for_machines_is_read() -> None:
    head = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
    head += '"headline": "Nytt", "datePublished": "2021-03-04T10:00:00+01:00"}</script>'
    assert str(read_html(page(head=head), HERE).head.published) == "2021-03-04"


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("https://exempel.se/nytt/lokaler/", "https://exempel.se/nytt/lokaler/"),
        ("/nytt/lokaler/", "https://www.exempel.se/nytt/lokaler/"),
        ("https://exempel.se/", HERE),
        ("https://annan.example/nytt", HERE),
        ("javascript:alert(1)", HERE),
        ("", HERE),
    ],
)
def test_only_a_credible_canonical_link_names_the_page(link: str, wanted: str) -> None:
    html = page().replace('href="/nytt/lokaler/"', f'href="{link}"')
    assert read_html(html, HERE).head.url == wanted


def test_a_saved_page_is_named_by_its_canonical_link() -> None:
    html = page().replace('href="/nytt/lokaler/"', 'href="https://exempel.se/nytt/"')
    assert read_html(html).head.url == "https://exempel.se/nytt/"
    assert read_html(page()).head.url is None


def test_hostile_markup_leaves_only_text() -> None:
    html = (
        "<html><body><main><h1>Titel</h1><p onclick='ont()'>Ett &lt;script&gt;ont()&lt;/script&gt; stycke med text som "
        "är tillräckligt långt för att räknas som text på en sida, så att det blir kvar när allt annat är borta.</p>"
        "<iframe src='javascript:ont()'>ram</iframe><svg onload='ont()'><text>svg</text></svg>"
        "<style>@import 'ont'</style>"
        "<object data='ont'>objekt</object><p hidden>gömt</p><p style='display:none'>gömt</p><!-- <p>gömt</p> -->"
        "<template><p>mall</p></template><img src=x onerror=ont()><form action='ont'><button>knapp</button></form>"
        "</main></body></html>"
    )
    parts = read_markdown(read_html(html).source)
    assert [part.text for part in parts] == [
        "Ett <script>ont()</script> stycke med text som är tillräckligt långt för att räknas som text på en sida, "
        "så att det blir kvar när allt annat är borta."
    ]
    assert "<script" not in read_html(html).source


def test_a_page_that_the_extractor_finds_nothing_on_is_read_whole() -> None:
    html = "<html><head><title>Kort</title></head><body><nav>Meny här</nav><div>Vi flyttar i maj.</div></body></html>"
    reading = read_html(html)
    assert (reading.head.title, reading.source) == ("Kort", "Vi flyttar i maj.\n")


@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "<html><body><script>x</script></body></html>"])
def test_a_page_without_text_is_refused(html: str) -> None:
    with pytest.raises(ReadError):
        read_html(html)


def test_elements_nested_too_deeply_are_refused() -> None:
    with pytest.raises(ReadError, match="nested too deeply"):
        read_html("<div>" * 3000 + "text")


@pytest.mark.parametrize("control", ["\x0b", "&#12;", "&#1;", "&#xfffe;"])
def test_controls_in_a_page_are_blanks(control: str) -> None:
    html = f"<main><h1>Nytt</h1><p>Huset{control}är<!-- x -->{control}klart nu.</p><nav>x</nav>{control}</main>"
    assert read_html(html).source == "Huset är klart nu.\n"


@examples(40)
@given(
    st.lists(
        st.sampled_from(
            "<p> </p> <b> <li> <ul> </ul> <table> <tr> <td> <h2> </h2> <!-- --> <br> text. &amp; <script> x".split()
        )
        | st.text(max_size=8),
        max_size=30,
    )
)
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    try:
        reading = read_html(" ".join(pieces))
    except ReadError:
        return
    assert read_markdown(reading.source)


@pytest.mark.parametrize(
    ("title", "form", "is_own"),
    [
        ("Sidan kunde inte hittas", "", False), ("Sidan hittades inte - Region Exempel", "", False),
        ("404", "", False), ("Page not found", "", False), ("Logga in", "", False),
        ("Intranätet", "<input type=Password>", False), ("Webbplatsen är tillfälligt nere för underhåll", "", False),
        ("404 medarbetare har gått kursen", "", True), ("Driftstopp i journalsystemet den 3 maj", "", True),
        ("Logga in i journalsystemet med e-legitimation", "", True), ("Nytt om lokalerna", "", True),
    ],
)  # fmt: skip
def test_what_a_server_shows_in_place_of_a_page_is_told(title: str, form: str, is_own: bool) -> None:
    html = f"<html><body><main><h1>{title}</h1><p>Vi bygger ut och alla är välkomna hit.</p>{form}</main></body></html>"
    assert (read_html(html).in_place is None) is is_own


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<h1>Hoppsan!</h1><p>Sidan kunde inte hittas. Prova att söka.</p>", StandIn.MISSING),
        ("<h1>Tomt här</h1><p>Sidan du försöker nå finns inte eller har flyttats.</p>", StandIn.MISSING),
        ("<h1>Borta</h1><p>Den här sidan är inte längre publicerad.</p>", StandIn.MISSING),
        ("<h1>Intranätet</h1><p>Du måste vara inloggad för att se den här sidan.</p>", StandIn.LOGIN),
        ("<h1>Logga in med Siths</h1><p>Sätt i kortet.</p><a href=x>Logga in</a>", StandIn.LOGIN),
        ("<h1>Oj</h1><p>Något gick fel. Försök igen senare.</p>", StandIn.DOWN),
        ("<h1>Info</h1><p>Just nu har vi en driftstörning på webbplatsen.</p>", StandIn.DOWN),
        ("<h1>Just a moment...</h1><p>Checking your browser before accessing exempel.se.</p>", StandIn.WALL),
        ("<h1>Tyvärr, sidan du söker finns inte längre</h1><p>Gå till startsidan.</p>", StandIn.MISSING),
        ("<h1>Tyvärr är sidan om kortet inte klar</h1><p>Den blir klar i maj.</p>", None),
        ("<h1>Oops!</h1><p>Sidan du letar efter har flyttats eller tagits bort.</p>", StandIn.MISSING),
        ("<h1>Ogiltig länk</h1><p>Länken du följde är felaktig eller för gammal.</p>", StandIn.MISSING),
        ("<h1>Hoppsan, något gick snett</h1><p>Vi kan tyvärr inte visa sidan just nu.</p>", StandIn.DOWN),
        ("<h1>503 Service Unavailable</h1><p>No server is available to handle this request.</p>", StandIn.DOWN),
        ("<h1>Vi uppdaterar webbplatsen</h1><p>Vi är tillbaka klockan tolv.</p>", StandIn.MAINTENANCE),
        ("<h1>Info</h1><p>Just nu pågår ett planerat underhåll. Välkommen åter.</p>", StandIn.MAINTENANCE),
        ("<h1>Hej</h1><p>Din session har avslutats. Logga in igen för att fortsätta.</p>", StandIn.LOGIN),
        ("<h1>Nyhet</h1><p>Sidan är bara tillgänglig för medarbetare.</p>", StandIn.LOGIN),
        (f"<h1>Behörighet saknas</h1><p>{'Får du det svaret i journalen ber du din chef om hjälp. ' * 3}</p>", None),
        ("<h1>Så länge är du inloggad</h1><p>Du loggas ut efter en kvart. Du måste logga in igen.</p>", None),
        ("<h1>Ny plats</h1><p>Sidan för vårdgivare har flyttat till en ny adress. Boka om länken.</p>", None),
        ("<h1>Fel i listan</h1><p>Ett fel har uppstått i läkemedelslistan. Kontrollera doser för hand.</p>", None),
        ("<h1>Stängt på lördag</h1><p>Journalen är stängd för underhåll på lördag.</p>", None),
        (f"<h1>Ny sida</h1><p>{'Alla är välkomna hit i maj. ' * 15}Den gamla sidan finns inte längre.</p>", None),
    ],
)
def test_a_page_that_says_little_else_is_known_by_its_sentence(body: str, told: StandIn | None) -> None:
    assert read_html(f"<html><body><main>{body}</main></body></html>").in_place == (told.value if told else None)
