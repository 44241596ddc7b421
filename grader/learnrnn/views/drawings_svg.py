"""The drawings of `learnrnn show` as one SVG picture, in the colour of the text around it.

`python -m learnrnn.views.drawings_svg > sample.svg` writes one of each.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from learnrnn.showing import Arrow, Bars, Figure, Grid, Plane, Tree
from learnrnn.text import columns, wrapped
from learnrnn.views import drawings
from learnrnn.views.drawings import largest_of, number, reach_of, table_lines, top_of, tree_lines

WIDTH = 720  # pixels, as all lengths here
LINE = 20
LETTER = 8
LETTER_HEIGHT = 11
MARGIN = 16
BAR_HEIGHT = 44
GRID_CELL = (72, 28)
PLANE_SIDE = 300
HEAD = 9  # of an arrow
INK = "#2b6cb0"  # 3:1 or more against both grounds
# A file has a ground of its own, in light and in dark: an <img> does not get the colours of its page.
ALONE = (
    "<style>:root { background: #ffffff; color: #1b1f24; }"
    " @media (prefers-color-scheme: dark) { :root { background: #10151b; color: #e9eef4; } }</style>"
)
NO_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def standing_alone(text: str) -> str:
    """An SVG document as a file, which has to be readable wherever it is opened."""
    end = text.index(">") + 1
    return f"{text[:end]}\n{ALONE}{text[end:]}"


Box = tuple[float, float, float, float]  # left, top, right, bottom


class _Page:
    """Elements, and how far down they go."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = MARGIN
        self.width = WIDTH

    def text(self, x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False) -> None:
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight} xml:space="preserve">'
            f"{_shown(text)}</text>"
        )

    def line(self, x: float, y: float, x1: float, y1: float, *, faint: bool = False) -> None:
        look = 'stroke="currentColor" stroke-opacity="0.3"' if faint else f'stroke="{INK}" stroke-width="2"'
        self.parts.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" {look}/>')

    def box(self, x: float, y: float, width: float, height: float, opacity: float) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{INK}" fill-opacity="{opacity:.2f}"/>'
        )

    def lines(self, lines: Sequence[str], *, bold: bool = False) -> None:
        for line in lines:
            self.y += LINE
            self.text(MARGIN, self.y, line, bold=bold)
            self.width = max(self.width, 2 * MARGIN + LETTER * columns(line))


def svg(title: str, figures: Sequence[Figure], said: Sequence[str], lang: str) -> str:
    """Figures one below the other, with a title above them and sentences below, as an SVG document."""
    page = _Page()
    page.lines([title], bold=True)
    for figure in figures:
        page.y += LINE // 2
        page.lines([figure.title.render(lang)])
        _draw(page, figure)
    page.y += LINE // 2
    for sentence in said:
        page.lines(wrapped(sentence, (WIDTH - 2 * MARGIN) // LETTER))
    height = page.y + MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {page.width} {height}" '
        f'width="{page.width}" height="{height}" font-family="monospace" font-size="13" fill="currentColor">'
    )
    words = "\n".join([*(_told(figure, lang) for figure in figures), *said])
    told = [f"<title>{_shown(title)}</title>", f"<desc>{_shown(words)}</desc>"]
    return "\n".join([head, *told, *page.parts, "</svg>"]) + "\n"


def _shown(text: str) -> str:
    return escape(NO_XML.sub("�", text))


def _told(figure: Figure, lang: str) -> str:
    """A figure in words and numbers, for who cannot see it."""
    return "\n".join(line.strip() for line in drawings.numbers_of(figure, lang))


def _draw(page: _Page, figure: Figure) -> None:
    if isinstance(figure, Bars):
        _bars(page, figure)
    elif isinstance(figure, Grid):
        _grid(page, figure)
    elif isinstance(figure, Plane):
        _plane(page, figure)
    else:
        page.lines(tree_lines(figure) if isinstance(figure, Tree) else table_lines(figure))


def _side(labels: Sequence[str]) -> int:
    return MARGIN + LETTER * max(map(columns, labels), default=0) + LETTER


def _bars(page: _Page, figure: Bars) -> None:
    side = _side([row.label for row in figure.rows])
    cell = (WIDTH - MARGIN - side) / max(len(figure.steps), 1)
    page.y += LINE
    for at, step in enumerate(figure.steps):
        page.text(side + cell * (at + 0.5), page.y, step, anchor="middle")
    for row in figure.rows:
        signed = any(value < 0 for value in row.values)
        up = BAR_HEIGHT / 2 if signed else BAR_HEIGHT
        zero = page.y + 6 + up
        page.line(side, zero, WIDTH - MARGIN, zero, faint=True)
        for at, value in enumerate(row.values):
            if math.isfinite(value):
                size = min(abs(value) / top_of(row), 1) * up
                page.box(side + cell * (at + 0.25), zero - size if value > 0 else zero, cell / 2, size, 0.8)
        page.y += BAR_HEIGHT + LINE
        page.text(MARGIN, page.y, row.label)
        for at, value in enumerate(row.values):
            page.text(side + cell * (at + 0.5), page.y, number(value), anchor="middle")
        page.y += 6


def _grid(page: _Page, figure: Grid) -> None:
    side = _side(figure.rows)
    wide, high = min(GRID_CELL[0], (WIDTH - MARGIN - side) / max(len(figure.columns), 1)), GRID_CELL[1]
    page.y += LINE
    for at, label in enumerate(figure.columns):
        page.text(side + wide * (at + 0.5), page.y, label, anchor="middle")
    page.y += 6
    largest = largest_of(figure)
    for label, row in zip(figure.rows, figure.values, strict=True):
        page.text(MARGIN, page.y + high * 0.65, label)
        for at, value in enumerate(map(float, row)):
            if math.isfinite(value):
                page.box(side + wide * at, page.y, wide - 2, high - 2, 0.6 * min(abs(value) / largest, 1))
            page.text(side + wide * (at + 0.5), page.y + high * 0.65, number(value), anchor="middle")
        page.y += high


def _plane(page: _Page, figure: Plane) -> None:
    reach, half = reach_of(figure), PLANE_SIDE / 2
    x0, y0 = MARGIN + half, page.y + LINE + half
    page.line(x0 - half, y0, x0 + half, y0, faint=True)
    page.line(x0, y0 - half, x0, y0 + half, faint=True)
    taken: list[Box] = []
    for arrow in figure.arrows:
        if math.isfinite(arrow.x) and math.isfinite(arrow.y):
            _arrow(page, arrow, (x0, y0), half / reach, taken)
    y = page.y + LINE
    for arrow in figure.arrows:
        if not arrow.point:
            y += LINE
            said = f"{arrow.label}  ({number(arrow.x)}, {number(arrow.y)})"
            page.text(MARGIN + PLANE_SIDE + 2 * LINE, y, said)
    page.y = max(page.y + PLANE_SIDE + 2 * LINE, round(y) + LINE)


def _arrow(page: _Page, arrow: Arrow, origin: tuple[float, float], scale: float, taken: list[Box]) -> None:
    x, y = origin[0] + arrow.x * scale, origin[1] - arrow.y * scale
    length = math.hypot(x - origin[0], y - origin[1])
    if arrow.point or length < 1:
        page.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{INK}"/>')
    else:
        page.line(*origin, x, y)
        along_x, along_y = (x - origin[0]) / length * HEAD, (y - origin[1]) / length * HEAD
        wings = [(x - along_x + s * along_y / 2, y - along_y - s * along_x / 2) for s in (1, -1)]
        points = " ".join(f"{px:.1f},{py:.1f}" for px, py in [(x, y), *wings])
        page.parts.append(f'<polygon points="{points}" fill="{INK}"/>')
    _label(page, arrow.label, x, y, taken)


def _label(page: _Page, text: str, x: float, y: float, taken: list[Box]) -> None:
    """A text beside a point, where it covers none of those that are there; above to the right if it can choose."""
    wide = LETTER * columns(text)
    for left, below in ((x + 6, y - 6), (x + 6, y + 16), (x - 6 - wide, y - 6), (x - 6 - wide, y + 16)):
        box = (left, below - LETTER_HEIGHT, left + wide, below + 3)
        if box[0] >= 0 and not any(_meet(box, other) for other in taken):
            break
    else:
        left, below = x + 6, y - 6
        box = (left, below - LETTER_HEIGHT, left + wide, below + 3)
    taken.append(box)
    page.text(left, below, text)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


if __name__ == "__main__":
    print(svg("samples", drawings.samples(), [], "en"))
