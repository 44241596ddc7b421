"""Values as bytes: what goes in comes out, and nothing else comes out of anything."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learnrnn.sandbox import protocol, wire
from learnrnn.sandbox.wire import Malformed, NotData, decode, encode

DTYPES = st.sampled_from(["?", "i1", "i8", "u2", "f2", "f4", "f8", "c16", ">f8", ">i4"])
ARRAYS = DTYPES.flatmap(lambda d: hnp.arrays(d, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0)))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**900), 2**900), st.floats(allow_nan=False), st.text()
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=10,
)


def same(a, b) -> bool:
    if isinstance(a, np.ndarray):
        return (a.shape, a.dtype) == (b.shape, b.dtype.newbyteorder("=")) and a.tobytes() == b.astype(
            b.dtype.newbyteorder("=")
        ).tobytes()
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return a == b


@given(VALUES)
@settings(deadline=None)
def test_a_value_comes_back_as_it_went(value):
    assert same(decode(*encode(value)), value)


@pytest.mark.parametrize("value", [np.float32(1.5), np.int16(-3), np.bool_(True), np.float64(2)])
def test_a_numpy_number_keeps_its_dtype(value):
    found = decode(*encode(value))
    assert type(found) is type(value)
    assert found == value


def test_a_generator_travels_by_its_seed():
    rng = decode(*encode([wire.Seeded(7)]))[0]
    assert rng.random() == np.random.default_rng(7).random()


def test_a_function_travels_by_its_name():
    f = decode(*encode([wire.Named("sum_of_squares")]))[0]
    assert f(np.array([[1, 2], [3, 4]])) == 30.0
    assert encode(f) == encode(wire.Named("sum_of_squares"))


@pytest.mark.parametrize("name", ["", "sum", "__import__", "sum_of_squares\0", "product" * 1000])
def test_no_function_travels_that_is_not_in_the_list(name):
    structure = b"n" + len(name).to_bytes(4, "little") + name.encode()
    with pytest.raises(Malformed):
        decode(structure, b"")


@pytest.mark.parametrize("name", wire.FUNCTIONS)
def test_every_named_function_gives_one_number_for_any_shape(name):
    for shape in ((), (1,), (3,), (2, 3), (2, 1, 3)):
        assert type(wire.Named(name)(np.full(shape, 2))) is float


def nested(depth: int):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        object(),
        b"bytes",
        np.array([object()]),
        np.array(["text"]),
        np.zeros(2, "M8[s]"),
        np.zeros(2, "i4,f8"),
        np.zeros(2, np.longdouble) if np.dtype(np.longdouble).itemsize > 8 else {3},
        np.ma.masked_array([1.0]),
        np.rec.array([1.0, 2.0]),
        np.broadcast_to(0.0, (1 << 40,)),
        "x" * (wire.MAX_VALUE_BYTES + 1),
        nested(wire.MAX_DEPTH + 1),
        [0] * (wire.MAX_ITEMS + 1),
        1 << 5000,
        lambda: 0,
        np.random.default_rng(),
    ],
    ids=lambda v: type(v).__name__,
)
def test_what_is_no_data_does_not_travel(value):
    with pytest.raises(NotData):
        encode(value)


@given(st.binary(max_size=200), st.binary(max_size=100))
@settings(max_examples=1500, deadline=None)
def test_any_bytes_are_a_value_or_malformed(structure, data):
    with contextlib.suppress(Malformed):
        decode(structure, data)


@given(VALUES, st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_bytes_are_a_value_or_malformed(value, draw):
    structure, data = map(bytearray, encode(value))
    part = structure if draw.draw(st.booleans()) or not data else data
    if part:
        i = draw.draw(st.integers(0, len(part) - 1))
        if draw.draw(st.booleans()):
            part[i] ^= draw.draw(st.integers(1, 255))
        else:
            del part[i:]
    with contextlib.suppress(Malformed):
        decode(bytes(structure), bytes(data))


@pytest.mark.parametrize(
    "structure",
    [
        b"l\xff\xff\xff\xff",
        b"s\xff\xff\xff\x7f",
        b"af\x08\x01" + b"\xff" * 8,
        b"af\x08\x02" + (1 << 62).to_bytes(8, "little") * 2,
        b"af\x08\xff" + b"\0" * 2040,
        b"af\x08\x02" + b"\0" * 8 + b"\xff" * 8,
        b"aO\x08\x00",
        b"i\xff" + b"\0" * 255,
        b"l\x01\0\0\0" * 50,
        b"d\x01\0\0\0l\0\0\0\0N",
    ],
)
def test_lengths_are_not_believed(structure):
    with pytest.raises(Malformed):
        decode(structure, b"")


def test_requests_come_back_as_they_went():
    requests = [
        protocol.Request("f", *encode([np.ones(3), "x"]), quiet=True),
        protocol.Request("関数", *encode([])),
    ]
    assert protocol.unpack_requests(*protocol.pack_requests(requests)) == requests
