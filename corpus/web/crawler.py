"""Visits pages that nobody named one by one: as robots.txt allows, and slowly."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from corpus.errors import FetchError, RefusedError, StatusError
from corpus.web.addresses import page_key
from corpus.web.fetch import Fetched, Limits, Validators, fetch
from corpus.web.hosts import Allowed, is_public, outside
from corpus.web.proxy import Proxy
from corpus.web.robots import EVERYTHING, LARGEST, NOTHING, Robots, read_robots

GONE = frozenset({404, 410})
"""The statuses of a page that is there no longer."""


@dataclass(slots=True)
class Crawler:
    """Fetches with `delay` seconds or more between two visits to one host; `limits` hold for each page; by way of the
    proxy where there is one."""

    allowed: Allowed = is_public
    delay: float = 1.0
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    proxy: Proxy | None = None
    _robots: dict[str, Robots] = field(default_factory=dict)
    _visited: dict[str, float] = field(default_factory=dict)

    def visit(
        self, address: str, known: Validators | None = None, *, named: bool = False, inside: bool = True
    ) -> Fetched:
        """The page at an address, unchanged where it still is what `known` says.

        An address that a person `named` is visited whatever robots.txt says, as a browser would. One that a public
        page or listing names is not looked for `inside` the own network.

        Raises:
            RefusedError: robots.txt or the network's rules forbid it.
            FetchError: it cannot be fetched.
        """
        allowed = self.allowed if inside else outside(self.allowed)
        robots = EVERYTHING if named else self._rules(address, allowed)
        if not robots.allows(address):
            raise RefusedError(f"robots.txt of {_host(address)} does not allow {address}. Add the page as a file.")
        self._wait(address, robots)
        return fetch(address, self.limits, allowed=allowed, known=known or Validators(), proxy=self.proxy)

    def is_gone(self, address: str, to: str, *, inside: bool = True) -> bool:
        """Whether a page is there no longer, or leads `to` another address; `inside` as for `visit`."""
        try:
            return page_key(self.visit(address, inside=inside).url) == page_key(to)
        except StatusError as error:
            return error.status in GONE
        except FetchError:
            return False

    def _rules(self, address: str, allowed: Allowed) -> Robots:
        site = _site(address)
        if site not in self._robots:
            self._robots[site] = self._read(site, allowed)
        return self._robots[site]

    def _read(self, site: str, allowed: Allowed) -> Robots:
        self._wait(site, EVERYTHING)
        try:
            found = fetch(f"{site}/robots.txt", Limits(LARGEST, 10.0), allowed=allowed, proxy=self.proxy)
        except StatusError as error:
            return EVERYTHING if 400 <= error.status < 500 else NOTHING
        except RefusedError:
            raise
        except FetchError:
            return NOTHING
        return read_robots(found.data.decode("utf-8", "replace"))

    def _wait(self, address: str, robots: Robots) -> None:
        host = _host(address)
        due = self._visited.get(host, 0.0) + max(self.delay, robots.delay or 0.0)
        if host in self._visited and self.clock() < due:
            self.sleep(due - self.clock())
        self._visited[host] = self.clock()


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _host(address: str) -> str:
    return urlsplit(address).netloc.casefold()
