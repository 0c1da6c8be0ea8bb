"""The objects of docs/json.md as JSON Schemas (2020-12), for the description of the HTTP door and for MCP's tools."""

from __future__ import annotations

from typing import TypeAlias

Schema: TypeAlias = dict[str, object]

_COMPONENTS, _LOCAL = "#/components/schemas/", "#/$defs/"
_TEXT: Schema = {"type": "string"}
_DATE: Schema = {"type": ["string", "null"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_MAYBE: Schema = {"type": ["string", "null"]}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_SECONDS: Schema = {"type": "number", "minimum": 0}
_LANGUAGE: Schema = {"enum": ["sv", "en"]}


def _object(**properties: Schema) -> Schema:
    """All keys always stand there; further ones may come, which a reader passes over."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema, most: int | None = None) -> Schema:
    return {"type": "array", "items": items} | ({} if most is None else {"maxItems": most})


def _ref(name: str) -> Schema:
    return {"$ref": _COMPONENTS + name}


def _maybe(name: str) -> Schema:
    return {"oneOf": [_ref(name), {"type": "null"}]}


def _told(schema: Schema, description: str) -> Schema:
    return schema | {"description": description}


_QUOTED: dict[str, Schema] = {
    "quote": _told(_TEXT, "One to three sentences as they stand in the bulletin. Quote exactly, give the link."),
    "span": _told(_MAYBE, "The part of the quote that answers."),
    "score": _SHARE,
    "citation": _ref("Citation"),
    "explained": _list(_object(words=_TEXT, meaning=_TEXT)),
    "columns": _told(_MAYBE, "What the columns are called, where the quote is a row of a table."),
}

SCHEMAS: dict[str, Schema] = {
    "Citation": _object(
        bulletin_id=_TEXT,
        title=_TEXT,
        heading=_MAYBE,
        published=_told(_DATE, "The later of publication and last change."),
        url=_MAYBE,
        link=_told(_MAYBE, "The page, opened at the quote."),
    ),
    "OtherValue": _object(text=_TEXT, citation=_ref("Citation")),
    "Quoted": _object(**_QUOTED, before=_list(_ref("OtherValue")), after=_list(_ref("OtherValue"))),
    "Notice": _object(kind={"enum": ["newer", "old", "partial", "premise"]}, text=_TEXT, citation=_maybe("Citation")),
    "Curated": _object(text=_TEXT, links=_list(_TEXT), expires=_DAY),
    "Written": _object(sentences=_list(_object(text=_TEXT, quotes=_list({"type": "integer", "minimum": 0})))),
    "Listing": _object(
        subject=_TEXT, since=_DAY, until=_DAY, total={"type": "integer"}, bulletins=_list(_ref("Citation"), 100)
    ),
    "Answer": _object(
        version={"const": 2},
        question=_TEXT,
        language=_LANGUAGE,
        status={"enum": ["answered", "no_answer", "not_a_question", "ask_back", "list"]},
        confidence=_told(_SHARE, "The estimated probability that the first quote answers."),
        answers=_list(_ref("Quoted"), 3),
        related=_told(_list(_ref("Citation")), "The nearest other bulletins."),
        notice=_maybe("Notice"),
        curated=_maybe("Curated"),
        written=_maybe("Written"),
        seconds=_SECONDS,
        shelf=_MAYBE,
        list=_maybe("Listing"),
        receipt=_told(_MAYBE, "Proves later what was said and on what."),
    ),
    "Change": _object(before=_TEXT, published=_TEXT),
    "Entry": _object(**_QUOTED, change=_maybe("Change"), also=_list(_ref("Citation"))),
    "Timeline": _object(
        version={"const": 2},
        question=_TEXT,
        language=_LANGUAGE,
        entries=_told(_list(_ref("Entry")), "What was said, oldest first, the undated last."),
        related=_list(_ref("Citation")),
        seconds=_SECONDS,
        shelf=_MAYBE,
    ),
    "BulletinList": _object(
        version={"const": 1},
        subject=_TEXT,
        since=_DAY,
        until=_DAY,
        total={"type": "integer", "minimum": 0},
        bulletins=_told(_list(_ref("Citation"), 100), "The newest first."),
        related=_told(_list(_ref("Citation")), "The nearest, where there are none."),
        shelf=_MAYBE,
    ),
    "Bulletin": _object(
        version={"const": 1},
        bulletin_id=_TEXT,
        title=_TEXT,
        published=_DATE,
        updated=_DATE,
        url=_MAYBE,
        language=_LANGUAGE,
        text=_told(_TEXT, "The text as it is quoted from, without markup."),
        content_hash=_told(_TEXT, "SHA-256 over all that an answer could show of it."),
        shelf=_MAYBE,
    ),
}


def self_contained(name: str) -> Schema:
    """A schema with those that it refers to inside itself."""
    needed: dict[str, Schema] = {}
    whole = _local(SCHEMAS[name], needed)
    assert isinstance(whole, dict)
    return whole | {"$defs": needed}


def _local(part: object, needed: dict[str, Schema]) -> object:
    if isinstance(part, list):
        return [_local(each, needed) for each in part]
    if not isinstance(part, dict):
        return part
    name = str(part.get("$ref", "")).removeprefix(_COMPONENTS)
    if not name:
        return {key: _local(value, needed) for key, value in part.items()}
    if name not in needed:
        needed[name] = {}
        found = _local(SCHEMAS[name], needed)
        assert isinstance(found, dict)
        needed[name] = found
    return {"$ref": _LOCAL + name}
