from __future__ import annotations

import pytest

from bot.answering.question.definitions import asked_term, defines


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("VMG", ("vmg",)),
        ("vad är VMG?", ("vmg",)),
        ("Vad betyder nattkörning?", ("nattkorning",)),
        ("nattkörning = ?", ("nattkorning",)),
        ("VMG, vad är det", ("vmg",)),
        ("va e grönlådan för nåt", ("gronladan",)),
        ("vad står vmg för", ("vmg",)),
        ("What does VMG stand for?", ("vmg",)),
        ("what is a floor walker", ("floor", "walker")),
    ],
)
def test_a_question_for_a_meaning_names_its_word(question: str, term: tuple[str, ...]) -> None:
    assert asked_term(question) == term


@pytest.mark.parametrize(
    "question", ["vem leder VMG", "VMG möten", "vad är det som händer med lokalerna i höst", "när?", "what is it"]
)
def test_other_questions_ask_for_no_meaning(question: str) -> None:
    assert asked_term(question) == ()


@pytest.mark.parametrize(
    ("term", "before", "sentence"),
    [
        (("vmg",), "", "VMG, verksamhetens målgrupp."),
        (("vmg",), "", "VMG: gruppen som tar emot önskemål."),
        (("vmg",), "VMG.", "Gruppen som tar emot önskemål."),
        (("vmg",), "", "Önskemål tas emot av verksamhetens målgrupp (VMG)."),
        (("vmg",), "", "Önskemål lämnas till verksamhetens målgrupp, förkortat VMG."),
        (("vmg",), "", "VMG står för verksamhetens målgrupp."),
        (("gronladan",), "Grönlåda.", "Lådan där gamla kort samlas in."),
        (("hr", "partner"), "", "HR-partner: stödjer cheferna."),
    ],
)
def test_a_sentence_tells_what_a_word_means(term: tuple[str, ...], before: str, sentence: str) -> None:
    assert defines(term, sentence, before)


@pytest.mark.parametrize(
    ("term", "before", "sentence"),
    [
        (("vmg",), "", "Fyra VMG är utsedda."),
        (("vmg",), "", "VMG möts varje måndag."),
        (("vmg",), "Andra ord i listan.", "Gruppen som tar emot önskemål."),
        ((), "", "VMG, verksamhetens målgrupp."),
        (("vmg",), "", ""),
    ],
)
def test_a_sentence_that_only_uses_the_word_does_not(term: tuple[str, ...], before: str, sentence: str) -> None:
    assert not defines(term, sentence, before)
