"""The drawn page shows what Slack would: marked where it is marked, and foreign text as text."""

from __future__ import annotations

from tests.pictures import page


def test_marked_text_is_drawn_as_marked_and_foreign_text_as_text() -> None:
    quote = {
        "type": "rich_text_quote",
        "elements": [
            {"type": "text", "text": "<b>före</b> "},
            {"type": "text", "text": "svaret", "style": {"bold": True}},
        ],
    }
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*fet* &lt;i&gt; <https://x.example|länk>"}}
    drawn = page.message("Bot", "", [{"type": "rich_text", "elements": [quote]}, section], "09:14", app=True)
    assert "<blockquote>&lt;b&gt;före&lt;/b&gt; <b>svaret</b></blockquote>" in drawn
    assert "<b>fet</b> &lt;i&gt; <a>länk</a>" in drawn
    assert "APP" in drawn


def test_a_message_without_blocks_shows_its_text() -> None:
    assert "rad &amp; rad" in page.message("Bot", "rad &amp; rad", (), "09:14", app=True)
