"""Pages and letters as programs export and send them on: intranets, Word, wikis, newsletters."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from corpus.ingest import Draft, Given, drafted
from corpus.sources import file_of
from corpus.types import PartialDate

TITLE = "Rutiner vid driftstopp"
FIRST = "Från måndagen den 4 maj 2026 arbetar alla vårdcentraler i länet i samma journalsystem."
SECOND = "Varje enhet har en lokal införandeledare som svarar på frågor om scheman och behörigheter."
MAY = PartialDate(2026, 5, 12)


def page(body: str, title: str = TITLE) -> Draft:
    html = f"<html lang=sv><head><title>{title}</title></head><body>{body}</body></html>"
    return drafted(file_of("sida.html", html.encode()), Given())


def letter(text: str, subject: str, *, is_html: bool = False) -> Draft:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "Bo Bok <bo@exempel.se>", "eva@exempel.se"
    message["Date"] = "Fri, 22 May 2026 09:00:00 +0200"
    message.set_content(text, subtype="html" if is_html else "plain")
    return drafted(file_of("brev.eml", message.as_bytes()), Given())


@pytest.mark.parametrize(
    "below",
    [
        "<div>Skriv ut Dela på Facebook</div>",
        "<p>Sidansvarig: Eva Ek</p><p><a href=#>Skriv ut</a> | <a href=#>Mejla</a></p>",
        "<div>12 gillar</div><div>245 visningar</div>",
        "<h2>Is this page useful?</h2><p><a href=/1>Report a problem with this page</a></p>",
        "<h2>Hjälpte informationen på sidan dig?</h2><p><a href=/1>Berätta vad som saknas</a></p>",
    ],
)
def test_what_a_page_asks_and_offers_below_its_text_is_none_of_it(below: str) -> None:
    assert page(f"<main><h1>{TITLE}</h1><p>{FIRST}</p>{below}</main>").document.source == f"{FIRST}\n"


@pytest.mark.parametrize(
    "below", ["<p>Lyssna på rösten, och dela med dig.</p>", "<h2>Vem hjälper dig med sidan?</h2><p>Din chef.</p>"]
)
def test_sentences_that_sound_so_stay(below: str) -> None:
    assert len(page(f"<main><h1>{TITLE}</h1><p>{FIRST}</p>{below}</main>").document.source) > len(FIRST) + 20


@pytest.mark.parametrize(
    "mark",
    [
        "<a class=anchor href=#a>#</a>",
        "<a href=#a aria-label='Länk'>¶</a>",
        "<button>Kopiera länk</button>",
        "<a href=#a>Länk till rubriken</a>",
    ],
)
def test_the_sign_with_which_a_headings_address_is_copied_is_none_of_it(mark: str) -> None:
    source = page(
        f"<main><h1>{TITLE}</h1><h2 id=a>Vilket kort gäller? {mark}</h2><p>{FIRST}</p></main>"
    ).document.source
    assert source == f"## Vilket kort gäller?\n\n{FIRST}\n"


def test_the_title_of_a_page_that_word_saved_stands_over_its_first_headings() -> None:
    body = f"<p class=MsoTitle>{TITLE}</p><p class=MsoNormal>{FIRST}</p><h1>Det här gör du</h1><p>{SECOND}</p>"
    document = page(body, "Dokument1").document
    assert document.head.title == TITLE
    assert document.source == f"{FIRST}\n\n## Det här gör du\n\n{SECOND}\n"


def test_the_heading_that_the_head_names_is_the_title_over_sections_of_its_level() -> None:
    body = f"<h1>{TITLE}</h1><div id=content><h1>Före</h1><p>{FIRST}</p><h1>Efter</h1><p>{SECOND}</p></div>"
    document = page(body).document
    assert document.head.title == TITLE
    assert "# Före" in document.source
    assert "# Efter" in document.source


def test_rows_under_the_title_that_tell_whose_page_it_is_do_not_hide_its_date() -> None:
    rows = "<dl><dt>From:</dt><dd>Region Exempel</dd><dt>Published</dt><dd>12 May 2026</dd></dl>"
    assert page(f"<main><h1>{TITLE}</h1>{rows}<h2>Who</h2><p>{FIRST}</p></main>").document.head.published == MAY


def test_who_wrote_a_page_and_how_long_it_takes_to_read_stand_beside_its_date() -> None:
    told = "<div><span>By Eva Ek</span> <span>May 12, 2026</span> <span>3 min read</span></div>"
    like = "<h2>You might also like</h2><ul><li><a href=/1>Radiology</a></li><li><a href=/2>Cards</a></li></ul>"
    document = page(f"<main><h1>New cards</h1>{told}<p>{FIRST}</p>{like}</main>", "New cards").document
    assert (document.head.published, document.source) == (MAY, f"{FIRST}\n")


def test_a_cell_over_the_title_may_hold_its_label_and_the_date() -> None:
    head = "<table><tr><td>Region Exempel</td><td>Datum<br>2026-05-12</td></tr></table>"
    assert page(f"<main>{head}<h1>{TITLE}</h1><p>{FIRST}</p></main>").document.head.published == MAY


FORWARDED = {
    "Outlook": "Från: Region <nyhet@exempel.se>\nSkickat: den 12 maj 2026 09:15\nTill: Alla\nÄmne: Nya tider\n\n",
    "Gmail": "---------- Forwarded message ---------\nFrån: Region <nyhet@exempel.se>\n"
    "Date: tis 12 maj 2026 kl 10:02\nSubject: Nya tider\nTo: <alla@exempel.se>\n\n",
}


@pytest.mark.parametrize("program", FORWARDED)
def test_a_letter_that_was_sent_on_is_of_the_day_on_which_it_was_sent_first(program: str) -> None:
    sent_on = letter(
        f"Till kännedom.\n\n{FORWARDED[program]}{FIRST}\n\n*Nya tider*\n\n{SECOND}\n", "VB: Nya tider i maj"
    )
    assert sent_on.document.head.published == MAY
    assert "*" not in sent_on.document.source
    with_own = letter(f"Hos oss gäller det redan i juni.\n\n{FORWARDED[program]}{SECOND}\n", "VB: Nya tider i maj")
    assert with_own.document.head.published == PartialDate(2026, 5, 22)


def test_the_head_of_a_letter_may_be_printed_with_tabs() -> None:
    head = "From:\tEva Ek <eva.ek@exempel.se>\nSent:\tden 12 maj 2026 14:03\nTo:\tAlla\nSubject:\tKurserna i juni\n"
    document = drafted(
        file_of("mejl.txt", f"{head}Importance:\tHigh\n\n{FIRST}\n\n{SECOND}\n".encode()), Given()
    ).document
    assert (document.head.title, document.head.published) == ("Kurserna i juni", MAY)
    assert document.source == f"{FIRST}\n\n{SECOND}\n"


NEWSLETTER = f"""
<table><tr><td><p>Ser mejlet konstigt ut? <a href=https://exempel.se>Visa i webbläsaren</a></p></td></tr>
<tr><td><h2>Byte</h2><p>{FIRST}</p></td></tr></table><table><tr><td><a href=https://facebook.com>Facebook</a></td><td>
<a href=https://exempel.se>Webbplats</a></td></tr><tr><td>Copyright © 2026 Region Exempel, All rights reserved.<br>
Adress:<br>Storgatan 1, 123 45 Exempel<br>Vill du ändra hur du får våra utskick?<br>
Du kan <a href=https://exempel.se/u>avsluta prenumerationen</a>.</td></tr></table>"""


def test_where_a_newsletter_can_be_read_and_ended_is_none_of_its_text() -> None:
    assert letter(NEWSLETTER, "Nytt i maj", is_html=True).document.source == f"## Byte\n\n{FIRST}\n"


def test_a_step_that_tells_to_open_a_browser_stays() -> None:
    steps = "<ol><li>Öppna dokumentet i webbläsaren</li><li>Välj Skriv ut</li></ol>"
    assert (
        "1. Öppna dokumentet i webbläsaren"
        in page(f"<main><h1>{TITLE}</h1><p>{FIRST}</p>{steps}</main>").document.source
    )
