"""Runs a student's file: loads it, makes the calls that it is handed, sends what came back.

Nothing here is secret and nothing here is trusted: the student's code shares this process and may do to it
what it likes. The verdict is reached in the grader, from bytes alone.

Runs in the zygote's children, and in the grader for our own references; it imports numpy, protocol, wire, cells
and the standard library.
"""

from __future__ import annotations

import io
import os
import random
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.random  # pyright: ignore[reportUnusedImport]  # numpy would load it late, in every worker anew

from learnrnn.sandbox import cells, wire
from learnrnn.sandbox.protocol import (
    END,
    LOAD_FAILED,
    LOADED,
    MISSING,
    NAMES_LIMIT,
    NO_CALL,
    NOT_DATA,
    PRINTED_LIMIT,
    RAISED,
    READY,
    TEXT_LIMIT,
    TRACE_LIMIT,
    VALUE,
    Answer,
    Request,
    changed_argument,
    pack_extra,
    with_extra,
)

PIPE_BUF = 4096  # bytes that a pipe with room takes at once

_NAME, _MRO = type.__dict__["__name__"].__get__, type.__dict__["__mro__"].__get__
# Nothing that holds other objects, and random generators, which may change.
_PLAIN = {np.ndarray, int, float, str, bool, type(None), wire.Named, np.random.Generator}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request with its arguments made. Those that are `arrays` are views of `memory`; their `shapes` are
    None where an argument holds others."""

    request: Request
    arguments: list[Any]
    memory: bytearray | memoryview
    arrays: list[Any]
    shapes: list[tuple[int, ...]] | None

    def changed_argument(self) -> int | None:
        """The index of the first argument that the call changed."""
        same = self.memory == self.request.data  # pyright: ignore[reportUnnecessaryComparison]  # by their bytes
        if same and [array.shape for array in self.arrays] == self.shapes:
            return None
        return changed_argument(self.request, self.arguments)


def prepare(requests: Sequence[Request], block: memoryview | None = None) -> list[Prepared]:
    """Every request prepared; one that is made again shares its arguments with the one before it.

    block: memory with the data of all, one after the other, for the arguments to lie in; else each gets its own.
    """
    found: list[Prepared] = []
    at = 0
    for request in requests:
        if request.again:
            found.append(replace(found[-1], request=request))
            continue
        end = at + len(request.data)
        found.append(_prepare(request, bytearray(request.data) if block is None else block[at:end]))
        at = end
    return found


def _prepare(request: Request, memory: bytearray | memoryview) -> Prepared:
    arguments = wire.decode(request.structure, memory)
    plain = all(type(a) in _PLAIN for a in arguments)
    arrays = [a for a in arguments if type(a) is np.ndarray]
    return Prepared(request, arguments, memory, arrays, [a.shape for a in arrays] if plain else None)


# --------------------------------------------------------------------- answer


def answer(function: Callable[..., Any] | None, prepared: Prepared, filename: str) -> Answer:
    """Call the function and pack what it came to."""
    if not callable(function):
        return Answer(MISSING, b"", b"")
    extra: dict[str, Any] = {}
    try:
        if prepared.request.quiet:
            with np.errstate(over="raise", invalid="raise"):
                value = function(*prepared.arguments)
        else:
            value = function(*prepared.arguments)
        kind = VALUE
        structure, data = wire.encode(value)
    except wire.NotData as error:
        kind, (structure, data) = NOT_DATA, wire.encode(str(error)[:TEXT_LIMIT])
    except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
        kind, (structure, data) = RAISED, wire.encode(class_names(error))
        extra |= describe(error, filename)
    changed = prepared.changed_argument()
    if changed is not None:
        extra["changed"] = changed
    return Answer(kind, structure, data, pack_extra(extra))


def class_names(error: BaseException) -> list[str]:
    """The exception's class and its bases, nearest first: as they are, whatever the class says of itself."""
    classes = _MRO(type(error))[:NAMES_LIMIT]
    return [_NAME(c)[:TEXT_LIMIT] for c in classes if c is not object]


def describe(error: BaseException, filename: str) -> dict[str, Any]:
    """The exception's text and the lines of the student's file that it passed, innermost last."""
    try:
        text = str(error)[:TEXT_LIMIT]
    except BaseException:
        text = ""
    trace = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == filename:
            trace.append([step.tb_lineno or 0, code.co_name[:TEXT_LIMIT]])
        step = step.tb_next
    found: dict[str, Any] = {"text": text, "trace": trace[-TRACE_LIMIT:]}
    if trace:
        found["line"] = trace[-1][0]
    if isinstance(error, SyntaxError) and error.filename == filename:
        found |= {
            "text": str(error.msg)[:TEXT_LIMIT],
            "line": error.lineno if type(error.lineno) is int and error.lineno > 0 else 0,
        }
    return found


# ---------------------------------------------------------------------- serve


class Printed(io.TextIOBase):
    """Keeps the beginning of what is printed."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.room = PRINTED_LIMIT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.room > 0:
            self.pieces.append(text[: self.room])
            self.room -= len(text)
        return len(text)

    def taken(self) -> str:
        text = "".join(self.pieces)
        self.pieces.clear()
        self.room = PRINTED_LIMIT
        return text


def load(code: cells.Code, module: str) -> tuple[types.ModuleType, list[cells.Problem]]:
    """The student's code as a module, and what of it was left out. Raises SyntaxError where it is no Python.

    What it sets for all of numpy, Python and chance ends with loading: every call is made under the same rules.
    """
    found = types.ModuleType(module)
    found.__file__ = f"{module}.py"
    sys.modules[module] = found
    depth, out, err = sys.getrecursionlimit(), sys.stdout, sys.stderr
    try:
        with np.errstate(), warnings.catch_warnings():
            left_out = cells.load(code, found, found.__file__)
    finally:
        sys.stdout, sys.stderr = out, err
        sys.setrecursionlimit(max(depth, sys.getrecursionlimit()))  # who recurses deep may
        sys.setprofile(None)
        same_chance()
    return found, left_out


def same_chance() -> None:
    """Have whoever draws at random draw the same each time."""
    random.seed(0)
    np.random.seed(0)


def load_examples(source: bytes, module: str) -> dict[str, Callable[[], None]]:
    """The test functions of a public test file, each with its parametrized sets run in turn."""

    def example(function: Callable[..., object]) -> Callable[[], None]:
        def run() -> None:
            sets: list[dict[str, Any]] = [{}]
            for mark in getattr(function, "pytestmark", ()):
                names = [n.strip() for n in mark.args[0].split(",")]
                rows = [getattr(row, "values", row) for row in mark.args[1]]
                rows = rows if len(names) > 1 else [[getattr(row, "values", row)] for row in mark.args[1]]
                sets = [{**s, **dict(zip(names, row, strict=True))} for s in sets for row in rows]
            for arguments in sets:
                function(**arguments)

        return run

    test = types.ModuleType(module)
    test.__file__ = f"{module}.py"
    exec(compile(source, test.__file__, "exec", dont_inherit=True), test.__dict__)
    found = test.__dict__
    return {name: example(f) for name, f in found.items() if name.startswith("test") and callable(f)}


def serve(
    source: bytes,
    module: str,
    work: Sequence[Prepared],
    calls: Sequence[int],
    send: Callable[[bytes], object],
    examples: bytes = b"",
) -> None:
    """Load the source (packed cells.Code) and make these calls.

    With examples (a public test file of ours), the calls are to its test functions.
    """
    same_chance()
    sys.stdout = sys.stderr = printed = Printed()
    filename = f"{module}.py"
    send(Answer(READY, b"", b"").pack(NO_CALL))
    try:
        found, left_out = load(cells.unpack(source), module)
        functions = found.__dict__
        if examples:
            functions = load_examples(examples, f"test_{module}")
            filename = f"test_{module}.py"
    except BaseException as error:
        structure, data = wire.encode(class_names(error))
        extra = describe(error, filename) | {"printed": printed.taken()}
        send(Answer(LOAD_FAILED, structure, data, pack_extra(extra)).pack(NO_CALL))
        return
    said: dict[str, Any] = {"left_out": cells.told(left_out, class_names, TEXT_LIMIT)} if left_out else {}
    send(Answer(LOADED, b"", b"", pack_extra(said | _said(printed))).pack(NO_CALL))
    for index in calls:
        prepared = work[index]
        reply = answer(functions.get(prepared.request.function), prepared, filename)
        if printed.pieces:
            reply = with_extra(reply, _said(printed))
        send(reply.pack(index))
    send(Answer(END, b"", b"").pack(NO_CALL))


def _said(printed: Printed) -> dict[str, Any]:
    text = printed.taken()
    return {"printed": text} if text else {}


def write_all(fd: int, wake: int) -> Callable[[bytes], object]:
    """A `send` that writes to a pipe nobody waits on, and wakes the grader when it is full and at the end."""

    def send(frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            try:
                view = view[os.write(fd, view) :]
            except BlockingIOError:
                os.write(wake, b"f")
                os.set_blocking(fd, True)
                view = view[os.write(fd, view[:PIPE_BUF]) :]  # no more: the grader drains once a wake
                os.set_blocking(fd, False)
        if frame[4] in (LOAD_FAILED, END):  # leaving says it too, but only after the memory is freed
            os.write(wake, b"e")

    return send
