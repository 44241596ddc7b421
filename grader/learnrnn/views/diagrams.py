"""The picture of an exercise: boxes in a grid and arrows between them, as Unicode for a terminal and as SVG.

An exercise.toml says it, and each text holds what is drawn here (a test compares them):

    [picture]
    rows = ["z₀ | z₁ | z₂", ". | x₁ | x₂"]           cells from left to right; `.` is none, `~text` has no box
    arrows = ["z₀ -> z₁ : W", "x₁ -> z₁", "z₁ -- z₂"]  from cell to cell, what it carries; `--` has no head
    en = "…"                                         what is to be seen, for who cannot see it
    ja = "…"

A cell may have a name of its own, `name=text`. An arrow goes straight, or round one corner.
`python -m learnrnn.views.diagrams [NAME]` shows them.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from learnrnn.catalog import Exercise
from learnrnn.locale import Text

GAP = 3  # columns between two cells, at least: a line and its head
BOX_ROWS = 3
UNIT = (9, 18)  # pixels of a character's place in SVG
HEAD = 7  # pixels of an arrow's head

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
LINES: dict[int, str] = dict(zip((3, 12, 5, 9, 6, 10, 7, 11, 13, 14, 15), "│─┘└┐┌┤├┴┬┼", strict=True))
OPPOSITE = {UP: DOWN, DOWN: UP, LEFT: RIGHT, RIGHT: LEFT}
HEADS = {UP: "↑", DOWN: "↓", LEFT: "←", RIGHT: "→"}

Point = tuple[int, int]  # column and row of a character


@dataclass(frozen=True)
class Cell:
    """A text in the grid, boxed or bare, with the character at its centre."""

    text: str
    boxed: bool
    centre: Point

    @property
    def reach(self) -> Point:
        """How far it goes from its centre: to the left, and up."""
        return (len(self.text) + 4) // 2 if self.boxed else len(self.text) // 2, int(self.boxed)

    @property
    def left(self) -> int:
        return self.centre[0] - self.reach[0]

    @property
    def right(self) -> int:
        return self.left + len(self.text) + (3 if self.boxed else -1)


@dataclass(frozen=True)
class Arrow:
    """A line through points, with what is written beside it and where that begins."""

    points: tuple[Point, ...]
    side: int  # which way it points at its end
    head: bool
    label: str
    label_at: Point


@dataclass(frozen=True)
class Picture:
    """Cells and arrows in their places, and in words what they show."""

    cells: tuple[Cell, ...]
    arrows: tuple[Arrow, ...]
    says: Text


def picture_of(exercise: Exercise) -> Picture | None:
    """The exercise's picture; None where its toml has none. Raises KeyError for an arrow to no cell."""
    data = tomllib.loads((exercise.folder / "exercise.toml").read_text(encoding="utf-8")).get("picture")
    return None if data is None else lay_out(data)


# --------------------------------------------------------------------- lay out


def lay_out(data: dict[str, Any]) -> Picture:
    """Give every cell of a [picture] its place, and every arrow its way."""
    grid = [[part.strip() for part in row.split("|")] for row in data["rows"]]
    named = {
        _name(part): (column, row)
        for row, parts in enumerate(grid)
        for column, part in enumerate(parts)
        if part != "."
    }
    texts = {place: _text(grid[place[1]][place[0]]) for place in named.values()}
    told = [_arrow(each) for each in data.get("arrows", [])]
    columns = _columns(texts, [(named[a], named[b], label) for a, b, _, label in told])
    rows = _rows(texts, len(grid))
    cells = {
        place: Cell(text.removeprefix("~"), not text.startswith("~"), (columns[place[0]], rows[place[1]]))
        for place, text in texts.items()
    }
    arrows = [_way(cells, named[a], named[b], head=head, label=label) for a, b, head, label in told]
    return Picture(tuple(cells.values()), tuple(arrows), Text(data["en"], data["ja"]))


def _name(part: str) -> str:
    return part.split("=", 1)[0].removeprefix("~") if re.match(r"~?\w+=", part) else part.removeprefix("~")


def _text(part: str) -> str:
    bare = "~" if part.startswith("~") else ""
    return bare + (part.split("=", 1)[1] if re.match(r"~?\w+=", part) else part.removeprefix("~"))


def _arrow(told: str) -> tuple[str, str, bool, str]:
    match = re.fullmatch(r"(.+?) (->|--) (.+?)(?: : (.+))?", told)
    if match is None:
        raise ValueError(f"{told!r} is no arrow: write 'a -> b' or 'a -> b : label'")
    return match[1], match[3], match[2] == "->", match[4] or ""


def _columns(texts: dict[Point, str], arrows: list[tuple[Point, Point, str]]) -> list[int]:
    """The centre of every column: as wide as its widest cell, with room for what stands over an arrow."""
    count = max(column for column, _ in texts) + 1
    widths = [1] * count
    for (column, _), text in texts.items():
        widths[column] = max(widths[column], len(text) + 4 if text[0] != "~" else len(text) - 1)
    gaps = [GAP] * count
    for (a, row), (b, other), label in arrows:
        if row == other and abs(a - b) == 1:
            gaps[min(a, b)] = max(gaps[min(a, b)], len(label) + 2)
        elif row != other:
            gaps[b] = max(gaps[b], len(label) + 4 - widths[b] // 2)
    centres, at = [], 0
    for width, gap in zip(widths, gaps, strict=True):
        centres.append(at + width // 2)
        at += width + gap
    return centres


def _rows(texts: dict[Point, str], count: int) -> list[int]:
    """The centre of every row; between two there is one free row, for the arrows."""
    centres, at = [], 0
    for row in range(count):
        boxed = any(text[0] != "~" for (_, r), text in texts.items() if r == row)
        height = BOX_ROWS if boxed else 1
        centres.append(at + height // 2)
        at += height + 1
    return centres


def _way(cells: dict[Point, Cell], a: Point, b: Point, *, head: bool, label: str) -> Arrow:
    """From the edge of one cell to the edge of the other; round a corner that no cell stands on."""
    start, end = cells[a].centre, cells[b].centre
    corner = (end[0], start[1])
    if a[0] != b[0] and a[1] != b[1] and (b[0], a[1]) in cells:
        corner = (start[0], end[1])
    points = [start, end] if corner in (start, end) else [start, corner, end]
    side = _side(points[-2], points[-1])
    points[0], points[-1] = _edge(cells[a], points[1]), _edge(cells[b], points[-2])
    (x, y), (x1, y1) = points[-2], points[-1]
    label_at = (x1 + 2, (y + y1) // 2)  # beside a line that ends up or down
    if side in (LEFT, RIGHT):
        label_at = ((x + x1 + 1 - len(label)) // 2, y1 - 1)  # over one that ends across
    return Arrow(tuple(points), side, head, label, label_at)


def _edge(cell: Cell, towards: Point) -> Point:
    """The first free character beside a cell, on the side that looks towards the point."""
    (x, y), (to_x, to_y) = cell.centre, towards
    if to_y != y:
        return x, y + (cell.reach[1] + 1) * (1 if to_y > y else -1)
    return (cell.right + 1 if to_x > x else cell.left - 1), y


# ------------------------------------------------------------------------ draw


def draw(picture: Picture) -> str:
    """The picture as lines of text."""
    lines: dict[Point, int] = {}
    marks: dict[Point, str] = {}
    for arrow in picture.arrows:
        _trace(arrow, lines, marks)
    marks = {at: LINES.get(mask, "─" if mask & (LEFT | RIGHT) else "│") for at, mask in lines.items()} | marks
    for arrow in picture.arrows:
        _write(marks, arrow.label_at, arrow.label)
    for cell in picture.cells:
        left, (_, y) = cell.left, cell.centre
        if cell.boxed:
            bar = "─" * (len(cell.text) + 2)
            _write(marks, (left, y - 1), f"┌{bar}┐")
            _write(marks, (left, y), f"│ {cell.text} │")
            _write(marks, (left, y + 1), f"└{bar}┘")
        else:
            _write(marks, (left, y), cell.text)
    height = max(y for _, y in marks) + 1
    width = max(x for x, _ in marks) + 1
    return "\n".join("".join(marks.get((x, y), " ") for x in range(width)).rstrip() for y in range(height))


def _trace(arrow: Arrow, lines: dict[Point, int], marks: dict[Point, str]) -> None:
    """An arrow's line goes into `lines`, as the sides to which each character is joined; its head into `marks`."""
    path = [arrow.points[0]]
    for end in arrow.points[1:]:
        while path[-1] != end:
            path.append(_next(path[-1], end))
    moves = [_side(a, b) for a, b in itertools.pairwise(path)]
    for at, came, goes in zip(path, [*moves[:1], *moves] or [arrow.side], [*moves, arrow.side], strict=True):
        lines[at] = lines.get(at, 0) | OPPOSITE[came] | goes
    if arrow.head:
        marks[path[-1]] = HEADS[arrow.side]


def _next(at: Point, end: Point) -> Point:
    return at[0] + (end[0] > at[0]) - (end[0] < at[0]), at[1] + (end[1] > at[1]) - (end[1] < at[1])


def _side(a: Point, b: Point) -> int:
    """On which side of a lies b, which is in its row or its column."""
    if a[1] == b[1]:
        return RIGHT if b[0] > a[0] else LEFT
    return DOWN if b[1] > a[1] else UP


def _write(marks: dict[Point, str], at: Point, text: str) -> None:
    for offset, character in enumerate(text):
        marks[at[0] + offset, at[1]] = character


def svg(picture: Picture, lang: str) -> str:
    """The same as SVG, in the colour of the text around it, with its words for who cannot see it."""
    ends = [(c.right, c.centre[1] + c.reach[1]) for c in picture.cells]
    ends += [(a.label_at[0] + len(a.label), a.label_at[1]) for a in picture.arrows]
    width, height = (max(values) + 2 for values in zip(*ends, strict=True))
    says = escape(picture.says.render(lang))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width * UNIT[0]} {height * UNIT[1]}"'
        f' width="{width * UNIT[0]}" font-family="monospace" font-size="14" stroke="currentColor" fill="none">',
        f"<title>{says}</title>",
    ]
    for arrow in picture.arrows:
        places = [_pixel(point) for point in arrow.points]
        toward_x, toward_y = {UP: (0, -1), DOWN: (0, 1), LEFT: (-1, 0), RIGHT: (1, 0)}[arrow.side]
        (first_x, first_y), (x, y) = places[0], places[-1]
        along = _side(arrow.points[0], arrow.points[1]) if arrow.points[0] != arrow.points[1] else arrow.side
        back_x, back_y = {UP: (0, 1), DOWN: (0, -1), LEFT: (1, 0), RIGHT: (-1, 0)}[along]
        places[0] = first_x + back_x * UNIT[0] // 2, first_y + back_y * UNIT[1] // 2
        places[-1] = x, y = x + toward_x * UNIT[0] // 2, y + toward_y * UNIT[1] // 2
        parts.append(f'<polyline points="{" ".join(f"{px},{py}" for px, py in places)}"/>')
        if arrow.head:
            back = x - toward_x * HEAD, y - toward_y * HEAD
            wings = [
                (back[0] + side * toward_y * HEAD // 2, back[1] + side * toward_x * HEAD // 2)
                for side in (1, -1)
            ]
            points = " ".join(f"{px},{py}" for px, py in [(x, y), *wings])
            parts.append(f'<polygon points="{points}" fill="currentColor"/>')
        if arrow.label:
            parts.append(_written(arrow.label, arrow.label_at))
    for cell in picture.cells:
        if cell.boxed:
            x, y = _pixel((cell.left, cell.centre[1] - 1))
            size = (cell.right - cell.left) * UNIT[0], 2 * UNIT[1]
            parts.append(f'<rect x="{x}" y="{y}" width="{size[0]}" height="{size[1]}" rx="4"/>')
        parts.append(_written(cell.text, (cell.left + 2 * cell.boxed, cell.centre[1])))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _pixel(point: Point) -> Point:
    """The middle of a character's place."""
    return point[0] * UNIT[0] + UNIT[0] // 2, point[1] * UNIT[1] + UNIT[1] // 2


def _written(text: str, at: Point) -> str:
    x, y = at[0] * UNIT[0], at[1] * UNIT[1] + UNIT[1] * 3 // 4
    length = f' textLength="{len(text) * UNIT[0]}"' if len(text) > 1 else ""
    return f'<text x="{x}" y="{y}"{length} stroke="none" fill="currentColor">{escape(text)}</text>'


if __name__ == "__main__":
    import sys

    from learnrnn import catalog

    for name in sys.argv[1:] or catalog.exercises():
        if picture := picture_of(catalog.exercise(name)):
            print(f"{name}\n{draw(picture)}\n{picture.says.en}\n")
