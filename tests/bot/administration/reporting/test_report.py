from __future__ import annotations

import datetime
import html.parser
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from bot.administration.reporting.page import report_page
from bot.administration.reporting.report import Asked, Thumb, gaps, usage_object, usage_report
from bot.answering.types import Answer, Citation, QuotedAnswer, Status
from bot.slack.inbox.database import open_database
from bot.slack.inbox.feedback import FeedbackStore, RatedAnswer, Rating, read_asked, read_thumbs
from bot.slack.inbox.question import Arrival, Key, Posted, Surface
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.stored_answer import dump_answer
from bot.slack.message import ReplyOutcome
from corpus.types import Bulletin, Language, PartialDate
from index.testing import WordEncoder

MONDAY = datetime.datetime(2024, 5, 6, 9, tzinfo=datetime.UTC).timestamp()
WEEK = 7 * 86_400.0
TODAY = datetime.date(2024, 6, 1)
MADE = datetime.datetime(2024, 6, 1, 8, 0)
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> & "x"'
ENCODE = WordEncoder().encode_queries


def asked(
    week: float, answered: bool, text: str = "Vem leder?", seconds: float = 1.0, cited: tuple[str, ...] = ()
) -> Asked:
    return Asked(MONDAY + week * WEEK, seconds, answered, text, cited, None if answered else "Om huset")


LIBRARY = (
    Bulletin(id="ny", title="Ny <b>bulletin</b>", body="x", blocks=(), published=PartialDate(2024, 5)),
    Bulletin(id="gammal", title="Gammal bulletin", body="x", blocks=(), published=PartialDate(2020)),
    Bulletin(id="tyst", title="Tyst bulletin", body="x", blocks=(), published=PartialDate(2024, 4)),
)
ASKED = [
    *(asked(0, True, seconds=number / 10, cited=("ny", "gammal")) for number in range(1, 21)),
    *(asked(2, False, text, 2.0) for text in ("Vad kostar det?", "vad kostar det", HOSTILE)),
]


def test_weeks_count_questions_thumbs_and_waits_and_leave_no_week_out() -> None:
    found = usage_report(ASKED, [Thumb(MONDAY, True), Thumb(MONDAY + WEEK, False)], LIBRARY, ENCODE, TODAY)
    weeks = [(week.monday.isoformat(), week.answered, week.refused, week.up, week.down) for week in found.weeks]
    assert weeks == [("2024-05-06", 20, 0, 1, 0), ("2024-05-13", 0, 0, 0, 1), ("2024-05-20", 0, 3, 0, 0)]
    assert found.weeks[0].median == pytest.approx(1.05)
    assert found.weeks[0].slow == pytest.approx(1.9)
    assert found.weeks[1].median is None


def test_refused_questions_that_are_alike_are_one_gap() -> None:
    found = gaps([each for each in ASKED if not each.answered], ENCODE)
    assert [gap.questions for gap in found] == [("Vad kostar det?", "vad kostar det"), (HOSTILE,)]
    assert [gap.count for gap in found] == [2, 1]
    assert found[0].nearest == "Om huset"


def test_bulletins_that_nobody_cites_and_old_ones_that_are_cited_are_named() -> None:
    found = usage_report(ASKED, (), LIBRARY, ENCODE, TODAY)
    assert [each.id for each in found.never_cited] == ["tyst"]
    assert [each.id for each in found.stale] == ["gammal"]
    assert usage_object(found)["never_cited"] == ["tyst"]


def test_a_time_without_questions_makes_a_report_too() -> None:
    found = usage_report((), (), LIBRARY, ENCODE, TODAY)
    assert found.weeks == ()
    assert found.gaps == ()
    assert "Inga frågor" in report_page(found, MADE)


def test_the_database_gives_no_person_and_no_channel(tmp_path: Path) -> None:
    database = open_database(tmp_path / "slack.sqlite3", fsync=False)
    FeedbackStore(database).rate("R", "U1", Rating.DOWN, RatedAnswer(None, None, "s"), MONDAY)
    assert read_thumbs(database, 0.0) == [Thumb(MONDAY, False)]
    assert read_asked(database, 0.0) == []
    database.close()


def test_the_database_tells_what_was_cited_and_what_was_nearest(tmp_path: Path) -> None:
    database = open_database(tmp_path / "slack.sqlite3", fsync=False)
    inbox = StoredInbox(database, Pace(100, 100))
    citation = Citation("ny", "Ny bulletin")
    found = {
        "Vem leder?": Answer("Vem leder?", Language.SV, Status.ANSWERED, 0.9,
                             (QuotedAnswer("Kim.", 0.9, citation, "Kim."),)),
        "Vad kostar det?": Answer("Vad kostar det?", Language.SV, Status.NO_ANSWER, 0.1, related=(citation,)),
    }  # fmt: skip
    for number, (text, answer) in enumerate(found.items()):
        arrival = Arrival(Key("T1", "C1", str(number)), Surface.MENTION, "U1", text, MONDAY, str(number))
        inbox.put(arrival, MONDAY)
        question = inbox.claim("me", 60, MONDAY)
        assert question is not None
        outcome = ReplyOutcome.ANSWERED if answer.answers else ReplyOutcome.REFUSED
        inbox.finish(question, "me", Posted(outcome, "9.9", "s", dump_answer(answer)), MONDAY + 2)
    assert read_asked(database, MONDAY - 1) == [
        Asked(MONDAY, 2.0, True, "Vem leder?", ("ny",), None),
        Asked(MONDAY, 2.0, False, "Vad kostar det?", (), "Ny bulletin"),
    ]
    assert read_asked(database, MONDAY + 1) == []
    database.close()


def test_the_page_loads_nothing_and_holds_no_markup_of_others() -> None:
    page = report_page(usage_report(ASKED, (), LIBRARY, ENCODE, TODAY), MADE)
    tags: list[str] = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert {"script", "img", "link", "b", "iframe"}.isdisjoint(tags)
    assert not re.search(r"https?://|url\(|@import", page)
    assert "&lt;script&gt;" in page


def test_chromium_prints_it_on_a4_with_plots_and_no_text_cut_off(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    many = [asked(week, week % 3 > 0, f"Fråga om {week} och {number}") for week in range(12) for number in range(9)]
    page = tmp_path / "report.html"
    page.write_text(report_page(usage_report(many, (), LIBRARY, ENCODE, TODAY), MADE), encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
               "--disable-background-networking", "--disable-component-update", "--disable-sync",
               f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
               f"--print-to-pdf={tmp_path / 'report.pdf'}", page.as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = pypdf.PdfReader(tmp_path / "report.pdf").pages
    assert 1 < len(pages) < 8
    width, height = (float(side) for side in (pages[0].mediabox.width, pages[0].mediabox.height))
    assert (round(width), round(height)) == (595, 842)
    text = "".join(each.extract_text() for each in pages)
    assert all(words in text for words in ("Frågor per vecka", "Svarstid per vecka", "Tyst bulletin", "besvarade"))


def test_the_page_is_written_in_the_language_that_it_is_asked_in() -> None:
    found = usage_report(ASKED, (), LIBRARY, ENCODE, TODAY)
    swedish, english = (report_page(found, MADE, language) for language in Language)
    assert '<html lang="sv">' in swedish
    assert '<html lang="en">' in english
    assert "Frågor per vecka" in swedish
    assert "Questions a week" in english
    assert "Frågor per vecka" not in english
