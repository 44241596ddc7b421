"""Charts and heat maps in text, whole."""

from __future__ import annotations

import numpy as np
import pytest

from learnrnn.locale import Text
from learnrnn.training.parts import Chart, Curve, Heatmap
from learnrnn.views.charts import draw_chart, draw_heatmap

TITLE, X, Y = Text("Title", "題"), Text("steps", "時刻"), Text("loss", "損失")


def chart(*curves, log=False):
    return Chart(TITLE, X, Y, curves, log)


def test_a_falling_line_falls_from_corner_to_corner():
    lines = draw_chart(chart(Curve("", [0.0, 1.0], [1.0, 0.0])), "en", 40)
    assert lines[:2] == ["Title", "loss"]
    drawn = lines[2:14]
    assert [line[9] for line in drawn] == ["|"] * 12
    assert drawn[0].startswith("       1 |⠑⠤⡀")
    assert drawn[-1].startswith("       0 |")
    assert len(drawn[-1]) == 40
    assert lines[14:] == [" " * 9 + "+" + "-" * 30, " " * 10 + "0" + "1".rjust(29), " " * 10 + "steps"]


def test_several_curves_carry_a_letter_each_and_a_key():
    curves = [Curve(name, [1.0, 50.0], [high, high / 2]) for name, high in (("RNN", 1.0), ("LSTM", 5.0))]
    lines = draw_chart(chart(*curves), "ja", 60)
    assert lines[-1].strip() == "時刻   (R RNN   L LSTM)"
    assert all(any(letter in line[10:] for line in lines[2:14]) for letter in "RL")
    same = [Curve(f"run {k}", [1.0, 2.0], [1.0, k]) for k in range(2)]
    assert "(a run 0   b run 1)" in draw_chart(chart(*same), "en", 60)[-1]


def test_a_logarithmic_axis_leaves_out_what_has_no_logarithm():
    curve = Curve("", [1.0, 2.0, 3.0, 4.0], [1e-12, 0.0, float("nan"), 1.0])
    lines = draw_chart(chart(curve, log=True), "en", 40)
    assert lines[2].startswith("       1 |")
    assert lines[13].startswith("   1e-12 |⡠⠒⠁")


@pytest.mark.parametrize("values", [[1.0], [2.0, 2.0], [0.0, 0.0], [1e300, -1e300], [float("nan")], []])
def test_odd_curves_are_drawn_or_left_out(values):
    lines = draw_chart(chart(Curve("", [float(k) for k in range(len(values))], values)), "en", 40)
    assert all(len(line) <= 40 for line in lines)
    assert bool(lines) == bool(np.isfinite(values).any())


def test_a_heatmap_shows_hundredths_under_their_letters():
    values = np.array([[0.002, 0.998], [0.25, 0.75]])
    lines = draw_heatmap(
        Heatmap(TITLE, Text("read", "入力"), Text("written", "出力"), ("a", "b"), ("b", "a"), values), "ja"
    )
    assert lines == ["題", "     入力", "      a   b", "b |   . 100", "a |  25  75", "出力"]
