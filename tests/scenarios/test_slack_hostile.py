"""A bulletin, a question or a link that is written to harm: nothing of it comes alive in Slack."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer, Citation, Notice, NoticeKind, QuotedAnswer, Status
from bot.slack.showing.blocks import MORE, RATE, SHARE
from corpus.types import Language, PartialDate, Span
from tests.examples import examples
from tests.scenarios.stage import Seen, element
from tests.scenarios.storm import Storm, storm
from tests.slack_emulator.live import live_parts
from tests.slack_emulator.workspace import Message

POISONS = {
    "broadcast": "<!channel> <!here> <!everyone>",
    "people": "<@U0VICTIM> <!subteam^S0VICTIM> <#C0VICTIM>",
    "link": "<https://evil.example/login|Logga in här>",
    "bare link": "https://evil.example/login",
    "markup": "*fet* _kursiv_ ~struken~ `kod` ```block``` > citat",
    "escaped markup": "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
    "right to left": "‮olleH‬ ⁦text⁩ ‏",
    "controls": "rad\u0000ett\u0007\u001b[31mröd\u2028rad\u2029två\ufeff",
    "zero width": "pass\u200bord\u200d\u2060",
    "emoji names": ":rotating_light: :ok_hand:",
    "brackets": "]( https://evil.example ) [x](https://evil.example) <",
    "lone surrogate": "\ud83d text",
    "combining": "Z" + "\u0301" * 500,
    "long": "ord " * 5000,
    "one long word": "x" * 20_000,
    "emoji": "👩‍👩‍👧‍👦🇸🇪" * 400,
    "blank": " \n\t ",
    "template": "{question} {0} %s ${x} {{7*7}}",
}
ADDRESSES = {
    "script": "javascript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "bar": "https://ok.example/a|<!channel>",
    "angle": "https://ok.example/<!channel>",
    "spaces": "https://ok.example/a b\nc",
    "long": "https://ok.example/" + "a" * 4000,
    "user": "https://ok.example@evil.example/",
    "right to left": "https://ok.example/‮gpj.exe",
    "none": "",
}
ALIVE = ("broadcast:", "usergroup:", "channel:C0VICTIM", "user:U0VICTIM", "bold:*fet", "italic:_kursiv", "strike:~",
         "code:`kod", "link:https://evil.example/login")  # fmt: skip


def poisoned(text: str, link: str, status: Status) -> Answer:
    citation = Citation("id", text, text, PartialDate(2024, 5), link, link)
    quoted = QuotedAnswer(text, 0.9, citation, f"före {text} efter", Span(0, max(len(text) // 2, 1)), columns=text)
    quotes = (quoted, dataclasses.replace(quoted), dataclasses.replace(quoted, span=None))
    return Answer(text, Language.SV, status, 0.9, quotes if status is Status.ANSWERED else (), (citation, citation),
                  Notice(NoticeKind.NEWER, text, citation))  # fmt: skip


class Poisoner:
    """Answers with what it was told to, whatever is asked."""

    answer: Answer

    def __call__(self, question: str, earlier: Earlier, /) -> Answer:
        return self.answer


@pytest.fixture(scope="module")
def poisoner() -> Poisoner:
    return Poisoner()


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory, poisoner: Poisoner) -> Iterator[Storm]:
    with storm(tmp_path_factory.mktemp("hostile"), ask=poisoner) as slack:
        yield slack


def show_everything(slack: Storm, user: str) -> list[Message]:
    """Asks in every way and presses every button; what was then posted."""
    emulator = slack.emulator
    public = emulator.wait_for_reply(slack.ask("Vad?", user))
    emulator.command(user, slack.channel, "Vad?")
    private = emulator.wait_for_ephemeral(user)
    seen = Seen(public.channel, public.ts, public.text, public.blocks)
    if poisoned_quote(public):
        emulator.click(user, public, MORE)
        emulator.close_view(emulator.wait_for_modal(user))
        emulator.click(user, private, SHARE)
        emulator.click(user, public, RATE, element(seen.blocks, RATE)["negative_button"]["value"])
        emulator.close_view(emulator.wait_for_modal(user))
    slack.settled(0.2)
    return [*emulator.messages(slack.channel), *emulator.ephemerals(user)]


def poisoned_quote(message: Message) -> bool:
    """Whether the reply is an answer, with the buttons of one."""
    parts = (part for block in message.blocks for part in block.get("elements", ()))
    return any(part.get("action_id") == MORE for part in parts)


def alive(messages: list[Message]) -> list[str]:
    return [part for message in messages if message.by_bot for part in live_parts(message) if part.startswith(ALIVE)]


@pytest.mark.parametrize("status", list(Status), ids=lambda status: status.value)
@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_a_hostile_text_is_shown_as_text(slack: Storm, poisoner: Poisoner, poison: str, status: Status) -> None:
    poisoner.answer = poisoned(poison, "https://intranet.example/maj", status)
    posted = show_everything(slack, f"U{abs(hash(poison)) % 10_000}{status.value.upper()}")
    assert alive(posted) == []
    assert slack.emulator.refused() == []


@pytest.mark.parametrize("status", list(Status), ids=lambda status: status.value)
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_a_hostile_address_is_no_link(slack: Storm, poisoner: Poisoner, address: str, status: Status) -> None:
    poisoner.answer = poisoned("Titel", address, status)
    posted = show_everything(slack, f"V{abs(hash(address)) % 10_000}{status.value.upper()}")
    assert alive(posted) == []
    assert slack.emulator.refused() == []


QUESTIONS: dict[str, str] = {**POISONS, "nothing": "", "a mention alone": "<@U0BOT>", "code": "```\nrm -rf /\n```"}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_hostile_question_gets_one_harmless_reply(
    slack: Storm, poisoner: Poisoner, question: str, request: pytest.FixtureRequest
) -> None:
    poisoner.answer = poisoned(question, "https://intranet.example/maj", Status.ANSWERED)
    said = slack.emulator.dm(f"W{abs(hash(question)) % 10_000}", question)
    slack.emulator.wait_for_reply(said)
    slack.settled(0.2)
    assert len(slack.emulator.replies(said)) == 1
    assert alive(slack.emulator.replies(said)) == []
    assert slack.emulator.refused() == []


_TEXT = st.text(max_size=60) | st.sampled_from([*POISONS.values(), "19121212-1212", "När?"])
_PEOPLE = itertools.count()


@pytest.mark.timeout(3600)  # the long run
@given(_TEXT, _TEXT, st.sampled_from([*ADDRESSES.values()]), st.sampled_from(Status))
@examples(20, 10_000)
def test_whatever_is_asked_and_answered_gets_one_harmless_reply(
    slack: Storm, poisoner: Poisoner, question: str, text: str, address: str, status: Status
) -> None:
    poisoner.answer = poisoned(text, address, status)
    said = slack.emulator.dm(f"Y{next(_PEOPLE)}", question)
    reply = slack.emulator.wait_for_reply(said)
    assert alive([reply]) == []
    assert slack.emulator.refused() == []
