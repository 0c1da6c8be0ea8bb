from __future__ import annotations

import datetime
import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.answering.types import Answer, Curated, Explained, Status
from bot.cli.asking.rendering import print_answer
from corpus.types import Language
from tests.bot.slack.answers import ANSWER, QUOTED, REFUSAL

PINNED = Curated("Ring växeln.\n[red]Vardagar[/red] 8 till 16.\x1b[2J", ("https://x.example/a",),
                 datetime.date(2026, 12, 31))  # fmt: skip


def shown(answer: Answer) -> list[str]:
    """The lines that a person sees, without the empty ones between them."""
    written = io.StringIO()
    print_answer(Console(file=written, width=80), answer)
    return [line.rstrip() for line in written.getvalue().splitlines() if line.strip()]


def test_a_pinned_answer_stands_above_the_quotes_under_its_label() -> None:
    lines = shown(replace(ANSWER, curated=PINNED))
    assert lines == [
        "Svar från programkontoret", "  Ring växeln.", "  [red]Vardagar[/red] 8 till 16. [2J", "  https://x.example/a",
        "  Gäller till 31 december 2026", *shown(ANSWER),
    ]  # fmt: skip


def test_a_pinned_answer_without_quotes_is_no_refusal() -> None:
    lines = shown(replace(REFUSAL, status=Status.ANSWERED, curated=Curated("Ring växeln.")))
    assert lines == ["Svar från programkontoret", "  Ring växeln."]


@pytest.mark.parametrize(
    ("language", "label"),
    [(Language.SV, "Svar från programkontoret"), (Language.EN, "Answer from the programme office")],
)
def test_the_label_is_in_the_questions_language(language: Language, label: str) -> None:
    assert shown(replace(ANSWER, language=language, curated=PINNED))[0] == label


def test_what_the_words_of_a_quote_mean_stands_under_the_quote() -> None:
    quoted = replace(QUOTED, explained=(Explained("i april", "2020"), Explained("i höst", "hösten 2020\x1b[2J")))
    lines = shown(replace(ANSWER, answers=(quoted,)))
    assert lines[1] == "  Räknat från bulletinens datum – i april: 2020 · i höst: hösten 2020 [2J"
    assert [lines[0], *lines[2:]] == shown(ANSWER)


def test_what_the_columns_of_a_table_are_called_stands_under_the_row() -> None:
    quoted = replace(QUOTED, columns="Sjukhus | Utbildning | Driftstart\x1b[2J")
    lines = shown(replace(ANSWER, answers=(quoted,)))
    assert lines[1] == "  Kolumner: Sjukhus | Utbildning | Driftstart [2J"
    assert [lines[0], *lines[2:]] == shown(ANSWER)


def test_a_refusal_names_the_nearest_bulletins() -> None:
    lines = shown(REFUSAL)
    assert lines[0] == "Bulletinerna svarar inte på det."
    assert len([line for line in lines if "Ny ledare för programmet" in line]) == 3
