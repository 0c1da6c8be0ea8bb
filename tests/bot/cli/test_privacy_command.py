from __future__ import annotations

import datetime
import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import settings as all_settings
from bot.administration.audit import Act, AuditLog
from bot.administration.people import PersonalFiles
from bot.administration.pins import new_pin
from bot.cli.main import fvm
from bot.slack.inbox.feedback import RatedAnswer, Rating
from bot.slack.inbox.question import Posted
from bot.slack.inbox.state import AppState
from bot.slack.inbox.stored_answer import dump_answer
from bot.slack.message import ReplyOutcome
from bot.wiring.administration import open_audit, open_personal_files
from bot.wiring.opened_shelves import open_pins
from bot.wiring.papers import CHAT_HISTORY
from corpus.errors import ShelfError
from corpus.readers.document import Document, PageHead
from corpus.types import Language
from index.types import unheard
from tests.bot.administration.shelves import put
from tests.bot.slack.answers import ANSWER, arrival

DAY = 86_400.0


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "data").mkdir()
    return {"FVM_DATA": str(tmp_path / "data"), "FVM_BULLETINS": str(tmp_path / "shelf"), "FVM_READER": "none"}


def run(environment: dict[str, str], *arguments: str, error: type[BaseException] | None = None) -> Result:
    result = CliRunner(env=environment).invoke(fvm, ["privacy", *arguments], standalone_mode=False)
    assert isinstance(result.exception, error) if error else result.exception is None
    return result


def fill(environment: dict[str, str], user: str, asked_at: float | None = None) -> str:
    """A person who has asked, rated, kept, chosen a language, pinned and drafted; the question's reference."""
    values = all_settings.load(environment)
    state = AppState(values.slack)
    at = time.time() if asked_at is None else asked_at
    reference = state.inbox.put(arrival(f"hemlig fråga av {user}", user=user, asked_at=at), at)
    question = state.inbox.claim("me", 60.0, at)
    assert question is not None
    assert reference is not None
    state.inbox.finish(question, "me", Posted(ReplyOutcome.ANSWERED, "1.5", "s-1", dump_answer(ANSWER)), at)
    state.feedback.rate(reference, user, Rating.UP, RatedAnswer(question.arrival.text, None, "s-1"), at)
    state.kept.keep(question, user, Language.SV, at)
    state.preferences.choose(user, Language.EN)
    state.close()
    open_pins(values).add(new_pin(["Vem leder?"], "Anna Ek", [], user, None))
    with open_audit(values).recorded(user, Act.PIN, "p1") as detail:
        detail(f"{user} is at work, not {user}2")
    files(environment).drafts.keep(Document(PageHead(title="Nytt om huset"), "# Nytt\n\nHuset blir klart i maj."), user)
    return reference


def files(environment: dict[str, str]) -> PersonalFiles:
    return open_personal_files(all_settings.load(environment), unheard)


def holding(folder: Path, word: str) -> list[str]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in paths if word.encode() in path.read_bytes() or word in path.name]


def test_an_extract_holds_all_that_is_stored_of_a_person_and_nothing_of_others(environment: dict[str, str]) -> None:
    fill(environment, "U1A")
    fill(environment, "U1B")
    found = json.loads(run(environment, "extract", "U1A").output)
    assert found["user"] == "U1A"
    (question,) = found["questions"]
    assert (question["text"], question["answer"]["answers"][0]["quote"]) == (
        "hemlig fråga av U1A", ANSWER.answers[0].quote,
    )  # fmt: skip
    assert (found["language"], len(found["ratings"]), len(found["kept"]), len(found["pins"])) == ("en", 1, 1, 1)
    assert "Huset blir klart" in found["drafts"][0]
    assert [each["act"] for each in found["audit"]] == ["pin"]
    assert "U1B" not in json.dumps(found)


def test_an_extract_of_somebody_unknown_and_of_a_bot_that_never_ran_is_empty(environment: dict[str, str]) -> None:
    found = json.loads(run(environment, "extract", "U1A").output)
    assert not any(value for key, value in found.items() if key != "user")


def test_erasing_leaves_a_person_in_no_file(environment: dict[str, str], tmp_path: Path) -> None:
    fill(environment, "U1A")
    fill(environment, "U1B")
    assert {"slack.sqlite3", "audit.jsonl", "pins.json"} <= set(holding(tmp_path, "U1A"))
    assert "Erased:" in run(environment, "erase", "U1A").output
    log = (tmp_path / "data" / "audit.jsonl").read_text()
    assert "erased is at work, not U1A2" in log
    (tmp_path / "data" / "audit.jsonl").write_text(log.replace("U1A2", ""))
    assert holding(tmp_path, "U1A") == []
    assert len(json.loads(run(environment, "extract", "U1B").output)["questions"]) == 1
    # The pinned answer itself is the programme's.
    assert [pin.owner for pin in open_pins(all_settings.load(environment)).all()] == ["erased", "U1B"]


def test_the_history_of_chat_is_the_operators_and_ends(environment: dict[str, str], tmp_path: Path) -> None:
    history = tmp_path / "data" / CHAT_HISTORY
    old, new = datetime.datetime.now() - datetime.timedelta(days=91), datetime.datetime.now()
    history.write_text(f"\n# {old}\n+en gammal fråga\n\n# {new}\n+en ny\n+på två rader\n", encoding="utf-8")
    assert files(environment).expire(365, 90, time.time()) == 1
    text = history.read_text(encoding="utf-8")
    assert ("gammal" in text, text.strip().splitlines()[1:]) == (False, ["+en ny", "+på två rader"])
    assert json.loads(run(environment, "extract", "cli:anna").output)["chat"] == ["en ny", "på två rader"]
    assert json.loads(run(environment, "extract", "U1A").output)["chat"] == []
    run(environment, "erase", "cli:anna")
    assert not history.exists()


def test_acts_pins_and_drafts_end_too(environment: dict[str, str], tmp_path: Path) -> None:
    values, ago = all_settings.load(environment), datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=366)
    with AuditLog(tmp_path / "data" / "audit.jsonl", lambda: ago).recorded("U1A", Act.PIN):
        pass
    with open_audit(values).recorded("U1B", Act.PIN):
        pass
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    for expires in (yesterday - datetime.timedelta(days=90), yesterday, None):
        open_pins(values).add(new_pin(["Vem?"], "Anna", [], "U1A", expires))
    assert files(environment).expire(365, 90, time.time()) == 3
    assert [entry.who for entry in open_audit(values).entries()] == ["U1B"]
    assert [pin.expires for pin in open_pins(values).all()] == [yesterday, None]
    assert files(environment).expire(365, 90, time.time()) == 0


def test_what_was_removed_is_proven_and_what_is_overdue_is_told(environment: dict[str, str]) -> None:
    assert "there is none; 0 should be gone" in run(environment, "prove").output
    fill(environment, "U1A", time.time() - 91 * DAY)
    assert "1 should be gone by now" in run(environment, "prove", error=SystemExit).output
    values = all_settings.load(environment)
    state = AppState(values.slack)
    state.erasure.expire(values.slack.retention_days, time.time())
    state.close()
    found = json.loads(run(environment, "prove", "--json").output)
    assert (found["overdue"], found["oldest"], found["retention_days"]) == (0, None, 90)
    (removal,) = found["removals"]
    assert (removal["reason"], removal["questions"], removal["ratings"], removal["kept"]) == ("retention", 1, 1, 1)
    assert "retention  1 questions" in run(environment, "prove").output


def test_a_withdrawn_bulletin_is_in_no_file(environment: dict[str, str], tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    put(shelf, "Nytt om huset", "# Huset\n\nHuset blir klart i maj. Alla avdelningar flyttar dit under sommaren.")
    for leader in ("Kim Ofrivillig", "Kim Ofrivillig och Bo Alm"):
        put(shelf, "Ny ledare", f"# Ledare\n\nSedan i april leder {leader} programmet för hela regionen.", "ny-ledare")
        CliRunner(env=environment).invoke(fvm, ["reindex"], standalone_mode=False)
    fill(environment, "U1A")
    assert len(holding(tmp_path, "Ofrivillig")) > 3
    assert "ny-ledare is gone" in run(environment, "withdraw", "ny-ledare").output
    assert holding(tmp_path, "Ofrivillig") == []
    stones = [path.read_text() for path in (tmp_path / "data" / "receipts" / "bulletins").iterdir()]
    assert sorted('"gone": null' in text for text in stones) == [False, False, True]
    assert all("ledare" not in text for text in stones if '"gone": null' not in text)
    # The stored answer quoted it; the question stays.
    (question,) = json.loads(run(environment, "extract", "U1A").output)["questions"]
    assert ("answer" in question, question["text"]) == (False, "hemlig fråga av U1A")
    run(environment, "withdraw", "ny-ledare", error=ShelfError)


def test_what_slack_brings_late_of_who_was_erased_at_the_terminal_is_not_stored(environment: dict[str, str]) -> None:
    asked_at = time.time() - 60.0
    fill(environment, "U1A", asked_at)
    run(environment, "erase", "U1A")
    state = AppState(all_settings.load(environment).slack)
    assert state.inbox.put(arrival("sen fråga", user="U1A", asked_at=asked_at), time.time()) is None
    state.close()
