"""Mutants: they are made as said, the checks kill them, and what survives is the same function."""

from __future__ import annotations

import pytest

from learnrnn import catalog
from learnrnn.authoring.mutants import KILLED_AT_LEAST, hunt, make_mutants, read_survivors
from learnrnn.diagnosis.names import same
from learnrnn.engine.plan import Answers, make_plan

EXERCISES = list(catalog.exercises().values())
INPUTS = 1000  # random ones on which a survivor is compared with its reference


@pytest.fixture(scope="module")
def hunts(zygote):
    return [hunt(exercise, zygote) for exercise in EXERCISES]


@pytest.mark.external
@pytest.mark.parametrize("name", ["backprop", "gru"])
def test_a_quick_hunt_finds_no_survivor_that_is_not_listed(zygote, name):
    found = hunt(catalog.exercise(name), zygote)
    assert found.failures == []
    assert found.killed > 20


@pytest.mark.external
def test_every_survivor_is_listed_and_every_entry_survives(hunts):
    assert [failure for h in hunts for failure in h.failures] == []


@pytest.mark.external
def test_nearly_all_mutants_are_killed(hunts):
    made = sum(h.made for h in hunts)
    endless = sum(h.endless for h in hunts)
    killed = sum(h.killed for h in hunts)
    assert made >= 1500
    assert killed >= KILLED_AT_LEAST * (made - endless)


SURVIVORS = [(e, s) for e in EXERCISES for s in read_survivors(e)]


@pytest.mark.external
@pytest.mark.parametrize(("exercise", "survivor"), SURVIVORS, ids=lambda v: getattr(v, "name", None) or v.now)
def test_a_survivor_is_the_same_function(exercise, survivor):
    key = (survivor.function, survivor.was, survivor.now)
    plan = make_plan(exercise, 0)
    (mutant,) = [m for m in make_mutants(plan.source) if (m.function, m.was, m.now) == key]
    compared, seed = 0, 100
    while compared < INPUTS:
        plan = make_plan(exercise, seed)
        theirs = Answers(mutant.source, exercise.filename, plan.requests)
        for trial, expected, actual in zip(plan.trials, plan.expected, theirs, strict=True):
            assert same(expected, actual, trial.rule), (seed, trial.request.function)
        compared += len(plan.trials)
        seed += 1
    assert len(survivor.reason) > 20


def test_changes_are_of_the_kinds_that_people_make():
    source = '''
def f(x, W):
    """Doc 1 + 1."""
    y = x @ W - 2 * x[1:].T
    if y.shape[0] > 3:
        raise ValueError("no " + "more")
    for t in range(len(x)):
        y[t] += np.sum(np.dot(x[t], W), axis=-1)
    return y.copy(), x
'''
    now = {m.now for m in make_mutants(source)}
    for change in (
        "y = x * W - 2 * x[1:].T",  # operator
        "y = x @ W + 2 * x[1:].T",
        "y = -x @ W - 2 * x[1:].T",  # sign
        "y = x @ W - 2 * x[1:]",  # transpose
        "y = x @ W.T - 2 * x[1:].T",
        "y = x @ W",  # term
        "y = x @ W - 3 * x[1:].T",  # constant
        "y = x @ W - 2 * x.T",  # slice
        "if y.shape[0] >= 3:",  # comparison
        "if False:",
        "pass",  # statement
        "y[t] += np.sum(np.dot(W, x[t]), axis=-1)",  # arguments
        "y[t] += np.sum(np.dot(x[t], W))",  # axis
        "y[t] += np.sum(np.dot(x[t - 1], W), axis=-1)",  # index
        "y[t] = np.sum(np.dot(x[t], W), axis=-1)",
        "return (y, x)",  # copy
        "return (x, y.copy())",
    ):
        assert change in now, change
    assert not any("Doc 2" in change or "more" in change for change in now)
