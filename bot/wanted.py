"""What an environment variable may hold, in an admin's words, and how its text is read."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.types import Language
from corpus.web.hosts import read_reach
from corpus.web.proxy import read_proxy


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a variable may hold, in an admin's words, and how its text is read; ValueError where it cannot be. Spaces
    around it are no part of it, unless it is `padded`."""

    words: str
    parse: Callable[[str], Any] = str
    padded: bool = False


def _between(number: Callable[[str], float], least: float, most: float = math.inf) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = number(text)
        if not least <= value <= most:
            raise ValueError(f"outside {least} to {most}")
        return value

    return parse


def prompt(what: str) -> Wanted:
    """A prompt such as `query: ` ends in a space that the encoder was trained with."""
    return Wanted(f"text put before every {what}", padded=True)


def _endpoint(text: str) -> str:
    address = urlsplit(text)
    if address.scheme not in ("http", "https") or not address.hostname or address.fragment or not text.isprintable():
        raise ValueError("no http(s) address")
    if address.username is not None or " " in text or address.port == 0:
        raise ValueError("a password, a space or no port in the address")
    if address.hostname.replace(".", "").isdigit():
        ipaddress.ip_address(address.hostname)
    elif ":" not in address.hostname:
        address.hostname.encode("idna")
    return text


def _all_of(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError("another form")
    return text


def with_slash(text: str) -> str:
    return _all_of(r"https?://.*", text).rstrip("/") + "/"


an_app = partial(_all_of, r"A[A-Z0-9]{6,20}")
bare = partial(_all_of, r"[!-~]+")
FILE = Wanted("a file", lambda text: Path(text).expanduser().absolute())
FOLDER = Wanted("a folder", lambda text: Path(text).expanduser().absolute())
LANGUAGE = Wanted("`sv` or `en`", lambda text: Language(text.lower()))
SWITCH = Wanted("`on` or `off`", lambda text: {"on": True, "off": False}[text.lower()])
YES = Wanted("`yes` or `no`", lambda text: {"yes": True, "no": False, "on": True, "off": False}[text.lower()])
COUNT = Wanted("a whole number from 1", _between(int, 1))
DAYS = Wanted("a whole number of days from 1", _between(int, 1))
PORT = Wanted("a port from 0 to 65535", _between(int, 0, 65535))
PROXY = Wanted("the http:// address of a proxy, as `http://proxy.example:8080`", read_proxy)
SHARE = Wanted("a number from 0 to 1", _between(float, 0, 1))
SECONDS = Wanted("seconds, more than 0 and at most 600", _between(float, math.ulp(0.0), 600))
NAMES = Wanted("user ids with commas between", lambda text: frozenset(text.replace(",", " ").split()))
QUESTIONS = Wanted("questions with a vertical bar between", lambda text: tuple(
    question for part in text.split("|") if (question := part.strip())))  # fmt: skip
REACH = Wanted("`off`, `on`, or networks with ports, as `10.20.0.0/16, 192.168.1.7/32:8080-8090`", read_reach)
ENDPOINT = Wanted("an http(s) address, mostly ending with `/v1`, without a name or password", _endpoint)
