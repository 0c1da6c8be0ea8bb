"""Receipts in Slack: shown where the text around a quote is, and proved in a window for admins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.administration.audit import Act, ActOutcome
from bot.slack.administration.desks import receipts, why
from bot.slack.showing.blocks import MORE
from bot.wiring.receipts import open_keys, prove_receipt
from tests.bot.administration.shelves import put
from tests.scenarios.administration_scene import (
    ADMIN,
    HOUSE,
    STRANGER,
    Desk,
    acts,
    forged,
    settings_of,
    strict_desk,
)
from tests.scenarios.stage import soon
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.workspace import Message, View

QUESTION = "När blir huset klart?"


@pytest.fixture(scope="module")
def it(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with strict_desk(tmp_path_factory.mktemp("receipts")) as found:
        yield found


def slack_of(it: Desk) -> Emulator:
    emulator: Emulator = it.stage.emulator  # type: ignore[attr-defined]
    return emulator


def asked(it: Desk, user: str, question: str = QUESTION) -> Message:
    return slack_of(it).wait_for_reply(slack_of(it).dm(user, question))


def lines(blocks: Any) -> list[str]:
    """The receipts that stand in some blocks."""
    if isinstance(blocks, dict):
        here = [blocks["elements"][0]["text"]] if blocks.get("type") == "rich_text_preformatted" else []
        return here + [line for value in blocks.values() for line in lines(value)]
    return [line for each in blocks for line in lines(each)] if isinstance(blocks, list) else []


def words(view: Any) -> str:
    """All text of a window."""
    if isinstance(view, dict):
        own = view.get("text")
        return " ".join([own if isinstance(own, str) else "", *map(words, view.values())])
    return " ".join(map(words, view)) if isinstance(view, list) else ""


def shown_receipt(it: Desk, user: str, question: str = QUESTION) -> str:
    slack = slack_of(it)
    slack.click(user, asked(it, user, question), MORE)
    view = slack.wait_for_modal(user)
    slack.close_view(view)
    (line,) = lines(view.payload["blocks"])
    return line


def opened(it: Desk, user: str) -> View:
    """The window for a receipt."""
    slack = slack_of(it)
    slack.open_app(user)
    slack.click(user, slack.wait_for_home(user), receipts.OPEN)
    return slack.wait_for_modal(user)


def checked(it: Desk, user: str, line: str, question: str = "") -> Any:
    """What the window answers to a receipt: its words, or the errors beside the fields."""
    slack, form = slack_of(it), opened(it, user)
    answered = slack.submit(form, {receipts.LINE: line, receipts.QUESTION: question})
    assert answered is not None
    if "errors" not in answered:
        soon(lambda: not {"Kvittot", "Letar"} & set(words(form.payload).split()))
    slack.close_view(form)
    return answered.get("errors") or words(form.payload)


def test_the_receipt_stands_behind_the_button_and_the_window_proves_it(it: Desk) -> None:
    line = shown_receipt(it, STRANGER)
    told = checked(it, ADMIN, line, QUESTION)
    for part in ("Äkta", "med citat", "kvittot på den frågan", HOUSE.split(".")[0], "oförändrad", "som den var"):
        assert part in told, part
    assert "kvittot på en annan fråga" in checked(it, ADMIN, line, "Vad kostar huset?")
    own = replace(settings_of(it.folder), slack=it.app.parts.settings)
    assert prove_receipt(own, line, QUESTION).is_of_question
    assert (ADMIN, Act.VERIFY, ActOutcome.DONE) in acts(it)


def test_a_forged_receipt_and_a_number_of_a_person_are_told_beside_their_fields(it: Desk) -> None:
    line = shown_receipt(it, STRANGER)
    assert "inget kvitto" in checked(it, ADMIN, line[:-2] + "AA")[receipts.LINE]
    assert "inget kvitto" in checked(it, ADMIN, "<!channel> fvm1.x.y")[receipts.LINE]
    assert receipts.QUESTION in checked(it, ADMIN, line, "Vad gäller för 19121212-1212?")


def test_a_proof_that_takes_longer_than_slack_waits_comes_into_the_window_later(it: Desk) -> None:
    line, form = shown_receipt(it, STRANGER), opened(it, ADMIN)
    # Another process writes into the audit log, in which each look is recorded first.
    with FileLock(it.folder / "data" / "audit.lock"):
        slack_of(it).submit(form, {receipts.LINE: line, receipts.QUESTION: ""})
        soon(lambda: "Letar fram" in words(form.payload))
    soon(lambda: "Äkta" in words(form.payload))
    slack_of(it).close_view(form)


def test_only_admins_are_shown_the_window_or_led_to_it(it: Desk) -> None:
    slack = slack_of(it)
    slack.open_app(STRANGER)
    assert receipts.OPEN not in str(slack.wait_for_home(STRANGER).payload)
    forged(it, STRANGER, receipts.OPEN, "x")
    soon(lambda: (STRANGER, Act.VERIFY, ActOutcome.REFUSED) in acts(it))
    assert not [view for view in slack.workspace.modals.values() if view.user == STRANGER and view.open]


def test_admins_get_the_receipt_of_a_refusal_with_the_reasons(it: Desk) -> None:
    slack = slack_of(it)
    slack.click(ADMIN, asked(it, ADMIN, "Hur kokar man ägg?"), why.BUTTON)
    view = soon(lambda: next((each for each in slack.workspace.modals.values()
                              if each.open and lines(each.payload["blocks"])), None))  # fmt: skip
    slack.close_view(view)
    assert "inte svarar" in checked(it, ADMIN, lines(view.payload["blocks"])[0])


def test_erasing_the_question_leaves_nothing_of_its_receipt(it: Desk) -> None:
    line = shown_receipt(it, "U77", "När blir det nya huset klart?")
    slack_of(it).command("U77", slack_of(it).channel("erasing"), "radera")
    soon(lambda: slack_of(it).ephemerals("U77"))
    kept = b"".join(path.read_bytes() for path in Path(it.folder).rglob("*") if path.is_file())
    assert line.split(".")[1].encode() not in kept
    assert "Äkta" in checked(it, ADMIN, line)


def test_a_bulletin_changed_by_hand_is_told_with_what_stood_there(it: Desk, tmp_path: Path) -> None:
    line = shown_receipt(it, STRANGER)
    put(it.shelf, "Nytt om huset", "Huset blir klart i juni. Alla avdelningar flyttar dit under hösten.")
    told = checked(it, ADMIN, line)
    assert "ändrad sedan dess, och orden står inte kvar" in told
    assert "i maj" in told
    assert open_keys(replace(settings_of(it.folder), slack=it.app.parts.settings)).signing().id
