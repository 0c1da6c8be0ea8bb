"""The adapter of docs/teams.md as it is printed there, between the HTTP door and a stand-in for Microsoft."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.answering.types import Answer, BulletinList, Status
from bot.http.server import Server
from tests.bot.doors.door_stage import TOKEN, Doors, Stand, doors
from tests.scenarios.spoken_answers import BULLETIN, OTHER, UNKNOWN, answer_to
from tests.scenarios.stage import soon

PAGE = Path(__file__).resolve().parents[2] / "docs" / "teams.md"
APP, KEY_ID = "11111111-2222-3333-4444-555555555555", "key-1"


def made_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Microsoft:
    """Keys, log-in and Connector on loopback; `replies` are what the bot has sent, with the token that it came with."""

    key: Any = field(default_factory=made_key)
    replies: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    server: Server = field(init=False)

    def __post_init__(self) -> None:
        routes = [
            Route("/metadata", self.metadata),
            Route("/keys", self.keys),
            Route("/token", self.token, methods=["POST"]),
            Route("/teams/v3/conversations/{place}/activities/{message}", self.take, methods=["POST"]),
        ]
        self.server = Server(Starlette(routes=routes), "127.0.0.1", 0, "microsoft")
        self.server.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    async def metadata(self, request: Request) -> JSONResponse:
        return JSONResponse({"jwks_uri": f"{self.url}/keys"})

    async def keys(self, request: Request) -> JSONResponse:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return JSONResponse({"keys": [{**public, "kid": KEY_ID, "endorsements": ["msteams"]}]})

    async def token(self, request: Request) -> JSONResponse:
        sent = (await request.body()).decode()
        assert "client_credentials" in sent
        assert "the-bot-secret" in sent
        return JSONResponse({"access_token": "bot-token", "expires_in": 3600})

    async def take(self, request: Request) -> JSONResponse:
        self.replies.append((request.url.path, request.headers["authorization"], await request.json()))
        return JSONResponse({"id": "1"})

    def signed(self, key: Any = None, **changed: Any) -> str:
        now = int(time.time())
        claims = {"iss": "https://api.botframework.com", "aud": APP, "exp": now + 3600, "nbf": now - 60,
                  "serviceurl": f"{self.url}/teams", **changed}  # fmt: skip
        return jwt.encode(claims, key or self.key, "RS256", headers={"kid": KEY_ID})


@dataclass
class Bot:
    """The adapter at work."""

    microsoft: Microsoft
    web: Doors

    def activity(self, text: str, **changed: Any) -> dict[str, Any]:
        """A message as the Bot Connector sends it from Teams."""
        return {
            "type": "message", "id": "1485983408511", "timestamp": "2026-11-29T12:00:00Z", "channelId": "msteams",
            "serviceUrl": f"{self.microsoft.url}/teams", "textFormat": "plain", "locale": "sv-SE", "text": text,
            "from": {"id": "29:1XJKJMvc5GBt", "name": "Anna"}, "recipient": {"id": f"28:{APP}", "name": "FVM"},
            "conversation": {"id": "19:253b1f341670408fb6fe51050b6e5ceb@thread.skype;messageid=1485983194839"},
            **changed,
        }  # fmt: skip

    def send(self, activity: dict[str, Any], token: str | None = None) -> int:
        given = self.microsoft.signed() if token is None else token
        return self.web.call("POST", "/api/messages", activity, authorization=f"Bearer {given}").status

    def replied(self, text: str, **changed: Any) -> str:
        """What is answered to a message."""
        before = len(self.microsoft.replies)
        assert self.send(self.activity(text, **changed)) == 202
        path, token, said = soon(lambda: self.microsoft.replies[before:])[0]
        assert path == f"/teams/v3/conversations/{self.activity('')['conversation']['id']}/activities/1485983408511"
        assert token == "Bearer bot-token"
        assert (said["recipient"]["name"], said["replyToId"]) == ("Anna", "1485983408511")
        return str(said["text"])


def ask(question: str, earlier: object) -> Answer:
    answer = answer_to(question)
    if "lista" in question:
        listing = BulletinList("", None, None, (OTHER, BULLETIN), 2, 10)
        return replace(answer, status=Status.LIST, answers=(), listing=listing)
    if "märkning" not in question:
        return answer
    (quoted,) = answer.answers
    return replace(answer, answers=(replace(quoted, quote="<b>inte fet</b> & *inte* <at>alla</at>", span=None),))


@pytest.fixture(scope="module")
def bot() -> Iterator[Bot]:
    microsoft = Microsoft()
    program = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    with doors(Stand(ask=ask), tokens=f"teams {TOKEN} ask") as door, pytest.MonkeyPatch.context() as environment:
        given = {"BOT_APP_ID": APP, "BOT_SECRET": "the-bot-secret", "BOT_TENANT": "tenant",
                 "BOT_METADATA": f"{microsoft.url}/metadata", "BOT_LOGIN": f"{microsoft.url}/token",
                 "FVM_DOOR": f"http://127.0.0.1:{door.server.port}", "FVM_DOOR_TOKEN": TOKEN}  # fmt: skip
        for name, value in given.items():
            environment.setenv(name, value)
        module: dict[str, Any] = {}
        exec(compile("\n".join(program), str(PAGE), "exec"), module)
        server = Server(module["app"], "127.0.0.1", 0, "teams")
        server.start()
        yield Bot(microsoft, Doors(server, []))
        server.stop()
        microsoft.server.stop()


def test_a_question_gets_the_exact_quote_with_date_and_link(bot: Bot) -> None:
    said = bot.replied("När börjar utbildningen?")
    quote = answer_to("När börjar utbildningen?").answers[0].quote
    assert f"<blockquote>{quote}</blockquote>" in said
    assert '<a href="https://intranet.example/maj' in said
    assert "2024-05" in said


def test_a_mention_in_a_channel_is_no_part_of_the_question(bot: Bot) -> None:
    assert "börjar: När &lt;b&gt; börjar?<" in bot.replied("<at>FVM</at> När &lt;b&gt; börjar?&nbsp;")


def test_refusals_lists_and_numbers_of_persons_are_told_in_the_persons_language(bot: Bot) -> None:
    assert bot.replied(f"Vad är {UNKNOWN}?").startswith("Bulletinerna svarar inte på det.<br><a href=")
    assert [part.count("intranet.example") for part in bot.replied("lista alla").split("<br>")] == [1, 1]
    assert "personnummer" in bot.replied("Vad gäller för 19121212-1212?")
    assert "personal" in bot.replied("What about 19121212-1212?", locale="en-GB")


def test_markup_in_a_bulletin_stays_text(bot: Bot) -> None:
    assert "&lt;b&gt;inte fet&lt;/b&gt; &amp; *inte* &lt;at&gt;alla&lt;/at&gt;" in bot.replied("Vad är märkning?")


def test_what_the_connector_did_not_sign_for_this_bot_is_answered_nothing(bot: Bot) -> None:
    it, now = bot.microsoft, int(time.time())
    before, activity = len(it.replies), bot.activity("När?")
    stolen = {**activity, "serviceUrl": "https://evil.example/"}
    forged = jwt.encode({"aud": APP, "iss": "https://api.botframework.com", "exp": now + 99}, "x" * 40, "HS256",
                        headers={"kid": KEY_ID})  # fmt: skip
    for token in ("", "x.y.z", forged, it.signed(made_key()), it.signed(aud="another"), it.signed(iss="https://evil.example"),
                  it.signed(exp=now - 7200), it.signed(serviceurl="https://evil.example/")):  # fmt: skip
        assert bot.send(activity, token) == 403
    assert bot.send(stolen) == 403
    assert bot.send({**activity, "channelId": "webchat"}) == 403
    bodies: list[object] = [[], {}, "x", None, {"channelId": 1}]
    for broken in bodies:
        said = bot.web.call("POST", "/api/messages", broken, authorization=f"Bearer {it.signed()}")
        assert said.status in (400, 403, 413), broken
    assert bot.send({**activity, "text": "x" * 300_000}) == 413
    assert bot.send({**activity, "type": "conversationUpdate"}) == 202
    time.sleep(0.3)
    assert len(it.replies) == before
