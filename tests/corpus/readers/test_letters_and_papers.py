"""Letters, messages, printed pages and Word files as offices send them: titles, lists, columns, notes, signatures."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage

import docx
import pytest
from docx.shared import Pt

from corpus.ingest import Draft, Given, drafted
from corpus.language.detection import detect_page_language
from corpus.readers.paper.pdf import read_pdf
from corpus.readers.remarks import Why
from corpus.readers.text import read_text
from corpus.readers.word.docx import read_docx
from corpus.sources import file_of
from corpus.types import Language

MakePdf = Callable[..., bytes]
TEXT = "Driftstoppet lördag den 21 mars flyttas till kl. 22, och reservrutinerna gäller som vanligt."


def letter(text: str, *, html: bool = False) -> Draft:
    message = EmailMessage()
    message["Subject"], message["From"] = "Ny tid", "Driften <drift@exempel.se>"
    message["To"], message["Date"] = "alla@exempel.se", "Mon, 16 Mar 2026 10:00:00 +0100"
    message.set_content(text, subtype="html" if html else "plain")
    return drafted(file_of("brev.eml", message.as_bytes()), Given())


SECRECY = "Detta meddelande kan innehålla uppgifter som är sekretessbelagda. Har du fått det av misstag, radera det."


@pytest.mark.parametrize("mark", ["--", "-- "])
def test_what_stands_below_the_line_over_a_signature_stays_out_and_asks_nobody(mark: str) -> None:
    draft = letter(f"{TEXT}\n\nDriftgruppen\n\n{mark}\n{SECRECY}\n")
    assert draft.document.source == f"{TEXT}\n\nDriftgruppen\n"
    assert draft.coverage is not None
    assert Why.SIGNATURE in {piece.why for piece in draft.coverage.left_out}
    assert draft.coverage.doubtful_words == 0
    assert "sekretess" not in letter(f"<p>{TEXT}</p><div>--<br>{SECRECY}</div>", html=True).document.source


def test_lines_of_two_signs_that_divide_a_letter_keep_what_stands_below_them() -> None:
    source = letter(f"{TEXT}\n\n--\n\nNya kort delas ut i maj.\n\n--\n\nKursen är full.\n").document.source
    assert "Nya kort delas ut i maj.\n\nKursen är full." in source
    long = " ".join([SECRECY] * 10)
    assert long in letter(f"{TEXT}\n\n--\n{long}\n").document.source


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Nya kort till alla!", "Nya kort till alla!"),
        ("Hej alla!", ""),
        ("Tack! Det gick bra!", ""),
        ("Nya kort", "Nya kort"),
    ],
)
def test_a_call_on_the_first_line_is_the_title_of_a_message(first: str, title: str) -> None:
    assert read_text(f"{first}\n\n{TEXT}\n").head.title == title


def test_what_a_copied_page_asks_about_itself_is_no_text_when_each_answer_has_a_line() -> None:
    foot = "Skriv ut\nHjälpte informationen dig?\nJa\nNej\nKontakta oss\n"
    said = f"{TEXT} Det gäller alla."
    assert read_text(f"Ny rutin\n\n{said}\n\n{foot}").source == f"{said}\n"
    assert read_text(f"Ny rutin\n\n{TEXT}\n\nFår jag gå?\nJa\n").source.endswith("Ja\n")


def word(lines: list[tuple[str, int]], title: str = "", style: str = "") -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.core_properties.title = title
    for text, size in lines:
        run = document.add_paragraph().add_run(text)
        run.font.size = Pt(size) if size else None
    if style:
        document.add_paragraph(style, style="Title")
    document.add_paragraph(TEXT)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (word([("Region Exempel", 9), ("Frågor om kort", 22), ("2 april 2026", 0)], "Mall PM"), "Frågor om kort"),
        (word([("Frågor", 22), ("Svar", 22)], "Om kort"), "Om kort"),
        (word([("PROTOKOLL", 22)], "", "Styrgruppen i april"), "Styrgruppen i april"),
    ],
)  # fmt: skip
def test_the_line_in_the_largest_letters_is_the_title_of_a_word_file(data: bytes, title: str) -> None:
    reading = read_docx(data)
    assert reading.head.title == title
    assert "## 2 april" not in reading.source


def test_cells_that_begin_with_capitals_tell_their_language() -> None:
    assert detect_page_language("Ort Datum Norrby Söderby Beläggning") is Language.SV
    assert detect_page_language("The clinics in Södra Älvsborg and Skövde") is Language.EN


def test_a_title_slide_in_large_letters_tells_the_title(make_paged_pdf: MakePdf) -> None:
    slides = [
        [(60, 700, "Införande i tre steg", 40), (60, 600, "Programkontoret", 24)],
        [(60, 700, "Stegen", 40), (60, 600, "Alla går en utbildning som tar två dagar.", 24)],
        [(60, 700, "Tack", 40), (60, 600, "Starten följs upp efter sex veckor.", 24)],
    ]
    reading = read_pdf(make_paged_pdf(slides))
    assert reading.head.title == "Införande i tre steg"
    assert reading.source.startswith("<!-- page: 1 -->\n\nProgramkontoret\n")


def test_marks_drawn_far_from_their_items_make_a_list_above_a_table(make_placed_pdf: MakePdf) -> None:
    items = [(90, 740, "\x7f"), (130, 740, "Fyll i."), (90, 725, "\x7f"), (130, 725, "Visa kort.")]
    rows = [(90 + 150 * at, 700 - 15 * row, text) for row, texts in enumerate(("Ort|Start|Kort", "Norrby|12 maj|30"))
            for at, text in enumerate(texts.split("|"))]  # fmt: skip
    source = read_pdf(make_placed_pdf([(60, 780, "Tillfälliga kort", 20), *items, *rows])).source
    assert "- Fyll i.\n- Visa kort.\n\n| Ort | Start | Kort |" in source


FLOWING = (
    "Den 14 september flyttas hela posten till|en ny leverantör, och i samband med att|den flyttas stängs brevlådorna i"
    " två timmar.|Varje enhet har ett ombud som samlar|frågor och svarar för att alla har rätt kort|och behörighet."
    " Ombuden möts varje|månad och berättar vad som fungerar."
)


def test_a_short_column_beside_running_text_is_read_after_it(make_placed_pdf: MakePdf) -> None:
    columns = (FLOWING, "Skriv till frågelådan så svarar|redaktionen.")
    placed = [(60 + 270 * at, 730 - 12 * row, text) for at, column in enumerate(columns)
              for row, text in enumerate(column.split("|"))]  # fmt: skip
    source = read_pdf(make_placed_pdf([(60, 780, "Veckobladet", 20), *placed])).source
    assert "till en ny leverantör, och i samband med att den flyttas" in source
    assert source.endswith("Skriv till frågelådan så svarar redaktionen.\n")


def test_the_number_before_a_notes_own_text_goes(make_drawn_pdf: MakePdf) -> None:
    drawn = (
        (72, 720, 10, "Brev om kort"), (72, 700, 10, "Kortet lånas ut enligt beslut"), (205, 704, 6, "2"),
        (72, 685, 10, "2 dagar tar det."), (72, 120, 5, "2"), (75, 117, 8, "Undantag ges av kontoret."),
    )  # fmt: skip
    stream = "\n".join(f"BT 1 0 0 1 {x} {y} Tm /F1 {size} Tf ({text}) Tj ET" for x, y, size, text in drawn)
    source = read_pdf(make_drawn_pdf(stream.encode("cp1252"))).source
    assert source.endswith("Undantag ges av kontoret.\n")
    assert "2 Undantag" not in source
    assert "2 dagar tar det" in source
