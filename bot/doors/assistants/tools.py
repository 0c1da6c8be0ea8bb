"""The tools that assistants are offered: what each is for, what it takes and what it gives, as JSON Schemas."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.listing.request import MOST
from bot.answering.question.asked import MAX_CHARACTERS
from bot.doors.desk import MOST_EARLIER
from bot.doors.schemas import Schema, self_contained
from bot.doors.wanted import MOST_LISTED

ADVICE = "Quote exactly, give the link."
"""Stands in every result: a quote in other words is none, and a reader must be able to look it up."""

INSTRUCTIONS = (
    "Answers questions about a public programme from its published bulletins, with exact quotes, never in other words. "
    f"{ADVICE} Give the date too, since facts change. Where the status is `no_answer` the bulletins do not answer: "
    "say so, and do not answer from elsewhere. Never send personal identity numbers."
)

_TEXT: Schema = {"type": "string", "maxLength": MAX_CHARACTERS}
_SHELF: Schema = {"type": "string", "maxLength": 40, "description": "Whose bulletins, where there are several shelves."}
_CONTEXT: Schema = {
    "type": "array",
    "items": _TEXT,
    "maxItems": MOST_EARLIER,
    "description": "The person's earlier questions, oldest first, where this one leans on them.",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool: `takes` and `gives` are JSON Schemas; `title` is for people, `description` for a model."""

    name: str
    title: str
    description: str
    takes: Schema
    gives: Schema


def _takes(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _gives(name: str) -> Schema:
    """The object of docs/json.md and the advice."""
    schema = self_contained(name)
    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    advised = {"advice": {"const": ADVICE}, **properties}
    return schema | {"properties": advised, "required": ["advice", *required]}


OFFERS = (
    Offer(
        "ask",
        "Ask the bulletins",
        "Answers one question, in Swedish or English, with at most three exact quotes from the bulletins, each with "
        f"date, link and the probability that it answers; or says that they do not answer. {ADVICE}",
        _takes(["question"], question=_TEXT | {"description": "A whole question."}, context=_CONTEXT, shelf=_SHELF),
        _gives("Answer"),
    ),
    Offer(
        "timeline",
        "What was said over time",
        "What the bulletins said about a subject, oldest first, one exact quote a bulletin, and where it changed. "
        f"{ADVICE}",
        _takes(["subject"], subject=_TEXT | {"description": "A question or a few words."}, context=_CONTEXT,
               shelf=_SHELF),
        _gives("Timeline"),
    ),
    Offer(
        "list_bulletins",
        "List bulletins",
        "The bulletins, the newest first: all, of a time, or those that mention a subject. Give their links.",
        _takes(
            [],
            subject=_TEXT | {"description": "A few words; nothing for any."},
            since={"type": "string", "format": "date"},
            until={"type": "string", "format": "date"},
            most={"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": MOST},
            shelf=_SHELF,
        ),
        _gives("BulletinList"),
    ),
    Offer(
        "bulletin",
        "Read a bulletin",
        f"The whole text of a bulletin by its id, which quotes and lists name as `bulletin_id`. {ADVICE}",
        _takes(["id"], id={"type": "string"}, shelf=_SHELF),
        _gives("Bulletin"),
    ),
)  # fmt: skip
