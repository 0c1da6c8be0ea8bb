"""What tests keep to: they ask of our code, and of libraries, only what any other caller may ask."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.modules import MODULES, ROOT, short, tree

TESTS = sorted((ROOT / "tests").rglob("*.py"))
HEAVY = frozenset(("torch", "transformers", "sentence_transformers"))


def test_no_test_loads_a_model_library_before_it_runs() -> None:
    """Every worker collects all tests: what one of them loads at its top costs each of them ten seconds."""
    loaded = {_name(short(path)): set(_loaded_at_the_top(tree(path))) for path in (*MODULES, *TESTS)}
    heavy: set[str] = set(HEAVY)
    while more := {name for name, others in loaded.items() if others & heavy} - heavy:
        heavy |= more
    assert "bot.lab.training.network" in heavy
    assert {short(path) for path in TESTS} & {f"{name.replace('.', '/')}.py" for name in heavy} == set()


def test_no_test_reaches_into_private_state() -> None:
    assert {f"{short(path)}: {each}" for path in TESTS for each in _reached(tree(path))} == set()


def test_the_rule_sees_attributes_imports_and_names_in_strings() -> None:
    code = """
from a import _b
import a._c
from a._d import e
self._own, cls._own, a.__name__, _here
a._f
setattr(a, "_g", getattr(a.b, "_h"))
monkeypatch.setattr(a, "_i", 1)
monkeypatch.setattr("a.b._j", 1)
a().b._k.c
"""
    found = sorted(_reached(ast.parse(code)))
    assert found == ["_b", "_d", "_g", "_h", "_i", "_j", "a().b._k", "a._c", "a._f"]


def _name(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _loaded_at_the_top(code: ast.Module) -> Iterator[str]:
    """What a module loads as it is loaded itself."""
    for node in code.body:
        match node:
            case ast.Import(names=names):
                yield from (part for each in names for part in (each.name, each.name.partition(".")[0]))
            case ast.ImportFrom(module=str(module), names=names):
                yield from (module, module.partition(".")[0], *(f"{module}.{each.name}" for each in names))


def _reached(code: ast.Module) -> Iterator[str]:
    """Every private name of something else that the code reads, sets, replaces or imports."""
    for node in ast.walk(code):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                pass
            case ast.Attribute(attr=name) if _is_private(name):
                yield ast.unparse(node)
            case ast.ImportFrom(module=module, names=names):
                yield from filter(_is_private, (module or "").split("."))
                yield from (each.name for each in names if _is_private(each.name))
            case ast.Import(names=names):
                yield from (each.name for each in names if any(map(_is_private, each.name.split("."))))
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "delattr" | "hasattr")
                | ast.Attribute(attr="setattr" | "delattr"),
                args=arguments,
            ):
                texts = [
                    each.value for each in arguments if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                yield from (name for text in texts[:1] if _is_private(name := text.rpartition(".")[2]))


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
