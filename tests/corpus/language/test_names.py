from __future__ import annotations

import pytest

from corpus.language.names import missing, named

TEXTS = (
    "I Torpa och i Kullaberg startar vi. Kontoret i Torpa har en VMG. Start sker i höst.",
    "Anna Ek leder kontoret.",
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("när startar torpa", ("torpa",)),
        ("När startar Torpas kontor?", ("torpa",)),
        ("has Kullaberg started", ("kullaberg",)),
        ("vem är vmg i Nordhamn", ("vmg", "nordhamn")),
        ("Startar kontoret i höst?", ()),
        ("VEM LEDER KONTORET I TORPA?", ("torpa",)),
        ("", ()),
    ],
)
def test_names_are_known_however_they_are_typed(question: str, names: tuple[str, ...]) -> None:
    assert named(question, TEXTS) == names


@pytest.mark.parametrize(
    ("text", "count"), [("I Torpa startar Kullabergs kontor.", 0), ("Torpakontoret startar.", 1), ("Alla startar.", 2)]
)
def test_names_that_a_text_does_not_mention_are_counted(text: str, count: int) -> None:
    assert missing(("torpa", "kullaberg"), text) == count
