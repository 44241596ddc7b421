"""The changes that are tried on a learner's file: for each kind of slip, what would undo it. Likely ones first."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from learnrnn.diagnosis.search.elsewhere import from_elsewhere
from learnrnn.diagnosis.search.expressions import changed_expression
from learnrnn.diagnosis.search.scope import Scope, bodies
from learnrnn.diagnosis.search.statements import changed_statements
from learnrnn.diagnosis.search.text import Change, Edit, Text
from learnrnn.diagnosis.search.wholes import changed_wholes, exchanged_names


def changes_of(
    text: Text,
    functions: Sequence[str],
    reference: ast.Module | None,
    *,
    rare: bool = False,
    first: Collection[str] = (),
) -> list[Change]:
    """Changes of these functions, the likely ones first: those of the kinds in `first` before all others.

    The functions stand nearest first. rare: those that take more from elsewhere, the reference among it where the
    worker may see parts of it, instead of the usual ones.
    """
    found: dict[tuple[str, tuple[Edit, ...]], Change] = {}
    for name in functions:
        if name in text.functions:
            scope = Scope(text, text.functions[name], reference)
            for change in _rare(scope) if rare else _usual(scope):
                key = (name, change.edits)
                if key not in found or found[key].rank > change.rank:
                    found[key] = change
    nearness = {name: place for place, name in enumerate(functions)}
    return sorted(found.values(), key=lambda c: (c.kind not in first, c.rank, nearness[c.function]))


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
