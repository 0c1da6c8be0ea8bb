"""Every statement of what stands beside the inbox, over both engines."""

from __future__ import annotations

import pytest

from bot.database.protocol import Database
from bot.slack.administration.self_answering import SelfAnswering, SelfAnsweringChannels
from bot.slack.administration.verdicts import Verdicts
from bot.slack.inbox import feedback
from bot.slack.inbox.erasure import Erased, Erasure, forget_quotes
from bot.slack.inbox.feedback import FeedbackStore, RatedAnswer, Rating
from bot.slack.inbox.followed import MOST, Followed, FollowedSubjects
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.notices import NoticeName, Occasion, notice
from bot.slack.inbox.question import InboxQuestion, Key, Posted
from bot.slack.inbox.referred import Referred, ReferredQuestions
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.stored_answer import dump_answer
from bot.slack.inbox.voice import Preferences
from bot.slack.message import ReplyOutcome
from bot.slack.showing.blocks import plain_message
from corpus.types import Language
from tests.bot.slack.answers import ANSWER, arrival

SV = Language.SV
STORED = dump_answer(ANSWER)
QUOTED = ANSWER.answers[0].citation.bulletin_id


@pytest.fixture
def erasure(database: Database) -> Erasure:
    inbox = StoredInbox(database, Pace(100, 100))
    return Erasure(database, inbox, FeedbackStore(database), KeptQuestions(database), Preferences(database))


def answered(it: Erasure, user: str) -> InboxQuestion:
    it.inbox.put(arrival(user=user), 1000.0)
    question = it.inbox.claim("me", 60.0, 1000.0)
    assert question is not None
    assert it.inbox.finish(question, "me", Posted(ReplyOutcome.ANSWERED, "1.5", "s-1", STORED), 1001.0)
    return question


def test_subjects_are_followed_up_to_so_many(database: Database) -> None:
    it = FollowedSubjects(database)
    for number in range(MOST + 1):
        assert it.add(Followed("U1", "T1", f"Ämne {number}", SV, 5.0), ["gammal"]) is (number < MOST)
    first = it.of("U1")[0]
    it.mark_told(first, ["ny"], 6.0)
    it.mark_told(first, ["ny"], 6.0)
    assert it.untold(first, ["gammal", "ny", "nyast"]) == ["nyast"]
    assert (it.remove("U1", "ämne 1"), it.remove("U1"), it.all()) == (1, MOST - 1, [])


def test_a_question_is_passed_on_once_and_answered_once(database: Database, erasure: Erasure) -> None:
    it, question = ReferredQuestions(database), answered(erasure, "U1")
    referred = Referred(reference=question.reference, user="U1", team="T1", shelf="", question="Vem?", comment="",
                        is_named=True, channel="C1", thread=None, language=SV, asked_at=5.0)  # fmt: skip
    assert (it.add(referred), it.add(referred)) == (True, False)
    assert it.find(referred.name) == referred
    name = NoticeName(kind=Occasion.HUMAN, about=question.reference, part=referred.mark)
    erasure.inbox.put(notice(Key("T1", "C9", str(name)), plain_message("Fråga"), 5.0), 5.0)
    assert it.count_open() == 1
    assert (it.answered(referred, "Anna.", "U2", 6.0), it.answered(referred, "Bo.", "U2", 6.0)) == (True, False)
    assert (it.erase_person("U1"), it.of("U1"), it.expire(9.0)) == (1, [], 0)
    withdrawn = erasure.inbox.claim("me", 60.0, 1001.0)
    assert withdrawn is not None
    assert (withdrawn.deleted, withdrawn.arrival.payload) == (True, None)


def test_channels_answer_by_themselves_until_they_do_not(database: Database) -> None:
    it, ours = SelfAnsweringChannels(database), SelfAnswering("T1", "C1", SV, 5.0)
    assert (it.add(ours), it.add(ours), it.holds("C1"), it.all()) == (True, False, True, [ours])
    assert (it.remove("C1"), it.remove("C1"), it.holds("C1")) == (ours, None, False)


def test_a_week_is_drawn_and_what_was_judged_ends(database: Database, erasure: Erasure) -> None:
    it = Verdicts(database)
    answered(erasure, "U1")
    erasure.preferences.agree("U1", True)
    assert it.drawn(14 * 86_400.0) == []
    assert (it.judged(0.0), it.expire(9e9)) == ([], 0)


def test_all_of_a_person_is_told_counted_and_erased(database: Database, erasure: Erasure) -> None:
    question = answered(erasure, "U1")
    about = RatedAnswer("Vem leder?", STORED, "s-1")
    erasure.feedback.rate(question.reference, "U2", Rating.UP, about, 1002.0)
    erasure.kept.keep(question, "U2", SV, 1002.0)
    erasure.preferences.agree("U1", True)
    told = erasure.extract("U1")
    assert told["copies_with_others"] == [{"reference": question.reference, "kept_by": 1, "rated_by": 1}]
    assert told["agreed_to_judging"] is True
    assert [each.cited for each in feedback.read_asked(database, 0.0)] == [(QUOTED,)]
    assert (feedback.count_closed(database, 0.0), len(feedback.read_thumbs(database, 0.0))) == (0, 1)
    assert erasure.overdue(1, 9e9)[1] == 1
    assert (forget_quotes(database, "another"), forget_quotes(database, QUOTED)) == (0, 2)
    before = erasure.count_removals()
    assert erasure.erase_person("U1") == Erased(1, 0, 0)
    assert erasure.count_removals() != before
    assert erasure.feedback.rows()[0].question is None
    assert erasure.kept.waiting() == []
