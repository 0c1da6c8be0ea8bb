"""Words: stems, compounds, diacritics, typos, numbers, abbreviations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.language.abbreviations import spelled_out
from corpus.language.words import content_words, fold, stem, words
from corpus.types import Language
from index.errors import SnapshotError
from index.lexical.bm25 import LexicalIndex
from index.lexical.compounds import Compounds, known_stems
from index.lexical.counting import LexicalText

TEXTS = (
    "Fru Lähteenmäki leder implementeringen av det nya systemet.",
    "Verksamhetsexperter från Östra Älvdals sjukhus (ÖÄS) deltar i förberedelserna.",
    "Kostnaden är 3,7 miljoner kronor och inte 3,7 miljarder.",
    "Driftstarten i kommunerna flyttas till hösten.",
    "En expert besöker varje verksamhet före starten.",
)


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build([LexicalText(text) for text in TEXTS])


def _best(lexical: LexicalIndex, query: str) -> int | None:
    scores = lexical.scores(query)
    return int(np.argmax(scores)) if scores.any() else None


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("systemets", 0),
        ("lahteenmaki", 0),
        ("implementation", 0),
        ("implemetneringen", 0),
        ("experter", 4),
        ("verksamhetsexpert", 1),
        ("ÖÄS", 1),
        ("forberedelser", 1),
        ("3.7 miljarder", 2),
        ("start av drift", 3),
        ("kommun", 3),
        ("kommuerna", 3),
    ],
)
def test_a_word_is_found_however_it_is_written(lexical: LexicalIndex, query: str, row: int) -> None:
    assert _best(lexical, query) == row


def test_a_compound_is_found_by_its_part_and_a_part_by_its_compound(lexical: LexicalIndex) -> None:
    by_part, by_compound = lexical.scores("expert"), lexical.scores("verksamhetsexpert")
    assert by_part[4] > by_part[1] > 0
    assert by_compound[1] > by_compound[4] > 0


def test_a_part_is_found_though_it_is_never_written_alone() -> None:
    lexical = LexicalIndex.build([LexicalText("Vårdsamordnaren ringer."), LexicalText("Bussen kommer.")])
    assert _best(lexical, "samordnare") == 0
    assert _best(lexical, "vårdsamordning") == 0


def test_an_unknown_word_finds_nothing(lexical: LexicalIndex) -> None:
    assert _best(lexical, "xylofon") is None


def test_a_right_word_beats_a_likeness(lexical: LexicalIndex) -> None:
    scores = LexicalIndex.build([LexicalText("planen"), LexicalText("plånen"), LexicalText("granen")]).scores("planen")
    assert scores[0] > scores[1] > scores[2]


def test_a_question_of_function_words_alone_is_still_searched() -> None:
    lexical = LexicalIndex.build([LexicalText("när"), LexicalText("buss")])
    assert _best(lexical, "när?") == 0


def test_the_ceiling_is_above_every_score(lexical: LexicalIndex) -> None:
    for text in TEXTS:
        assert 0 < lexical.scores(text).max() <= lexical.ceiling(text)


def test_an_explained_abbreviation_finds_the_words_it_stands_for() -> None:
    lexical = LexicalIndex.build(
        [LexicalText("Västra Hamnbolaget (VHB) bygger."), LexicalText("I västra hamnbolaget finns en styrelse.")]
    )
    assert lexical.abbreviations == {"vhb": "västra hamnbolaget"}
    assert lexical.scores("vad gör VHB")[1] > 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vid Norra Ölands sjukhus, NÖS, i dag", {"nös": "norra ölands sjukhus"}),
        ("Avstämningen (Joint review gate, JRG) kommer", {"jrg": "joint review gate"}),
        ("JRG (Joint Review Gate) kommer", {"jrg": "joint review gate"}),
        ("Norra Öland (NÖ)", {"nö": "norra öland"}),
        ("Företaget köper av Lindström, USA, i år", {}),
        ("Det kostar 3 miljoner (SEK)", {}),
        ("", {}),
    ],
)
def test_only_an_abbreviation_that_spells_its_words_is_learnt(text: str, found: dict[str, str]) -> None:
    assert spelled_out([text]) == found


@pytest.mark.parametrize(
    ("query", "respelt"),
    [
        ("vem är lahteenmaki?", "vem är lähteenmäki?"),
        ("När blir drifstarten", "När blir driftstarten"),
        ("Kommuenrna väntar", "Kommunerna väntar"),
        ("hästen", "hästen"),
        ("nar", "när"),
        ("systemen", "systemen"),
        ("verksamhetsexpert 3.7", "verksamhetsexpert 3.7"),
    ],
)
def test_a_slip_is_mended_and_another_word_is_not(lexical: LexicalIndex, query: str, respelt: str) -> None:
    assert lexical.respell(query) == respelt


def test_another_language_is_mended_in_diacritics_only(lexical: LexicalIndex) -> None:
    assert lexical.respell("lahteenmaki kommuenrna", folded_only=True) == "lähteenmäki kommuenrna"


def test_a_saved_index_scores_as_before(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path)
    again = LexicalIndex.load(tmp_path)
    for query in ("expert", "ÖÄS", "kommuerna", "3,7"):
        assert again.scores(query).tolist() == lexical.scores(query).tolist()


def test_nothing_is_pickled(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".txt", ".npy"}
    for path in tmp_path.glob("*.npy"):
        np.load(path, allow_pickle=False)


def test_a_damaged_index_is_refused_with_the_remedy(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path)
    (tmp_path / "words.txt").write_text("")
    with pytest.raises(SnapshotError, match="fvm reindex"):
        LexicalIndex.load(tmp_path)


def test_words_taken_over_make_the_index_of_counting_them_anew(tmp_path: Path) -> None:
    """Passages go, come, move and change beside those that were counted before; one is in another language."""
    before = [LexicalText(text) for text in TEXTS]
    LexicalIndex.build(before).save(tmp_path)
    former = LexicalIndex.load(tmp_path).counted
    after = [
        (None, "A new meeting of Example Test Corp (ETC) in Älvdalen.", "en"),
        *((row, TEXTS[row], "sv") for row in (3, 1, 4)),
    ]
    anew = LexicalIndex.build([LexicalText(text, language) for _, text, language in after])
    taken_over = LexicalIndex.build(
        [LexicalText(text if row is None else "", language, row) for row, text, language in after], former
    )
    for index, name in ((anew, "anew"), (taken_over, "taken over")):
        (tmp_path / name).mkdir()
        index.save(tmp_path / name)
    files = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("anew", "taken over")]
    assert files[0] == files[1]
    assert taken_over.abbreviations == {"etc": "example test corp", "öäs": "östra älvdals sjukhus"}


def test_scores_are_those_of_bm25s() -> None:
    """To the bit: an implementation of its own, whose numbers the fusion was fitted on."""
    import bm25s
    from bm25s.tokenization import Tokenized

    texts = [LexicalText(" ".join(TEXTS[:count]) + " expert" * count) for count in range(1, 6)]
    postings = LexicalIndex.build(texts).columns
    numbers = {key: number for number, key in enumerate(postings.stems)}
    documents = [[numbers[stem(word)] for word in words(text.text)] for text in texts]
    theirs = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    theirs.index(Tokenized(documents, numbers), show_progress=False, create_empty_token=False)
    columns = theirs.scores
    for number, column in postings.columns(range(len(numbers))).items():
        place = slice(columns["indptr"][number], columns["indptr"][number + 1])
        assert column.rows.tolist() == columns["indices"][place].tolist()
        assert column.weights.tolist() == columns["data"][place].tolist()


def test_a_decimal_point_is_a_decimal_comma() -> None:
    assert words("3.7 och 3,7") == ["3,7", "och", "3,7"]


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert words("A\u030ar") == words("Å" + "r") == ["år"]


def test_folding_takes_away_what_foreign_keyboards_lack() -> None:
    assert (fold("häyhänen"), fold("smørrebrød")) == ("hayhanen", "smorrebrod")


def test_stems_are_of_the_language_asked_for() -> None:
    assert (stem("kommunerna"), stem("meetings", "en")) == ("kommun", "meet")


def test_function_words_are_left_out_of_a_question() -> None:
    assert content_words("Vem är det som leder arbetet?") == ["leder", "arbetet"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("verksamhetsexperter", ("verksam", "expert")),
        ("driftstarten", ("drift", "start")),
        ("expert", ()),
        ("experterna", ()),
        ("start2024", ()),
    ],
)
def test_a_compound_is_divided_where_the_vocabulary_says(word: str, parts: tuple[str, ...]) -> None:
    terms = {known: stem(known) for known in ("verksamhet", "expert", "drift", "start")}
    assert Compounds(known_stems(terms).__contains__).split(word) == parts


@pytest.mark.parametrize(
    ("query", "place"),
    [("Who leads the implementation?", 0), ("how many subject matter experts", 1), ("cost in millions", 2)],
)
def test_an_english_query_is_met_by_swedish_counterparts(lexical: LexicalIndex, query: str, place: int) -> None:
    scores = lexical.scores(query, Language.EN)
    assert int(scores.argmax()) == place
    assert 0 < scores.max() <= lexical.ceiling(query, Language.EN)


def test_a_swedish_query_has_no_counterparts(lexical: LexicalIndex) -> None:
    assert not lexical.scores("municipality", Language.SV).any()
