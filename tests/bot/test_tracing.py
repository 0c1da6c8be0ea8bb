"""Spans of a question's way: one trace a question, without its words and whoever asked; nothing where nobody traces."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import tracing
from bot.settings import load
from bot.slack.parts import Ask
from bot.wiring.answers import Models, open_parts
from bot.wiring.searching import TracedReader
from corpus.types import Passage
from index.types import Reading, unheard
from tests.bot.administration.shelves import ENCODER, put
from tests.scenarios.stage import soon
from tests.scenarios.storm import storm

SDK = "the SDK of OpenTelemetry (the extra `otel`) is not installed"


@pytest.fixture
def finished() -> Iterator[Any]:
    """Where the spans are kept that have ended."""
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter", reason=SDK)
    export, trace = (pytest.importorskip(f"opentelemetry.sdk.trace{name}") for name in (".export", ""))
    exporter, provider = memory.InMemorySpanExporter(), trace.TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(export.SimpleSpanProcessor(exporter))
    tracing.use(tracing.Spans(provider))
    yield exporter
    tracing.use(None)


def facts(span: Any) -> dict[str, Any]:
    return dict(span.attributes or {})


def test_nothing_is_done_where_nobody_traces() -> None:
    tracing.send_spans({})
    one, other = tracing.span("search", hits=3), tracing.span("read", "ABCD2345")
    assert one is other
    with one as note:
        note(outcome="answered")
    tracing.past("receive", "ABCD2345", tracing.moment())


def test_the_way_of_a_question_is_one_trace_without_its_words_or_its_asker(finished: Any, tmp_path: Path) -> None:
    put(tmp_path / "shelf", "Nytt om huset", "Huset blir klart i maj. Alla flyttar dit under sommaren.")
    put(tmp_path / "shelf", "Nytt om lunchen", "Restaurangen har stängt över sommaren.")
    with storm(tmp_path, ask=answerer(tmp_path)) as slack:
        said = slack.ask("När blir huset klart i hemlighet?", "UPERSON")
        slack.emulator.wait_for_reply(said)
        slack.settled()
        (row,) = slack.app.state.database.rows("SELECT reference FROM question")
    spans = {span.name: span for span in finished.get_finished_spans()}
    assert spans.keys() == {"receive", "search", "answer", "post"}
    assert len({span.context.trace_id for span in spans.values()}) == 1
    assert spans["search"].parent.span_id == spans["answer"].context.span_id
    assert spans["receive"].end_time <= spans["answer"].start_time <= spans["post"].start_time
    assert {facts(spans[name])["fvm.reference"] for name in ("receive", "answer", "post")} == {row["reference"]}
    assert facts(spans["post"])["fvm.outcome"] == facts(spans["answer"])["fvm.outcome"]
    told = "".join(span.to_json() for span in spans.values())
    for secret in ("hemlighet", "huset", "UPERSON", slack.channel.id, said.ts, "xoxb"):
        assert secret not in told


def answerer(folder: Path) -> Ask:
    """What answers from the shelf of a folder by words alone."""
    values = load({"FVM_DATA": str(folder / "data"), "FVM_BULLETINS": str(folder / "shelf"), "FVM_READER": "none"})
    return open_parts(values, unheard, models=Models(ENCODER, None, None, None, None)).answerer.answer


def test_another_bot_tells_of_the_same_question_in_the_same_trace(finished: Any) -> None:
    tracing.past("receive", "ABCD2345", tracing.moment())
    with tracing.span("answer", "ABCD2345"):
        pass
    with tracing.span("answer", "EFGH6789"):
        pass
    first, second, other = (span.context.trace_id for span in finished.get_finished_spans())
    assert first == second != other


def test_reading_is_a_span_and_of_what_fails_only_the_kind_is_told(finished: Any) -> None:
    class Broken:
        def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
            raise ValueError(question)

    with pytest.raises(ValueError, match="hemlig"):
        TracedReader(Broken()).read("hemlig fråga", [])
    (span,) = finished.get_finished_spans()
    assert (span.name, span.status.status_code.name, facts(span)) == (
        "read", "ERROR", {"fvm.passages": 0, "error.type": "ValueError"}
    )  # fmt: skip
    assert "hemlig" not in span.to_json()


@pytest.mark.parametrize(
    ("environment", "words"),
    [({"OTEL_TRACES_EXPORTER": "console"}, "OTLP over HTTP alone"),
     ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "OTLP over HTTP alone")],
)  # fmt: skip
def test_what_is_wanted_otherwise_is_told_and_nothing_is_traced(environment: dict[str, str], words: str) -> None:
    with structlog.testing.capture_logs() as lines:
        tracing.send_spans({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", **environment})
    (line,) = lines
    assert words in line["reason"]
    assert tracing.moment() == 0


def test_spans_go_to_the_collector_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http.trace_exporter", reason=SDK)
    heard: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Nobody wants to know."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        given = {"OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_BSP_SCHEDULE_DELAY": "50"}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        tracing.send_spans(given, "bot-2")
        try:
            with tracing.span("answer", "ABCD2345"):
                pass
            path, body = soon(lambda: heard)[0]
        finally:
            tracing.use(None)
            server.shutdown()
    assert path == "/v1/traces"
    assert all(word in body for word in (b"answer", b"bot-2", b"fvm-svar", b"ABCD2345"))
