from __future__ import annotations

import pytest

from index.encoder.prompts import Prompts, choose_prompts, encoder_name


@pytest.mark.parametrize(
    ("label", "known", "given", "chosen"),
    [
        ("any", {"query": "Q: ", "document": "D: "}, ("q ", "p "), Prompts("q ", "p ")),
        ("any", {"query": "Q: ", "document": "D: "}, (None, None), Prompts("Q: ", "D: ")),
        ("any", {"query": "Q: ", "passage": "P: "}, (None, None), Prompts("Q: ", "P: ")),
        ("intfloat/multilingual-e5-small", {}, (None, None), Prompts("query: ", "passage: ")),
        ("intfloat/e5-base", {"query": "", "document": ""}, (None, None), Prompts("query: ", "passage: ")),
        ("e5-large", {}, ("", ""), Prompts("", "")),
        ("some-e50-model", {}, (None, None), Prompts("", "")),
        ("sentence-bert", {}, (None, None), Prompts("", "")),
    ],
)
def test_prompts_given_beat_the_models_and_those_beat_its_familys(
    label: str, known: dict[str, str], given: tuple[str | None, str | None], chosen: Prompts
) -> None:
    assert choose_prompts(label, known, *given) == chosen


def test_the_name_changes_with_weights_and_with_each_prompt() -> None:
    names = {
        encoder_name("m", "f", Prompts("a", "b")),
        encoder_name("m", "g", Prompts("a", "b")),
        encoder_name("m", "f", Prompts("b", "b")),
        encoder_name("m", "f", Prompts("a", "a")),
    }
    assert len(names) == 4
    assert all(name.startswith("m@") for name in names)
