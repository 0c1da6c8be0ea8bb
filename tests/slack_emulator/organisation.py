"""What Slack sends where the app is installed in all workspaces of an organisation (Enterprise Grid)."""

from __future__ import annotations

from typing import Any

from tests.slack_emulator.workspace import BOT_USER, TEAM

SECOND_TEAM = "T0SECOND"
"""A further workspace of the organisation, which has every channel too."""


def in_organisation(payload: dict[str, Any], organisation: str, team: str = TEAM) -> dict[str, Any]:
    """The same request as the installation of an organisation gets it, from one of its workspaces."""
    if payload.get("type") == "event_callback":
        authorization = {"enterprise_id": organisation, "team_id": team, "user_id": BOT_USER, "is_bot": True,
                         "is_enterprise_install": True}  # fmt: skip
        return payload | {"team_id": team, "context_team_id": team, "enterprise_id": organisation,
                          "authorizations": [authorization]}  # fmt: skip
    if "command" in payload:
        return payload | {"team_id": team, "enterprise_id": organisation, "is_enterprise_install": "true"}
    whole = {"id": organisation, "name": "Region"}
    place = {"id": team, "domain": "emulated", "enterprise_id": organisation, "enterprise_name": "Region"}
    return payload | {"team": place, "enterprise": whole, "is_enterprise_install": True}
