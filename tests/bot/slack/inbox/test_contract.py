"""The contract of an inbox; each engine is one way to `place`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.slack.inbox.database import open_database
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Deletion, Edit, Hold, InboxQuestion, Key, Posted, State, Surface
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.message import ReplyOutcome
from tests.bot.slack.answers import arrival

ME, OTHER = "me", "other"
DONE = Posted(ReplyOutcome.ANSWERED, "1.5", "s-1", "{}")


Open = Callable[[Pace], AbstractContextManager[Inbox]]
"""Opens an inbox on what is stored; a second one is another process's."""


@pytest.fixture
def open_inbox(place: Path | str) -> Open:
    @contextmanager
    def opened(pace: Pace) -> Iterator[Inbox]:
        database = open_database(place, fsync=False)
        yield StoredInbox(database, pace)
        database.close()

    return opened


@pytest.fixture
def inbox(open_inbox: Open) -> Iterator[Inbox]:
    with open_inbox(Pace(5, 8)) as opened:
        yield opened


def claimed(inbox: Inbox, now: float = 1000.0) -> InboxQuestion:
    question = inbox.claim(ME, 60.0, now)
    assert question is not None
    return question


def posted(inbox: Inbox, now: float = 1000.0) -> InboxQuestion:
    """The next question, answered."""
    question = claimed(inbox, now)
    assert inbox.begin_post(question, ME, DONE, now)
    assert inbox.finish(question, ME, DONE, now)
    return question


def test_a_question_is_stored_once(inbox: Inbox) -> None:
    asked = arrival()
    assert inbox.put(asked, 1000.0) is not None
    assert inbox.put(asked, 1001.0) is None
    assert inbox.depth(1002.0) == (1, 2.0)


def test_a_claimed_question_is_as_it_was_asked(inbox: Inbox) -> None:
    asked = arrival("Vem leder?", response_url="https://hooks.example/1")
    reference = inbox.put(asked, 1000.0)
    question = claimed(inbox)
    assert question.arrival == asked
    assert question.reference == reference
    assert (question.state, question.attempts, question.revision, question.answered) == (State.CLAIMED, 1, 1, 0)


def test_a_paused_channel_waits_whoever_wants_to_post_there_and_no_other_does(open_inbox: Open) -> None:
    with open_inbox(Pace(5, 8)) as one, open_inbox(Pace(5, 8)) as two:
        here, there = Key("T1", "C1", "1.0"), Key("T1", "C2", "2.0")
        for key in (here, replace(here, ts="3.0"), there):
            one.put(replace(arrival(), key=key), 1000.0)
        held = two.claim(OTHER, 60.0, 1000.0)
        assert held is not None
        one.pause("C1", 1010.0)
        one.pause("C1", 1005.0)
        # What is under way waits too, and what is posted elsewhere goes on.
        assert not two.begin_post(held, OTHER, DONE, 1009.0)
        two.retry(held, OTHER, 1009.0, uncertain=False, counts=False)
        other = two.claim(OTHER, 60.0, 1009.0)
        assert other is not None
        assert other.arrival.key.channel == "C2"
        assert (two.claim(OTHER, 60.0, 1009.9), one.due(ME, 1009.9)) == (None, 0)
        assert one.due(ME, 1010.1) == 2
        again = one.claim(ME, 60.0, 1010.1)
        assert again is not None
        assert one.begin_post(again, ME, DONE, 1010.1)


def test_a_pause_of_the_conversation_with_a_person_is_erased_with_them(inbox: Inbox) -> None:
    inbox.put(replace(arrival(), key=Key("T1", "U7", "1.0")), 1000.0)
    inbox.pause("U7", 2000.0)
    assert inbox.claim(ME, 60.0, 1001.0) is None
    inbox.erase_person("U7", 1000.5)
    assert inbox.claim(ME, 60.0, 1001.0) is not None


def test_nobody_else_gets_a_claimed_question(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    claimed(inbox)
    assert inbox.claim(OTHER, 60.0, 1059.0) is None


def test_questions_are_claimed_in_the_order_in_which_they_came(inbox: Inbox) -> None:
    for text in ("ett", "två", "tre"):
        inbox.put(arrival(text), 1000.0)
    assert [claimed(inbox).arrival.text for _ in range(3)] == ["ett", "två", "tre"]


def test_a_lease_that_ran_out_lets_another_take_over(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    first = claimed(inbox)
    second = inbox.claim(OTHER, 60.0, 1061.0)
    assert second is not None
    assert not second.uncertain
    assert not inbox.begin_post(first, ME, DONE, 1062.0)
    assert not inbox.finish(first, ME, DONE, 1062.0)
    assert inbox.begin_post(second, OTHER, DONE, 1062.0)


def test_a_post_that_was_under_way_is_uncertain_for_the_next(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    inbox.begin_post(claimed(inbox), ME, DONE, 1000.0)
    taken_over = inbox.claim(OTHER, 60.0, 1061.0)
    assert taken_over is not None
    assert taken_over.uncertain


def test_a_finished_question_is_not_claimed_again(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    question = posted(inbox)
    assert inbox.claim(ME, 60.0, 9999.0) is None
    assert inbox.depth(2000.0) == (0, 0.0)
    stored = inbox.find(question.reference)
    assert stored is not None
    assert (stored.state, stored.reply_ts, stored.outcome, stored.answer) == (
        State.POSTED,
        "1.5",
        ReplyOutcome.ANSWERED,
        "{}",
    )


def test_a_question_given_back_waits_for_its_time(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    inbox.retry(claimed(inbox), ME, 1030.0, uncertain=True, counts=False)
    assert inbox.claim(ME, 60.0, 1029.0) is None
    again = claimed(inbox, 1030.0)
    assert again.uncertain
    assert again.attempts == 1


def test_a_postponed_question_waits_with_the_reply_that_its_answer_will_replace(inbox: Inbox) -> None:
    inbox.put(arrival("var?"), 1000.0)
    question = claimed(inbox)
    inbox.begin_post(question, ME, Posted(ReplyOutcome.POSTPONED, None), 1000.0)
    inbox.postpone(question, ME, "1.5", 1010.0)
    assert inbox.claim("two", 60.0, 1005.0) is None
    again = inbox.claim("two", 60.0, 1011.0)
    assert again is not None
    assert (again.reply_ts, again.outcome, again.answered, again.uncertain, again.attempts) == (
        "1.5", ReplyOutcome.POSTPONED, 0, False, 1,
    )  # fmt: skip


def test_attempts_that_count_are_counted(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    inbox.retry(claimed(inbox), ME, 1000.0, uncertain=False, counts=True)
    assert claimed(inbox).attempts == 2


def test_a_failed_question_is_given_up(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    question = claimed(inbox)
    inbox.fail(question, ME, 1000.0)
    assert inbox.claim(ME, 60.0, 9999.0) is None
    found = inbox.find(question.reference)
    assert found is not None
    assert found.state is State.FAILED


def test_the_claims_of_ended_processes_are_given_back_at_once(inbox: Inbox) -> None:
    inbox.put(arrival("ett"), 1000.0)
    inbox.put(arrival("två"), 1000.0)
    inbox.begin_post(claimed(inbox), ME, DONE, 1000.0)
    inbox.claim(OTHER, 60.0, 1000.0)
    assert inbox.release_dead(lambda owner: owner == OTHER) == 1
    freed = inbox.claim("third", 60.0, 1001.0)
    assert freed is not None
    assert freed.arrival.text == "ett"
    assert freed.uncertain


def test_an_edit_before_the_answer_is_what_is_answered(inbox: Inbox) -> None:
    asked = arrival("vem?")
    inbox.put(asked, 1000.0)
    assert inbox.edit(Edit(asked.key, "vem leder?", 1010.0), 120.0, 1010.0)
    assert claimed(inbox).arrival.text == "vem leder?"


def test_an_edit_while_the_answer_is_made_stops_the_old_answer(inbox: Inbox) -> None:
    asked = arrival("vem?")
    inbox.put(asked, 1000.0)
    question = claimed(inbox)
    inbox.edit(Edit(asked.key, "vem leder?", 1010.0), 120.0, 1010.0)
    assert not inbox.begin_post(question, ME, DONE, 1011.0)


def test_an_edit_while_the_answer_is_posted_is_answered_by_an_update(inbox: Inbox) -> None:
    asked = arrival("vem?")
    inbox.put(asked, 1000.0)
    question = claimed(inbox)
    inbox.begin_post(question, ME, DONE, 1000.0)
    inbox.edit(Edit(asked.key, "vem leder?", 1010.0), 120.0, 1010.0)
    inbox.finish(question, ME, DONE, 1011.0)
    again = claimed(inbox, 1012.0)
    assert (again.reply_ts, again.answered, again.revision) == ("1.5", 1, 2)


def test_an_edit_after_the_answer_makes_it_wait_again_with_its_reply(inbox: Inbox) -> None:
    asked = arrival("vem?")
    inbox.put(asked, 1000.0)
    posted(inbox)
    assert inbox.edit(Edit(asked.key, "vem leder?", 1119.0), 120.0, 1119.0)
    again = claimed(inbox, 1120.0)
    assert (again.reply_ts, again.answered, again.revision) == ("1.5", 1, 2)


@pytest.mark.parametrize(("text", "at"), [("vem?", 1010.0), ("vem leder?", 1121.0)])
def test_a_late_edit_and_one_that_changes_nothing_are_ignored(inbox: Inbox, text: str, at: float) -> None:
    asked = arrival("vem?", asked_at=1000.0)
    inbox.put(asked, 1000.0)
    posted(inbox)
    assert not inbox.edit(Edit(asked.key, text, at), 120.0, at)
    assert inbox.claim(ME, 60.0, 2000.0) is None


def test_an_edit_of_an_unknown_message_is_ignored(inbox: Inbox) -> None:
    assert not inbox.edit(Edit(Key("T1", "C1", "9.9"), "vem?", 1.0), 120.0, 1.0)


def test_a_question_deleted_before_its_answer_is_claimed_for_removal_only(inbox: Inbox) -> None:
    asked = arrival()
    inbox.put(asked, 1000.0)
    question = claimed(inbox)
    assert inbox.delete(Deletion(asked.key), 1001.0)
    assert not inbox.begin_post(question, ME, DONE, 1002.0)
    inbox.retry(question, ME, 1002.0, uncertain=False, counts=False)
    again = claimed(inbox, 1003.0)
    assert again.deleted
    assert again.arrival.text is None
    inbox.remove(again, ME, 1003.0)
    assert inbox.claim(ME, 60.0, 9999.0) is None


def test_a_question_deleted_after_its_answer_waits_with_the_reply_to_remove(inbox: Inbox) -> None:
    asked = arrival()
    inbox.put(asked, 1000.0)
    posted(inbox)
    assert inbox.delete(Deletion(asked.key), 1001.0)
    assert not inbox.delete(Deletion(asked.key), 1002.0)
    again = claimed(inbox, 1003.0)
    assert again.deleted
    assert again.reply_ts == "1.5"


def test_a_deleted_question_that_comes_again_stays_deleted(inbox: Inbox) -> None:
    asked = arrival()
    inbox.put(asked, 1000.0)
    inbox.delete(Deletion(asked.key), 1001.0)
    assert inbox.put(asked, 1002.0) is None


def test_too_many_questions_of_one_person_are_held(inbox: Inbox) -> None:
    for _ in range(5):
        inbox.put(arrival(), 1000.0)
    inbox.put(arrival("för många"), 1001.0)
    inbox.put(arrival("någon annan", user="U2"), 1001.0)
    inbox.put(arrival("en minut senare"), 1061.0)
    holds = {question.arrival.text: question.arrival.hold for question in (claimed(inbox, 1061.0) for _ in range(8))}
    assert holds["för många"] is Hold.RATE_PERSON
    assert holds["någon annan"] is Hold.NONE
    assert holds["en minut senare"] is Hold.NONE


def test_too_many_questions_in_one_channel_are_held(inbox: Inbox) -> None:
    for number in range(9):
        inbox.put(arrival(user=f"U{number}"), 1000.0)
    assert [claimed(inbox).arrival.hold for _ in range(9)][-1] is Hold.RATE_CHANNEL


def test_notices_are_never_held(inbox: Inbox) -> None:
    for _ in range(9):
        inbox.put(arrival(surface=Surface.NOTICE, payload="{}"), 1000.0)
    assert {claimed(inbox).arrival.hold for _ in range(9)} == {Hold.NONE}


def test_the_updates_about_a_question_are_found(inbox: Inbox) -> None:
    for name in ("update:A:b:x:0", "update:A:gone:1", "update:AB:z:0", "digest:A", "update:A:z"):
        inbox.put(arrival(key=Key("T1", "C1", name), surface=Surface.NOTICE, payload="{}"), 1000.0)
    inbox.put(arrival(key=Key("T1", "C2", "update:A:b:x:0"), surface=Surface.NOTICE, payload="{}"), 1000.0)
    assert posted(inbox).arrival.key.ts == "update:A:b:x:0"
    told = inbox.updates("T1", "C1", "A")
    assert [(name.part, name.count) for name in told] == [("b:x", 0), ("gone", 1)]
    assert inbox.updates("T1", "C1", "%") == []


def test_earlier_questions_of_the_thread_come_oldest_first(inbox: Inbox) -> None:
    root = arrival("ett", asked_at=1.0)
    inbox.put(root, 1000.0)
    inbox.put(arrival("två", thread=root.thread, asked_at=2.0), 1000.0)
    inbox.put(arrival("annan tråd", asked_at=2.5), 1000.0)
    inbox.put(arrival("hemlig", thread=root.thread, asked_at=2.6, surface=Surface.SHORTCUT), 1000.0)
    inbox.put(arrival("tre", thread=root.thread, asked_at=3.0), 1000.0)
    last = [claimed(inbox) for _ in range(5)][-1]
    assert inbox.earlier(last, 5) == ("ett", "två")
    assert inbox.earlier(last, 1) == ("två",)


def test_a_direct_message_below_another_leans_on_the_last_quarter_of_an_hour(inbox: Inbox) -> None:
    def direct(text: str, at: float) -> None:
        asked = arrival(text, surface=Surface.DIRECT, asked_at=at)
        inbox.put(replace(asked, key=replace(asked.key, channel="D1")), 1000.0)

    for text, at in (("för länge sedan", 50.0), ("nyss", 500.0), ("och när?", 1000.0)):
        direct(text, at)
    last = [claimed(inbox) for _ in range(3)][-1]
    assert inbox.earlier(last, 5) == ("nyss",)


def test_a_thread_counts_as_answered_once_a_reply_stands(inbox: Inbox) -> None:
    asked = arrival()
    inbox.put(asked, 1000.0)
    assert not inbox.answered_in("T1", "C1", asked.thread or "")
    posted(inbox)
    assert inbox.answered_in("T1", "C1", asked.thread or "")
    assert not inbox.answered_in("T1", "C2", asked.thread or "")


def test_a_thread_is_quiet_once_it_was_hushed_until_that_is_forgotten(inbox: Inbox) -> None:
    for _ in range(2):
        inbox.hush("T1", "C1", "1.0", 1000.0)
    assert inbox.is_quiet("T1", "C1", "1.0")
    assert not inbox.is_quiet("T1", "C1", "2.0")
    inbox.expire(1001.0)
    assert not inbox.is_quiet("T1", "C1", "1.0")


def test_an_overheard_message_that_was_not_for_the_bot_leaves_nothing(inbox: Inbox) -> None:
    reference = inbox.put(replace(arrival(surface=Surface.THREAD), text=None), 1000.0)
    assert inbox.forget(claimed(inbox), ME)
    assert inbox.find(reference or "") is None


def test_an_overheard_message_that_changed_meanwhile_is_not_forgotten(inbox: Inbox) -> None:
    asked = replace(arrival(surface=Surface.THREAD), text=None)
    inbox.put(asked, 1000.0)
    question = claimed(inbox)
    assert inbox.edit(Edit(asked.key, "och när?", 1001.0), 9999.0, 1001.0)
    assert not inbox.forget(question, ME)


def test_an_overheard_question_gets_its_text_with_its_reply_and_loses_it_with_an_edit(inbox: Inbox) -> None:
    asked = replace(arrival(surface=Surface.THREAD), text=None)
    reference = inbox.put(asked, 1000.0) or ""
    question = claimed(inbox)
    assert inbox.begin_post(question, ME, replace(DONE, text="och när?"), 1000.0)
    assert inbox.finish(question, ME, DONE, 1000.0)
    assert [found.arrival.text for found in [inbox.find(reference)] if found] == ["och när?"]
    assert inbox.edit(Edit(asked.key, "haha", 1001.0), 9999.0, 1001.0)
    assert claimed(inbox).arrival.text is None


def test_a_question_is_found_by_the_place_of_its_reply(inbox: Inbox) -> None:
    inbox.put(arrival(), 1000.0)
    question = posted(inbox)
    assert inbox.find_reply("C1", "1.5") == inbox.find(question.reference)
    assert inbox.find_reply("C2", "1.5") is None
    assert inbox.find_reply("C1", question.arrival.key.ts) is None


def test_a_person_is_forgotten_but_the_key_stays(inbox: Inbox) -> None:
    mine, theirs = arrival(user="U1"), arrival(user="U2")
    inbox.put(mine, 1000.0)
    inbox.put(theirs, 1000.0)
    first, second = posted(inbox), posted(inbox)
    assert inbox.erase_person("U1", 1000.0) == 1
    erased, kept = inbox.find(first.reference), inbox.find(second.reference)
    assert erased is not None
    assert kept is not None
    assert (erased.arrival.text, erased.arrival.user, erased.answer) == (None, "", None)
    assert kept.arrival.text == theirs.text
    assert inbox.put(mine, 1001.0) is None


def test_old_questions_expire_and_waiting_ones_do_not(inbox: Inbox) -> None:
    inbox.put(arrival(asked_at=1.0), 1000.0)
    old = posted(inbox)
    inbox.put(arrival(asked_at=2.0), 1000.0)
    assert inbox.expire(500.0) == 1
    assert inbox.find(old.reference) is None
    assert inbox.depth(1000.0)[0] == 1


def test_recent_questions_are_the_answered_ones_since_a_time(inbox: Inbox) -> None:
    inbox.put(arrival("gammal", asked_at=1.0), 1000.0)
    inbox.put(arrival("ny", asked_at=900.0), 1000.0)
    posted(inbox)
    posted(inbox)
    assert [question.arrival.text for question in inbox.recent(500.0)] == ["ny"]


def test_threads_that_put_and_claim_at_once_lose_and_double_nothing(inbox: Inbox) -> None:
    arrivals = [arrival(f"fråga {number}", user=f"U{number}", key=Key("T1", f"C{number}", "1.0"))
                for number in range(60)]  # fmt: skip
    answered: list[str | None] = []
    lock = threading.Lock()

    def put() -> None:
        for each in arrivals:
            inbox.put(each, 1000.0)

    def work(name: str) -> None:
        while len(answered) < len(arrivals):
            question = inbox.claim(name, 60.0, 1000.0)
            if question is not None:
                inbox.begin_post(question, name, DONE, 1000.0)
                inbox.finish(question, name, DONE, 1000.0)
                with lock:
                    answered.append(question.arrival.text)

    threads = [threading.Thread(target=put) for _ in range(2)]
    threads += [threading.Thread(target=work, args=(f"w{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(filter(None, answered)) == sorted(each.text or "" for each in arrivals)


def test_two_processes_share_one_inbox(open_inbox: Open) -> None:
    with open_inbox(Pace(10, 10)) as one, open_inbox(Pace(10, 10)) as two:
        asked = arrival()
        assert one.put(asked, 1000.0) is not None
        assert two.put(asked, 1000.0) is None
        assert two.claim(OTHER, 60.0, 1000.0) is not None
        assert one.claim(ME, 60.0, 1000.0) is None


def test_references_are_unalike(inbox: Inbox) -> None:
    references = {inbox.put(replace(arrival(), user=f"U{number}"), 1000.0) for number in range(50)}
    assert len(references) == 50


def test_a_finished_answer_can_be_added_to(inbox: Inbox) -> None:
    reference = inbox.put(arrival(), 1000.0)
    question = posted(inbox)
    assert inbox.amend(question, '{"more": 1}')
    found = inbox.find(reference or "")
    assert found is not None
    assert (found.answer, found.state) == ('{"more": 1}', State.POSTED)


def test_an_answer_that_changed_or_was_erased_is_not_added_to(inbox: Inbox) -> None:
    edited, deleted, erased = arrival(), arrival(), arrival(user="U9")
    for asked in (edited, deleted, erased):
        inbox.put(asked, 1000.0)
    questions = [posted(inbox) for _ in range(3)]
    inbox.edit(Edit(edited.key, "Vem slutar?", 1001.0), 120.0, 1001.0)
    inbox.delete(Deletion(deleted.key), 1001.0)
    inbox.erase_person("U9", 1000.0)
    assert [inbox.amend(question, "{}") for question in questions] == [False, False, False]
    gone = inbox.find(questions[2].reference)
    assert gone is not None
    assert gone.answer is None


def test_what_a_person_asked_last_is_told_newest_first(inbox: Inbox) -> None:
    shared = arrival("Annans ord", surface=Surface.SHORTCUT)
    gone = arrival("Borttagen?")
    held, of_another = arrival(None, hold=Hold.PERSONAL_NUMBER), arrival("Annan?", user="U2")
    asked = (arrival("Först?"), arrival("Sedan?"), arrival("Sist?"), shared, gone, held, of_another)
    for number, each in enumerate(asked):
        inbox.put(each, 1000.0 + number)
    inbox.delete(Deletion(gone.key), 1010.0)
    assert list(inbox.lately("U1", 2)) == ["Sist?", "Sedan?"]
    assert list(inbox.lately("U3", 2)) == []


@pytest.mark.parametrize("how", ["deleted", "erased"])
def test_no_notice_about_a_question_that_is_gone_is_put(inbox: Inbox, how: str) -> None:
    asked = arrival(user="U1")
    reference = inbox.put(asked, 1000.0)
    posted(inbox)
    if how == "deleted":
        inbox.delete(Deletion(asked.key), 1001.0)
    else:
        inbox.erase_person("U1", 1000.0)
    for name in (f"share:{reference}", f"kept:{reference}:U2", f"update:{reference}:gone:0"):
        late = arrival(key=Key("T1", "C1", name), surface=Surface.NOTICE, payload="{}", text=None)
        assert inbox.put(late, 1002.0) is None


@pytest.mark.parametrize("name", ["share:{}", "kept:{}:U2", "update:{}:a:b:0"])
def test_notices_about_a_deleted_question_are_withdrawn_and_those_about_others_are_not(inbox: Inbox, name: str) -> None:
    asked, other = arrival(), arrival()
    first, second = inbox.put(asked, 1000.0), inbox.put(other, 1000.0)
    posted(inbox)
    posted(inbox)
    for reference in (first, second, f"{first}X"):
        key = Key("T1", "C1", name.format(reference))
        inbox.put(arrival(key=key, surface=Surface.NOTICE, payload="{}", text=None), 1001.0)
    inbox.delete(Deletion(asked.key), 1002.0)
    # The deleted question itself comes first, then its notice.
    found = [(each.deleted, each.arrival.payload) for each in (claimed(inbox, 1003.0) for _ in range(4))]
    assert found == [(True, None), (True, None), (False, "{}"), (False, "{}")]


def test_a_notice_that_is_taken_away_leaves_no_name(inbox: Inbox) -> None:
    asked = arrival()
    reference = inbox.put(asked, 1000.0)
    posted(inbox)
    key = Key("T1", "C1", f"kept:{reference}:U2")
    told = inbox.put(arrival(key=key, surface=Surface.NOTICE, payload="{}", text=None), 1001.0)
    posted(inbox)
    inbox.delete(Deletion(asked.key), 1002.0)
    for _ in range(2):
        inbox.remove(claimed(inbox, 1003.0), ME, 1003.0)
    assert inbox.find(told or "") is None


def test_what_was_asked_before_the_erasure_and_comes_after_it_is_not_stored(inbox: Inbox) -> None:
    inbox.put(arrival("radera", asked_at=1000.0, surface=Surface.COMMAND), 1000.0)
    inbox.erase_person("U1", 1000.0, claimed(inbox, 1000.0))
    assert inbox.put(arrival(asked_at=940.0), 1060.0) is None
    assert inbox.put(arrival(asked_at=940.0, user="U2"), 1060.0) is not None
    assert inbox.put(arrival(asked_at=999.0), 1061.0) is not None  # as where Slack's clock goes behind
    assert inbox.put(arrival(asked_at=1060.0), 1062.0) is not None


def test_another_process_and_one_after_a_restart_take_nothing_late_of_who_was_erased(open_inbox: Open) -> None:
    with open_inbox(Pace(5, 8)) as one, open_inbox(Pace(5, 8)) as other:
        one.erase_person("U1", 1000.0)
        assert other.put(arrival(asked_at=940.0), 1060.0) is None
        assert other.put(arrival(asked_at=940.0, user="U2"), 1060.0) is not None
    with open_inbox(Pace(5, 8)) as later:
        assert later.put(arrival(asked_at=940.0), 80_000.0) is None
        assert later.put(arrival(asked_at=80_000.0), 80_001.0) is not None


def test_what_waits_is_not_answered_to_who_is_erased_but_what_comes_later_is(inbox: Inbox) -> None:
    inbox.put(arrival("före", response_url="https://hooks.example/1"), 1000.0)
    inbox.put(arrival("radera"), 1000.0)
    inbox.put(arrival("efter"), 1000.0)
    first, command = claimed(inbox), claimed(inbox)
    assert inbox.erase_person("U1", 1000.0, command) == 1
    assert not inbox.begin_post(first, ME, DONE, 1001.0)
    inbox.retry(first, ME, 1001.0, uncertain=False, counts=False)
    assert inbox.begin_post(command, ME, DONE, 1001.0)
    withdrawn, later = claimed(inbox, 1002.0), claimed(inbox, 1002.0)
    assert (withdrawn.deleted, withdrawn.arrival.text, withdrawn.arrival.user, withdrawn.arrival.response_url) == (
        True, None, "", None,
    )  # fmt: skip
    assert later.arrival.text == "efter"


def test_an_answer_that_was_under_way_when_its_question_was_deleted_is_not_kept(inbox: Inbox) -> None:
    asked = arrival()
    inbox.put(asked, 1000.0)
    question = claimed(inbox)
    inbox.begin_post(question, ME, DONE, 1000.0)
    inbox.delete(Deletion(asked.key), 1001.0)
    inbox.finish(question, ME, DONE, 1002.0)
    again = claimed(inbox, 1003.0)
    assert (again.deleted, again.reply_ts, again.answer) == (True, "1.5", None)


def test_an_edit_of_an_erased_question_changes_nothing(inbox: Inbox) -> None:
    asked = arrival(user="U1")
    inbox.put(asked, 1000.0)
    question = posted(inbox)
    inbox.erase_person("U1", 1000.0)
    assert not inbox.edit(Edit(asked.key, "vem leder nu?", 1010.0), 120.0, 1010.0)
    found = inbox.find(question.reference)
    assert found is not None
    assert found.arrival.text is None


def test_a_question_that_is_given_up_keeps_no_message_and_no_address(inbox: Inbox) -> None:
    inbox.put(arrival(surface=Surface.NOTICE, payload="{}", response_url="https://hooks.example/1"), 1000.0)
    question = claimed(inbox)
    inbox.fail(question, ME, 1000.0)
    found = inbox.find(question.reference)
    assert found is not None
    assert (found.arrival.payload, found.arrival.response_url) == (None, None)


def test_a_deletion_that_comes_before_its_question_leaves_none(inbox: Inbox) -> None:
    asked = arrival(key=Key("T1", "C1", "1000.000100"))
    assert not inbox.delete(Deletion(asked.key), 1001.0)
    assert inbox.put(asked, 1002.0) is None
    assert inbox.claim(ME, 60.0, 1003.0) is None
    assert not inbox.delete(Deletion(asked.key), 1004.0)


@pytest.mark.parametrize("ts", ["1000.000100", "x", "", "1.x"])
def test_the_deletion_of_an_old_or_odd_message_is_not_remembered(inbox: Inbox, ts: str) -> None:
    asked = arrival(key=Key("T1", "C1", ts))
    assert not inbox.delete(Deletion(asked.key), 9000.0)
    assert inbox.find_asked(asked.key) is None


@pytest.mark.parametrize("last", ["vem leder nu?", "vem?"])
def test_of_two_edits_in_the_wrong_order_the_later_one_counts(inbox: Inbox, last: str) -> None:
    asked = arrival("vem?")
    inbox.put(asked, 1000.0)
    inbox.edit(Edit(asked.key, last, 1020.0), 120.0, 1020.0)
    assert not inbox.edit(Edit(asked.key, "vem leder?", 1010.0), 120.0, 1021.0)
    assert claimed(inbox, 1022.0).arrival.text == last


def test_an_edit_from_before_the_text_that_came_first_is_ignored(inbox: Inbox) -> None:
    asked = arrival("vem leder nu?", asked_at=1020.0)
    inbox.put(asked, 1021.0)
    assert not inbox.edit(Edit(asked.key, "vem leder?", 1010.0), 120.0, 1022.0)
    found = inbox.find_asked(asked.key)
    assert found is not None
    assert found.arrival.text == "vem leder nu?"
