"""`/fvm kalender`: what is still to come, for whoever asks alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.calendar.moving import CalendarEntry, calendar_entries
from bot.settings import Transport
from tests.bot.answering.calendar.shelf import Compared, bulletin, statements
from tests.scenarios.running_bot import running_bot, settings_for
from tests.scenarios.spoken_answers import Quoting
from tests.scenarios.stage import soon
from tests.scenarios.strict_stage import StrictStage
from tests.slack_emulator.emulator import Emulator

NEXT = datetime.date.today().year + 1
BULLETINS = (
    bulletin("forst", f"{NEXT - 1}-01-15", f"Det nya systemet startar i Lund den 12 mars {NEXT}."),
    bulletin("flytt", f"{NEXT - 1}-02-15", f"Det nya systemet startar i Lund först den 3 maj {NEXT}."),
    bulletin("over", "2020-02-15", "Kursen hölls den 3 mars 2020."),
)


def entries() -> list[CalendarEntry]:
    return calendar_entries(statements(*BULLETINS), Compared("Lund"))


@pytest.fixture(params=list(Transport))
def emulator(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Emulator]:
    with Emulator() as found:
        stage = StrictStage(found)
        with running_bot(settings_for(stage, tmp_path), Quoting(), request.param, calendar=entries) as (_, carrier):
            if request.param is Transport.HTTP:
                found.use_http(f"http://127.0.0.1:{carrier.port}/slack/events")  # type: ignore[attr-defined]
            else:
                found.wait_until_connected()
            yield found
        assert found.refused() == []


@pytest.mark.parametrize(
    ("words", "day", "was"),
    [
        ("kalender", f"3 maj {NEXT}", f"Tidigare 12 mars {NEXT}, enligt ”Forst”."),
        ("calendar", f"3 May {NEXT}", f"Earlier 12 March {NEXT}, according"),
    ],
)
def test_what_is_to_come_is_shown_with_quote_source_and_what_it_replaced(
    emulator: Emulator, words: str, day: str, was: str
) -> None:
    emulator.command("U1", emulator.channel(), words)
    modal = emulator.wait_for_modal("U1")
    soon(lambda: day in str(modal.payload))
    shown = str(modal.payload)
    assert was in shown
    assert "först den 3 maj" in shown
    assert "https://x.example/flytt" in shown
    assert "Kursen" not in shown
