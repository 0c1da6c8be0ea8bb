from __future__ import annotations

import time

import pytest

from corpus.web.robots import LARGEST, NOTHING, read_robots

TEXT = """
User-agent: other
Disallow: /

User-agent: *
Disallow: /hemligt
Allow: /hemligt/öppet
Disallow: /*.pdf$
Disallow: /sök?*q=
Crawl-delay: 2.5
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/", True), ("/hemligt/x", False), ("/hemligt/öppet/x", True), ("/hemligt/%C3%B6ppet", True), ("/a.pdf", False),
     ("/a.pdf?x=1", True), ("/s%C3%B6k?a=1&q=2", False), ("/sök?a=1", True)],
)  # fmt: skip
def test_the_longest_rule_that_matches_decides(path: str, allowed: bool) -> None:
    assert read_robots(TEXT).allows(f"https://x.example{path}") is allowed


def test_a_group_of_our_own_replaces_the_one_for_everybody() -> None:
    robots = read_robots("User-agent: *\nDisallow: /\n\nUser-agent: FVM-svar/1.0\nUser-agent: x\nDisallow: /a\n")
    assert (robots.allows("https://x.example/b"), robots.allows("https://x.example/a")) == (True, False)


def test_a_slash_that_is_written_as_an_escape_is_part_of_a_name_and_parts_no_folders() -> None:
    robots = read_robots("User-agent: *\nDisallow: /fil%2Fnamn")
    assert robots.allows("https://x.example/fil/namn")
    assert not robots.allows("https://x.example/fil%2fnamn")


def test_a_name_that_begins_as_ours_is_another_programs() -> None:
    assert read_robots("User-agent: fvm\nDisallow: /").allows("https://x.example/a")


def test_the_delay_is_read_and_bounded() -> None:
    assert read_robots(TEXT).delay == 2.5
    assert read_robots("User-agent: *\nCrawl-delay: 9999").delay == 60.0
    assert read_robots("User-agent: *\nCrawl-delay: nan").delay is None


@pytest.mark.parametrize("text", ["", "nonsense", "Disallow: /", "User-agent: *\nDisallow:", "\x00\xff"])
def test_what_says_nothing_allows_everything(text: str) -> None:
    assert read_robots(text).allows("https://x.example/a")


def test_nothing_allows_nothing() -> None:
    assert not NOTHING.allows("https://x.example/")


@pytest.mark.timing
@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /" + "*a" * 240_000 + "b$",
        "User-agent: *\n" + "Disallow: *a*b$\n" * 30_000,
        "".join(f"user agent x{n}\n" for n in range(15_000)) + "User-agent: *\n" + "Disallow: /b\n" * 15_000,
    ],
)
def test_a_hostile_file_is_read_and_matched_within_seconds(text: str) -> None:
    start = time.monotonic()
    robots = read_robots(text[:LARGEST])
    assert robots.allows("https://x.example/" + "a" * 1900)
    assert time.monotonic() - start < 5.0
