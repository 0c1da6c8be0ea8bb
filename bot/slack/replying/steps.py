"""The workflow step "Fråga FVM-svar": what it gives back to its workflow; pure."""

from __future__ import annotations

from bot.answering.types import Answer, Status
from bot.slack.message import Reply
from bot.slack.showing.sources import address

Outputs = dict[str, str | float | bool]


def outputs_of(reply: Reply) -> Outputs | None:
    """The step's variables, as the manifest names them; None where no answer could be made, and the step fails with the
    reply's words. A refusal is an answer: `answered` tells."""
    answer = reply.answer
    if answer is None:
        return None
    first = answer.answers[0] if answer.answers else None
    listed = answer.listing.bulletins[:1] if answer.listing else ()
    citation = first.citation if first else listed[0] if listed else None
    return {
        "answered": answer.status is not Status.NO_ANSWER,
        "answer": _words(answer) or reply.message.text,
        "link": (address(citation) if citation else None) or "",
        "date": str(citation.date) if citation and citation.date else "",
        "probability": round(answer.confidence, 4),
    }


def _words(answer: Answer) -> str:
    """The answer itself, without whatever a message has around it; empty where the message is all there is."""
    if answer.curated is not None:
        return answer.curated.text
    return answer.answers[0].quote if answer.answers else ""
