"""The sentences that camfilter's core can show to a user, read from its source."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from itertools import count, product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SHOWN: Final = {
    "Check": {2: "detail", 3: "remedy"},
    "EngineInfo": {5: "reason"},
    "EngineStatus": {3: "reason", 4: "remedy"},
    "Fault": {1: "message", 2: "remedy"},
    "Handle": {3: "refusal"},
    "Platform": {3: "denied", 4: "absent"},
    "SinkListing": {1: "name", 3: "detail", 5: "remedy"},
    "SourceListing": {1: "name", 3: "detail", 5: "remedy"},
    "_listing": {1: "name"},
    "replace": {-1: "reason"},
    "wanting": {1: "detail", 2: "remedy"},
}
"""Arguments that are shown, by place and name."""
_OF_ERRORS: Final = {0: "message", 1: "remedy"}
_ROOT: Final = "CamfilterError"
_DEEPEST: Final = 8
"""As far as names are followed to what they stand for."""
_PLACE: Final = re.compile(r"\{\w*\}")
"""Where something is put in, in an f-string and in a template."""
_FEWEST_LETTERS: Final = 6


class _Module:
    """What the names of a module may stand for."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text("utf-8"))
        self.values: dict[str, list[ast.expr]] = defaultdict(list)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self._assign(target, node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                self._assign(node.target, node.value)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.values[target.id].append(value)
        elif isinstance(target, ast.Tuple):
            for place, one in enumerate(target.elts):
                self._assign(one, ast.Subscript(value, ast.Constant(place)))


class _Reader:
    def __init__(self, paths: Iterable[Path]) -> None:
        self.modules = [_Module(path) for path in paths]
        nodes = [node for module in self.modules for node in ast.walk(module.tree)]
        self._reasons: set[str] = set()
        self._errors = _family(node for node in nodes if isinstance(node, ast.ClassDef))
        self._returned: dict[str, list[tuple[_Module, ast.expr]]] = defaultdict(list)
        for module in self.modules:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.FunctionDef):
                    self._returned[node.name] += [(module, value) for value in _returns(node)]

    def sentences(self) -> Iterator[str]:
        for module in self.modules:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call):
                    for argument in self._shown(node):
                        yield from self._constants(argument, module, 0)
        yield from self._reasons

    def _shown(self, call: ast.Call) -> Iterator[ast.expr]:
        name = _name(call.func)
        places = _OF_ERRORS if name in self._errors else _SHOWN.get(name, {})
        if ast.unparse(call.func) == "'; '.join":
            places = {0: "reasons"}
        for place, argument in enumerate(call.args):
            if place in places or (places and isinstance(argument, ast.Starred)):
                yield argument
        yield from (word.value for word in call.keywords if word.arg in places.values())

    def _constants(
        self, node: ast.expr, module: _Module, depth: int, place: int | None = None
    ) -> list[str]:
        """Every text that an expression, or its item at `place`, may be, as far as it is seen."""
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.JoinedStr):
            return self._joined(node, module, depth)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            place = node.slice.value if isinstance(node.slice.value, int) else place
        if isinstance(node, ast.Tuple) and place is not None:
            return self._constants(node.elts[place], module, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = (self._constants(side, module, depth + 1) for side in (node.left, node.right))
            return ["".join(both) for both in product(*(side or ["{}"] for side in sides))]
        return [
            text
            for where, part in self._parts(node, module)
            if depth < _DEEPEST
            for text in self._constants(part, where, depth + 1, place)
        ]

    def _parts(self, node: ast.expr, module: _Module) -> list[tuple[_Module, ast.expr]]:
        parts: list[ast.expr] = []
        match node:
            case ast.IfExp():
                parts = [node.body, node.orelse]
            case ast.BoolOp() | ast.Dict():
                parts = node.values
            case ast.Tuple() | ast.List():
                parts = node.elts
            case ast.Starred() | ast.Subscript():
                parts = [node.value]
            case ast.Name():
                parts = module.values.get(node.id, [])
            case ast.Call(func=ast.Attribute(value=table, attr="get")):
                parts = [table, *node.args[1:]]
            case ast.Call():
                return self._returned.get(_name(node.func), [])
        return [(module, part) for part in parts]

    def _joined(self, node: ast.JoinedStr, module: _Module, depth: int) -> list[str]:
        """The text of an f-string: constants that are put into it in words, the rest as `{}`."""
        text = ""
        for part in node.values:
            value = part.value if isinstance(part, ast.FormattedValue) else part
            constant = isinstance(value, ast.Constant) or _name(value).isupper()
            known = constant or depth < _DEEPEST
            found = self._constants(value, module, depth + 1) if known else []
            text += found[0] if constant and len(found) == 1 else "{}"
            if not constant:
                self._reasons.update(reason for reason in found if " " in reason.strip())
        return [text]


def sentences(paths: Iterable[Path]) -> set[str]:
    """Messages, remedies, names and details of errors, checks and listings in `paths`.

    Those that are filled in at run time have {1}, {2} and so on where that is done.
    """
    return {_numbered(text) for text in _Reader(paths).sentences() if _says_something(text)}


def _numbered(text: str) -> str:
    number = count(1)
    return _PLACE.sub(lambda _: f"{{{next(number)}}}", text)


def _says_something(text: str) -> bool:
    """Whether enough of `text` is known for it to be told from others."""
    if _PLACE.search(text) is None:
        return any(letter.isalpha() for letter in text)
    return sum(letter.isalpha() for letter in _PLACE.sub("", text)) >= _FEWEST_LETTERS


def _family(classes: Iterable[ast.ClassDef]) -> set[str]:
    """The names of all kinds of `CamfilterError`."""
    bases = {node.name: {_name(base) for base in node.bases} for node in classes}
    known, before = {_ROOT}, 0
    while len(known) > before:
        before = len(known)
        known |= {name for name, its in bases.items() if its & known}
    return known


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _returns(function: ast.FunctionDef) -> list[ast.expr]:
    found = (node.value for node in ast.walk(function) if isinstance(node, ast.Return))
    return [value for value in found if value is not None]
