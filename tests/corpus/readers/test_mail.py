"""Saved e-mail: subject, day, text and files."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from corpus.errors import ReadError
from corpus.ingest import Draft, draft
from corpus.readers.remarks import Look, Why
from corpus.sources import file_of
from corpus.types import PartialDate

TEXT = "Hej!\n\nUtbildningen börjar i augusti och hålls på fyra orter.\n\n- Borås\n- Skövde\n"
PAGE = "<h1>Plan för hösten</h1><h2>Dagar</h2><p>Kursen hålls den 3 juni i Borås för alla som vill komma dit.</p>"


def letter(subject: str = "VB: Nytt om kursen", text: str = TEXT) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "Eva Ek <eva@exempel.se>", "alla@exempel.se"
    message["Date"] = "Tue, 31 Mar 2026 22:30:00 +0000"
    message.set_content(text)
    return message


def read(message: EmailMessage | bytes) -> Draft:
    return draft(file_of("brev.eml", message if isinstance(message, bytes) else message.as_bytes()))


def test_subject_and_the_day_in_sweden_are_title_and_date() -> None:
    head = read(letter()).document.head
    assert (head.title, head.published) == ("Nytt om kursen", PartialDate(2026, 4, 1))


def test_the_text_comes_in_and_addresses_stay_out() -> None:
    source = read(letter()).document.source
    assert source.endswith("Utbildningen börjar i augusti och hålls på fyra orter.\n\n- Borås\n- Skövde\n")
    assert "exempel.se" not in source


def test_a_letter_in_html_keeps_its_headings_and_shows_no_other_form_of_itself() -> None:
    message = letter("Nytt om kursen")
    message.add_alternative("<html><body><p>Kursen börjar i augusti och är för alla.</p><h2>Var?</h2><ul><li>Borås</li>"
                            "</ul></body></html>", subtype="html")  # fmt: skip
    page = read(message).document
    assert page.head.title == "Nytt om kursen"
    assert page.source == "Kursen börjar i augusti och är för alla.\n\n## Var?\n\n- Borås\n"


def test_files_of_a_letter_come_in_under_their_titles_and_others_are_named() -> None:
    message = letter()
    message.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="plan.html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="karta.png")
    page = read(message)
    assert "## Plan för hösten\n\n### Dagar\n\nKursen hålls den 3 juni" in page.document.source
    assert any(notice.look is Look.FILES_LEFT_OUT and "karta.png" in notice.detail for notice in page.notices)


def test_a_file_without_a_name_is_read_by_its_kind() -> None:
    message = letter()
    message.add_attachment("Kursen hålls den 3 juni i Borås för alla som vill komma.", subtype="plain")
    assert "den 3 juni i Borås" in read(message).document.source


def test_a_letter_without_text_is_its_files() -> None:
    message = letter(text="\n")
    message.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="plan.html")
    page = read(message).document
    assert (page.head.title, page.head.published) == ("Nytt om kursen", PartialDate(2026, 4, 1))
    assert "3 juni" in page.source


def test_a_letter_that_was_attached_to_a_letter_comes_in() -> None:
    message = letter("Se bifogat")
    message.add_attachment(letter("Kursen är flyttad", "Kursen är flyttad till september och hålls i Lund.\n"))
    assert "till september" in read(message).document.source


def test_a_letter_that_was_only_sent_on_is_the_one_that_it_holds() -> None:
    forwarded = "Från: Bo Berg\nSkickat: den 3 maj 2026 10:00\nTill: Eva Ek\nÄmne: Nya lokaler\n\nVi flyttar i juni.\n"
    head = read(letter("VB: Nya lokaler", forwarded)).document.head
    assert (head.title, head.published) == ("Nya lokaler", PartialDate(2026, 5, 3))


HISTORY = ("Från: Bo Berg\nSkickat: den 3 mars 2025 10:00\nTill: Eva Ek\nÄmne: Nya lokaler\n\n"
           "Vi flyttar i juni och alla är välkomna till det gamla huset.\n")  # fmt: skip


@pytest.mark.parametrize("rule", ["", "-----Ursprungligt meddelande-----\n", "________________________________\n"])
def test_earlier_letters_below_an_answer_are_left_out_and_told(rule: str) -> None:
    text = f"Nej, flytten sker den 14 augusti för alla på plan 2.\n\n{rule}{HISTORY}"
    page = read(letter("SV: Nya lokaler", text))
    assert page.document.source == "Nej, flytten sker den 14 augusti för alla på plan 2.\n"
    assert page.document.head.published == PartialDate(2026, 4, 1)
    assert page.coverage is not None
    assert "Vi flyttar i juni" in " ".join(piece.begins for piece in page.coverage.left_out)
    assert page.coverage.share_left_out == 0.0
    assert "Nej, flytten" not in " ".join(piece.begins for piece in page.coverage.left_out)


def test_of_a_letter_that_answers_none_nothing_is_told_as_an_earlier_one() -> None:
    page = read(letter("Nya lokaler", "Flytten sker den 14 augusti.\n\nAlla på plan 2 flyttar först.\n"))
    assert page.coverage is not None
    assert [piece.why for piece in page.coverage.left_out if piece.why is Why.EARLIER] == []


def test_what_is_quoted_in_an_answer_is_left_out_wherever_it_stands() -> None:
    text = "Den 3 mars 2025 kl. 10:12 skrev Bo Berg:\n> Vi flyttar i juni.\n>\n> Eller?\n\n" \
           "Flytten sker den 14 augusti för alla på plan 2.\n"  # fmt: skip
    assert read(letter("Re: Nya lokaler", text)).document.source == "Flytten sker den 14 augusti för alla på plan 2.\n"


def test_a_letter_that_was_sent_on_with_a_word_keeps_the_text_below_it() -> None:
    source = read(letter("VB: Nya lokaler", f"Se nedan, det gäller alla på plan 2.\n\n{HISTORY}")).document.source
    assert source == ("Se nedan, det gäller alla på plan 2.\n\n"
                      "Vi flyttar i juni och alla är välkomna till det gamla huset.\n")  # fmt: skip


@pytest.mark.parametrize("history", [
    "<hr><p><b>Från:</b> Bo Berg<br><b>Skickat:</b> den 3 mars 2025 10:00<br><b>Till:</b> Eva Ek<br><b>Ämne:</b> Hus"
    "</p><p>Vi flyttar i juni.</p>",
    "<div>Den mån 3 mars 2025 kl 10:12 skrev Bo Berg &lt;bo@exempel.se&gt;:<br></div><blockquote>Vi flyttar i juni."
    "</blockquote>",
])  # fmt: skip
def test_earlier_letters_in_html_are_left_out_too(history: str) -> None:
    message = letter("SV: Nya lokaler")
    text = "<p>Flytten sker den 14 augusti för alla på plan 2.</p>"
    message.add_alternative(f"<html><body>{text}{history}</body></html>", subtype="html")
    assert read(message).document.source == "Flytten sker den 14 augusti för alla på plan 2.\n"


def test_letters_of_any_charset_are_read() -> None:
    head = b"From: a@b.se\r\nDate: Mon, 1 Jun 2026 10:00:00 +0200\r\n"
    head += b"Subject: =?iso-8859-1?Q?M=F6te?= om =?utf-8?B?w6RuZHJpbmc=?=\r\n"
    body = "Mötet är flyttat – se nedan, och alla är välkomna dit.".encode("cp1252")
    page = read(head + b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" + body).document
    assert page.head.title == "Möte om ändring"
    assert "är flyttat – se nedan" in page.source
    raw = head.replace(b"=?iso-8859-1?Q?M=F6te?= om =?utf-8?B?w6RuZHJpbmc=?=", "Möte på ön".encode())
    assert read(raw + b"\r\nAlla ses den 3 juni klockan tio i stora salen.").document.head.title == "Möte på ön"


@pytest.mark.parametrize(
    "data",
    [b"hej", b"From: a@b.se\n\n", b"Subject: x\n" + b'Content-Type: multipart/mixed; boundary="a"\n' * 300 + b"\n--a\n",
     b"From: a@b.se\nContent-Type: multipart/mixed\n\nutan gr\xe4ns"],
)  # fmt: skip
def test_what_is_no_letter_or_a_broken_one_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ReadError):
        read(data)


def test_a_letter_laid_out_in_a_table_has_the_day_that_it_was_sent() -> None:
    message = letter("Nyhetsbrev maj")
    rows = "".join(
        f"<tr><td>{row}</td></tr>" for row in ("<h1>Nyhetsbrev maj</h1>" + PAGE, "<h2>Kort</h2><p>Beställ.</p>")
    )
    message.add_alternative(f"<html><body><table>{rows}</table></body></html>", subtype="html")
    read_as = read(message).document
    assert (read_as.head.title, read_as.head.published) == ("Nyhetsbrev maj", PartialDate(2026, 4, 1))
    assert "Kursen hålls den 3 juni" in read_as.source


def test_lines_of_signs_and_names_under_a_greeting_are_none_of_a_letters_text() -> None:
    signed = "--\nMed vänlig hälsning\nEva Ek\nFörvaltningsledare\nRegion Exempel\n070-123 45 67\n"
    source = read(letter("Nytt om kursen", f"{TEXT}\n________________\n\n{signed}")).document.source
    assert source.endswith("- Skövde\n")
