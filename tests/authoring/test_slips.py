"""Authors' slips: each is one sentence that names the file and says what to do, never a traceback."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import REPOSITORY, some

CHECKS = "solutions/clip/checks.py"
REFERENCE = "solutions/clip/clip.py"
TOML = "exercises/clip/exercise.toml"
README = "exercises/clip/README.ja.md"

# name: file, what stands there, what the author wrote, what verify says of it
SLIPS = {
    "a stale edit": (CHECKS, 'SCALE = "scale = float(', 'SCALE = "scale = abs(', "no longer applies"),
    "an unknown need of a check": (
        CHECKS,
        'needs=("long_gradient_is_shortened",)',
        'needs=("long_gradient",)',
        "which is no check here",
    ),
    "a check that needs itself": (
        CHECKS,
        '"long_gradient_is_shortened",\n        "clip_gradient",\n        [\n            MATRIX(),\n            VECTOR(),\n            TENSOR(),',
        '"long_gradient_is_shortened",\n        "clip_gradient",\n        needs=("short_gradient_stays",),\n        case=[\n            MATRIX(),\n            VECTOR(),\n            TENSOR(),',
        "Break the circle",
    ),
    "an unknown need of an exercise": (TOML, 'needs = ["bptt"]', 'needs = ["bptx"]', "which is no exercise"),
    "a need that comes later": (TOML, 'needs = ["bptt"]', 'needs = ["lstm"]', "does not come before it"),
    "a typing error in the TOML": (TOML, "needs = [", "needs = [[", "exercise.toml"),
    "a key left out": (TOML, "[on_pass]", "[on_passed]", "it has no 'on_pass'"),
    "a key that is none": (TOML, 'section = "S2"', 'section = "S2"\nlevel = 3', "nothing is called 'level'"),
    "a section that does not exist": (TOML, 'section = "S2"', 'section = "S9"', "section 'S9' is none"),
    "a language left out": (TOML, 'ja = "クリッピング: 勾配爆発を抑える"', 'ja = ""', "no text in 'ja'"),
    "a mistake that is no Python": (CHECKS, '"1 / threshold"', '"1 / threshold ("', "no Python"),
    "checks that are no Python": (CHECKS, "CHECKS = [", "CHECKS = [[", "this is no Python"),
    "checks with an unknown word": (CHECKS, "MATRIX = Arrays(", "MATRIX = Array(", "cannot be loaded (NameError"),
    "a marker that never ends": (REFERENCE, "    return gradient * rate\n    # END SOLUTION", "    return gradient * rate", "begins where"),
    "a marker with a comment": (REFERENCE, "# END SOLUTION", "# END SOLUTION of it", "stand alone"),
    "a marker that never begins": (REFERENCE, "# BEGIN SOLUTION", "# SOLUTION", "has not begun"),
    "a reference that is no Python": (REFERENCE, "def clip_gradient(", "def clip_gradient((", "this is no Python"),
    "arguments in another order": (
        CHECKS,
        'MATRIX = Arrays(gradient="D H", threshold=0.5)',
        'MATRIX = Arrays(threshold=0.5, gradient="D H")',
        "and the function takes gradient, threshold",
    ),
    "a size for a letter that no shape has": (CHECKS, "            VECTOR(),", "            VECTOR(T=2),", "fixes the size T"),
    "points that do not sum": (CHECKS, "points=2,", "points=3,", "sum to 10"),
    "a function that is not there": (CHECKS, '"clip_gradient",', '"clip_grad",', "which the reference does not have"),
    "a heading left out": (README, "`clip_global_norm`\n", "\n", "heading"),
    "a worked example that is wrong": (README, "[1.5, 2.0]", "[1.5, 2.5]", "does not come out as written"),
}  # fmt: skip
UNREADABLE = (
    "a typing error in the TOML",
    "a key left out",
)  # the exercise is told by the course's verify alone


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    for name in ("backprop", "bptt", "clip", "lstm"):
        for part in ("exercises", "solutions"):
            shutil.copytree(REPOSITORY / part / name, root / part / name)
    shutil.copy(REPOSITORY / "course.toml", root)
    for name, before in (("bptt", '["rnn", "sigmoid"]'), ("lstm", '["rnn"]')):
        file = root / "exercises" / name / "exercise.toml"
        file.write_text(file.read_text(encoding="utf-8").replace(before, "[]"), encoding="utf-8")
    return root


@pytest.mark.parametrize("slip", some(SLIPS, list(SLIPS)[::3].__contains__))
def test_a_slip_is_told_in_a_sentence(learnrnn, course, slip):
    name, was, now, said = SLIPS[slip]
    file = course / name
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")
    done = learnrnn(
        "verify", *([] if slip in UNREADABLE else ["clip"]), "--json", LEARNRNN_COURSE=str(course)
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    failures = json.loads(done.stdout)["failures"]
    assert any(said in failure for failure in failures), failures
    assert all(failure.endswith(".") or "Mend" in failure for failure in failures)
    assert any(name.rpartition("/")[2] in failure for failure in failures), failures


def test_an_order_taken_twice_is_told(learnrnn, course):
    file = course / TOML
    order = (course / "exercises" / "lstm" / "exercise.toml").read_text(encoding="utf-8").split("\n")[0]
    text = file.read_text(encoding="utf-8")
    file.write_text("\n".join([order, *text.split("\n")[1:]]), encoding="utf-8")
    failures = learnrnn.json("verify", "clip", "--json", LEARNRNN_COURSE=str(course))["failures"]
    assert any("is that of 'lstm' too" in failure for failure in failures)


def test_a_broken_exercise_stops_every_other_command_in_one_line(learnrnn, course):
    file = course / TOML
    file.write_text(file.read_text(encoding="utf-8").replace("order", "ordre", 1), encoding="utf-8")
    done = learnrnn("exercise", LEARNRNN_COURSE=str(course))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "it has no 'order'" in line
