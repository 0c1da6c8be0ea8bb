"""The shelves of a bot: the one that the environment names, or those of a TOML file, each as settings of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.errors import ShelfChoiceError, ShelvesError
from bot.settings import Settings

FOLDER = "shelves"
"""The folder below the data folder that holds a folder for each named shelf."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_CHANNEL, _PERSON, _GROUP = (
    re.compile(pattern) for pattern in ("[CG][A-Z0-9]+", "[UW][A-Z0-9]+", "(?:T[A-Z0-9]+/)?S[A-Z0-9]+")
)
_YES = {"yes": True, "no": False, True: True, False: False}


@dataclass(frozen=True, slots=True)
class _Key:
    """What a key of a table may hold, in words, and whether a value is that."""

    wanted: str
    fits: Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _list_of(fits: Callable[[str], object]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(each, str) and fits(each) for each in value)


_KEYS: Mapping[str, _Key] = {
    "bulletins": _Key("a folder, from the file's own folder on", _text),
    "title": _Key("what the programme is called", _text),
    "public": _Key("`yes` or `no`", lambda value: isinstance(value, str | bool) and value in _YES),
    "admins": _Key("a list of user ids such as U0123456", _list_of(_PERSON.fullmatch)),
    "admin_group": _Key("the id of a user group such as S0123456", lambda value: _text(value)
                        and _GROUP.fullmatch(value) is not None),
    "channels": _Key("a list of channel ids such as C0123456, which stand at the end of a channel's details",
                     _list_of(_CHANNEL.fullmatch)),
    "contact": _Key("a channel id, a user id, an e-mail address or words", _text),
    "examples": _Key("a list of questions", _list_of(str.strip)),
}  # fmt: skip


def shelves_of(settings: Settings) -> tuple[Settings, ...]:
    """Each shelf as settings of its own, in the file's order; the one that the environment names where no file is.

    Raises:
        ShelvesError: the file cannot be used; it names the table, the key and the next step.
    """
    if settings.shelves is None:
        return (settings,)
    tables = _tables(settings.shelves)
    found = tuple(_shelf(settings, settings.shelves, name, table) for name, table in tables.items())
    _check_apart(settings.shelves, found)
    return found


def chosen_shelf(settings: Settings, name: str | None) -> Settings:
    """The shelf of a name; without a name the only one.

    Raises:
        ShelfChoiceError: there is none of that name, or several and no name.
        ShelvesError: as `shelves_of`.
    """
    found = shelves_of(settings)
    if name is None and len(found) == 1:
        return found[0]
    for shelf in found:
        if name and shelf.shelf == name:
            return shelf
    raise ShelfChoiceError(name, [shelf.shelf for shelf in found if shelf.shelf])


def _tables(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ShelvesError(
            f"There is no {path}. Write it, or correct FVM_SHELVES; docs/shelves.md shows how."
        ) from error
    except (OSError, ValueError) as error:
        raise ShelvesError(f"{path} cannot be read: {error}. Correct it; docs/shelves.md shows its form.") from error
    if not content:
        raise ShelvesError(f"{path} names no shelf. Write a table for each, such as [utbildning]; see docs/shelves.md.")
    for name, table in content.items():
        if not isinstance(table, dict):
            raise ShelvesError(
                f"{path}: {name} stands in no table. Put it below the shelf's name, such as [utbildning]."
            )
        if not _NAME.fullmatch(name):
            raise ShelvesError(
                f"{path}: [{name}] is no name of a shelf. Use at most 40 of a-z, 0-9 and hyphens, such as [it-stod]."
            )
    return content


def _shelf(settings: Settings, path: Path, name: str, table: Mapping[str, Any]) -> Settings:
    for key, value in table.items():
        if key not in _KEYS:
            raise ShelvesError(f"{path}: [{name}] holds {key}, which is no key. Known are {', '.join(_KEYS)}.")
        if not _KEYS[key].fits(value):
            raise ShelvesError(f"{path}: [{name}] {key} = {value!r} cannot be used: wanted {_KEYS[key].wanted}.")
    if "bulletins" not in table:
        raise ShelvesError(f'{path}: [{name}] names no bulletins. Add bulletins = "FOLDER", an existing folder.')
    bulletins = (path.parent / Path(table["bulletins"]).expanduser()).absolute()
    if not bulletins.is_dir():
        raise ShelvesError(
            f"{path}: [{name}] bulletins: there is no folder {bulletins}. Create it, or correct the path."
        )
    slack = replace(settings.slack, programme=table.get("title", name), **dict(_slack(table)))
    return replace(
        settings,
        shelf=name,
        bulletins=bulletins,
        data=settings.data / FOLDER / name,
        is_public=_YES[table.get("public", False)],
        channels=frozenset(table.get("channels", ())),
        slack=slack,
    )


def _slack(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a table says in place of the environment. Who names admins, by id or group, names all of them."""
    if "admins" in table or "admin_group" in table:
        yield "admins", frozenset(table.get("admins", ()))
        yield "admin_group", table.get("admin_group", "")
    if "contact" in table:
        yield "contact", table["contact"]
    if "examples" in table:
        yield "examples", tuple(table["examples"])


def _check_apart(path: Path, shelves: Sequence[Settings]) -> None:
    """What is one shelf's alone, since another one's readers would see it: its folder and its channels."""
    for place, shelf in enumerate(shelves):
        for other in shelves[:place]:
            if shelf.bulletins.resolve() == other.bulletins.resolve():
                raise ShelvesError(
                    f"{path}: [{other.shelf}] and [{shelf.shelf}] have one folder, {shelf.bulletins}. Give each one."
                )
            for channel in sorted(shelf.channels & other.channels):
                raise ShelvesError(
                    f"{path}: [{other.shelf}] and [{shelf.shelf}] both name the channel {channel}. A channel has one."
                )
