"""Carries a reply to Slack, once: posts, looks up, updates, removes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.slack.client import translated
from bot.slack.errors import BlindError, NotPostedError, PostError, TryLaterError, UncertainError
from bot.slack.inbox.question import InboxQuestion, Surface
from bot.slack.message import Message, Reply
from bot.slack.replying.steps import outputs_of
from bot.slack.slash import MARK
from bot.words.catalogue import say

METADATA = "fvm_reply"
"""The event type of the metadata that marks a reply with its question's reference and revision."""

_PAGE = 200
_STATUS_SECONDS = 3
_BAD_BLOCKS = frozenset(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long",
                         "invalid_metadata_format", "invalid_metadata_schema"))  # fmt: skip
HOPELESS = _BAD_BLOCKS | {"no_text", "invalid_arguments", "not_in_channel", "channel_not_found"}
"""Refusals of a reply itself, or of a conversation that is none of the app's: there is no other way."""

_GONE = frozenset(("message_not_found", "channel_not_found", "is_archived", "cant_delete_message", "thread_not_found"))
_OVER = frozenset(("execution_not_in_running_state", "function_execution_not_found"))
_MARKED = frozenset(("already_reacted", "no_reaction", "message_not_found"))
_SPENT_URL = frozenset((403, 404, 410))


@dataclass(frozen=True, slots=True)
class FoundReply:
    """A reply of ours that stands in Slack, and the question's revision that it answers."""

    ts: str
    revision: int


class Poster:
    """Slack's side of a reply. `posting` repeats nothing by itself, `calling` may."""

    def __init__(self, posting: WebClient, calling: WebClient) -> None:
        self._posting = posting
        self._calling = calling
        self._hurried = WebClient(token=calling.token, base_url=calling.base_url, timeout=_STATUS_SECONDS,
                                  retry_handlers=[])  # fmt: skip

    def post(self, question: InboxQuestion, reply: Reply) -> str | None:
        """Post a reply; its ts, None for replies that only the asker sees.

        Raises:
            PostError: NotPostedError, TryLaterError or UncertainError.
        """
        if question.arrival.surface is Surface.STEP:
            self._complete(question, reply)
            return None
        if not reply.private:
            return self._post_public(question, reply.message)
        self._post_private(question, reply.message)
        return None

    def _post_public(self, question: InboxQuestion, message: Message) -> str:
        arrival = question.arrival
        common: dict[str, Any] = {"channel": arrival.key.channel, "thread_ts": arrival.thread,
                                  "metadata": _metadata(question),
                                  "unfurl_links": False, "unfurl_media": False}  # fmt: skip
        with translated():
            try:
                response = self._posting.chat_postMessage(**common, **_content(message))
            except SlackApiError as error:
                if error.response.get("error") not in _BAD_BLOCKS:
                    raise
                response = self._posting.chat_postMessage(**common, text=message.text)
        if not response.get("ts"):
            raise UncertainError("no_place_told")
        return str(response["ts"])

    def _complete(self, question: InboxQuestion, reply: Reply) -> None:
        """Give a workflow's step its variables, or say why there are none; one that is over already is no error."""
        outputs, execution = outputs_of(reply), question.arrival.key.ts.partition(":")[2]
        try:
            with translated():
                if outputs is None:
                    self._posting.functions_completeError(function_execution_id=execution, error=reply.message.text)
                else:
                    self._posting.functions_completeSuccess(function_execution_id=execution, outputs=outputs)
        except NotPostedError as error:
            if error.code not in _OVER:
                raise

    def _post_private(self, question: InboxQuestion, message: Message) -> None:
        url = question.arrival.response_url
        if url is not None and self._respond(url, message):
            return
        arrival = question.arrival
        place = arrival.key.wanted or arrival.key
        with translated():
            self._posting.chat_postEphemeral(
                channel=arrival.key.channel,
                user=arrival.user,
                thread_ts=None if arrival.thread == place.ts else arrival.thread,
                **_content(message),
            )

    def post_elsewhere(self, question: InboxQuestion, reply: Reply) -> None:
        """Give the asker, alone, a reply that Slack refuses where it belongs: beside the conversation's messages, else
        in a direct message.

        Raises:
            PostError: NotPostedError, TryLaterError or UncertainError.
        """
        arrival = question.arrival
        content = _content(reply.message)
        if not reply.private:
            try:
                with translated():
                    self._posting.chat_postEphemeral(channel=arrival.key.channel, user=arrival.user, **content)
            except NotPostedError:
                # Then directly.
                pass
            else:
                return
        with translated():
            self._posting.chat_postMessage(channel=arrival.user, **content)

    def _respond(self, url: str, message: Message) -> bool:
        """Post through a response_url; False where it is spent or has run out."""
        client = WebhookClient(url, timeout=self._posting.timeout, retry_handlers=[])
        with translated():
            response = client.send(response_type="ephemeral", replace_original=False, **_content(message))
        if response.status_code == 429:
            raise TryLaterError("ratelimited", float(response.headers.get("retry-after", 1)))
        # A page of a proxy's tells nothing of what Slack did.
        is_page = response.body.lstrip().startswith("<")
        if response.status_code in _SPENT_URL and not is_page:
            return False
        if response.status_code >= 500 or is_page:
            raise UncertainError(f"status_{response.status_code}")
        if response.status_code != 200:
            raise NotPostedError(f"status_{response.status_code}")
        return True

    def find(self, question: InboxQuestion) -> FoundReply | None:
        """The reply to a question if it stands in its thread already.

        Raises:
            PostError: TryLaterError, UncertainError, or BlindError where the scopes do not let the app look.
        """
        if question.arrival.key.channel.startswith(("U", "W")):
            # A message to a person by id: Slack tells the conversation's own id only when it is posted.
            raise BlindError("conversation_unknown")
        try:
            with translated():
                return next((found for found in self._ours(question)), None)
        except NotPostedError as error:
            if error.code in _GONE:
                return None
            raise BlindError(error.code) from error
        except TryLaterError as error:
            if error.code == "missing_scope":
                raise BlindError(error.code) from error
            raise

    def _ours(self, question: InboxQuestion) -> Iterator[FoundReply]:
        for message in self._standing(question):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == METADATA and payload.get("reference") == question.reference:
                yield FoundReply(message["ts"], int(payload.get("revision", 0)))

    def _standing(self, question: InboxQuestion) -> Iterator[dict[str, Any]]:
        arrival = question.arrival
        cursor: str | None = None
        while True:
            common: dict[str, Any] = {"channel": arrival.key.channel, "limit": _PAGE, "include_all_metadata": True}
            if cursor:
                common["cursor"] = cursor
            if arrival.thread is None:
                page = self._calling.conversations_history(oldest=str(arrival.asked_at), **common)
            else:
                page = self._calling.conversations_replies(ts=arrival.thread, **common)
            yield from page.get("messages") or ()
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def update(self, question: InboxQuestion, ts: str, reply: Reply) -> None:
        """Put a new reply in the place of the old one.

        Raises:
            PostError: NotPostedError, TryLaterError or UncertainError.
        """
        with translated():
            self._calling.chat_update(
                channel=question.arrival.key.channel, ts=ts, metadata=_metadata(question), **_content(reply.message)
            )

    def remove(self, question: InboxQuestion, ts: str) -> None:
        """Remove a reply; one that is gone already is no error.

        Raises:
            PostError: NotPostedError, TryLaterError or UncertainError.
        """
        try:
            with translated():
                self._calling.chat_delete(channel=question.arrival.key.channel, ts=ts)
        except NotPostedError as error:
            if error.code not in _GONE:
                raise

    def mark(self, question: InboxQuestion) -> None:
        """Leave the bot's reaction at a question; one that stands already, or that Slack refuses, is no error.

        Raises:
            PostError: TryLaterError or UncertainError.
        """
        self._react(self._calling.reactions_add, question)

    def unmark(self, question: InboxQuestion) -> None:
        """Take the bot's reaction away; raises as `mark`."""
        self._react(self._calling.reactions_remove, question)

    def _react(self, call: Callable[..., SlackResponse], question: InboxQuestion) -> None:
        key = question.arrival.key
        try:
            with translated():
                call(channel=key.channel, timestamp=key.ts, name=MARK)
        except PostError as error:
            # Nobody misses a mark so much that the question should wait for it.
            if not isinstance(error, NotPostedError) and error.code != "missing_scope":
                raise
            if error.code not in _MARKED:
                structlog.get_logger().warning("not_marked", reference=question.reference, code=error.code)

    def show_status(self, question: InboxQuestion) -> None:
        """Say in a direct message that work is under way; never fails, and Slack clears it with the reply."""
        arrival = question.arrival
        if arrival.surface is not Surface.DIRECT or arrival.thread is None:
            return
        try:
            with translated():
                self._hurried.assistant_threads_setStatus(
                    channel_id=arrival.key.channel,
                    thread_ts=arrival.thread,
                    status=say("answer.searching", arrival.language),
                )
        except PostError:
            return


def _metadata(question: InboxQuestion) -> dict[str, Any]:
    return {
        "event_type": METADATA,
        "event_payload": {"reference": question.reference, "revision": question.revision},
    }


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)} if message.blocks else {"text": message.text}
