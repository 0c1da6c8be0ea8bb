from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from bot.administration.errors import RecordError
from bot.administration.pins import PinnedAsk, Pins, new_pin
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer, Status
from bot.slack.inbox.stored_answer import dump_answer, load_answer
from bot.slack.showing.blocks import answer_message
from corpus.types import Language
from index.testing import WordEncoder

TODAY = datetime.date(2024, 5, 17)
QUESTION = "När öppnar det nya huset för alla som arbetar där?"


def unanswered(question: str, earlier: Earlier) -> Answer:
    return Answer(question, Language.SV, Status.NO_ANSWER, 0.1)


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    it = Pins(tmp_path / "pins.json")
    it.add(new_pin([QUESTION, "Hur många flyttar till hus 12?"], "Den 3 juni.", ["https://x.example/a"], "U1", TODAY))
    return it


def asking(pins: Pins, today: datetime.date = TODAY) -> PinnedAsk:
    return PinnedAsk(unanswered, pins, WordEncoder().encode_queries, lambda: today)


@pytest.mark.parametrize("question", [QUESTION, QUESTION.lower(), QUESTION[:-1], "hur många flyttar till hus 12"])
def test_a_pinned_question_gets_the_pinned_answer(pins: Pins, question: str) -> None:
    answer = asking(pins)(question, NO_EARLIER)
    assert answer.curated is not None
    assert (answer.curated.text, answer.status) == ("Den 3 juni.", Status.ANSWERED)


@pytest.mark.parametrize(
    "question",
    ["När öppnar huset?", "Var öppnar det nya huset för alla som arbetar där nu?", "Hur många flyttar till hus 13?",
     "Vilka flyttar till hus 12?", "?"],
)  # fmt: skip
def test_a_question_that_only_resembles_it_does_not(pins: Pins, question: str) -> None:
    assert asking(pins)(question, NO_EARLIER).curated is None


def test_an_expired_answer_is_not_shown_and_still_listed(pins: Pins) -> None:
    assert asking(pins, TODAY + datetime.timedelta(1))(QUESTION, NO_EARLIER).curated is None
    (pin,) = pins.all()
    assert (pin.is_active(TODAY), pin.is_active(TODAY + datetime.timedelta(1))) == (True, False)


def test_a_pin_that_is_taken_away_is_noticed_by_a_running_bot(pins: Pins) -> None:
    ask = asking(pins)
    assert ask(QUESTION, NO_EARLIER).curated
    assert pins.remove(pins.all()[0].id)
    assert not pins.remove("nothing")
    assert ask(QUESTION, NO_EARLIER).curated is None


def test_it_is_shown_as_the_programme_offices_and_survives_storage(pins: Pins) -> None:
    answer = asking(pins)(QUESTION, NO_EARLIER)
    assert load_answer(dump_answer(answer)) == answer
    message = answer_message(answer, "REF")
    assert message.text.startswith("Den 3 juni.")
    assert "Svar från programkontoret · Gäller till 17 maj 2024" in str(message.blocks)
    assert "hittar jag inget svar" not in message.text


def test_markup_in_a_pinned_answer_is_text(tmp_path: Path) -> None:
    pins = Pins(tmp_path / "pins.json")
    pins.add(new_pin([QUESTION], "<!here> *fet* <@U1>", [], "U1", None))
    message = answer_message(asking(pins)(QUESTION, NO_EARLIER), "REF")
    assert "<!here>" not in message.text
    assert not [block for block in message.blocks if block["type"] == "section"]


@pytest.mark.parametrize(
    ("questions", "text", "links"),
    [([], "x", []), (["  "], "x", []), (["q"], " ", []), (["q"], "x" * 2001, []), (["q"], "x", ["javascript:x"])],
)
def test_a_pin_that_makes_no_sense_is_refused(questions: list[str], text: str, links: list[str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        new_pin(questions, text, links, "U1", None)


STORED = """{
 "version": 1,
 "pins": [
  {
   "id": "0af3",
   "questions": [
    "Vem leder på ön?"
   ],
   "text": "Ring växeln.",
   "links": [
    "https://x.example/"
   ],
   "owner": "U1",
   "expires": "2026-12-31"
  },
  {
   "id": "0af4",
   "questions": [
    "När?"
   ],
   "text": "Snart.",
   "links": [],
   "owner": "U1",
   "expires": null
  }
 ]
}"""
"""As every version of the program has written it."""


def test_pins_of_installed_programs_are_read_and_written_as_they_were_with_no_day(tmp_path: Path) -> None:
    (tmp_path / "pins.json").write_text(STORED)
    first, second = Pins(tmp_path / "pins.json").all()
    assert (first.questions, first.expires) == (("Vem leder på ön?",), datetime.date(2026, 12, 31))
    assert (second.id, second.links, second.expires) == ("0af4", (), None)
    (tmp_path / "pins.json").unlink()
    for pin in (first, second):
        Pins(tmp_path / "pins.json").add(pin)
    written = json.loads((tmp_path / "pins.json").read_text())
    assert [pin.pop("made") for pin in written["pins"]] == [None, None]
    assert written == json.loads(STORED)


@pytest.mark.parametrize("content", ["{", "[]", "{}", STORED.replace("1", "2", 1), STORED.replace('"Snart."', "5")])
def test_a_damaged_file_is_explained(tmp_path: Path, content: str) -> None:
    (tmp_path / "pins.json").write_text(content)
    with pytest.raises(RecordError, match="damaged"):
        Pins(tmp_path / "pins.json").all()


def test_a_damaged_file_is_told_once_and_the_bulletins_answer_until_it_is_mended(pins: Pins, tmp_path: Path) -> None:
    told: list[RecordError] = []
    ask = PinnedAsk(unanswered, pins, WordEncoder().encode_queries, lambda: TODAY, told.append)
    path = tmp_path / "pins.json"
    whole = path.read_bytes()
    path.write_text("{")
    assert [ask(QUESTION).curated for _ in range(3)] == [None] * 3
    assert len(told) == 1
    path.write_bytes(whole)
    assert ask(QUESTION).curated is not None


def test_a_program_that_does_not_ask_for_it_hears_of_a_damaged_file_as_an_error(pins: Pins, tmp_path: Path) -> None:
    (tmp_path / "pins.json").write_text("[]")
    with pytest.raises(RecordError, match="move it away"):
        asking(pins)(QUESTION)
