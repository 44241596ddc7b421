"""A verdict is one screen, whatever is wrong, and says what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from learnrnn import catalog
from learnrnn.diagnosis.judge import grade
from learnrnn.engine.edit import edit_all
from learnrnn.locale import Text
from learnrnn.result import Place, Relation
from learnrnn.submissions.source import script
from learnrnn.views.result import SCREEN_LINES, Shown, show_many, show_result
from tests.conftest import CORE, mistaken, plan_of, solution, some
from tests.views.test_screens import WIDTH, width

SLIPS = sorted((Path(__file__).parent / "slips").glob("*.py"))


@pytest.fixture
def screen(capsys, monkeypatch, zygote):
    """What is shown for an exercise's file, as lines."""
    monkeypatch.setenv("COLUMNS", str(WIDTH))

    def show(name, source, lang="en", change=lambda result: result, **how):
        exercise = catalog.exercise(name)
        result = change(grade(plan_of(exercise.name), script(source, exercise.filename), zygote))
        shown = Shown(lang, **how)
        show_result(exercise, result, shown, hidden_ran=True, show_next=True, source=source.split("\n"))
        return capsys.readouterr().out.splitlines()

    return show


def fits(lines):
    return len(lines) <= SCREEN_LINES and all(width(line) <= WIDTH for line in lines)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("path", SLIPS, ids=lambda path: path.stem)
def test_a_slip_that_people_made_fits_on_a_screen(screen, path, lang):
    assert fits(lines := screen(path.stem.split("__")[0], path.read_text(), lang)), "\n".join(lines)


@pytest.mark.parametrize("name", some(CORE, {"lstm", "clip"}.__contains__))
def test_every_named_mistake_fits_on_a_screen(screen, name):
    for mistake in catalog.exercise(name).checks().mistakes:
        source = edit_all(solution(name), mistake.every_form()[0].edits)
        for lang in ("en", "ja"):
            assert fits(lines := screen(name, source, lang)), "\n".join(lines)


NOISE = "\n".join(
    ["def softmax(x, axis=-1):", *["    print('noise ' * 40)"] * 40, "    raise ValueError('so ' * 300)"]
)


def test_the_noisiest_file_fits_on_a_screen_and_says_what_is_left_out(screen):
    lines = screen("attention", f"print('loading\\n' * 60)\n{NOISE}")
    assert fits(lines), "\n".join(lines)
    assert any("more lines" in line for line in lines)


def test_everything_can_be_asked_for(screen):
    source = mistaken("lstm", "nothing_forgotten")
    short, full = screen("lstm", source), screen("lstm", source, everything=True)
    assert "(all: --all)" in short[1]
    sentences = [check.en for check in catalog.exercise("lstm").checks().checks]
    assert sum(sentence in "\n".join(full) for sentence in sentences) > 5
    assert sum(sentence in "\n".join(short) for sentence in sentences) == 1


def test_the_fault_stands_last_and_its_name_last_of_all(screen):
    lines = screen("lstm", mistaken("lstm", "nothing_forgotten"))
    named = next(i for i, line in enumerate(lines) if "Your cell keeps everything" in line)
    assert len(lines) - named <= 5
    assert [line[0] for line in lines if line and line[0] in "✔✘·"][-1] == "✘"


def test_a_place_is_shown_with_its_line_of_source(screen):
    source = mistaken("lstm", "nothing_forgotten")
    number = next(i for i, line in enumerate(source.split("\n"), 1) if "return i * a + c_prev" in line)

    def placed(result):
        first, *rest = result.checks
        found = replace(
            first,
            mistakes=(), mistake_text=None, place=Place("cell_update", number),
            relation=Relation("factor", "c", Text("Exactly twice as large.", "ちょうど2倍です。")),
        )  # fmt: skip
        return replace(result, checks=(found, *rest))

    lines = screen("lstm", source, change=placed)
    at = lines.index("    Exactly twice as large.")
    assert lines[at + 1 : at + 3] == [f"  → lstm.py, line {number}", "        return i * a + c_prev"]


@pytest.mark.parametrize(
    ("source", "line"),
    [("def forward(x, y):\n    return x.z\n", "return x.z"), ("def forward(x, y:\n    pass\n", "def forward(x, y:"),
     ("def forward(x, y):\n    return nothing(x)\n", "return nothing(x)")],
)  # fmt: skip
def test_an_error_shows_the_line_of_source_under_it(screen, source, line):
    assert line in [shown.strip() for shown in screen("backprop", source)]


def test_what_a_passing_file_prints_is_shown_once(screen):
    source = solution("clip").replace("# BEGIN SOLUTION", "print('seen by me')", 1)
    lines = [line.strip() for line in screen("clip", f"{source}\nprint('while loading')\n")]
    assert lines.count("seen by me") == 1
    assert lines.count("while loading") == 1


def test_many_are_a_line_each_and_the_end_says_which_do_not_pass(capsys, monkeypatch, zygote):
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    pairs = []
    for name, source in (("clip", solution("clip")), ("lstm", mistaken("lstm", "nothing_forgotten"))):
        pairs.append((catalog.exercise(name), grade(plan_of(name), script(source, f"{name}.py"), zygote)))
    pairs.append((catalog.exercise("gru"), grade(plan_of("gru"), None, zygote)))
    show_many(pairs, "en")
    lines = capsys.readouterr().out.splitlines()
    assert fits(lines)
    assert len(lines) == 5
    assert lines[1].startswith("✘ lstm   0  The cell adds what is written")
    assert lines[2].startswith("– gru    0  There is no gru.py.")
    assert lines[3] == "1 of 3 pass. Not yet: lstm 0, gru 0"
    assert lines[4] == "Next: `learnrnn check lstm`"
    show_many(pairs[:1], "ja")
    assert capsys.readouterr().out.splitlines()[-1] == "1 題中 1 題に合格しました。"
