from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.types import Answer, Citation
from bot.settings import SlackSettings
from bot.slack.parts import LibraryInfo
from bot.slack.running import manifest
from bot.slack.showing import elements, guide, limits, modals
from corpus.types import Language
from tests.bot.slack.answers import ANSWER, FEW, INFO, answers, citations, settings, texts
from tests.bot.slack.block_check import check_message, check_view

infos = st.builds(
    LibraryInfo,
    bulletins=st.integers(0, 10_000),
    passages=st.integers(0, 10_000),
    indexed_at=st.none() | st.datetimes(timezones=st.just(datetime.UTC), min_value=datetime.datetime(2000, 1, 2)),
    newest=st.lists(citations, max_size=12).map(tuple),
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> SlackSettings:
    return settings(tmp_path_factory.mktemp("state"))


@FEW
@given(answers, st.sampled_from(Language))
def test_every_passage_modal_is_accepted_by_slackblocks(answer: Answer, language: Language) -> None:
    check_view(modals.passage_view(answer, language, [elements.button("why", "Varför?", "Visa", "R")]))


def test_the_passage_modal_shows_the_whole_passage_with_the_quote_bold() -> None:
    view = modals.passage_view(ANSWER, Language.SV)
    texts = [each for each in view["blocks"] if each["type"] == "rich_text"]
    runs = [run for each in texts for run in each["elements"][0]["elements"]]
    assert [run["text"].strip() for run in runs] == [
        "Det är klart nu.", "Sedan i april leder Anna Ek programmet.", "Hon tar över efter Bo Alm.",
    ]  # fmt: skip
    assert [bool(run.get("style")) for run in runs] == [False, True, False]


def test_an_answer_that_is_no_longer_stored_gives_a_plain_sentence() -> None:
    view = modals.passage_view(None, Language.EN)
    assert view["blocks"][0]["text"]["text"].startswith("The answer is no longer kept")
    check_view(view)


@pytest.mark.parametrize("language", list(Language))
def test_the_modal_that_asks_why_is_accepted_and_reads_back(language: Language) -> None:
    view = modals.why_view("ABCD2345", language)
    check_view(view)
    state = {modals.REASON: {modals.REASON: {"selected_option": {"value": "old"}}},
             modals.COMMENT: {modals.COMMENT: {"value": None}}}  # fmt: skip
    assert modals.submitted({**view, "state": {"values": state}}) == ("ABCD2345", "old", "")


def test_a_forged_reason_counts_as_other_and_a_comment_is_made_visible() -> None:
    state = {modals.REASON: {modals.REASON: {"selected_option": {"value": "<script>"}}},
             modals.COMMENT: {modals.COMMENT: {"value": "x\ud83d\u202e"}}}  # fmt: skip
    assert modals.submitted({"state": {"values": state}}) == ("", "other", "x")


@FEW
@given(infos, st.sampled_from(Language), st.none() | st.sampled_from(Language), texts, st.lists(texts, max_size=6))
def test_every_home_and_help_is_accepted_by_slackblocks(
    plain: SlackSettings, info: LibraryInfo, language: Language, chosen: Language | None, contact: str, tries: list[str]
) -> None:
    changed = replace(plain, contact=contact, examples=tuple(tries), programme=contact)
    view = guide.home_view(info, changed, language, chosen)
    assert len(view["blocks"]) <= limits.BLOCKS_PER_VIEW  # type: ignore[arg-type]
    check_view(view)
    message = guide.help_message(info, changed, language, "hello")
    check_message(message.text, list(message.blocks))


def test_home_tells_how_many_bulletins_when_they_were_read_and_the_newest_with_date_and_link(
    plain: SlackSettings,
) -> None:
    shown = json.dumps(guide.home_view(INFO, plain, Language.SV, None), ensure_ascii=False)
    assert "Jag kan 3 bulletiner, inlästa 20 november 2026" in shown
    assert "Ny ledare för programmet" in shown
    assert "april 2020" in shown
    assert "https://bulletin.example/ny-ledare" in shown


def test_home_without_an_index_names_the_next_step(plain: SlackSettings) -> None:
    shown = json.dumps(guide.home_view(LibraryInfo(0, 0, None), plain, Language.SV, None), ensure_ascii=False)
    assert "fvm reindex" in shown


def test_home_shows_the_chosen_language(plain: SlackSettings) -> None:
    view = guide.home_view(INFO, plain, Language.EN, Language.EN)
    (menu,) = [each["accessory"] for each in view["blocks"] if "accessory" in each]  # type: ignore[attr-defined]
    assert menu["initial_option"]["value"] == "en"


def test_what_extensions_add_to_home_comes_last(plain: SlackSettings) -> None:
    added = [{"type": "divider"}]
    view = guide.home_view(INFO, plain, Language.SV, None, added)
    assert view["blocks"][-1] == added[0]  # type: ignore[index]


@FEW
@given(st.lists(texts.filter(bool), max_size=9), st.sampled_from(Language))
def test_there_are_one_to_four_suggested_prompts(plain: SlackSettings, tries: list[str], language: Language) -> None:
    prompts = guide.prompts(replace(plain, examples=tuple(tries)), language)
    assert 1 <= len(prompts) <= limits.PROMPTS
    assert all(0 < len(each["title"]) <= limits.PROMPT_TITLE and each["message"] for each in prompts)


def test_only_five_of_the_newest_bulletins_are_listed(plain: SlackSettings) -> None:
    many = replace(INFO, newest=tuple(Citation(str(n), f"Bulletin {n}") for n in range(9)))
    shown = json.dumps(guide.home_view(many, plain, Language.SV, None))
    assert "Bulletin 4" in shown
    assert "Bulletin 5" not in shown


@pytest.mark.parametrize(("language", "told"), [(Language.SV, "i trådar har Slack inget `/fråga`"),
                                                (Language.EN, "Slack has no `/fråga` in threads")])  # fmt: skip
def test_help_says_that_the_command_is_none_in_threads_and_names_the_shortcut_that_there_is(
    tmp_path: Path, language: Language, told: str
) -> None:
    used = settings(tmp_path, command="/fråga", programme="Samvård")
    for text in (guide.help_message(INFO, used, language).text, str(guide.home_view(INFO, used, language, None))):
        assert told in text
        assert any(each["name"] in text for each in manifest.shipped()["features"]["shortcuts"])
