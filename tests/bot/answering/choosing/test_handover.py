"""A sentence that says itself what takes another value's place."""

from __future__ import annotations

import pytest

from bot.answering.changing.recency import is_another_value
from bot.answering.choosing.handover import takes_the_place
from bot.answering.question.asked import AnswerKind

PERSON, TIME, NUMBER, OTHER = AnswerKind.PERSON, AnswerKind.TIME, AnswerKind.NUMBER, AnswerKind.OTHER


@pytest.mark.parametrize(
    ("sentence", "old", "kind", "new"),
    [
        ("Bo Al efterträder Anna Ek som projektledare.", "Anna Ek", PERSON, "Bo Al"),
        ("Den 1 maj efterträdde Bo Al tillförordnade chefen Berg.", "Anna Berg", PERSON, "Bo Al"),
        ("Från och med mars tar Bo Al över rollen efter Anna Ek.", "Anna Ek", PERSON, "Bo Al"),
        ("Berg efterträds av Bo Al i höst.", "Anna Berg", PERSON, "Bo Al"),
        ("Anna Ek will be replaced by Bo Al in May.", "Anna Ek", PERSON, "Bo Al"),
        ("Bo Al takes over from Anna Ek.", "Anna Ek", PERSON, "Bo Al"),
        ("Starten flyttas från den 4 maj till den 12 september.", "den 4 maj", TIME, "12 september"),
        ("Starten den 4 maj skjuts upp till hösten 2027.", "den 4 maj", TIME, "hösten 2027"),
        ("Avgiften höjs från 250 kronor till 300 kronor.", "250 kronor", NUMBER, "300 kronor"),
        ("Det blir 300 kronor i stället för 250 kronor.", "250 kronor", NUMBER, "300 kronor"),
        ("Systemet Tria ersätts av Nova.", "Tria", OTHER, "Systemet Tria ersätts av Nova."),
    ],
)
def test_what_is_new_stands_where_the_sentence_says(sentence: str, old: str, kind: AnswerKind, new: str) -> None:
    span = takes_the_place(sentence, old, kind)
    assert span is not None
    assert new in sentence[span.start : span.end]


@pytest.mark.parametrize(
    ("sentence", "old", "kind"),
    [
        ("Anna Ek leder bygget från maj till september.", "Anna Ek", PERSON),
        ("Anna Ek efterträder Bo Al.", "Anna Ek", PERSON),
        ("Utbildningen pågår från den 4 maj.", "den 4 maj", TIME),
        ("Bo Al efterträder Eva Berg.", "Anna Ek", PERSON),
        ("Bo Al arbetar med Anna Ek.", "Anna Ek", PERSON),
        ("Anna Ekström ersätts av Bo Al.", "Anna Ek", PERSON),
        ("Bo Al efterträder Eva Berg och arbetar med Anna Ek.", "Anna Ek", PERSON),
        ("", "Anna Ek", PERSON),
    ],
)
def test_a_sentence_that_does_not_say_so_replaces_nothing(sentence: str, old: str, kind: AnswerKind) -> None:
    assert takes_the_place(sentence, old, kind) is None


@pytest.mark.parametrize(
    ("kind", "said", "value", "other"),
    [
        (PERSON, "Anna Ek leder bygget.", "Bo Al", True),
        (PERSON, "Anna Ek leder bygget.", "Anna Ek", False),
        (TIME, "Vi börjar den 4 maj 2026.", "den 12 september 2026", True),
        (TIME, "Vi börjar den 4 maj 2026.", "4 maj 2026", False),
        (NUMBER, "Omkring 90 miljoner kronor.", "90 miljoner kronor", False),
        (NUMBER, "Omkring 90 miljoner kronor.", "120 miljoner kronor", True),
        (PERSON, "Fråga programkontoret.", "Bo Al", False),
        (OTHER, "Det är klart.", "Bo Al", False),
    ],
)
def test_another_value_is_of_the_kind_asked_for(kind: AnswerKind, said: str, value: str, other: bool) -> None:
    assert is_another_value(kind, said, value) is other
