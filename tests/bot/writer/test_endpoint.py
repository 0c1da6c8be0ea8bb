from __future__ import annotations

import itertools
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.writer.endpoint import Endpoint
from bot.writer.errors import EndpointError, WriterSetupError
from bot.writer.prompt import ChatMessage
from tests.bot.writer.model_server import (
    END,
    Behaviour,
    BreakOff,
    ModelServer,
    Reply,
    Request,
    delta,
    event,
    model_server,
    refusing,
    saying,
    sending,
)

ASKED = [ChatMessage("system", "regler"), ChatMessage("user", "Vem leder programmet?")]
KEY = "sk-hemlig-nyckel"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(saying("Hej [1].")) as running:
        yield running


def written(server: ModelServer, timeout: float = 5.0) -> str:
    return "".join(Endpoint(server.url, "a-model", KEY, timeout).stream(ASKED))


def failure(server: ModelServer, behaviour: Behaviour, timeout: float = 5.0) -> EndpointError:
    server.behaviour = behaviour
    with pytest.raises(EndpointError) as caught:
        written(server, timeout)
    return caught.value


def test_an_answer_comes_piece_by_piece(server: ModelServer) -> None:
    server.behaviour = saying("Anna Ek leder programmet [1].")
    pieces = list(Endpoint(server.url, "a-model", KEY).stream(ASKED))
    assert "".join(pieces) == "Anna Ek leder programmet [1]."
    assert len(pieces) > 3


def test_the_request_is_a_streamed_chat_completion_with_model_and_key(server: ModelServer) -> None:
    written(server)
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert (request.body["model"], request.body["stream"], request.body["temperature"]) == ("a-model", True, 0)
    assert request.body["messages"] == [{"role": each.role, "content": each.content} for each in ASKED]


def test_without_a_key_no_authorization_is_sent(server: ModelServer) -> None:
    list(Endpoint(server.url, "a-model").stream(ASKED))
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("url", "path"),
    [("/v1/", "/v1/chat/completions"), ("/v1/chat/completions", "/v1/chat/completions"), ("", "/chat/completions"),
     ("/deployed/x?api-version=1", "/deployed/x/chat/completions?api-version=1")],
)  # fmt: skip
def test_the_path_is_added_where_it_is_missing_and_a_query_is_kept(server: ModelServer, url: str, path: str) -> None:
    base = server.url.removesuffix("/v1")
    assert "".join(Endpoint(base + url, "a-model").stream(ASKED)) == "Hej [1]."
    assert server.requests[0].path == path


@pytest.mark.parametrize("status", [400, 422])
def test_a_model_that_refuses_the_tuning_is_asked_once_more_without_it(server: ModelServer, status: int) -> None:
    def strict(request: Request) -> Reply:
        return refusing(status)(request) if "temperature" in request.body else saying("Hej [1].")(request)

    server.behaviour = strict
    endpoint = Endpoint(server.url, "a-model")
    assert "".join(endpoint.stream(ASKED)) == "Hej [1]."
    assert "".join(endpoint.stream(ASKED)) == "Hej [1]."
    assert ["temperature" in request.body for request in server.requests] == [True, False, False]


def test_one_request_that_is_refused_in_any_form_takes_the_tuning_from_no_other(server: ModelServer) -> None:
    endpoint = Endpoint(server.url, "a-model")
    server.behaviour = refusing(400)
    with pytest.raises(EndpointError):
        list(endpoint.stream(ASKED))
    server.behaviour = saying("Hej [1].")
    assert "".join(endpoint.stream(ASKED)) == "Hej [1]."
    assert ["temperature" in request.body for request in server.requests] == [True, False, True]


@pytest.mark.parametrize(
    ("status", "code", "names"),
    [(401, "unauthorized", "FVM_LLM_KEY"), (403, "unauthorized", "FVM_LLM_KEY"), (404, "not_found", "FVM_LLM_MODEL"),
     (429, "rate_limited", "FVM_LLM_URL"), (400, "refused", "FVM_LLM_MODEL"), (500, "server_error", "FVM_LLM_URL"),
     (503, "server_error", "FVM_LLM_URL")],
)  # fmt: skip
def test_a_refusal_names_the_setting_and_no_secret(server: ModelServer, status: int, code: str, names: str) -> None:
    error = failure(server, refusing(status))
    assert error.code == code
    assert names in str(error)
    assert KEY not in str(error)
    assert "secret words" not in str(error)
    assert "Vem leder" not in str(error)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: ModelServer, status: int) -> None:
    with model_server(saying("fel värd")) as other:
        error = failure(server, refusing(status, Location=f"{other.url}/chat/completions"))
        assert other.requests == []
    assert error.code == "redirect"
    assert "FVM_LLM_URL" in str(error)


def test_an_endpoint_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(EndpointError, match="cannot be reached") as caught:
        list(Endpoint(f"http://127.0.0.1:{port}/v1", "a-model").stream(ASKED))
    assert caught.value.code == "unreachable"


def late_head(request: Request) -> Reply:
    time.sleep(3.0)
    return Reply()


_STALLS: dict[str, Behaviour] = {
    "before the head": late_head,
    "before the first piece": sending(10.0),
    "between pieces": sending(delta("Anna "), 10.0, delta("Ek"), END),
    "after the last piece": sending(delta("Anna Ek leder [1]."), 10.0, END),
    "in the middle of a line": sending(b'data: {"choices": [{"delta"', 10.0),
}


@pytest.mark.timing
@pytest.mark.parametrize("behaviour", _STALLS.values(), ids=_STALLS.keys())
def test_a_stall_ends_at_half_the_time(server: ModelServer, behaviour: Behaviour) -> None:
    started = time.monotonic()
    error = failure(server, behaviour, timeout=1.0)
    assert error.code == "timeout"
    assert "FVM_LLM_TIMEOUT=1" in str(error)
    assert time.monotonic() - started < 2.0


_DRIPS: dict[str, list[bytes | float]] = {
    "pieces": [delta("a"), 0.1] * 100,
    "comments": [b": still here\n\n", 0.1] * 100,
    "single bytes": [b"d", 0.1] * 100,
}


@pytest.mark.timing
@pytest.mark.parametrize("pieces", _DRIPS.values(), ids=_DRIPS.keys())
def test_an_endpoint_that_drips_ends_with_the_whole_time(server: ModelServer, pieces: list[bytes | float]) -> None:
    started = time.monotonic()
    error = failure(server, sending(*pieces), timeout=0.8)
    assert error.code == "timeout"
    assert time.monotonic() - started < 2.0


_GARBAGE: dict[str, Behaviour] = {
    "no events": sending(b"<html>Welcome</html>", content_type="text/html"),
    "an answer in one piece": sending(b'{"choices":[{"message":{"content":"x"}}]}', content_type="application/json"),
    "no JSON": sending(b"data: hej\n\n", END),
    "broken JSON": sending(b'data: {"choices": [{"delta": {"content": "An\n\n', END),
    "a list": sending(event([1, 2]), END),
    "no choices": sending(event({"error": {"message": "overloaded"}}), END),
    "choices of numbers": sending(event({"choices": [3]}), END),
    "a delta that is no object": sending(event({"choices": [{"delta": "x"}]}), END),
    "content that is no text": sending(event({"choices": [{"delta": {"content": {"a": 1}}}]}), END),
    "nesting without end": sending(b"data: " + b"[" * 60_000 + b"\n\n", END),
    "a compressed stream": sending(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("behaviour", _GARBAGE.values(), ids=_GARBAGE.keys())
def test_garbage_is_called_so(server: ModelServer, behaviour: Behaviour) -> None:
    assert failure(server, behaviour).code == "garbage"


def test_a_line_of_100_megabytes_is_not_kept(server: ModelServer) -> None:
    sent = itertools.count()

    def endless() -> Iterator[bytes]:
        yield b'data: {"choices": [{"delta": {"content": "'
        for _ in range(1600):
            next(sent)
            yield b"a" * 65_536

    assert failure(server, lambda request: Reply(endless())).code == "garbage"
    assert next(sent) < 800


def test_half_a_character_becomes_a_mark_that_no_quote_holds(server: ModelServer) -> None:
    whole = json.dumps({"choices": [{"delta": {"content": "Anna Ök leder [1]."}}]}, ensure_ascii=False).encode()
    half = whole.replace("Ö".encode(), "Ö".encode()[:1])
    server.behaviour = sending(b"data: " + half + b"\n\n", END)
    assert "\ufffd" in written(server)


def test_a_character_divided_between_chunks_is_whole(server: ModelServer) -> None:
    whole = delta("Åsa Öst leder [1].")
    pieces = [whole[start : start + 1] for start in range(len(whole))]
    server.behaviour = sending(*pieces, END)
    assert written(server) == "Åsa Öst leder [1]."


_DEATHS: dict[str, Behaviour] = {
    "at once": sending(BreakOff),
    "after a piece": sending(delta("Anna Ek leder [1]. "), BreakOff),
    "in a line": sending(delta("Anna"), b"data: {", BreakOff),
    "without the end": sending(delta("Anna Ek leder [1].")),
}


@pytest.mark.parametrize("behaviour", _DEATHS.values(), ids=_DEATHS.keys())
def test_an_answer_that_breaks_off_is_worth_nothing(server: ModelServer, behaviour: Behaviour) -> None:
    assert failure(server, behaviour).code == "cut_off"


def test_events_without_text_are_passed_over(server: ModelServer) -> None:
    server.behaviour = sending(
        b": keep-alive\n\n", event({"choices": []}), event({"choices": [{"delta": {"reasoning_content": "hm"}}]}),
        b"event: ping\ndata: {\"choices\": []}\n\n", delta("Hej"), event({"choices": [{"delta": {"content": None}}]}),
        delta("", "stop"),
    )  # fmt: skip
    assert written(server) == "Hej"


def test_a_reader_that_goes_away_ends_the_request(server: ModelServer) -> None:
    gone = threading.Event()

    def endless() -> Iterator[bytes]:
        try:
            while True:
                yield delta("a" * 4000)
        finally:
            gone.set()

    server.behaviour = lambda request: Reply(endless())
    stream = Endpoint(server.url, "a-model").stream(ASKED)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert gone.wait(5.0)


def test_neither_proxies_nor_passwords_of_the_environment_are_used(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password something\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert "".join(Endpoint(server.url, "a-model").stream(ASKED)) == "Hej [1]."
    assert "authorization" not in server.requests[0].headers


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1",
         "-subj", "/CN=127.0.0.1"], check=True, capture_output=True)  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with model_server(saying("Hej [1].")) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        with pytest.raises(EndpointError, match="no certificate that this machine trusts") as caught:
            list(Endpoint(server.url.replace("http:", "https:"), "a-model").stream(ASKED))
    assert caught.value.code == "unreachable"
    assert server.requests == []


@pytest.mark.parametrize("url", ["http://256.1.1.256/v1", "http://a..ö/v1"])
def test_an_address_that_is_none_is_refused_by_its_settings_name(url: str) -> None:
    with pytest.raises(WriterSetupError, match="FVM_LLM_URL"):
        Endpoint(url, "a-model")
