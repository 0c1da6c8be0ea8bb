"""Somebody who is no admin sends what only an admin's client could have sent: each act is refused where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.administration.audit import Act, ActOutcome
from bot.administration.pins import new_pin
from bot.slack.administration import messages, views
from bot.slack.administration.desks import pins, upkeep, why
from bot.slack.administration.desks.add import SHORTCUT
from bot.wiring.opened_shelves import open_pins
from tests.bot.administration.shelves import put, silent
from tests.scenarios.administration_scene import ADMIN, STRANGER, Desk, acts, forged, settings_of
from tests.scenarios.stage import soon
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.files import Upload
from tests.slack_emulator.workspace import View


@dataclass(frozen=True, slots=True)
class Prey:
    """What an admin has left behind that others might seize."""

    preview: str
    snapshot: str
    pin: str
    draft: str
    reference: str


def emulator(it: Desk) -> Emulator:
    found: Emulator = it.stage.emulator  # type: ignore[attr-defined]
    return found


def prepared(it: Desk) -> Prey:
    """One preview, one snapshot, one pin, one draft and one answer, all an admin's own."""
    it.stage.command(ADMIN, "När blir huset klart i maj?")
    answer = soon(lambda: it.stage.private(ADMIN))[0]
    (reference,) = {part["value"] for block in answer.blocks for part in block.get("elements", ())
                    if part.get("action_id") == why.BUTTON}  # fmt: skip
    put(it.shelf, "Nytt om kursen", "Kursen börjar i augusti.")
    preview = it.publisher.preview(ADMIN, silent)
    pin = new_pin(["Vem har nyckeln?"], "Vakten.", [], ADMIN, None)
    open_pins(settings_of(it.folder)).add(pin)
    shared = emulator(it).share("U09", _channel(it), "x", Upload("x.md", b"# X\n\nText."))
    emulator(it).shortcut(ADMIN, shared, SHORTCUT)
    form = emulator(it).wait_for_modal(ADMIN)
    emulator(it).submit(form, {})
    soon(lambda: form.payload.get("callback_id") == views.DRAFT)
    return Prey(preview.token, it.publisher.published() or "", pin.id, form.payload["private_metadata"], reference)


def _channel(it: Desk) -> Any:
    return it.stage.channel  # type: ignore[attr-defined]


def sent(it: Desk, callback: str, values: dict[str, str], metadata: str = "") -> None:
    """A modal that was never opened for this person, sent all the same."""
    blocks = [{"type": "input", "block_id": key, "label": {"type": "plain_text", "text": "x"}, "optional": True,
               "element": {"type": "plain_text_input", "action_id": key}} for key in values]  # fmt: skip
    payload = {"type": "modal", "callback_id": callback, "private_metadata": metadata, "blocks": blocks,
               "title": {"type": "plain_text", "text": "x"}, "submit": {"type": "plain_text", "text": "x"}}  # fmt: skip
    view = View("V_FORGED", STRANGER, payload, "hash", "V_FORGED")
    emulator(it).workspace.modals[view.id] = view
    emulator(it).submit(view, values)


Attempt = Callable[[Desk, Prey], None]

ATTEMPTS: dict[str, tuple[Act, Attempt]] = {
    "publish": (Act.PUBLISH, lambda it, prey: forged(it, STRANGER, messages.PUBLISH, prey.preview)),
    "discard": (Act.DISCARD, lambda it, prey: forged(it, STRANGER, messages.DISCARD, prey.preview)),
    "rollback": (Act.ROLLBACK, lambda it, prey: forged(it, STRANGER, messages.ROLLBACK, prey.snapshot)),
    "numbered rollback": (Act.ROLLBACK, lambda it, prey: forged(it, STRANGER, f"{messages.ROLLBACK}_3", prey.snapshot)),
    "unpin": (Act.UNPIN, lambda it, prey: forged(it, STRANGER, f"{pins.REMOVE}_0", prey.pin)),
    "explain": (Act.EXPLAIN, lambda it, prey: forged(it, STRANGER, why.BUTTON, prey.reference)),
    "form": (Act.ADD, lambda it, prey: sent(it, views.FORM, {views.ADDRESS: it.web.put("/x", "<p>Text.</p>")})),
    "form with a file": (Act.ADD, lambda it, prey: sent(it, views.FORM, {}, '{"name": "x", "url": "https://x"}')),
    "draft": (Act.ADD, lambda it, prey: sent(it, views.DRAFT, {views.TITLE: "Kapad"}, prey.draft)),
    "pin": (Act.PIN, lambda it, prey: sent(it, pins.FORM, {pins.QUESTIONS: "När?", pins.TEXT: "Aldrig."})),
    "withdraw": (Act.WITHDRAW, lambda it, prey: forged(it, STRANGER, f"{upkeep.WITHDRAW}_0", "nytt-om-huset")),
    "open corrections": (Act.CORRECT, lambda it, prey: forged(it, STRANGER, upkeep.OPEN, "")),
    "find": (Act.CORRECT, lambda it, prey: sent(it, upkeep.FIND, {upkeep.NAMED: "Nytt om huset"})),
    "correct": (Act.CORRECT, lambda it, prey: sent(it, upkeep.CORRECT, {upkeep.TITLE: "Nej"}, "nytt-om-huset ")),
    "command add": (Act.ADD, lambda it, prey: it.stage.command(STRANGER, "lägg till https://x.example")),
    "command reindex": (Act.PREVIEW, lambda it, prey: it.stage.command(STRANGER, "REINDEX")),
    "command rollback": (Act.ROLLBACK, lambda it, prey: it.stage.command(STRANGER, "gå tillbaka")),
    "command pin": (Act.PIN, lambda it, prey: it.stage.command(STRANGER, "pin who leads?")),
    "command explain": (Act.EXPLAIN, lambda it, prey: it.stage.command(STRANGER, "explain answer x")),
}


@pytest.mark.parametrize(("act", "attempt"), ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_a_forged_payload_is_refused_recorded_and_changes_nothing(it: Desk, act: Act, attempt: Attempt) -> None:
    prey = prepared(it)
    before = state(it), len(acts(it)), len(it.web.seen)
    attempt(it, prey)
    soon(lambda: acts(it)[before[1] :] == [(STRANGER, act, ActOutcome.REFUSED)])
    assert state(it) == before[0]
    assert len(it.web.seen) == before[2]
    assert "Vakten" not in str(emulator(it).ephemerals(STRANGER))


def state(it: Desk) -> tuple[Any, ...]:
    """Everything that an admin's act changes."""
    data = it.publisher.data
    folders = [sorted(path.name for path in (data / name).iterdir()) for name in ("previews", "drafts")]
    shelf = sorted((path.name, path.read_bytes()) for path in it.shelf.glob("*.md"))
    return it.publisher.published(), folders, shelf, open_pins(settings_of(it.folder)).all()
