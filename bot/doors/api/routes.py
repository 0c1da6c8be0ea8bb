"""The HTTP door: questions and timelines by POST, bulletins by GET, and its own description."""

from __future__ import annotations

import datetime
import json
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.answering.as_json import JsonObject, answer_object, bulletin_object, list_object, timeline_object
from bot.doors.api.description import openapi
from bot.doors.api.freshness import is_known, tag_of, tagged, unchanged
from bot.doors.api.reading import body_of, list_of
from bot.doors.desk import Desk, DoorVisit
from bot.doors.errors import DoorError
from bot.doors.guard import caller_of
from bot.doors.problems import problem, spoken_language
from bot.doors.wanted import AskWanted, ListWanted, TimelineWanted
from bot.tokens import BULLETINS

DOOR = "api"
_Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """The routes below `/v1` over the desk. `today` tells the day that stands in entity tags."""

    def __init__(self, desk: Desk, today: Callable[[], datetime.date] = datetime.date.today) -> None:
        self._desk, self._today = desk, today

    def routes(self) -> list[Route]:
        return [
            Route("/v1/ask", _refusing(self._ask), methods=["POST"]),
            Route("/v1/timeline", _refusing(self._timeline), methods=["POST"]),
            Route("/v1/bulletins", _refusing(self._listed), methods=["POST"]),
            Route("/v1/bulletins", _refusing(self._list), methods=["GET"]),
            Route("/v1/bulletins/{id}", _refusing(self._bulletin), methods=["GET"]),
            Route("/v1/openapi.json", _described, methods=["GET"]),
        ]

    async def _ask(self, request: Request) -> Response:
        body = await body_of(request, AskWanted)
        visit = DoorVisit(caller_of(request), DOOR, body.shelf)
        answer = await run_in_threadpool(self._desk.ask, visit, body.question, body.context)
        return _answer(answer_object(answer))

    async def _timeline(self, request: Request) -> Response:
        body = await body_of(request, TimelineWanted)
        visit = DoorVisit(caller_of(request), DOOR, body.shelf)
        timeline, shelf = await run_in_threadpool(self._desk.timeline, visit, body.subject, body.context)
        return _answer(timeline_object(timeline) | {"shelf": shelf or None})

    async def _listed(self, request: Request) -> Response:
        return _answer(await self._list_object(request, await body_of(request, ListWanted)))

    async def _list(self, request: Request) -> Response:
        wanted = list_of(request.query_params)
        tag = self._tag(request, wanted.shelf, str(wanted))
        if is_known(request, tag):
            await run_in_threadpool(self._desk.unchanged, DoorVisit(caller_of(request), DOOR, wanted.shelf))
            return unchanged(tag)
        return tagged(_answer(await self._list_object(request, wanted)), tag)

    async def _bulletin(self, request: Request) -> Response:
        wanted, bulletin_id = request.query_params.get("shelf"), str(request.path_params["id"])
        tag = self._tag(request, wanted, bulletin_id)
        visit = DoorVisit(caller_of(request), DOOR, wanted)
        bulletin, shelf = await run_in_threadpool(self._desk.bulletin, visit, bulletin_id)
        if is_known(request, tag):
            return unchanged(tag)
        return tagged(_answer(bulletin_object(bulletin) | {"shelf": shelf.name or None}), tag)

    async def _list_object(self, request: Request, wanted: ListWanted) -> JsonObject:
        visit = DoorVisit(caller_of(request), DOOR, wanted.shelf)
        answer = await run_in_threadpool(self._desk.listed, visit, wanted.subject, wanted.request)
        return list_object(answer, wanted.most)

    def _tag(self, request: Request, shelf: str | None, *parts: str) -> str:
        visit = DoorVisit(caller_of(request), DOOR, shelf)
        visit.caller.check(BULLETINS)
        return tag_of(self._desk.seen(visit), self._today(), request.url.path, *parts)


async def _described(request: Request) -> Response:
    return _answer(openapi())


def _refusing(handler: _Handler) -> _Handler:
    """The handler, where what is refused becomes a problem."""

    async def handled(request: Request) -> Response:
        try:
            return await handler(request)
        except DoorError as error:
            return problem(error, spoken_language(request.headers.get("accept-language", "")))

    return handled


def _answer(content: JsonObject) -> Response:
    """The object as `fvm ask --json` prints it."""
    return Response(
        json.dumps(content, ensure_ascii=False), headers={"cache-control": "no-store"}, media_type="application/json"
    )
