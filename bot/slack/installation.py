"""For which installation of the app Slack sends something, and whose people are in it; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_APP_TOKEN = re.compile(r"xapp-\d{1,9}-(A[A-Z0-9]{6,20})-")

OWN_PERSON = "fvm_own_person"
"""The key of Bolt's context under which listeners find what `Installation.is_own_person` says of a request."""

Body = Mapping[str, Any]


def app_of_token(token: str) -> str:
    """The app's id, which an app-level token holds; empty where it holds none."""
    match = _APP_TOKEN.match(token)
    return match[1] if match else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where the app is installed: in the workspace `team`, or in all workspaces of `enterprise` where it `is_org_wide`.

    `app` is empty where it is not known: the signature, or the socket's token, proves the app too.
    """

    team: str
    enterprise: str = ""
    is_org_wide: bool = False
    app: str = ""

    @property
    def place(self) -> str:
        """What stands for the workspace where the app is installed in all of an organisation: one message may come with
        the ids of several, and its channel and time tell it alone. Empty where the app is in one workspace."""
        return self.enterprise if self.is_org_wide else ""

    def is_meant(self, body: Body) -> bool:
        """Whether a request was sent for this installation.

        Of an event its authorizations tell, for in a channel shared between organisations it may have happened in
        another's workspace. Where there are none, the workspace does, or the organisation.
        """
        app = body.get("api_app_id")
        if self.app and app and app != self.app:
            return False
        authorizations = [each for each in _list(body.get("authorizations")) if isinstance(each, Mapping)]
        if authorizations:
            return any(self._is_authorized(each) for each in authorizations)
        team, enterprise = _place(body)
        return bool(enterprise) and enterprise == self.enterprise if self.is_org_wide else team == self.team

    def _is_authorized(self, authorization: Body) -> bool:
        if self.is_org_wide:
            is_org_wide = authorization.get("is_enterprise_install") is True
            return is_org_wide and bool(self.enterprise) and authorization.get("enterprise_id") == self.enterprise
        return authorization.get("is_enterprise_install") is not True and authorization.get("team_id") == self.team

    def is_own_person(self, body: Body) -> bool:
        """Whether who pressed, sent or typed something belongs to the workspace, or to the organisation, and is no
        guest of a shared channel from elsewhere."""
        team = _dict(body.get("user")).get("team_id")
        if not team:
            return True
        return team == self.team or (self.is_org_wide and team == _dict(body.get("team")).get("id"))

    def is_foreign_event(self, body: Body) -> bool:
        """Whether what is told of was said by somebody of another organisation, in a channel shared with it; so is
        whoever cannot be told there. Of what is pressed or typed the person tells, as `is_own_person` says."""
        event = _dict(body.get("event"))
        if not event:
            return not self.is_own_person(body)
        if body.get("is_ext_shared_channel") is not True:
            return False
        message = _dict(event.get("message")) or event
        team = message.get("user_team") or message.get("team") or event.get("user_team")
        own = {self.team, *([body.get("context_team_id"), self.enterprise] if self.is_org_wide else [])}
        return not team or team not in own


def _place(body: Body) -> tuple[str, str]:
    """The ids of the workspace and of the organisation that a request names, empty for none."""
    team, view = _dict(body.get("team")), _dict(body.get("view"))
    workspace = view.get("app_installed_team_id") or team.get("id") or body.get("team_id") or ""
    organisation = _dict(body.get("enterprise")).get("id") or team.get("enterprise_id") or body.get("enterprise_id")
    return str(workspace), str(organisation or "")


def _dict(value: object) -> Body:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
