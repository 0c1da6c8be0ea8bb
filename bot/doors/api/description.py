"""The description of the HTTP door: OpenAPI 3.1."""

from __future__ import annotations

from functools import cache

from bot.answering.listing.request import MOST
from bot.answering.question.asked import MAX_CHARACTERS
from bot.doors.desk import MOST_EARLIER
from bot.doors.problems import MEDIA_TYPE
from bot.doors.schemas import SCHEMAS, Schema
from bot.doors.wanted import MOST_LISTED

_JSON = "application/json"
_PROBLEMS = {
    "304": "What the caller has still holds.",
    "400": "What was sent cannot be read.",
    "401": "A token is needed, or nobody has this one.",
    "403": "The token is not good for that, or the page's site is not named.",
    "404": "No such shelf or bulletin.",
    "421": "The doors are not called by this name.",
    "422": "The question is empty, too long, or seems to hold a number of a person.",
    "429": "Too many questions within a minute; Retry-After says when to ask again.",
    "500": "Answering failed.",
    "503": "Too much to do; Retry-After says when to ask again.",
}
_SHELF: Schema = {"type": ["string", "null"], "maxLength": 40, "description": "Where there are several."}
_QUESTION: Schema = {"type": "string", "maxLength": MAX_CHARACTERS}
_CONTEXT: Schema = {
    "type": "array",
    "items": {"type": "string", "maxLength": MAX_CHARACTERS},
    "maxItems": MOST_EARLIER,
    "default": [],
    "description": "The earlier questions of the conversation, oldest first.",
}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_MOST: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": MOST}


@cache
def openapi() -> dict[str, object]:
    """The whole description; the same for every caller."""
    bulletins = {
        "get": _operation("listBulletins", "List bulletins, the newest first", "BulletinList", ("304", "404"),
                          parameters=_parameters(since=_DAY, until=_DAY, most=_MOST, shelf=_SHELF)),
        "post": _operation("findBulletins", "List the bulletins that mention a subject, the newest first",
                           "BulletinList", ("404", "422", "503"), body="ListRequest"),
    }  # fmt: skip
    bulletin = _operation(
        "readBulletin", "A whole bulletin", "Bulletin", ("304", "404"),
        parameters=[{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    *_parameters(shelf=_SHELF)],
    )  # fmt: skip
    late = ("404", "422", "503")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "FVM-svar",
            "version": "1",
            "license": {"name": "MIT", "identifier": "MIT"},
            "description": "Answers questions about a public programme with exact quotes from its bulletins.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {}],
        "paths": {
            "/v1/ask": {"post": _operation("ask", "Answer a question", "Answer", late, body="AskRequest")},
            "/v1/timeline": {"post": _operation("timeline", "What was said about a subject over time", "Timeline",
                                                late, body="TimelineRequest")},
            "/v1/bulletins": bulletins,
            "/v1/bulletins/{id}": {"get": bulletin},
        },
        "components": {
            "schemas": SCHEMAS | _requests(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _requests() -> dict[str, Schema]:
    return {
        "AskRequest": _closed(["question"], question=_QUESTION, context=_CONTEXT, shelf=_SHELF),
        "TimelineRequest": _closed(["subject"], subject=_QUESTION, context=_CONTEXT, shelf=_SHELF),
        "ListRequest": _closed([], subject=_QUESTION, since=_DAY, until=_DAY, most=_MOST, shelf=_SHELF),
        "Problem": {
            "type": "object",
            "properties": {
                "type": {"type": "string", "description": "Names the kind and stays, as `urn:fvm:problem:too-long`."},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string", "description": "For people, in Swedish or English by Accept-Language."},
            },
            "required": ["type", "title", "status", "detail"],
        },
    }


def _closed(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _parameters(**schemas: Schema) -> list[Schema]:
    return [{"name": name, "in": "query", "schema": {**schema, "type": _single(schema)}}
            for name, schema in schemas.items()]  # fmt: skip


def _single(schema: Schema) -> object:
    kind = schema["type"]
    return kind[0] if isinstance(kind, list) else kind


def _operation(
    name: str,
    summary: str,
    answer: str,
    refused: tuple[str, ...],
    body: str | None = None,
    parameters: list[Schema] | None = None,
) -> Schema:
    answered: Schema = {"description": summary, "content": {_JSON: {"schema": {"$ref": _component(answer)}}}}
    statuses = sorted({"400", "401", "403", "421", "429", "500", *refused})
    operation: Schema = {
        "operationId": name,
        "summary": summary,
        "responses": {"200": answered} | {status: _refusal(status) for status in statuses},
    }
    if body is not None:
        sent = {"required": True, "content": {_JSON: {"schema": {"$ref": _component(body)}}}}
        operation["requestBody"] = sent
    if parameters is not None:
        operation["parameters"] = parameters
    return operation


def _refusal(status: str) -> Schema:
    described: Schema = {"description": _PROBLEMS[status]}
    if status == "304":
        return described
    return described | {"content": {MEDIA_TYPE: {"schema": {"$ref": _component("Problem")}}}}


def _component(name: str) -> str:
    return f"#/components/schemas/{name}"
