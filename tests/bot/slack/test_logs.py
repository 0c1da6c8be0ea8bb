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


def test_of_several_bots_each_line_says_which_wrote_it(written: io.StringIO) -> None:
    logs.configure(written, "bot-2")
    structlog.get_logger().info("replied")
    logging.getLogger("anything").warning("said")
    assert [line["replica"] for line in lines(written)] == ["bot-2", "bot-2"]


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


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Failed to send a request to Slack API server: <urlopen error [Errno 111] Connection refused>", "firewall"),
        ("<urlopen error [Errno -2] Name or service not known> (token xoxb-secret)", "DNS"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: hemlig fråga", "certificates"),
        ("The read operation timed out", "in time"),
        ("[Errno 104] Connection reset by peer", "made anew"),
        ("Invalid HTTP request received.", "scanner"),
    ],
)
def test_a_librarys_line_has_a_reason_in_our_words(written: io.StringIO, said: str, reason: str) -> None:
    logging.getLogger("slack_sdk.web.base_client").error(said)
    (line,) = lines(written)
    assert reason in str(line["event"])
    assert "secret" not in written.getvalue()
    assert "hemlig" not in written.getvalue()


def test_what_a_library_warns_of_and_we_mean_is_no_line(written: io.StringIO) -> None:
    """Bolt reads SLACK_BOT_TOKEN from the environment beside the client that it is given."""
    from slack_bolt.logger.messages import warning_client_prioritized_and_token_skipped

    logging.getLogger("bot.slack.bolt").warning(warning_client_prioritized_and_token_skipped())
    assert lines(written) == []


def test_the_trace_of_an_error_holds_places_and_no_words() -> None:
    try:
        raise ValueError("hemlig fråga")
    except ValueError as error:
        trace = logs.trace(error)
    assert trace.startswith("test_logs.py:")
    assert "hemlig" not in trace
