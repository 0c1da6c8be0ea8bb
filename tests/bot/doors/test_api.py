"""The HTTP door on real sockets: what it answers, what it refuses and how, and what it keeps to itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from structlog.testing import capture_logs

from bot.answering.as_json import answer_object
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer, Curated, Notice, NoticeKind, WrittenSentence
from bot.doors.api.description import openapi
from bot.doors.schemas import self_contained
from bot.errors import OutOfTimeError
from bot.writer.errors import WriterError
from tests.bot.doors.door_stage import CARE_TOKEN, MAY, READING_TOKEN, TOKEN, TOKENS, Doors, Stand, doors
from tests.scenarios.spoken_answers import BULLETIN, UNKNOWN, answer_to

QUESTION = "När börjar utbildningen?"
NUMBER = "Vad gäller för 19121212-1212?"


@pytest.fixture
def it() -> Iterator[Doors]:
    with doors() as found:
        yield found


def fits(content: object, schema: str) -> None:
    Draft202012Validator(self_contained(schema)).validate(content)


def test_a_question_gets_the_object_of_the_command_line(it: Doors) -> None:
    said = it.ask(QUESTION)
    assert (said.status, said.headers["content-type"]) == (200, "application/json")
    expected = answer_object(answer_to(QUESTION))
    assert said.json | {"seconds": 0} == expected | {"seconds": 0}
    fits(said.json, "Answer")
    assert said.headers["cache-control"] == "no-store"


def test_earlier_questions_are_what_a_follow_up_leans_on(it: Doors) -> None:
    said = it.call("POST", "/v1/ask", {"question": "Och sedan?", "context": [QUESTION]})
    assert said.json["answers"][0]["quote"].endswith(f"/ efter {QUESTION}")


def test_a_refusal_is_an_answer_with_the_nearest_bulletins(it: Doors) -> None:
    said = it.ask(f"Vad är {UNKNOWN}?")
    assert (said.status, said.json["status"], said.json["answers"]) == (200, "no_answer", [])
    assert [each["bulletin_id"] for each in said.json["related"]] == ["nytt-i-maj", "nytt-i-juni"]
    assert it.counted == [("refused", "api")]


def test_all_that_an_answer_may_hold_fits_the_description() -> None:
    plain = answer_to(QUESTION)
    whole = replace(
        plain,
        notice=Notice(NoticeKind.NEWER, "Nyare finns.", BULLETIN),
        curated=Curated("Fråga växeln.", ("https://intranet.example/",)),
        written=(WrittenSentence("Den börjar.", (0,)),),
        shelf="vard",
    )
    with doors(Stand(ask=lambda question, earlier: whole)) as it:
        fits(it.ask(QUESTION).json, "Answer")


def test_a_timeline_is_what_the_command_line_prints(it: Doors) -> None:
    said = it.call("POST", "/v1/timeline", {"subject": "utbildningen"})
    fits(said.json, "Timeline")
    assert [each["change"] for each in said.json["entries"]] == [None, {"before": "Den 5 maj", "published": "2024-05"}]


def test_bulletins_are_listed_and_read_whole(it: Doors) -> None:
    listed = it.call("GET", "/v1/bulletins?most=1")
    fits(listed.json, "BulletinList")
    assert (listed.json["total"], [each["bulletin_id"] for each in listed.json["bulletins"]]) == (2, ["nytt-i-juni"])
    early = it.call("GET", "/v1/bulletins?until=2024-05-31").json
    assert [each["bulletin_id"] for each in early["bulletins"]] == ["nytt-i-maj"]
    whole = it.call("GET", "/v1/bulletins/nytt-i-maj")
    fits(whole.json, "Bulletin")
    assert (whole.json["text"], whole.json["content_hash"]) == (MAY.body, MAY.content_hash)
    posted = it.call("POST", "/v1/bulletins", {"since": "2024-06-01"}).json
    assert [each["bulletin_id"] for each in posted["bulletins"]] == ["nytt-i-juni"]


def test_a_tag_holds_until_the_snapshot_the_pins_or_the_day_change() -> None:
    stand = Stand()
    with doors(stand) as it:
        for path in ("/v1/bulletins", "/v1/bulletins/nytt-i-maj"):
            tag = it.call("GET", path).headers["etag"]
            for given in (tag, f'"other", W/{tag}', "*"):
                again = it.call("GET", path, if_none_match=given)
                assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
            stand.mark += "!"
            changed = it.call("GET", path, if_none_match=tag)
            assert changed.status == 200
            assert changed.headers["etag"] != tag
        assert it.call("GET", "/v1/bulletins?most=2").headers["etag"] != it.call("GET", "/v1/bulletins").headers["etag"]


@pytest.mark.parametrize(
    ("question", "kind", "status", "counted"),
    [(NUMBER, "personal-number", 422, "warned"), ("", "empty", 422, "closed"), ("?!", "empty", 422, "closed"),
     ("x" * 2001, "too-long", 422, "closed")],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_problem_that_quotes_nothing(
    it: Doors, question: str, kind: str, status: int, counted: str
) -> None:
    said = it.ask(question, accept_language="en-GB,en;q=0.9")
    assert said.headers["content-type"] == "application/problem+json"
    assert (said.status, said.json["status"], said.json["type"]) == (status, status, f"urn:fvm:problem:{kind}")
    assert "question" in said.json["detail"] or "number" in said.json["detail"]
    assert NUMBER[-13:-1] not in said.body.decode()
    assert it.counted == [(counted, "api")]


def test_a_personal_number_is_refused_wherever_words_may_stand() -> None:
    asked: list[str] = []

    def ask(question: str, earlier: Earlier) -> Answer:
        asked.append(question)
        return answer_to(question)

    with doors(Stand(ask=ask)) as it:
        for path, content in (
            ("/v1/ask", {"question": QUESTION, "context": [NUMBER]}),
            ("/v1/timeline", {"subject": NUMBER}),
            ("/v1/bulletins", {"subject": NUMBER}),
        ):
            said = it.call("POST", path, content)
            assert said.json["type"] == "urn:fvm:problem:personal-number", path
        assert it.counted == [("warned", "api")] * 3
    assert asked == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"x"', b'{"question": 1}', b'{"question": "a", "shelv": "b"}', b'{"question": "\xff"}',
     b'{"question": "a", "context": "b"}', b'{"question": "a\\ud800"}', b'{"question": ' + b"[" * 50_000,
     b'{"question": "a", "context": [' + b'"b",' * 10 + b'"b"]}', b'{"question": "a", "shelf": "' + b"b" * 41 + b'"}'],
)  # fmt: skip
def test_a_body_that_is_none_is_told_so_in_a_line(it: Doors, content: bytes) -> None:
    said = it.call("POST", "/v1/ask", content)
    assert (said.status, said.json["type"]) == (400, "urn:fvm:problem:unreadable"), said.body
    assert len(said.body) < 400


def test_what_a_page_may_send_unasked_is_not_read(it: Doors) -> None:
    said = it.call("POST", "/v1/ask", b'{"question": "a"}', content_type="text/plain")
    assert (said.status, said.json["type"]) == (400, "urn:fvm:problem:unreadable")


@pytest.mark.parametrize("query", ["most=0", "most=x", "since=yesterday", "until=2024-13-01", "page=2"])
def test_a_parameter_that_is_none_is_a_problem(it: Doors, query: str) -> None:
    assert it.call("GET", f"/v1/bulletins?{query}").json["status"] == 400


def test_no_question_stands_in_an_address(it: Doors) -> None:
    assert it.call("GET", "/v1/ask?question=x").status == 405
    said = it.call("GET", "/v1/bulletins?subject=utbildning")
    assert (said.status, said.json["type"]) == (400, "urn:fvm:problem:unreadable")
    assert "utbildning" not in said.body.decode()


def test_what_is_not_there_is_a_problem_too(it: Doors) -> None:
    assert it.call("GET", "/v1/bulletins/annan").json["type"] == "urn:fvm:problem:no-bulletin"
    assert it.ask(QUESTION, shelf="annan").json["type"] == "urn:fvm:problem:no-shelf"
    missing = it.call("GET", "/annat")
    assert (missing.status, missing.headers["content-type"]) == (404, "application/problem+json")


def test_neither_question_nor_caller_stands_in_the_log(it: Doors) -> None:
    with capture_logs() as logged:
        it.ask(f"{QUESTION} hemligheten")
        it.ask(NUMBER)
    assert [(line["event"], line["outcome"]) for line in logged] == [("asked", "answered"), ("asked", "warned")]
    assert not any(word in str(logged) for word in ("hemligheten", "1212", "127.0.0.1", "utbildningen"))


def test_an_answer_that_fails_or_takes_too_long_is_a_problem_and_the_next_one_comes() -> None:
    failing: list[Exception] = [ValueError("hemligheten"), OutOfTimeError()]

    def ask(question: str, earlier: Earlier) -> Answer:
        if failing:
            raise failing.pop(0)
        return answer_to(question)

    with doors(Stand(ask=ask)) as it, capture_logs() as logged:
        assert [it.ask(QUESTION).json["type"] for _ in range(2)] == ["urn:fvm:problem:broken", "urn:fvm:problem:late"]
        assert it.ask(QUESTION).status == 200
    assert [line["outcome"] for line in logged] == ["apology", "apology", "answered"]
    assert "hemligheten" not in str(logged)


def test_the_description_is_valid_and_names_every_route(it: Doors) -> None:
    said = it.call("GET", "/v1/openapi.json")
    validate(said.json)
    assert said.json == openapi()
    assert set(said.json["paths"]) == {"/v1/ask", "/v1/timeline", "/v1/bulletins", "/v1/bulletins/{id}"}


# Who may ask.


def test_with_tokens_set_nobody_asks_without_one() -> None:
    with doors(tokens=TOKENS, open_to_all="none") as it:
        refused = it.ask(QUESTION)
        assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert it.ask(QUESTION, authorization="Bearer of-somebody-else-entirely").status == 401
        assert it.ask(QUESTION, authorization=f"bearer {TOKEN}").status == 200
        assert it.call("GET", "/v1/openapi.json").status == 200
        assert it.call("GET", "/v1/bulletins").status == 401


def test_a_wrong_token_is_refused_where_none_is_needed_too() -> None:
    with doors(tokens=TOKENS) as it:
        assert it.ask(QUESTION).status == 200
        assert it.ask(QUESTION, authorization="Bearer of-somebody-else-entirely").status == 401


def test_a_token_is_good_for_its_scopes_alone() -> None:
    with doors(tokens=TOKENS, open_to_all="none") as it:
        reading = f"Bearer {READING_TOKEN}"
        assert it.call("GET", "/v1/bulletins", authorization=reading).status == 200
        assert it.ask(QUESTION, authorization=reading).json["type"] == "urn:fvm:problem:not-meant"
        assert it.call("POST", "/v1/timeline", {"subject": "x"}, authorization=reading).status == 403


def test_an_internal_shelf_is_there_for_its_token_alone_and_for_others_does_not_exist() -> None:
    public, internal = Stand("kurs"), Stand("vard", is_public=False, bulletins=())
    with doors(public, internal, tokens=TOKENS) as it:
        own = it.ask(QUESTION, "vard", authorization=f"Bearer {CARE_TOKEN}")
        assert (own.status, own.json["shelf"]) == (200, "vard")
        for headers in ({}, {"authorization": f"Bearer {TOKEN}"}):
            told = it.ask(QUESTION, "vard", **headers)
            assert told.body == it.ask(QUESTION, "annan", **headers).body
            assert it.ask(QUESTION, **headers).json["shelf"] == "kurs"
        # Without a name the public ones are asked, as in Slack outside of a shelf's channels.
        assert it.ask(QUESTION, authorization=f"Bearer {CARE_TOKEN}").json["shelf"] == "kurs"


def test_a_single_shelf_that_is_not_public_is_closed_to_strangers() -> None:
    with doors(Stand(is_public=False), tokens=TOKENS) as it:
        assert it.ask(QUESTION).status == 404
        assert it.call("GET", "/v1/bulletins").status == 404
    with doors(Stand(is_public=False), open_to_all="all") as it:
        assert it.ask(QUESTION).status == 200


# How much.


def test_each_caller_may_ask_so_much_a_minute_and_is_told_when_again() -> None:
    with doors(tokens=TOKENS, rate=2) as it:
        assert [it.ask(QUESTION).status for _ in range(3)] == [200, 200, 429]
        refused = it.ask(QUESTION)
        assert refused.json["type"] == "urn:fvm:problem:too-many"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert it.ask(QUESTION, authorization=f"Bearer {TOKEN}").status == 200
        assert it.counted[-2:] == [("limited", "api"), ("answered", "api")]


def test_what_is_told_to_be_unchanged_counts_too() -> None:
    with doors(rate=2) as it:
        tag = it.call("GET", "/v1/bulletins").headers["etag"]
        told = [it.call("GET", "/v1/bulletins", if_none_match=each).status for each in (tag, tag, "*")]
        assert told == [304, 429, 429]
        assert it.counted == [("answered", "api"), ("answered", "api"), ("limited", "api"), ("limited", "api")]


def test_only_a_proxy_that_is_believed_tells_addresses_apart() -> None:
    with doors(rate=1) as it:
        assert it.ask(QUESTION, x_forwarded_for="10.0.0.1").status == 200
        assert it.ask(QUESTION, x_forwarded_for="10.0.0.2").status == 429
    with doors(rate=1, proxies=["127.0.0.1/32", "10.9.0.0/16"]) as it:
        assert it.ask(QUESTION, x_forwarded_for="10.0.0.1").status == 200
        assert it.ask(QUESTION, x_forwarded_for="10.0.0.2").status == 200
        # What the caller wrote there stands before what the proxies added.
        assert it.ask(QUESTION, x_forwarded_for="10.0.0.3, 10.0.0.1").status == 429
        assert it.ask(QUESTION, x_forwarded_for="10.0.0.2, 10.9.0.7").status == 429


def test_more_questions_than_can_be_answered_wait_a_little_and_are_then_refused() -> None:
    go, begun = threading.Event(), threading.Semaphore(0)

    def ask(question: str, earlier: Earlier) -> Answer:
        begun.release()
        go.wait(20)
        return answer_to(question)

    with doors(Stand(ask=ask), workers=1) as it:
        statuses: list[int] = []
        threads = [threading.Thread(target=lambda: statuses.append(it.ask(QUESTION).status)) for _ in range(30)]
        for thread in threads:
            thread.start()
        assert begun.acquire(timeout=10)
        deadline = time.monotonic() + 10
        while statuses.count(503) < 9 and time.monotonic() < deadline:
            time.sleep(0.01)
        go.set()
        for thread in threads:
            thread.join(20)
    assert (statuses.count(200), statuses.count(503)) == (21, 9)


# From where.


def test_the_doors_are_called_by_their_names_alone() -> None:
    with doors(names=["fraga.example.org"]) as it:
        for host in ("localhost", "127.0.0.1:80", "[::1]:80", "Fraga.example.org", "fraga.example.org:443"):
            assert it.ask(QUESTION, host=host).status == 200, host
        for host in ("evil.example", "fraga.example.org.evil.example", "evil.example:fraga.example.org", ""):
            said = it.ask(QUESTION, host=host)
            assert said.json["type"] == "urn:fvm:problem:strange-host", host


def test_a_page_of_another_site_calls_only_where_it_is_named() -> None:
    site = "https://intranet.example"
    with doors(origins=[site]) as it:
        said = it.ask(QUESTION, origin=site)
        assert (said.status, said.headers["access-control-allow-origin"]) == (200, site)
        asked_first = it.call("OPTIONS", "/v1/ask", origin=site, access_control_request_method="POST",
                              access_control_request_headers="authorization,content-type")  # fmt: skip
        assert asked_first.status == 200
        assert "access-control-allow-credentials" not in asked_first.headers
        for origin in ("https://evil.example", "null", "http://intranet.example"):
            refused = it.ask(QUESTION, origin=origin)
            assert refused.json["type"] == "urn:fvm:problem:strange-site", origin
            assert "access-control-allow-origin" not in refused.headers
        own = f"http://127.0.0.1:{it.server.port}"
        assert it.ask(QUESTION, origin=own).status == 200


def test_every_answer_tells_browsers_to_guess_no_type(it: Doors) -> None:
    for path in ("/v1/bulletins", "/v1/openapi.json", "/annat"):
        assert it.call("GET", path).headers["x-content-type-options"] == "nosniff", path


# The writer.


def test_the_writer_phrases_where_it_may_and_its_failure_costs_no_answer() -> None:
    def write(answer: Answer, contexts: Sequence[str]) -> Iterator[WrittenSentence]:
        yield WrittenSentence("Den börjar.", (0,))
        if "fel" in answer.question:
            raise WriterError("down")

    with doors(write=write) as it:
        assert it.ask(QUESTION).json["written"] == {"sentences": [{"text": "Den börjar.", "quotes": [0]}]}
        failed = it.ask("Vad blev fel?")
        assert (failed.status, failed.json["written"]) == (200, None)
