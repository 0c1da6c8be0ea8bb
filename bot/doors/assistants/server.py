"""The Model Context Protocol by the official SDK: over HTTP as one of the doors, and over standard input and output."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import anyio
import mcp_types as types
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.doors.assistants.calling import Tools
from bot.doors.assistants.tools import INSTRUCTIONS, OFFERS, Offer
from bot.doors.callers import MACHINE, Caller
from bot.doors.errors import DoorError
from bot.doors.guard import caller_of
from bot.doors.problems import problem, spoken_language

PATH = "/mcp"
_NAME, _TITLE, _VERSION = "fvm-svar", "FVM-svar", "1"

_Context = ServerRequestContext[Any, Any]


class McpDoor:
    """The protocol over streamable HTTP, a session of its own for each request: what is asked leaves nothing behind.

    `lifespan` must frame the time in which the route is served.
    """

    def __init__(self, tools: Tools) -> None:
        server = _server(tools, lambda request: caller_of(request) if isinstance(request, Request) else None)
        self._sessions = StreamableHTTPSessionManager(server, json_response=True, stateless=True)

    def routes(self) -> list[Route]:
        return [Route(PATH, _Posted(self._sessions.handle_request))]

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        async with self._sessions.run():
            yield


class _Posted:
    """The protocol's application where a request is a call of somebody who may call; the guard has stood before it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if request.method != "POST":
            # A stream for what the server would tell unasked: it has nothing to tell, and holds no connection for it.
            await Response(status_code=405, headers={"allow": "POST"})(scope, receive, send)
            return
        try:
            caller_of(request)
        except DoorError as error:
            refusal = problem(error, spoken_language(request.headers.get("accept-language", "")))
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def serve_stdio(tools: Tools) -> None:
    """Serve whoever has started this process, on its standard input and output, until the input ends."""

    async def serve() -> None:
        server = _server(tools, lambda request: MACHINE)
        async with stdio_server() as (received, sent):
            await server.run(received, sent, server.create_initialization_options())

    anyio.run(serve)


def _server(tools: Tools, who: Callable[[object], Caller | None]) -> Server[Any]:
    async def list_tools(context: _Context, parameters: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(map(_tool, OFFERS)))

    async def call_tool(context: _Context, parameters: types.CallToolRequestParams) -> types.CallToolResult:
        caller = who(context.request)
        assert caller is not None
        call = partial(tools.call, caller, parameters.name, parameters.arguments or {})
        result = await anyio.to_thread.run_sync(call)
        text = types.TextContent(type="text", text=result.text)
        return types.CallToolResult(content=[text], structured_content=result.content, is_error=result.content is None)

    return Server(
        _NAME,
        title=_TITLE,
        version=_VERSION,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _tool(offer: Offer) -> types.Tool:
    hints = types.ToolAnnotations(
        title=offer.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=offer.name,
        title=offer.title,
        description=offer.description,
        input_schema=dict(offer.takes),
        output_schema=dict(offer.gives),
        annotations=hints,
    )
