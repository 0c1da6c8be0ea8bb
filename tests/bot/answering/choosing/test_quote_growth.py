from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answering.choosing.quotes import quote_span, with_sentence
from bot.answering.choosing.sentences import Sentence, sentences_of
from bot.answering.question.asked import AnswerKind
from corpus.types import Bulletin, Passage, Span
from index.types import Hit

MakePage = Callable[..., Bulletin]

LIST = """
Skolan flyttar i maj. Det här ska packas:

- böcker
- bänkar
"""
SENTENCES = """
## Flytten

Skolan flyttar. Alla packar. Bilen kommer. Vi åker.

Bo Alm leder.

- Mat finns. Den är varm.
- Kaffe finns.
"""


def sentences(bulletin: Bulletin, *texts: str) -> tuple[Sentence, ...]:
    """One passage's sentences, each given by its text."""
    starts = [bulletin.body.index(text) for text in texts]
    spans = tuple(Span(start, start + len(text)) for start, text in zip(starts, texts, strict=True))
    start, end = spans[0].start, spans[-1].end
    passage = Passage(bulletin.id, (), bulletin.body[start:end], start, end, "", spans)
    return sentences_of(Hit(passage, bulletin, 1.0, 0.9, 1.0))


def test_a_list_that_goes_on_in_another_passage_stays_whole_beside_a_neighbour(make_page: MakePage) -> None:
    bulletin = make_page(LIST)
    found = sentences(bulletin, "Skolan flyttar i maj.", "Det här ska packas:")
    whole = quote_span(found, 1, AnswerKind.LIST, lambda text: 1.0)
    assert bulletin.body[whole.start : whole.end].rstrip().endswith("bänkar")
    assert with_sentence(found, whole, 0) == whole


@pytest.mark.parametrize(
    ("quoted", "other", "grown"),
    [
        ("Skolan flyttar.", "Alla packar.", "Skolan flyttar. Alla packar."),
        ("Alla packar.", "Skolan flyttar.", "Skolan flyttar. Alla packar."),
        ("Skolan flyttar.", "Bilen kommer.", "Skolan flyttar."),
        ("Skolan flyttar. Alla packar. Bilen kommer.", "Vi åker.", "Skolan flyttar. Alla packar. Bilen kommer."),
        ("Skolan flyttar.", "Flytten", "Skolan flyttar."),
        ("Vi åker.", "Bo Alm leder.", "Vi åker."),
        ("Den är varm.", "Mat finns.", "Mat finns. Den är varm."),
        ("Den är varm.", "Kaffe finns.", "Den är varm."),
    ],
)
def test_a_quote_grows_by_a_neighbour_of_its_block_to_three_sentences(
    make_page: MakePage, quoted: str, other: str, grown: str
) -> None:
    bulletin = make_page(SENTENCES)
    texts = ("Flytten", "Skolan flyttar.", "Alla packar.", "Bilen kommer.", "Vi åker.", "Bo Alm leder.", "Mat finns.",
             "Den är varm.", "Kaffe finns.")  # fmt: skip
    start = bulletin.body.index(quoted)
    found = sentences(bulletin, *texts)
    quote = with_sentence(found, Span(start, start + len(quoted)), texts.index(other))
    assert bulletin.body[quote.start : quote.end] == grown


def test_no_neighbour_makes_a_quote_longer_than_six_hundred_characters(make_page: MakePage) -> None:
    long = f"Skolan {'flyttar ' * 80}nu."
    found = sentences(make_page(f"Alla packar. {long}"), "Alla packar.", long)
    quote = Span(found[0].start, found[0].end)
    assert with_sentence(found, quote, 1) == quote
