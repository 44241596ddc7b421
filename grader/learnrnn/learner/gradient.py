"""The learner's own gradient_check looks at the learner's own bptt, one parameter after the other.

Both run in this process, as in a training: it is the learner's own machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from learnrnn.errors import LearnrnnError, complain
from learnrnn.locale import Message
from learnrnn.training.functions import Functions, find

NEEDS = {"gradient-check": ("numerical_gradient", "relative_error", "check_gradient"), "bptt": ("bptt",)}
ACTIVATIONS = ("sigmoid", "tanh")  # relu has a kink, at which two right gradients may differ
SEQUENCE = {"x": (4, 2, 3), "d": (4, 2, 2), "z0": (2, 5)}  # T, N, D; T, N, O; N, H
PARAMETERS = {"W_in": (3, 5), "W": (5, 5), "b": (5,), "W_out": (5, 2), "c": (2,)}


@dataclass(frozen=True)
class Compared:
    """The gradient of one parameter, held against the numerical one."""

    activation: str
    parameter: str
    error: float  # the relative one, as the learner computes it
    fits: bool  # what the learner's check_gradient says


def compare_gradients(workspace: Path, seed: int) -> list[Compared]:
    """Every parameter of a small network, under two activations.

    Raises LearnrnnError where a function is missing, LearnerFault for what goes wrong in one.
    """
    functions = _own(workspace)
    rng = np.random.default_rng(seed)
    arguments = {name: rng.normal(size=shape) for name, shape in (SEQUENCE | PARAMETERS).items()}
    return [each for f in ACTIVATIONS for each in _compare(functions, arguments, f)]


def _own(workspace: Path) -> Functions:
    try:
        return find(NEEDS, workspace, reference=False)
    except LearnrnnError as error:
        if (
            isinstance(error.said, Message) and error.said.key == "train_missing"
        ):  # here no reference stands in
            raise complain("gradient_missing", **error.said.values) from None
        raise


def _compare(functions: Functions, arguments: dict[str, Any], f: str) -> Iterator[Compared]:
    def run(**moved: Any) -> Any:
        found = functions.call("bptt", *(arguments | moved).values(), f)
        return functions.items("bptt", found, 2)

    grads = functions.arrays("bptt", run()[1], PARAMETERS)
    for name, shape in PARAMETERS.items():

        def loss(moved: Any, name: str = name) -> float:
            return functions.number("bptt", run(**{name: moved})[0], "[0]")

        by_trying = functions.call("numerical_gradient", loss, arguments[name].copy())
        by_trying = functions.array("numerical_gradient", by_trying, shape)
        error = functions.number("relative_error", functions.call("relative_error", by_trying, grads[name]))
        fits = functions.call("check_gradient", loss, arguments[name].copy(), grads[name])
        yield Compared(f, name, error, bool(fits))
