"""Names of mistakes are true or absent."""

from __future__ import annotations

import numpy as np

from learnrnn import catalog
from learnrnn.diagnosis.names import how_raised, same
from learnrnn.engine.compare import DOUBLE
from learnrnn.engine.edit import edit_all
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.protocol import Answer, pack_extra
from tests.conftest import solution
from tests.diagnosis.conftest import Looked


def raised(name: str, text: str) -> Answer:
    return Answer(
        worker.RAISED, *wire.encode([name, "Exception", "BaseException"]), pack_extra({"text": text})
    )


def value(of: object) -> Answer:
    return Answer(worker.VALUE, *wire.encode(of))


def test_exceptions_of_one_class_that_arose_otherwise_are_not_the_same():
    broadcast = "operands could not be broadcast together with shapes (2,3) (4,)"
    assert not same(raised("ValueError", broadcast), raised("ValueError", "a row is empty"), DOUBLE)
    assert same(raised("ValueError", broadcast), raised("ValueError", broadcast), DOUBLE)


def test_a_product_that_fails_is_the_same_by_either_spelling():
    dot = raised("ValueError", "shapes (2,3) and (4,5) not aligned: 3 (dim 1) != 4 (dim 0)")
    matmul = raised("ValueError", "matmul: Input operand 1 has a mismatch … (size 4 is different from 3)")
    assert how_raised(dot) == how_raised(matmul)


def test_integers_are_not_read_as_floats():
    ones = np.ones(3, np.int64)
    assert not same(value(np.array([5e-324] * 3)), value(ones), DOUBLE)
    assert not same(value(ones * 4_607_182_418_800_017_408), value(np.ones(3)), DOUBLE)


def test_nan_has_to_stand_where_it_stands_in_the_other():
    a, b = np.array([np.nan, 1.0]), np.array([1.0, np.nan])
    assert same(value(a), value(a.copy()), DOUBLE)
    assert not same(value(a), value(b), DOUBLE)


def test_every_order_of_blocks_is_named_with_its_order(looked: Looked):
    text = solution("lstm").replace("a, i, f, o = np.split", "o, a, f, i = np.split")
    check = next(c for c in looked("lstm", text).checks if c.mistakes)
    assert check.mistakes == ("blocks_in_another_order",)
    assert "in the order o, a, f, i" in check.lines()[-1].render("en")


def test_an_integer_slope_hears_what_a_float_one_hears(looked: Looked):
    text = solution("sigmoid").replace("s = sigmoid(u)\n    return s * (1 - s)", "return u * (1.0 - u)")
    assert {m for c in looked("sigmoid", text).checks for m in c.mistakes} == {"slope_of_a_value"}


def test_two_mistakes_in_one_function_are_both_named(looked: Looked):
    mistakes = {m.name: m for m in catalog.exercise("bptt").checks().mistakes}
    both = ("output_slope_missing", "nothing_flows_back")
    edits = [edit for name in both for edit in mistakes[name].every_form()[0].edits]
    result = looked("bptt", edit_all(solution("bptt"), edits))
    assert {m for c in result.checks for m in c.mistakes} == set(both)


def test_what_is_rightly_built_on_a_mistake_is_carried(looked: Looked):
    text = solution("lstm").replace("a, i, f, o = np.split", "i, f, a, o = np.split")
    statuses = {c.name: c.status for c in looked("lstm", text).checks}
    assert statuses["sequence_gives_all_states"] == "carried"
    assert statuses["step_gives_h_and_c"] == "failed"
