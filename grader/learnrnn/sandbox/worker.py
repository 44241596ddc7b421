"""Runs a student's file: loads it, makes the calls that it is handed, sends what came back.

Nothing here is secret and nothing here is trusted: the student's code shares this process and may do to it
what it likes. The verdict is reached in the grader, from bytes alone.

Runs in the zygote's children, and in the grader for our own references; it imports numpy, wire, cells
and the standard library.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import os
import random
import struct
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.random  # pyright: ignore[reportUnusedImport]  # numpy would load it late, in every worker anew

from learnrnn.sandbox import cells, wire

# A reply: which call, what kind, and the lengths of structure, data and extra, which follow.
REPLY = struct.Struct("<IBIII")
VALUE, RAISED, NOT_DATA, MISSING, LOADED, LOAD_FAILED, READY, END = range(8)
NO_CALL = 0xFFFFFFFF

PRINTED_LIMIT = 2_000  # characters a call
TEXT_LIMIT = 500
TRACE_LIMIT = 5  # frames
NAMES_LIMIT = 20  # classes of an exception
PIPE_BUF = 4096  # bytes that a pipe with room takes at once

_REQUEST = struct.Struct("<HBII")


@dataclass(frozen=True, slots=True)
class Request:
    """One call to make: a function of the file, and its arguments as wire bytes."""

    function: str
    structure: bytes
    data: bytes | memoryview
    quiet: bool = False  # numpy's overflow and invalid are errors
    again: bool = False  # with the very arguments of the call before, as that one left them

    def arguments(self) -> list[Any]:
        """A fresh copy of the arguments, each its own to change."""
        return wire.decode(self.structure, bytearray(self.data))

    def prepare(self) -> Prepared:
        """The same, with what it takes to see quickly whether the call changed them."""
        memory = bytearray(self.data)
        arguments = wire.decode(self.structure, memory)
        plain = all(type(a) in _PLAIN for a in arguments)
        arrays = [a for a in arguments if type(a) is np.ndarray]
        return Prepared(self, arguments, memory, arrays, [a.shape for a in arrays] if plain else None)


_PLAIN = {np.ndarray, int, float, str, bool, type(None)}  # nothing that holds other objects


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request with its arguments made. Those that are `arrays` are views of `memory`; their `shapes` are
    None where an argument holds others or is a random generator."""

    request: Request
    arguments: list[Any]
    memory: bytearray
    arrays: list[Any]
    shapes: list[tuple[int, ...]] | None

    def changed_argument(self) -> int | None:
        """The index of the first argument that the call changed."""
        same = self.memory == self.request.data  # pyright: ignore[reportUnnecessaryComparison]  # by their bytes
        if same and [array.shape for array in self.arrays] == self.shapes:
            return None
        return changed_argument(self.request, self.arguments)


def prepare(requests: Sequence[Request]) -> list[Prepared]:
    """Every request prepared; one that is made again shares its arguments with the one before it."""
    found: list[Prepared] = []
    for request in requests:
        found.append(replace(found[-1], request=request) if request.again else request.prepare())
    return found


def pack_requests(requests: Sequence[Request]) -> bytes:
    """Requests as bytes for the zygote."""
    parts = []
    for r in requests:
        name = r.function.encode()
        flags = r.quiet | r.again << 1
        parts += [_REQUEST.pack(len(name), flags, len(r.structure), len(r.data)), name, r.structure, r.data]
    return b"".join(parts)


def unpack_requests(packed: bytes) -> list[Request]:
    """What pack_requests packed."""
    requests, at, whole = [], 0, memoryview(packed)
    while at < len(packed):
        name, flags, structure, data = _REQUEST.unpack_from(packed, at)
        at += _REQUEST.size
        ends = (at + name, at + name + structure, at + name + structure + data)
        requests.append(
            Request(
                sys.intern(packed[at : ends[0]].decode()),
                packed[ends[0] : ends[1]],
                whole[ends[1] : ends[2]],
                bool(flags & 1),
                bool(flags & 2),
            )
        )
        at = ends[2]
    return requests


# --------------------------------------------------------------------- answer


@dataclass(frozen=True)
class Answer:
    """What a call came to, as bytes: `kind` is one of VALUE, RAISED, NOT_DATA, MISSING (or a LOAD_…).

    structure and data: the value (VALUE), the exception's class names, nearest first (RAISED), or a word
    (NOT_DATA). extra: a dict of what happened on the side, or empty: `changed` (index of the argument that
    the call changed), `text`, `line`, `trace`, `printed`; of a LOADED notebook `left_out`, see cells.told.
    """

    kind: int
    structure: bytes
    data: bytes
    extra: bytes = b""

    @functools.cached_property
    def value(self) -> Any:
        """The value, or a wire.Malformed, which is read once and then known to be one."""
        try:
            return wire.decode(self.structure, self.data)
        except wire.Malformed as error:
            return error

    @functools.cached_property
    def side(self) -> dict[str, Any]:
        """The extra, or nothing where it is malformed."""
        try:
            return unpack_extra(self.extra)
        except wire.Malformed:
            return {}

    def pack(self, index: int) -> bytes:
        head = REPLY.pack(index, self.kind, len(self.structure), len(self.data), len(self.extra))
        return head + self.structure + self.data + self.extra


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


def changed_argument(request: Request, arguments: list[Any]) -> int | None:
    """The index of the first argument that no longer has its bytes; random generators may change."""
    try:
        if wire.encode(arguments) == (request.structure, request.data):
            return None
    except wire.NotData:
        pass
    for index, (now, before) in enumerate(zip(arguments, request.arguments(), strict=True)):
        if isinstance(before, np.random.Generator):
            continue
        try:
            if wire.encode(now) != wire.encode(before):
                return index
        except wire.NotData:
            return index
    return None


def class_names(error: BaseException) -> list[str]:
    """The exception's class and its bases, nearest first."""
    return [c.__name__ for c in type(error).__mro__ if c is not object][:NAMES_LIMIT]


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
            trace.append([step.tb_lineno, code.co_name])
        step = step.tb_next
    found: dict[str, Any] = {"text": text, "trace": trace[-TRACE_LIMIT:]}
    if trace:
        found["line"] = trace[-1][0]
    if isinstance(error, SyntaxError) and error.filename == filename:
        found |= {"text": str(error.msg)[:TEXT_LIMIT], "line": error.lineno or 0}
    return found


def pack_extra(extra: dict[str, Any]) -> bytes:
    """The extra as bytes: nothing for nothing, else a length, the structure and the data."""
    if not extra:
        return b""
    structure, data = wire.encode(extra)
    return struct.pack("<I", len(structure)) + structure + data


def unpack_extra(packed: bytes) -> dict[str, Any]:
    """What pack_extra packed. Raises wire.Malformed."""
    if not packed:
        return {}
    if len(packed) < 4:
        raise wire.Malformed("the extra ends early")
    (length,) = struct.unpack_from("<I", packed)
    extra = wire.decode(packed[4 : 4 + length], packed[4 + length :])
    if not isinstance(extra, dict):
        raise wire.Malformed("the extra is no dict")
    return extra


def with_extra(found: Answer, more: dict[str, Any]) -> Answer:
    """The answer with more in its extra."""
    extra = pack_extra(unpack_extra(found.extra) | more)
    return Answer(found.kind, found.structure, found.data, extra)


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


def load(source: bytes, module: str, left_out: list[cells.Problem] | None = None) -> types.ModuleType:
    """The student's file as a module. Raises whatever it raises; a notebook's cells go into `left_out` instead."""
    found = types.ModuleType(module)
    found.__file__ = f"{module}.py"
    sys.modules[module] = found
    if source.startswith(cells.MARK):
        problems = cells.load_cells(source, found.__dict__, found.__file__)
        (left_out if left_out is not None else []).extend(problems)
        return found
    text: bytes | str = source
    try:
        source.decode()  # compile() alone would let strange bytes pass in comments
    except UnicodeDecodeError:
        text = importlib.util.decode_source(source)
    exec(compile(text, f"{module}.py", "exec", dont_inherit=True), found.__dict__)
    return found


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

    found = load(source, module).__dict__
    return {name: example(f) for name, f in found.items() if name.startswith("test") and callable(f)}


def serve(
    source: bytes,
    module: str,
    work: Sequence[Prepared],
    start: int,
    send: Callable[[bytes], object],
    examples: bytes = b"",
) -> None:
    """Load the source and make the calls from `start` on.

    With examples (a public test file of ours), the calls are to its test functions.
    """
    random.seed(0)  # so that a file that draws at random gives the same text each time
    np.random.seed(0)
    sys.stdout = sys.stderr = printed = Printed()
    filename = f"{module}.py"
    send(Answer(READY, b"", b"").pack(NO_CALL))
    left_out: list[cells.Problem] = []
    try:
        functions = load(source, module, left_out).__dict__
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
    for index in range(start, len(work)):
        prepared = work[index]
        found = answer(functions.get(prepared.request.function), prepared, filename)
        if printed.pieces:
            found = with_extra(found, _said(printed))
        send(found.pack(index))
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
