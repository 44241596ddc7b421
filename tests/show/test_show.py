"""`learnrnn show`: every exercise has a drawing, of a right function, a wrong one, and what there is of a stub."""

from __future__ import annotations

import os
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from learnrnn import catalog
from learnrnn.app.show import draw_source, show_of
from learnrnn.locale import LANGUAGES
from learnrnn.submissions.source import script
from learnrnn.text import columns
from learnrnn.views.show import Drawing
from tests.conftest import mistaken, solution
from tests.terminal import learnrnn_in

SVG = "{http://www.w3.org/2000/svg}"
NAMES = tuple(catalog.exercises())
# Mistakes of which a simple property tells, and some of what is said.
SEEN = [
    ("lstm", "gates_in_pytorch_order", "Is the order a, i, f, o?"),
    ("lstm", "state_not_carried", "look at how steps hand on c"),
    ("attention", "softmax_over_the_queries", "sums to"),
    ("clip", "divided_by_the_threshold", "cut to the norm 2.5"),
    ("clip", "clipped_by_element", "turned an arrow"),
    ("bptt", "hidden_slope_missing", "between 0 and 0.25"),
    ("bptt", "nothing_flows_back", "delta is 0 there"),
    ("beam_search", "greedy_whatever_the_width", "better answer than one"),
]


@pytest.fixture
def drawn(zygote) -> Callable[..., Drawing]:
    def draw(name: str, text: str, lang: str = "en", **settings: float) -> Drawing:
        exercise = catalog.exercise(name)
        show = show_of(exercise)
        source = script(text, exercise.filename)
        return draw_source(exercise, show, {**show.settings, **settings}, source, zygote, lang)

    return draw


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_is_drawn_and_nothing_about_it_is_odd(name, lang, drawn):
    drawing = drawn(name, solution(name), lang)
    assert drawing.figures
    assert not drawing.odd
    assert not drawing.failed
    lines = repr(drawing).splitlines()
    assert max(map(columns, lines[: lines.index(drawing.sentences[0])])) <= 80
    root = ET.fromstring(drawing._repr_svg_())
    assert root.tag == f"{SVG}svg"
    assert drawing.title in [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.external  # a long mode
@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_is_drawn_or_told_in_a_line_and_some_look_odd(name, drawn):
    drawings = {m.name: drawn(name, mistaken(name, m.name)) for m in catalog.exercise(name).checks().mistakes}
    for mistake, drawing in drawings.items():
        assert drawing.figures or drawing.failed, mistake
        assert all("\n" not in said for said in drawing.sentences), mistake
        ET.fromstring(drawing._repr_svg_())
    assert any(drawing.odd for drawing in drawings.values())


@pytest.mark.parametrize(("name", "mistake", "said"), SEEN)
def test_what_looks_odd_is_said_without_a_reference(name, mistake, said, drawn):
    odd = [each.render("en") for each in drawn(name, mistaken(name, mistake)).odd]
    assert any(said in each for each in odd), odd


@pytest.mark.parametrize("name", NAMES)
def test_of_a_stub_one_line_says_what_it_raised(name, drawn):
    drawing = drawn(name, catalog.exercise(name).stub.read_text(encoding="utf-8"))
    assert not drawing.figures
    (said,) = drawing.sentences
    assert "Not written yet" in said


RETURNS = [
    "None",
    "'a'",
    "float('nan')",
    "[[]]",
    "np.zeros((2, 3, 4))",
    "np.full(3, np.nan)",
    "{}",
    "np.float32(3)",
]


@pytest.mark.external  # a long mode
@pytest.mark.parametrize("value", RETURNS)
@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_function_gives_is_drawn_or_told(name, value, drawn):
    names = catalog.exercise(name).functions
    text = "import numpy as np\n" + "".join(f"def {each}(*a, **k):\n    return {value}\n" for each in names)
    drawing = drawn(name, text)
    assert drawing.failed or drawing.odd
    assert all("\n" not in said for said in drawing.sentences)
    repr(drawing)
    ET.fromstring(drawing._repr_svg_())


def test_what_raises_is_told_with_its_line_and_the_rest_is_drawn(drawn):
    text = solution("attention").replace("energy = np.tanh", "energy = 1 / 0 * np.tanh")
    drawing = drawn("attention", text)
    assert len(drawing.figures) == 3
    (said,) = [each.render("en") for each in drawing.failed]
    assert said.startswith("additive_attention: Your code raised ZeroDivisionError")
    assert "attention.py, line" in said


@pytest.mark.parametrize("f", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("name", ["lstm", "lstm_backward", "gru"])
def test_the_cell_keeps_what_is_asked_for(name, f, drawn):
    drawing = drawn(name, solution(name), f=f)
    assert not drawing.odd
    numbers = [
        round(value, 6) for row in drawing.figures[name == "lstm_backward"].rows for value in row.values
    ]
    assert round(f, 6) in numbers


# ------------------------------------------------------------- the command


def test_the_command_draws_in_both_languages_and_fits(learnrnn):
    learnrnn.write("lstm.py", solution("lstm"))
    for lang, word in (("en", "Look: "), ("ja", "見どころ: ")):
        done = learnrnn("show", "lstm", "--f", "0.5", "--lang", lang, COLUMNS="80")
        assert done.returncode == 0, done.stderr
        assert word in done.stdout
        assert "0.25" in done.stdout
        assert max(map(columns, done.stdout.splitlines())) <= 80


def test_out_writes_an_svg_and_nothing_else(learnrnn):
    learnrnn.write("clip.py", solution("clip"))
    assert learnrnn("show", "clip", "--out", "clip.svg").returncode == 0
    assert ET.parse(learnrnn.work / "clip.svg").getroot().tag == f"{SVG}svg"
    before = sorted(learnrnn.work.iterdir())
    for out in ("clip.png", "clip", "nowhere/clip.svg"):
        done = learnrnn("show", "clip", "--out", out)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert not done.stdout
    assert sorted(learnrnn.work.iterdir()) == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_drawn_is_one_line(lang, learnrnn):
    missing = learnrnn("show", "lstm", "--lang", lang)
    assert missing.returncode == 2
    assert len(missing.stderr.splitlines()) == 1
    assert "learnrnn exercise lstm" in missing.stderr
    learnrnn.write("clip.py", solution("clip"))
    useless = learnrnn("show", "clip", "--f", "0.5", "--lang", lang)
    assert useless.returncode == 2
    assert len(useless.stderr.splitlines()) == 1
    assert "--f" in useless.stderr
    learnrnn.write("lstm.py", "def lstm_step(:\n")
    broken = learnrnn("show", "lstm", "--lang", lang)
    assert broken.returncode == 1
    assert "invalid syntax" in broken.stdout
    assert len(broken.stdout.splitlines()) == 2


def test_it_draws_in_a_class_without_solutions(learnrnn):
    assert learnrnn("release", "bundle", "clip").returncode == 0
    learnrnn.write("clip.py", mistaken("clip", "clipped_by_element"))
    done = learnrnn("show", "clip", LEARNRNN_COURSE="bundle")
    assert done.returncode == 0, done.stderr
    assert "turned an arrow" in done.stdout


def test_a_notebook_gets_svg(learnrnn):
    learnrnn.write("lstm.py", solution("lstm"))
    code = 'import learnrnn; d = learnrnn.show("lstm", f=0.5); print(d._repr_svg_()[:4], len(d.odd)); learnrnn.show("gru")'
    done = learnrnn.python(code)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "<svg 0"
    assert "learnrnn exercise gru" in second


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is needed")
@pytest.mark.parametrize(
    ("words", "rows", "paged"), [((), 24, True), (("--no-pager",), 24, False), ((), 80, False)]
)
def test_a_drawing_longer_than_the_screen_goes_through_the_pager(learnrnn, words, rows, paged):
    learnrnn.write("attention.py", solution("attention"))
    pager = learnrnn.write(
        "pager", f"#!{sys.executable}\nimport sys\nprint('PAGED', len(sys.stdin.read()))\n"
    )
    pager.chmod(0o755)
    terminal = learnrnn_in(learnrnn, "show", "attention", *words, rows=rows, PAGER=str(pager))
    assert terminal.end() == 0
    assert ("PAGED" in terminal.raw) == paged
    assert ("Look: " in terminal.raw) != paged
    terminal.close()
