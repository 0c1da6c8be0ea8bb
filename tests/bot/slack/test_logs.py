from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from bot.slack import logs


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_reference_level_and_time(written: io.StringIO) -> None:
    structlog.get_logger().bind(reference="ABCD2345").info("replied", outcome="answered")
    (line,) = lines(written)
    assert line["reference"] == "ABCD2345"
    assert line["level"] == "info"
    assert line["event"] == "replied"
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk.web", "bot.slack.bolt", "bot.slack.client"])
def test_the_libraries_say_where_but_never_what(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).warning("Unhandled request (%s) token=%s", {"text": "hemlig fråga"}, "xoxb-secret")
    try:
        raise ValueError("hemlig fråga")
    except ValueError:
        logging.getLogger(name).exception("Failed: hemlig fråga")
    text = written.getvalue()
    assert len(lines(written)) == 2
    assert "hemlig" not in text
    assert "xoxb" not in text
    assert "ValueError at test_logs.py" in text


def test_the_trace_of_an_error_holds_places_and_no_words() -> None:
    try:
        raise ValueError("hemlig fråga")
    except ValueError as error:
        trace = logs.trace(error)
    assert trace.startswith("test_logs.py:")
    assert "hemlig" not in trace
