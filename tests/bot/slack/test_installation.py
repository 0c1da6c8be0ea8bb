from __future__ import annotations

from typing import Any

import pytest

from bot.slack.installation import Installation, app_of_token

WORKSPACE = Installation(team="T1", app="A1")
IN_GRID = Installation(team="T1", enterprise="E1", app="A1")
ORG_WIDE = Installation(team="E1", enterprise="E1", is_org_wide=True, app="A1")


def event(team: str | None, enterprise: str | None = None, *authorizations: dict[str, Any]) -> dict[str, Any]:
    return {"type": "event_callback", "api_app_id": "A1", "team_id": team, "enterprise_id": enterprise,
            "authorizations": list(authorizations)}  # fmt: skip


def authorized(team: str | None, enterprise: str | None = None, is_org_wide: bool = False) -> dict[str, Any]:
    return {"team_id": team, "enterprise_id": enterprise, "is_enterprise_install": is_org_wide, "is_bot": True}


def pressed(team: dict[str, Any] | None, enterprise: str | None = None, **further: Any) -> dict[str, Any]:
    whole = {"id": enterprise, "name": "x"} if enterprise else None
    return {"type": "block_actions", "api_app_id": "A1", "team": team, "enterprise": whole, **further}


def command(team: str, enterprise: str | None = None) -> dict[str, Any]:
    base = {"command": "/fvm", "api_app_id": "A1", "team_id": team, "is_enterprise_install": "false"}
    return base | ({"enterprise_id": enterprise} if enterprise else {})


@pytest.mark.parametrize(
    "body",
    [event("T1"), event("T1", None, authorized("T1")), event("T1", "E1", authorized("T1", "E1")), command("T1"),
     command("T1", "E1"), pressed({"id": "T1"}), pressed({"id": "T1", "enterprise_id": "E1"}, "E1"),
     pressed(None, view={"app_installed_team_id": "T1"}),
     # A shared channel: it happened in another organisation's workspace, and is meant for ours.
     event("T9", "E9", authorized("T1")),
     pressed({"id": "T9"}, view={"app_installed_team_id": "T1"})],
)  # fmt: skip
@pytest.mark.parametrize("ours", [WORKSPACE, IN_GRID], ids=["workspace", "in a grid"])
def test_what_is_sent_for_our_workspace_is_taken(ours: Installation, body: dict[str, Any]) -> None:
    assert ours.is_meant(body)


@pytest.mark.parametrize(
    "body",
    [event("T9"), event(None), event("T9", "E1"), event("T1", None, authorized("T9")), command("T9"), command(""),
     event("T1", "E1", authorized("T1", "E1", is_org_wide=True)), event("T1", "E1", authorized(None, "E1", True)),
     pressed({"id": "T9", "enterprise_id": "E1"}, "E1"), pressed(None), pressed(None, "E1"), {},
     event("T1") | {"api_app_id": "A9"}, command("T1") | {"api_app_id": "A9"},
     pressed({"id": "T1"}, view={"app_installed_team_id": "T9"})],
)  # fmt: skip
@pytest.mark.parametrize("ours", [WORKSPACE, IN_GRID], ids=["workspace", "in a grid"])
def test_what_is_sent_for_another_installation_is_not(ours: Installation, body: dict[str, Any]) -> None:
    assert not ours.is_meant(body)


@pytest.mark.parametrize(
    "body",
    [event("T1", "E1"), event("T2", "E1", authorized("T2", "E1", is_org_wide=True)), command("T2", "E1"),
     event("T2", "E1", authorized(None, "E1", is_org_wide=True)), pressed(None, "E1"),
     pressed({"id": "T2", "enterprise_id": "E1"}), event("T9", "E9", authorized("T2", "E1", is_org_wide=True))],
)  # fmt: skip
def test_an_installation_of_an_organisation_takes_what_its_workspaces_send(body: dict[str, Any]) -> None:
    assert ORG_WIDE.is_meant(body)


@pytest.mark.parametrize(
    "body",
    [event("T2", "E9"), event("T2"), command("T2"), command("T2", "E9"), pressed(None, "E9"), pressed({"id": "T2"}),
     event("T2", "E1", authorized("T2", "E1")), event("T2", "E1", authorized("T2", "E9", is_org_wide=True)), {}],
)  # fmt: skip
def test_an_installation_of_an_organisation_takes_nothing_else(body: dict[str, Any]) -> None:
    assert not ORG_WIDE.is_meant(body)


@pytest.mark.parametrize("broken", [1, "x", [], [1], None, {"id": 1}])
def test_odd_values_are_no_installation_of_ours(broken: object) -> None:
    for key in ("authorizations", "team", "enterprise", "view", "team_id"):
        assert not WORKSPACE.is_meant({key: broken})
        assert not ORG_WIDE.is_meant({key: broken})


def test_a_guest_of_a_shared_channel_is_no_person_of_ours() -> None:
    assert WORKSPACE.is_own_person(pressed({"id": "T1"}, user={"id": "U1", "team_id": "T1"}))
    assert not WORKSPACE.is_own_person(pressed({"id": "T1"}, user={"id": "U1", "team_id": "T9"}))
    assert not IN_GRID.is_own_person(pressed({"id": "T1"}, user={"id": "U1", "team_id": "T2"}))
    assert ORG_WIDE.is_own_person(pressed({"id": "T2", "enterprise_id": "E1"}, user={"id": "U1", "team_id": "T2"}))
    assert not ORG_WIDE.is_own_person(pressed({"id": "T2", "enterprise_id": "E1"}, user={"id": "U1", "team_id": "T9"}))
    assert WORKSPACE.is_own_person(command("T1"))


def test_the_apps_id_stands_in_its_token() -> None:
    assert app_of_token("xapp-1-A0123456789-9876543210-0a1b2c") == "A0123456789"
    assert [app_of_token(token) for token in ("", "xapp-1-emulated-app", "xoxb-1-A0123456789-1")] == ["", "", ""]
