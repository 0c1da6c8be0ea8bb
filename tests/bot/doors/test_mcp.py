"""The tools for assistants, called by the SDK's own client over HTTP and over standard input and output."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import httpx2
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, ListToolsResult

from bot.answering.as_json import answer_object
from bot.doors.assistants.calling import Tools
from bot.doors.assistants.server import McpDoor
from bot.doors.assistants.tools import ADVICE, INSTRUCTIONS
from bot.doors.desk import Desk
from bot.doors.entrance import Lifespan
from tests.bot.doors.door_stage import CARE_TOKEN, MAY, TOKEN, TOKENS, Doors, Stand, doors
from tests.scenarios.spoken_answers import BULLETIN, UNKNOWN, answer_to

QUESTION = "När börjar utbildningen?"
NUMBER = "Vad gäller för 19121212-1212?"


@contextlib.contextmanager
def offered(*stands: Stand, **given: Any) -> Iterator[Doors]:
    """The door for assistants at work."""
    made: list[McpDoor] = []

    def routes(desk: Desk) -> list[Any]:
        made.append(McpDoor(Tools(desk)))
        return [*made[0].routes()]

    def lifespan(desk: Desk) -> Lifespan:
        return made[0].lifespan

    with doors(*stands, routes=routes, lifespan=lifespan, **given) as it:
        yield it


def visited(it: Doors, visit: Callable[[Client], Awaitable[Any]], token: str = "", mode: str = "auto") -> Any:
    """What a visit with the SDK's client brings."""

    async def run() -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with httpx2.AsyncClient(headers=headers, timeout=20) as http:
            transport = streamable_http_client(f"http://127.0.0.1:{it.server.port}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                return await visit(client)

    return anyio.run(run)


def called(it: Doors, tool: str, token: str = "", **arguments: Any) -> CallToolResult:
    async def visit(client: Client) -> CallToolResult:
        return await client.call_tool(tool, arguments)

    found = visited(it, visit, token)
    assert isinstance(found, CallToolResult)
    return found


def text_of(result: CallToolResult) -> str:
    (part,) = result.content
    assert part.type == "text"
    return part.text


@pytest.fixture
def it() -> Iterator[Doors]:
    with offered() as found:
        yield found


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_read_only_and_say_what_they_take_and_give(it: Doors, mode: str) -> None:
    async def visit(client: Client) -> ListToolsResult:
        return await client.list_tools()

    tools = visited(it, visit, mode=mode).tools
    assert [tool.name for tool in tools] == ["ask", "timeline", "list_bulletins", "bulletin"]
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"


def test_an_answer_is_the_commands_object_and_the_advice_and_the_same_in_words(it: Doors) -> None:
    result = called(it, "ask", question=QUESTION)
    assert not result.is_error
    expected = {"advice": ADVICE} | answer_object(answer_to(QUESTION))
    assert result.structured_content | {"seconds": 0} == expected | {"seconds": 0}
    text = text_of(result)
    answer = answer_to(QUESTION)
    quote, probability = answer.answers[0].quote, f"{answer.confidence:.0%}".replace("%", " %")
    assert text.startswith(ADVICE)
    assert all(part in text for part in (f"”{quote}”", "maj 2024", str(BULLETIN.link), probability))
    assert it.counted == [("answered", "mcp")]


def test_every_result_fits_the_schema_that_its_tool_gives(it: Doors) -> None:
    async def visit(client: Client) -> dict[str, tuple[dict[str, Any], CallToolResult]]:
        schemas = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
        calls = {"ask": {"question": QUESTION}, "timeline": {"subject": "utbildningen"},
                 "list_bulletins": {"since": "2024-06-01"}, "bulletin": {"id": "nytt-i-maj"}}  # fmt: skip
        return {name: (schemas[name] or {}, await client.call_tool(name, given)) for name, given in calls.items()}

    found = visited(it, visit)
    for schema, result in found.values():
        Draft202012Validator(schema).validate(result.structured_content)
        assert ADVICE in text_of(result)
    assert [each["bulletin_id"] for each in found["list_bulletins"][1].structured_content["bulletins"]] == [
        "nytt-i-juni"
    ]
    assert MAY.body in text_of(found["bulletin"][1])
    assert "Skiljer sig från maj 2024" in text_of(found["timeline"][1])


def test_a_refusal_says_so_and_names_the_nearest(it: Doors) -> None:
    result = called(it, "ask", question=f"Vad är {UNKNOWN}?")
    assert not result.is_error
    assert result.structured_content["status"] == "no_answer"
    assert "Bulletinerna svarar inte på det." in text_of(result)
    assert "Nytt i juni" in text_of(result)


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [("ask", {"question": NUMBER}, "personnummer"), ("ask", {"question": "Is it true of 19121212-1212?"}, "personal"),
     ("timeline", {"subject": NUMBER}, "personnummer"), ("list_bulletins", {"subject": NUMBER}, "personnummer"),
     ("ask", {}, "question"), ("ask", {"question": 1}, "question"), ("ask", {"question": "a", "x": 1}, "x"),
     ("list_bulletins", {"most": 1000}, "most"), ("bulletin", {"id": "annan"}, "ingen sådan"),
     ("ask", {"question": "x" * 2001}, "lång"), ("ask", {"question": QUESTION, "shelf": "annan"}, "namnet"),
     ("erase", {}, "tool")],
)  # fmt: skip
def test_what_is_refused_is_an_error_in_words_for_the_person(
    it: Doors, tool: str, arguments: dict[str, Any], told: str
) -> None:
    result = called(it, tool, **arguments)
    assert result.is_error
    assert result.structured_content is None
    assert told in text_of(result)
    assert "1212" not in text_of(result)


def test_a_token_is_asked_for_where_one_is_set_and_opens_its_shelf() -> None:
    stands = (Stand("kurs"), Stand("vard", is_public=False))
    with offered(*stands, tokens=TOKENS, open_to_all="none") as it:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        refused = it.call("POST", "/mcp", body, accept="application/json, text/event-stream")
        assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert called(it, "ask", TOKEN, question=QUESTION).structured_content["shelf"] == "kurs"
        assert called(it, "ask", TOKEN, question=QUESTION, shelf="vard").is_error
        assert called(it, "ask", CARE_TOKEN, question=QUESTION, shelf="vard").structured_content["shelf"] == "vard"


def test_hosts_sites_and_rates_hold_here_as_at_the_other_doors() -> None:
    with offered(rate=2) as it:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        accept = "application/json, text/event-stream"
        assert it.call("POST", "/mcp", body, accept=accept, host="evil.example").status == 421
        assert it.call("POST", "/mcp", body, accept=accept, origin="https://evil.example").status == 403
        assert [called(it, "ask", question=QUESTION).is_error for _ in range(3)] == [False, False, True]
        assert it.counted[-1] == ("limited", "mcp")


def test_nothing_but_calls_is_taken(it: Doors) -> None:
    for method in ("GET", "DELETE", "PUT"):
        assert it.call(method, "/mcp", accept="text/event-stream").status == 405, method
    for body in (b"", b"{", b"[]", b'{"jsonrpc": "2.0"}', b"[" * 20_000, b'{"jsonrpc": "2.0", "id": 1, "method": "x"}'):
        said = it.call("POST", "/mcp", body, accept="application/json, text/event-stream")
        assert said.status in (200, 202, 400, 404), said.body
    assert not called(it, "ask", question=QUESTION).is_error


_STDIO = """
from bot.doors.assistants.calling import Tools
from bot.doors.assistants.server import serve_stdio
from bot.doors.desk import Desk
from bot.doors.pace import CallerPace
from tests.bot.doors.door_stage import Stand
shelves = [Stand("kurs").shelf(), Stand("vard", is_public=False).shelf()]
serve_stdio(Tools(Desk(shelves, CallerPace(10), lambda *counted: None), "vard"))
"""


def test_the_same_over_standard_input_and_output_where_every_shelf_may_be_asked() -> None:
    async def run() -> tuple[CallToolResult, CallToolResult, str | None]:
        program = StdioServerParameters(command=sys.executable, args=["-c", _STDIO])
        async with Client(program) as client:
            own = await client.call_tool("ask", {"question": QUESTION})
            other = await client.call_tool("ask", {"question": QUESTION, "shelf": "kurs"})
            return own, other, client.instructions

    own, other, instructions = anyio.run(run)
    assert [each.structured_content["shelf"] for each in (own, other)] == ["vard", "kurs"]
    assert json.dumps(instructions) == json.dumps(INSTRUCTIONS)
