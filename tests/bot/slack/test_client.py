from __future__ import annotations

import http.client
import socket
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.client import translated
from bot.slack.errors import NotPostedError, PostError, TryLaterError, UncertainError


def refusal(code: str, status: int = 200, **headers: Any) -> SlackApiError:
    response = SlackResponse(client=None, http_verb="POST", api_url="", req_args={}, headers=headers,
                             data={"ok": False, "error": code}, status_code=status)  # fmt: skip
    return SlackApiError("refused", response)


def kind_of(error: Exception) -> PostError:
    with pytest.raises(PostError) as caught, translated():
        raise error
    return caught.value


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "is_archived", "invalid_blocks", "no_text"])
def test_slacks_refusals_are_for_good(code: str) -> None:
    error = kind_of(refusal(code))
    assert isinstance(error, NotPostedError)
    assert error.code == code


def test_too_many_calls_wait_as_long_as_slack_says() -> None:
    error = kind_of(refusal("ratelimited", 429, **{"Retry-After": "7"}))
    assert isinstance(error, TryLaterError)
    assert error.after == 7.0


@pytest.mark.parametrize("value", ["soon", "-5", "999999"])
def test_an_odd_waiting_time_stays_between_nothing_and_ten_minutes(value: str) -> None:
    error = kind_of(refusal("ratelimited", 429, **{"retry-after": value}))
    assert isinstance(error, TryLaterError)
    assert 0.0 <= (error.after or 0.0) <= 600.0


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "missing_scope"])
def test_what_an_admin_can_mend_is_tried_again(code: str) -> None:
    assert isinstance(kind_of(refusal(code)), TryLaterError)


@pytest.mark.parametrize("error", [refusal("internal_error"), refusal("fatal_error"), refusal("x", 500),
                                   URLError(TimeoutError()), URLError(ConnectionResetError()), TimeoutError(),
                                   ConnectionResetError(), http.client.RemoteDisconnected("no answer"),
                                   ValueError("json")])  # fmt: skip
def test_a_connection_lost_in_the_middle_is_uncertain(error: Exception) -> None:
    assert isinstance(kind_of(error), UncertainError)


@pytest.mark.parametrize("error", [URLError(ConnectionRefusedError()), URLError(socket.gaierror()),
                                   ConnectionRefusedError()])  # fmt: skip
def test_a_request_that_never_left_is_tried_again(error: Exception) -> None:
    assert isinstance(kind_of(error), TryLaterError)
