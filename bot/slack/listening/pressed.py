"""Which question a button is about, for who pressed it, and what they alone are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt import Respond

from bot.slack.client import translated
from bot.slack.errors import PostError
from bot.slack.inbox.notices import NoticeName, Occasion
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import InboxQuestion


def pressed_question(inbox: Inbox, body: Mapping[str, Any], reference: str) -> InboxQuestion | None:
    """The question with a reference; None where there is none, or where its answer was private and who pressed is not
    its asker, unless they pressed under the answer as it was shared."""
    question = inbox.find(reference)
    if question is None or not question.arrival.surface.is_confidential:
        return question
    is_own = question.arrival.user == body["user"]["id"]
    return question if is_own or _is_shared(inbox, body, reference) else None


def _is_shared(inbox: Inbox, body: Mapping[str, Any], reference: str) -> bool:
    place = body.get("container") or {}
    message = inbox.find_reply(str(place.get("channel_id") or ""), str(place.get("message_ts") or ""))
    name = None if message is None else NoticeName.parse(message.arrival.key.ts)
    return name is not None and name.kind is Occasion.SHARED and name.reference == reference


def tell_alone(respond: Respond, text: str) -> None:
    """Tell the person alone; best effort, since what was asked for is stored."""
    try:
        with translated():
            respond(text=text, response_type="ephemeral", replace_original=False)
    except PostError as error:
        structlog.get_logger().warning("whisper_failed", code=error.code)
