from __future__ import annotations

import re

import pytest
from hypothesis import given

from bot.slack.showing import escape
from tests.bot.slack.answers import FEW, texts


@FEW
@given(texts)
def test_escaped_text_can_neither_link_mention_nor_format(text: str) -> None:
    escaped = escape.mrkdwn(text)
    assert not set("<>*`") & set(escaped)
    assert re.sub("&(amp|lt|gt);", "", escaped).count("&") == 0
    assert not re.search(r"(?<!\w)_(?=\w)[^_]*(?<=\w)_(?!\w)", escaped)
    assert not re.search(r"[a-z]://", escaped)
    assert not re.search(r"@\w", escaped)
    assert not re.search(r"^\s*&gt;", escaped)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U012345>", "&lt;@\u2060U012345&gt;"),
        ("<http://x.example|y>", "&lt;http:\u2060//x.example|y&gt;"),
        ("*fet*", "∗fet∗"),
        ("`kod`", "ˋkodˋ"),
        ("_kursiv_ snake_case", "ˍkursivˍ snake_case"),
        ("~struken~", "∼struken∼"),
        (":tada:", ":\u2060tada:"),
        ("kl. 10:30", "kl. 10:30"),
        ("> citat", "\u2060&gt; citat"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ("\u202ebakvänt\u2066", "bakvänt"),
        ("Å, ä & ö", "Å, ä &amp; ö"),
    ],
)
def test_each_kind_of_markup_becomes_words(text: str, escaped: str) -> None:
    assert escape.mrkdwn(text) == escaped


def test_plain_swedish_text_is_left_alone() -> None:
    text = "Programmet leds av Anna Ek (tidigare: Bo Alm) – sedan 2020; 3,7 miljarder."
    assert escape.mrkdwn(text) == text


def test_direction_marks_and_controls_are_gone_but_lines_stay() -> None:
    assert escape.made_visible("a\u202e\u200f\x00\ud800b\nc\td") == "ab\nc\td"


@pytest.mark.parametrize(
    ("markup", "asked"),
    [
        ("<@UBOT> vem leder?", "vem leder?"),
        ("vem leder <@UBOT|fvm> nu?", "vem leder nu?"),
        ("vad säger <@UANNAN> om <#C1|allmänt>?", "vad säger om allmänt?"),
        ("se <https://x.example/a|sidan> och <https://x.example/b>", "se sidan och"),
        ("gäller <http://1177.se|1177.se> kl 10:30:15?", "gäller 1177.se kl 10:30:15?"),
        (":wave: hej! 👍🏽 när börjar vi :+1::skin-tone-2:?", "hej! när börjar vi ?"),
        ("👍 :tada: <https://x.example/b|https://x.example/b>", ""),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("  vem\n\nleder\u202e  ", "vem leder"),
        ("<!channel> vem leder?", "vem leder?"),
        ("<@UBOT>\n*Namn:* <@U2>\n*Fråga:* vem leder?", "vem leder?"),
        ("<@UBOT> &gt; Bo leder.\nvem ledde programmet före Bo?", "vem ledde programmet före Bo?"),
    ],
)
def test_a_question_is_read_from_slacks_markup(markup: str, asked: str) -> None:
    assert escape.asked_text(markup, "UBOT") == asked


def test_a_message_of_a_thread_keeps_whom_it_is_put_to_and_its_emoji() -> None:
    markup = "<@UBOT> fråga <@U2|anna> &amp; se <https://x.example/a|sidan> :wave:"
    assert escape.said_text(markup, "UBOT", "@bot") == "@bot fråga <@U2|anna> & se sidan :wave:"


def test_what_a_person_writes_for_another_is_kept_whole() -> None:
    assert escape.spoken_text("Den 5 maj\n&gt; som det stod\nMvh Eva") == "Den 5 maj > som det stod Mvh Eva"


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "https://x.example/<b>", "https://x.example/a|b", "https://x.example/a b",
     "https://x.example/" + "a" * 3000, "https://x.example/\u202e", "ftp://x.example", "https://x.example\n"],
)  # fmt: skip
def test_what_is_not_a_whole_web_address_is_no_link(url: str | None) -> None:
    assert escape.safe_address(url, 3000) is None


def test_a_web_address_with_a_text_fragment_is_a_link() -> None:
    url = "https://x.example/a?b=1&c=2#:~:text=vem%20leder,programmet"
    assert escape.safe_address(url, 3000) == url
