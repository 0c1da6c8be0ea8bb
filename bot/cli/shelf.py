"""Which shelf a command is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from bot import settings
from bot.settings import Settings
from bot.shelves.declared import chosen_shelf, shelves_of


def shelf_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --shelf, which a command takes as `shelf`."""
    wanted = "The shelf, where FVM_SHELVES names several."
    return click.option("--shelf", metavar="NAME", help=wanted)(command)


def settings_of(shelf: str | None) -> Settings:
    """The settings of the shelf that is named, or of the only one.

    Raises:
        SettingError, ShelvesError, ShelfChoiceError: a setting, the file or the name cannot be used.
    """
    return chosen_shelf(settings.load(), shelf)


def naming_shelf(values: Settings) -> dict[str, str]:
    """What an object for programs says of the shelf: its name, and nothing where there is only one."""
    return {"shelf": values.shelf} if values.shelf else {}


def settings_asked(shelf: str | None) -> list[Settings]:
    """The settings of the shelves that a question is asked of: the one that is named, else the only one, else the
    public ones; raises as `settings_of`."""
    values = settings.load()
    public = [each for each in shelves_of(values) if each.shelf and each.is_public] if shelf is None else []
    return public or [chosen_shelf(values, shelf)]
