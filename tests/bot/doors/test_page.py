"""The page on real sockets: what it shows, in which words, and what it lets nobody do."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import lxml.html
import pytest
from structlog.testing import capture_logs

from bot.answering.listing.request import ListRequest
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer, Curated, Notice, NoticeKind, OtherValue, Status
from bot.doors.desk import Desk
from bot.doors.page.routes import Page
from bot.errors import OutOfTimeError
from tests.bot.doors.door_stage import Doors, Said, Stand, doors
from tests.scenarios.spoken_answers import BULLETIN, OTHER, UNKNOWN, answer_to

QUESTION = "När börjar utbildningen?"
NUMBER = "Vad gäller för 19121212-1212?"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;b&gt; \x00 ]]> <!--"


@contextlib.contextmanager
def opened(*stands: Stand, sites: Sequence[str] = (), **given: Any) -> Iterator[Doors]:
    """The page at work."""

    def routes(desk: Desk) -> list[Any]:
        return [*Page(desk, "FVM", sites).routes()]

    with doors(*stands, routes=routes, **given) as it:
        yield it


@pytest.fixture
def it() -> Iterator[Doors]:
    with opened() as found:
        yield found


def sent(it: Doors, question: str, path: str = "/", **fields: str) -> Said:
    form = urlencode({"question": question} | fields).encode()
    return it.call("POST", path, form, content_type="application/x-www-form-urlencoded")


def shown(said: Said) -> str:
    """What a reader sees, white space collapsed."""
    return " ".join(tree(said).text_content().split())


def tree(said: Said) -> Any:
    return lxml.html.fromstring(said.body.decode())


def test_an_answer_shows_quote_date_link_and_the_text_around(it: Doors) -> None:
    said = sent(it, QUESTION)
    assert (said.status, said.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page, answer = tree(said), answer_to(QUESTION).answers[0]
    (quote,) = page.xpath("//blockquote")
    assert quote.text_content() == answer.quote
    assert quote.xpath(".//strong")[0].text_content() == answer.span_text
    assert page.xpath("//article//a/@href") == [BULLETIN.link]
    assert page.xpath("//article//time/@datetime") == ["2024-05"]
    assert page.xpath("//details//mark")[0].text_content() == answer.quote
    assert "Rubriken." in page.xpath("//details")[0].text_content()
    assert it.counted == [("answered", "page")]


def test_both_languages_are_spoken_and_marked(it: Doors) -> None:
    for path, language, words in (("/", "sv", "Din fråga"), ("/en", "en", "Your question")):
        page = tree(it.call("GET", path))
        assert page.get("lang") == language
        assert words in page.text_content()
    english = tree(sent(it, "When does the training begin?", "/"))
    assert (english.get("lang"), english.xpath("//section/@lang")) == ("sv", ["en"])
    assert english.xpath("//h2")[0].text_content() == "Answer"
    assert english.xpath("//blockquote/@lang") == ["sv"]


def test_a_refusal_says_so_and_names_the_nearest(it: Doors) -> None:
    text = shown(sent(it, f"Vad är {UNKNOWN}?"))
    assert "Bulletinerna svarar inte på det." in text
    assert "Nytt i juni · juni 2024" in text


def test_all_that_an_answer_may_hold_is_shown() -> None:
    plain = answer_to(QUESTION)
    first = replace(plain.answers[0], before=(OtherValue("i mars", OTHER),))
    whole = replace(
        plain,
        answers=(first, replace(first, before=())),
        notice=Notice(NoticeKind.NEWER, "Nyare finns."),
        curated=Curated("Fråga växeln.\nDen svarar.", ("https://intranet.example/vx", "javascript:alert(1)")),
    )
    with opened(*(Stand(name, ask=lambda question, earlier: whole) for name in ("Vården", "Lagret"))) as it:
        said = sent(it, QUESTION)
    text = shown(said)
    for part in ("Svar från programkontoret", "Fråga växeln.", "Nyare finns.", "Tidigare: i mars (juni 2024)",
                 "Fler källor", "Ur Vården"):  # fmt: skip
        assert part in text, part
    assert not [href for href in tree(said).xpath("//@href") if href.startswith("javascript")]


def test_a_timeline_is_a_picture_with_its_words(it: Doors) -> None:
    said = sent(it, "utbildningen", show="timeline")
    page = tree(said)
    assert page.xpath("//figure/svg/title/text()") == ["2 uttalanden från maj 2024 till juni 2024"]
    assert (len(page.xpath("//figure//circle")), len(page.xpath("//figure//rect"))) == (1, 1)
    assert [each.text_content() for each in page.xpath("//ol/li/h3")] == ["Maj 2024", "Juni 2024"]
    assert "Skiljer sig från maj 2024: ”Den 5 maj”" in shown(said)


def test_hostile_words_are_shown_and_never_run() -> None:
    def hostile(question: str, earlier: Earlier) -> Answer:
        citation = replace(BULLETIN, title=HOSTILE, heading=HOSTILE, url=None, link=None)
        quoted = replace(answer_to(question).answers[0], quote=HOSTILE, passage=HOSTILE, citation=citation, span=None)
        notice = Notice(NoticeKind.OLD, HOSTILE)
        return replace(answer_to(question), answers=(quoted,), notice=notice, curated=Curated(HOSTILE))

    with opened(Stand("kurs", ask=hostile), Stand("vard")) as it:
        for fields in ({}, {"shelf": HOSTILE}, {"shelf": "kurs"}, {"show": HOSTILE}):
            said = sent(it, HOSTILE, **fields)
            page = tree(said)
            assert page.xpath("//script | //img | //b | //*[@onerror]") == []
            assert b"<script" not in said.body
            assert b"\x00" not in said.body
        assert page.xpath("//blockquote")[0].text_content() == HOSTILE.replace("\x00", "\ufffd")


@pytest.mark.parametrize(
    ("question", "status", "told"),
    [(NUMBER, 422, "personnummer"), ("", 422, "Skriv en fråga"), ("x" * 2001, 422, "för lång")],
)
def test_what_cannot_be_asked_is_told_beside_the_field(it: Doors, question: str, status: int, told: str) -> None:
    said = sent(it, question)
    page = tree(said)
    assert said.status == status
    (alert,) = page.xpath("//*[@role='alert']")
    assert told in alert.text_content()
    (field,) = page.xpath("//input[@name='question']")
    assert (field.get("aria-invalid"), alert.get("id")) == ("true", "refusal")
    assert "refusal" in field.get("aria-describedby").split()


def test_a_question_is_called_wrong_only_where_it_is() -> None:
    def ask(question: str, earlier: Earlier) -> Answer:
        raise OutOfTimeError

    with opened(Stand(ask=ask)) as it:
        said = sent(it, QUESTION)
        page = tree(said)
        assert (said.status, page.xpath("//input/@aria-invalid")) == (503, [])
        assert "Fråga igen om en stund" in page.xpath("//*[@role='alert']")[0].text_content()


def test_a_personal_number_does_not_come_back(it: Doors) -> None:
    assert b"1212" not in sent(it, NUMBER).body


def test_where_there_are_several_shelves_one_may_be_chosen_and_no_closed_one_is_named() -> None:
    with opened(Stand("kurs"), Stand("lager"), Stand("vard", is_public=False)) as it:
        page = tree(it.call("GET", "/"))
        assert page.xpath("//select/option/@value") == ["", "kurs", "lager"]
        assert b"vard" not in it.call("GET", "/").body
        chosen = tree(sent(it, QUESTION, shelf="lager"))
        assert chosen.xpath("//option[@selected]/@value") == ["lager"]
        assert sent(it, QUESTION, shelf="vard").status == 404


def test_nothing_runs_is_loaded_from_elsewhere_or_set() -> None:
    with opened(sites=["https://intranet.example", "https://start.example"]) as it:
        for said in (it.call("GET", "/"), sent(it, QUESTION), sent(it, NUMBER)):
            policy = said.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "script-src" not in policy
            assert policy.endswith("frame-ancestors https://intranet.example https://start.example")
            assert "set-cookie" not in said.headers
            assert said.headers["cache-control"] == "no-store"
            page = tree(said)
            assert page.xpath("//script | //style | //@style | //iframe") == []
            assert page.xpath("//link[@rel='stylesheet']/@href") == ["/page.css"]
        style = it.call("GET", "/page.css")
        assert style.headers["content-type"].startswith("text/css")
        assert not re.search(rb"url\(|@import", style.body)
    with opened() as it:
        assert it.call("GET", "/").headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_no_question_stands_in_an_address_or_a_log(it: Doors) -> None:
    with capture_logs() as logged:
        sent(it, f"{QUESTION} hemligheten")
    assert "hemligheten" not in str(logged)
    assert "hemligheten" not in it.call("GET", "/?question=hemligheten").body.decode()
    assert {form.get("method") for form in tree(it.call("GET", "/")).xpath("//form")} == {"post"}


def test_a_page_elsewhere_cannot_send_the_form(it: Doors) -> None:
    form = urlencode({"question": QUESTION}).encode()
    kind = "application/x-www-form-urlencoded"
    assert it.call("POST", "/", form, content_type=kind, origin="https://evil.example").status == 403
    assert it.call("POST", "/", form, content_type="text/plain").status == 400
    assert it.call("POST", "/", b"&".join([b"a=b"] * 50), content_type=kind).status == 400
    assert it.call("POST", "/", b"question=%ff", content_type=kind).status in (200, 422)


def test_a_list_is_shown_with_its_lead() -> None:
    stand = Stand()
    listed = stand.shelf().listed("vilka bulletiner finns?", ListRequest())
    assert listed.status is Status.LIST
    with opened(Stand(ask=lambda question, earlier: listed)) as it:
        said = sent(it, "vilka bulletiner finns?")
    assert tree(said).xpath("//section//li//cite/text()") == ["Nytt i juni", "Nytt i maj"]
