"""A plain Bolt app that uses every surface in the simplest way; it shows what an emulator can do."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

BUTTON = {"type": "button", "action_id": "more", "value": "42", "text": {"type": "plain_text", "text": "More"}}
RATING = {
    "type": "feedback_buttons",
    "action_id": "rating",
    "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up"},
    "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down"},
}
BLOCKS: list[dict[str, Any]] = [
    {"type": "actions", "elements": [BUTTON]},
    {"type": "context_actions", "elements": [RATING]},
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "reason",
    "title": {"type": "plain_text", "text": "Reason"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}


def echo_app(api_url: str, token: str, secret: str, rating: bool = True) -> App:
    """The app; without `rating` its messages hold no feedback buttons (which not every emulator knows)."""
    app = App(client=WebClient(token, base_url=api_url), signing_secret=secret, token_verification_enabled=False)
    blocks = BLOCKS if rating else BLOCKS[:1]

    @app.event("app_mention")
    def mention(event: dict[str, Any], say: Say) -> None:
        say(text=f"echo {event['text']}", blocks=blocks, thread_ts=event.get("thread_ts") or event["ts"])

    @app.event("message")
    def message(event: dict[str, Any], say: Say) -> None:
        if event.get("channel_type") == "im" and "subtype" not in event:
            say(text=f"dm {event['text']}", thread_ts=event.get("thread_ts") or event["ts"])

    @app.command("/fvm")
    def command(ack: Ack, respond: Respond, command: dict[str, Any]) -> None:
        ack()
        respond(f"command {command['text']}")

    @app.shortcut("ask_about")
    def shortcut(ack: Ack, shortcut: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postEphemeral(
            channel=shortcut["channel"]["id"],
            user=shortcut["user"]["id"],
            text=f"shortcut {shortcut['message']['text']}",
        )

    @app.action("more")
    def more(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.action("rating")
    def rated(ack: Ack, action: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        ack()
        place = {"channel": body["channel"]["id"], "user": body["user"]["id"]}
        client.chat_postEphemeral(**place, text=f"rated {action['value']}")

    @app.view("reason")
    def reason(ack: Ack, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        words = view["state"]["values"]["why"]["words"]["value"]
        if words == "short":
            ack(response_action="errors", errors={"why": "Longer, please"})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"reason {words}")

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        if event["tab"] == "messages":
            client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=[{"title": "Ask", "message": "When?"}]
            )
            return
        section = {"type": "section", "text": {"type": "plain_text", "text": "Welcome"}}
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section]})

    return app
