"""A random sample of last week's replies, which admins judge; and who has agreed to be in it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.administration.reporting.error_rate import ReplyVerdict
from bot.settings import SlackSettings
from bot.slack.administration.desks.agreement import AGREE
from bot.slack.administration.desks.judging import FOUND, JUDGE, NAMED, OPEN
from bot.slack.administration.verdicts import ANSWERS, REFUSALS, Verdicts
from bot.slack.inbox import stored_answer
from bot.slack.inbox.question import Arrival, Key, Posted, Surface
from bot.slack.inbox.state import AppState
from bot.slack.message import ReplyOutcome
from tests.scenarios.administration_scene import ADMIN, STRANGER, Desk, direct, strict_desk
from tests.scenarios.spoken_answers import UNKNOWN, answer_to
from tests.scenarios.stage import soon
from tests.slack_emulator.emulator import Emulator

WEEK = 7 * 86_400.0


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Desk]:
    with strict_desk(tmp_path) as found:
        yield found


def put(state: AppState, number: int, surface: Surface, *, user: str = "U77", known: bool = True) -> None:
    """A question of last week with its reply, as the app leaves it."""
    asked_at = time.time() - WEEK
    text = f"Fråga {number} om {'utbildningen' if known else UNKNOWN}?"
    arrival = Arrival(Key("T1", "C1", f"{asked_at:.0f}.{number:06d}"), surface, user, text, asked_at)
    state.inbox.put(arrival, asked_at)
    question = state.inbox.claim("test", 60, time.time())
    assert question is not None
    answer = stored_answer.dump_answer(answer_to(text))
    outcome = ReplyOutcome.ANSWERED if known else ReplyOutcome.REFUSED
    state.inbox.finish(question, "test", Posted(outcome, f"{number}.1", "snapshot-1", answer), time.time())


def fill(state: AppState, answers: int, refusals: int, surface: Surface = Surface.MENTION) -> None:
    for number in range(answers + refusals):
        put(state, number, surface, known=number < answers)


def test_fifteen_answers_and_ten_refusals_of_last_week_are_drawn_and_always_the_same(tmp_path: Path) -> None:
    state = AppState(_settings(tmp_path))
    fill(state, 20, 14)
    drawn = Verdicts(state.database).drawn(time.time())
    assert (sum(each.is_answered for each in drawn), sum(not each.is_answered for each in drawn)) == (ANSWERS, REFUSALS)
    assert [each.reference for each in Verdicts(state.database).drawn(time.time())] == [e.reference for e in drawn]
    assert Verdicts(state.database).drawn(time.time() + WEEK) == []
    state.close()


def test_what_is_judged_is_not_drawn_again_and_no_other_takes_its_place(tmp_path: Path) -> None:
    state = AppState(_settings(tmp_path))
    fill(state, 20, 0)
    verdicts, now = Verdicts(state.database), time.time()
    first = verdicts.drawn(now)[0]
    assert verdicts.judge(first, ReplyVerdict.WRONG, "", now)
    assert not verdicts.judge(first, ReplyVerdict.RIGHT, "", now)
    assert len(verdicts.drawn(now)) == ANSWERS - 1
    assert [each.verdict for each in verdicts.judged(now - 1)] == [ReplyVerdict.WRONG]
    state.close()


def test_what_somebody_asked_alone_is_drawn_only_while_they_agree(tmp_path: Path) -> None:
    state = AppState(_settings(tmp_path))
    for number, surface in enumerate((Surface.DIRECT, Surface.COMMAND, Surface.GROUP)):
        put(state, number, surface, user="U5")
    verdicts = Verdicts(state.database)
    assert verdicts.drawn(time.time()) == []
    state.preferences.agree("U5", True)
    assert len(verdicts.drawn(time.time())) == 3
    assert state.erasure.extract("U5")["agreed_to_judging"] is True
    state.erasure.erase_person("U5")
    assert (verdicts.drawn(time.time()), state.preferences.agrees("U5")) == ([], False)
    state.close()


def _settings(folder: Path) -> SlackSettings:
    return SlackSettings(state_dir=folder, fsync=False, per_person=10_000, per_channel=10_000)


def test_an_admin_judges_one_after_another_in_a_modal(bot: Desk) -> None:
    emulator: Emulator = bot.stage.emulator  # type: ignore[attr-defined]
    other = AppState(bot.app.parts.settings)
    put_settled(other)
    bot.stage.open_home(ADMIN)
    home = emulator.wait_for_home(ADMIN)
    assert "väntar på ett omdöme: 2" in str(home.payload)
    emulator.click(ADMIN, home, OPEN)
    modal = emulator.wait_for_modal(ADMIN)
    answered = "Utbildningen börjar" in str(modal.payload)
    emulator.click(ADMIN, modal, f"{JUDGE}:right")
    soon(lambda: ("Utbildningen börjar" in str(emulator.wait_for_modal(ADMIN).payload)) is not answered)
    emulator.click(ADMIN, emulator.wait_for_modal(ADMIN), f"{JUDGE}:exists")
    soon(lambda: emulator.wait_for_modal(ADMIN).payload.get("callback_id") == FOUND)
    emulator.submit(emulator.wait_for_modal(ADMIN), {NAMED: "Nytt om huset"})
    soon(lambda: "Klart" in str(emulator.wait_for_modal(ADMIN).payload))
    kept = other.database.rows("SELECT verdict, bulletin FROM verdict ORDER BY judged_at")
    assert [(row["verdict"], row["bulletin"]) for row in kept] == [("right", ""), ("exists", "nytt-om-huset")]
    other.close()


def put_settled(state: AppState) -> None:
    """Two questions of last week, which the running bot has no part in."""
    for number, known in enumerate((True, False)):
        asked_at = time.time() - WEEK
        text = f"Fråga {number} om {'utbildningen' if known else UNKNOWN}?"
        answer = stored_answer.dump_answer(answer_to(text))
        with state.database.writing() as connection:
            connection.execute(
                "INSERT INTO question (reference, team, channel, ts, surface, user, text, language, asked_at,"
                " received_at, finished_at, state, answered, outcome, answer) VALUES"
                " (?, 'T', 'C', ?, 'mention', 'U77', ?, 'sv', ?, ?, ?, 'posted', 1, ?, ?)",
                (f"REF{number}", f"1.{number}", text, asked_at, asked_at, asked_at,
                 "answered" if known else "refused", answer),
            )  # fmt: skip


def test_everybody_agrees_and_takes_it_back_in_app_home(bot: Desk) -> None:
    emulator: Emulator = bot.stage.emulator  # type: ignore[attr-defined]
    for agrees in (True, False):
        bot.stage.open_home(STRANGER)
        soon(partial(_offers, emulator, agrees))
        emulator.click(STRANGER, emulator.wait_for_home(STRANGER), AGREE)
        soon(partial(_agreed, bot, agrees))
    assert len(soon(lambda: direct(bot, STRANGER)[1:] and direct(bot, STRANGER))) == 2


def _offers(emulator: Emulator, agrees: bool) -> bool:
    return f"'value': '{'yes' if agrees else 'no'}'" in str(_home(emulator))


def _agreed(bot: Desk, agrees: bool) -> bool:
    return bot.app.state.preferences.agrees(STRANGER) is agrees


def _home(emulator: Emulator) -> object:
    return emulator.wait_for_home(STRANGER).payload
