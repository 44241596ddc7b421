"""Whose functions a training calls, and what is said when one of them is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.training.functions import LearnerFault, find
from tests.conftest import REPOSITORY, solution

NEEDS = {"clip": ("clip_gradient", "clip_global_norm")}


def written(folder, source, *, reference=False):
    (folder / "clip.py").write_text(source)
    return find(NEEDS, folder, reference=reference)


def fault(folder, source, *arguments):
    with pytest.raises(LearnerFault) as found:
        written(folder, source, reference=True).call("clip_gradient", *arguments)
    said = [found.value.said.render(lang) for lang in ("en", "ja")]
    assert "\n" not in "".join(said)
    return said


def test_a_missing_file_is_named_with_what_to_do(tmp_path):
    with pytest.raises(LearnrnnError) as found:
        find(NEEDS, tmp_path, reference=False)
    for said in (found.value.said.render(lang) for lang in ("en", "ja")):
        assert "clip.py" in said
        assert "learnrnn exercise clip" in said
        assert "--reference" in said


def test_a_stub_counts_as_not_written(tmp_path):
    stub = (REPOSITORY / "exercises" / "clip" / "clip.py").read_text()
    with pytest.raises(LearnrnnError, match=r"clip_gradient, clip_global_norm \(not written yet in clip\.py"):
        written(tmp_path, stub)


def test_the_learners_functions_come_first_and_the_reference_fills_in(tmp_path):
    functions = written(tmp_path, "def clip_gradient(g, threshold):\n    return 7", reference=True)
    assert functions.call("clip_gradient", 1, 1) == 7
    assert functions.call("clip_global_norm", [], 1) == ([], 0.0)
    assert functions.names(learners=True) == ["clip_gradient"]
    assert functions.names(learners=False) == ["clip_global_norm"]
    assert [sentence.render("en") for sentence in functions.whose] == [
        "Yours: clip_gradient",
        "The reference's: clip_global_norm",
    ]


def test_an_error_names_file_and_line(tmp_path):
    english, japanese = fault(tmp_path, "\n\ndef clip_gradient(g, t):\n    return g / 0", 1, 1)
    assert english.startswith("clip.py, line 4, in clip_gradient: ZeroDivisionError: division by zero.")
    assert "clip.py の 4 行目" in japanese


def test_an_error_deep_in_numpy_names_the_learners_line(tmp_path):
    source = "import numpy as np\ndef clip_gradient(g, t):\n    return np.linalg.inv(g)"
    english, _ = fault(tmp_path, source, np.zeros((2, 2)), 1)
    assert english.startswith("clip.py, line 3, in clip_gradient: LinAlgError")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f(:\n", "clip.py, line 1: SyntaxError"),
        ("x = [", "clip.py, line 1: SyntaxError"),
        ("\nx = 1 / 0\n", "clip.py, line 2: ZeroDivisionError"),
        ("\nimport sys\nsys.exit(3)\n", "clip.py, line 3: SystemExit"),
        ("import lstm\n", "clip.py, line 1: it imports lstm, but each file stands alone"),
        ("\0", "clip.py, line ?: SyntaxError"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_one_line(tmp_path, source, said):
    english, _ = fault(tmp_path, source)
    assert english.startswith(said)


def test_a_dataclass_in_a_file_can_be_made(tmp_path):
    source = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    source += "@dataclass\nclass A:\n    x: int\n\n\ndef clip_gradient(g, t):\n    return A(g).x\n"
    assert written(tmp_path, source, reference=True).call("clip_gradient", 3, 1) == 3


@pytest.mark.parametrize(
    ("judge", "said"),
    [
        (lambda f: f.array("clip_gradient", np.zeros((2, 3)), (3, 2)), "(2, 3); right is (3, 2)"),
        (lambda f: f.array("clip_gradient", [1.0, np.nan], (2,)), "NaN or infinity"),
        (lambda f: f.array("clip_gradient", [1.0, np.inf], (2,)), "NaN or infinity"),
        (lambda f: f.array("clip_gradient", None, (2,)), "gave NoneType; an array of numbers"),
        (lambda f: f.array("clip_gradient", [[1], [1, 2]], (2,)), "gave list; an array of numbers"),
        (lambda f: f.number("clip_gradient", [1.0]), "shape (1,); right is ()"),
        (lambda f: f.items("clip_gradient", None, 2), "gave NoneType; 2 values"),
        (lambda f: f.items("clip_gradient", "ab", 2), "gave str; 2 values"),
        (lambda f: f.integers("clip_gradient", [0, 5], (2,), 5), "integers from 0, below 5"),
        (lambda f: f.integers("clip_gradient", [0.0], (1,), 5), "integers from 0, below 5"),
        (lambda f: f.arrays("clip_gradient", {"a": 1}, {"W": (2,)}), "a dict with the keys W"),
        (lambda f: f.arrays("clip_gradient", {"W": 1}, {"W": (2,)}), "clip_gradient(…)['W'] in clip.py"),
        (lambda f: f.texts("clip_gradient", [1]), "list of str"),
        (lambda f: f.texts("clip_gradient", ["a"], at_least=2), "list of str"),
        (lambda f: f.vocabulary("clip_gradient", {"a": 0, "b": 2}), "dict from word to id"),
        (lambda f: f.vocabulary("clip_gradient", {"a": [0]}), "dict from word to id"),
        (lambda f: f.vocabulary("clip_gradient", None), "dict from word to id"),
    ],
)
def test_a_wrong_result_is_said(tmp_path, judge, said):
    functions = written(tmp_path, solution("clip"))
    with pytest.raises(LearnerFault) as found:
        judge(functions)
    assert said in str(found.value)
    assert "learnrnn check clip" in found.value.said.render("ja")


def test_a_ctrl_c_is_no_error_of_the_learners(tmp_path):
    functions = written(tmp_path, "def clip_gradient(g, t):\n    raise KeyboardInterrupt", reference=True)
    with pytest.raises(KeyboardInterrupt):
        functions.call("clip_gradient", 1, 1)


def test_without_solutions_the_reference_is_refused(tmp_path, monkeypatch):
    (tmp_path / "exercises").symlink_to(REPOSITORY / "exercises")
    monkeypatch.setenv("LEARNRNN_COURSE", str(tmp_path))
    with pytest.raises(LearnrnnError, match="no reference of clip"):
        find(NEEDS, tmp_path, reference=True)
