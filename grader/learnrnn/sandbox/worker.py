"""Runs a student's file: loads it, makes the calls that it is handed, sends what came back.

Nothing here is secret and nothing here is trusted: the student's code shares this process and may do to it
what it likes. The verdict is reached in the grader, from bytes alone.

Runs in the zygote's children, and in the grader for our own references; it imports numpy, wire, cells
and the standard library.
"""

from __future__ import annotations

import importlib.util
import io
import os
import random
import struct
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
PIPE_BUF = 4096  # bytes that a pipe with room takes at once

_REQUEST = struct.Struct("<HBII")


@dataclass(frozen=True)
class Request:
    """One call to make: a function of the file, and its arguments as wire bytes."""

    function: str
    structure: bytes
    data: bytes
    quiet: bool = False  # numpy's overflow and invalid are errors

    def arguments(self) -> list[Any]:
        """A fresh copy of the arguments, each its own to change."""
        return wire.decode(self.structure, bytearray(self.data))

    def prepare(self) -> Prepared:
        """The same, with what it takes to see quickly whether the call changed them."""
        memory = bytearray(self.data)
        arguments = wire.decode(self.structure, memory)
        plain = all(type(a) in _PLAIN for a in arguments)
        shapes = [(a, a.shape) for a in arguments if type(a) is np.ndarray] if plain else None
        return Prepared(self, arguments, memory, shapes)


_PLAIN = {np.ndarray, int, float, str, bool, type(None)}  # nothing that holds other objects


@dataclass(frozen=True)
class Prepared:
    """A request with its arguments made. Arrays are views of `memory`; `shapes` is None where an argument
    holds others or is a random generator."""

    request: Request
    arguments: list[Any]
    memory: bytearray
    shapes: list[tuple[Any, tuple[int, ...]]] | None

    def changed_argument(self) -> int | None:
        """The index of the first argument that the call changed."""
        plain = self.shapes is not None and bytes(self.memory) == self.request.data
        if plain and all(array.shape == shape for array, shape in self.shapes or ()):
            return None
        return changed_argument(self.request, self.arguments)


def pack_requests(requests: Sequence[Request]) -> bytes:
    """Requests as bytes for the zygote."""
    parts = []
    for r in requests:
        name = r.function.encode()
        parts += [_REQUEST.pack(len(name), r.quiet, len(r.structure), len(r.data)), name, r.structure, r.data]
    return b"".join(parts)


def unpack_requests(packed: bytes) -> list[Request]:
    """What pack_requests packed."""
    requests, at = [], 0
    while at < len(packed):
        name, quiet, structure, data = _REQUEST.unpack_from(packed, at)
        at += _REQUEST.size
        ends = (at + name, at + name + structure, at + name + structure + data)
        requests.append(
            Request(
                packed[at : ends[0]].decode(),
                packed[ends[0] : ends[1]],
                packed[ends[1] : ends[2]],
                bool(quiet),
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
    return [c.__name__ for c in type(error).__mro__ if c is not object][:20]


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
    text = importlib.util.decode_source(source)  # compile() would let strange bytes pass in comments
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
    work: Sequence[tuple[int, Prepared]],
    send: Callable[[bytes], object],
    examples: bytes = b"",
) -> None:
    """Load the source and make the calls; work is (index, prepared request) in order.

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
    for index, prepared in work:
        found = answer(functions.get(prepared.request.function), prepared, filename)
        if printed.pieces:
            found = with_extra(found, _said(printed))
        send(found.pack(index))
    send(Answer(END, b"", b"").pack(NO_CALL))


def _said(printed: Printed) -> dict[str, Any]:
    text = printed.taken()
    return {"printed": text} if text else {}


def write_all(fd: int, wake: int) -> Callable[[bytes], object]:
    """A `send` that writes to a pipe nobody waits on, and wakes the grader only when the pipe is full."""

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
        if (
            frame[4] >= LOAD_FAILED
        ):  # ready or over: leaving would say it too, but only after the memory is freed
            os.write(wake, b"e")

    return send
