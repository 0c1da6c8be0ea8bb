"""An environment for each peer, with the versions that `pins.toml` names, since they need others than the bot."""

from __future__ import annotations

import os
import subprocess
import tomllib
import venv
from pathlib import Path

from bot.errors import BotError

HERE = Path(__file__).parent


def pinned() -> dict[str, list[str]]:
    """What each peer's environment is made of, in the order of installation: PyTorch first."""
    read = tomllib.loads((HERE / "pins.toml").read_text(encoding="utf-8"))
    return {name: [read["torch"], *pins] for name, pins in read["peers"].items()}


def python_of(name: str, folder: Path) -> Path:
    """The Python of a peer's environment under `folder`, made where there is none with the same pins: minutes and about
    a gigabyte. Raises BotError where pip fails."""
    place, pins = folder / name, pinned()[name]
    python, made = place / ("Scripts" if os.name == "nt" else "bin") / "python", place / "pins"
    if not made.exists() or made.read_text(encoding="utf-8").splitlines() != pins:
        venv.create(place, clear=True, with_pip=True)
        for each in (pins[:1], pins):
            command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *each]
            if subprocess.run(command, check=False).returncode != 0:  # noqa: S603 - our own pins
                raise BotError(f"The environment of {name} could not be made; what pip says stands above.")
        made.write_text("\n".join(pins) + "\n", encoding="utf-8")
    return python
