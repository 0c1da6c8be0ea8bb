"""Every regular expression of the packages, found in their syntax trees, and the strings that would make it slow."""

from __future__ import annotations

import ast
import builtins
import dataclasses
import importlib
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, ModuleType
from typing import Any

# The library has no public way to a pattern's structure.
codes: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

_FUNCTIONS = frozenset(("compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
_HOLDING = frozenset(("match", "fullmatch"))
_STAND_IN = "Anna-Sofi"
_FEW = 8
"""A repetition of at most so many is none that a text can pump."""

_MOST_VARIANTS = 6
_CLASSES = {
    codes.CATEGORY_DIGIT: "7",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: ".",
}
_SAMPLES = "a7 .-A_\n,:å/\"'(<>[]&;@#`*\t\u00a0Å"
"""Characters that stand for the classes of a pattern: one of each kind that text has."""


@dataclass(frozen=True, slots=True)
class FoundPattern:
    """A regular expression where it stands. `pattern` is None where only the running code knows it."""

    place: str
    source: str
    pattern: re.Pattern[Any] | None
    is_searched: bool = True
    """Whether it is looked for in a whole text; else it is only held against a text from a place on."""


def patterns_of(module: ModuleType, place: str, read: ast.Module) -> Iterator[FoundPattern]:
    """Those of a module: each that it keeps, and each that its syntax tree names in a call.

    What only the running function knows, such as a name that it looks for, has a stand-in.
    """
    held = _only_held(read)
    for name, value in vars(module).items():
        for pattern in dict.fromkeys(_kept(value, 0)):
            yield FoundPattern(f"{place}: {name}", pattern.pattern, pattern, name not in held)
    inside = {call for node in ast.walk(read) if isinstance(node, ast.FunctionDef) for call in _calls(node)}
    for call in _calls(read):
        # What a module compiles as it is loaded is among what it keeps.
        if _is_of_re(call.func) and call.args and (call in inside or _called(call) != "compile"):
            source = ast.unparse(call.args[0])
            made = _evaluated(call, vars(module))
            yield FoundPattern(f"{place}:{call.lineno}", source, made, _called(call) not in _HOLDING)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _only_held(read: ast.Module) -> set[str]:
    """Private names of a module that nothing but `match` and `fullmatch` is called on."""
    counted: dict[str, list[str]] = {}
    for node in ast.walk(read):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            counted.setdefault(node.value.id, []).append(node.attr)
    loads = [node.id for node in ast.walk(read) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return {
        name
        for name, methods in counted.items()
        if name.startswith("_") and set(methods) <= _HOLDING and loads.count(name) == len(methods)
    }


def _is_of_re(called: ast.expr) -> bool:
    if not (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)):
        return False
    return called.value.id == "re" and called.attr in _FUNCTIONS


def _kept(values: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(values, re.Pattern):
        yield values
    elif depth < 4 and dataclasses.is_dataclass(values) and not isinstance(values, type):
        for field in dataclasses.fields(values):
            yield from _kept(getattr(values, field.name), depth + 1)
    elif depth < 4 and isinstance(values, Mapping):
        for value in tuple(values.values()):
            yield from _kept(value, depth + 1)
    elif depth < 4 and isinstance(values, list | tuple | set | frozenset):
        for value in values:
            yield from _kept(value, depth + 1)


class _StandIns(dict[str, Any]):
    """Names of a module; each that is only known inside a function is a word."""

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return _STAND_IN


def _evaluated(call: ast.Call, names: dict[str, Any]) -> re.Pattern[Any] | None:
    flags = [each.value for each in call.keywords if each.arg == "flags"]
    position = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(_called(call), 2)
    flags += call.args[position : position + 1]
    try:
        pattern = _value(call.args[0], names)
        return (
            pattern if isinstance(pattern, re.Pattern) else re.compile(pattern, _value(flags[0], names) if flags else 0)
        )
    except (AttributeError, TypeError):
        return None


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    # Our own source, read from our own files.
    return eval(compile(ast.Expression(node), "<pattern>", "eval"), _StandIns(names))


@dataclass(frozen=True, slots=True)
class Attack:
    """A text pumped from one repetition of a pattern, of any length, whose end makes the pattern fail."""

    before: str
    piece: str
    end: str

    def text(self, length: int) -> str:
        """Of so many characters or twice as many."""
        return self.before + self.piece * min(length, 2 * length // len(self.piece)) + self.end


def attacks(pattern: re.Pattern[Any]) -> Iterator[Attack]:
    """Each different one that the repetitions of a pattern give."""
    tree = (
        parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        if isinstance(pattern.pattern, str)
        else parser.parse(pattern.pattern.decode("latin-1"), (pattern.flags | re.UNICODE) & ~re.DEBUG)
    )
    made = (
        Attack(before, piece, end)
        for before, pump in _pumps(list(tree), "")
        for piece in (pump, *pump[:1], *pump[-1:])
        for end in ("", "\x00", "!", "\n\x00", " \x00", "-", ".")
    )
    yield from dict.fromkeys(each for each in made if each.piece)


def _pumps(items: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Each repetition in a sequence with a text that leads to it, and what one round of it may read."""
    for at, (operation, argument) in enumerate(items):
        if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, body = argument
            if most > _FEW:
                following = next(iter(_texts(items[at + 1 :])), "")
                for text in _texts(list(body)):
                    yield before, text
                    yield "", text
                    yield before, text + following
                # What the next repetition reads too is where a sequence is slow.
                for text in _texts(items[at : at + 3]):
                    yield before, text
            yield from _pumps(list(body), before)
        elif operation is codes.SUBPATTERN:
            yield from _pumps(list(argument[-1]), before)
        elif operation is codes.ATOMIC_GROUP:
            yield from _pumps(list(argument), before)
        elif operation is codes.BRANCH:
            for branch in argument[1]:
                yield from _pumps(list(branch), before)
        elif operation in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _pumps(list(argument[1]), before)
        before += next(iter(_texts([items[at]])), "")
    whole = next(iter(_texts(items)), "")
    yield "", whole


def _texts(items: list[Any]) -> list[str]:
    """A few texts that a sequence may read."""
    found = [""]
    for operation, argument in items:
        options = _options(operation, argument)
        found = [text + option for text in found for option in options][:_MOST_VARIANTS]
    return found


def _options(operation: Any, argument: Any) -> list[str]:
    if operation is codes.LITERAL:
        return [chr(argument)]
    if operation is codes.NOT_LITERAL:
        return [next(each for each in _SAMPLES if ord(each) != argument)]
    if operation is codes.ANY:
        return ["a", " "]
    if operation is codes.IN:
        return _members(argument)
    if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, body = argument
        texts = _texts(list(body))
        return [text * max(least, 1) for text in texts] + ([""] if least == 0 else [])
    if operation is codes.SUBPATTERN:
        return _texts(list(argument[-1]))
    if operation is codes.ATOMIC_GROUP:
        return _texts(list(argument))
    if operation is codes.BRANCH:
        return [text for branch in argument[1] for text in _texts(list(branch))[:2]][: 2 * _MOST_VARIANTS]
    return [""]


def _members(argument: Any) -> list[str]:
    matched = [each for each in _SAMPLES if _is_member(each, argument)]
    if matched:
        return matched[:_MOST_VARIANTS]
    for operation, value in argument:
        if operation is codes.LITERAL:
            return [chr(value)]
        if operation is codes.RANGE:
            return [chr(value[0])]
        if operation is codes.CATEGORY:
            return [_CLASSES[value]]
    return [""]


def _is_member(character: str, argument: Any) -> bool:
    negated: bool = argument[0][0] is codes.NEGATE
    found = any(_is_one(character, *each) for each in argument if each[0] is not codes.NEGATE)
    return found is not negated


def _is_one(character: str, operation: Any, value: Any) -> bool:
    if operation is codes.LITERAL:
        return bool(ord(character) == value)
    if operation is codes.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    tests = {
        codes.CATEGORY_DIGIT: character.isdigit(),
        codes.CATEGORY_SPACE: character.isspace(),
        codes.CATEGORY_WORD: character.isalnum() or character == "_",
        codes.CATEGORY_NOT_DIGIT: not character.isdigit(),
        codes.CATEGORY_NOT_SPACE: not character.isspace(),
        codes.CATEGORY_NOT_WORD: not (character.isalnum() or character == "_"),
    }
    return bool(tests.get(value, False))


class TooSlowError(Exception):
    """A pattern did not come to its end in time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Ends what takes more of the processor than that; the engine looks at signals while it matches."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    former = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, former)


def seconds_of(pattern: re.Pattern[Any], text: str, most: float, *, is_searched: bool = True) -> float:
    """What a search through the text takes of the processor, `most` where it takes more."""
    begun = time.process_time()
    read = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    try:
        with within(most):
            if is_searched:
                for _ in pattern.finditer(read):
                    pass
            pattern.match(read)
            pattern.fullmatch(read)
    except TooSlowError:
        return most
    return time.process_time() - begun
