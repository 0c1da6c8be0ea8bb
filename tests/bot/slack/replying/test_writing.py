from __future__ import annotations

import io
import itertools
import json
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.answering.types import Answer, WrittenSentence
from bot.slack.inbox import stored_answer
from bot.slack.inbox.question import Deletion, Edit, Hold, InboxQuestion, Key, Posted, Surface
from bot.slack.message import ReplyOutcome
from bot.slack.replying.writing import BETWEEN_UPDATES, THREADS, Writing
from bot.slack.running.app import App
from bot.slack.showing.written import UNFINISHED
from bot.wiring.slack_app import build_app
from bot.writer.endpoint import Endpoint
from bot.writer.phrasing import Writer
from tests.bot.slack.answers import answering, arrival, ask, parts
from tests.bot.slack.block_check import check_message
from tests.bot.slack.replying import writing_child
from tests.bot.writer.model_server import (
    END,
    Behaviour,
    BreakOff,
    ModelServer,
    Reply,
    delta,
    model_server,
    refusing,
    saying,
    sending,
)
from tests.forks import forks
from tests.slack_emulator.config import WITH_THREADS
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.quiet import is_quiet
from tests.slack_emulator.workspace import Message

KEY = "sk-hemlig-nyckel"
FIRST = "Anna Ek leder programmet sedan april [1]. "
SECOND = "Sedan april leds programmet av Anna Ek [1]. "


@pytest.fixture
def slack() -> Iterator[Emulator]:
    with Emulator(WITH_THREADS) as running:
        yield running


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server(saying(FIRST)) as running:
        yield running


@pytest.fixture
def app(slack: Emulator, model: ModelServer, tmp_path: Path) -> Iterator[App]:
    """An app whose threads do not run: the tests do their work step by step. The model has two seconds."""
    writer = Writer(Endpoint(model.url, "a-model", KEY, timeout=2.0), None, None)
    built = build_app(replace(parts(tmp_path, api_url=slack.api_url, bot_token=slack.config.bot_token),
                              write=writer.write))  # fmt: skip
    yield built
    built.stop()


def ask_in(slack: Emulator, app: App, text: str = "vem leder?", **changed: object) -> str:
    """Put a question that stands in a channel into the inbox and let it be answered; its reference."""
    channel = slack.channel()
    message = slack.say("U1", slack.workspace.channels[channel.id], text)
    asked = arrival(text, key=Key("T0EMULATE", channel.id, message.ts), thread=message.ts, asked_at=time.time())
    reference = app.state.inbox.put(replace(asked, **changed), time.time())  # type: ignore[arg-type]
    assert reference is not None
    app.worker.work()
    return reference


def question(app: App, reference: str) -> InboxQuestion:
    found = app.state.inbox.find(reference)
    assert found is not None
    return found


def reply(slack: Emulator, app: App, reference: str) -> Message:
    asked = question(app, reference)
    return slack.workspace.messages[asked.arrival.key.channel, asked.reply_ts or ""]


def writing(app: App, between: float = 0.0) -> Writing:
    assert app.writing is not None
    return replace(app.writing, between=between)


def shown_in(message: Message) -> list[dict[str, Any]]:
    """The message's blocks without the ids that Slack gives them."""
    return [{name: value for name, value in block.items() if name != "block_id"} for block in message.blocks]


def write_into(app: App, between: float = 0.0) -> None:
    """Write into the reply that stands."""
    assert writing(app, between).work()


def left(app: App) -> list[str]:
    return [row["reference"] for row in app.state.database.rows("SELECT reference FROM half_written")]


def sentences_in(message: Message) -> str:
    """What stands above the first quote."""
    shown = []
    for block in message.blocks:
        parts_of = block["elements"] if block["type"] == "rich_text" else []
        if any(part["type"] == "rich_text_quote" for part in parts_of):
            break
        shown += [run.get("text", "") for part in parts_of for run in part["elements"]]
    return " ".join("".join(shown).split())


def test_sentences_come_above_the_quotes_of_the_one_reply(slack: Emulator, model: ModelServer, app: App) -> None:
    reference = ask_in(slack, app)
    before = shown_in(reply(slack, app, reference))
    write_into(app)
    after = reply(slack, app, reference)
    assert sentences_in(after) == "Anna Ek leder programmet sedan april. [1]"
    changed = [block for block in before if block not in shown_in(after)]
    assert [block["type"] for block in changed] == ["context"]
    assert "Formulerat av en språkmodell ur citaten" in json.dumps(after.blocks, ensure_ascii=False)
    assert "Anna Ek leder programmet sedan april. [1]" in after.text
    assert len(slack.called("chat.postMessage")) == 1
    assert slack.refused() == []
    assert left(app) == []
    check_message(after.text, shown_in(after))


def test_a_number_opens_the_page_at_its_quote(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    write_into(app)
    runs = [run for block in reply(slack, app, reference).blocks if block["type"] == "rich_text"
            for part in block["elements"] for run in part["elements"]]  # fmt: skip
    (number,) = (run for run in runs if run.get("text") == "[1]")
    assert (number["type"], number["url"]) == ("link", "https://bulletin.example/ny-ledare#:~:text=Anna%20Ek,leder")


def test_what_was_written_is_stored_with_the_answer(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    write_into(app)
    stored = stored_answer.load_answer(question(app, reference).answer or "")
    assert stored.written == (WrittenSentence("Anna Ek leder programmet sedan april.", (0,)),)
    assert stored.answers


def test_the_reply_stands_before_the_model_is_asked(slack: Emulator, model: ModelServer, app: App) -> None:
    posted: list[int] = []

    def late(request: object) -> Reply:
        posted.append(len(slack.called("chat.postMessage")))
        return saying(FIRST)(request)  # type: ignore[arg-type]

    model.behaviour = late
    ask_in(slack, app)
    write_into(app)
    assert posted == [1]


def test_a_reply_is_changed_at_a_pace_that_slack_grants(slack: Emulator, model: ModelServer, app: App) -> None:
    pieces = [piece for number in range(4)
              for piece in (delta(f"Sedan april leder {'Anna ' * number}Anna Ek programmet [1]. "), 0.15)]  # fmt: skip
    model.behaviour = sending(*pieces, END)
    reference = ask_in(slack, app)
    write_into(app, between=0.3)
    changes = [call.at for call in slack.called("chat.update")]
    assert min(later - earlier for earlier, later in itertools.pairwise(changes)) >= 0.3
    assert "…" not in sentences_in(reply(slack, app, reference))
    assert 60 / BETWEEN_UPDATES * THREADS < 50


def test_what_comes_midway_is_marked_as_unfinished(slack: Emulator, model: ModelServer, app: App) -> None:
    seen: list[str] = []

    def watched(request: object) -> Reply:
        def pieces() -> Iterator[bytes]:
            yield delta(FIRST + "S")
            deadline = time.monotonic() + 5
            while not slack.called("chat.update") and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.1)
            seen.append(sentences_in(reply(slack, app, reference)))
            yield delta(SECOND[1:])
            yield END

        return Reply(pieces())

    model.behaviour = watched
    reference = ask_in(slack, app)
    write_into(app)
    assert seen == ["Anna Ek leder programmet sedan april. [1] …"]
    assert sentences_in(reply(slack, app, reference)).endswith("Sedan april leds programmet av Anna Ek. [1]")


_LIES = ["Bo Alm leder programmet [1].", "Anna Ek leder programmet sedan maj [1].",
         "Anna Ek leder inte programmet [1].", "Anna Ek leder programmet [2].", "---"]  # fmt: skip


@pytest.mark.parametrize("lie", _LIES)
def test_a_lie_changes_nothing(slack: Emulator, model: ModelServer, app: App, lie: str) -> None:
    model.behaviour = saying(lie)
    ask_in(slack, app)
    write_into(app)
    assert slack.called("chat.update") == []
    assert b'fvm_written_total{outcome="unsupported"} 1.0' in app.metrics.page()


_FAILURES: dict[str, tuple[Behaviour, str]] = {
    "no key": (refusing(401), "unauthorized"),
    "no model": (refusing(404), "not_found"),
    "too often": (refusing(429), "rate_limited"),
    "broken": (refusing(500), "server_error"),
    "elsewhere": (refusing(302, Location="http://127.0.0.1:9/"), "redirect"),
    "stall at the start": (sending(9.0), "timeout"),
    "stall midway": (sending(delta(FIRST + "S"), 9.0), "timeout"),
    "garbage": (sending(b"data: {\n\n", END), "garbage"),
    "garbage midway": (sending(delta(FIRST + "S"), b"data: {\n\n", END), "garbage"),
    "death midway": (sending(delta(FIRST + "S"), BreakOff), "cut_off"),
}


@pytest.mark.parametrize(("behaviour", "code"), _FAILURES.values(), ids=_FAILURES.keys())
def test_a_failure_leaves_the_quotes_alone(
    slack: Emulator, model: ModelServer, app: App, behaviour: Behaviour, code: str, written: io.StringIO
) -> None:
    model.behaviour = behaviour
    reference = ask_in(slack, app)
    before = shown_in(reply(slack, app, reference))
    write_into(app)
    assert shown_in(reply(slack, app, reference)) == before
    assert len(slack.called("chat.postMessage")) == 1
    assert left(app) == []
    assert f'fvm_written_total{{outcome="{code}"}} 1.0'.encode() in app.metrics.page()
    (line,) = (json.loads(line) for line in written.getvalue().splitlines() if "not_written" in line)
    assert (line["code"], line["reference"]) == (code, reference)
    assert "FVM_LLM_" in line["reason"]


def test_the_log_holds_no_question_no_sentence_and_no_key(
    slack: Emulator, model: ModelServer, app: App, written: io.StringIO
) -> None:
    ask_in(slack, app, "vem leder det hemliga?")
    write_into(app)
    model.behaviour = refusing(401)
    ask_in(slack, app, "vem leder det hemliga?")
    write_into(app)
    for secret in ("hemlig", KEY, "Anna Ek", "secret words"):
        assert secret not in written.getvalue()
    assert '"event": "written"' in written.getvalue()


@pytest.mark.parametrize("surface", [Surface.COMMAND, Surface.SHORTCUT])
def test_what_only_the_asker_sees_is_left_as_it_is(
    slack: Emulator, model: ModelServer, app: App, surface: Surface
) -> None:
    ask_in(slack, app, surface=surface, thread=None)
    assert not writing(app).work()
    assert model.requests == []


def test_a_refusal_is_not_written(slack: Emulator, model: ModelServer, app: App) -> None:
    ask_in(slack, app, "vad kostar lunchen?")
    assert not writing(app).work()


def test_where_too_many_wait_the_rest_keep_their_quotes_alone(slack: Emulator, app: App) -> None:
    for _ in range(18):
        ask_in(slack, app)
    assert b'fvm_written_total{outcome="skipped"} 2.0' in app.metrics.page()
    late = replace(writing(app), clock=lambda: time.time() + 61)
    assert [late.work() for _ in range(17)] == [True] * 16 + [False]


def test_what_has_waited_too_long_is_not_written(slack: Emulator, model: ModelServer, app: App) -> None:
    ask_in(slack, app)
    late = replace(writing(app), clock=lambda: time.time() + 61)
    assert late.work()
    assert model.requests == []


def test_slack_that_is_too_busy_midway_gets_the_whole_in_the_end(slack: Emulator, model: ModelServer, app: App) -> None:
    reference = ask_in(slack, app)
    slack.faults.rate_limit("chat.update", retry_after=1)
    started = time.monotonic()
    write_into(app)
    assert sentences_in(reply(slack, app, reference)) == "Anna Ek leder programmet sedan april. [1]"
    assert time.monotonic() - started >= 1.0
    assert left(app) == []


def test_what_could_not_be_put_back_is_put_back_later(slack: Emulator, model: ModelServer, app: App) -> None:
    def failing(request: object) -> Reply:
        def pieces() -> Iterator[Any]:
            yield delta(FIRST + "S")
            deadline = time.monotonic() + 1.5
            while not slack.called("chat.update") and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.1)
            slack.faults.server_error("chat.update", times=2)
            yield BreakOff

        return Reply(pieces())

    model.behaviour = failing
    reference = ask_in(slack, app)
    before = shown_in(reply(slack, app, reference))
    write_into(app)
    assert sentences_in(reply(slack, app, reference)) != ""
    assert left(app) == [reference]
    app.half_written.restore_left(lambda owner: True)
    app.half_written.restore_left(lambda owner: True)
    assert shown_in(reply(slack, app, reference)) == before
    assert left(app) == []


def meanwhile(slack: Emulator, app: App, act: object) -> Behaviour:
    """A model that writes a sentence, waits until it stands, lets something happen, and goes on."""

    def behave(request: object) -> Reply:
        def pieces() -> Iterator[bytes]:
            yield delta(FIRST + "S")
            deadline = time.monotonic() + 1.5
            while not slack.called("chat.update") and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.1)
            act()  # type: ignore[operator]
            yield delta(SECOND[1:])
            yield END

        return Reply(pieces())

    return behave


def test_a_question_edited_midway_keeps_the_answer_to_its_new_text(
    slack: Emulator, model: ModelServer, app: App
) -> None:
    def edit() -> None:
        edit_to(app, reference, "vad kostar lunchen?")
        app.worker.work()

    model.behaviour = meanwhile(slack, app, edit)
    reference = ask_in(slack, app)
    write_into(app)
    assert "hittar jag inget svar" in reply(slack, app, reference).text
    assert left(app) == []
    assert len(slack.called("chat.postMessage")) == 1


def test_a_question_deleted_midway_leaves_no_reply(slack: Emulator, model: ModelServer, app: App) -> None:
    def delete() -> None:
        app.state.inbox.delete(Deletion(question(app, reference).arrival.key), time.time())
        app.worker.work()

    model.behaviour = meanwhile(slack, app, delete)
    reference = ask_in(slack, app)
    standing = reply(slack, app, reference)
    write_into(app)
    assert standing.deleted
    assert left(app) == []


def test_an_answer_erased_midway_is_not_stored_again(slack: Emulator, model: ModelServer, app: App) -> None:
    model.behaviour = meanwhile(slack, app, lambda: app.state.erasure.erase_person("U1"))
    reference = ask_in(slack, app)
    write_into(app)
    assert question(app, reference).answer is None
    assert UNFINISHED not in reply(slack, app, reference).text
    assert left(app) == []


def test_an_answer_erased_midway_whose_writing_broke_off_is_taken_away(
    slack: Emulator, model: ModelServer, app: App
) -> None:
    def erase() -> None:
        app.state.erasure.erase_person("U1")
        raise ConnectionError

    model.behaviour = meanwhile(slack, app, erase)
    reference = ask_in(slack, app)
    write_into(app)
    assert reply(slack, app, reference).text == "Frågan har ändrats eller raderats, och svaret är borttaget."
    assert left(app) == []


def edit_to(app: App, reference: str, text: str | None, hold: Hold = Hold.NONE) -> None:
    asked = question(app, reference)
    edit = Edit(asked.arrival.key, text, time.time(), hold)
    assert app.state.inbox.edit(edit, 120.0, time.time())


@pytest.mark.parametrize("hold", [Hold.PERSONAL_NUMBER, Hold.RATE_PERSON])
def test_a_question_whose_edit_gets_a_private_reply_keeps_no_half_written_one(
    slack: Emulator, model: ModelServer, app: App, hold: Hold
) -> None:
    def edit() -> None:
        edit_to(app, reference, None if hold is Hold.PERSONAL_NUMBER else "vem leder nu?", hold)
        app.worker.work()

    model.behaviour = meanwhile(slack, app, edit)
    reference = ask_in(slack, app)
    write_into(app)
    assert len(slack.ephemerals("U1")) == 1
    assert "borttaget" in reply(slack, app, reference).text
    assert UNFINISHED not in str(reply(slack, app, reference).blocks)
    assert left(app) == []


def test_a_question_edited_to_a_greeting_midway_keeps_the_reply_to_that(
    slack: Emulator, model: ModelServer, app: App
) -> None:
    def edit() -> None:
        edit_to(app, reference, "tack!")
        app.worker.work()

    model.behaviour = meanwhile(slack, app, edit)
    reference = ask_in(slack, app)
    write_into(app)
    assert "Tack själv" in reply(slack, app, reference).text
    assert left(app) == []


def test_a_reply_to_an_edit_that_is_under_way_is_waited_for(slack: Emulator, app: App) -> None:
    reference = ask_in(slack, app)
    app.half_written.begin(question(app, reference), "0" * 32)
    edit_to(app, reference, "tack!")
    claimed = app.state.inbox.claim("o", 60.0, time.time())
    assert claimed is not None
    assert app.state.inbox.begin_post(claimed, "o", Posted(ReplyOutcome.SMALLTALK, None), time.time())
    assert app.half_written.restore_left(app.presence.is_alive) == 0
    assert left(app) == [reference]
    assert app.state.inbox.finish(claimed, "o", Posted(ReplyOutcome.SMALLTALK, None), time.time())
    assert app.half_written.restore_left(app.presence.is_alive) == 1
    assert "Tack själv" in reply(slack, app, reference).text


@pytest.mark.timing
def test_a_stop_midway_puts_the_quotes_back_and_waits_for_no_model(
    slack: Emulator, model: ModelServer, app: App
) -> None:
    model.behaviour = sending(delta(FIRST + "S"), 1.0, delta("edan"), 30.0)
    reference = ask_in(slack, app)
    before = shown_in(reply(slack, app, reference))
    at_work = writing(app)
    thread = threading.Thread(target=at_work.work)
    thread.start()
    deadline = time.monotonic() + 5
    while not slack.called("chat.update") and time.monotonic() < deadline:
        time.sleep(0.01)
    started = time.monotonic()
    at_work.stop()
    assert time.monotonic() - started < 0.9
    assert shown_in(reply(slack, app, reference)) == before
    thread.join(5)
    assert shown_in(reply(slack, app, reference)) == before
    assert left(app) == []


@pytest.mark.parametrize("shown", [0, 1, 3])
def test_a_process_killed_midway_leaves_one_reply_that_becomes_its_quotes_again(
    slack: Emulator, app: App, tmp_path: Path, shown: int
) -> None:
    channel = slack.channel()
    message = slack.say("U1", slack.workspace.channels[channel.id], "vem leder?")
    key = Key("T0EMULATE", channel.id, message.ts)
    app.state.inbox.put(arrival("vem leder?", key=key, thread=message.ts, asked_at=time.time()), time.time())
    given = (tmp_path, slack.api_url, slack.config.bot_token, shown)
    child = forks().Process(target=writing_child.main, args=given)
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    (standing,) = [each for each in slack.workspace.thread(channel.id, message.ts) if each.by_bot]
    assert (sentences_in(standing) != "") is (shown > 0)
    app.take_over()
    assert not app.worker.work()
    app.half_written.restore_left(app.presence.is_alive)
    (standing,) = [each for each in slack.workspace.thread(channel.id, message.ts) if each.by_bot]
    assert sentences_in(standing) == ""
    assert "Sedan i april leder Anna Ek programmet" in standing.text
    assert len(slack.called("chat.postMessage")) == 1
    assert left(app) == []


def test_a_writer_that_was_switched_off_still_puts_back(slack: Emulator, app: App, tmp_path: Path) -> None:
    reference = ask_in(slack, app)
    before = shown_in(reply(slack, app, reference))
    app.half_written.begin(question(app, reference), "0" * 32)
    without = build_app(parts(tmp_path, api_url=slack.api_url, bot_token=slack.config.bot_token))
    assert without.writing is None
    assert without.half_written.restore_left(without.presence.is_alive) == 1
    assert shown_in(reply(slack, app, reference)) == before
    without.stop()


HOSTILE = ("Anna Ek leder *programmet* <@U666> <!channel> @here `sedan` :tada: april https://evil.example "
           "[länk](https://evil.example) [1]. ")  # fmt: skip


def test_markup_of_a_model_reaches_nobody(slack: Emulator, model: ModelServer, app: App) -> None:
    model.behaviour = saying(HOSTILE)
    reference = ask_in(slack, app)
    write_into(app)
    shown = reply(slack, app, reference)
    assert sentences_in(shown).startswith("Anna Ek leder programmet")
    assert "evil" not in shown.text + json.dumps(shown.blocks)
    for mark in ("<@", "<!", "*programmet*", "`sedan`", ":tada:", "@here"):
        assert mark not in shown.text + json.dumps(shown.blocks, ensure_ascii=False)
    assert slack.refused() == []


def test_a_sentence_with_markup_that_got_past_the_writer_is_shown_as_it_is(slack: Emulator, app: App) -> None:
    def write(answer: Answer, earlier: Sequence[str], /) -> Iterator[WrittenSentence]:
        yield WrittenSentence("<!channel> *fet* <https://evil.example|x> & \u202e_så_", (0,))

    reference = ask_in(slack, app)
    assert replace(writing(app), write=write).work()
    shown = reply(slack, app, reference)
    assert "&lt;!channel&gt;" in shown.text
    assert "<!channel>" not in shown.text
    assert "\u202e" not in shown.text
    assert all(run["type"] in ("text", "link") for block in shown.blocks if block["type"] == "rich_text"
               for part in block["elements"] for run in part["elements"] if part["type"] == "rich_text_section"
               and "elements" in part)  # fmt: skip


def test_an_app_at_work_answers_and_then_writes(slack: Emulator, model: ModelServer, tmp_path: Path) -> None:
    model.behaviour = sending(0.3, delta(FIRST), END)
    writer = Writer(Endpoint(model.url, "a-model", timeout=5.0), None, None)
    whole = parts(tmp_path / "second", api_url=slack.api_url, bot_token=slack.config.bot_token)
    app = build_app(answering(whole, ask, write=writer.write))
    app.start()
    reference = app.state.inbox.put(_arrival_in(slack), time.time())
    assert reference is not None
    app.worker.wake()
    assert is_quiet(app, 10.0)
    deadline = time.monotonic() + 10
    while "sedan april. [1]\n" not in reply(slack, app, reference).text and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sentences_in(reply(slack, app, reference)) == "Anna Ek leder programmet sedan april. [1]"
    app.stop()


def _arrival_in(slack: Emulator) -> Any:
    channel = slack.channel("andra")
    message = slack.say("U1", slack.workspace.channels[channel.id], "vem leder?")
    return arrival("vem leder?", key=Key("T0EMULATE", channel.id, message.ts), thread=message.ts, asked_at=time.time())
