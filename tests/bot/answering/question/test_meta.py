"""Questions about the bot are told from those that a bulletin may answer."""

from __future__ import annotations

import pytest

from bot.answering.question.meta import About, about_bot, topic_of


@pytest.mark.parametrize(("text", "topic"), [
    ("sparar du det vi skriver?", About.KEPT), ("vem kan se vad jag frågar?", About.KEPT),
    ("Är det anonymt att fråga här?", About.KEPT), ("can my boss see what I ask?", About.KEPT),
    ("do you store what we write?", About.KEPT), ("hur vet du det?", About.SOURCES),
    ("varifrån får du dina svar?", About.SOURCES), ("kan man lita på dig?", About.SOURCES),
    ("how do you know that?", About.SOURCES), ("är du en AI?", About.NATURE), ("vem har gjort dig?", About.NATURE),
    ("are you ChatGPT?", About.NATURE), ("kan du engelska?", About.LANGUAGES),
    ("do you speak Swedish?", About.LANGUAGES),
    ("sover du aldrig?", About.NATURE), ("gillar du kaffe?", About.NATURE), ("brukar du drömma?", About.NATURE),
    ("har du haft en bra helg?", About.NATURE), ("hur gammal är du?", About.NATURE),
    ("do you ever sleep?", About.NATURE), ("får man ställa vilka frågor som helst?", About.USE),
    ("vad kan man fråga dig om?", About.USE), ("får jag fråga vad som helst?", About.USE),
])  # fmt: skip
def test_what_asks_of_nothing_but_the_bot_is_about_it(text: str, topic: About) -> None:
    assert about_bot(text) is topic


@pytest.mark.parametrize("text", [
    "vem kan se vad som skrivs i journalen?", "sparas det vi skriver i Millennium?",
    "hur länge sparas det jag skriver?",
    "hur vet man när området startar?", "använder Millennium AI?", "kan man lita på tidplanen?", "vad heter chefen?",
    "sover patienterna sämre nu?", "finns det kaffe på mötet?", "jobbar hon på helgen?",
    "är du säker på att det är hösten 2024?", "kan du säga vem som är programägare?", "vet du när det pausades?",
    "who can see the medical record?", "finns utbildningen på engelska?", "haha", "",
])  # fmt: skip
def test_what_names_a_thing_or_addresses_nobody_is_a_question_for_the_bulletins(text: str) -> None:
    assert about_bot(text) is None


def test_of_what_is_known_to_be_about_the_bot_a_word_tells_the_topic() -> None:
    assert topic_of("sitter det en människa i källaren bakom eller?") is About.NATURE
    assert topic_of("svarar du fortare på fredagar?") is None
