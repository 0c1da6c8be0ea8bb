from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from bot.answering.types import Answer, BulletinList, Curated, Explained, Notice, NoticeKind, Status
from bot.slack.message import Message
from bot.slack.showing import blocks, human, sources
from bot.slack.showing.elements import button
from corpus.types import Language, PartialDate, Span
from tests.bot.slack.answers import ANSWER, CITATION, FEW, QUOTED, REFUSAL, answers, quoted_answers
from tests.bot.slack.block_check import check_message
from tests.slack_emulator.block_kit import MESSAGE_BLOCKS


def every(value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every object of a type, however deep."""
    if isinstance(value, dict):
        if value.get("type") == kind:
            yield value
        for part in value.values():
            yield from every(part, kind)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from every(part, kind)


def shown(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


@FEW
@given(answers)
def test_every_answer_is_a_message_that_slackblocks_accepts(answer: Answer) -> None:
    for sharable, added in ((False, []), (True, [button("why", "Varför?", "Visa vad som avgjorde", "ABCD2345")])):
        message = blocks.answer_message(answer, "ABCD2345", "programkontoret <@U1>", sharable, added)
        assert len(message.blocks) <= MESSAGE_BLOCKS
        check_message(message.text, list(message.blocks))


@FEW
@given(answers)
def test_every_shared_answer_is_a_message_that_slackblocks_accepts(answer: Answer) -> None:
    message = blocks.shared_message(answer, "ABCD2345", "U0123")
    check_message(message.text, list(message.blocks))


@FEW
@given(answers)
def test_nothing_from_a_bulletin_stands_in_markup(answer: Answer) -> None:
    message = blocks.answer_message(answer, "ABCD2345")
    refusals = [replace(REFUSAL, language=answer.language, question=asked) for asked in ("ett", "ett två tre fyra")]
    own = {text["text"] for each in refusals for text in every(blocks.answer_message(each, "R").blocks, "mrkdwn")}
    assert {text["text"] for text in every(message.blocks, "mrkdwn")} <= own


@FEW
@given(answers)
def test_links_lead_only_to_web_addresses_of_the_citations(answer: Answer) -> None:
    cited = {quoted.citation for quoted in answer.answers} | set(answer.related)
    cited |= {answer.notice.citation} if answer.notice and answer.notice.citation else set()
    known = {url for citation in cited for url in (citation.url, citation.link)}
    message = blocks.answer_message(answer, "ABCD2345")
    for each in (*every(message.blocks, "link"), *every(message.blocks, "button")):
        url = each.get("url")
        assert url is None or (url in known and url.startswith(("https://", "http://")))


@FEW
@given(quoted_answers())
def test_the_runs_of_a_quote_are_the_whole_visible_quote(quoted: Any) -> None:
    runs = list(blocks.quote_parts(quoted, 100_000))
    plain = quoted.quote
    if plain.isascii() and plain.isprintable():
        assert "".join(text for text, _ in runs) == plain
        if quoted.span_text:
            assert [text for text, bold in runs if bold] == [quoted.span_text]


def test_the_answering_part_of_the_quote_is_bold() -> None:
    (quote,) = every(blocks.answer_message(ANSWER, "R").blocks, "rich_text_quote")
    assert quote["elements"] == [
        {"type": "text", "text": "Sedan i april leder "},
        {"type": "text", "text": "Anna Ek", "style": {"bold": True}},
        {"type": "text", "text": " programmet."},
    ]


def test_a_quote_without_an_answering_part_is_plain() -> None:
    message = blocks.answer_message(replace(ANSWER, answers=(replace(QUOTED, span=None),)), "R")
    (quote,) = every(message.blocks, "rich_text_quote")
    assert quote["elements"] == [{"type": "text", "text": QUOTED.quote}]


@pytest.mark.parametrize("language", Language)
def test_a_date_that_the_title_tells_is_told_once_in_whatever_language(language: Language) -> None:
    cited = replace(CITATION, title="Summering FVM augusti 2020", date=PartialDate(2020, 8), heading=None)
    assert sources.source_words(cited, language) == "Summering FVM augusti 2020"
    assert sources.title_line(cited, language) == "Summering FVM augusti 2020"


def test_title_month_and_heading_stand_under_the_quote() -> None:
    (source,) = every(blocks.answer_message(ANSWER, "R").blocks, "context")
    assert source["elements"][0]["text"] == "Ny ledare för programmet · april 2020 · Vem leder?"
    assert source["elements"][0]["type"] == "plain_text"


def test_the_link_button_opens_the_very_passage() -> None:
    opening = next(each for each in every(blocks.answer_message(ANSWER, "R").blocks, "button") if "url" in each)
    assert opening["url"] == CITATION.link
    assert opening["accessibility_label"] == "Läs i bulletinen Ny ledare för programmet"


def test_a_citation_without_a_usable_address_gets_no_link_button() -> None:
    bare = replace(QUOTED, citation=replace(CITATION, url=None, link="javascript:alert(1)"))
    message = blocks.answer_message(replace(ANSWER, answers=(bare,)), "R")
    assert [each for each in every(message.blocks, "button") if "url" in each] == []


def test_the_page_is_linked_where_the_passage_cannot_be() -> None:
    page = replace(CITATION, link="https://x.example/" + "a" * 4000)
    assert sources.address(page) == CITATION.url


def test_further_sources_are_a_compact_list_of_links() -> None:
    further = replace(QUOTED, citation=replace(CITATION, title="Andra", date=PartialDate(2019, 1, 5)))
    message = blocks.answer_message(replace(ANSWER, answers=(QUOTED, further, further)), "R")
    (listed,) = every(message.blocks, "rich_text_list")
    assert len(listed["elements"]) == 2
    assert listed["elements"][0]["elements"][:2] == [
        {"type": "link", "url": CITATION.link, "text": "Andra"},
        {"type": "text", "text": " · 5 januari 2019"},
    ]


def test_the_fallback_text_holds_quote_source_date_and_link() -> None:
    text = blocks.answer_message(ANSWER, "R").text
    assert QUOTED.quote in text
    assert "Ny ledare för programmet · april 2020 · Vem leder?" in text
    assert f"<{CITATION.link}>" in text


@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_is_two_lines_the_contact_and_two_bulletins_and_offers_to_keep_the_question(
    language: Language,
) -> None:
    message = blocks.answer_message(replace(REFUSAL, language=language), "R", contact="C0123456")
    first, second = message.text.split("\n")
    assert "<#C0123456>" in first
    assert "  " not in message.text
    assert [each["text"] in second for each in every(message.blocks, "link")] == [True, True]
    assert [block["type"] for block in message.blocks] == ["section", "rich_text", "actions"]
    assert [each["action_id"] for each in every(message.blocks, "button")] == [blocks.KEEP, human.ASK]


@pytest.mark.parametrize(
    ("language", "lead"), [(Language.SV, "Närmaste bulletiner:"), (Language.EN, "Nearest bulletins:")]
)
def test_an_empty_list_says_also_without_blocks_that_what_follows_is_only_near(language: Language, lead: str) -> None:
    answer = replace(REFUSAL, language=language, listing=BulletinList("utbildning", None, None, (), 0, 5))
    assert blocks.answer_message(answer, "R").text.split("\n")[1] == lead


@pytest.mark.parametrize(("question", "hinted"), [("schema", True), ("nytt schema pilot", True),
                                                  ("När kommer det nya schemat?", False)])  # fmt: skip
def test_only_a_few_words_get_the_hint_to_ask_a_whole_question(question: str, hinted: bool) -> None:
    message = blocks.answer_message(replace(REFUSAL, question=question), "R")
    assert ("hel fråga" in message.text) is hinted


def test_a_refusal_without_neighbours_and_contact_is_still_whole() -> None:
    message = blocks.answer_message(replace(REFUSAL, related=()), "R")
    assert list(every(message.blocks, "rich_text")) == []
    assert "bulletinerna" in message.text


def test_the_answer_stands_first_and_what_must_be_known_of_it_after() -> None:
    notice = Notice(
        NoticeKind.NEWER, "Nyare uppgift <!here> från maj", replace(CITATION, bulletin_id="x", title="Nästa")
    )
    message = blocks.answer_message(replace(ANSWER, notice=notice), "R")
    assert message.blocks[0]["elements"][0]["type"] == "rich_text_quote"
    assert message.blocks[1]["elements"][0]["elements"][0]["text"] == "Nyare uppgift <!here> från maj"
    first, second, *_ = message.text.split("\n")
    assert first == f"”{QUOTED.quote}”"
    assert second.startswith("Nyare uppgift &lt;!here&gt; från maj (Nästa · Vem leder?)")


def test_which_question_was_taken_stands_below_the_warning_and_the_source() -> None:
    warned = replace(ANSWER, notice=Notice(NoticeKind.OLD, "Uppgiften är från mars 2020."))
    message = blocks.answer_message(warned, "ABCD2345", is_elsewhere=True)
    kinds = [block["type"] for block in message.blocks]
    told = [
        place for place, block in enumerate(message.blocks) if "Svar på frågan" in json.dumps(block, ensure_ascii=False)
    ]
    assert told == [kinds.index("actions") - 1]
    assert "Uppgiften är från mars 2020." in json.dumps(message.blocks[1], ensure_ascii=False)
    assert message.text.splitlines()[-1].startswith("Svar på frågan ”")


def test_each_thing_asked_is_quoted_and_the_further_ones_link_to_their_bulletins() -> None:
    second = replace(QUOTED, quote="Bo Alm leder flytten.", span=None, asked="Vem leder flytten?")
    message = blocks.answer_message(replace(ANSWER, answers=(replace(QUOTED, asked="När?"), second)), "ABCD2345")
    quotes = list(every(message.blocks, "rich_text_quote"))
    assert len(quotes) == 2
    assert list(every(message.blocks[-2], "link"))
    assert "Fler källor" not in shown(message)


def test_the_date_is_told_once() -> None:
    dated = replace(ANSWER, notice=Notice(NoticeKind.OLD, "Uppgiften är från april 2020, inget nyare hittades."))
    assert [blocks.answer_message(each, "R").text.count("april 2020") for each in (ANSWER, dated)] == [1, 1]
    titled = replace(QUOTED, citation=replace(CITATION, title="Summering, april 2020", date=PartialDate(2020, 4, 30)))
    assert blocks.answer_message(replace(ANSWER, answers=(titled,)), "R").text.count("2020") == 1


def test_an_answer_that_a_person_wrote_stands_before_whose_it_is() -> None:
    curated = Curated("Ring växeln.", expires=datetime.date(2026, 12, 24))
    message = blocks.answer_message(replace(ANSWER, curated=curated), "R")
    first, second, *_ = message.text.split("\n")
    assert (first, second) == ("Ring växeln.", "Svar från programkontoret · Gäller till 24 december 2026")


def test_thumbs_stand_under_answers_and_not_under_refusals() -> None:
    assert [len(list(every(blocks.answer_message(each, "R").blocks, "feedback_buttons"))) for each in
            (ANSWER, REFUSAL)] == [1, 0]  # fmt: skip


@pytest.mark.parametrize("hostile", ["<!channel>", "<@U012345>", "<http://x.example|y>", "*fet*", "`kod`", "\u202eabc"])
def test_hostile_titles_and_quotes_stay_words(hostile: str) -> None:
    citation = replace(CITATION, title=hostile, heading=hostile)
    quoted = replace(QUOTED, quote=hostile, passage=hostile, span=Span(0, len(hostile)), citation=citation)
    message = blocks.answer_message(replace(ANSWER, answers=(quoted, quoted)), "R")
    assert "<!" not in message.text
    assert "<@" not in message.text
    assert "<http://x" not in message.text
    assert "*" not in message.text
    assert "`" not in message.text
    assert "\u202e" not in message.text + shown(message)


def test_the_feedback_buttons_say_what_they_do() -> None:
    (thumbs,) = every(blocks.answer_message(ANSWER, "R123").blocks, "feedback_buttons")
    assert thumbs["positive_button"]["value"] == "up:R123"
    assert thumbs["negative_button"]["accessibility_label"] == "Svaret var inte till hjälp"


def test_only_private_answers_can_be_shared() -> None:
    for sharable in (True, False):
        message = blocks.answer_message(ANSWER, "R", sharable=sharable)
        assert (blocks.SHARE in {each["action_id"] for each in every(message.blocks, "button")}) is sharable


@pytest.mark.parametrize(
    ("contact", "markup"),
    [("C0123456", "<#C0123456>"), ("U0123456", "<@U0123456>"), ("stöd <!here>", "stöd &lt;!here&gt;")],
)
def test_the_contact_is_a_mention_only_where_it_is_an_id(contact: str, markup: str) -> None:
    assert sources.contact_markup(contact) == markup


@pytest.mark.parametrize(
    "answer",
    [ANSWER, REFUSAL, replace(ANSWER, curated=Curated("Ring.")),
     replace(REFUSAL, status=Status.ANSWERED, curated=Curated("Ring."))],
)  # fmt: skip
def test_added_buttons_stand_once_among_the_others(answer: Answer) -> None:
    message = blocks.answer_message(answer, "R", added=[button("why", "Varför?", "Visa vad som avgjorde", "R")])
    check_message(message.text, list(message.blocks))
    assert [each["action_id"] for each in every(message.blocks, "button")].count("why") == 1


def test_what_the_words_of_a_quote_mean_stands_in_a_line_of_its_own_under_the_quote() -> None:
    quoted = replace(
        QUOTED, explained=(Explained("i vår", "våren 2021"), Explained("*nästa* <@U1> vecka", "vecka 19 2020"))
    )
    message = blocks.answer_message(replace(ANSWER, answers=(quoted,)), "ABCD2345")
    line = "Räknat från bulletinens datum – i vår: våren 2021 · *nästa* <@U1> vecka: vecka 19 2020"
    quote, explanation, source = message.blocks[:3]
    assert quote["elements"][0]["type"] == "rich_text_quote"
    assert explanation["elements"] == [{"type": "plain_text", "text": line, "emoji": False}]
    assert "april 2020" in source["elements"][0]["text"]
    assert "i vår: våren 2021" in message.text
    assert "<@U1>" not in message.text


@pytest.mark.parametrize(("words", "meaning"), [("den 30 april", "30 april 2020"), ("i höst", "hösten 2020")])
def test_a_year_that_the_line_below_the_quote_tells_is_not_explained(words: str, meaning: str) -> None:
    quoted = replace(QUOTED, explained=(Explained(words, meaning),))
    message = blocks.answer_message(replace(ANSWER, answers=(quoted,)), "R")
    assert "Räknat" not in message.text + shown(message)


@pytest.mark.parametrize(("meaning", "told"), [("30 april 2020", False), ("0 april 2020", True)])
def test_a_day_that_the_warning_of_age_tells_is_not_told_again(meaning: str, told: bool) -> None:
    dated = replace(QUOTED, explained=(Explained("i dag", meaning),))
    notice = Notice(NoticeKind.OLD, "Uppgiften är från 30 april 2020, inget nyare hittades.")
    message = blocks.answer_message(replace(ANSWER, answers=(dated,), notice=notice), "R")
    assert ("Räknat" in message.text, "Räknat" in shown(message)) == (told, told)
