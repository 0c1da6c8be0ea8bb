"""News pages and lists of dates as regions' sites lay them out: what comes in, and which dates are theirs."""

from __future__ import annotations

import pytest

from corpus.errors import CorpusError
from corpus.ingest import Draft, Given, drafted
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.remarks import Why
from corpus.sources import file_of

TITLE = "Ny tid för starten"
TEXT = "Alla vårdcentraler i norra delen av regionen börjar använda det nya systemet måndagen efter påsk."


def page(body: str) -> Draft:
    html = f"<html lang=sv><head><title>{TITLE} - Region Exempel</title></head><body>{body}</body></html>"
    return drafted(file_of("sida.html", html.encode()), Given())


def article(inner: str) -> Draft:
    return page(f"<main><h1>{TITLE}</h1><p>{TEXT}</p>{inner}</main>")


def told(inner: str) -> str:
    """The text below the first paragraph."""
    return article(inner).document.source.partition(TEXT)[2].strip()


TEASED = (
    "<li><a href=/1>Vaccin</a><time>10 april 2026</time><p>Nu kan all personal få vaccin mot säsongens influensa.</p>"
)
OTHERS = f"<div><h2>Fler nyheter</h2><ul>{TEASED * 4}</ul></div>"
ROWS = "<h2>Relaterade nyheter</h2><div><a href=/4>Röntgen flyttar</a><div>2 mars 2026</div></div><a href=/3>Svar</a>"


@pytest.mark.parametrize("inner", [OTHERS, ROWS])
def test_other_articles_with_their_dates_and_first_words_stay_out_and_ask_nobody(inner: str) -> None:
    draft = article(f"<p>{TEXT * 4}</p>{inner}")
    assert draft.document.source == f"{TEXT}\n\n{TEXT * 4}\n"
    assert draft.coverage is not None
    assert {piece.why for piece in draft.coverage.left_out} == {Why.ELSEWHERE}
    assert draft.coverage.doubtful_words == 0


@pytest.mark.parametrize(
    "inner",
    [
        "<h2>Fler orter</h2><ul><li>Borås<p>Start i maj.</p></li></ul>",
        "<h2>Fler kurser</h2><ul><li><a href=/1>Grundkurs</a></li><li>Fördjupning</li></ul>",
        "<h2>Blanketter</h2><ul class=tagg><li><a href=/1>R1</a></li><li><a href=/2>R2</a></li></ul>",
        "<table><tr><td>Ort</td><td><div class=tag><a href=/1>Lund</a></div></td></tr></table>",
    ],
)
def test_lists_of_which_some_say_more_than_a_link_stay(inner: str) -> None:
    assert len(told(inner).split()) >= 3


@pytest.mark.parametrize(
    "tags",
    [
        "<ul class=tags><li><a href=/t/1>Kort</a></li><li><a href=/t/2>Norr</a></li></ul>",
        "<div class='field field-tags'><div>Taggar</div><a href=/t/1>Kort</a></div>",
        "<p><a rel=tag href=/t/1>Kort</a>, <a rel='category tag' href=/t/2>Norr</a></p>",
    ],
)
def test_what_a_page_is_filed_under_is_none_of_its_text(tags: str) -> None:
    assert told(f"<h2>Kort</h2><p>Ta med kortet.</p>{tags}") == "## Kort\n\nTa med kortet."


def test_a_notice_about_cookies_in_the_main_element_asks_nobody() -> None:
    notice = "<div class=cookie-banner><p>Webbplatsen använder kakor.</p><button>Jag förstår</button></div>"
    draft = page(f"<main>{notice}<h1>{TITLE}</h1><p>{TEXT}</p></main>")
    assert draft.document.source == f"{TEXT}\n"
    assert draft.coverage is not None
    assert draft.coverage.doubtful_words == 0
    assert "Kakor" in told("<div class=cookie-table><h2>Kakor</h2><p>Sidan har tre kakor.</p></div>")


LEAD = "Styrgruppen beslutade i dag att flytta starten."


@pytest.mark.parametrize(
    ("body", "has_lead"),
    [
        (
            f"<div class=hero><div><h1>{TITLE}</h1><p>{LEAD}</p></div></div><main><h2>Varför?</h2><p>{TEXT}</p></main>",
            True,
        ),
        (f"<header><h1>{TITLE}</h1><p>{LEAD}</p></header><main><p>{TEXT}</p></main>", True),
        (f"<div><p>{LEAD}</p><h1>{TITLE}</h1></div><main><p>{TEXT}</p></main>", False),
        (f"<div><h1>Region Exempel</h1><p>{LEAD}</p></div><main><h1>{TITLE}</h1><p>{TEXT}</p></main>", False),
    ],
)
def test_the_text_that_leads_in_beside_the_heading_over_the_main_element_comes_in(body: str, has_lead: bool) -> None:
    document = page(body).document
    assert (document.head.title, LEAD in document.source, TEXT in document.source) == (TITLE, has_lead, True)


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<p>Pågår <time datetime='2026-03-17T07:40'>17 mars 07.40</time></p>", "Pågår 17 mars 07.40"),
        ("<ul><li><time datetime='2026-03-17'>17 mars</time>: start</li></ul>", "- 17 mars: start"),
        ("<p>Det hände <time datetime='2026-03-17'>i går</time></p>", "Det hände 2026-03-17"),
    ],
)
def test_a_day_in_the_text_is_told_as_its_readers_see_it(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


def test_a_day_without_its_year_above_the_text_is_the_one_that_machines_are_told() -> None:
    body = f"<main><h1>{TITLE}</h1><time datetime='2026-03-17'>17 mars</time><p>{TEXT}</p></main>"
    assert str(page(body).document.head.published) == "2026-03-17"


@pytest.mark.parametrize(
    ("inner", "published", "updated"),
    [
        ("<p>Sidan publicerades den 5 maj 2025 och uppdaterades den 7 maj 2025.</p>", "2025-05-05", "2025-05-07"),
        ("<p>Publicerades den 5 maj och uppdaterades den 7 juni 2025</p>", "2025-05-05", "2025-06-07"),
        ("<p>Publicerades den 5 maj och uppdaterades den 7 april 2025</p>", None, None),
        ("<p>Avtalet publicerades den 5 maj 2025 och uppdaterades den 7 maj 2025.</p>", None, None),
        ("<div><span>Sidan publicerad: 2025-05-05</span><span>Nästa granskning: 2027-05-05</span></div>",
         "2025-05-05", None),
        ("<ul><li>Senast uppdaterad 2025-05-07 kl. 14.05</li><li>Sidansvarig: IT</li><li>Skriv ut</li></ul>",
         None, "2025-05-07"),
        ("<ul><li>Senast uppdaterad 2025-05-07</li><li>Provtagning flyttar till hus 3</li></ul>", None, None),
    ],
)  # fmt: skip
def test_what_the_foot_of_a_page_tells_of_its_dates_is_taken(
    inner: str, published: str | None, updated: str | None
) -> None:
    head = article(inner).document.head
    dates = (head.published and str(head.published), head.updated and str(head.updated))
    assert dates == (published, updated)


def test_the_kind_of_page_may_stand_before_its_date() -> None:
    assert is_bare_date("Pressmeddelande - 17 mars 2026 08:30")
    assert not is_bare_date("Konferens - 17 mars 2026 08:30")


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<div><span>Tid</span><span>13.00–15.30</span></div>", "Tid 13.00–15.30"),
        ("<p><span>Chef</span><a href='mailto:info@exempel.se'>info@exempel.se</a></p>", "Chef info@exempel.se"),
        ("<p><span>2026-02-02</span><span>Nästa steg är test.</span></p>", "2026-02-02 Nästa steg är test."),
        ("<p>Värdet är <b>10</b><b>G</b> och <b>pH</b><span>7</span></p>", "Värdet är 10G och pH7"),
    ],
)  # fmt: skip
def test_what_stands_in_boxes_of_its_own_is_divided(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<p>Vecka 27: 10–14<sup>a</sup></p><p><sup>a</sup> Beror på semestrar.</p>",
         "Vecka 27: 10–14\n\nBeror på semestrar."),
        ("<p>Plan 2<sup>a</sup> är stängd.</p>", "Plan 2a är stängd."),
    ],
)  # fmt: skip
def test_letters_that_lead_to_notes_go(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


@pytest.mark.parametrize("shell", ["<noscript>You need to enable JavaScript.</noscript>", "<div id=root></div>"])
def test_a_page_that_a_script_fills_is_said_to_be_one(shell: str) -> None:
    with pytest.raises(CorpusError, match="JavaScript"):
        page(f"{shell}<script src=/main.js></script>")


def test_a_page_that_says_nothing_but_where_others_lie_is_their_list() -> None:
    letters = "<ul><li><a href=/2.pdf>Nyhetsbrev 2</a></li><li><a href=/1.pdf>Nyhetsbrev 1</a></li></ul>"
    assert page(f"<main><h1>{TITLE}</h1>{letters}</main>").document.source == "- Nyhetsbrev 2\n- Nyhetsbrev 1\n"
    assert page(f"<main><h1>{TITLE}</h1>{letters}<p>{TEXT}</p></main>").document.source == f"{TEXT}\n"


def test_words_that_wait_for_a_script_are_no_text() -> None:
    shell = "<div>{}</div><noscript>Aktivera JavaScript.</noscript><script src=/main.js></script>"
    with pytest.raises(CorpusError, match="JavaScript"):
        page(shell.format("Laddar innehåll ..."))
    assert page(shell.format(f"<h1>{TITLE}</h1>Mötet är inställt.")).document.source == "Mötet är inställt.\n"


def test_a_heading_in_a_head_of_its_own_over_sections_is_the_title() -> None:
    body = f"<header><h1>{TITLE}</h1><p>{LEAD}</p></header><main><h2>Bakgrund</h2><p>{TEXT}</p></main>"
    document = page(body).document
    assert (document.head.title, document.source) == (TITLE, f"{LEAD}\n\n## Bakgrund\n\n{TEXT}\n")


def test_the_numbers_of_functions_and_of_hours_stay_and_those_of_persons_go() -> None:
    source = article(
        "<h2>Utbildning</h2><p>utbildning@exempel.se</p><p>010-111 10 10</p><h2>Behörighet</h2>"
        "<p>Telefontid vardagar 9–11</p><p>010-111 10 20</p><h2>Chef</h2><p>Anna Björk</p><p>Telefontid 8–9</p>"
        "<p>010-111 10 30</p>"
    ).document.source
    assert [number for number in ("10 10", "10 20", "10 30") if f"010-111 {number}" in source] == ["10 10", "10 20"]


def test_links_that_say_they_are_tabs_stand_over_their_panels() -> None:
    tabs = (
        "<ul role=tablist><li><a role=tab href='#a' aria-selected=true>Sjukhus</a></li><li><a role=tab href='#b'>Hem"
        "</a></li></ul><div id=a role=tabpanel><p>Stöd i två veckor.</p></div>"
        "<div id=b role=tabpanel style='display:none'><p>Stöd i tre dagar.</p></div>"
    )
    assert told(tabs) == "### Sjukhus\n\nStöd i två veckor.\n\n### Hem\n\nStöd i tre dagar."


def test_a_list_of_one_date_under_the_title_is_none_of_the_text() -> None:
    who = "<ul><li>Skapad av <a href=/u>Karin Holm</a>, senast ändrad 3 april 2025</li></ul>"
    document = page(f"<main><h1>{TITLE}</h1>{who}<p>{TEXT}</p></main>").document
    assert (str(document.head.updated), document.source) == ("2025-04-03", f"{TEXT}\n")
    rest = "<p>Publicerad: 2025-01-20 Giltig till och med: 2027-01-20</p>"
    assert str(article(rest).document.head.published) == "2025-01-20"
