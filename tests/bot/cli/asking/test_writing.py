from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from bot.answering.as_json import answer_object
from bot.answering.types import Answer, WrittenSentence
from bot.cli.asking.rendering import print_answer
from bot.cli.asking.writing import print_written, with_written
from bot.writer.endpoint import Endpoint
from bot.writer.errors import EndpointError
from bot.writer.phrasing import Writer
from corpus.types import Language
from tests.bot.slack.answers import ANSWER, QUOTED, REFUSAL
from tests.bot.writer.model_server import BreakOff, ModelServer, delta, model_server, refusing, saying, sending

TRUE = "Anna Ek leder programmet sedan april [1]."
SENTENCE = WrittenSentence("Anna Ek leder programmet sedan april.", (0,))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(saying(TRUE)) as running:
        yield running


def shown(server: ModelServer, answer: Answer = ANSWER, terminal: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=terminal, color_system=None)
    print_written(console, answer, Writer(Endpoint(server.url, "a-model"), None, None).write)
    return out.getvalue()


def test_a_person_reads_the_sentences_with_their_numbers_under_a_label(server: ModelServer) -> None:
    assert shown(server).split("\n") == [
        "Formulerat av en språkmodell ur citaten", "  Anna Ek leder programmet sedan april. [1]", "", "",
    ]  # fmt: skip
    assert "Phrased by a language model" in shown(server, replace(ANSWER, language=Language.EN))


def test_quotes_are_numbered_for_the_sentences_that_cite_them() -> None:
    out = io.StringIO()
    print_answer(Console(file=out, width=80), replace(ANSWER, answers=(QUOTED, QUOTED)), numbered=True)
    assert "[1] Ny ledare för programmet" in out.getvalue()
    assert "[2] Ny ledare för programmet" in out.getvalue()


def test_a_refusal_is_not_phrased(server: ModelServer) -> None:
    assert shown(server, REFUSAL) == ""
    assert server.requests == []


def test_without_a_writer_nothing_is_added() -> None:
    out = io.StringIO()
    print_written(Console(file=out), ANSWER, None)
    assert out.getvalue() == ""
    assert with_written(ANSWER, None) is ANSWER


@pytest.mark.parametrize("behaviour", [refusing(401), sending(delta(TRUE + " Och"), delta(" så"), BreakOff)],
                         ids=["a refusal", "a death midway"])  # fmt: skip
def test_a_failure_leaves_the_quotes_alone_and_a_warning(
    server: ModelServer, capsys: pytest.CaptureFixture[str], behaviour: object
) -> None:
    server.behaviour = behaviour  # type: ignore[assignment]
    assert shown(server) == ""
    assert "fvm: warning: The writer at" in capsys.readouterr().err


def test_a_terminal_shows_sentences_as_they_come_and_takes_them_back_where_the_writer_fails() -> None:
    seen: list[str] = []
    out = io.StringIO()

    def failing(answer: Answer, earlier: Sequence[str]) -> Iterator[WrittenSentence]:
        yield SENTENCE
        seen.append(out.getvalue())
        raise EndpointError("cut_off", "The writer broke off.")

    print_written(Console(file=out, width=80, force_terminal=True, color_system=None), ANSWER, failing)
    assert SENTENCE.text in seen[0]
    assert out.getvalue().endswith("\x1b[1A\x1b[2K" * 2)


def test_what_a_model_writes_moves_no_cursor_and_is_no_markup(server: ModelServer) -> None:
    server.behaviour = saying("Anna Ek leder [bold]programmet[/bold] \x1b[2Jsedan april [1].")
    assert "\x1b" not in shown(server)
    out = io.StringIO()
    sentence = WrittenSentence("Anna \x1b[2J[red]Ek[/red]", (0,))
    print_written(Console(file=out, width=80), ANSWER, lambda answer, earlier: iter([sentence]))
    assert "Anna  [2J[red]Ek[/red] [1]" in out.getvalue()


def test_a_program_gets_sentences_with_the_places_of_their_quotes(server: ModelServer) -> None:
    write = Writer(Endpoint(server.url, "a-model"), None, None).write
    written = answer_object(with_written(ANSWER, write))["written"]
    assert written == {"sentences": [{"text": SENTENCE.text, "quotes": [0]}]}


@pytest.mark.parametrize("behaviour", [refusing(429), saying("Bo Alm leder programmet [1].")],
                         ids=["a refusal", "a lie"])  # fmt: skip
def test_a_program_gets_null_where_nothing_holds(
    server: ModelServer, capsys: pytest.CaptureFixture[str], behaviour: object
) -> None:
    server.behaviour = behaviour  # type: ignore[assignment]
    write = Writer(Endpoint(server.url, "a-model"), None, None).write
    assert answer_object(with_written(ANSWER, write))["written"] is None
