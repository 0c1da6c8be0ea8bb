"""What is asked at a door is kept where the settings say so, and nowhere else."""

from __future__ import annotations

from starlette.routing import BaseRoute

from bot.answering.types import Answer
from bot.doors.api.routes import Api
from bot.doors.desk import Desk
from bot.doors.page.routes import Page
from bot.errors import StoreError
from tests.bot.doors.door_stage import doors
from tests.bot.doors.test_page import NUMBER, QUESTION, sent, shown


def routes(desk: Desk) -> list[BaseRoute]:
    return [*Api(desk).routes(), *Page(desk, "FVM", ()).routes()]


def test_only_the_doors_that_are_named_keep_questions_and_never_a_number_of_a_person() -> None:
    kept: list[tuple[str, str]] = []

    def keep(door: str, answer: Answer, seconds: float) -> None:
        assert 0 <= seconds < 60
        kept.append((door, answer.question))

    with doors(routes=routes, keep=keep, kept=frozenset({"page"})) as it:
        assert it.ask(QUESTION).status == 200
        assert "sparas utan namn" in shown(sent(it, QUESTION))
        assert sent(it, NUMBER).status == 422
        assert it.call("GET", "/v1/bulletins").status == 200
    assert kept == [("page", QUESTION)]


def test_a_door_answers_though_nothing_can_be_kept_and_says_on_the_page_what_holds() -> None:
    def keep(door: str, answer: Answer, seconds: float) -> None:
        raise StoreError("full")

    with doors(routes=routes, keep=keep, kept=frozenset({"api"})) as it:
        assert it.ask(QUESTION).status == 200
        assert "Frågan sparas inte" in shown(sent(it, QUESTION))
