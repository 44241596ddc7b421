"""Loads a student's code in a worker: what stands at the top level runs statement by statement, and what fails
there is left out and costs only what needs it. A script is one part, a notebook's cells are parts.

All parts share one count of lines: a part has the number of its first line, and whoever made it knows what lies
where. The same holds for the other files of the submission, which the code may import.
"""

from __future__ import annotations
import __future__

import ast
import importlib.abc
import importlib.machinery
import json
import re
import sys
import time
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from learnrnn.sandbox.magics import parse

LOOSE_S = 0.5  # seconds for all that stands outside functions: an endless loop costs no more
GRACE_S = 0.02  # and what a statement gets when they are used up: the constants after that loop
TOLD = 20  # problems of a file
DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
PLAIN = (ast.Constant, ast.Name, ast.UnaryOp, ast.Attribute)  # what a constant is set to takes no time
JUPYTER = {"learnrnn", "IPython"}  # modules that a notebook has and an answer does not need
JUPYTERS_OWN = {"get_ipython", "display", "learnrnn"}  # names that a notebook has without more ado

# Whether a script holds definitions alone, seen without parsing it: what its lines begin with at the margin.
_CLEAN = re.compile(
    r"\s|$|#|[)\]}]|@|(?:def|class|import|from(?= [^.])|async def) |[A-Za-z_]\w* *= *[^\s(\[{][^(\[{]*$"
)
_DOCSTRING = re.compile(r"\s*(?:#[^\n]*\n\s*)*(\"\"\"|''')(?:[^\\]|\\.)*?\1", re.S)

Part = tuple[int, str]  # the number of its first line, and its text
Problem = tuple[int, BaseException]  # a line, and what happened there


class TookTooLong(BaseException):
    """Raised inside code outside functions when its time is up."""


@dataclass(frozen=True)
class Code:
    """What a worker loads. siblings: the other files of the submission, by the name they are imported by.

    loose: whether more than definitions and constants runs.
    """

    parts: Sequence[Part]
    siblings: Mapping[str, Sequence[Part]] = field(default_factory=dict)
    loose: bool = True

    def pack(self) -> bytes:
        """As bytes for the worker."""
        return json.dumps([self.parts, self.siblings, self.loose]).encode()


def unpack(packed: bytes) -> Code:
    """What Code.pack packed."""
    return Code(*json.loads(packed))


def script(text: str | bytes) -> Code:
    """A script of nothing but this text."""
    return Code([(1, text if isinstance(text, str) else text.decode("utf-8", "replace"))])


def load(code: Code, found: types.ModuleType, filename: str) -> list[Problem]:
    """Run the code in the module; what was left out, and why. Raises SyntaxError for a script that is no Python."""
    loader = _Loader(filename, code)
    if code.siblings:
        sys.meta_path.append(_Siblings(code.siblings, loader))
    loader.run(code.parts, found.__dict__)
    return loader.problems


class _Loader:
    def __init__(self, filename: str, code: Code):
        self.filename = filename
        self.problems: list[Problem] = []
        self.absent = set(JUPYTERS_OWN)  # names that an import did not bring: what they cost is no news
        self.clock = Clock(LOOSE_S)
        self.loose = code.loose

    def run(self, parts: Sequence[Part], namespace: dict[str, Any]) -> None:
        """Run the parts of one file, in its namespace."""
        if len(parts) == 1 and self._run_whole(*parts[0], namespace):
            return
        for start, text in parts:
            try:
                statements = parse(text, self.filename)
            except BaseException as error:
                if isinstance(error, SyntaxError):
                    error.lineno = start + (error.lineno or 1) - 1
                if len(parts) == 1:
                    raise
                self.problems.append((getattr(error, "lineno", start), error))
                continue
            if not namespace.get("__package__"):
                _make_absolute(statements)
            for clocked, group in _groups(statements, self._defines):
                self._run_group(group, start - 1, namespace, clocked=clocked)

    def _run_whole(self, start: int, text: str, namespace: dict[str, Any]) -> bool:
        """Run a script that holds definitions alone; whether that went well. It need not be parsed twice."""
        if not is_clean(text):
            return False
        before = dict(namespace)
        try:
            code = compile(text, self.filename, "exec", dont_inherit=True)
            exec(_shifted(code, start - 1), namespace)
        except BaseException:
            namespace.clear()
            namespace.update(before)
            return False
        return True

    def _defines(self, statement: ast.stmt) -> bool:
        """Whether a statement only defines, so that no clock is needed."""
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            return isinstance(statement.value, PLAIN)
        return isinstance(statement, DEFINING) or (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        )

    def _run_group(
        self, group: list[ast.stmt], before: int, namespace: dict[str, Any], *, clocked: bool
    ) -> None:
        """Run statements together; those after one that fails, without it."""
        if clocked and not self.loose:
            return
        while group := [s for s in group if not self._is_jupyters(s)]:
            at, error = self._try(group, before, namespace, clocked=clocked)
            if error is None:
                return
            failed = group[at]
            if isinstance(error, NameError | AttributeError) and isinstance(failed, DEFINING):
                # perhaps an annotation names what is not here, or a decorator comes from there
                if not isinstance(failed, ast.Import | ast.ImportFrom):
                    here = [d for d in failed.decorator_list if _root(d) not in self.absent]
                    failed.decorator_list = here
                error = self._try([failed], before, namespace, clocked=clocked, flags=LAZY)[1]
            if error is not None:
                self._note(failed, before, error)
            group = group[at + 1 :]

    def _try(
        self, group: list[ast.stmt], before: int, namespace: dict[str, Any], *, clocked: bool, flags: int = 0
    ) -> tuple[int, BaseException | None]:
        """Run statements; the index of the one that failed, and how."""
        run: Callable[..., Any] = self.clock.run if clocked else exec
        own: types.CodeType | None = None
        try:
            whole: types.CodeType = compile(
                ast.Module(group, []), self.filename, "exec", flags, dont_inherit=True
            )
            own = _shifted(whole, before)
            run(own, namespace)
        except BaseException as error:  # sys.exit() too
            if own is None:  # Python says some things only when it compiles: `return` outside a function
                if len(group) > 1:
                    return self._try_each(group, before, namespace, clocked=clocked)
                return 0, error
            return _index(group, own, before, error), error
        return 0, None

    def _try_each(
        self, group: list[ast.stmt], before: int, namespace: dict[str, Any], *, clocked: bool
    ) -> tuple[int, BaseException | None]:
        for at, statement in enumerate(group):
            _, error = self._try([statement], before, namespace, clocked=clocked)
            if error is not None:
                return at, error
        return 0, None

    def _note(self, failed: ast.stmt, before: int, error: BaseException) -> None:
        if isinstance(error, NameError) and error.name in self.absent:
            return
        if isinstance(failed, ast.Import | ast.ImportFrom):
            self.absent |= _bound(failed)
        self.problems.append((failed.lineno + before, error))

    def _is_jupyters(self, statement: ast.stmt) -> bool:
        """Whether this is only for a notebook: it is left out without a word."""
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = (
                [statement.module or ""]
                if isinstance(statement, ast.ImportFrom)
                else [a.name for a in statement.names]
            )
            if all(name.split(".")[0] in JUPYTER for name in names):
                self.absent |= _bound(statement)
                return True
        return isinstance(statement, ast.Expr) and _root(statement.value) in self.absent


LAZY = __future__.annotations.compiler_flag


def is_clean(text: str) -> bool:
    """Whether a script holds definitions and constants alone, as far as its margin shows."""
    begins = _DOCSTRING.match(text)
    lines = text[begins.end() if begins else 0 :].split("\n")
    if not all(_CLEAN.match(line) for line in lines):
        return False
    return not any(";" in line for line in lines if not line[:1].isspace())


def _groups(
    statements: Sequence[ast.stmt], defines: Callable[[ast.stmt], bool]
) -> Iterator[tuple[bool, list[ast.stmt]]]:
    """Neighbours that need a clock, and neighbours that need none."""
    group: list[ast.stmt] = []
    clocked = False
    for statement in statements:
        now = not defines(statement)
        if group and now != clocked:
            yield clocked, group
            group = []
        clocked = now
        group.append(statement)
    if group:
        yield clocked, group


def _index(group: Sequence[ast.stmt], own: types.CodeType, before: int, error: BaseException) -> int:
    """Which statement of the group an exception came out of."""
    step = error.__traceback__
    while step is not None and step.tb_frame.f_code is not own:
        step = step.tb_next
    line = step.tb_lineno - before if step is not None else 0
    return max((i for i, s in enumerate(group) if _first_line(s) <= line), default=0)


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorators)])


def _shifted(code: types.CodeType, by: int) -> types.CodeType:
    """The code with its lines counted on."""
    if not by:
        return code
    constants = tuple(_shifted(c, by) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    return code.replace(co_firstlineno=code.co_firstlineno + by, co_consts=constants)


def _make_absolute(statements: list[ast.stmt]) -> None:
    """Have `from .lstm import f` say `from lstm import f`: alone, a file is in no package, and lies beside the other."""
    for at, statement in enumerate(statements):
        if isinstance(statement, ast.ImportFrom) and statement.level:
            if statement.module:
                statement.level = 0
            else:
                statements[at] = ast.copy_location(ast.Import(statement.names), statement)


def _bound(statement: ast.Import | ast.ImportFrom) -> set[str]:
    return {alias.asname or alias.name.split(".")[0] for alias in statement.names}


def _root(value: ast.expr) -> str:
    """The name that an expression begins with: of `plt.figure().show()` plt."""
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript | ast.Await):
        value = value.func if isinstance(value, ast.Call) else value.value
    return value.id if isinstance(value, ast.Name) else ""


class _Siblings(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Has the other files of a submission imported; after all that Python itself finds, so that nothing is hidden."""

    def __init__(self, files: Mapping[str, Sequence[Part]], loader: _Loader):
        self.files, self.loader = files, loader

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> Any:
        inside = any(name.startswith(f"{fullname}.") for name in self.files)
        if fullname not in self.files and not inside:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=inside)

    def exec_module(self, module: types.ModuleType) -> None:
        parts = self.files.get(module.__name__, ())
        module.__file__ = f"{module.__name__}.py"
        loader = self.loader
        clock, left_s = loader.clock, loader.clock.left_s
        loader.clock = Clock(left_s)  # its own: the importing statement may be on the clock itself
        try:
            loader.run(parts, module.__dict__)
        finally:
            clock.left_s = min(left_s, loader.clock.left_s)
            loader.clock = clock


class Clock:
    """Runs code for so long in all. It watches line by line, which takes no system call."""

    def __init__(self, seconds: float):
        self.left_s = seconds

    def run(self, code: Any, namespace: dict[str, Any]) -> None:
        """Run the code. Raises TookTooLong inside it. What counts is the processor's time, not the machine's load."""
        begun = time.process_time()
        room = max(self.left_s, GRACE_S)
        look_at = time.monotonic() + room

        def watch(*_: object) -> Any:
            nonlocal look_at
            if time.monotonic() > look_at:
                used = time.process_time() - begun
                if used >= room:
                    raise TookTooLong
                look_at = time.monotonic() + room - used
            return watch

        before = sys.gettrace()
        sys.settrace(watch)
        try:
            exec(code, namespace)
        finally:
            sys.settrace(before)
            self.left_s -= time.process_time() - begun


def told(problems: list[Problem], names: Callable[[BaseException], list[str]], limit: int) -> list[list[Any]]:
    """The problems as plain data: line, class names, text."""
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
