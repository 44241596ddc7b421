"""Public examples as Otter's test cases: each a function that needs numpy and nothing else, not even pytest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from learnrnn.catalog import Exercise

# What the examples use of pytest. It stands in every test, for Otter keeps one function a test and no more.
STAND_IN = """
class pytest:
    class approx:
        __array_ufunc__ = None
        def __init__(self, expected, rel=1e-06, abs=1e-12):
            self.expected, self.rel, self.abs = expected, rel, abs
        def __eq__(self, value):
            same_shape = np.shape(value) == np.shape(self.expected)
            return same_shape and np.allclose(value, self.expected, self.rel, self.abs)
    class raises:
        def __init__(self, kind):
            self.kind = kind
        def __enter__(self):
            return self
        def __exit__(self, kind, *rest):
            assert kind is not None, self.kind.__name__ + " was expected"
            return issubclass(kind, self.kind)
"""


@dataclass(frozen=True)
class Example:
    """One test: what it says in words, and its function."""

    sentence: str
    code: str


def examples(exercise: Exercise) -> Iterator[Example]:
    """Every test of the exercise's public test file. Raises ValueError for a form that this cannot carry over."""
    tree = ast.parse(exercise.public_test.read_text(encoding="utf-8"))
    before: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test"):
            sentence = statement.name.removeprefix("test_").replace("_", " ")
            yield Example(sentence, ast.unparse(_alone(statement, before)))
        elif not _is_docstring(statement):
            before += _carried(statement, exercise)


def _carried(statement: ast.stmt, exercise: Exercise) -> list[ast.stmt]:
    """What stands before the tests: the learner's functions come from the notebook, pytest from above."""
    if isinstance(statement, ast.ImportFrom) and statement.module == exercise.module:
        names = [alias.name for alias in statement.names]
        return ast.parse("\n".join(f"{name} = env[{name!r}]" for name in names)).body
    if isinstance(statement, ast.Import) and statement.names[0].name == "pytest":
        return ast.parse(STAND_IN).body
    return [statement]


def _alone(test: ast.FunctionDef, before: list[ast.stmt]) -> ast.FunctionDef:
    """The test with all that it needs inside, its parametrized sets a loop; `env` is the notebook's names."""
    body = test.body
    for mark in test.decorator_list:
        body = [_loop(mark, body)]
    alone = ast.parse(f"def {test.name}(env): pass").body[0]
    assert isinstance(alone, ast.FunctionDef)
    alone.body = [*before, *body]
    return ast.fix_missing_locations(alone)


def _loop(mark: ast.expr, body: list[ast.stmt]) -> ast.stmt:
    if not (isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.parametrize"):
        raise ValueError(f"an example has @{ast.unparse(mark)}; only pytest.mark.parametrize is carried over")
    names, rows = mark.args
    loop = ast.parse(f"for {ast.literal_eval(names)} in {ast.unparse(rows)}: pass").body[0]
    assert isinstance(loop, ast.For)
    loop.body = body
    return loop


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
