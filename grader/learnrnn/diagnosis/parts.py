"""What the parts of a result are called: as the reference returns them."""

from __future__ import annotations

import ast
import functools

from learnrnn.engine.plan import Plan


def parts_of(plan: Plan, function: str) -> tuple[str, ...]:
    """The names of a function's results, in order; "" for one without a name, and nothing for none at all."""
    return _parts(plan.source).get(function, ())


@functools.lru_cache(maxsize=64)
def _parts(source: str) -> dict[str, tuple[str, ...]]:
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {function.name: _returned(function) for function in functions}


def _returned(function: ast.FunctionDef) -> tuple[str, ...]:
    returns = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
    if not returns:
        return ()
    value = returns[-1]
    if isinstance(value, ast.Tuple):
        return tuple(_name(element) for element in value.elts)
    name = _name(value)
    return (name,) if name else ()


def _name(node: ast.expr) -> str:
    """The variable that is returned, if need be through a call: of `np.stack(h)` h."""
    while isinstance(node, ast.Call) and len(node.args) == 1 and ast.unparse(node.func).startswith("np."):
        node = node.args[0]
    return node.id if isinstance(node, ast.Name) else ""
