from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.administration.audit import AuditLog
from bot.slack.administration.access import Access
from bot.slack.installation import OWN_PERSON
from tests.bot.slack.answers import settings


@pytest.mark.parametrize(("is_own", "ran"), [(True, ["U1"]), (False, []), (None, [])])
def test_somebody_of_another_workspace_is_no_admin_whatever_their_id(
    tmp_path: Path, is_own: bool | None, ran: list[str]
) -> None:
    used = settings(tmp_path, admins=frozenset({"U1"}))
    access = Access(used, WebClient(), AuditLog(tmp_path / "audit.jsonl"))
    app = App(
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
        request_verification_enabled=False, process_before_response=True,
    )  # fmt: skip
    done: list[str] = []

    def act(ack: Any, body: dict[str, Any]) -> None:
        done.append(body["user"]["id"])
        ack()

    app.action("administration_publish", middleware=[access.own_people])(act)
    body = {"type": "block_actions", "user": {"id": "U1", "team_id": "T9"}, "team": {"id": "T1"},
            "actions": [{"type": "button", "action_id": "administration_publish", "block_id": "b"}]}  # fmt: skip
    request = BoltRequest(body=body, mode="socket_mode", context={} if is_own is None else {OWN_PERSON: is_own})
    assert app.dispatch(request).status == 200
    assert done == ran
