"""Formulas as a terminal shows them: readable, and never with another value."""

from __future__ import annotations

import pytest

from learnrnn.quiz.formulas import UnknownCommand, plain, readable


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\frac{1}{1+e^{-u}}", "1/(1+e⁻ᵘ)"),
        (r"z^t = f(W_{(in)}x^t + Wz^{t-1} + b)", "zᵗ = f(W_in xᵗ + Wzᵗ⁻¹ + b)"),
        (r"y_1 = g(W_{out} z_1 + c)", "y₁ = g(W_out z₁ + c)"),
        (r"c_t = i_t \odot a_t + f_t \odot c_{t-1}", "cₜ = iₜ ⊙ aₜ + fₜ ⊙ cₜ₋₁"),
        (r"z \sim \mathcal{N}(0,1)", "z ∼ N(0,1)"),
        (r"\frac{dz}{dx} = \frac{dz}{dt} \cdot \frac{dt}{dx}", "dz/dx = dz/dt·dt/dx"),
        (r"\frac{1}{2}(y-d)^2", "(1/2)(y−d)²"),
        (r"\frac{ab}{cd}", "ab/(cd)"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\frac{x}{y/z}", "x/(y/z)"),
        (r"\frac{x}{p(1-p)}", "x/(p(1−p))"),
        (r"\frac{\exp(x_i)}{\sum_j \exp(x_j)}", "exp(xᵢ)/(Σⱼ exp(xⱼ))"),
        (r"\frac{QK^\top}{\sqrt{d_k}}", "QKᵀ/√dₖ"),
        (r"\sqrt{p(1-p)}", "√(p(1−p))"),
        (r"g \cdot \frac{\theta}{\lVert g\rVert}", "g·θ/‖g‖"),
        (r"e^{x^2}", "e^(x²)"),
        (r"h^{(f)}_t", "h⁽ᶠ⁾ₜ"),
        (r"h_f", "h_f"),
        (r"p_{ij}", "pᵢⱼ"),
        (r"(1-z)\odot h + z\odot\bar h", "(1−z) ⊙ h + z ⊙ h̄"),
        (r"\sum_{t=1}^{T} L_t", "Σₜ₌₁ᵀ Lₜ"),
        (r"\tanh u", "tanh u"),
        (r"\{a\}", "{a}"),
        (r"0.25^{10}", "0.25¹⁰"),
    ],
)
def test_a_formula_is_readable(tex, shown):
    assert readable(tex) == shown


@pytest.mark.parametrize("tex", [r"\unheardof", "{a", "a}", "x^", r"\frac{1}"])
def test_what_cannot_be_shown_is_refused(tex):
    with pytest.raises(UnknownCommand):
        readable(tex)


def test_only_what_stands_between_dollars_is_a_formula():
    assert plain(r"It costs \$5, and $x^2$ is x_2, not $x_2$.") == "It costs $5, and x² is x_2, not x₂."
