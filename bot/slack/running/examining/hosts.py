"""Each host that a firewall must open, tried by itself: name, connection, certificate, by the way that the bot goes."""

from __future__ import annotations

import enum
import http.client
import socket
import ssl
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.settings import SlackSettings, Transport
from bot.slack.proxies import proxy_for
from bot.slack.running.examining.findings import Check, Finding, FindingSeverity, fine, wrong
from bot.words.catalogue import say
from corpus.types import Language
from corpus.web.proxy import Proxy

_SECONDS = 6.0
_AT_ONCE = 8
_DOMAINS = ("slack.com", "slack-gov.com")
"""Where Slack itself lives; elsewhere, as with an emulator, only the Web API's own host is known."""


class HostUse(enum.StrEnum):
    """What a host is there for."""

    CALLS = "calls"
    SOCKET = "socket"
    REPLIES = "replies"
    FILES = "files"
    PAGES = "pages"


_NEEDED = frozenset((HostUse.CALLS, HostUse.SOCKET, HostUse.REPLIES))


class Obstacle(enum.StrEnum):
    """Why a host cannot be reached."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    SILENT = "silent"
    UNTRUSTED = "untrusted"
    CUT_OFF = "cut_off"
    PROXY_AWAY = "proxy_away"
    PROXY_REFUSES = "proxy_refuses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host and what the bot wants from it; `is_secure` for TLS; `proxy` where the way leads through one."""

    name: str
    port: int
    use: HostUse
    is_secure: bool = True
    proxy: Proxy | None = None

    def __str__(self) -> str:
        return self.name if self.port == 443 else f"{self.name}:{self.port}"


def slack_hosts(settings: SlackSettings) -> Iterator[Host]:
    """Slack's hosts that these settings need."""
    parts = urlsplit(settings.api_url)
    name, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    yield Host(name=name, port=port, use=HostUse.CALLS, is_secure=is_secure, proxy=proxy_for(name))
    domain = next((each for each in _DOMAINS if name == each or name.endswith(f".{each}")), None)
    if domain is None:
        return
    further = [(f"hooks.{domain}", HostUse.REPLIES), (f"files.{domain}", HostUse.FILES)]
    if settings.transport is Transport.SOCKET:
        further = [(f"wss-primary.{domain}", HostUse.SOCKET), (f"wss-backup.{domain}", HostUse.SOCKET), *further]
    for host, use in further:
        yield Host(name=host, port=443, use=use, proxy=proxy_for(host))


def page_hosts(addresses: Sequence[str], proxy: Proxy | None) -> Iterator[Host]:
    """The hosts of watched pages, each once, by way of a proxy where one is given."""
    seen = set()
    for parts in map(urlsplit, addresses):
        is_secure = parts.scheme == "https"
        place = (parts.hostname or "", parts.port or (443 if is_secure else 80))
        if place not in seen:
            seen.add(place)
            yield Host(name=place[0], port=place[1], use=HostUse.PAGES, is_secure=is_secure, proxy=proxy)


def tried(hosts: Sequence[Host], language: Language, seconds: float = _SECONDS) -> list[Finding]:
    """Try each host, all beside each other, since a closed one takes the whole time."""
    with ThreadPoolExecutor(_AT_ONCE, "host") as pool:
        obstacles = pool.map(lambda host: obstacle(host, seconds), hosts)
        return [_finding(host, found, language) for host, found in zip(hosts, obstacles, strict=True)]


def obstacle(host: Host, seconds: float = _SECONDS) -> Obstacle | None:
    """What stands between this machine and a host; None where it can be reached."""
    if host.proxy is not None:
        connection = _connection(host, host.proxy.host, host.proxy.port, seconds)
        connection.set_tunnel(host.name, host.port, host.proxy.headers)
    else:
        connection = _connection(host, host.name, host.port, seconds)
    try:
        connection.connect()
    except ssl.SSLCertVerificationError:
        return Obstacle.UNTRUSTED
    except (ssl.SSLError, ConnectionResetError, http.client.HTTPException):
        return Obstacle.CUT_OFF
    except socket.gaierror:
        return Obstacle.PROXY_AWAY if host.proxy else Obstacle.UNKNOWN
    except TimeoutError:
        return Obstacle.SILENT
    except OSError as error:
        if host.proxy is not None:
            # What http.client says where a proxy answers a request for a tunnel with anything but 200.
            return Obstacle.PROXY_REFUSES if "Tunnel" in str(error) else Obstacle.PROXY_AWAY
        return Obstacle.CLOSED
    finally:
        connection.close()
    return None


def _connection(host: Host, name: str, port: int, seconds: float) -> http.client.HTTPConnection:
    if host.is_secure:
        return http.client.HTTPSConnection(name, port, timeout=seconds)
    return http.client.HTTPConnection(name, port, timeout=seconds)


def _finding(host: Host, found: Obstacle | None, language: Language) -> Finding:
    purpose = say(f"host_use.{host.use.value}", language)
    if found is None:
        way = say("doctor.through", language, proxy=host.proxy) if host.proxy else ""
        return fine(Check.HOST, f"{purpose}{way}", str(host))
    seen = say(f"obstacle.{found.value}", language)
    remedy = say(f"obstacle_remedy.{found.value}", language, host=host.name, port=host.port, proxy=host.proxy or "")
    severity = FindingSeverity.ERROR if host.use in _NEEDED else FindingSeverity.WARNING
    return wrong(Check.HOST, f"{purpose}: {seen}", remedy, str(host), severity)
