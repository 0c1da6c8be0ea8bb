from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer, Citation, OtherValue, QuotedAnswer, Status
from bot.settings import SlackSettings
from bot.slack.administration.follower import Follower
from bot.slack.administration.news import News
from bot.slack.inbox.database import open_database
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.question import Arrival, Key, Posted, Surface
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.stored_answer import dump_answer
from bot.slack.inbox.subscriptions import Subscription, Subscriptions
from bot.slack.message import ReplyOutcome
from bot.slack.parts import LibraryInfo, Shelves
from corpus.readers.document import Document, PageHead
from corpus.shelf.library import Library
from corpus.types import Language, PartialDate, Span

NOW = 1_700_000_000.0
SWEDISH = Language.SV


class Crash(BaseException):
    """Stands in for a process that ends."""


@dataclass
class World:
    """One state folder; `open` gives what a freshly started process has of it."""

    folder: Path
    answers: dict[str, str]
    snapshot: str = "s1"

    def ask(self, question: str, earlier: Earlier) -> Answer:
        quote = self.answers.get(question)
        if quote is None:
            return Answer(question, SWEDISH, Status.NO_ANSWER, 0.1)
        quoted = QuotedAnswer(quote, 0.9, Citation("ny", "Nytt"), quote)
        return Answer(question, SWEDISH, Status.ANSWERED, 0.9, (quoted,))

    def inbox(self) -> StoredInbox:
        return StoredInbox(open_database(self.folder / "slack.sqlite3", fsync=False), Pace(100, 100))

    def follower(self, inbox: Any = None, updates: bool = True) -> Follower:
        database = open_database(self.folder / "slack.sqlite3", fsync=False)
        subscriptions = Subscriptions(database)
        library = {each.id: each for each in Library(self.folder / "shelf").load().bulletins}
        found = inbox or StoredInbox(database, Pace(100, 100))
        shelves = Shelves.only(SlackSettings(state_dir=self.folder), self.ask, lambda: LibraryInfo(0, 0, None))
        news = News(shelves, lambda: library, found, KeptQuestions(database), subscriptions, updates)
        return Follower(news, subscriptions, lambda: self.snapshot, lambda: NOW)

    def put(self, title: str) -> None:
        document = Document(
            PageHead(title=title, published=PartialDate(2024, 5)), f"# Om {title}\n\n{title} är klart. Mer kommer."
        )
        Library(self.folder / "shelf").add(document)

    def asked(self, text: str, ts: str, answer: str | None = None) -> str:
        """A question in a channel, answered with a quote or refused; its reference."""
        inbox = self.inbox()
        key = Key("T1", "C1", ts)
        reference = inbox.put(Arrival(key, Surface.MENTION, "U7", text, NOW - 60, ts), NOW - 60)
        question = inbox.claim("me", 60, NOW - 50)
        assert question is not None
        assert reference is not None
        outcome = ReplyOutcome.ANSWERED if answer else ReplyOutcome.REFUSED
        stored = dump_answer(World(self.folder, {text: answer} if answer else {}).ask(text, NO_EARLIER))
        inbox.finish(question, "me", Posted(outcome, f"{ts}9", "s0", stored), NOW - 40)
        return reference

    def notices(self) -> list[Arrival]:
        """Every message that was put, in order; each is claimed, so that none is counted twice."""
        inbox, found = self.inbox(), []
        while (question := inbox.claim("me", 60, NOW + 1)) is not None:
            found.append(question.arrival)
        return found


@pytest.fixture
def world(tmp_path: Path) -> World:
    it = World(tmp_path, {"Vem leder?": "Kim leder."})
    it.put("Huset")
    database = open_database(tmp_path / "slack.sqlite3", fsync=False)
    Subscriptions(database).add(Subscription("T1", "C9", SWEDISH), ["huset"])
    database.close()
    return it


def keep(world: World, text: str, ts: str) -> None:
    reference = world.asked(text, ts)
    question = world.inbox().find(reference)
    assert question is not None
    KeptQuestions(open_database(world.folder / "slack.sqlite3", fsync=False)).keep(question, "U7", SWEDISH, NOW)


def test_a_kept_question_that_is_answered_now_is_told_once_in_its_thread(world: World) -> None:
    keep(world, "Vem leder?", "1.1")
    keep(world, "Vad kostar det?", "1.2")
    assert world.follower().follow() == 1
    (told,) = world.notices()
    assert (told.key.channel, told.thread) == ("C1", "1.1")
    assert "<@U7>" in (told.payload or "")
    world.snapshot = "s2"
    assert world.follower().follow() == 0
    waiting = KeptQuestions(open_database(world.folder / "slack.sqlite3", fsync=False)).waiting()
    assert [kept.question for kept in waiting] == ["Vad kostar det?"]


def test_the_same_snapshot_is_followed_once(world: World) -> None:
    keep(world, "Vem leder?", "1.1")
    world.follower().follow()
    keep(world, "Vem leder då?", "1.3")
    world.answers["Vem leder då?"] = "Kim."
    assert world.follower().follow() == 0


def test_an_answer_that_changed_is_followed_up_once_in_its_thread(world: World) -> None:
    world.asked("Vem leder?", "2.1", "Robin leder.")
    world.asked("Vem leder nu?", "2.2", "Kim leder.")
    world.answers["Vem leder nu?"] = "Kim leder."
    for snapshot in ("s1", "s2", "s3"):
        world.snapshot = snapshot
        world.follower().follow()
    (told,) = world.notices()
    assert (told.thread, "Uppdaterat" in (told.payload or "")) == ("2.1", True)


def test_an_update_that_is_taken_back_is_followed_up_too_each_time_once(world: World) -> None:
    """Published, rolled back, published: what the thread says last is what the bulletins say."""
    world.asked("Vem leder?", "2.1", "Robin leder.")
    for number, leader in enumerate(("Kim", "Kim", "Robin", "Robin", "Kim")):
        world.answers["Vem leder?"] = f"{leader} leder."
        for snapshot in (f"s{number}", f"again{number}"):
            world.snapshot = snapshot
            world.follower().follow()
    payloads = [told.payload or "" for told in world.notices()]
    assert ["Kim" in payload for payload in payloads] == [True, False, True]
    assert ["en nyare uppgift" in payload for payload in payloads] == [True, False, True]


def test_a_quote_that_is_gone_is_said_to_be_gone(world: World) -> None:
    world.asked("Vad händer i maj?", "2.1", "Inget.")
    world.follower().follow()
    (told,) = world.notices()
    assert "st\\u00e5r inte l\\u00e4ngre" in (told.payload or "")


def test_a_workspace_that_did_not_ask_for_updates_gets_none(world: World) -> None:
    world.asked("Vem leder?", "2.1", "Robin leder.")
    assert world.follower(updates=False).follow() == 0


def test_a_digest_quotes_lead_sentences_and_names_what_is_new(world: World) -> None:
    text = "# Ny bil\n\nBilen är röd. Den är snabb.\n\n# Om Huset\n\nJa."
    Library(world.folder / "shelf").add(Document(PageHead(title="Bilen", published=PartialDate(2024, 6)), text))
    assert world.follower().follow() == 1
    (told,) = world.notices()
    assert told.key == Key("T1", "C9", "digest:bilen")
    assert "Bilen \\u00e4r r\\u00f6d." in (told.payload or "")
    assert "snabb" not in (told.payload or "")
    assert "Ny bil" in (told.payload or "").split("Rubriker som inte fanns")[1]


class Failing:
    """An inbox whose process ends before or after the put of that number."""

    def __init__(self, inbox: StoredInbox, at: int, after: bool) -> None:
        self._inbox, self._left, self._after = inbox, at, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inbox, name)

    def put(self, arrival: Arrival, now: float) -> str | None:
        if self._left == 0 and not self._after:
            raise Crash
        stored = self._inbox.put(arrival, now)
        if self._left == 0:
            raise Crash
        self._left -= 1
        return stored


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(4))
def test_a_crash_at_any_message_neither_loses_nor_doubles_one(world: World, at: int, after: bool) -> None:
    keep(world, "Vem leder?", "1.1")
    world.asked("Vem leder?", "2.1", "Robin leder.")
    world.put("Bilen")
    world.put("Kursen")
    with pytest.raises(Crash):
        world.follower(Failing(world.inbox(), at, after)).follow()
    world.follower().follow()
    world.follower().follow()
    keys = sorted(arrival.key.ts.split(":")[0] for arrival in world.notices())
    assert keys == ["digest", "digest", "kept", "update"]


def test_a_digest_tells_what_the_new_bulletin_changes_once_however_often_it_was_asked(world: World) -> None:
    world.put("Bygget")
    earlier = OtherValue("Bo Ek", Citation("huset", "Huset", date=PartialDate(2023, 1)))
    changed = QuotedAnswer("Kim leder bygget.", 0.9, Citation("bygget", "Bygget"), "", Span(0, 3), before=(earlier,))
    same = QuotedAnswer("Bygget är klart.", 0.9, Citation("bygget", "Bygget"), "")
    other = QuotedAnswer("Ali leder.", 0.9, Citation("huset", "Huset"), "", Span(0, 3), before=(earlier,))
    known = {"Vem leder?": changed, "Projektledare?": changed, "Klart?": same, "Vem leder huset?": other}

    def ask(question: str, earlier: Earlier) -> Answer:
        return Answer(question, SWEDISH, Status.ANSWERED, 0.9, (known[question],))

    follower = world.follower()
    shelves = Shelves.only(SlackSettings(state_dir=world.folder), ask, lambda: LibraryInfo(0, 0, None))
    replace(follower, news=replace(follower.news, shelves=shelves, asked=lambda: list(known))).follow()
    (told,) = world.notices()
    shown = json.dumps(json.loads(told.payload or ""), ensure_ascii=False)
    assert shown.count("Ändrar") == 1
    assert shown.count("Bo Ek (januari 2023)") == 1
    assert "Ali" not in shown
