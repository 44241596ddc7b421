"""Loads a notebook's code cells in a worker: what defines things is run, and what fails is left out.

A notebook comes as the source `mark + name of the file + newline + JSON [[number, text], …]`. No Python file
begins with the mark. Line numbers are packed: line n of cell c is c * CELL + n.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

MARK = b"\0cells "
CELL = 100_000  # lines of a cell
LOOSE_S = 0.5  # seconds for all that stands outside functions: an endless loop costs no more
GRACE_S = 0.02  # and what a line gets when they are used up: the constants after that loop
TOLD = 20  # problems of a notebook
DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
NOTEBOOK_ONLY = {"learnrnn", "IPython"}  # modules that a notebook has and an answer does not need

_MAGIC = re.compile(r"\s*(?:[%!?]|[\w, ]+=\s*[%!])|.*\?\s*$")

Problem = tuple[int, BaseException]  # a packed line, and what happened there


class TookTooLong(BaseException):
    """Raised inside code outside functions when its time is up."""


def load_cells(packed: bytes, namespace: dict[str, Any], filename: str) -> list[Problem]:
    """Run the cells in a namespace, top to bottom; what was left out, and why."""
    problems: list[Problem] = []
    clock = Clock(LOOSE_S)
    for number, text in json.loads(packed[packed.index(b"\n") + 1 :]):
        first = number * CELL
        try:
            statements = parse(text, filename)
        except BaseException as error:
            problems.append((first + (getattr(error, "lineno", 0) or 0), error))
            continue
        for statement in statements:
            ast.increment_lineno(statement, first)
            if not defines(statement):
                continue
            run: Callable[..., Any] = exec if isinstance(statement, DEFINING) else clock.run
            try:
                run(compile(ast.Module([statement], []), filename, "exec", dont_inherit=True), namespace)
            except BaseException as error:  # sys.exit() too
                problems.append((statement.lineno, error))
    return problems


def parse(text: str, filename: str) -> list[ast.stmt]:
    """A cell's statements, without IPython's magics and shell lines. Raises SyntaxError and what else parsing does.

    Only a line that Python stumbles over is taken for a magic: `% 3` may go on from the line before.
    """
    lines = text.split("\n")
    while True:
        try:
            return ast.parse("\n".join(lines), filename).body
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines) or not _MAGIC.match(lines[at]):
                raise
            lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + "pass"


def defines(statement: ast.stmt) -> bool:
    """Whether a statement may define what a function needs: bare calls (training, plots, prints) do not."""
    if isinstance(statement, ast.Import):
        return not all(alias.name.split(".")[0] in NOTEBOOK_ONLY for alias in statement.names)
    if isinstance(statement, ast.ImportFrom):
        return (statement.module or "").split(".")[0] not in NOTEBOOK_ONLY
    return not isinstance(statement, ast.Expr | ast.Pass | ast.Assert | ast.Raise)


class Clock:
    """Runs code for so long in all. It watches line by line, which takes no system call."""

    def __init__(self, seconds: float):
        self.left_s = seconds

    def run(self, code: Any, namespace: dict[str, Any]) -> None:
        begun = time.monotonic()
        ends = begun + max(self.left_s, GRACE_S)

        def watch(*_: object) -> Any:
            if time.monotonic() > ends:
                raise TookTooLong
            return watch

        sys.settrace(watch)
        try:
            exec(code, namespace)
        finally:
            sys.settrace(None)
            self.left_s -= time.monotonic() - begun


def told(problems: list[Problem], names: Callable[[BaseException], list[str]], limit: int) -> list[list[Any]]:
    """The problems as plain data: packed line, class names, text."""
    return [[line, names(error), _text(error)[:limit]] for line, error in list(_once(problems))[:TOLD]]


def _once(problems: list[Problem]) -> Iterator[Problem]:
    """Each missing name or module once: what comes of it in later lines is no news."""
    seen: set[tuple[type, str]] = set()
    for line, error in problems:
        key = (type(error), _text(error))
        if key not in seen:
            seen.add(key)
            yield line, error


def _text(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)
    except BaseException:
        return ""
