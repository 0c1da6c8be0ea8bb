"""The house's measures: small modules, small bodies, and no module that only keeps another short."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tests.architecture.modules import MODULES, lines, short, tree


def test_a_module_holds_at_most_300_lines() -> None:
    assert {short(path): lines(path) for path in MODULES if lines(path) > 300} == {}


def test_a_function_body_holds_at_most_40_lines() -> None:
    found = [(short(path), node) for path in MODULES for node in ast.walk(tree(path))
             if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]  # fmt: skip
    assert {f"{path}: {node.name}": _body_lines(node) for path, node in found if _body_lines(node) > 40} == {}


def test_few_modules_are_below_40_lines(tell: Callable[[str], None]) -> None:
    found = [short(path) for path in MODULES if lines(path) < 40]
    tell(f"modules below 40 lines: {len(found)} of {len(MODULES)}: {', '.join(found)}")
    assert len(found) < len(MODULES) / 10


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body after its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1
