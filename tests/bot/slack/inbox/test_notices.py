"""Names of notices, as installed databases hold them."""

from __future__ import annotations

import pytest

from bot.slack.inbox.notices import NoticeName, Occasion


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("share:AB12", NoticeName(kind=Occasion.SHARED, about="AB12")),
        ("kept:AB12:U1", NoticeName(kind=Occasion.KEPT, about="AB12", part="U1")),
        (
            "update:AB12:nytt-i-maj:0f3a:0",
            NoticeName(kind=Occasion.UPDATED, about="AB12", part="nytt-i-maj:0f3a", count=0),
        ),
        ("update:AB12:gone:11", NoticeName(kind=Occasion.UPDATED, about="AB12", part="gone", count=11)),
        ("digest:nytt-i-maj", NoticeName(kind=Occasion.DIGEST, about="nytt-i-maj")),
    ],
)
def test_a_name_is_read_as_it_was_written(text: str, name: NoticeName) -> None:
    assert str(name) == text
    assert NoticeName.parse(text) == name


@pytest.mark.parametrize(
    "text", ["", "1700000000.000100", "command:9.8", "share:", "update:A:gone", "update:A", "update:A:x:-1"]
)
def test_other_keys_are_no_notices(text: str) -> None:
    assert NoticeName.parse(text) is None


def test_a_digest_a_letter_and_what_a_channel_is_told_are_about_no_question() -> None:
    names = [NoticeName(kind=kind, about="A") for kind in Occasion]
    assert [name.reference for name in names] == ["A", "A", "A", None, None, "A", "A", None]
