"""A tool's call to the desk and back: arguments to an object and to the same in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from bot.answering.as_json import JsonObject, answer_object, bulletin_object, list_object, timeline_object
from bot.doors.assistants import telling
from bot.doors.assistants.tools import ADVICE
from bot.doors.callers import Caller
from bot.doors.desk import Desk, DoorVisit
from bot.doors.errors import DoorError, UnreadableError
from bot.doors.problems import told
from bot.doors.wanted import AskWanted, BulletinWanted, ListWanted, TimelineWanted, check_encodable
from corpus.language.detection import detect_language

DOOR = "mcp"
_Wanted = TypeVar("_Wanted", AskWanted, TimelineWanted, ListWanted, BulletinWanted)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave: the object (None where it was refused) and the same in words."""

    content: JsonObject | None
    text: str


class Tools:
    """The tools over the desk. `shelf` is asked where a call names none."""

    def __init__(self, desk: Desk, shelf: str | None = None) -> None:
        self._desk, self._shelf = desk, shelf
        self._calls: Mapping[str, Callable[[Caller, Mapping[str, Any]], ToolResult]] = {
            "ask": self._ask,
            "timeline": self._timeline,
            "list_bulletins": self._listed,
            "bulletin": self._bulletin,
        }

    def call(self, caller: Caller, name: str, arguments: Mapping[str, Any]) -> ToolResult:
        """The result of a tool; what is refused is one too, in words for the person who asked."""
        try:
            if name not in self._calls:
                raise UnreadableError(f"tool: {', '.join(self._calls)}")
            return self._calls[name](caller, arguments)
        except DoorError as error:
            asked = " ".join(str(arguments.get(key, ""))[:2000] for key in ("question", "subject"))
            return ToolResult(None, told(error, detect_language(asked)))

    def _ask(self, caller: Caller, arguments: Mapping[str, Any]) -> ToolResult:
        wanted = _read(arguments, AskWanted)
        answer = self._desk.ask(self._visit(caller, wanted.shelf), wanted.question, wanted.context)
        return _result(answer_object(answer), telling.answer_text(answer))

    def _timeline(self, caller: Caller, arguments: Mapping[str, Any]) -> ToolResult:
        wanted = _read(arguments, TimelineWanted)
        visit = self._visit(caller, wanted.shelf)
        timeline, shelf = self._desk.timeline(visit, wanted.subject, wanted.context)
        return _result(timeline_object(timeline) | {"shelf": shelf or None}, telling.timeline_text(timeline))

    def _listed(self, caller: Caller, arguments: Mapping[str, Any]) -> ToolResult:
        wanted = _read(arguments, ListWanted)
        answer = self._desk.listed(self._visit(caller, wanted.shelf), wanted.subject, wanted.request)
        return _result(list_object(answer, wanted.most), telling.list_text(answer, wanted.most))

    def _bulletin(self, caller: Caller, arguments: Mapping[str, Any]) -> ToolResult:
        wanted = _read(arguments, BulletinWanted)
        bulletin, shelf = self._desk.bulletin(self._visit(caller, wanted.shelf), wanted.id)
        return _result(bulletin_object(bulletin) | {"shelf": shelf.name or None}, telling.bulletin_text(bulletin))

    def _visit(self, caller: Caller, shelf: str | None) -> DoorVisit:
        return DoorVisit(caller, DOOR, shelf or self._shelf)


def _read(arguments: Mapping[str, Any], kind: type[_Wanted]) -> _Wanted:
    try:
        read = msgspec.convert(arguments, kind)
        check_encodable(read)
    except msgspec.ValidationError as error:
        raise UnreadableError(str(error)) from error
    except ValueError as error:
        raise UnreadableError("UTF-8") from error
    return read


def _result(content: JsonObject, text: str) -> ToolResult:
    return ToolResult({"advice": ADVICE, **content}, f"{ADVICE}\n\n{text}")
