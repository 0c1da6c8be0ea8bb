from __future__ import annotations

from pathlib import Path

import pytest

from bot.administration.adding import ReadIn
from bot.administration.digest import Digest, Lead, digest_of
from bot.administration.publishing.preview import AnswerChange, Named, PassageCounts, Preview
from bot.administration.reporting.explanation import Explanation, Row
from bot.answering.types import Answer, Citation, QuotedAnswer, Status
from bot.slack.administration import messages, views
from bot.slack.administration.explanation import explanation_message, explanation_view
from bot.slack.message import Message
from bot.words.catalogue import say
from corpus.readers.document import Document, PageHead
from corpus.readers.remarks import Look, Remark
from corpus.shelf.faults import Fault, Problem
from corpus.types import Block, BlockKind, Bulletin, Language, PartialDate
from tests.slack_emulator.block_kit import check_message_blocks, check_modal, too_much_text

HOSTILE = "<!channel> *x* `y` <@U1> <https://evil.example|klicka> & "
LONG = (HOSTILE * 200)[:9000]
URL = "https://x.example/" + "a" * 1900
LANGUAGES = list(Language)


def quoted(text: str = LONG) -> QuotedAnswer:
    return QuotedAnswer(text, 0.9, Citation("b", text, text, PartialDate(2024, 5), URL, URL), text)


def preview(count: int, text: str = LONG) -> Preview:
    names = tuple(Named(f"b{number}", text) for number in range(count))
    changes = tuple(AnswerChange(text, quoted(text), quoted(text)) for _ in range(count))
    faults = tuple(Fault(Path(text[:100].replace("/", "")), Problem(text)) for _ in range(count))
    return Preview("0" * 16, "U1", None, "s", names, names, names, PassageCounts(1, 2, 3), count, changes, faults)


def holds(message: Message) -> None:
    """Slack takes the message, and nothing in it can notify or link by markup."""
    check_message_blocks(list(message.blocks))
    assert not too_much_text(list(message.blocks))
    assert 0 < len(message.text) <= 4000
    markup = [message.text, *(b["text"]["text"] for b in message.blocks if b["type"] == "section")]
    assert not any("<!channel>" in text or "<@U1>" in text or "<https://evil" in text for text in markup)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 60])
def test_a_preview_of_any_size_is_one_message(language: Language, count: int) -> None:
    holds(messages.preview_message(preview(count), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_stand_side_by_side(language: Language) -> None:
    changes = (AnswerChange("Vem leder?", None, quoted("Kim leder.")),)
    shown = messages.preview_message(
        Preview("0" * 16, "U1", "s0", "s1", (), (), (), PassageCounts(0, 0, 5), 1, changes), language
    )
    text = str(shown.blocks)
    assert say("preview.before", language) + say("preview.no_answer", language) in text
    assert say("preview.after", language) + "Kim leder." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_and_hostile_digests_answers_and_explanations_hold(language: Language) -> None:
    leads = tuple(Lead(LONG, LONG) for _ in range(8))
    holds(messages.digest_message(Digest(quoted().citation, leads, (LONG,) * 8, LONG), language))
    answer = Answer(LONG, language, Status.ANSWERED, 0.9, (quoted("Kort."),))
    holds(messages.updated_message(answer, "REF"))
    row = Row("b", LONG, LONG, 0.5, 1.0, 0.7, None, LONG)
    explanation = Explanation(LONG, 0.5, (row,) * 8, ("Därför.", LONG))
    holds(explanation_message(explanation, language))
    check_modal(explanation_view([explanation] * 60, [LONG[:2000]], language))
    kept = messages.kept_message(LONG, "U7", answer, "REF")
    check_message_blocks(list(kept.blocks))
    assert kept.text.count("<@") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_modals_take_any_page(language: Language) -> None:
    document = Document(PageHead(title=LONG, url=URL), f"# {'x' * 500}\n\n" + LONG)
    twin = Bulletin(id="b", title=LONG, body=LONG, blocks=())
    everything = tuple(Remark(look, LONG) for look in Look)
    check_modal(views.draft_view(ReadIn(document, everything, twin, "0" * 16), language))
    check_modal(views.draft_view(ReadIn(Document(PageHead(title="T"), "x"), (), None, "0" * 16), language))
    check_modal(views.form_view(language, URL))
    check_modal(views.form_view(language, file="{}", name=LONG))
    check_modal(views.message_view("x", language))


@pytest.mark.parametrize("look", Look)
def test_what_to_look_at_is_said_in_the_persons_language_and_without_the_command_lines_options(look: Look) -> None:
    shown = ReadIn(
        Document(PageHead(title="T", published=PartialDate(2024, 5)), "x"), (Remark(look, "2024-05"),), None, "0" * 16
    )
    swedish, english = (str(views.draft_view(shown, language)["blocks"]) for language in LANGUAGES)
    assert "--" not in swedish + english
    assert str(Remark(look, "2024-05")) not in swedish
    assert ("Inget säkert datum" in swedish) is ("No sure date" in english) is look.doubts_date


def test_a_digest_names_the_newest_bulletin_before_it() -> None:
    old = Bulletin(id="o", title="o", body="x", blocks=(), published=PartialDate(2024, 4))
    older = Bulletin(id="p", title="p", body="x", blocks=(), published=PartialDate(2024, 3))
    assert (
        digest_of(Bulletin(id="n", title="n", body="x", blocks=(), published=PartialDate(2024, 5)), [older, old]).former
        == "o"
    )
    assert digest_of(Bulletin(id="n", title="n", body="x", blocks=()), [older, old]).former is None


def test_each_heading_of_a_digest_leads_to_its_sentence() -> None:
    body = "Först.\n\nRubrik\n\nKursen börjar i maj. Sedan mer."
    blocks = (Block(BlockKind.PARAGRAPH, 0, 6), Block(BlockKind.HEADING, 8, 14, 2), Block(BlockKind.PARAGRAPH, 16, 47))
    digest = digest_of(Bulletin(id="n", title="n", body=body, blocks=blocks, url="https://x.example/a"), [])
    assert [lead.sentence for lead in digest.leads] == ["Först.", "Kursen börjar i maj."]
    (heading,) = [run for block in messages.digest_message(digest, Language.SV).blocks[1:]
                  for part in block["elements"] for run in part["elements"] if run["type"] == "link"]  # fmt: skip
    assert heading["text"] == "Rubrik"
    assert heading["url"].startswith("https://x.example/a#:~:text=Kursen")


@pytest.mark.parametrize("step", ["splitting bulletins", "embedding passages", "asking probe questions"])
def test_the_steps_of_a_build_are_said_in_both_languages(step: str) -> None:
    swedish, english = (messages.progress_message(step, 1, 2, language).text for language in LANGUAGES)
    assert step not in swedish
    assert step in english
    assert "ny" in messages.progress_message("ny", 1, 2, Language.SV).text
