"""What goes between the grader and a worker: requests, and answers as bytes that are typed at the border.

A worker may lie in every byte. `is_ours` is where the grader stops believing: past it an exception is a list of
names, a line is a number, a text is a text of a bounded length, or there is no answer.

Runs in the worker too, so it imports nothing but wire, numpy and the standard library.
"""

from __future__ import annotations

import functools
import itertools
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from learnrnn.sandbox import wire

# A reply: which call, what kind, and the lengths of structure, data and extra, which follow.
REPLY = struct.Struct("<IBIII")
VALUE, RAISED, NOT_DATA, MISSING, LOADED, LOAD_FAILED, READY, END = range(8)
NO_CALL = 0xFFFFFFFF

PRINTED_LIMIT = 2_000  # characters a call
TEXT_LIMIT = 500
TRACE_LIMIT = 5  # frames
NAMES_LIMIT = 20  # classes of an exception
LEFT_OUT_LIMIT = 20  # parts of a file
LAST_LINE = 1 << 40  # no file has more

_REQUEST = struct.Struct("<HBII")


# -------------------------------------------------------------------- requests


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


def pack_requests(requests: Sequence[Request]) -> tuple[bytes, bytes]:
    """Requests as bytes for a worker: what they are, and the data of all of them in one block."""
    heads, block = [], []
    for r in requests:
        name, data = r.function.encode(), b"" if r.again else r.data
        flags = r.quiet | r.again << 1
        heads += [_REQUEST.pack(len(name), flags, len(r.structure), len(data)), name, r.structure]
        block.append(data)
    return b"".join(heads), b"".join(block)


def unpack_requests(heads: bytes, block: bytes) -> list[Request]:
    """What pack_requests packed."""
    requests: list[Request] = []
    at, data_at, whole = 0, 0, memoryview(block)
    while at < len(heads):
        name, flags, structure, data = _REQUEST.unpack_from(heads, at)
        at += _REQUEST.size
        middle, end, data_end = at + name, at + name + structure, data_at + data
        again = bool(flags & 2)
        requests.append(
            Request(
                sys.intern(heads[at:middle].decode()),
                heads[middle:end],
                requests[-1].data if again else whole[data_at:data_end],
                bool(flags & 1),
                again,
            )
        )
        at, data_at = end, data_end
    return requests


def places(requests: Sequence[Request]) -> list[tuple[int, int]]:
    """Where each request's data begins and ends in the block; of one that is made again, that of the call before."""
    ends = list(itertools.accumulate(0 if r.again else len(r.data) for r in requests))
    return [(end - len(r.data), end) for end, r in zip(ends, requests, strict=True)]


def changed_argument(request: Request, arguments: Sequence[Any]) -> int | None:
    """The index of the first argument that no longer has its bytes; random generators may change."""
    try:
        if wire.encode(list(arguments)) == (request.structure, request.data):
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


# --------------------------------------------------------------------- answers


@dataclass(frozen=True)
class Answer:
    """What a call came to, as bytes: `kind` is one of VALUE, RAISED, NOT_DATA, MISSING (or a LOAD_…).

    structure and data: the value (VALUE), the exception's class names, nearest first (RAISED), or a word
    (NOT_DATA). extra: a dict of what happened on the side, or empty: `changed` (index of the argument that
    the call changed), `text`, `line`, `trace`, `printed`; of what is LOADED `left_out`, see cells.told.
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


# ---------------------------------------------------------------------- border


def is_ours(found: Answer) -> bool:
    """Whether an answer is one that a worker of ours could send; a VALUE's own bytes are looked at when it is read."""
    try:
        return _fits(found) and all(
            key in _SIDE and _SIDE[key](value) for key, value in unpack_extra(found.extra).items()
        )
    except wire.Malformed:
        return False


def _fits(found: Answer) -> bool:
    if found.kind in (RAISED, LOAD_FAILED):
        return _names(found.value)
    if found.kind == NOT_DATA:
        return _text(found.value)
    return found.kind == VALUE or not (found.structure or found.data)


def _whole(value: Any, limit: int = LAST_LINE) -> bool:
    return type(value) is int and 0 <= value < limit


def _text(value: Any, limit: int = TEXT_LIMIT) -> bool:
    return type(value) is str and len(value) <= limit


def _names(value: Any) -> bool:
    return type(value) is list and 0 < len(value) <= NAMES_LIMIT and all(map(_text, value))


def _rows(value: Any, limit: int, *fits: Any) -> bool:
    """Whether it is a list of at most so many lists whose items fit, one by one."""
    return (
        type(value) is list
        and len(value) <= limit
        and all(type(row) is list and len(row) == len(fits) for row in value)
        and all(fit(item) for row in value for fit, item in zip(fits, row, strict=True))
    )


_SIDE = {
    "changed": _whole,
    "text": _text,
    "line": _whole,
    "trace": lambda value: _rows(value, TRACE_LIMIT, _whole, _text),
    "printed": lambda value: _text(value, PRINTED_LIMIT),
    "left_out": lambda value: _rows(value, LEFT_OUT_LIMIT, _whole, _names, _text),
}
