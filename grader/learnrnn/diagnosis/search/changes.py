"""The changes that are tried on a learner's file: for each kind of slip, what would undo it. Likely ones first."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from learnrnn.diagnosis.search.elsewhere import from_elsewhere
from learnrnn.diagnosis.search.expressions import changed_expression
from learnrnn.diagnosis.search.scope import Scope, bodies
from learnrnn.diagnosis.search.statements import changed_statements
from learnrnn.diagnosis.search.text import Change, Edit, Text
from learnrnn.diagnosis.search.wholes import changed_wholes, exchanged_names

HANDING_ON = {"name", "order", "arguments", "swapped", "statement", "statement_order", "statement_missing"}
UNLIKELY = 2  # ranks that are added to other changes of a line that only hands values on


def changes_of(
    text: Text,
    functions: Sequence[str],
    reference: ast.Module | None,
    *,
    rare: bool = False,
    first: Collection[str] = (),
    last: Collection[int] = (),
) -> list[Change]:
    """Changes of these units, the likely ones first: those of the kinds in `first` before all others, those of the
    lines in `last` after them.

    The functions stand nearest first. rare: those that take more from elsewhere, the reference among it where the
    worker may see parts of it, instead of the usual ones.
    """
    found: dict[tuple[str, tuple[Edit, ...]], Change] = {}
    for name in functions:
        if name in text.units:
            scope = Scope(text, name, reference)
            plain = _plain_lines(scope)
            for change in _rare(scope) if rare else _usual(scope):
                if change.line in plain and change.kind not in HANDING_ON:
                    change = replace(change, rank=change.rank + UNLIKELY)
                key = (name, change.edits)
                if key not in found or found[key].rank > change.rank:
                    found[key] = change
    nearness = {name: place for place, name in enumerate(functions)}
    return sorted(
        found.values(), key=lambda c: (c.kind not in first, c.line in last, c.rank, nearness[c.function])
    )


def _usual(scope: Scope) -> Iterator[Change]:
    for node in ast.walk(scope.node):
        if isinstance(node, ast.expr) and hasattr(node, "lineno"):
            yield from changed_expression(scope, node)
    for body in bodies(scope.node):
        yield from changed_statements(scope, body)
    yield from changed_wholes(scope)


def _rare(scope: Scope) -> Iterator[Change]:
    yield from exchanged_names(scope)
    yield from from_elsewhere(scope)


def _plain_lines(scope: Scope) -> set[int]:
    """The lines that only hand values on, `return h, c` or `self.U = U`: the slip is where a value is made."""
    found = set[int]()
    for node in ast.walk(scope.node):
        if isinstance(node, ast.Assign | ast.Return) and node.value and _is_plain(node.value):
            found |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def _is_plain(value: ast.expr) -> bool:
    """Whether a value is made of names alone."""
    match value:
        case ast.Name() | ast.Attribute(ast.Name("self")):
            return True
        case ast.Tuple(values) | ast.List(values) | ast.Dict(_, values):
            return bool(values) and all(map(_is_plain, values))
        case ast.Call(ast.Name("dict"), [], keywords):
            return bool(keywords) and all(_is_plain(k.value) for k in keywords)
        case _:
            return False
