"""Which lines of a function the parts of its result come from: what a right part comes from is hardly wrong.

A line is said to make a part if the part's value may depend on what it sets, in whatever order lines run. That is
coarse, and enough: it only decides what is tried first.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

Part = int | str  # a part of a result: its place in a tuple, or its key in a dictionary


@dataclass(frozen=True)
class Making:
    """One place where a variable is set: in which of the function's own statements, on which lines, and of what."""

    place: int
    lines: frozenset[int]
    uses: frozenset[str]


@dataclass
class Flow:
    """Of a function, where each variable is made and of what; a dictionary's item is a variable of its own."""

    made: dict[str, list[Making]] = field(default_factory=dict)
    place: int = 0  # of the statement that is being read; what a later one sets does not reach it

    def note(self, targets: Collection[str], uses: Collection[str], lines: Collection[int]) -> None:
        """These variables are made of those, on these lines."""
        for target in targets:
            making = Making(self.place, frozenset(lines), frozenset(uses))
            self.made.setdefault(target, []).append(making)

    def lines_of(self, variables: Collection[str]) -> set[int]:
        """All lines that these variables come from."""
        reached: dict[str, int] = {}  # to which statement a variable has been looked at
        lines = set[int]()
        waiting = [(name, self.place) for name in variables]
        while waiting:
            name, until = waiting.pop()
            if reached.get(name, -1) >= until:
                continue
            reached[name] = until
            if "[" not in name:  # the whole of a dictionary is all of its items
                waiting += [(each, until) for each in self.made if each.startswith(f"{name}[")]
            for making in self.made.get(name, ()):
                if making.place <= until:
                    lines |= making.lines
                    waiting += [(use, making.place) for use in making.uses]
        return lines


def right_lines(function: ast.FunctionDef, right: Collection[Part], wrong: Collection[Part]) -> set[int]:
    """The lines that right parts of the result come from; none where the parts cannot be told apart."""
    if not right or not wrong:
        return set()
    flow = Flow()
    for flow.place, statement in enumerate(function.body):
        _read([statement], set(), flow)
    parts = _parts(function, flow)
    if not {*right, *wrong} <= parts.keys():
        return set()
    return set.union(*(flow.lines_of(parts[part]) for part in right))


def _read(body: list[ast.stmt], control: set[str], flow: Flow) -> None:
    for statement in body:
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        match statement:
            case ast.For(target, iterated, inner, orelse):
                uses = _names(iterated) | control
                flow.note(_targets(target), uses, [statement.lineno])
                _read([*inner, *orelse], control | _targets(target), flow)
            case ast.While(test, inner, orelse) | ast.If(test, inner, orelse):
                _read([*inner, *orelse], control | _names(test), flow)
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
                for target, value in zip(targets, values, strict=True):
                    flow.note(_targets(target), _names(value) | _indices(target) | control, lines)
            case ast.Assign(targets, value):
                for target in targets:
                    _assign(target, value, control, flow, lines)
            case ast.AugAssign(target, _, value):
                made = _targets(target)
                flow.note(made, made | _names(value) | _indices(target) | control, lines)
            case ast.Expr(ast.Call() as call):  # what is called may change what it is given
                touched = _names(call)
                flow.note(touched, touched | control, lines)
            case ast.With(_, inner):
                _read(inner, control, flow)
            case _:
                pass


def _assign(target: ast.expr, value: ast.expr, control: set[str], flow: Flow, lines: Collection[int]) -> None:
    items = _items(value)
    if isinstance(target, ast.Name) and items:
        for key, item in items.items():
            flow.note([f"{target.id}[{key!r}]"], _names(item) | control, lines)
        return
    flow.note(_targets(target), _names(value) | _indices(target) | control, lines)


def _parts(function: ast.FunctionDef, flow: Flow) -> dict[Part, set[str]]:
    """What each part of the last thing that is returned is made of; a dictionary in a tuple is told by its keys."""
    returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value]
    match returned[-1] if returned else None:
        case ast.Tuple(elements) | ast.Call(
            _, [ast.GeneratorExp(_, [ast.comprehension(_, ast.Tuple(elements))])]
        ):
            found: dict[Part, set[str]] = {}
            for i, element in enumerate(elements):
                found |= _keyed(element, flow) or {i: _names(element)}
            return found
        case ast.expr() as value:
            return _keyed(value, flow)
        case _:
            return {}


def _keyed(value: ast.expr, flow: Flow) -> dict[Part, set[str]]:
    """What each item of a dictionary is made of, where it is written out or filled by its keys."""
    if isinstance(value, ast.Name):
        start = f"{value.id}["
        return {ast.literal_eval(v[len(start) : -1]): {v} for v in flow.made if v.startswith(start)}
    return {key: _names(item) for key, item in _items(value).items()}


def _items(value: ast.expr) -> Mapping[str, ast.expr]:
    """The items of a dictionary that is written out."""
    match value:
        case ast.Dict(keys, values):
            pairs = zip(keys, values, strict=True)
            return {k.value: v for k, v in pairs if isinstance(k, ast.Constant) and isinstance(k.value, str)}
        case ast.Call(ast.Name("dict"), [], keywords):
            return {k.arg: k.value for k in keywords if k.arg}
        case _:
            return {}


def _targets(node: ast.expr) -> set[str]:
    """The variables that an assignment to this sets."""
    match node:
        case ast.Subscript(ast.Name(), ast.Constant(str())):
            return set(_variables(node))
        case ast.Subscript(value) | ast.Attribute(value) | ast.Starred(value):
            return _targets(value)
        case ast.Tuple(elements) | ast.List(elements):
            return {name for element in elements for name in _targets(element)}
        case _:
            return set(_variables(node))


def _indices(target: ast.expr) -> set[str]:
    return _names(target.slice) if isinstance(target, ast.Subscript) else set()


def _names(node: ast.AST) -> set[str]:
    return set(_variables(node))


def _variables(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Subscript(ast.Name(name), ast.Constant(str() as key)):
            yield f"{name}[{key!r}]"
        case ast.Name(name):
            yield name
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _variables(child)
