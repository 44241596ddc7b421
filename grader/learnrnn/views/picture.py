"""Charts and heat maps as a picture, by matplotlib, which is an extra and imported only here."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from learnrnn.errors import complain
from learnrnn.locale import ENGLISH
from learnrnn.training.parts import Chart, Heatmap, Pictures, Plane, Table
from learnrnn.views.charts import cell_text, words

if TYPE_CHECKING:
    from learnrnn.training.parts import Figure

INCHES = (8, 4)  # of one figure
DOTS_AN_INCH = 120
JAPANESE_FONTS = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "IPAGothic",
    "TakaoGothic",
    "VL Gothic",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "MS Gothic",
)
FONTS = {"ja": JAPANESE_FONTS}  # of languages that need others than matplotlib brings
MARKERS = "os^dv"


def refuse_early(path: Path) -> None:
    """Raises LearnrnnError where no picture could be written there: better before an hour of training."""
    if importlib.util.find_spec("matplotlib") is None:
        raise complain("train_no_matplotlib")
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    known = sorted(FigureCanvasAgg.get_supported_filetypes())
    if path.suffix[1:].lower() not in known:
        raise complain("train_plot_kind", path=path, known=", ".join(known))
    if not path.parent.is_dir() or path.is_dir():
        raise complain("train_plot_folder", path=path)


def save_picture(figures: Sequence[Figure], path: Path, lang: str) -> None:
    """Write every figure but the tables into one picture. Raises LearnrnnError where it cannot be written."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    drawn = [figure for figure in figures if not isinstance(figure, Table)]
    fonts, lang = _fonts(lang)
    with mpl.rc_context({"font.sans-serif": fonts}):
        canvas = Canvas(
            figsize=(INCHES[0], INCHES[1] * max(len(drawn), 1)), dpi=DOTS_AN_INCH, layout="constrained"
        )
        for number, figure in enumerate(drawn, 1):
            axes: Any = canvas.add_subplot(len(drawn), 1, number)
            axes.set(title=figure.title.render(lang))
            _draw(axes, figure, lang)
        try:
            canvas.savefig(path)
        except OSError as error:
            raise complain("train_plot_unwritable", path=path, why=error.strerror or error) from None


def _fonts(lang: str) -> tuple[list[str], str]:
    """The fonts to draw with, and the language that they can show."""
    from matplotlib import font_manager

    fallback = ["DejaVu Sans"]
    if lang not in FONTS:
        return fallback, lang
    there = {font.name for font in font_manager.fontManager.ttflist}
    found = [name for name in FONTS[lang] if name in there]
    return [*found, *fallback], lang if found else ENGLISH


def _draw(axes: Any, figure: Figure, lang: str) -> None:
    if isinstance(figure, Plane):
        _draw_plane(axes, figure)
    elif isinstance(figure, Pictures):
        _draw_pictures(axes, figure)
    elif isinstance(figure, Chart | Heatmap):
        axes.set(xlabel=figure.x.render(lang), ylabel=figure.y.render(lang))
        if isinstance(figure, Chart):
            _draw_chart(axes, figure, lang)
        else:
            _draw_heatmap(axes, figure)


def _draw_chart(axes: Any, chart: Chart, lang: str) -> None:
    several = len(chart.curves) > 1
    for number, curve in enumerate(chart.curves):
        marker = {"marker": MARKERS[number % len(MARKERS)], "markevery": 0.08} if several else {}
        axes.plot(curve.x, curve.y, label=words(curve.label, lang), **marker)
    if chart.log:
        axes.set_yscale("log")
    if several:
        axes.legend()
    axes.grid(visible=True, alpha=0.3)


def _draw_plane(axes: Any, plane: Plane) -> None:
    axes.scatter([x for _, x, _ in plane.points], [y for _, _, y in plane.points], s=6, color="tab:blue")
    for label, x, y in plane.points:
        axes.annotate(label, (x, y), xytext=(2, 2), textcoords="offset points", fontsize=8)


def _draw_pictures(axes: Any, pictures: Pictures) -> None:
    gap = np.ones((pictures.values.shape[1], 1))
    row = [part for each in pictures.values for part in (each, gap)][:-1]
    axes.imshow(np.concatenate(row, axis=1), vmin=0, vmax=1, cmap="gray")
    axes.set_axis_off()


def _draw_heatmap(axes: Any, heatmap: Heatmap) -> None:
    axes.imshow(heatmap.values, vmin=0, vmax=1, cmap="Blues", aspect="auto")
    axes.set_xticks(range(len(heatmap.columns)), heatmap.columns)
    axes.set_yticks(range(len(heatmap.rows)), heatmap.rows)
    for row, values in enumerate(heatmap.values):
        for column, value in enumerate(values):
            colour = "white" if value > 0.5 else "black"
            axes.text(column, row, cell_text(value), ha="center", va="center", color=colour)
