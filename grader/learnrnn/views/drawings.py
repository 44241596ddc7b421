"""The drawings of `learnrnn show` as lines of text. `python -m learnrnn.views.drawings` shows one of each.

Numbers stand beside what is drawn, so that nothing is told by a shade or a height alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from learnrnn.locale import Text
from learnrnn.showing import Arrow, Bars, Figure, Grid, Node, Plane, Row, Table, Tree
from learnrnn.text import columns

WIDEST = 78  # columns
HEIGHTS = " ▁▂▃▄▅▆▇█"
SHADES = " ░▒▓█"
PLANE_SIZE = (48, 15)  # columns and rows of characters
LABEL_ROOM = 20  # columns right of a plane, for what stands beside a point at its edge
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # a braille cell's bits, by row and column
CELL = 7  # columns of a number in a row of bars or of a grid, at most
CHOSEN = "●"


def lines_of(figure: Figure, lang: str) -> list[str]:
    """A figure as lines, its title first, at most WIDEST columns wide."""
    if isinstance(figure, Bars):
        lines = _bars(figure)
    elif isinstance(figure, Grid):
        lines = _grid(figure)
    elif isinstance(figure, Plane):
        lines = _plane(figure)
    elif isinstance(figure, Tree):
        lines = tree_lines(figure)
    else:
        lines = table_lines(figure)
    return [figure.title.render(lang), *(line.rstrip() for line in lines)]


def numbers_of(figure: Figure, lang: str) -> list[str]:
    """A figure as lines of names and numbers, its title first, nothing drawn."""
    title = figure.title.render(lang)
    if isinstance(figure, Bars):
        rows = [(row.label, row.values) for row in figure.rows]
        return [title, *(f"{label}: {', '.join(map(number, values))}" for label, values in rows)]
    if isinstance(figure, Grid):
        rows = zip(figure.rows, figure.values, strict=True)
        said = [(label, zip(figure.columns, map(float, row), strict=True)) for label, row in rows]
        return [
            title,
            *(f"{label}: {', '.join(f'{c} {number(v)}' for c, v in cells)}" for label, cells in said),
        ]
    if isinstance(figure, Plane):
        return [title, *(f"{a.label}: ({number(a.x)}, {number(a.y)})" for a in figure.arrows)]
    return [title, *(tree_lines(figure) if isinstance(figure, Tree) else table_lines(figure))]


def number(value: float) -> str:
    """A number in at most six characters."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if value and not 0.005 <= abs(value) < 10_000:
        digit, power = f"{value:.0e}".split("e")
        return f"{digit}e{int(power)}" if int(power) > -100 else "0"
    text = f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"
    return (
        text.rstrip("0").rstrip(".") if text.startswith(("0.00", "-0.00")) or value == round(value) else text
    )


def _padded(text: str, width: int, *, left: bool = False) -> str:
    space = " " * (width - columns(text))
    return text + space if left else space + text


def _cell(side: int, count: int) -> int:
    return max(3, min(CELL, (WIDEST - side - 1) // max(count, 1)))


def _side(labels: Sequence[str]) -> int:
    return max(map(columns, labels), default=0)


# ------------------------------------------------------------------------ bars


def _bars(figure: Bars) -> list[str]:
    side = _side([row.label for row in figure.rows])
    cell = _cell(side, len(figure.steps))
    lines = [" " * side + "".join(_padded(step, cell) for step in figure.steps)]
    for row in figure.rows:
        top = top_of(row)
        bars = [_padded(_bar(value, top) * 3 if cell > 4 else _bar(value, top), cell) for value in row.values]
        numbers = [_padded(number(value), cell) for value in row.values]
        lines += [" " * side + "".join(bars), _padded(row.label, side, left=True) + "".join(numbers)]
    return lines


def top_of(row: Row) -> float:
    """What a full bar of the row stands for: its limit, or its largest number."""
    limit = max(map(abs, row.within)) if row.within else math.inf
    sizes = [abs(value) for value in row.values if math.isfinite(value)]
    return limit if math.isfinite(limit) else max(sizes, default=0.0) or 1.0


def _bar(value: float, top: float) -> str:
    if not math.isfinite(value):
        return "?"
    eighths = round(min(abs(value) / top, 1) * 8)
    return HEIGHTS[eighths or (1 if value else 0)]


# ------------------------------------------------------------------------ grid


def _grid(figure: Grid) -> list[str]:
    side = _side(figure.rows)
    cell = _cell(side, len(figure.columns) + 1)
    cell = max(cell, 6, _side(figure.columns) + 1) if len(figure.columns) < 8 else cell
    lines = [" " * side + "".join(_padded(label, cell) for label in figure.columns)]
    largest = largest_of(figure)
    for label, row in zip(figure.rows, figure.values, strict=True):
        cells = [_padded(_shade(value, largest) + number(value), cell) for value in map(float, row)]
        lines.append(_padded(label, side, left=True) + "".join(cells))
    return lines


def largest_of(figure: Grid) -> float:
    """The largest size among a grid's numbers: what is shaded darkest."""
    sizes = [abs(float(value)) for row in figure.values for value in row if math.isfinite(value)]
    return max(sizes, default=0.0) or 1.0


def _shade(value: float, largest: float) -> str:
    if not math.isfinite(value):
        return "?"
    return SHADES[math.ceil(min(abs(value) / largest, 1) * (len(SHADES) - 1) - 0.25)]


# ----------------------------------------------------------------------- plane


def reach_of(figure: Plane) -> float:
    """How far the plane goes from its origin, in each direction."""
    sizes = [abs(size) for arrow in figure.arrows for size in (arrow.x, arrow.y) if math.isfinite(size)]
    return 1.1 * (max(sizes, default=0.0) or 1.0)


def _plane(figure: Plane) -> list[str]:
    wide, high = PLANE_SIZE
    reach = reach_of(figure)
    cells = [[" "] * (wide + LABEL_ROOM) for _ in range(high)]
    cells[high // 2][:wide] = "·" * wide
    for row in cells:
        row[wide // 2] = "·"
    drawn = [arrow for arrow in figure.arrows if math.isfinite(arrow.x) and math.isfinite(arrow.y)]
    bits: dict[tuple[int, int], int] = {}
    for arrow in drawn:
        if not arrow.point:
            _trace(arrow, reach, bits)
    for (column, row), mask in bits.items():
        cells[row][column] = chr(0x2800 + mask)
    for arrow in drawn:
        _write_end(cells, arrow, reach)
    key = [
        f"  {arrow.label}  ({number(arrow.x)}, {number(arrow.y)})"
        for arrow in figure.arrows
        if not arrow.point
    ]
    return ["".join(row) for row in cells] + key


def _at(x: float, y: float, reach: float, wide: int, high: int) -> tuple[int, int]:
    return round((x / reach + 1) / 2 * (wide - 1)), round((1 - y / reach) / 2 * (high - 1))


def _trace(arrow: Arrow, reach: float, bits: dict[tuple[int, int], int]) -> None:
    wide, high = 2 * PLANE_SIZE[0], 4 * PLANE_SIZE[1]
    steps = wide
    for k in range(steps + 1):
        x, y = _at(arrow.x * k / steps, arrow.y * k / steps, reach, wide, high)
        at = x // 2, y // 4
        bits[at] = bits.get(at, 0) | DOTS[y % 4][x % 2]


def _write_end(cells: list[list[str]], arrow: Arrow, reach: float) -> None:
    column, row = _at(arrow.x, arrow.y, reach, *PLANE_SIZE)
    cells[row][column] = "●"
    if arrow.label:
        start = column + 2
        cells[row][start : start + len(arrow.label)] = arrow.label


# -------------------------------------------------------------- tree and table


def tree_lines(figure: Tree) -> list[str]:
    """A tree as it grows to the right and down."""
    return [_marked(figure.root), *_branches(figure.root, "")]


def _branches(node: Node, before: str) -> list[str]:
    lines = []
    for place, child in enumerate(node.children, 1):
        last = place == len(node.children)
        lines.append(f"{before}{'└─ ' if last else '├─ '}{_marked(child)}")
        lines += _branches(child, before + ("   " if last else "│  "))
    return lines


def _marked(node: Node) -> str:
    return f"{node.label} {CHOSEN}" if node.marked else node.label


def table_lines(figure: Table) -> list[str]:
    """A table's rows under its headings."""
    rows = [list(figure.columns), *(list(row) for row in figure.rows)]
    widths = [max(columns(row[at]) for row in rows) for at in range(len(figure.columns))]
    lines = ["  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)) for row in rows]
    return [lines[0], "─" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]]


def samples() -> list[Figure]:
    """One of each kind."""
    import numpy as np

    title = Text("A sample", "見本")
    return [
        Bars(title, ["1", "2", "3"], [Row("f", [0.5, 0.25, 1.0], (0, 1)), Row("c", [-1.0, 0.002, math.nan])]),
        Grid(title, ["a", "b"], ["b", "a"], np.array([[0.1, 0.9], [0.8, 0.2]]), sums=1),
        Plane(title, [Arrow("g", 3, 4), Arrow("clipped", 1.5, 2)]),
        Tree(
            title, Node("bos", (Node("a", (Node("eos", marked=True),), marked=True), Node("b")), marked=True)
        ),
        Table(title, ["n", "words"], [["1", "the cat"]]),
    ]


if __name__ == "__main__":
    for sample in samples():
        print(*lines_of(sample, "en"), "", sep="\n")
