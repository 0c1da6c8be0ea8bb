"""SQL that one of the two engines alone would read is found where it is written, not on another's machine."""

from __future__ import annotations

import ast
import re

from tests.architecture.modules import MODULES, short, tree

ENGINES = ("bot/database/sqlite.py", "bot/database/postgres.py")
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE TABLE)\b")
ONE_ENGINE = re.compile(r"\browid\b|\bINSERT OR\b|\binstr\(|\bifnull\(|\bAUTOINCREMENT\b|::|\bILIKE\b|\bRETURNING\b")


def test_a_statement_is_one_that_both_engines_read() -> None:
    found = [
        f"{short(path)}:{node.lineno}: {node.value}"
        for path in MODULES
        if short(path).startswith("bot/") and short(path) not in ENGINES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if SQL.search(node.value) and ONE_ENGINE.search(node.value)
    ]
    assert found == []
