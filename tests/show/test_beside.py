"""After a pass: the learner's code beside the reference and beside another right way."""

from __future__ import annotations

import re

import pytest

from learnrnn import catalog
from learnrnn.app.beside import page_beside
from learnrnn.app.session import Session
from learnrnn.engine.edit import edit
from learnrnn.learner.beside import Way, look_beside
from learnrnn.locale import LANGUAGES
from learnrnn.text import columns
from learnrnn.views.plain import without_colour
from tests.conftest import CORE, solution, some

NAMES = tuple(catalog.exercises())
OWN = """
import numpy as np

def norm_of(values):
    total = 0.0
    for value in values:
        total += float(value) ** 2
    return total ** 0.5

def clip_gradient(gradient, threshold):
    '''Hold it.'''
    if not threshold > 0:
        raise ValueError(threshold)
    norm = norm_of(gradient.ravel())  # a comment is no line

    return gradient * (threshold / norm) if norm > threshold else gradient

def clip_global_norm(gradients, threshold):
    if not threshold > 0:
        raise ValueError(threshold)
    norm = norm_of(np.concatenate([g.ravel() for g in gradients])) if len(gradients) else 0.0
    return [g * (threshold / norm) if norm > threshold else g for g in gradients], norm
"""


@pytest.mark.parametrize("name", some(NAMES, CORE.__contains__))
def test_every_exercise_shows_another_right_way_than_ones_own(name, tmp_path):
    exercise = catalog.exercise(name)
    told = [also for also in exercise.checks().also if also.en]
    assert told
    assert all(also.ja for also in told)
    text = exercise.solution.read_text(encoding="utf-8")
    (tmp_path / exercise.filename).write_text(text)
    found = look_beside(exercise, tmp_path)
    assert all(pair.is_same for pair in found.pairs)
    assert [pair.name for pair in found.pairs] == list(exercise.functions)
    assert found.other.says.en == told[0].en
    assert all(way.call_s > 0 for pair in found.pairs for way in (pair.own, pair.reference))
    assert found.other.way.call_s > 0
    (tmp_path / exercise.filename).write_text(edit(text, told[0].was, told[0].now))
    found = look_beside(exercise, tmp_path)
    assert not all(pair.is_same for pair in found.pairs)
    assert found.other is None or found.other.says.en != told[0].en


def test_it_counts_lines_loops_and_what_each_uses(tmp_path):
    (tmp_path / "clip.py").write_text(OWN)
    found = look_beside(catalog.exercise("clip"), tmp_path)
    one, _ = found.pairs
    assert (one.name, one.own.lines, one.own.loops) == ("clip_gradient", 4, 0)
    only, theirs = one.only()
    assert only == [".ravel", "norm_of"]
    assert "np.sqrt" in theirs
    assert [way.code.split("(")[0] for way in found.helpers] == ["def norm_of"]


def test_names_comments_and_layout_are_no_difference():
    from learnrnn.learner.beside import Pair

    one = Way("def f(x):\n    'doc'\n    y = x + 1\n    return y")
    two = Way("def f(a):\n    b = (a +\n         1)  # one more\n    return b")
    assert Pair("f", one, two).is_same
    assert not Pair("f", one, Way("def f(x):\n    y = x + 1\n    return x")).is_same


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 240])
def test_it_fits_the_terminal(width, lang, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    (tmp_path / "clip.py").write_text(OWN)
    page = without_colour(page_beside(catalog.exercise("clip"), Session(lang, tmp_path)))
    code = {line.strip() for text in (OWN, solution("clip")) for line in text.split("\n")}
    told = [line for line in page.split("\n") if line.strip() not in code and not line.startswith("▸ ")]
    assert [line for line in told if columns(line) > width] == []
    assert "norm_of" in page
    assert not re.search(r"\{(?:name|names|count|own|time|command)\}", page)
    assert (" │ " in page) == (width == 240)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_shows_it_after_a_pass_and_the_reference_alone_where_it_is_asked(lang, learnrnn):
    learnrnn.write("clip.py", OWN)
    assert learnrnn("solution", "clip").returncode == 1
    passed = learnrnn("check", "clip", "--lang", lang)
    assert "learnrnn solution clip" in passed.stdout
    assert "learnrnn predict clip --after" in passed.stdout
    shown = learnrnn("solution", "clip", "--lang", lang).stdout
    assert "norm_of" in shown
    assert all(hint.render(lang)[:20] in shown for hint in catalog.exercise("clip").hints)
    alone = learnrnn("solution", "clip", "--give-up").stdout
    assert "norm_of" not in alone
    assert "def clip_global_norm" in alone
    learnrnn.write("clip.py", "def clip_gradient(:\n")
    assert "norm_of" not in learnrnn("solution", "clip").stdout


def test_a_class_gets_none_of_it(learnrnn):
    assert learnrnn("release", "bundle", "clip").returncode == 0
    said = catalog.exercise("clip").checks().also[0].name
    files = [path for path in (learnrnn.work / "bundle").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if said in path.read_text(encoding="utf-8", errors="replace")]
