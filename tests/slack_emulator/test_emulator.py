"""The emulator itself: a plain Bolt app works over both transports, and everything that Slack refuses is refused."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.slack_emulator.bolt_server import bolt_over_http, bolt_over_socket
from tests.slack_emulator.config import WITH_THREADS, Config
from tests.slack_emulator.echo_app import MODAL, echo_app
from tests.slack_emulator.emulator import Emulator
from tests.slack_emulator.files import Upload
from tests.slack_emulator.live import live_parts

QUICK = dataclasses.replace(WITH_THREADS, ack_seconds=0.4, retry_seconds=(0.0, 0.1, 0.2))


@contextlib.contextmanager
def connected(emulator: Emulator, app: App, transport: str) -> Iterator[None]:
    if transport == "http":
        with bolt_over_http(app) as url:
            emulator.use_http(url)
            yield
        return
    with bolt_over_socket(app, emulator.config.app_token):
        emulator.wait_until_connected()
        yield


def echo_of(emulator: Emulator) -> App:
    return echo_app(emulator.api_url, emulator.config.bot_token, emulator.config.signing_secret)


@pytest.fixture(params=["socket", "http"])
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with Emulator(WITH_THREADS) as emulator, connected(emulator, echo_of(emulator), request.param):
        yield emulator
        assert emulator.refused() == []


@pytest.fixture
def slack() -> Iterator[Emulator]:
    with Emulator(QUICK) as emulator:
        yield emulator


def client_of(emulator: Emulator) -> WebClient:
    return WebClient(emulator.config.bot_token, base_url=emulator.api_url)


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def test_a_mention_is_answered_in_its_thread(emulator: Emulator) -> None:
    question = emulator.mention("U1", emulator.channel(), "when?")
    reply = emulator.wait_for_reply(question)
    assert (reply.text, reply.thread_ts) == (f"echo {question.text}", question.ts)


def test_a_direct_message_is_answered(emulator: Emulator) -> None:
    assert emulator.wait_for_reply(emulator.dm("U1", "when?")).text == "dm when?"


def test_a_command_is_answered_through_its_response_url(emulator: Emulator) -> None:
    channel = emulator.channel()
    emulator.command("U1", channel, "when?")
    assert emulator.wait_for_ephemeral("U1").text == "command when?"
    assert emulator.messages(channel) == []


def test_a_message_shortcut_gives_the_message(emulator: Emulator) -> None:
    message = emulator.say("U1", emulator.channel(), "the plan changed")
    emulator.shortcut("U1", message, "ask_about")
    assert emulator.wait_for_ephemeral("U1").text == "shortcut the plan changed"


def test_a_button_opens_a_modal_whose_errors_keep_it_open(emulator: Emulator) -> None:
    reply = emulator.wait_for_reply(emulator.mention("U1", emulator.channel(), "when?"))
    emulator.click("U1", reply, "more")
    modal = emulator.wait_for_modal("U1")
    told = emulator.submit(modal, {"words": "short"})
    assert told == {"response_action": "errors", "errors": {"why": "Longer, please"}}
    assert modal.open
    assert emulator.submit(modal, {"words": "because"}) is None
    assert not modal.open


def test_a_rating_tells_which_button(emulator: Emulator) -> None:
    reply = emulator.wait_for_reply(emulator.mention("U1", emulator.channel(), "when?"))
    emulator.click("U1", reply, "rating", "down")
    assert emulator.wait_for_ephemeral("U1").text == "rated down"


def test_app_home_is_published_and_prompts_are_suggested(emulator: Emulator) -> None:
    emulator.open_app("U1", "home")
    emulator.open_app("U1", "messages")
    assert emulator.wait_for_home("U1").payload["blocks"][0]["text"]["text"] == "Welcome"
    im = emulator.workspace.im("U1").id
    assert emulator.workspace.wait(lambda: emulator.workspace.prompts.get(im), 5)


def test_a_mention_also_arrives_as_its_message_twin(slack: Emulator) -> None:
    seen: list[tuple[str, str, str]] = []
    app = echo_of(slack)

    def record(body: dict[str, Any], next: Callable[[], object]) -> None:
        seen.append((body["event"]["type"], body["event_id"], body["event"]["ts"]))
        next()

    app.use(record)
    with connected(slack, app, "socket"):
        question = slack.mention("U1", slack.channel(), "when?")
        slack.wait_for_reply(question)
    mine = [(kind, event_id) for kind, event_id, ts in seen if ts == question.ts]
    assert sorted(kind for kind, _ in mine) == ["app_mention", "message"]
    assert len({event_id for _, event_id in mine}) == 2


@pytest.mark.parametrize("transport", ["socket", "http"])
def test_an_event_without_acknowledgement_is_sent_again(slack: Emulator, transport: str) -> None:
    attempts: list[object] = []
    app = echo_of(slack)

    def stumble(body: dict[str, Any], request: Any, next: Callable[[], object]) -> None:
        attempts.append(request.headers.get("x-slack-retry-num", ["0"])[0])
        if len(attempts) < 3:
            raise RuntimeError("not yet")
        next()

    app.use(stumble)
    with connected(slack, app, transport):
        question = slack.dm("U1", "when?")
        assert slack.wait_for_reply(question).text == "dm when?"
    if transport == "http":
        assert attempts[:3] == ["0", "1", "2"]
    assert slack.delivery.sent[0].attempts == 3


def test_an_event_that_nobody_takes_is_lost_in_the_end(slack: Emulator) -> None:
    slack.dm("U1", "when?")
    envelope = slack.delivery.sent[0]
    assert envelope.settled.wait(5)
    assert (envelope.attempts, slack.delivery.lost()) == (4, [envelope])


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_a_disconnect_makes_the_app_come_back(slack: Emulator, reason: str) -> None:
    with connected(slack, echo_of(slack), "socket"):
        slack.socket.disconnect(reason)
        deadline = time.monotonic() + 10
        while slack.socket.openings < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert slack.socket.openings == 2
        assert slack.wait_for_reply(slack.dm("U1", "when?"))


def test_a_dropped_response_leaves_the_message_posted(slack: Emulator) -> None:
    channel = slack.channel()
    slack.faults.drop_response("chat.postMessage")
    client = WebClient(slack.config.bot_token, base_url=slack.api_url, retry_handlers=[])
    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel=channel.id, text="x")
    assert [m.text for m in slack.messages(channel)] == ["x"]
    slack.faults.drop_request("chat.postMessage")
    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel=channel.id, text="y")
    assert [m.text for m in slack.messages(channel)] == ["x"]


def test_a_server_error_and_a_refusal_come_as_armed(slack: Emulator) -> None:
    slack.faults.server_error("auth.test")
    slack.faults.refuse("auth.test", "token_revoked")
    client = client_of(slack)
    with pytest.raises(SlackApiError) as caught:
        client.auth_test()
    assert caught.value.response.status_code == 503
    assert refused(client.auth_test) == "token_revoked"
    assert client.auth_test()["ok"]


def test_posts_above_the_pace_are_told_to_wait() -> None:
    with Emulator(Config(post_interval=1.0, post_burst=2)) as slack:
        client, channel = client_of(slack), slack.channel().id
        client.chat_postMessage(channel=channel, text="1")
        client.chat_postMessage(channel=channel, text="2")
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel=channel, text="3")
        assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
        client.chat_postMessage(channel=slack.channel("other").id, text="3")


def text_section(text: str, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": text}}


def button(**parts: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "x"}, **parts}]}


def quote(*spans: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": list(spans)}]}


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "divider"}] * 51, "/blocks"),
        ([text_section("x" * 3001)], "/blocks/0/text/text"),
        ([text_section("")], "/blocks/0/text/text"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "/blocks/0/text/text"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
        ([button(text={"type": "plain_text", "text": "x" * 76})], "/blocks/0/elements/0/text/text"),
        ([button(value="x" * 2001)], "/blocks/0/elements/0/value"),
        ([button(url="https://x/" + "x" * 3000)], "/blocks/0/elements/0/url"),
        ([button(url="example")], "/blocks/0/elements/0/url"),
        ([button(colour="red")], "/blocks/0/elements/0/colour"),
        ([button(accessibility_label="x" * 76)], "/blocks/0/elements/0/accessibility_label"),
        ([quote({"type": "text", "text": ""})], "/blocks/0/elements/0/elements/0/text"),
        (
            [quote({"type": "text", "text": "x", "style": {"heavy": True}})],
            "/blocks/0/elements/0/elements/0/style/heavy",
        ),
        ([quote({"type": "link", "url": "javascript:x"})], "/blocks/0/elements/0/elements/0/url"),
        ([{"type": "input", "label": {"type": "plain_text", "text": "x"}}], "/blocks/0"),
        ([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}], "/blocks"),
        ([{"type": "section"}], "/blocks/0"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "/blocks"),
    ],
)
def test_blocks_that_slack_refuses_are_refused_with_their_place(
    slack: Emulator, blocks: list[dict[str, Any]], pointer: str
) -> None:
    channel = slack.channel().id
    with pytest.raises(SlackApiError) as caught:
        client_of(slack).chat_postMessage(channel=channel, text="x", blocks=blocks)
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["errors"][0].endswith(f"[json-pointer:{pointer}]")


def test_blocks_at_the_limits_are_taken(slack: Emulator) -> None:
    blocks = [text_section("x" * 3000), button(value="x" * 2000, text={"type": "plain_text", "text": "x" * 75})]
    blocks += [{"type": "divider"}] * 48
    assert client_of(slack).chat_postMessage(channel=slack.channel().id, text="x" * 40_000, blocks=blocks)["ok"]


def test_messages_that_slack_refuses_are_refused(slack: Emulator) -> None:
    client, channel = client_of(slack), slack.channel().id
    outside = slack.channel("outside", joined=False).id
    post, long = client.chat_postMessage, [text_section("x" * 2500)] * 5
    assert refused(lambda: post(channel=channel, text="x" * 40_001)) == "msg_too_long"
    assert refused(lambda: post(channel=channel, text="x", blocks=long)) == "msg_blocks_too_long"
    assert refused(lambda: client.api_call("chat.postMessage", json={"channel": channel})) == "no_text"
    assert refused(lambda: post(channel="C404", text="x")) == "channel_not_found"
    assert refused(lambda: post(channel=outside, text="x")) == "not_in_channel"
    assert refused(lambda: post(channel=channel, text="x", thread_ts="1.1")) == "thread_not_found"
    assert refused(lambda: post(channel=channel, text="x", metadata={"k": 1})) == "invalid_metadata_format"
    assert refused(lambda: client.chat_postEphemeral(channel=channel, user="U9", text="x")) == "user_not_in_channel"
    assert refused(lambda: client.chat_update(channel=channel, ts="1.1", text="x")) == "message_not_found"
    assert refused(lambda: client.api_call("chat.shout")) == "unknown_method"


def test_the_words_of_people_are_not_the_apps_to_change(slack: Emulator) -> None:
    client, channel = client_of(slack), slack.channel()
    message = slack.say("U1", channel, "x")
    assert refused(lambda: client.chat_update(channel=channel.id, ts=message.ts, text="y")) == "cant_update_message"
    assert refused(lambda: client.chat_delete(channel=channel.id, ts=message.ts)) == "cant_delete_message"


def test_a_missing_scope_or_token_is_named() -> None:
    with Emulator(Config(scopes=frozenset({"chat:write"}))) as slack:
        channel = slack.channel()
        message = slack.say("U1", channel, "x")
        with pytest.raises(SlackApiError) as caught:
            client_of(slack).conversations_replies(channel=channel.id, ts=message.ts)
        assert caught.value.response["needed"] == "channels:history"
        assert client_of(slack).auth_test().headers["X-OAuth-Scopes"] == "chat:write"
        wrong = WebClient("xoxb-wrong", base_url=slack.api_url)
        assert refused(wrong.auth_test) == "invalid_auth"
        bot_token = slack.config.bot_token
        assert refused(lambda: wrong.apps_connections_open(app_token=bot_token)) == "not_allowed_token_type"


def test_a_trigger_serves_once_and_briefly() -> None:
    with Emulator(Config(trigger_seconds=0.05)) as slack:
        client = client_of(slack)
        trigger, late = slack.slack.trigger("U1"), slack.slack.trigger("U1")
        assert client.views_open(trigger_id=trigger, view=MODAL)["ok"]
        assert refused(lambda: client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
        time.sleep(0.06)
        assert refused(lambda: client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
        assert refused(lambda: client.views_open(trigger_id="x", view=MODAL)) == "invalid_trigger_id"


def test_views_keep_their_limits(slack: Emulator) -> None:
    client = client_of(slack)

    def opened(**parts: Any) -> str:
        return refused(lambda: client.views_open(trigger_id=slack.slack.trigger("U1"), view={**MODAL, **parts}))

    assert opened(private_metadata="x" * 3001) == "invalid_arguments"
    assert opened(title={"type": "plain_text", "text": "x" * 25}) == "invalid_arguments"
    assert opened(blocks=[{"type": "divider"}] * 101) == "invalid_arguments"
    home = {"type": "home", "blocks": []}
    first = client.views_publish(user_id="U1", view=home)["view"]["hash"]
    client.views_publish(user_id="U1", view=home, hash=first)
    assert refused(lambda: client.views_publish(user_id="U1", view=home, hash=first)) == "hash_conflict"


def test_suggested_prompts_with_a_thread_vanish_silently(slack: Emulator) -> None:
    channel, prompts = slack.workspace.im("U1").id, [{"title": "a", "message": "b"}]
    client = client_of(slack)
    assert client.assistant_threads_setSuggestedPrompts(channel_id=channel, thread_ts="1.1", prompts=prompts)["ok"]
    assert (slack.workspace.prompts, slack.workspace.traps) == ({}, ["setSuggestedPrompts with thread_ts"])
    five = prompts * 5
    assert (
        refused(
            lambda: client.api_call(
                "assistant.threads.setSuggestedPrompts", json={"channel_id": channel, "prompts": five}
            )
        )
        == "invalid_arguments"
    )


def test_a_response_url_serves_five_times(slack: Emulator) -> None:
    channel = slack.channel()
    url = slack.slack.response_address("U1", channel.id)
    answers = [WebhookClient(url).send(text=str(n)) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert [m.text for m in slack.ephemerals("U1")] == ["0", "1", "2", "3", "4"]


def test_metadata_is_found_again_where_it_is_asked_for(slack: Emulator) -> None:
    client, channel = client_of(slack), slack.channel()
    question = slack.say("U1", channel, "x")
    metadata = {"event_type": "answer", "event_payload": {"key": "k"}}
    client.chat_postMessage(channel=channel.id, text="y", thread_ts=question.ts, metadata=metadata)
    plain = client.conversations_replies(channel=channel.id, ts=question.ts)["messages"]
    full = client.conversations_replies(channel=channel.id, ts=question.ts, include_all_metadata=True)["messages"]
    assert ("metadata" in plain[1], full[1]["metadata"]) == (False, metadata)


def test_a_deleted_question_with_an_answer_leaves_a_tombstone(slack: Emulator) -> None:
    channel = slack.channel()
    lonely, answered = slack.say("U1", channel, "x"), slack.say("U1", channel, "y")
    client_of(slack).chat_postMessage(channel=channel.id, text="z", thread_ts=answered.ts)
    slack.delete(lonely)
    slack.delete(answered)
    events = [envelope.payload["event"] for envelope in slack.delivery.sent[-2:]]
    assert [event["subtype"] for event in events] == ["message_deleted", "message_changed"]
    assert events[1]["message"]["subtype"] == "tombstone"


def test_what_a_message_would_make_live_is_seen(slack: Emulator) -> None:
    channel = slack.channel()
    blocks = [
        text_section("<@U1> *b* <https://x|y>"),
        quote({"type": "broadcast", "range": "here"}),
        text_section("<!channel>", "plain_text"),
        quote({"type": "text", "text": "<@U2> *c*"}),
    ]
    client_of(slack).chat_postMessage(channel=channel.id, text="<!channel> &lt;!here&gt;", blocks=blocks)
    assert live_parts(slack.messages(channel)[0]) == [
        "broadcast:channel",
        "user:U1",
        "link:https://x",
        "bold:*b*",
        "broadcast:here",
    ]


def fetched(address: str, token: str) -> tuple[int, str, bytes]:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read()


@pytest.mark.parametrize("token", ["", "xoxb-wrong"])
def test_a_file_is_served_to_the_apps_token_and_others_get_the_page_for_signing_in(slack: Emulator, token: str) -> None:
    message = slack.share("U1", slack.channel(), "Här", Upload("nytt år.md", b"# Nytt", "text/plain"))
    (file,) = message.payload()["files"]
    assert (file["name"], file["size"]) == ("nytt \u00e5r.md", 6)
    for key in ("url_private", "url_private_download"):
        assert fetched(file[key], slack.config.bot_token) == (200, "text/plain", b"# Nytt")
        status, kind, body = fetched(file[key], token)
        assert (status, kind) == (200, "text/html")
        assert b"Sign in" in body


def test_a_file_is_not_served_without_its_scope() -> None:
    with Emulator(Config(scopes=frozenset({"chat:write"}))) as slack:
        message = slack.share("U1", slack.channel(), "Här", Upload("x.md", b"# Nytt"))
        assert fetched(message.files[0]["url_private"], slack.config.bot_token)[1] == "text/html"
