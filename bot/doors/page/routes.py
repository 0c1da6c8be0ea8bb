"""The page's two addresses, one a language, and its style."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.doors.callers import Caller
from bot.doors.desk import Desk, DoorVisit
from bot.doors.errors import DoorError, PersonalAskError, UnreadableError
from bot.doors.guard import caller_of
from bot.doors.page.answers import answer_parts
from bot.doors.page.timelines import timeline_parts
from bot.doors.page.view import PATHS, QUESTION, SHELF, SHOW, STYLE, TIMELINE, Choice, Shown, page, policy
from bot.doors.problems import refusal_headers, told
from bot.words.catalogue import say
from corpus.language.characters import line
from corpus.types import Language

DOOR = "page"
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 8
_KEPT_SECONDS = 3600
_WRONG = 422
"""The status of what is refused for the question's own sake."""


class Page:
    """The page over the desk. `programme` is what the bot is called; `sites` may show it in a frame.

    It needs no script: each question is a form that is sent, and each answer a document of its own. So it works in
    every browser, prints, and can be forbidden to run anything.
    """

    def __init__(self, desk: Desk, programme: str, sites: Collection[str]) -> None:
        self._desk, self._programme = desk, programme
        self._headers = {"content-security-policy": policy(sites), "cache-control": "no-store"}

    def routes(self) -> list[Route]:
        return [
            *(Route(path, self._shown, methods=["GET", "POST"], name=language.value)
              for language, path in PATHS.items()),
            Route(STYLE, _styled, methods=["GET"]),
        ]  # fmt: skip

    async def _shown(self, request: Request) -> Response:
        language = Language.EN if request.url.path == PATHS[Language.EN] else Language.SV
        asked, shelf, status, headers = "", "", 200, {}
        result: Shown | None = None
        choices: list[Choice] = []
        try:
            caller = caller_of(request)
            choices = self._choices(caller)
            if request.method == "POST":
                fields = await _fields(request)
                asked, shelf = line(fields.get(QUESTION, "")), fields.get(SHELF, "")
                visit = DoorVisit(caller, DOOR, shelf or None)
                show = self._timeline if fields.get(SHOW) == TIMELINE else self._answer
                result = await run_in_threadpool(show, visit, fields.get(QUESTION, ""))
        except DoorError as error:
            if isinstance(error, PersonalAskError):
                asked = ""  # no document holds the number, in the browser's memory neither
            result = Shown(refusal=told(error, language), is_wrong=error.status == _WRONG)
            status, headers = error.status, refusal_headers(error)
        shown = page(language, self._programme, choices, asked, shelf, result, self._desk.keeps(DOOR))
        return Response(shown, status, {**self._headers, **headers}, media_type="text/html; charset=utf-8")

    def _answer(self, visit: DoorVisit, question: str) -> Shown:
        answer = self._desk.ask(visit, question)
        parts = tuple(answer_parts(answer, self._language_of(visit)))
        return Shown(heading=say("web.answer", answer.language), parts=parts, language=answer.language)

    def _timeline(self, visit: DoorVisit, subject: str) -> Shown:
        timeline, _ = self._desk.timeline(visit, subject)
        parts = tuple(timeline_parts(timeline, self._language_of(visit)))
        return Shown(heading=say("timeline.title", timeline.language), parts=parts, language=timeline.language)

    def _language_of(self, visit: DoorVisit) -> _Languages:
        return _Languages(self._desk, visit)

    def _choices(self, caller: Caller) -> list[Choice]:
        return [Choice(name=each.name, programme=each.programme) for each in self._desk.shelves if caller.sees(each)]


class _Languages:
    """Which language the bulletins of a visit are in, by id; Swedish for one that has just gone."""

    def __init__(self, desk: Desk, visit: DoorVisit) -> None:
        self._bulletins = [shelf.bulletins() for shelf in desk.seen(visit)]

    def __call__(self, bulletin_id: str) -> str:
        found = next((each[bulletin_id] for each in self._bulletins if bulletin_id in each), None)
        return Language.SV.value if found is None else found.language


async def _fields(request: Request) -> dict[str, str]:
    """The form's fields, each once.

    Raises:
        UnreadableError: it is no form.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise UnreadableError(f"Content-Type: {_FORM}")
    try:
        read = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise UnreadableError("UTF-8") from error
    return {name: values[0] for name, values in read.items()}


async def _styled(request: Request) -> Response:
    return Response(_style(), headers={"cache-control": f"max-age={_KEPT_SECONDS}"}, media_type="text/css")


@cache
def _style() -> str:
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")
