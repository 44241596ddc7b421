"""The rules by which answers are judged, each on values that can be read."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from learnrnn.diagnosis.words import difference_told
from learnrnn.engine.compare import DOUBLE, SINGLE, Rule, compare


def said(expected, actual, rule=DOUBLE):
    found = compare(expected, actual, rule)
    return None if found is None else difference_told(found).render("en")


X = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (X, X.copy()),
        (X, X * (1 + 1e-7)),
        (3.5, np.float32(3.5)),
        (3.5, np.array(3.5)),
        (np.float64(2), 2),
        (7, np.int32(7)),
        ((X, 1.0), [X, 1.0]),
        ((X, X), np.stack([X, X])),
        ({"a": X, "b": 1.0}, OrderedDict(b=1.0, a=X)),
        (np.arange(3), np.arange(3, dtype=np.int32)),
        (["a", "b"], ["a", "b"]),
        ("text", "text"),
        (float("inf"), float("inf")),
        (10**40, 10**40),
        (np.array([True, False]), np.array([True, False])),
    ],
    ids=str,
)
def test_an_answer_as_good_as_the_expected_one_is_accepted(expected, actual):
    assert said(expected, actual) is None


@pytest.mark.parametrize(
    ("expected", "actual", "words"),
    [
        (X, X.T, "shape (3, 2); it should have shape (2, 3)"),
        (X, X.tolist(), "is a list of 2; it should be an array of shape (2, 3)"),
        (X, X.astype(np.float32), "dtype float32; it should have float64"),
        (X, X.astype(np.int64), "dtype int64; it should have float64"),
        (X, X + 0j, "dtype complex128"),
        (X, None, "is None"),
        (X, np.where(X == 4, np.nan, X), "NaN in 1 of 6 places"),
        (X, np.where(X == 4, 9, X), "[1, 1] of the result is 9, expected 4 (1 of 6 numbers differ)"),
        (X, X * (1 + 1e-5), "5 of 6 numbers differ"),
        (3.5, np.array([3.5]), "is an array of shape (1,); it should be a number"),
        (3.5, True, "is True or False; it should be a number"),
        (3.5, "3.5", "is text; it should be a number"),
        (7, 7.0, "is a number; it should be an integer"),
        ((X, X), (X,), "length 1; it should have length 2"),
        ((X, X), X, "[0] of the result has shape (3,)"),
        ([1, 2], (1, 2), "is a tuple of 2; it should be a list of 2"),
        ([1, 2], [1, 3], "[1] of the result is 3, expected 2"),
        ([1, 2], [1, 2.0], "[1] of the result is a number; it should be an integer"),
        ({"a": 1.0}, {}, "lacks the keys a"),
        ({"a": 1.0}, {"a": 1.0, "b": 2.0}, "should not have: b"),
        ({"a": X}, {"a": X + 1}, '["a"][0, 0] of the result is 1, expected 0'),
        ("text", "texts", "is 'texts', expected 'text'"),
        (float("inf"), 1.0, "expected inf"),
        (10**40, 10**40 + 1, "expected 1000"),
    ],
    ids=str,
)
def test_a_worse_answer_is_told_apart_in_words(expected, actual, words):
    assert words in said(expected, actual)


def test_single_precision_is_judged_more_gently():
    x = np.linspace(1, 2, 5, dtype=np.float32)
    assert said(x, x * np.float32(1 + 5e-5), SINGLE) is None
    assert said(x, x * np.float32(1 + 5e-4), SINGLE) is not None


def test_a_stricter_rule_holds():
    strict = Rule(rtol=0, atol=1e-12)
    assert said(1.0, 1.0 + 1e-11, strict) is not None
    assert said(1.0, 1.0 + 1e-13, strict) is None


def test_an_exact_integer_dtype_is_asked_for_where_a_check_names_it():
    ids = np.arange(3)
    assert said(ids, ids.astype(np.int32), Rule(1e-6, 1e-9, dtype="int64")) is not None
    assert said(ids, ids, Rule(1e-6, 1e-9, dtype="int64")) is None


NUMBERS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3))
ARRAYS = st.sampled_from(["?", "i8", "f4", "f8", "c16"]).flatmap(
    lambda d: hnp.arrays(d, hnp.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3))
)
ANYTHING = st.recursive(
    NUMBERS | ARRAYS | ARRAYS.map(lambda a: a.flat[0] if a.size else a),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.one_of(st.text(max_size=2), st.integers()), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(ANYTHING, ANYTHING)
@settings(max_examples=500, deadline=None)
def test_no_answer_whatever_makes_the_comparison_fail(expected, actual):
    found = compare(expected, actual, DOUBLE)
    assert found is None or difference_told(found).render("en").endswith(".")


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_an_answer_is_as_good_as_itself_but_for_nan(value):
    found = compare(value, value, DOUBLE)
    assert found is None or "nan" in repr(value).lower() or "j" in repr(value)  # no contract has complex
