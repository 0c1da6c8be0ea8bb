"""The addresses that are watched: a TOML file that admins keep."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.administration.errors import WatchlistError
from corpus.collector import Scope
from corpus.web.addresses import checked_url

WATCHLIST = "watch.toml"
"""The file's name in the data folder of a shelf."""

_KEYS = {"address": str, "path": str, "most": int, "files": bool}


@dataclass(frozen=True, slots=True)
class Watched:
    """One page, feed or sitemap; `scope` says which pages of a listing are meant."""

    address: str
    scope: Scope


def read_watchlist(path: Path) -> tuple[Watched, ...]:
    """The watched addresses in their order.

    Raises:
        WatchlistError: there is no such file, or something in it cannot be used.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WatchlistError(f"There is no {path}. Write one; docs/administration.md shows how.") from error
    except (OSError, ValueError) as error:
        raise WatchlistError(f"{path} cannot be read: {error}. Correct it.") from error
    entries = content.get("watch")
    if not isinstance(entries, list) or not entries or set(content) != {"watch"}:
        raise WatchlistError(f"{path} must hold [[watch]] tables and nothing else.")
    return tuple(_watched(path, number, entry) for number, entry in enumerate(entries, start=1))


def _watched(path: Path, number: int, entry: Any) -> Watched:
    for key, value in entry.items():
        if key not in _KEYS or not isinstance(value, _KEYS[key]) or value == "" or (value is True and key != "files"):
            wanted = "address, path (text), most (a whole number) and files = true"
            raise WatchlistError(f"{path}, table {number}: {key} = {value!r} cannot be used; known are {wanted}.")
    try:
        address = checked_url(entry["address"])
    except KeyError as error:
        raise WatchlistError(f"{path}, table {number} has no address.") from error
    except ValueError as error:
        raise WatchlistError(f"{path}, table {number}: {entry['address']!r}: {error}.") from error
    return Watched(
        address, Scope(entry.get("path"), max(entry.get("most", Scope().most), 1), entry.get("files", False))
    )
