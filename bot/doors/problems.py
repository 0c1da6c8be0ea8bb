"""What a door refuses, as `application/problem+json` (RFC 9457) and in words for people."""

from __future__ import annotations

import json

from starlette.responses import Response

from bot.doors.errors import DoorError, UnknownTokenError
from bot.words.catalogue import say
from corpus.types import Language

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:fvm:problem:"


def told(error: DoorError, language: Language) -> str:
    """What a person is told who is refused, and what to do."""
    return say(f"door.{error.kind}", language, reason=error.reason, seconds=error.after)


def problem_object(error: DoorError, language: Language) -> dict[str, object]:
    """The members of RFC 9457; `type` names the kind and stays."""
    return {
        "type": f"{_TYPE}{error.kind.replace('_', '-')}",
        "title": error.kind.replace("_", " ").capitalize(),
        "status": error.status,
        "detail": told(error, language),
    }


def problem(error: DoorError, language: Language) -> Response:
    """The answer to a request that is refused."""
    return Response(
        json.dumps(problem_object(error, language), ensure_ascii=False),
        error.status,
        refusal_headers(error),
        media_type=MEDIA_TYPE,
    )


def refusal_headers(error: DoorError) -> dict[str, str]:
    """What stands in the head of an answer that refuses."""
    headers = {"cache-control": "no-store"}
    if error.after is not None:
        headers["retry-after"] = str(error.after)
    if isinstance(error, UnknownTokenError):
        headers["www-authenticate"] = "Bearer"
    return headers


def spoken_language(accepted: str) -> Language:
    """Swedish or English, whichever an Accept-Language header names first; Swedish where it names neither. The order
    decides, not the weights: browsers write the one after the other."""
    for part in accepted[:200].lower().split(","):
        for language in Language:
            if part.strip().startswith(language.value):
                return language
    return Language.SV
