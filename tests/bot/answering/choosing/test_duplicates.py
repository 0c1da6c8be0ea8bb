from __future__ import annotations

import pytest

from bot.answering.choosing.duplicates import alike

LONG = "Starten för de tre vårdcentralerna i Vintra och för ambulansen i hela det östra området flyttas nu till {} {}"


@pytest.mark.parametrize(
    ("one", "other"), [("april", "maj"), ("april enligt Anna Berg", "april enligt Anna Lund"), ("april", "april inte")]
)
def test_another_month_name_or_negation_makes_no_copy(one: str, other: str) -> None:
    assert not alike(LONG.format(one, "i år."), LONG.format(other, "i år."))
    assert alike(LONG.format(one, "i år."), LONG.format(one, "i år!"))


SAID = "{} för de tre vårdcentralerna i Vintra och för ambulansen i hela det östra området flyttas nu till april {}"
ENGLISH = ("Both clinics in Vintra and the whole ambulance service of its eastern region {} move their planned start"
           " once again from late winter until early spring, as told before by those who lead this work.")  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SAID.format("Vinga: starten", "enligt plan."), SAID.format("Torpa: starten", "enligt plan.")),
        (SAID.format("Starten", ", Anna Berg."), SAID.format("Starten", ", Lena Berg.")),
        (SAID.format("Starten", "(Anna Berg)."), SAID.format("Starten", "(Lena Berg).")),
        (SAID.format("Starten", "i Södra-Vintra."), SAID.format("Starten", "i Södra-Torpa.")),
        (SAID.format("Starten", "då Berg efterträder Alm."), SAID.format("Starten", "då Alm efterträder Berg.")),
        (SAID.format("Berg efterträder Alm och starten", "."), SAID.format("Alm efterträder Berg och starten", ".")),
        (SAID.format("Starten", "utan utbildning."), SAID.format("Starten", "och utbildning.")),
        (SAID.format("Starten", "på måndagen."), SAID.format("Starten", "på tisdagen.")),
        (SAID.format("Den första starten", "."), SAID.format("Den tredje starten", ".")),
        (SAID.format("1:a starten", "här."), SAID.format("2:a starten", "här.")),
        (SAID.format("Den 3 och inte den 4 starten", "."), SAID.format("Den 4 och inte den 3 starten", ".")),
        (ENGLISH.format("can now"), ENGLISH.format("cannot now")),
        (ENGLISH.format("can do so to"), ENGLISH.format("can’t do so to")),
        (ENGLISH.format("on the 1st"), ENGLISH.format("on the 2nd")),
        (ENGLISH.format("on Friday"), ENGLISH.format("on Monday")),
    ],
)  # fmt: skip
def test_a_sentence_that_says_another_thing_by_one_word_is_no_copy(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [(SAID.format("Starten", "."), SAID.format("Och starten", "!")),
     (SAID.format("Nu: Starten", "(Anna Berg)."), SAID.format("Starten", ", Anna Berg.")),
     (SAID.format("Starten", "på måndag."), SAID.format("starten", "nu på måndag."))],
)  # fmt: skip
def test_a_sentence_that_is_told_again_in_nearly_the_same_words_is_a_copy(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)
