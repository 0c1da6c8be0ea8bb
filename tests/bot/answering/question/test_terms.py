from __future__ import annotations

import pytest

from bot.answering.question.terms import Term, coverage, weighed_terms
from corpus.language.words import content_words
from corpus.types import Language


@pytest.mark.parametrize(("word", "text"), [
    ("kommuner", "en kommun"), ("kommun", "alla kommunerna"), ("leder", "att leda"),
    ("startar", "starten sker"), ("experter", "verksamhetsexperterna"), ("implementering", "implementeringsansvarig"),
    ("utbildningen", "utbildningar"), ("anmälan", "anmalan"), ("lön", "hennes lön"), ("lon", "lönen"),
    ("rekryterade", "rekryteringen"), ("veckan", "två veckor"), ("leveransen", "en leverans"),
    ("municipality", "municipalities"), ("2020", "år 2020."),
])  # fmt: skip
def test_inflected_and_compounded_words_are_found(word: str, text: str) -> None:
    assert Term(word).within(text)


@pytest.mark.parametrize(("word", "text"), [
    ("lön", "lönsamhet"), ("lön", "belöning"), ("49", "149"), ("leder", "hos ledamoten"), ("möte", "mot alla"),
    ("år", "vad det är"),
])  # fmt: skip
def test_other_words_are_not_found(word: str, text: str) -> None:
    assert not Term(word).within(text)


def test_function_words_carry_no_content() -> None:
    assert content_words("När är det som utbildningen ska börja?") == ["utbildningen", "börja"]
    assert content_words("who is it that will be there") == []


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    texts = ["skolan är ny", "skolan är röd", "skolan har en matsal"]
    weights = {term.word: term.weight for term in weighed_terms("skolan matsal bibliotek", texts)}
    assert weights["skolan"] < weights["matsal"] < weights["bibliotek"] == 1.0


def test_a_misspelt_word_is_mended_from_the_texts() -> None:
    assert [term.word for term in weighed_terms("implementringsansvarig", ["hon är implementeringsansvarig"])] == [
        "implementeringsansvarig"
    ]


def test_a_word_of_no_text_is_not_mended_into_another() -> None:
    assert [term.word for term in weighed_terms("lön", ["ett lån"])] == ["lön"]


def test_coverage_is_the_weight_that_the_text_holds() -> None:
    terms = [Term("skolan", 1.0), Term("matsal", 3.0)]
    assert coverage(terms, "Skolans matsal") == 1.0
    assert coverage(terms, "En matsal") == 0.75
    assert coverage([], "En matsal") == 0.0


def test_a_word_is_met_by_its_counterpart_in_another_language() -> None:
    (term,) = weighed_terms("nurses", ["legitimerade sjuksköterskor"], language=Language.EN)
    assert term.within("Sjuksköterskorna är flera.")
    assert term.places("Alla sjuksköterskor") == [5]
    assert not term.within("Läkarna är flera.")


def test_a_counterpart_of_several_words_must_stand_whole() -> None:
    term = Term("deadline", others=("sista dag",))
    assert term.within("Sista dagen är den 3 maj.")
    assert not term.within("En dag till.")
