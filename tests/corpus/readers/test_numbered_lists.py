"""Items of numbered lists begin with the numbers that a page shows, whatever its format, and keep them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from corpus.ingest import Given, drafted
from corpus.language.patterns import numbers
from corpus.readers.markdown import read_markdown
from corpus.readers.markup import to_markdown
from corpus.sources import file_of
from tests.corpus.rendered import render

MakePdf = Callable[..., bytes]

LEAD = "Det nya kortet ska hämtas ut i receptionen innan systemet byts, och varje steg måste göras i den här ordningen."
STEPS = "1. Sätt i kortet.\n2. Vänta på grönt.\n3. Skriv koden."
LISTED = "<li>Sätt i kortet.</li><li>Vänta på grönt.</li><li>Skriv koden.</li>"


def page(inner: str) -> bytes:
    return f"<html lang=sv><body><main><h1>Så gör du</h1><p>{LEAD}</p>{inner}</main></body></html>".encode()


def shelved(name: str, data: bytes) -> str:
    return drafted(file_of(name, data), Given()).document.source


def in_word() -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Så gör du", 0)
    document.add_paragraph(LEAD)
    for text in STEPS.split("\n"):
        document.add_paragraph(text[3:], style="List Number")
    return saved(document)


def in_slides() -> bytes:
    pptx = pytest.importorskip("pptx")
    document = pptx.Presentation()
    slide = document.slides.add_slide(document.slide_layouts[1])
    slide.shapes.title.text = "Så gör du"
    frame = slide.placeholders[1].text_frame
    frame.text = "\n".join(text[3:] for text in STEPS.split("\n"))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for paragraph in slide.placeholders[1].element.iter(f"{space}p"):
        how = paragraph.makeelement(f"{space}pPr")
        how.append(how.makeelement(f"{space}buAutoNum", {"type": "arabicPeriod"}))
        paragraph.insert(0, how)
    return saved(document)


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.html", lambda: page(f"<ol>{LISTED}</ol>")),
        ("a.html", lambda: page(f"<p>{STEPS.replace(chr(10), '<br>')}</p>")),
        ("a.txt", lambda: f"Så gör du\n\n{LEAD}\n\n{STEPS}\n".encode()),
        ("a.md", lambda: f"# Så gör du\n\n{LEAD}\n\n{STEPS}\n".encode()),
        ("a.docx", in_word),
        ("a.pptx", in_slides),
    ],
)
def test_every_format_keeps_the_numbers(name: str, make: Callable[[], bytes]) -> None:
    source = shelved(name, make())
    assert STEPS in source
    assert STEPS in render(source)[0]


def test_a_printed_list_keeps_its_numbers_also_where_they_are_drawn_apart(make_placed_pdf: MakePdf) -> None:
    texts = [(100, 700 - 16 * at, text[3:]) for at, text in enumerate(STEPS.split("\n"))]
    marks = [(72, 700 - 16 * at, f"{at + 1}.") for at in range(3)]
    source = shelved("a.pdf", make_placed_pdf([(72, 760, "Så gör du", 20), (72, 730, LEAD), *texts, *marks]))
    assert STEPS in source


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<ol start=4><li>Ale</li><li>Bor</li></ol>", "4. Ale\n5. Bor"),
        ("<ol start=0><li>Ale</li></ol><ol><li value=10>Bor</li><li>Mark</li></ol>",
         "0. Ale\n\n<!-- -->\n\n10. Bor\n11. Mark"),
        ("<ol><li>Ale</li><li value=7>Bor</li></ol>", "- 1\\. Ale\n- 7\\. Bor"),
        ("<ol type=a><li>Ale</li><li>Bor</li></ol>", "- a. Ale\n- b. Bor"),
        ("<ol style='list-style: none'><li>Ale</li></ol>", "- Ale"),
        ("<ol><li>Ale<ul><li>norr</li></ul></li><li>Bor</li></ol>", "1. Ale\n  - norr\n2. Bor"),
        ("<ol><li><p>Ale</p><p>Norr.</p></li><li>Bor</li></ol>", "1. Ale\n\n  Norr.\n\n2. Bor"),
    ],
)  # fmt: skip
def test_a_list_shows_what_a_browser_shows(inner: str, wanted: str) -> None:
    source = shelved("a.html", page(inner))
    assert source.partition(LEAD)[2].strip() == wanted
    parts = read_markdown(source)
    assert [part.shown for part in read_markdown(to_markdown(parts))] == [part.shown for part in parts]


def test_lists_within_lists_of_plain_text_are_counted_by_their_margin() -> None:
    text = f"Så gör du\n\n{LEAD}\n\n1. Öppna\n   - dörren\n   - fönstret\n2. Gå in\n\n- Kort\n- Kod\n"
    assert shelved("a.txt", text.encode()).partition(LEAD)[2].strip() == (
        "1. Öppna\n  - dörren\n  - fönstret\n2. Gå in\n\n- Kort\n- Kod"
    )


def test_the_number_of_an_item_counts_nothing() -> None:
    assert numbers("3. Skriv koden") == ()
    assert [span.start for span in numbers("3. Ta med 2 kort")] == [10]
