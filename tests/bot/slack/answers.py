"""Answers, questions and parts for the Slack tests, plain and made by hypothesis."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer, Citation, Explained, Notice, NoticeKind, QuotedAnswer, Status, WrittenSentence
from bot.settings import SlackSettings
from bot.slack.inbox.question import Arrival, Hold, Key, Surface
from bot.slack.parts import Ask, LibraryInfo, Parts, Shelves
from corpus.types import Language, PartialDate, Span
from tests.examples import examples

CITATION = Citation(
    bulletin_id="ny-ledare",
    title="Ny ledare för programmet",
    heading="Vem leder?",
    date=PartialDate(2020, 4),
    url="https://bulletin.example/ny-ledare",
    link="https://bulletin.example/ny-ledare#:~:text=Anna%20Ek,leder",
)
QUOTED = QuotedAnswer(
    quote="Sedan i april leder Anna Ek programmet.",
    score=0.9,
    citation=CITATION,
    passage="Det är klart nu. Sedan i april leder Anna Ek programmet. Hon tar över efter Bo Alm.",
    span=Span(20, 27),
)
ANSWER = Answer("Vem leder?", Language.SV, Status.ANSWERED, 0.9, (QUOTED,), snapshot="s-1", seconds=0.1)
REFUSAL = Answer("Vad kostar lunchen?", Language.SV, Status.NO_ANSWER, 0.1, related=(CITATION, CITATION, CITATION))

INFO = LibraryInfo(
    bulletins=3,
    passages=40,
    indexed_at=datetime.datetime(2026, 11, 20, 8, 30, tzinfo=datetime.UTC),
    newest=(CITATION,),
    snapshot="s-1",
)


def ask(question: str, earlier: Earlier, /) -> Answer:
    """Knows who leads, in any wording that says so, and "han" after earlier questions; refuses the rest."""
    known = "leder" in question.casefold() or "who" in question.casefold()
    base = ANSWER if known or ("han" in question.split() and earlier.questions) else REFUSAL
    language = Language.EN if "who" in question.casefold() else Language.SV
    return Answer(question, language, base.status, base.confidence, base.answers, base.related, snapshot="s-1")


def settings(folder: Path, **changed: object) -> SlackSettings:
    values: dict[str, object] = {"state_dir": folder, "bot_token": "xoxb-test", "per_person": 1000,
                                 "per_channel": 1000, "metrics_port": 0, "fsync": False}  # fmt: skip
    return SlackSettings(**{**values, **changed})  # type: ignore[arg-type]


def parts(folder: Path, **changed: object) -> Parts:
    used = settings(folder, **changed)
    return Parts(used, Shelves.only(used, ask, lambda: INFO))


def answering(whole: Parts, answers: Ask, **changed: Any) -> Parts:
    """The same parts with other answers."""
    return replace(whole, shelves=Shelves.only(whole.settings, answers, lambda: INFO), **changed)


FEW = examples(50)
"""For properties over long texts: a second or two each."""

_numbers = itertools.count(1)


def arrival(text: str | None = "Vem leder?", **changed: object) -> Arrival:
    """A mention at a place of its own."""
    number = next(_numbers)
    ts = f"1700000000.{number:06d}"
    values: dict[str, object] = {"key": Key("T1", "C1", ts), "surface": Surface.MENTION, "user": "U1", "text": text,
                                 "asked_at": 1000.0, "thread": ts, "hold": Hold.NONE}  # fmt: skip
    return Arrival(**{**values, **changed})  # type: ignore[arg-type]


HOSTILE = (
    "<!channel>", "<!here|x>", "<@U012345>", "<#C012345|x>", "<http://x.example|y>", "*fet*", "_kursiv_", "~struken~",
    "`kod`", "```block```", "> citat", "\u202evänd", "a\u200bb", "&lt;", "&amp;", ":tada:", "|", "\x00", "\ud7ff",
    "https://x.example", "@here", "\n\n", "😀",
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(HOSTILE) | st.text(max_size=30), max_size=60).map(" ".join),
    st.integers(1, 60_000).map(lambda length: ("ett mycket långt ord " * 3000)[:length]),
    st.integers(1, 20_000).map("x".__mul__),
)
dates = st.none() | st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12))
addresses = st.none() | st.sampled_from((
    "https://x.example/a#:~:text=b", "http://x.example/" + "a" * 4000, "javascript:alert(1)", "https://x.example/<b>",
    "https://x.example/a|b", "ftp://x.example", "https://x.example/ a", "",
))  # fmt: skip
citations = st.builds(Citation, st.text(max_size=20), texts, st.none() | texts, dates, addresses, addresses)


@st.composite
def quoted_answers(draw: st.DrawFn) -> QuotedAnswer:
    quote = draw(texts)
    ends = sorted(draw(st.tuples(st.integers(0, len(quote)), st.integers(0, len(quote)))))
    span = draw(st.sampled_from((None, Span(*ends))))
    explained = tuple(draw(st.lists(st.builds(Explained, texts, texts), max_size=2)))
    around = draw(texts) + quote + draw(texts)
    return QuotedAnswer(quote, draw(st.floats(0, 1)), draw(citations), around, span, explained, columns=draw(texts))


notices = st.none() | st.builds(Notice, st.sampled_from(NoticeKind), texts, st.none() | citations)
sentences = st.builds(WrittenSentence, texts, st.lists(st.integers(0, 2), max_size=3, unique=True).map(tuple))
answered = st.builds(
    Answer,
    question=texts,
    language=st.sampled_from(Language),
    status=st.just(Status.ANSWERED),
    confidence=st.floats(0, 1),
    answers=st.lists(quoted_answers(), min_size=1, max_size=3).map(tuple),
    related=st.lists(citations, max_size=3).map(tuple),
    notice=notices,
    has_timeline=st.booleans(),
    written=st.lists(sentences, max_size=4).map(tuple),
)
refused = st.builds(
    Answer,
    question=texts,
    language=st.sampled_from(Language),
    status=st.just(Status.NO_ANSWER),
    confidence=st.floats(0, 1),
    related=st.lists(citations, max_size=5).map(tuple),
    notice=notices,
)
answers = answered | refused
