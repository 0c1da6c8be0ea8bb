"""How administration speaks: to one person alone, in a direct message, or as an error in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.administration.errors import (
    ChannelError,
    DraftError,
    NotAdminError,
    OccupiedError,
    PreviewError,
)
from bot.errors import BotError
from bot.slack.administration.reasons import reason_of
from bot.slack.client import translated
from bot.slack.errors import ExpiredError, PostError
from bot.slack.message import Message
from bot.slack.showing import escape, limits
from bot.slack.slash import Command, written
from bot.words.catalogue import say
from corpus.errors import CorpusError
from corpus.types import Language
from index.errors import SearchIndexError

_REASON = 500


def explained_error(error: Exception, language: Language, command: str) -> str:
    """An error of ours in words, in Slack's markup; of any other nothing but that it happened."""
    if isinstance(error, ExpiredError):
        return say("window.expired", language)
    if isinstance(error, NotAdminError):
        return say("administration.no_admin", language)
    if isinstance(error, OccupiedError):
        return say("administration.occupied", language, who=person(error.holder))
    if isinstance(error, PreviewError):
        return say("administration.stale", language, publish=escape.mrkdwn(written(command, Command.PUBLISH, language)))
    if isinstance(error, DraftError):
        return say("administration.draft_gone", language)
    if isinstance(error, ChannelError):
        return say("administration.not_in_channel", language)
    own = isinstance(error, BotError | CorpusError | SearchIndexError)
    reason = reason_of(error, language) if own else getattr(error, "strerror", None) or type(error).__name__
    return say("administration.failed", language, reason=escape.mrkdwn(limits.cut(escape.one_line(reason), _REASON)))


def person(who: str) -> str:
    """Somebody as the audit log names them: a mention, or words for whoever works at the command line."""
    return f"<@{who}>" if who[:1] in {"U", "W"} and who.isalnum() and who.isupper() else escape.mrkdwn(who)


def whisper(response_url: str, text: str) -> None:
    """Tell the person who used a command or a button, alone; best effort."""
    if not response_url:
        return
    try:
        with translated():
            WebhookClient(response_url).send(text=text, response_type="ephemeral", replace_original=False)
    except PostError as error:
        structlog.get_logger().warning("whisper_failed", code=error.code)


@contextmanager
def telling(tell: Callable[[str], None], language: Language, command: str) -> Iterator[None]:
    """Turn whatever goes wrong in the block into words for `tell`; nothing of ours ends in silence."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - an admin must hear of every failure
        if not isinstance(error, BotError | CorpusError | SearchIndexError):
            structlog.get_logger().error("administration_failed", error=type(error).__name__)
        tell(explained_error(error, language, command))


@dataclass(frozen=True, slots=True)
class Standing:
    """A message of ours that can be changed."""

    channel: str
    ts: str

    @classmethod
    def post(cls, user: str, message: Message, client: WebClient) -> Standing:
        """Write to a person directly."""
        with translated():
            posted = client.chat_postMessage(channel=user, **content(message))
        return cls(str(posted["channel"]), str(posted["ts"]))

    @classmethod
    def clicked(cls, body: Mapping[str, Any]) -> Standing:
        """The message whose button was pressed."""
        container = body.get("container") or {}
        return cls(str(container.get("channel_id") or ""), str(container.get("message_ts") or ""))

    def change(self, message: Message, client: WebClient) -> None:
        with translated():
            client.chat_update(channel=self.channel, ts=self.ts, **content(message))


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal of ours that can be changed."""

    id: str

    @classmethod
    def open(cls, body: Mapping[str, Any], view: dict[str, Any], client: WebClient) -> Modal:
        """Open it, on top of the modal in which the button was pressed if there is one."""
        is_in_modal = (body.get("view") or {}).get("type") == "modal"
        show = client.views_push if is_in_modal else client.views_open
        with translated():
            opened = show(trigger_id=body["trigger_id"], view=view)
        return cls(str(opened["view"]["id"]))

    def change(self, view: dict[str, Any], client: WebClient) -> None:
        with translated():
            client.views_update(view_id=self.id, view=view)


def shown(body: Mapping[str, Any]) -> str:
    """The words in which somebody pressed a button or sent a form: our message, or our modal's title and labels."""
    view = body.get("view") or {}
    labels = [block.get("label") for block in view.get("blocks") or ()]
    titles = [str(label["text"]) for label in (view.get("title"), *labels) if label]
    return str((body.get("message") or {}).get("text") or " ".join(titles))


def content(message: Message) -> dict[str, Any]:
    """A message as the arguments of Slack's methods."""
    return {"text": message.text, "blocks": list(message.blocks)} if message.blocks else {"text": message.text}
