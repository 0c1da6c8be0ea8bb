"""views.*: modals and App Home."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.slack_emulator.block_kit import check_home, check_modal
from tests.slack_emulator.calls import Call, RefusalError
from tests.slack_emulator.chat import identified
from tests.slack_emulator.shape import PayloadError
from tests.slack_emulator.slack import Slack, method
from tests.slack_emulator.workspace import View

DEEPEST = 3


def checked_view(view: Any, check: Callable[[Any], None]) -> dict[str, Any]:
    """A view that Slack would take, with ids for its blocks."""
    try:
        check(view)
    except PayloadError as error:
        raise RefusalError("invalid_arguments", str(error)) from error
    if len(json.dumps(view)) > 250_000:
        raise RefusalError("view_too_large")
    copy: dict[str, Any] = json.loads(json.dumps(view))
    copy["blocks"] = [identified(block) for block in copy["blocks"]]
    return copy


def show_modal(slack: Slack, user: str, payload: dict[str, Any], below: View | None = None) -> View:
    """Open a checked modal on top of `below`."""
    space = slack.workspace
    with space.changed:
        name = space.new_id("V")
        root, previous = (below.root, below.id) if below else (name, None)
        view = View(name, user, payload, space.new_id("hash"), root, previous)
        space.modals[view.id] = view
        space.changed.notify_all()
        return view


def change_view(slack: Slack, view: View, payload: dict[str, Any]) -> View:
    """Put new content into an open view."""
    with slack.workspace.changed:
        view.payload, view.hash = payload, slack.workspace.new_id("hash")
        view.revisions += 1
        slack.workspace.changed.notify_all()
        return view


def stack(slack: Slack, root: str) -> list[View]:
    """The open views above and with `root`, lowest first."""
    return [view for view in slack.workspace.modals.values() if view.root == root and view.open]


@method("views.open")
def open_view(slack: Slack, call: Call) -> dict[str, Any]:
    payload = checked_view(call.need("view"), check_modal)
    user = slack.spend(call.need("trigger_id"))
    return {"view": show_modal(slack, user, payload).shown()}


@method("views.push")
def push_view(slack: Slack, call: Call) -> dict[str, Any]:
    payload = checked_view(call.need("view"), check_modal)
    user = slack.spend(call.need("trigger_id"))
    below = [view for view in slack.workspace.modals.values() if view.user == user and view.open]
    if not below:
        raise RefusalError("no_view_to_push_onto")
    if len(stack(slack, below[-1].root)) >= DEEPEST:
        raise RefusalError("push_limit_reached")
    return {"view": show_modal(slack, user, payload, below[-1]).shown()}


@method("views.update")
def update_view(slack: Slack, call: Call) -> dict[str, Any]:
    payload = checked_view(call.need("view"), check_modal)
    name, external = call.arguments.get("view_id"), call.arguments.get("external_id")
    found = [
        view
        for view in slack.workspace.modals.values()
        if view.open and (view.id == name or (external and view.payload.get("external_id") == external))
    ]
    if not found:
        raise RefusalError("not_found")
    if call.arguments.get("hash") not in (None, found[0].hash):
        raise RefusalError("hash_conflict")
    return {"view": change_view(slack, found[0], payload).shown()}


@method("views.publish")
def publish_view(slack: Slack, call: Call) -> dict[str, Any]:
    user, payload = call.need("user_id"), checked_view(call.need("view"), check_home)
    space = slack.workspace
    with space.changed:
        home = space.homes.get(user)
        if home is not None and call.arguments.get("hash") not in (None, home.hash):
            raise RefusalError("hash_conflict")
        if home is None:
            name = space.new_id("V")
            home = space.homes[user] = View(name, user, payload, space.new_id("hash"), name)
            space.changed.notify_all()
        else:
            change_view(slack, home, payload)
        return {"view": home.shown()}
