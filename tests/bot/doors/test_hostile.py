"""What is written to harm, and what is no request at all, at every door: an answer or a refusal, never a failure.

In a soak each door gets 10,000 generated inputs of each kind.
"""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from structlog.testing import capture_logs

from bot.answering.types import Answer, Curated, Status
from bot.cli.asking.rendering import print_answer
from bot.doors.page.routes import Page
from tests.bot.doors.door_stage import Doors, Stand, all_doors, doors
from tests.bot.doors.test_page import sent, tree
from tests.examples import examples
from tests.scenarios.spoken_answers import answer_to
from tests.scenarios.test_slack_hostile import ADDRESSES, POISONS, poisoned

LONG = 10_000
ACCEPT = "application/json, text/event-stream"
FORM = "application/x-www-form-urlencoded"
_TEXT = st.text(max_size=60) | st.sampled_from(list(POISONS.values())) | st.sampled_from(["19121212-1212", "", "När?"])
_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)
_KEYS = st.sampled_from(["question", "subject", "context", "shelf", "since", "until", "most", "id", "x"])
_FIELDS = st.dictionaries(_KEYS, _VALUE, max_size=5)


@pytest.fixture(scope="module")
def it() -> Iterator[Doors]:
    with all_doors(rate=10_000_000) as found:
        yield found


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


@dataclasses.dataclass
class Given:
    """Answers every question with what a test has set."""

    answer: Answer

    def __call__(self, question: str, earlier: object) -> Answer:
        return self.answer


@pytest.mark.parametrize("poison", [name for name in POISONS if name != "lone surrogate"])
def test_nothing_of_a_poisoned_bulletin_comes_alive_on_the_page(poison: str) -> None:
    given = Given(poisoned(POISONS[poison], "", Status.ANSWERED))
    with doors(Stand(ask=given), routes=lambda desk: [*Page(desk, "FVM", ()).routes()]) as it:
        for address in ADDRESSES.values():
            answer = poisoned(POISONS[poison], address, Status.ANSWERED)
            for given.answer in (answer, dataclasses.replace(answer, answers=(), status=Status.NO_ANSWER)):
                said = sent(it, "När?")
                page = tree(said)
                assert said.status == 200
                assert page.xpath("//script | //img | //iframe | //object | //style | //base | //@style") == []
                assert [
                    each for each in page.xpath("//@href") if not each.startswith(("https://", "/", "data:,"))
                ] == []
                assert not any(name.startswith("on") for element in page.iter() for name in element.attrib)


@given(_FIELDS, st.sampled_from(["/v1/ask", "/v1/timeline", "/v1/bulletins"]))
@examples(100, LONG)
def test_whatever_object_is_sent_gets_an_answer_or_a_problem(it: Doors, fields: dict[str, Any], path: str) -> None:
    with capture_logs() as logged:
        said = it.call("POST", path, as_json(fields))
    assert said.status in (200, 400, 404, 422), (said.status, fields)
    assert isinstance(said.json, dict)
    assert all(line["event"] == "asked" and line["outcome"] != "apology" for line in logged), logged


@given(st.binary(max_size=200), st.sampled_from(["/v1/ask", "/v1/bulletins", "/mcp", "/", "/en"]))
@examples(100, LONG)
def test_whatever_bytes_are_sent_are_none_or_refused(it: Doors, content: bytes, path: str) -> None:
    kind = FORM if path in ("/", "/en") else "application/json"
    assert it.call("POST", path, content, content_type=kind, accept=ACCEPT).status < 500, content


@given(st.dictionaries(st.sampled_from(["question", "shelf", "show", "x"]), _TEXT, max_size=4))
@examples(100, LONG)
def test_whatever_form_is_sent_gets_a_page(it: Doors, fields: dict[str, str]) -> None:
    form = urlencode(fields, errors="replace").encode()
    said = it.call("POST", "/", form, content_type=FORM)
    assert said.status in (200, 404, 422)
    assert tree(said).xpath("//script | //img") == []


@given(st.sampled_from(["ask", "timeline", "list_bulletins", "bulletin", "x"]), _FIELDS | _VALUE)
@examples(100, LONG)
def test_whatever_a_tool_is_called_with_gets_a_result_or_a_refusal(it: Doors, tool: str, arguments: Any) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    said = it.call("POST", "/mcp", as_json(call), accept=ACCEPT)
    assert said.status < 500, (said.body, arguments)


@given(st.dictionaries(st.sampled_from(["since", "until", "most", "shelf", "subject", "x"]), _TEXT, max_size=4), _TEXT)
@examples(50, LONG)
def test_whatever_parameters_are_sent_get_a_list_or_a_problem(it: Doors, given: dict[str, str], name: str) -> None:
    query = urlencode(given, errors="replace")
    path = urlencode({"": name}, errors="replace")[1:].replace("+", "%20")
    for address in (f"/v1/bulletins?{query}", f"/v1/bulletins/{path}?{query}"):
        assert it.call("GET", address).status in (200, 400, 404), address


@given(_TEXT, _TEXT, st.sampled_from([*ADDRESSES.values(), "https://intranet.example/maj"]), st.sampled_from(Status))
@examples(100, LONG)
def test_whatever_stands_in_an_answer_moves_no_cursor_at_the_terminal(
    text: str, title: str, address: str, status: Status
) -> None:
    answer = dataclasses.replace(poisoned(text, address, status), curated=Curated(title, (address,)))
    drawn = io.StringIO()
    print_answer(Console(file=drawn, width=80, force_terminal=False), answer)
    signs = drawn.getvalue().replace("\n", "")
    assert all(sign.isprintable() for sign in signs), signs


def test_a_question_of_the_largest_size_with_all_that_came_before_it_is_taken(it: Doors) -> None:
    text = "å" * 2000
    said = it.call("POST", "/v1/ask", {"question": text, "context": [text] * 10})
    assert said.status == 200
    assert answer_to(text).answers[0].quote[:50] == said.json["answers"][0]["quote"][:50]
