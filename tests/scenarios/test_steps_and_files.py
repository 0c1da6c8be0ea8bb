"""What comes with a question or asks it: pictures and files, and a step of a workflow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.settings import Transport
from bot.slack.running import manifest
from tests.scenarios.spoken_answers import UNKNOWN
from tests.scenarios.stage import soon
from tests.scenarios.storm import Storm, storm
from tests.slack_emulator.config import Config
from tests.slack_emulator.files import Upload

_MANIFEST = manifest.with_workflow_step(manifest.with_thread_replies(manifest.shipped()))
WITH_STEP = Config(scopes=manifest.scopes(_MANIFEST), events=manifest.events(_MANIFEST))
PICTURE = Upload("skärm.png", b"\x89PNG", "image/png")


@pytest.fixture(scope="module", params=list(Transport))
def it(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storm]:
    with storm(tmp_path_factory.mktemp("steps"), request.param, WITH_STEP, thread_replies=True) as found:
        yield found


def ended(it: Storm, **inputs: str) -> dict[str, Any]:
    execution = it.emulator.run_step(**inputs)
    return soon(lambda: it.emulator.workspace.steps[execution])


def test_a_step_of_a_workflow_gets_answer_link_date_and_probability(it: Storm) -> None:
    found = ended(it, question="När börjar utbildningen?")
    assert found == {
        "answered": True,
        "answer": "Utbildningen börjar: När börjar utbildningen?",
        "link": "https://intranet.example/maj#:~:text=Utbildningen%20b%C3%B6rjar",
        "date": "2024-05",
        "probability": 0.95,
    }


def test_a_step_without_an_answer_is_told_so_and_goes_on(it: Storm) -> None:
    found = ended(it, question=f"Vad kostar den {UNKNOWN}a kursen?")
    assert (found["answered"], found["link"], found["probability"]) == (False, "", 0.1)
    assert "inget svar" in found["answer"]


def test_a_step_with_a_personal_number_or_without_words_fails_with_the_reason(it: Storm) -> None:
    assert "personnummer" in ended(it, question="Vem är 19121212-1212?")["error"]
    assert "fråga" in ended(it, question=" ")["error"]
    texts = [row["text"] for row in it.app.state.database.rows("SELECT text FROM question WHERE surface = 'step'")]
    assert not any("1212" in (text or "") for text in texts)


def test_a_step_is_answered_once_however_often_slack_tells_of_it(it: Storm) -> None:
    execution = it.emulator.run_step(question="När börjar utbildningen?")
    soon(lambda: it.emulator.workspace.steps[execution])
    it.settled()
    envelope = it.emulator.delivery.sent[-1]
    it.emulator.delivery.send(type(envelope)(envelope.kind, envelope.payload))
    it.settled()
    assert len([call for call in it.emulator.called("functions.completeSuccess")
                if call.arguments["function_execution_id"] == execution]) == 1  # fmt: skip


def test_the_words_beside_a_picture_are_answered_and_a_line_says_that_it_was_not_read(it: Storm) -> None:
    said = it.emulator.share("U01", it.channel, "<@U0BOT> När börjar utbildningen?", PICTURE)
    reply = it.emulator.wait_for_reply(said)
    assert reply.text.startswith("”Utbildningen börjar")
    assert "inte bilder och filer" in reply.text
    plain = it.emulator.wait_for_reply(it.emulator.mention("U01", it.channel, "När börjar utbildningen?"))
    assert "inte bilder" not in plain.text


def test_a_picture_alone_is_not_read_and_the_person_is_told(it: Storm) -> None:
    said = it.emulator.share("U01", it.emulator.workspace.im("U01"), "", PICTURE)
    assert "Jag läser inte bilder och filer" in it.emulator.wait_for_reply(said).text
