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

from bot.tokens import read_tokens
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


def _database(text: str) -> str:
    """As it is, where nothing of a password can be taken for a part of the address, which errors may name."""
    address = urlsplit(text)
    if address.scheme not in ("postgresql", "postgres") or address.fragment or not text.isprintable() or " " in text:
        raise ValueError("no postgresql address")
    # Of several hosts, the first that takes writes is used.
    ports = [urlsplit(f"//{host}").port for host in address.netloc.rpartition("@")[2].split(",")]
    if text.count("@") > 1 or "@" in address.path + address.query or 0 in ports:
        raise ValueError("a sign of a password that is not escaped")
    return text


def _store(text: str) -> str:
    """As `_database`, or a server of Milvus."""
    address = urlsplit(text)
    if address.scheme not in ("http", "https"):
        return _database(text)
    if not address.hostname or address.query or address.fragment or not text.isprintable() or " " in text:
        raise ValueError("no http(s) address")
    if text.count("@") > 1 or "@" in address.path or address.port == 0:
        raise ValueError("a sign of a password that is not escaped")
    return text


def _all_of(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError("another form")
    return text


def with_slash(text: str) -> str:
    return _all_of(r"https?://.*", text).rstrip("/") + "/"


def _tokens(text: str) -> str:
    read_tokens(text)
    return text


def _set_of(read: Callable[[str], str]) -> Callable[[str], frozenset[str]]:
    return lambda text: frozenset(map(read, text.replace(",", " ").split()))


def _origin(text: str) -> str:
    """A site as browsers name it: no path, no default port, small letters."""
    address = urlsplit(_endpoint(text))
    if address.path not in ("", "/") or address.query:
        raise ValueError("more than a site")
    port = address.port if address.port != {"http": 80, "https": 443}[address.scheme] else None
    host = str(address.hostname)
    return f"{address.scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"


def _host(text: str) -> str:
    """A host's name in small letters, without a port."""
    return _all_of(r"[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\]", text.lower())


def _network(text: str) -> str:
    return str(ipaddress.ip_network(text))


def _one_of(*known: str) -> Callable[[str], str]:
    return {each: each for each in known}.__getitem__


an_app = partial(_all_of, r"A[A-Z0-9]{6,20}")
bare = partial(_all_of, r"[!-~]+")
FILE = Wanted("a file", lambda text: Path(text).expanduser().absolute())
FOLDER = Wanted("a folder", lambda text: Path(text).expanduser().absolute())
LANGUAGE = Wanted("`sv` or `en`", lambda text: Language(text.lower()))
SWITCH = Wanted("`on` or `off`", lambda text: {"on": True, "off": False}[text.lower()])
YES = Wanted("`yes` or `no`", lambda text: {"yes": True, "no": False, "on": True, "off": False}[text.lower()])
COUNT = Wanted("a whole number from 1", _between(int, 1))
DAYS = Wanted("a whole number of days from 1", _between(int, 1))
MINUTES = Wanted("a whole number of minutes from 1", _between(int, 1))
PORT = Wanted("a port from 0 to 65535", _between(int, 0, 65535))
PROXY = Wanted("the http:// address of a proxy, as `http://proxy.example:8080`", read_proxy)
SHARE = Wanted("a number from 0 to 1", _between(float, 0, 1))
SECONDS = Wanted("seconds, more than 0 and at most 600", _between(float, math.ulp(0.0), 600))
NAMES = Wanted("user ids with commas between", lambda text: frozenset(text.replace(",", " ").split()))
QUESTIONS = Wanted("questions with a vertical bar between", lambda text: tuple(
    question for part in text.split("|") if (question := part.strip())))  # fmt: skip
REACH = Wanted("`off`, `on`, or networks with ports, as `10.20.0.0/16, 192.168.1.7/32:8080-8090`", read_reach)
DATABASE = Wanted("a `postgresql://` address, in its password `@ / ? #` as `%40 %2F %3F %23`", _database)
STORE_ADDRESS = Wanted("a `postgresql://` address, or the `http(s)://` address of Milvus, in its password "
                       "`@ / ? #` as `%40 %2F %3F %23`", _store)  # fmt: skip
ENDPOINT = Wanted("an http(s) address, mostly ending with `/v1`, without a name or password", _endpoint)
TOKENS = Wanted("lines, or parts with semicolons between, each of a name, a token of 20 characters or more, and scopes",
                _tokens)  # fmt: skip
SITES = Wanted("sites with commas between, as `https://intranet.example.org`", _set_of(_origin))
HOSTS = Wanted("host names with commas between, as `fraga.example.org`", _set_of(_host))
NETWORKS = Wanted("addresses or networks with commas between, as `10.0.0.7, 10.1.0.0/16`", _set_of(_network))
DOORS = Wanted("`api`, `page`, `mcp`, with commas between", _set_of(_one_of("api", "page", "mcp")))
OPENNESS = Wanted("`none`, `public` or `all`", _one_of("none", "public", "all"))
