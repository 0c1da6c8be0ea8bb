from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.administration.errors import (
    ChannelError,
    DraftError,
    NotAdminError,
    OccupiedError,
    PreviewError,
    RecordError,
)
from bot.slack.administration.desks.index import ProgressBar
from bot.slack.administration.telling import Standing, explained_error, telling
from bot.slack.showing.limits import SECTION_TEXT
from corpus.errors import FetchError
from corpus.types import Language


class Client:
    """Remembers what a message was changed to; fails where it is told to."""

    def __init__(self, fails: bool = False) -> None:
        self.texts: list[str] = []
        self._fails = fails

    def chat_update(self, **call: Any) -> None:
        if self._fails:
            raise SlackApiError("no", {"ok": False, "error": "ratelimited"})
        self.texts.append(call["text"])


def bar_on(client: Client) -> tuple[Callable[[float, int], None], list[float]]:
    now = [0.0]
    bar = ProgressBar(Standing("D1", "1.1"), Language.SV, client, lambda: now[0])  # type: ignore[arg-type]

    def at(seconds: float, done: int) -> None:
        now[0] = seconds
        bar("embedding passages", done, 200)

    return at, now


def test_a_bar_changes_its_message_no_faster_than_slack_allows() -> None:
    client = Client()
    at, _ = bar_on(client)
    for tick in range(200):
        at(tick / 20, tick)
    assert len(client.texts) == 6
    assert "█" in client.texts[-1]
    assert "läser stycken" in client.texts[-1]


def test_a_change_that_fails_does_not_end_the_build() -> None:
    at, _ = bar_on(Client(fails=True))
    for tick in range(10):
        at(float(tick), tick)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("error", "words"),
    [(NotAdminError("x"), "administrat"), (OccupiedError("x", "U0ADMIN"), "<@U0ADMIN>"), (PreviewError("x"), "/fvm"),
     (DraftError("x"), "."), (ChannelError("x"), "/invite"),
     (OccupiedError("x", "cli:<!here>"), "&lt;!here&gt;"), (FetchError("<!here> answered 404"), "&lt;!here&gt;"),
     (RecordError("y" * 9000), "yyy"), (OSError(28, "No space left on device"), "No space left")],
)  # fmt: skip
def test_every_error_is_said_in_words_that_notify_nobody_else(language: Language, error: Exception, words: str) -> None:
    text = explained_error(error, language, "/fvm")
    assert words in text
    assert "<!here>" not in text
    assert len(text) < SECTION_TEXT


def test_a_draft_that_is_gone_is_not_told_to_be_an_old_preview() -> None:
    assert "/fvm" not in explained_error(DraftError("x"), Language.SV, "/fvm")
    assert "`/fvm publicera`" in explained_error(PreviewError("x"), Language.SV, "/fvm")
    assert "`/fvm publish`" in explained_error(PreviewError("x"), Language.EN, "/fvm")


def test_an_error_of_no_ours_shows_none_of_its_text() -> None:
    heard: list[str] = []
    with telling(heard.append, Language.SV, "/fvm"):
        raise KeyError("a question that nobody else may read")
    assert heard == ["Det gick inte. Skälet: KeyError"]
