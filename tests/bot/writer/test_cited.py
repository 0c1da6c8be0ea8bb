from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.writer.cited import MOST_CHARACTERS, Cited, cited_sentences


def read(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(cited.text, cited.numbers) for cited in cited_sentences(pieces)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna leder [1]. Bo slutade [2].", [("Anna leder", (1,)), ("Bo slutade", (2,))]),
        ("Anna leder. [1] Bo slutade. [2]", [("Anna leder.", (1,)), ("Bo slutade.", (2,))]),
        ("Anna leder [1][2].", [("Anna leder", (1, 2))]),
        ("Anna leder [1, 3] och [2].", [("Anna leder", (1, 3)), ("och", (2,))]),
        ("Anna leder [Citat 1].", [("Anna leder", (1,))]),
        ("Anna leder [1](https://evil.example).", [("Anna leder", (1,))]),
        ("Anna leder. Bo slutade. [1]", [("Anna leder.", (1,)), ("Bo slutade.", (1,))]),
        ("Svaret:\n\nAnna leder [1].", [("Svaret:", ()), ("Anna leder", (1,))]),
        ("Anna leder.", [("Anna leder.", ())]),
        ("Den 3 t.ex. leder Anna [1].", [("Den 3 t.ex. leder Anna", (1,))]),
        ("<think>Kanske Bo [1].</think>Anna leder [1].", [("Anna leder", (1,))]),
        ("<think>Kanske Bo [1]. Utan slut", []),
        ("", []),
        ("[1]", []),
        ("---", []),
    ],
)
def test_sentences_and_what_they_cite(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert read(text) == expected


PIECES = ["Anna leder ", "[1]", "[2", "]", ". ", "\n", "(x)", ", 3, 4", " " * 9, "<think>", "</think>", "Bo"]


@example(["Anna leder ", "[1]", "[2", "\n", "]"])
@example(["Anna leder ", "[1]", "[2", " " * 9, ", 3, 4", " " * 9, "]", "(x)"])
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_the_division_into_pieces_changes_nothing(pieces: list[str]) -> None:
    whole = read("".join(pieces))
    assert read(*pieces) == whole
    assert read(*"".join(pieces)) == whole


def test_a_sentence_comes_as_soon_as_what_follows_has_begun() -> None:
    taken: list[str] = []

    def pieces() -> list[str]:
        return ["Anna leder [1]", ". B", "o slutade [2]."]

    def told() -> object:
        for piece in pieces():
            taken.append(piece)
            yield piece

    first = next(iter(cited_sentences(told())))  # type: ignore[arg-type]
    assert first == Cited("Anna leder", (1,))
    assert taken == ["Anna leder [1]", ". B"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Anna** leder `det` [1]", "Anna leder det"),
        ("- Anna leder [1]", "Anna leder"),
        ("# Anna leder [1]", "Anna leder"),
        ("1. Anna leder [1]", "Anna leder"),
        ("<@U0123> <!channel> Anna leder @here #fragor [1]", "Anna leder"),
        ("Anna <b>leder</b> <script>alert(1)</script>det [1]", "Anna leder alert(1) det"),
        ("Anna leder https://evil.example/x?y=1, se www.evil.example [1]", "Anna leder, se"),
        ("Anna leder <https://evil.example|här> [1]", "Anna leder här"),
        ("Anna leder [här](javascript:alert(1)) [1]", "Anna leder här"),
        ("Anna leder, skriv till anna@evil.example [1]", "Anna leder, skriv till"),
        ("Anna leder :tada: kl. 8:30 [1]", "Anna leder kl. 8:30"),
        ("Anna\u202e le\u200bder\x1b[31m [1]", "Anna leder31m"),
        ("Anna | leder ~~inte~~ [1]", "Anna leder inte"),
    ],
)
def test_markup_links_and_mentions_are_gone(text: str, shown: str) -> None:
    assert [cited.text for cited in cited_sentences([text])] == [shown]


def test_no_more_is_read_than_an_answer_may_have() -> None:
    asked = 0

    def endless() -> object:
        nonlocal asked
        while True:
            asked += 1
            yield "Anna leder [1]. "

    assert list(cited_sentences(endless()))  # type: ignore[arg-type]
    assert asked <= MOST_CHARACTERS // 16 + 2


@pytest.mark.parametrize("letter", ["a", " ", "[", "a.", "<", "@", "\n", "[1", "_", ":a"])
def test_a_long_answer_without_an_end_costs_little(letter: str) -> None:
    started = time.process_time()
    list(cited_sentences(letter for _ in range(MOST_CHARACTERS // len(letter))))
    list(cited_sentences([letter * (MOST_CHARACTERS // len(letter))]))
    assert time.process_time() - started < 5.0
