from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answering.types import Answer, Citation, Notice, NoticeKind, OtherValue, QuotedAnswer, Status
from bot.errors import JudgmentError
from bot.evaluation.changes import changes
from bot.evaluation.judgments import Course, Judgment, WantedValue, load_judgments
from bot.evaluation.report import build_report, report_object, report_text
from bot.evaluation.runner import Outcome, judged
from corpus.types import Language


def asked(course: Course, wanted: WantedValue = WantedValue.ANY) -> Judgment:
    return Judgment(
        f"{course.value}-{wanted.value}",
        Language.SV,
        "Vem leder?",
        "who",
        accepted=("Cecilia Ek",),
        course=course,
        wanted=wanted,
        other_values=("Anna Alm", "Bo Berg"),
    )


def outcome(judgment: Judgment, quote: str | None, *, newer: bool = False, before: str | None = None) -> Outcome:
    cited = Citation("b", "Bulletin")
    earlier = () if before is None else (OtherValue(before, cited),)
    notice = Notice(NoticeKind.NEWER, "Nyare uppgift.") if newer else None
    quotes = () if quote is None else (QuotedAnswer(quote, 0.5, cited, quote, before=earlier),)
    status = Status.ANSWERED if quotes else Status.NO_ANSWER
    return judged(judgment, Answer("?", Language.SV, status, 0.8, quotes, notice=notice), 0.1)


CURRENT, THEN = asked(Course.CHANGED, WantedValue.CURRENT), asked(Course.CHANGED, WantedValue.THEN)


def test_what_holds_now_counts_by_its_value_and_an_old_value_by_its_own() -> None:
    found = changes([
        outcome(CURRENT, "Cecilia Ek leder."),
        outcome(CURRENT, "Bo Berg leder."),
        outcome(CURRENT, "Anna Alm leder, sedan Cecilia Ek."),
        outcome(CURRENT, "Ingen vet."),
        outcome(CURRENT, None),
    ])  # fmt: skip
    assert (found.current.hits, found.current.of) == (2, 5)
    assert (found.outdated.hits, found.outdated.of) == (1, 5)


def test_the_notice_is_due_where_an_old_value_stands_first_and_not_where_nothing_changed() -> None:
    repeated, different = asked(Course.REPEATED), asked(Course.DIFFERENT)
    found = changes([
        outcome(CURRENT, "Bo Berg leder.", newer=True),
        outcome(CURRENT, "Anna Alm leder."),
        outcome(CURRENT, "Cecilia Ek leder.", newer=True),
        outcome(repeated, "Cecilia Ek leder.", newer=True),
        outcome(different, "Bo Berg leder."),
        outcome(different, None),
    ])  # fmt: skip
    assert (found.notified.hits, found.notified.of) == (1, 2)
    assert (found.notified_wrongly.hits, found.notified_wrongly.of) == (1, 2)
    assert (found.repeated.hits, found.different.hits, found.different.of) == (1, 0, 2)


def test_what_held_before_is_right_where_it_is_another_value_and_due_only_where_something_changed() -> None:
    found = changes([
        outcome(CURRENT, "Cecilia Ek leder.", before="Bo Berg"),
        outcome(CURRENT, "Cecilia Ek leder.", before="Dan Dal"),
        outcome(CURRENT, "Cecilia Ek leder."),
        outcome(CURRENT, "Bo Berg leder.", before="Anna Alm"),
        outcome(asked(Course.REPEATED), "Cecilia Ek leder.", before="Anna Alm"),
        outcome(asked(Course.DIFFERENT), "Cecilia Ek leder."),
    ])  # fmt: skip
    assert (found.before.hits, found.before.of) == (1, 3)
    assert (found.before_wrongly.hits, found.before_wrongly.of) == (1, 2)


def test_a_question_for_another_time_is_counted_by_itself() -> None:
    found = changes([outcome(THEN, "Cecilia Ek leder."), outcome(THEN, "Bo Berg leder.")])
    assert (found.then.hits, found.then.of, found.current.of) == (1, 2, 0)


def test_questions_about_facts_that_are_said_once_are_passed_over() -> None:
    plain = Judgment("p-1", Language.SV, "Vem?", "who", accepted=("Cecilia Ek",))
    assert changes([outcome(plain, "Cecilia Ek.")]).questions == 0


def test_the_report_tells_of_changes_only_where_they_were_asked_for() -> None:
    plain = build_report(
        [outcome(Judgment("p-1", Language.SV, "Vem?", "who", accepted=("Cecilia Ek",)), "Cecilia Ek.")]
    )
    told = build_report([outcome(CURRENT, "Bo Berg leder.")])
    assert "said more than once" not in report_text(plain)
    assert "another value stands first" in report_text(told)
    assert report_object(told)["changes"]["outdated"] == {"hits": 1, "of": 1, "share": 1.0}


def test_a_file_names_the_course_of_a_fact_and_its_other_values(tmp_path: Path) -> None:
    row = {"id": "a", "lang": "sv", "question": "Vem leder?", "kind": "who", "gold_alternatives": ["Cecilia Ek"],
           "course": "changed", "wanted": "current", "other_values": ["Bo Berg"]}  # fmt: skip
    (tmp_path / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")
    [judgment] = load_judgments(tmp_path / "questions.jsonl")
    assert (judgment.course, judgment.wanted, judgment.other_values) == (
        Course.CHANGED,
        WantedValue.CURRENT,
        ("Bo Berg",),
    )


def test_an_unknown_course_is_refused_with_the_ones_that_are_known(tmp_path: Path) -> None:
    row = {"id": "a", "lang": "sv", "question": "Vem?", "kind": "who", "gold_alternatives": ["x"], "course": "moved"}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(JudgmentError, match="wanted one of changed, repeated, different"):
        load_judgments(tmp_path / "questions.jsonl")
