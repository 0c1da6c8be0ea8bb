from __future__ import annotations

from bot.answering.changing.excerpts import cropped, nearest_sentence
from corpus.types import Passage, Span

TEXT = "Bron målas. Bron blir grön till hösten. Vägen stängs i juni."
STARTS = (0, 12, 40)
PASSAGE = Passage(
    "b",
    (),
    TEXT,
    100,
    100 + len(TEXT),
    "Bron",
    tuple(Span(100 + a, 100 + b) for a, b in zip(STARTS, (11, 39, 60), strict=True)),
)


def test_a_passage_is_cut_to_whole_sentences_around_what_is_kept() -> None:
    kept = PASSAGE.sentences[1]
    assert cropped(PASSAGE, kept, 3) == ("Bron blir grön till hösten.", 112)
    assert cropped(PASSAGE, kept, 7) == ("Bron målas. Bron blir grön till hösten.", 100)
    assert cropped(PASSAGE, kept, 99) == (TEXT, 100)


def test_the_nearest_sentence_shares_most_words_that_carry_meaning() -> None:
    assert nearest_sentence(PASSAGE, "När stängs vägen?") == PASSAGE.sentences[2]
    assert nearest_sentence(PASSAGE, "Vilken färg får bron till hösten?") == PASSAGE.sentences[1]
