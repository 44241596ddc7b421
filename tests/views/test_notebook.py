"""learnrnn.check: the feedback of `learnrnn check` in the notebook that holds the functions."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from html import unescape

import nbformat
import numpy as np
import pytest

import learnrnn as kit
from learnrnn import catalog
from learnrnn.engine.plan import functions_of
from learnrnn.views import html
from tests.conftest import mistaken, solution
from tests.notebooks import code, notebook


def given(name, source, *, but=()):
    """The exercise's functions as a notebook would hold them."""
    found = functions_of(source, f"{name}.py")
    return {f: found[f] for f in catalog.exercise(name).functions if f not in but}


def texts(feedback):
    return unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", feedback._repr_html_(), flags=re.S))


def test_every_reference_passes_in_place():
    for name in catalog.exercises():
        assert kit.check(name, **given(name, solution(name))).passed, name


def test_the_feedback_is_that_of_the_command(learnrnn):
    mistake = next(m.name for m in catalog.exercise("lstm").checks().mistakes)
    learnrnn.write("lstm.py", mistaken("lstm", mistake))
    wanted = learnrnn.json("check", "lstm", "--json")
    found = kit.check("lstm", **given("lstm", mistaken("lstm", mistake)), lang="en")
    assert found.result.document("en") == wanted | {"found": None, "digest": None}, "there is no file"
    shown = " ".join(texts(found).split())
    for check in wanted["checks"]:
        assert check["message"].splitlines()[0] in shown
        assert check["message"].splitlines()[0] in repr(found)


def test_a_function_that_was_not_given_holds_nothing_else_up():
    found = kit.check(
        "lstm", **given("lstm", solution("lstm"), but=("cell_update", "lstm_forward")), lang="en"
    )
    status = {c.name: c.status for c in found.result.checks}
    assert status["step_gives_h_and_c"] == "passed"
    assert status["cell_writes_and_keeps"] == status["float32_stays_float32"] == "missing"
    assert not found.passed
    assert "Not given: cell_update, lstm_forward. Add cell_update=cell_update" in texts(found)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: kit.check("lstn"), "Did you mean 'lstm'?"),
        (lambda: kit.check("lstm"), 'Write learnrnn.check("lstm", cell_update=cell_update, '),
        (lambda: kit.check(), "Say which exercise"),
        (lambda: kit.check(print), "name in quotes"),
        (lambda: kit.check("lstm", lstm_stpe=print), "Did you mean lstm_step?"),
        (lambda: kit.check("lstm", quantum=print), "Its functions: cell_update, lstm_step, lstm_forward."),
        (lambda: kit.check("lstm", lstm_step=3), "value of type int"),
        (lambda: kit.check("lstm", seed=-1, lstm_step=print), "seed is a whole number"),
        (lambda: kit.check("lstm", lang="fr", lstm_step=print), "lang is"),
    ],
)
def test_wrong_use_is_one_line_and_no_traceback(call, says, monkeypatch):
    monkeypatch.setenv("LEARNRNN_LANG", "en")
    found = call()
    assert says in repr(found)
    assert "\n" not in repr(found)
    assert found.result is None
    assert not found.passed
    assert "<p" in found._repr_html_()


def test_whatever_a_function_does_is_an_answer_and_the_kernel_stays_as_it_was(capsys):
    def rude(*args):
        print("<b>noise</b>")
        np.random.seed(1)
        random.seed(1)
        sys.exit(3)

    random.seed(7)
    np.random.seed(7)
    before = random.getstate(), np.random.get_state()[1].tolist()
    found = kit.check("clip", clip_gradient=rude, clip_global_norm=lambda *a: object(), lang="en")
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
    assert capsys.readouterr() == ("", "")
    page = found._repr_html_()
    assert "SystemExit" in page
    assert "&lt;b&gt;noise" in page
    assert "<b>noise" not in page


def test_stopping_a_call_stops_the_check():
    def stopped(*args):
        raise KeyboardInterrupt

    assert repr(kit.check("clip", clip_gradient=stopped, lang="en")) == "Stopped. An endless loop?"


def test_japanese_is_said_and_marked_as_such():
    page = kit.check("lstm", **given("lstm", solution("lstm")), lang="ja")._repr_html_()
    assert 'lang="ja"' in page
    assert "すべてのチェックに合格しました" in page
    assert "All checks" not in page


def test_colours_are_readable_on_white_and_on_black():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in set(re.findall(r"#[0-9a-f]{6}", html.STYLE)):
        assert 1.05 / (luminance(colour) + 0.05) >= 3, colour
        assert (luminance(colour) + 0.05) / (luminance("#111111") + 0.05) >= 3, colour
    assert "background: none" in html.STYLE


def test_without_solutions_the_public_tests_are_run(tmp_path, monkeypatch):
    import shutil

    shutil.copytree(catalog.exercise("clip").folder, tmp_path / "exercises" / "clip")
    functions = given("clip", solution("clip"))
    before = sys.modules.get("clip")
    monkeypatch.setenv("LEARNRNN_COURSE", str(tmp_path))
    assert kit.check("clip", **functions, lang="en").passed
    assert "hidden checks run when" in texts(kit.check("clip", **functions, lang="en"))
    wrong = kit.check("clip", **(functions | {"clip_gradient": lambda g, t: g}), lang="en")
    assert not wrong.passed
    assert "test_clip.py, line" in texts(wrong)
    one = kit.check("clip", clip_gradient=functions["clip_gradient"], lang="en")
    assert "it was not given" in texts(one)
    assert sys.modules.get("clip") is before


@pytest.mark.external
def test_a_real_notebook_shows_the_feedback_and_what_is_wrong_with_its_use(learnrnn):
    cells = [
        "import sys, learnrnn\nprint(sorted({'numpy', 'nbformat', 'rich', 'click'} & set(sys.modules)))",
        solution("clip"),
        'learnrnn.check("clip", clip_gradient=clip_gradient, clip_global_norm=clip_global_norm)',
        "%%check clip --lang ja\n" + mistaken("clip", catalog.exercise("clip").checks().mistakes[0].name),
        "def clip_gradient(gradient, threshold):\n    return gradient / nowhere",
        'learnrnn.check("clip", clip_gradient=clip_gradient)',
        "%%check clip\nclip_gradient(1, 2)",
        "%%check gru\n1",
        "%%check clip loud\n1",
    ]
    learnrnn.write("work.ipynb", notebook(*(code(c, id=f"c{i}") for i, c in enumerate(cells))))
    command = [
        sys.executable,
        "-m",
        "nbconvert",
        "--execute",
        "--allow-errors",
        "--to",
        "notebook",
        "--output",
        "done",
    ]
    environment = learnrnn.environment | {"PATH": f"{sys.exec_prefix}/bin:{learnrnn.environment['PATH']}"}
    done = subprocess.run(
        [*command, "work.ipynb"],
        cwd=learnrnn.work,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    outputs = [c.outputs for c in nbformat.read(learnrnn.work / "done.ipynb", as_version=4).cells]
    pages = [o[-1].get("data", {}).get("text/html", "") if o else "" for o in outputs]
    plain = [o[-1].get("data", {}).get("text/plain", "") if o else "" for o in outputs]
    assert outputs[0][0]["text"] == "[]\n"
    assert "All checks hold" in pages[2]
    assert "All checks hold" in plain[2]
    assert catalog.exercise("clip").checks().mistakes[0].ja in pages[3]
    assert "cell 5, line 2, in clip_gradient" in pages[5]
    assert outputs[6][0]["ename"] == "NameError"
    assert "nothing was checked" in plain[6]
    assert plain[7].startswith("None of gru_step")
    assert "%%check NAME" in plain[8]
