"""Pages in the shapes that regions publish, whose right values were decided before they were read."""

from __future__ import annotations

import pytest

from corpus.ingest import Draft, Given, drafted
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.remarks import Look, Remark, Why
from corpus.sources import file_of

TITLE = "Nytt om remisserna"
TEXT = "Från den 1 september skriver alla kliniker i norra delen av regionen sina remisser i det nya systemet."


def page(inner: str, head: str = "") -> Draft:
    html = f"<html lang=sv><head><title>{TITLE} - Region Exempel</title>{head}</head><body><main>{inner}</main></body>"
    return drafted(file_of("sida.html", f"{html}</html>".encode()), Given())


def told(inner: str) -> str:
    """The text below the first paragraph."""
    return page(f"<h1>{TITLE}</h1><p>{TEXT}</p>{inner}").document.source.partition(TEXT)[2].strip()


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<div><span>1</span><div><h2>Logga in</h2><p>Ta kort.</p></div></div><div><span>2</span><div><h2>Sök</h2>"
         "<p>Skriv namn.</p></div></div>", "## 1\\. Logga in\n\nTa kort.\n\n## 2\\. Sök\n\nSkriv namn."),
        ("<div><div>1</div><p>Ring oss.</p></div><div><div>2</div><p>Ange numret.</p></div>",
         "1. Ring oss.\n2. Ange numret."),
        ("<ol class=unstyled><li><div>1</div><div>Ring oss.</div></li><li><div>2</div><div>Ange det.</div></li></ol>",
         "1. Ring oss.\n2. Ange det."),
        ("<h2><span class=rund>1</span>Logga in</h2><p>Ta kort.</p>", "## 1 Logga in\n\nTa kort."),
        ("<p>Steg 1</p><h2>Logga in</h2><p>Ta kort.</p><p>Steg 2:</p><h2>Sök</h2><p>Skriv namn.</p>",
         "## Steg 1: Logga in\n\nTa kort.\n\n## Steg 2: Sök\n\nSkriv namn."),
        ("<p>3</p><p>platser är kvar.</p>", "3\n\nplatser är kvar."),
        ("<h2>Antal</h2><p>1</p><p>2</p><p>Summan är tre.</p>", "## Antal\n\n1\n\n2\n\nSumman är tre."),
    ],
)  # fmt: skip
def test_the_number_of_a_step_stands_before_what_it_counts(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<p><b>Tid:</b><span>13–15</span></p>", "Tid: 13–15"),
        ("<div><span>Verksamhetschef</span><span>Region Exempel</span></div>", "Verksamhetschef Region Exempel"),
        ("<p><b>D</b><span>en nya tiden</span></p>", "Den nya tiden"),
        ("<p><span>e</span><span>Hälsa</span> och <b>In</b><b>förande</b></p>", "eHälsa och Införande"),
    ],
)
def test_pieces_in_boxes_of_their_own_are_words_of_their_own(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


ROW = "<ul class=rad><li class=active>Sjukhus</li><li>Vårdcentral</li></ul>"


@pytest.mark.parametrize(
    "panels",
    [
        "<div class='flik active'><p>Ett.</p></div><div class=flik aria-hidden=true><p>Två.</p></div>",
        "<div><div class='x is-active'><p>Ett.</p></div><div class=x style='display:none'><p>Två.</p></div></div>",
    ],
)
def test_panels_stand_under_the_words_of_a_row_of_which_one_is_chosen(panels: str) -> None:
    assert told(f"<div>{ROW}{panels}</div>") == "### Sjukhus\n\nEtt.\n\n### Vårdcentral\n\nTvå."


def test_a_list_of_which_one_is_marked_stays_one_over_other_text() -> None:
    assert told(f"<div>{ROW}<p>Ett.</p><p>Två.</p></div>") == "- Sjukhus\n- Vårdcentral\n\nEtt.\n\nTvå."


@pytest.mark.parametrize(
    ("inner", "begins"),
    [
        ("<div><p>Hjälpte texten på sidan dig?</p><button>Ja</button><button>Nej</button></div>", "Hjälpte texten"),
        ("<p class=alla><button>Öppna alla</button></p>", "Öppna alla"),
        ("<div><span>Betygsätt sidan</span><button>1</button><button>2</button></div>", "Betygsätt sidan 1 2"),
    ],
)
def test_what_buttons_say_and_ask_is_no_text(inner: str, begins: str) -> None:
    read = page(f"<h1>{TITLE}</h1><p>{TEXT}</p>{inner}")
    assert read.document.source == f"{TEXT}\n"
    assert read.coverage is not None
    assert [piece.begins[: len(begins)] for piece in read.coverage.left_out if piece.why is Why.CONTROL] == [begins]


def test_a_button_below_what_it_opens_is_no_heading_over_what_follows() -> None:
    box = "<div><p>Från oktober.</p><div style='display:none'><p>Äldre först.</p></div>"
    assert told(f"{box}<button aria-expanded=false>Visa mer</button></div><p>Boka tid.</p>") == (
        "Från oktober.\n\nÄldre först.\n\nBoka tid."
    )


def test_a_day_beside_buttons_stays() -> None:
    assert "9 juni" in told("<div><p>Onsdag 9 juni</p><button>Boka</button><button>Mer</button></div><p>Alla får.</p>")


def test_a_sentence_beside_buttons_and_a_question_beside_one_stay() -> None:
    assert told("<div><p>Anmäl dig senast den 5 juni.</p><button>Ja</button><button>Nej</button></div>") != ""
    assert told("<div><p>Vem får gå?</p><p>Alla.</p><button>Ja</button><button>Nej</button></div>") == (
        "Vem får gå?\n\nAlla."
    )


def test_what_machines_are_told_counts_where_the_sites_name_is_a_heading_too() -> None:
    head = (
        '<script type="application/ld+json">{"@graph":[{"@type":"BlogPosting","headline":"Nytt om remisserna",'
        '"datePublished":"2026-05-31T22:15:00Z","dateModified":"2026-06-03"}]}</script>'
    )
    known = page(f"<header><h1>Vårdbloggen</h1></header><h1>{TITLE}</h1><p>{TEXT}</p>", head).document.head
    assert (str(known.published), str(known.updated)) == ("2026-06-01", "2026-06-03")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [("2026-04-21 | Text: Karin Lind", True), ("12 maj 2026 • Text och foto: Bo Ek", True),
     ("2026-04-21 | Plats: Aulan", False), ("Pressmeddelande 2026-05-21 10:00", True),
     ("Nyhet den 3 maj 2026", True), ("Artikel 12 gäller från 2026-05-21", False)],
)  # fmt: skip
def test_who_wrote_it_may_stand_beside_a_date(line: str, is_one: bool) -> None:
    assert is_bare_date(line) is is_one


def test_a_box_of_one_cell_is_no_table() -> None:
    link = "<table><tr><td align=right><a href=w>Visa i webbläsaren</a></td></tr></table>"
    assert page(f"{link}<h1>{TITLE}</h1><p>{TEXT}</p>").document.source == f"{TEXT}\n"
    assert told("<table><tr><td>Starten är den 9 november.</td></tr></table>") == "Starten är den 9 november."


@pytest.mark.parametrize("named", ["class=authorByline", "class='bannerAuthor x'", "data-automation-id=authorByLine"])
def test_who_wrote_it_stays_out_whatever_case_the_sites_name_for_it_is_in(named: str) -> None:
    read = page(
        f"<h1>{TITLE}</h1><div {named}><div>Lisa Ek</div><div>Redaktör</div></div><p>3 april 2026</p><p>{TEXT}</p>"
    )
    assert (str(read.document.head.published), read.document.source) == ("2026-04-03", f"{TEXT}\n")


def test_whom_a_quotation_is_by_stays() -> None:
    quoted = "<blockquote><p>Det gick bra.</p><footer>— <cite>Mia Lund, läkare</cite></footer></blockquote><p>Slut.</p>"
    assert told(quoted) == "> Det gick bra.\n\n> — Mia Lund, läkare\n\nSlut."


def test_what_stands_over_a_table_of_contents_goes_with_it() -> None:
    box = (
        "<div><p><b>Innehåll på sidan</b></p><ul><li><a href='#a'>Ett</a></li><li><a href='#b'>Två</a></li></ul></div>"
    )
    assert told(f"{box}<h2 id=a>Ett</h2><p>I maj.</p><h2 id=b>Två</h2><p>I juni.</p>") == (
        "## Ett\n\nI maj.\n\n## Två\n\nI juni."
    )


def test_a_list_at_the_foot_that_tells_only_of_the_page_is_its_own() -> None:
    told_at_foot = "<dl><dt>Publicerad</dt><dd>2026-03-02</dd><dt>Granskad</dt><dd>2026-05-18</dd>{more}</dl>"
    text = f"<h1>{TITLE}</h1><p>{TEXT}</p><p>Ring växeln.</p>"
    read = page(text + told_at_foot.format(more="<dt>Sidansvarig</dt><dd>Eva Lind</dd>"))
    head = read.document.head
    assert (str(head.published), str(head.updated)) == ("2026-03-02", "2026-05-18")
    assert read.document.source == f"{TEXT}\n\nRing växeln.\n"
    other = page(text + told_at_foot.format(more="<dt>Beslut</dt><dd>Starten flyttas</dd>")).document
    assert (other.head.published, "Starten flyttas" in other.source) == (None, True)


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<p><span>14</span><span>okt</span><span>2026</span></p>", "14 okt 2026"),
        ("<p><b>Vecka</b><span>12</span></p>", "Vecka 12"),
        ("<p>Ytan är <b>m</b><span>22</span> och <b>Cosmic</b><span>2</span></p>", "Ytan är m22 och Cosmic2"),
    ],
)
def test_a_number_of_some_digits_behind_a_word_in_another_box_is_a_word_of_its_own(inner: str, wanted: str) -> None:
    assert told(inner) == wanted


def test_a_date_over_the_title_with_a_time_and_the_zone_of_sweden_is_the_pages() -> None:
    read = page(f"<p>Pressmeddelande</p><p>2026-05-21 09:00 CEST</p><h1>{TITLE}</h1><p>{TEXT}</p>")
    assert str(read.document.head.published) == "2026-05-21"
    assert is_bare_date("21 maj 2026 kl. 9.00 CET")
    assert not is_bare_date("21 maj 2026 kl. 9.00 CETA")


@pytest.mark.parametrize(
    "line", ["Skapad av redaktion den tor, 2026-04-16 - 10:22", "Publicerad av eva.ek den 16 april 2026"]
)
def test_the_account_that_made_a_page_may_stand_between_a_label_and_its_date(line: str) -> None:
    read = page(f"<h1>{TITLE}</h1><footer><div>{line}</div></footer><p>{TEXT}</p>")
    assert (str(read.document.head.published), read.document.source) == ("2026-04-16", f"{TEXT}\n")


def test_what_readers_wrote_stays_out_of_a_page_made_of_blocks() -> None:
    comments = "<div class='wp-block-comments'><h2>2 svar till sidan</h2><ol><li><p>Heja er!</p></li></ol></div>"
    assert told(f"<div>Etiketter: <a rel=tag>test</a>, <a rel=tag>start</a></div>{comments}") == ""


def test_counts_of_readers_below_the_text_are_no_text() -> None:
    counts = "<div><button>Gilla</button><span>14 personer gillar detta</span><span>231 visningar</span></div>"
    assert told(counts) == ""
    assert told("<p>Sidan har 231 visningar i veckan.</p>") == "Sidan har 231 visningar i veckan."


@pytest.mark.parametrize(
    ("below", "is_suggested"),
    [("<dl><dt>Tid</dt><dd>13–15</dd><dt>Plats</dt><dd>Aulan</dd></dl>", True),
     ("<p>Tid: 13–15</p><p>Plats: Aulan</p>", True),
     ("<p>När du loggar in: ta kort.</p><p>Plats för kortet finns till vänster.</p>", False)],
)  # fmt: skip
def test_a_day_over_a_time_and_a_place_stays_and_is_a_suggestion(below: str, is_suggested: bool) -> None:
    read = page(f"<h1>{TITLE}</h1><div><span>14</span><span>okt</span><span>2025</span></div>{below}<p>{TEXT}</p>")
    assert (read.document.head.published is None) is is_suggested
    assert read.document.source.startswith("14 okt 2025\n") is is_suggested
    assert read.notices.count(Remark(Look.DATE_UNCLEAR, "2025-10-14")) == is_suggested
