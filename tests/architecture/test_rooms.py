"""How the rooms of the three packages look: how many modules a folder holds, and how things are named."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Callable

from tests.architecture.modules import MODULES, PACKAGES, short, tree

MOST = {
    "corpus/language": 15,  # one module a rule about Swedish and English
    "corpus/readers": 15,  # one module a format, and what the formats share
    "bot/slack/inbox": 18,  # one module a thing that is stored, and what becomes of it
}
"""Folders that may hold more than 14 modules."""

TOPS = {*PACKAGES, "bot/lab"}
"""The tops hold folders; what stands beside these is what all of them use."""

ENTRANCES = {"main", "command"}
"""What a script and a command of `fvm` are called by convention, so that each is found."""


def test_a_folder_holds_3_to_14_modules() -> None:
    folders = Counter(short(path.parent) for path in MODULES)
    odd = {folder: count for folder, count in folders.items()
           if count > MOST.get(folder, 14) or (count < 3 and folder not in TOPS)}  # fmt: skip
    assert odd == {}


def test_no_module_repeats_the_name_of_its_folder() -> None:
    repeated = [short(path) for path in MODULES
                for folder in (path.parent.name, path.parent.name.removesuffix("s"))
                if path.stem == folder or path.stem.startswith(f"{folder}_")]  # fmt: skip
    assert repeated == []


def test_no_public_name_stands_in_more_than_one_module(tell: Callable[[str], None]) -> None:
    places = defaultdict(set)
    for path in MODULES:
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                places[node.name].add(short(path))
    shared = {name: sorted(where) for name, where in places.items()
              if len(where) > 1 and not name.startswith("_") and name not in ENTRANCES}  # fmt: skip
    tell(f"names in more than one module: {len(shared)}: {', '.join(sorted(shared))}")
    assert shared == {}
