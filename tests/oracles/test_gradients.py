"""Every gradient that a reference computes is the slope of its forward, by central finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.oracles.conftest import reference

STEP = 1e-5  # the error is about STEP² from the curve and 1e-16 / STEP from rounding
RELATIVE, ABSOLUTE = 1e-7, 1e-8


def slope(loss: Callable[[np.ndarray], Any], argument: Any) -> np.ndarray:
    """dloss/dargument, one element after the other."""
    found = np.zeros(np.shape(argument))
    for index in np.ndindex(found.shape):
        up, down = np.array(argument, float), np.array(argument, float)
        up[index] += STEP
        down[index] -= STEP
        found[index] = (loss(up) - loss(down)) / (2 * STEP)
    return found


def assert_slopes(
    loss: Callable[..., Any], arguments: dict[str, Any], gradients: dict[str, Any], **fixed: Any
) -> None:
    """Each gradient is the slope of loss in the argument of its name, in the argument's shape."""
    for name, gradient in gradients.items():
        expected = slope(lambda moved, name=name: loss(**arguments | fixed | {name: moved}), arguments[name])
        assert np.shape(gradient) == expected.shape, name
        np.testing.assert_allclose(gradient, expected, RELATIVE, ABSOLUTE, err_msg=name)


@pytest.fixture(params=range(5), ids=lambda seed: f"seed {seed}")
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


@pytest.mark.parametrize(
    ("x", "y"),
    [((2, 3), (2, 3)), ((1, 3), (2, 1)), ((2, 1, 3), (4, 1)), ((), (2, 3)), ((3,), ()), ((), ())],
    ids=str,
)
def test_backprop_gives_the_slope_of_the_sum_of_z(x, y, rng):
    arguments = {"x": rng.normal(size=x), "y": rng.normal(size=y)}
    dz_dx, dz_dy = reference("backprop", "gradient")(**arguments)
    forward = reference("backprop", "forward")
    assert_slopes(lambda x, y: np.sum(forward(x, y)), arguments, {"x": dz_dx, "y": dz_dy})


def test_d_sigmoid_is_the_slope_of_the_sigmoid(rng):
    u = rng.normal(scale=3, size=(3, 4))
    sigmoid, d_sigmoid = reference("sigmoid", "sigmoid"), reference("sigmoid", "d_sigmoid")
    assert_slopes(lambda u: np.sum(sigmoid(u)), {"u": u}, {"u": d_sigmoid(u)})


@pytest.mark.parametrize(("T", "N", "D", "H", "O"), [(4, 3, 2, 5, 2), (1, 1, 3, 2, 1)])
@pytest.mark.parametrize("f", ["sigmoid", "tanh", "relu"])
def test_bptt_gives_the_slope_of_its_loss(f, T, N, D, H, O, rng):
    shapes = {"x": (T, N, D), "d": (T, N, O), "z0": (N, H), "W_in": (D, H), "W": (H, H), "b": (H,)}
    arguments = {
        name: rng.normal(size=shape) for name, shape in (shapes | {"W_out": (H, O), "c": (O,)}).items()
    }
    bptt = reference("bptt", "bptt")
    _, grads = bptt(**arguments, f=f)
    assert grads.keys() == {"W_in", "W", "b", "W_out", "c"}
    assert_slopes(lambda **moved: bptt(**moved)[0], arguments, grads, f=f)


@pytest.mark.parametrize(("N", "D", "H"), [(3, 2, 4), (1, 4, 1)])
def test_lstm_step_backward_gives_the_slopes_of_lstm_step(N, D, H, rng):
    shapes = {
        "x": (N, D),
        "h_prev": (N, H),
        "c_prev": (N, H),
        "W": (D, 4 * H),
        "U": (H, 4 * H),
        "b": (4 * H,),
    }
    arguments = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    dh, dc = rng.normal(size=(2, N, H))
    lstm_step = reference("lstm", "lstm_step")

    def loss(**moved: np.ndarray) -> float:
        h, c = lstm_step(**moved)
        return np.sum(dh * h) + np.sum(dc * c)

    found = reference("lstm_backward", "lstm_step_backward")(dh, dc, **arguments)
    assert found.keys() == shapes.keys()
    assert_slopes(loss, arguments, found)


def test_d_logits_is_the_slope_of_the_mean_loss(rng):
    logits, labels = rng.normal(size=(4, 5)), rng.integers(5, size=4)
    softmax_cross_entropy = reference("language_model", "softmax_cross_entropy")
    _, d_logits = softmax_cross_entropy(logits, labels)
    assert_slopes(
        lambda logits: softmax_cross_entropy(logits, labels)[0], {"logits": logits}, {"logits": d_logits}
    )


@pytest.mark.parametrize("shape", [(), (6,), (2, 4)], ids=str)
def test_embedding_gradient_is_the_slope_of_the_lookup(shape, rng):
    d, V = 3, 5
    ids, d_out = rng.integers(V, size=shape), rng.normal(size=(*shape, d))
    lookup = reference("embedding", "embedding_lookup")
    found = reference("embedding", "embedding_gradient")(d_out, ids, V)
    assert_slopes(lambda E: np.sum(d_out * lookup(E, ids)), {"E": rng.normal(size=(d, V))}, {"E": found})


@pytest.mark.parametrize(("d", "K"), [(4, 5), (1, 1)])
def test_negative_sampling_gives_the_slope_of_its_loss(d, K, rng):
    arguments = {"v": rng.normal(size=d), "u": rng.normal(size=d), "U_neg": rng.normal(size=(K, d))}
    negative_sampling_loss = reference("word2vec", "negative_sampling_loss")
    _, dv, du, dU_neg = negative_sampling_loss(**arguments)
    found = {"v": dv, "u": du, "U_neg": dU_neg}
    assert_slopes(lambda **moved: negative_sampling_loss(**moved)[0], arguments, found)
