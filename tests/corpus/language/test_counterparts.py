from pathlib import Path

from corpus.language import counterparts as module
from corpus.language.counterparts import counterparts, glosses
from corpus.types import Language

LINES = Path(module.__file__).with_name("terms.tsv").read_text(encoding="utf-8").splitlines()


def test_an_english_word_has_swedish_counterparts_whatever_its_form() -> None:
    assert "sjuksköterska" in counterparts("What do the nurses earn?", Language.EN)["nurses"]


def test_every_word_of_a_term_has_the_terms_counterparts() -> None:
    found = counterparts("how many subject matter experts are there", Language.EN)
    assert all("verksamhetsexpert" in found[word] for word in ("subject", "matter", "experts"))


def test_words_that_only_build_sentences_have_none() -> None:
    assert set(counterparts("Is it the plan of the board?", Language.EN)) == {"plan", "board"}


def test_a_swedish_text_has_none() -> None:
    assert counterparts("Vem leder programmet?", Language.SV) == {}


def test_an_unknown_word_has_none() -> None:
    assert counterparts("Xylqua?", Language.EN) == {}


def test_each_line_of_the_table_names_a_term_once_with_its_counterparts() -> None:
    pairs = [line.split("\t") for line in LINES]
    assert all(len(pair) == 2 and all(pair) for pair in pairs)
    assert len({term for term, _ in pairs}) == len(pairs)
    assert all(other.strip() for _, others in pairs for other in others.split(","))


def test_glosses_are_the_counterparts_that_a_text_holds_in_any_form() -> None:
    question = "Which nurses get access to the premises?"
    text = "Sjuksköterskorna får behörighet till journalen."
    assert glosses(question, Language.EN, text) == ("sjuksköterska", "behörighet")
    assert glosses(question, Language.EN, "Lokalerna målas.") == ("lokal",)
    assert glosses(question, Language.EN, "Inget av detta.") == ()


def test_a_gloss_of_several_words_stands_whole_in_the_text() -> None:
    assert glosses("Is there an academic report on accounts payable?", Language.EN, "läsår och reskontra") == ()


def test_a_swedish_question_has_no_glosses() -> None:
    assert glosses("Vem leder programmet?", Language.SV, "Anna leder programmet.") == ()
