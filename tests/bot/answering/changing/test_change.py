from __future__ import annotations

import pytest

from bot.answering.changing.change import Change, change
from bot.answering.question.asked import AnswerKind
from bot.answering.types import Citation, Explained, QuotedAnswer
from corpus.types import PartialDate, Span


def said(quote: str, part: str | None, published: str | None, **explained: str) -> QuotedAnswer:
    date = None if published is None else PartialDate.parse(published)
    span = None if part is None else Span(quote.index(part), quote.index(part) + len(part))
    meanings = tuple(Explained(words.replace("_", " "), meaning) for words, meaning in explained.items())
    return QuotedAnswer(quote, 0.9, Citation("sida", "Sida", date=date), quote, span, meanings)


NOVEMBER = said("Vintra startar i november 2020.", "november 2020", "2019-10")


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        (AnswerKind.TIME, said("Vintra startar den 9 oktober 2021.", "den 9 oktober 2021", "2020-09")),
        (AnswerKind.OTHER, said("Vintra startar den 9 oktober 2021.", "den 9 oktober 2021", "2020-09")),
        (AnswerKind.TIME, said("Vintra startar i november.", "i november", "2021-06", i_november="2021")),
    ],
)
def test_another_answer_to_the_same_thing_is_a_change(kind: AnswerKind, now: QuotedAnswer) -> None:
    assert change(kind, [NOVEMBER], now) == Change("november 2020", PartialDate(2019, 10))


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        (AnswerKind.TIME, said("Starten blir den 14 november 2020.", "14 november 2020", "2020-02")),
        (AnswerKind.TIME, said("Starten hålls i november.", "november", "2020-02", i_november="2020")),
        (AnswerKind.TIME, said("Vintra startar senare.", None, "2020-09")),
        (AnswerKind.TIME, said("Vintra startar försenat.", "försenat", "2020-09")),
        (AnswerKind.TIME, said("Det sker efter sommaren.", "efter sommaren", "2020-09")),
        (AnswerKind.OTHER, said("Starten leds av Bo Alm.", "Bo Alm", "2020-09")),
        (AnswerKind.TIME, said("Vintra startar i maj 2021.", "maj 2021", None)),
        (AnswerKind.TIME, said("Vintra startar i maj 2021.", "maj 2021", "2019")),
        (AnswerKind.TIME, said("Vintra startar i maj 2021.", "maj 2021", "2019-10-04")),
    ],
)
def test_no_change_where_nothing_surely_differs(kind: AnswerKind, now: QuotedAnswer) -> None:
    assert change(kind, [NOVEMBER], now) is None


def test_the_last_that_tells_a_thing_of_the_same_form_is_compared_with() -> None:
    earlier = [NOVEMBER, said("Den är försenad.", "försenad", "2020-01"), said("Kom i tid.", None, "2020-02")]
    now = said("Vintra startar i maj 2021.", "maj 2021", "2020-09")
    assert change(AnswerKind.TIME, earlier, now) == Change("november 2020", PartialDate(2019, 10))
    again = said("Vintra startar i maj 2021, som sagt.", "maj 2021", "2020-12")
    assert change(AnswerKind.TIME, [*earlier, now], again) is None


def test_by_wording_only_quotes_that_say_the_same_of_another_are_compared() -> None:
    owner = said("Ragnar Ek är programägare.", "Ragnar Ek", "2019-10")
    leader = said("Annika Alm är programchef sedan i maj.", "Annika Alm", "2020-09")
    next_owner = said("Ny programägare är Bo Lind.", "Bo Lind", "2020-10")
    assert change(AnswerKind.PERSON, [owner], leader, by_wording=True) is None
    assert change(AnswerKind.PERSON, [owner], leader) is not None
    assert change(AnswerKind.PERSON, [owner, leader], next_owner, by_wording=True) == Change(
        "Ragnar Ek", PartialDate(2019, 10)
    )


@pytest.mark.parametrize(("now", "differs"), [("968 miljoner kronor", True), ("14 procent", False)])
def test_numbers_are_compared_where_they_count_the_same(now: str, differs: bool) -> None:
    before = said("Ramen är 745 miljoner kronor.", "745 miljoner kronor", "2020-09")
    found = change(AnswerKind.NUMBER, [before], said(f"Nu gäller {now}.", now, "2022-12"))
    assert (found is not None) is differs


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [("2020-04", "2020-03", True), ("2021", "2020-12", True), ("2020", "2020-03", False), ("2020-04", "2020-04", False),
     ("2020-04-02", "2020-04-01", True), ("2020-04-02", "2020-04", False), ("2020-03", "2020-04", False)],
)  # fmt: skip
def test_a_date_is_surely_later_whatever_its_unknown_parts_are(one: str, other: str, later: bool) -> None:
    assert PartialDate.parse(one).is_surely_after(PartialDate.parse(other)) is later
