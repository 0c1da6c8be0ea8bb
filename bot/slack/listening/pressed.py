"""Which question a button is about, for who pressed it, and what they alone are told or shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_bolt import Respond
from slack_sdk import WebClient

from bot.slack.client import translated
from bot.slack.errors import PostError
from bot.slack.inbox.notices import NoticeName, Occasion
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import InboxQuestion
from bot.slack.parts import Shelves
from bot.slack.slow_work import SlowWork

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PressedQuestions:
    """Finds the questions of buttons, as far as who presses may see them. `is_foreign` tells of a request whether
    somebody of another organisation sent it."""

    inbox: Inbox
    shelves: Shelves
    is_foreign: Callable[[Mapping[str, Any]], bool]

    def find(self, body: Mapping[str, Any], reference: str) -> InboxQuestion | None:
        """The question with a reference; None where there is none, where its answer was private and who pressed is not
        its asker, unless they pressed under the answer as it was shared, and where its place, or somebody of another
        organisation, may not see the shelf that answered, or not any more."""
        question = self.inbox.find(reference)
        if question is None or not self._is_seen(question, body):
            return None
        if not question.arrival.surface.is_confidential:
            return question
        is_own = question.arrival.user == body["user"]["id"]
        return question if is_own or self._is_shared(body, reference) else None

    def contact_of(self, question: InboxQuestion) -> str:
        """Whom somebody may ask instead, as the settings of the question's shelf say."""
        shelf = self.shelves.named(question.arrival.shelf)
        return self.shelves.settings.contact if shelf is None else shelf.settings.contact

    def _is_seen(self, question: InboxQuestion, body: Mapping[str, Any]) -> bool:
        shelf = self.shelves.named(question.arrival.shelf)
        if shelf is None or not self.shelves.sees(question.arrival.key.channel, shelf.name):
            # Without a shelf there is no answer, and nothing to see.
            return question.answer is None
        return shelf.is_public or not self.is_foreign(body)

    def _is_shared(self, body: Mapping[str, Any], reference: str) -> bool:
        place = body.get("container") or {}
        message = self.inbox.find_reply(str(place.get("channel_id") or ""), str(place.get("message_ts") or ""))
        name = None if message is None else NoticeName.parse(message.arrival.key.ts)
        return name is not None and name.kind is Occasion.SHARED and name.reference == reference


def tell_alone(respond: Respond, text: str) -> None:
    """Tell the person alone; best effort, since what was asked for is stored."""
    try:
        with translated():
            respond(text=text, response_type="ephemeral", replace_original=False)
    except PostError as error:
        structlog.get_logger().warning("whisper_failed", code=error.code)


def open_window(trigger: str, view: View, client: WebClient) -> str:
    """The id of the window that is opened. Raises PostError, ExpiredError where the person pressed too long ago."""
    with translated():
        return str(client.views_open(trigger_id=trigger, view=view)["view"]["id"])


def show_when_made(
    trigger: str, waiting: View, busy: View, made: Callable[[], View], slow: SlowWork, client: WebClient
) -> None:
    """Open `waiting`, since what lets a window be opened lives three seconds, and put in its place what `made` gives,
    which may take longer; `busy` where `slow` takes no more. Raises as `open_window`."""
    window = open_window(trigger, waiting, client)
    slow.take(lambda: _change(window, made(), client), partial(_change, window, busy, client))


def _change(window: str, view: View, client: WebClient) -> None:
    with translated():
        client.views_update(view_id=window, view=view)
