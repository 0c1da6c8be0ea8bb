"""Under which licence a package comes, by its own metadata, and the page that tells it of all."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from bot.lab.supply.locks import RUNTIME, read_lock

NOTICES = "docs/third-parties.md"
_UNKNOWN = "see the package"
_LONGEST = 60
"""Characters of a licence's name; what is longer is the licence's text."""

_HEAD = """\
# Libraries of third parties

What `pip install` brings in beside this project, in the versions of `requirements.lock`; made by `make notices`
from what each package says of itself. None of it is copied into the repository. Each package's own licence text lies
in its `.dist-info` folder, also in the container image. Weights and data stand in [NOTICE.md](../NOTICE.md).

| package | version | licence |
| --- | --- | --- |
"""


def write_notices(root: Path) -> None:
    """Write the page anew."""
    (root / NOTICES).write_text(notices(root), encoding="utf-8")


def notices(root: Path) -> str:
    """The page, from the lock file and the packages that are installed here."""
    rows = (
        f"| {name} | {version} | {licence_of(name)} |\n"
        for name, (version, _) in sorted(read_lock(root / RUNTIME).items())
    )
    return _HEAD + "".join(rows)


def licence_of(name: str) -> str:
    """The licence that an installed package names: its expression, else its classifiers, else its short name."""
    try:
        about = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return _UNKNOWN
    if "License-Expression" in about:
        return str(about["License-Expression"])
    classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or ()
                  if each.startswith("License :: ") and not each.endswith("OSI Approved")]  # fmt: skip
    if classified:
        return ", ".join(classified)
    named = str(about["License"]).strip() if "License" in about else ""
    return named if named and len(named) <= _LONGEST and "\n" not in named else _UNKNOWN
