"""Charts and heat maps in text. `python -m learnrnn.views.charts` shows one of each.

Lines are drawn in braille dots, two across and four down in a character. Where there are several curves,
each carries its own letter, so that none is told by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from learnrnn.locale import Text

if TYPE_CHECKING:
    from learnrnn.training.parts import Chart, Curve, Heatmap, Pictures, Plane, Shown

CHART_ROWS = 12
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # a braille cell's bits, by row and column
MARK_EVERY = 9  # columns from one letter of a curve to its next
LABEL_WIDTH = 8  # columns left of the axis
PLANE_ROWS = 18
SHADES = " .:=#@"
SMALLEST_SHOWN = 0.005  # of a heat map; below, a dot

Point = tuple[float, float]


def words(shown: Shown, lang: str) -> str:
    """Text in a language, or as it is."""
    return shown if isinstance(shown, str) else shown.render(lang)


def draw_chart(chart: Chart, lang: str, width: int) -> list[str]:
    """A chart as lines of text, at most `width` columns wide."""
    curves = [_points(curve, log=chart.log) for curve in chart.curves]
    if not any(curves):
        return []
    x_range, y_range = _range(curves, 0), _range(curves, 1)
    columns = width - LABEL_WIDTH - 2
    cells = _cells(curves, x_range, y_range, columns)
    marks = _marks([words(curve.label, lang) for curve in chart.curves])
    if len(curves) > 1:
        _put_marks(cells, curves, marks, x_range, y_range)
    lines = [chart.title.render(lang), chart.y.render(lang)]
    for row in range(CHART_ROWS):
        height = y_range[1] - (y_range[1] - y_range[0]) * row / (CHART_ROWS - 1)
        label = _number(10**height if chart.log else height) if row % 3 == 0 or row == CHART_ROWS - 1 else ""
        lines.append(f"{label:>{LABEL_WIDTH}} |" + "".join(cells[row]).rstrip("⠀ "))
    ends = f"{_number(x_range[0])}{_number(x_range[1]).rjust(columns - len(_number(x_range[0])))}"
    lines += [" " * LABEL_WIDTH + " +" + "-" * columns, " " * (LABEL_WIDTH + 2) + ends]
    below = chart.x.render(lang)
    if len(curves) > 1:
        key = "   ".join(
            f"{mark} {words(curve.label, lang)}" for mark, curve in zip(marks, chart.curves, strict=True)
        )
        below = f"{below}   ({key})"
    return [*lines, " " * (LABEL_WIDTH + 2) + below]


def draw_heatmap(heatmap: Heatmap, lang: str) -> list[str]:
    """A heat map as lines of text: hundredths, a dot for nearly nothing."""
    side = max((len(label) for label in heatmap.rows), default=0)
    head = " " * (side + 2) + "".join(f"{label:>4}" for label in heatmap.columns)
    lines = [heatmap.title.render(lang), f"{' ' * (side + 4)}{heatmap.x.render(lang)}", head]
    for label, row in zip(heatmap.rows, heatmap.values, strict=True):
        lines.append(f"{label:>{side}} |" + "".join(f"{cell_text(value):>4}" for value in row))
    return [*lines, heatmap.y.render(lang)]


def draw_plane(plane: Plane, lang: str, width: int) -> list[str]:
    """Labels where their points lie, as lines of text; one that would cover another is left out."""
    if not plane.points:
        return []
    xs, ys = [x for _, x, _ in plane.points], [y for _, _, y in plane.points]
    rows = [[" "] * width for _ in range(PLANE_ROWS)]
    apart = 1 if any(len(label) > 1 for label, _, _ in plane.points) else 0  # words must not run together
    for label, x, y in plane.points:
        column = round((x - min(xs)) / ((max(xs) - min(xs)) or 1) * (width - len(label)))
        row = round((max(ys) - y) / ((max(ys) - min(ys)) or 1) * (PLANE_ROWS - 1))
        around = rows[row][max(0, column - apart) : column + len(label) + apart]
        if all(cell == " " for cell in around):
            rows[row][column : column + len(label)] = label
    return [plane.title.render(lang), *("".join(row).rstrip() for row in rows)]


def draw_pictures(pictures: Pictures, lang: str) -> list[str]:
    """Pictures side by side, a letter a pixel: the brighter, the fuller."""
    lines = [pictures.title.render(lang)]
    for row in range(pictures.values.shape[1]):
        lines.append("  ".join("".join(_shade(value) for value in each[row]) for each in pictures.values))
    return lines


def _shade(value: float) -> str:
    return SHADES[min(len(SHADES) - 1, int(value * len(SHADES)))]


def cell_text(value: float) -> str:
    """A weight from 0 to 1 in hundredths."""
    return f"{value * 100:.0f}" if value >= SMALLEST_SHOWN else "."


def _points(curve: Curve, *, log: bool) -> list[Point]:
    """The points that can be drawn, with the height's power of ten where the axis is logarithmic."""
    points = [(x, y) for x, y in zip(curve.x, curve.y, strict=True) if math.isfinite(y)]
    return [(x, math.log10(y)) for x, y in points if y > 0] if log else points


def _range(curves: Sequence[Sequence[Point]], axis: int) -> Point:
    """The lowest and the highest, apart from each other."""
    values = [point[axis] for points in curves for point in points]
    low, high = min(values), max(values)
    return (low, high) if high > low else (low, low + (abs(low) or 1.0))


def _cells(
    curves: Sequence[Sequence[Point]], x_range: Point, y_range: Point, columns: int
) -> list[list[str]]:
    """Every character of the drawing."""
    bits = [[0] * columns for _ in range(CHART_ROWS)]
    for points in curves:
        dots = [_dot(point, x_range, y_range, columns) for point in points]
        for start, end in zip(dots, dots[1:] or dots, strict=False):
            for x, y in _line(start, end):
                bits[y // 4][x // 2] |= DOTS[y % 4][x % 2]
    return [[chr(0x2800 + bit) if bit else " " for bit in row] for row in bits]


def _dot(point: Point, x_range: Point, y_range: Point, columns: int) -> tuple[int, int]:
    """Where a point lies on the grid of dots, from the upper left."""
    across = (point[0] - x_range[0]) / (x_range[1] - x_range[0])
    up = (point[1] - y_range[0]) / (y_range[1] - y_range[0])
    return round(across * (2 * columns - 1)), round((1 - up) * (4 * CHART_ROWS - 1))


def _line(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """The dots from one to another."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    return [
        (round(start[0] + (end[0] - start[0]) * k / steps), round(start[1] + (end[1] - start[1]) * k / steps))
        for k in range(steps + 1)
    ]


def _marks(labels: Sequence[str]) -> list[str]:
    """A letter for each curve: its label's first where all differ, else a, b, c."""
    firsts = [label[:1] for label in labels]
    distinct = len({*firsts}) == len(firsts) and all(first.isascii() and first for first in firsts)
    return firsts if distinct else [chr(ord("a") + k) for k in range(len(labels))]


def _put_marks(
    cells: list[list[str]],
    curves: Sequence[Sequence[Point]],
    marks: Sequence[str],
    x_range: Point,
    y_range: Point,
) -> None:
    """Write each curve's letter over its line, every few columns and not at the same ones."""
    columns = len(cells[0])
    for number, (points, mark) in enumerate(zip(curves, marks, strict=True)):
        path = [
            dot
            for start, end in zip(points, points[1:] or points, strict=False)
            for dot in _line(_dot(start, x_range, y_range, columns), _dot(end, x_range, y_range, columns))
        ]
        first = number * MARK_EVERY // len(curves)
        seen: set[int] = set()
        for x, y in path:
            column = x // 2
            if column % MARK_EVERY == first and column not in seen:
                seen.add(column)
                cells[y // 4][column] = mark


def _number(value: float) -> str:
    """A short number."""
    if value and (abs(value) < 1e-3 or abs(value) >= 1e6):
        return f"{value:.0e}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _show_samples() -> None:
    import numpy as np

    from learnrnn.training.parts import Chart, Curve, Heatmap

    steps = [float(x) for x in range(1, 60)]
    falling = Curve("fast", steps, [0.6**x for x in steps]), Curve("slow", steps, [0.95**x for x in steps])
    title, axis = Text("A sample", "見本"), Text("steps", "時刻")
    print(*draw_chart(Chart(title, axis, Text("what is left", "残り"), falling), "en", 80), sep="\n")
    weights = np.eye(4)[::-1] * 0.9 + 0.02
    heatmap = Heatmap(title, Text("read", "入力"), Text("written", "出力"), (*"abcd",), (*"dcba",), weights)
    print(*draw_heatmap(heatmap, "ja"), sep="\n")


if __name__ == "__main__":
    _show_samples()
