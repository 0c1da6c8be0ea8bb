from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.changing.change import Change
from bot.answering.timeline import Entry, Timeline
from bot.answering.types import Explained
from bot.slack.showing import limits
from bot.slack.showing.timeline_view import timeline_message_view, timeline_view
from corpus.types import Language, PartialDate
from tests.bot.slack.answers import CITATION, FEW, QUOTED, citations, quoted_answers, texts
from tests.bot.slack.block_check import check_view

dates = st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12))
changes = st.none() | st.builds(Change, texts, dates)
entries = st.builds(Entry, quoted_answers(), changes, st.lists(citations, max_size=2).map(tuple))
timelines = st.builds(
    Timeline,
    question=texts,
    language=st.sampled_from(Language),
    entries=st.lists(entries, max_size=4).map(tuple),
    related=st.lists(citations, max_size=3).map(tuple),
)


def entry(published: str | None, **changed: object) -> Entry:
    date = None if published is None else PartialDate.parse(published)
    return Entry(replace(QUOTED, citation=replace(CITATION, date=date)), **changed)  # type: ignore[arg-type]


def lines(timeline: Timeline) -> list[str]:
    """What a person reads, block by block."""
    found = []
    for block in timeline_view(timeline, timeline.language)["blocks"]:
        if block["type"] == "rich_text":
            parts = [part for part in block["elements"] if part["type"] != "rich_text_list"]
            found += ["".join(run["text"] for run in part["elements"]) for part in parts]
        else:
            found.append((block.get("text") or block["elements"][0])["text"])
    return found


@FEW
@given(timelines, st.sampled_from(Language))
def test_every_timeline_is_a_modal_that_slackblocks_accepts(timeline: Timeline, language: Language) -> None:
    check_view(timeline_view(timeline, language))


@FEW
@given(timelines)
def test_nothing_from_a_bulletin_or_a_question_stands_in_markup(timeline: Timeline) -> None:
    own = json.dumps(timeline_view(Timeline("", timeline.language), timeline.language)["blocks"])
    for block in timeline_view(timeline, timeline.language)["blocks"]:
        text = block.get("text") or {}
        assert text.get("type") != "mrkdwn" or json.dumps(text["text"]) in own


def test_quotes_stand_under_their_years_and_months() -> None:
    changed = entry("2021-04", change=Change("Bo Alm", PartialDate(2020, 4)))
    said = (entry("2020"), entry("2020-04"), entry("2020-04-30"), changed, entry(None))
    timeline = Timeline("Vem leder?", Language.SV, said)
    shown = [line for line in lines(timeline) if line != QUOTED.quote]
    source = "Ny ledare för programmet · {} · Vem leder?"
    assert shown == [
        "Om: Vem leder?", "2020", source.format("2020"), "april", source.format("april 2020"),
        source.format("30 april 2020"), "2021", "april", "Skiljer sig från april 2020: ”Bo Alm”",
        source.format("april 2021"), "Utan datum", source.format("okänt datum"),
    ]  # fmt: skip


def test_what_the_words_mean_and_who_said_them_again_stand_under_the_quote() -> None:
    said = entry("2020-04", also=(CITATION,))
    said = replace(said, quoted=replace(said.quoted, explained=(Explained("i april", "2020"),)))
    view = timeline_view(Timeline("Vem leder?", Language.EN, (said,)), Language.EN)
    _, _, (_, quote, _, lead, again), (explanation,) = (block.get("elements") for block in view["blocks"])
    assert quote["type"] == "rich_text_quote"
    assert explanation["text"] == "Worked out from the bulletin’s date – i april: 2020"
    assert (lead["elements"][0]["text"], len(again["elements"])) == ("Nearly the same words later:", 1)


def test_an_empty_timeline_says_so_and_names_the_nearest_bulletins() -> None:
    view = timeline_view(Timeline("ägg", Language.SV, related=(CITATION,)), Language.SV)
    check_view(view)
    assert [block["type"] for block in view["blocks"]] == ["context", "section", "rich_text"]
    assert view["blocks"][1]["text"]["text"] == "Ingen bulletin säger något tydligt om det."


def test_a_modal_holds_what_slack_takes_however_much_was_said() -> None:
    years = tuple(entry(str(year)) for year in range(1900, 2000))
    view = timeline_view(Timeline("Vem leder?", Language.SV, years), Language.SV)
    assert len(view["blocks"]) == limits.BLOCKS_PER_VIEW
    assert "smalare ämne" in view["blocks"][-1]["elements"][0]["text"]
    check_view(view)
    check_view(timeline_message_view("Söker", Language.SV))
