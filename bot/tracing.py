"""Spans of a question's way, for whoever sets OpenTelemetry up (the extra `otel`); where nobody does, nothing is done.

All spans of one question are one trace, whichever bots had it in hand: its number comes from the question's reference.
A span says what was done, how long it took and what came of it: never a word of a question, and no person or place.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import TracerProvider

Fact = str | int | float | bool
Note = Callable[..., None]
"""Adds facts to a span by their names."""

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_NAME = "fvm-svar"


class Spans:
    """Makes spans with a provider of OpenTelemetry's."""

    def __init__(self, provider: TracerProvider) -> None:
        # Few install it, and those who do not are not to wait for it.
        from opentelemetry import trace

        self._api = trace
        self._tracer = provider.get_tracer(_NAME)

    @contextmanager
    def during(self, name: str, reference: str, facts: Mapping[str, Fact]) -> Iterator[Note]:
        """A span as long as the block lasts, of the trace of a question where one is named, else below the span around
        it. Of an exception its kind is told."""
        with self._tracer.start_as_current_span(
            name, self._trace_of(reference), attributes=_named(reference, facts), record_exception=False,
            set_status_on_exception=False,
        ) as span:  # fmt: skip
            try:
                yield lambda **more: span.set_attributes(_named("", more))
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(self._api.StatusCode.ERROR)
                raise

    def past(self, name: str, reference: str, began: int, facts: Mapping[str, Fact]) -> None:
        """A span that ends now; `began` in nanoseconds since 1970."""
        self._tracer.start_span(name, self._trace_of(reference), attributes=_named(reference, facts),
                                start_time=began).end()  # fmt: skip

    def _trace_of(self, reference: str) -> Context | None:
        if not reference:
            return None
        number = hashlib.sha256(f"{_NAME} {reference}".encode()).digest()
        context = self._api.SpanContext(
            trace_id=int.from_bytes(number[:16]), span_id=int.from_bytes(number[16:24]), is_remote=True,
            trace_flags=self._api.TraceFlags(self._api.TraceFlags.SAMPLED),
        )  # fmt: skip
        return self._api.set_span_in_context(self._api.NonRecordingSpan(context))


def _named(reference: str, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    named = {f"fvm.{name}": value for name, value in facts.items()}
    return {**named, "fvm.reference": reference} if reference else named


def _unheard(**facts: Fact) -> None:
    """Where nobody traces."""


_NOTHING: AbstractContextManager[Note] = nullcontext(_unheard)
_spans: Spans | None = None


def use(spans: Spans | None) -> None:
    """Make spans with these from now on, in this process; None for no spans."""
    global _spans
    _spans = spans


def span(name: str, reference: str = "", **facts: Fact) -> AbstractContextManager[Note]:
    """See `Spans.during`."""
    return _NOTHING if _spans is None else _spans.during(name, reference, facts)


def moment() -> int:
    """When a span may begin that is told by `past`."""
    return 0 if _spans is None else time.time_ns()


def past(name: str, reference: str, began: int, **facts: Fact) -> None:
    """See `Spans.past`."""
    if _spans is not None:
        _spans.past(name, reference, began, facts)


def send_spans(environment: Mapping[str, str], replica: str = "") -> None:
    """Send the spans of this process by OTLP over HTTP where OpenTelemetry's own variables name a collector; `replica`
    names this process among several. What hinders it is said in the log, and nothing is traced then."""
    off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    exporter = environment.get("OTEL_TRACES_EXPORTER", "otlp")
    if off or exporter == "none" or not any(environment.get(name) for name in _ENDPOINTS):
        return
    protocol = next((environment[name] for name in _PROTOCOLS if environment.get(name)), "http/protobuf")
    if exporter != "otlp" or protocol != "http/protobuf":
        _off(f"spans are sent by OTLP over HTTP alone, and {exporter}, {protocol} is wanted")
        return
    # This too is long in loading, for whoever is not traced.
    from importlib.metadata import version

    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _off("a collector is named, and the packages are missing: pip install 'fvm-svar[otel]'")
        return
    about = {"service.version": version("fvm-svar")}
    named = environment.get("OTEL_RESOURCE_ATTRIBUTES", "")
    if "OTEL_SERVICE_NAME" not in environment and "service.name=" not in named:
        about["service.name"] = _NAME
    if replica:
        about["service.instance.id"] = replica
    # It is shut down, and what waits is sent, when the process ends.
    provider = TracerProvider(resource=Resource.create(about))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    use(Spans(provider))


def _off(reason: str) -> None:
    # Who asks at a terminal is not to wait for it.
    import structlog

    structlog.get_logger().warning("not_traced", reason=reason)
