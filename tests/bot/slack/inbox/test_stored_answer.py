"""Answers in installed databases are read, whatever version of the program stored them."""

from __future__ import annotations

import datetime
import json

from bot.answering.types import (
    Answer,
    Citation,
    Curated,
    Explained,
    Notice,
    NoticeKind,
    QuotedAnswer,
    Status,
    WrittenSentence,
)
from bot.slack.inbox import stored_answer
from corpus.types import Language, PartialDate, Span

CITED = Citation("nytt", "Nytt om huset", "Flytten", PartialDate(2020, 4), "https://x.example/nytt", None)
FIRST = """{"question":"N\u00e4r?","language":"sv","status":"answered","confidence":0.9,"answers":[{"quote":"I maj.",
"score":0.8,"citation":{"bulletin_id":"nytt","title":"Nytt om huset","heading":"Flytten","published":"2020-04",
"url":"https://x.example/nytt","link":null},"passage":"I maj. Vi flyttar.","span":{"start":0,"end":5}}],"related":[],
"notice":null,"snapshot":"s-1","seconds":0.25}"""
"""As the first version stored it."""


def test_an_answer_of_the_first_version_is_read() -> None:
    assert stored_answer.load_answer(FIRST) == Answer(
        question="När?",
        language=Language.SV,
        status=Status.ANSWERED,
        confidence=0.9,
        answers=(QuotedAnswer("I maj.", 0.8, CITED, "I maj. Vi flyttar.", Span(0, 5)),),
        snapshot="s-1",
        seconds=0.25,
    )


def test_everything_of_an_answer_comes_back_half_a_surrogate_too() -> None:
    whole = Answer(
        question="Wh\ud83d?",
        language=Language.EN,
        status=Status.ANSWERED,
        confidence=0.5,
        answers=(QuotedAnswer("I höst.", 0.5, CITED, "I höst.", None, (Explained("I höst", "hösten 2020"),)),),
        related=(Citation("annat", "Annat"),),
        notice=Notice(NoticeKind.NEWER, "Nyare.", CITED),
        snapshot="s-2",
        seconds=1.5,
        curated=Curated("Ring.", ("https://x.example",), datetime.date(2026, 12, 31)),
        has_timeline=True,
        written=(WrittenSentence("I höst.", (0,)),),
    )
    assert stored_answer.load_answer(stored_answer.dump_answer(whole)) == whole


def test_a_citation_is_stored_under_the_names_that_it_always_had() -> None:
    stored = json.loads(stored_answer.dump_answer(stored_answer.load_answer(FIRST)))
    assert stored["answers"][0]["citation"] == json.loads(FIRST)["answers"][0]["citation"]


def test_what_a_later_version_adds_is_left_out() -> None:
    assert stored_answer.load_answer(FIRST.replace("{", '{"new":[1],', 1)) == stored_answer.load_answer(FIRST)


def test_an_answer_that_was_erased_is_none() -> None:
    assert stored_answer.load_answer(None) is stored_answer.NOTHING
