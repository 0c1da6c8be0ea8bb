"""The weekly letter: asked for, sent once in the weeks that bring something, ended, and erased."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.inbox.followed import MOST
from bot.slack.listening.weekly_desk import WeeklyDesk
from bot.slack.listening.weekly_letters import WEEK, WeeklyLetters
from tests.scenarios.shelves_scene import Hall, hall
from tests.slack_emulator.workspace import Message

ANNA = "U0ANNA"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as found:
        yield found
        assert found.slack.refused() == []


def told(it: Hall, text: str) -> str:
    """What a command answers, to its person alone."""
    before = len(it.slack.ephemerals(ANNA))
    it.slack.command(ANNA, it.lobby, text)
    return it.slack.wait_for_ephemeral(ANNA, before).text


def letters(it: Hall) -> list[Message]:
    it.settled()
    return [message for message in it.slack.messages(it.slack.workspace.im(ANNA)) if message.by_bot]


def after(it: Hall, weeks: float) -> int:
    """Let the letters be told as if so many weeks had passed; how many."""
    (desk,) = [each for each in it.app.extensions if isinstance(each, WeeklyDesk)]
    own = desk.letters
    return WeeklyLetters(own.shelves, own.followed, own.inbox, own.wake, lambda: time.time() + weeks * WEEK).tell()


def test_a_letter_comes_in_the_weeks_that_bring_something_about_the_subject(it: Hall) -> None:
    assert "veckobrev" in told(it, "veckobrev kurser")
    assert after(it, 1.1) == 0
    it.put("kurs", "Ny kurs i Luleå", "Kursen i Luleå börjar i maj.")
    it.put("kurs", "Nytt hus", "Huset målas om.")
    assert after(it, 1.2) == 0, "a week has not passed since the last look"
    assert after(it, 2.2) == 1
    (letter,) = letters(it)
    assert "Ny kurs i Luleå" in letter.text
    assert "Nytt hus" not in str(letter)
    assert after(it, 3.3) == 0


def test_nothing_of_an_internal_shelf_stands_in_a_letter(it: Hall) -> None:
    it.slack.command(ANNA, it.care, "veckobrev kliniken")
    it.slack.wait_for_ephemeral(ANNA)
    it.put("vard", "Hemligt berg", "Kliniken flyttar till berget i juli.")
    assert after(it, 1.1) == 0
    it.put("kurs", "Kurs för kliniken", "Kliniken får en kurs.")
    assert after(it, 2.2) == 1
    (letter,) = letters(it)
    assert "Kurs för kliniken" in letter.text
    assert "berg" not in str(letter)


def test_a_letter_that_was_put_before_a_crash_is_not_sent_twice(it: Hall) -> None:
    told(it, "veckobrev kurser")
    it.put("kurs", "Ny kurs i Luleå", "Kursen i Luleå börjar i maj.")
    (desk,) = [each for each in it.app.extensions if isinstance(each, WeeklyDesk)]
    rows = it.app.state.database.rows("SELECT * FROM followed")
    known = it.app.state.database.rows("SELECT * FROM told_of")
    assert after(it, 1.1) == 1
    with it.app.state.database.writing() as connection:
        connection.execute("DELETE FROM told_of")
        connection.executemany("INSERT INTO told_of VALUES (?, ?, ?)", [tuple(row) for row in known])
        connection.execute("UPDATE followed SET told_at = ?", (rows[0]["told_at"],))
    assert after(it, 1.1) == 0
    assert len(letters(it)) == 1
    assert desk.followed.of(ANNA)


def test_letters_are_listed_and_ended_one_by_one_or_all(it: Hall) -> None:
    assert "inget veckobrev" in told(it, "veckobrev")
    told(it, "veckobrev kurser")
    told(it, "weekly digest the house")
    assert "”kurser”, ”the house”" in told(it, "veckobrev")
    told(it, "sluta veckobrev Kurser")
    assert "kurser" not in told(it, "veckobrev")
    told(it, "stop weekly digest")
    assert "inget veckobrev" in told(it, "veckobrev")


def test_what_is_no_subject_is_refused_and_so_is_the_eleventh(it: Hall) -> None:
    assert "ett ämne" in told(it, "veckobrev om och med")
    assert "personnummer" in told(it, "veckobrev 19121212-1212")
    for number in range(MOST):
        told(it, f"veckobrev kurs{number}")
    assert "Avsluta ett först" in told(it, "veckobrev huset")
    assert len(it.app.state.database.rows("SELECT 1 FROM followed")) == MOST


def test_erasing_a_person_ends_their_letters(it: Hall) -> None:
    told(it, "veckobrev kurser")
    assert it.app.state.erasure.extract(ANNA)["weekly_letters"] == ["kurser"]
    told(it, "radera mig")
    it.settled()
    assert it.app.state.database.rows("SELECT 1 FROM followed UNION SELECT 1 FROM told_of") == []
