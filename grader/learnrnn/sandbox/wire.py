"""Values as bytes, between the grader and a worker that may lie. Never pickle, never eval.

A value becomes two byte strings. The structure holds tags, dtypes, shapes, integers and text; the data
holds every float and every array's contents, each padded to eight bytes. So two answers of one form have
equal structures, and their numbers can be compared in bulk.

decode() is the only thing that reads a worker's bytes. It checks every length against what is there before
it allocates, bounds depth and count, and raises Malformed for anything else.

Runs in the worker too, so it imports nothing but numpy and the standard library.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

MAX_VALUE_BYTES = 4 << 20  # of one answer; the largest honest one has 160 KB
MAX_STRUCTURE_BYTES = 1 << 18
MAX_DEPTH = 12
MAX_ITEMS = 10_000
MAX_ODD_KEYS = 100  # of a dict, that are no text: numbers can be chosen to collide, and text cannot
MAX_INTEGER_BYTES = 128

# The dtypes that travel: bool, integers, floats, complex (said as wrong, but said), each as its kind and item size.
_DTYPE_NAMES = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
_HEADS = {dtype: bytes((ord(dtype.kind), dtype.itemsize)) for dtype in map(np.dtype, _DTYPE_NAMES)}
_DTYPES = {head: dtype for dtype, head in _HEADS.items()}

_COUNT = struct.Struct("<I")
_FLOAT = struct.Struct("<d")
_SEED = struct.Struct("<Q")
_SHAPES = [struct.Struct(f"<{axes}Q") for axes in range(256)]


class NotData(Exception):
    """The value cannot travel: it is not made of arrays, numbers, text, None, lists, tuples and dicts."""


class Malformed(Exception):
    """The bytes are not a value."""


class Seeded:
    """A numpy Generator that does not exist yet: it is made where it is decoded."""

    def __init__(self, seed: int):
        self.seed = seed


class Named:
    """A function of a fixed short list: only its name travels, and it is made where it is decoded.

    Takes an array of any shape and gives a float. Raises Malformed for a name that is not in FUNCTIONS.
    """

    def __init__(self, name: str):
        if name not in FUNCTIONS:
            raise Malformed("an unknown function")
        self.name = name

    def __call__(self, x: Any) -> float:
        return float(FUNCTIONS[self.name](np.asarray(x, np.float64)))


FUNCTIONS: dict[str, Callable[[np.ndarray], Any]] = {
    "constant": lambda x: 1.0,
    "sum_of_squares": lambda x: np.sum(x**2),
    "sum_of_cubes": lambda x: np.sum(x**3),
    "sum_of_sines": lambda x: np.sum(np.sin(x)),
    "product": np.prod,
    "sum_of_row_products": lambda x: np.sum(np.prod(np.atleast_1d(x), axis=-1)),
    "weighted_squares": lambda x: np.sum(
        np.arange(1, x.size + 1) * x.ravel() ** 2
    ),  # 1, 2, 3, … in reading order
}


# ------------------------------------------------------------------- encode


def encode(value: Any) -> tuple[bytes, bytes]:
    """The structure and the data of a value. Raises NotData."""
    structure = bytearray()
    data: list[bytes] = []
    budget = [MAX_ITEMS, MAX_VALUE_BYTES]
    _encode(value, structure, data, 0, budget)
    if len(structure) > MAX_STRUCTURE_BYTES:
        raise NotData("too large")
    return bytes(structure), b"".join(data)


def _encode(value: Any, structure: bytearray, data: list[bytes], depth: int, budget: list[int]) -> None:
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise NotData("nested too deep" if depth > MAX_DEPTH else "too many items")
    kind = type(value)
    if kind is np.ndarray:
        _encode_array(value, b"a", structure, data, budget)
    elif isinstance(value, np.generic):
        _encode_array(np.asarray(value), b"x", structure, data, budget)
    elif isinstance(value, np.ndarray):
        raise NotData(kind.__name__)
    elif value is None:
        structure += b"N"
    elif value is True or value is False:
        structure += b"T" if value else b"F"
    elif isinstance(value, float):
        structure += b"f"
        data.append(_FLOAT.pack(value))
    elif isinstance(value, int):
        length = (value.bit_length() + 8) // 8
        if length > MAX_INTEGER_BYTES:
            raise NotData("an integer of more than 1,000 bits")
        structure += b"i" + bytes((length,)) + value.to_bytes(length, "little", signed=True)
    elif isinstance(value, str):
        text = value.encode("utf-8", "replace")
        budget[1] -= len(text)
        if budget[1] < 0:
            raise NotData("too large")
        structure += b"s" + _COUNT.pack(len(text)) + text
    elif isinstance(value, list | tuple):
        structure += (b"l" if isinstance(value, list) else b"t") + _COUNT.pack(len(value))
        for item in value:
            _encode(item, structure, data, depth + 1, budget)
    elif isinstance(value, dict):
        if sum(not isinstance(key, str) for key in value) > MAX_ODD_KEYS:
            raise NotData("a dict with many keys that are no text")
        structure += b"d" + _COUNT.pack(len(value))
        for key, item in value.items():
            _encode(key, structure, data, depth + 1, budget)
            _encode(item, structure, data, depth + 1, budget)
    elif kind is Seeded:
        structure += b"g" + _SEED.pack(value.seed)
    elif kind is Named:
        name = value.name.encode()
        structure += b"n" + _COUNT.pack(len(name)) + name
    else:
        raise NotData(kind.__name__)


def _encode_array(
    array: np.ndarray, tag: bytes, structure: bytearray, data: list[bytes], budget: list[int]
) -> None:
    dtype, shape = array.dtype, array.shape
    if not dtype.isnative:
        dtype = dtype.newbyteorder("=")
    if not shape and dtype.kind == "f" and dtype.itemsize > 8:  # a scalar of any precision
        dtype = np.dtype(np.float64)
    head = _HEADS.get(dtype)
    if head is None:
        raise NotData(f"an array of dtype {str(dtype)[:50]}")
    budget[1] -= array.nbytes
    if budget[1] < 0:
        raise NotData("too large")
    if dtype is not array.dtype:
        array = array.astype(dtype)
    axes = len(shape)
    structure += tag + head + bytes((axes,)) + _SHAPES[axes].pack(*shape)
    content = array.tobytes()
    data.append(content)
    if len(content) % 8:
        data.append(bytes(-len(content) % 8))


# ------------------------------------------------------------------- decode


def decode(structure: bytes, data: bytes | bytearray | memoryview) -> Any:
    """The value of a structure and its data. Arrays are views of `data`. Raises Malformed."""
    if len(structure) > MAX_STRUCTURE_BYTES:
        raise Malformed("a structure beyond the limit")
    reader = _Reader(structure, memoryview(data))
    value = reader.value(0)
    if reader.at != len(structure) or reader.data_at != len(data):
        raise Malformed("bytes are left over")
    return value


class _Reader:
    def __init__(self, structure: bytes, data: memoryview):
        self.structure, self.data = structure, data
        self.at = self.data_at = self.items_read = 0

    def take(self, n: int) -> bytes:
        piece = self.structure[self.at : self.at + n]
        if len(piece) != n:
            raise Malformed("the structure ends early")
        self.at += n
        return piece

    def take_data(self, n: int) -> int:
        """Where in the data the next n bytes begin."""
        begin = self.data_at
        if n > len(self.data) - begin:
            raise Malformed("the data ends early")
        self.data_at += n + (-n % 8)
        return begin

    def value(self, depth: int) -> Any:
        self.items_read += 1
        if depth > MAX_DEPTH or self.items_read > MAX_ITEMS:
            raise Malformed("nested too deep, or too many items")
        tag = self.take(1)
        read = _READERS.get(tag)
        if read is None:
            raise Malformed("an unknown tag")
        return read(self, depth)

    def count(self) -> int:
        (n,) = _COUNT.unpack(self.take(4))
        if n > len(self.structure) - self.at:  # every item takes at least a byte
            raise Malformed("a count beyond the end")
        return n

    def integer(self, _: int) -> int:
        (length,) = self.take(1)
        if not 1 <= length <= MAX_INTEGER_BYTES:
            raise Malformed("an integer of a strange length")
        return int.from_bytes(self.take(length), "little", signed=True)

    def text(self, _: int) -> str:
        return self.take(self.count()).decode("utf-8", "replace")

    def items(self, depth: int) -> list[Any]:
        return [self.value(depth + 1) for _ in range(self.count())]

    def dictionary(self, depth: int) -> dict[Any, Any]:
        found = {}
        odd = 0
        for _ in range(self.count()):
            key = self.value(depth + 1)
            odd += not isinstance(key, str)
            if not isinstance(key, str | int | float | bool | None) or odd > MAX_ODD_KEYS:
                raise Malformed("a key that is no text or number, or too many that are no text")
            found[key] = self.value(depth + 1)
        return found

    def array(self, _: int) -> np.ndarray:
        dtype = _DTYPES.get(self.take(2))
        (axes,) = self.take(1)
        if dtype is None:
            raise Malformed("an unknown dtype")
        shape = _SHAPES[axes].unpack(self.take(8 * axes))
        begin = self.take_data(dtype.itemsize * math.prod(shape))
        try:
            if dtype.kind != "b":
                return np.ndarray(shape, dtype, self.data, begin)
            raw = np.ndarray(shape, np.uint8, self.data, begin)
            return raw.view(np.bool_) if (raw <= 1).all() else np.asarray(raw != 0)  # another byte is no bool
        except (ValueError, MemoryError, OverflowError) as error:
            raise Malformed(str(error)) from None


_READERS: dict[bytes, Callable[[_Reader, int], Any]] = {
    b"N": lambda r, d: None,
    b"T": lambda r, d: True,
    b"F": lambda r, d: False,
    b"f": lambda r, d: _FLOAT.unpack_from(r.data, r.take_data(8))[0],
    b"i": _Reader.integer,
    b"s": _Reader.text,
    b"l": _Reader.items,
    b"t": lambda r, d: tuple(r.items(d)),
    b"d": _Reader.dictionary,
    b"a": _Reader.array,
    b"x": lambda r, d: r.array(d)[()],
    b"g": lambda r, d: np.random.default_rng(_SEED.unpack(r.take(8))[0]),
    b"n": lambda r, d: Named(r.text(d)),
}
