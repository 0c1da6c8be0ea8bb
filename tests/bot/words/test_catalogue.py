"""The texts for people hold what the code says, no less and no more, in every language."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.slack.inbox.question import Hold
from bot.slack.showing.modals import REASONS
from bot.words.catalogue import say, texts
from corpus.errors import Code
from corpus.readers.remarks import Look
from corpus.types import Language

ROOT = Path(__file__).resolve().parents[3] / "bot"
ALIKE = {"home.swedish", "home.english", "administration.title", "report.median", "report.column_median"}
"""The names of the languages, each always in itself, and what both languages call the same."""


@dataclass(frozen=True, slots=True)
class Use:
    """A key as the code says it, with its fields; `is_family` where only the table of the key stands there."""

    place: str
    key: str
    fields: frozenset[str]
    is_family: bool = False

    def named(self) -> list[str]:
        return [key for key in texts(Language.SV) if key.startswith(self.key)] if self.is_family else [self.key]


def uses_in(source: str, place: str) -> Iterator[Use]:
    """Every use of `say` in a module; a key that does not stand at the call fails."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "say":
            continue
        assert all(each.arg is not None for each in call.keywords), f"{place}: fields must be named one by one"
        fields = frozenset(each.arg for each in call.keywords if each.arg)
        yield from _keys_of(call.args[0], fields, f"{place}:{call.lineno}")


def _keys_of(first: ast.expr, fields: frozenset[str], place: str) -> Iterator[Use]:
    if isinstance(first, ast.IfExp):
        yield from _keys_of(first.body, fields, place)
        yield from _keys_of(first.orelse, fields, place)
    elif isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield Use(place, first.value, fields)
    else:
        assert isinstance(first, ast.JoinedStr), f"{place}: the key must stand where it is said"
        table = first.values[0]
        assert isinstance(table, ast.Constant), f"{place}: the key must begin with its table"
        assert str(table.value).endswith("."), f"{place}: the key must begin with its table"
        yield Use(place, str(table.value), fields, is_family=True)


SOURCES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.py"))}
SPEAKERS = {place: source for place, source in SOURCES.items() if "bot.words.catalogue import " in source}
USES = [use for place, source in SPEAKERS.items() for use in uses_in(source, place)]


def fields_of(text: str) -> set[str]:
    """The names that a text is filled with."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place}-{use.key}")
def test_what_is_said_stands_there_with_the_fields_that_it_is_given(use: Use, language: Language) -> None:
    keys = use.named()
    assert keys, use.place
    for key in keys:
        assert key in texts(language), use.place
        wanted = fields_of(texts(language)[key])
        assert wanted <= use.fields if use.is_family else wanted == use.fields, (use.place, key)


def test_nobody_says_anything_by_another_name() -> None:
    imported = [line.strip() for source in SOURCES.values() for line in source.splitlines()
                if "bot.words" in line and "catalogue" in line]  # fmt: skip
    assert len(imported) == len(SPEAKERS)
    assert set(imported) <= {
        f"from bot.words.catalogue import {names}" for names in ("say", "say, texts", "decimal, say")
    }


def test_what_stands_there_is_said() -> None:
    assert set(texts(Language.SV)) - {key for use in USES for key in use.named()} == set()


def test_both_languages_have_the_same_keys() -> None:
    assert list(texts(Language.SV)) == list(texts(Language.EN))


@pytest.mark.parametrize("key", texts(Language.SV))
def test_both_languages_take_the_same_fields(key: str) -> None:
    assert fields_of(texts(Language.SV)[key]) == fields_of(texts(Language.EN)[key])


def test_hardly_a_text_is_the_same_in_both() -> None:
    alike = {key for key, text in texts(Language.SV).items() if any(map(str.isalpha, text.format_map(Nothing())))
             and text == texts(Language.EN)[key]}  # fmt: skip
    assert alike == ALIKE


class Nothing(dict[str, object]):
    """Fills every field with a number that no letter is in."""

    def __missing__(self, key: str) -> float:
        return 0.0


@pytest.mark.parametrize("source", [
    'say(key, language)', 'say("answer.more" + x, language)', 'say(f"{table}.x", language)', 'say("a.b", l, **fields)',
])  # fmt: skip
def test_a_key_or_fields_that_nobody_can_read_are_refused(source: str) -> None:
    with pytest.raises(AssertionError):
        list(uses_in(source, "here"))


def test_every_way_to_say_something_is_read() -> None:
    source = 'say("a.b" if x else "a.c", sv, n=1); say(f"d.{e}", sv)'
    found = {(use.key, use.fields, use.is_family) for use in uses_in(source, "here")}
    assert found == {("a.b", frozenset("n"), False), ("a.c", frozenset("n"), False), ("d.", frozenset(), True)}


@pytest.mark.parametrize("language", Language)
def test_every_member_of_a_closed_choice_has_its_words(language: Language) -> None:
    named = [f"page.{code.value}" for code in Code]
    named += [f"hold.{hold.value}" for hold in Hold if hold is not Hold.NONE]
    named += [f"look.{look.name.lower()}" for look in Look]
    named += [f"reason.{reason}" for reason in REASONS]
    assert [key for key in named if key not in texts(language)] == []


def test_the_words_are_filled() -> None:
    assert say("trouble.apology", Language.EN, reference="K7").count("K7") == 1


def test_the_bot_is_no_bottom() -> None:
    """Of the Swedish word for it the definite form is "boten"; "botten" is the floor of something."""
    assert [key for key, text in texts(Language.SV).items() if "bott" in text.casefold()] == []
