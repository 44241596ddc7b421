"""`learnrnn export otter`: what students get, what the autograder says, and what attacks come to."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from learnrnn import catalog
from learnrnn.bridges.otter.notebook import solution as marked_solution
from learnrnn.bridges.otter.tests import examples
from learnrnn.engine.edit import REGION
from learnrnn.engine.seed import read_seed
from learnrnn.locale import messages
from tests.bridges.otter.attacks import ATTACKS, PLAIN_TEST
from tests.bridges.otter.runs import Machine, Outcome, machine, notebook_of
from tests.conftest import Command, mistaken, solution

NAMES = ["clip", "lstm"]  # in course order
SECRET = "a secret for the class of spring"
external = pytest.mark.external


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return machine(tmp_path_factory.mktemp("machine"))


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    found = Command(tmp_path_factory.mktemp("export"))
    found.write("secret.txt", SECRET)
    return found


@pytest.fixture(scope="module")
def exported(command: Command) -> Path:
    """Two exercises, in Japanese, by a secret seed."""
    done = command("export", "otter", "class", *reversed(NAMES), "--lang", "ja", "--seed-file", "secret.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == messages("ja")["otter_written"].format(
        notebook="class/student/learnrnn.ipynb", autograder="class/autograder/autograder.zip"
    ) + "\n"  # fmt: skip
    return command.work / "class"


@pytest.fixture(scope="module")
def graded(command: Command, exported: Path, bench: Machine) -> dict[str, tuple[Outcome, dict[str, Any]]]:
    """Honest submissions: what Otter says of each, and what `learnrnn grade` does."""
    student = exported / "student" / "learnrnn.ipynb"
    right = {name: solution(name) for name in NAMES}
    contents = {
        "full.ipynb": notebook_of(student, right),
        "partial.ipynb": notebook_of(student, right | {"lstm": mistaken("lstm", "cell_shown_raw")}),
        "stub.ipynb": student.read_text(encoding="utf-8"),
        "script.py": right["lstm"],
        "broken.py": "def (",
        "latin.py": b"# caf\xe9",
        "otter.py": right["lstm"],  # a name that Otter itself imports
    }
    files = [command.write(f"honest/{name}", content) for name, content in contents.items()]
    for file in files:
        if file.suffix == ".py":
            for name in NAMES:
                command.write(f"graded/{file.stem}/{name}.py", file.read_bytes())
        else:
            command.write(f"graded/{file.stem}/{file.name}", file.read_bytes())
    theirs = bench.otter_run(exported / "autograder" / "autograder.zip", files)
    document = command.json(
        "grade", "graded", "--json", "--only", ",".join(NAMES), "--seed-file", "secret.txt", "--lang", "ja"
    )
    ours = {s["student"]: s for s in document["submissions"]}
    return {file.name: (outcome, ours[file.stem]) for file, outcome in zip(files, theirs, strict=True)}


# ------------------------------------------------------------------ what is exported


def texts_of(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


@external
def test_students_get_a_notebook_and_nothing_else(exported):
    assert sorted(p.relative_to(exported).as_posix() for p in exported.rglob("*") if p.is_file()) == [
        "autograder/autograder.zip",
        "autograder/learnrnn.ipynb",
        "student/learnrnn.ipynb",
    ]
    notebook = json.loads((exported / "student" / "learnrnn.ipynb").read_text(encoding="utf-8"))
    by_name = {
        c["metadata"].get("learnrnn", {}).get("exercise"): "".join(c["source"]) for c in notebook["cells"]
    }
    for name in NAMES:
        exercise = catalog.exercise(name)
        assert by_name[name] == exercise.stub.read_text(encoding="utf-8").rstrip("\n")
        readme = exercise.readme("ja").read_text(encoding="utf-8").rstrip("\n")
        assert any("".join(c["source"]).rstrip("\n") == readme for c in notebook["cells"])


def secrets(name: str) -> set[str]:
    """Texts of an exercise that no student may see; those that its own public folder tells do not count."""
    exercise = catalog.exercise(name)
    checks = exercise.checks()
    found = {text for c in checks.checks for text in (c.name, c.en, c.ja)}
    found |= {text for m in checks.mistakes for text in (m.name, m.en, m.ja, m.now)}
    for region in REGION.finditer(solution(name)):
        found |= {line.strip() for line in region["body"].splitlines()}
    public = texts_of(exercise.folder)
    return {text for text in found if len(text) > 12 and text not in public}


@external
def test_nothing_for_students_holds_a_solution_a_check_a_mistake_or_a_seed(exported, command):
    seen = texts_of(exported / "student")
    seen += json.loads(seen)["metadata"]["otter"]["tests"]["lstm"]  # without JSON's escapes
    seen += "".join("".join(c["source"]) for c in json.loads(texts_of(exported / "student"))["cells"])
    for name in NAMES:
        assert len(secrets(name)) > 40
        assert [text for text in secrets(name) if text in seen] == []
    assert SECRET not in seen
    assert str(read_seed(command.work / "secret.txt")) not in seen
    assert "hidden=True" not in seen


@external
def test_the_same_search_finds_them_all_in_the_autograder(exported):
    with zipfile.ZipFile(exported / "autograder" / "autograder.zip") as opened:
        seen = "\n".join(opened.read(name).decode() for name in opened.namelist())
    for name in NAMES:  # all but those that checks.py puts together
        assert len([text for text in secrets(name) if text in seen]) > 0.8 * len(secrets(name))


@external
@pytest.mark.parametrize("name", catalog.exercises())
def test_otter_cuts_every_stub_out_of_its_solution(name):
    from otter.assign.solutions import replace_solutions  # pyright: ignore[reportMissingTypeStubs]

    exercise = catalog.exercise(name)
    cut = replace_solutions(marked_solution(exercise).split("\n"), "python")
    assert "\n".join(cut) == exercise.stub.read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("name", catalog.exercises())
def test_public_examples_pass_for_the_solution_and_fail_for_the_stub(name):
    exercise = catalog.exercise(name)
    for source, right in ((solution(name), True), (exercise.stub.read_text(encoding="utf-8"), False)):
        env: dict[str, Any] = {}
        exec(source, env)
        passed = [_passes(example.code, env) for example in examples(exercise)]
        assert len(passed) == len(re.findall(r"^def test", exercise.public_test.read_text("utf-8"), re.M))
        assert all(passed) if right else not any(passed)


def _passes(code: str, env: dict[str, Any]) -> bool:
    names: dict[str, Any] = {}
    exec(code, names)
    (test,) = [f for n, f in names.items() if n.startswith("test")]
    try:
        test(env)
    except (AssertionError, NotImplementedError):
        return False
    return True


@external
def test_the_notebook_checks_itself_where_there_is_neither_learnrnn_nor_pytest(exported, bench):
    folder = bench.folder / "student"
    folder.mkdir()
    (folder / "pytest.py").write_text("raise ImportError('a student has no pytest')")
    right = {"clip": solution("clip"), "lstm": mistaken("lstm", "cell_shown_raw")}
    notebook = notebook_of(exported / "student" / "learnrnn.ipynb", right)
    (folder / "learnrnn.ipynb").write_text(notebook, encoding="utf-8")
    words = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "learnrnn.ipynb"]
    done = bench.run(*words, cwd=folder)
    assert done.returncode == 0, done.stderr
    said = texts_of_outputs(json.loads((folder / "learnrnn.ipynb").read_text(encoding="utf-8")))
    assert "clip results: All test cases passed!" in said['grader.check("clip")']
    assert "Test case passed" in said['grader.check("lstm")']
    assert "Test case failed" in said['grader.check("lstm")']
    (handed_in,) = folder.glob("*.zip")
    outcome = bench.otter_run(exported / "autograder" / "autograder.zip", [handed_in])[0]
    assert outcome.scores["clip"] == (10, 10)
    assert 0 < outcome.scores["lstm"][0] < 10


def texts_of_outputs(notebook: dict[str, Any]) -> dict[str, str]:
    return {
        "".join(cell["source"]): "".join(
            "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
            for output in cell["outputs"]
        )
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }


# ---------------------------------------------------------------------- how it grades


@external
def test_otter_gives_the_points_that_grade_gives(graded):
    for outcome, ours in graded.values():
        assert outcome.scores == {e["name"]: (e["score"], e["max_score"]) for e in ours["exercises"]}
    scores = {name: outcome.scores for name, (outcome, _) in graded.items()}
    assert scores["full.ipynb"] == {"clip": (10, 10), "lstm": (10, 10)}
    assert scores["partial.ipynb"]["clip"] == (10, 10)
    assert 0 < scores["partial.ipynb"]["lstm"][0] < 10
    assert scores["stub.ipynb"] == {"clip": (0, 10), "lstm": (0, 10)}
    assert scores["script.py"] == {"clip": (0, 10), "lstm": (10, 10)}
    assert scores["broken.py"] == scores["latin.py"] == {"clip": (0, 10), "lstm": (0, 10)}
    assert scores["otter.py"] == scores["script.py"]


@external
def test_otter_says_a_pass_only_of_what_passed(graded):
    for outcome, ours in graded.values():
        says = {t["name"]: t["output"] for t in outcome.results["tests"]}
        for exercise in ours["exercises"]:
            claimed = "All test cases passed!" in says[exercise["name"]]
            assert claimed == (exercise["status"] == "passed")
            if not claimed:
                passes = [c for c in exercise["checks"] if c["status"] == "passed"]
                assert says[exercise["name"]].count("✔") == len(passes)
                assert "passed" not in says[exercise["name"]].lower()


@external
def test_feedback_names_the_mistake_and_keeps_hidden_values_hidden(graded):
    outcome, ours = graded["partial.ipynb"]
    says = {t["name"]: t["output"] for t in outcome.results["tests"]}["lstm"]
    mistake = next(m for m in catalog.exercise("lstm").checks().mistakes if m.name == "cell_shown_raw")
    assert mistake.ja in says
    hidden = [c for e in ours["exercises"] for c in e["checks"] if c["visibility"] == "hidden"]
    values = {line for c in hidden if c["status"] == "failed" for line in c["message"].splitlines()[1:]}
    shown = {line for line in values if line in says}
    assert shown <= {mistake.ja}


@external
def test_what_is_shown_at_once_tells_nothing_of_hidden_checks(graded):
    outcome, ours = graded["partial.ipynb"]
    assert {t["visibility"] for t in outcome.results["tests"]} == {"after_published"}
    checks = [c for e in ours["exercises"] for c in e["checks"]]
    for check in checks:
        says = check["message"].splitlines()[0]
        assert (says in outcome.results["output"]) == (check["visibility"] == "visible")


@external
def test_a_file_that_cannot_be_loaded_is_told_why(graded):
    for name in ("broken.py", "latin.py"):
        outcome, ours = graded[name]
        for exercise in ours["exercises"]:
            message = exercise["message"].replace(
                f"{exercise['name']}.py", name
            )  # the file as it was handed in
            assert message in outcome.results["output"]
            assert message in next(
                t["output"] for t in outcome.results["tests"] if t["name"] == exercise["name"]
            )


@external
def test_it_grades_where_gradescope_puts_it(exported, bench):
    """Otter's own run_otter.py, in a folder laid out as Gradescope's container; it adds nothing to the path."""
    root = bench.folder / "autograder"
    (root / "results").mkdir(parents=True)
    (root / "submission").mkdir()
    (root / "submission_metadata.json").write_text("{}")
    with zipfile.ZipFile(exported / "autograder" / "autograder.zip") as opened:
        opened.extractall(root / "source")
    (root / "submission" / "lstm.py").write_text(solution("lstm"), encoding="utf-8")
    script = root / "source" / "run_otter.py"
    script.write_text(script.read_text().replace('"/autograder"', repr(str(root))))
    done = bench.run(str(script))
    assert done.returncode == 0, done.stderr
    results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    assert [(t["name"], t["score"]) for t in results["tests"]] == [("clip", 0), ("lstm", 10)]
    assert "numpy" in (root / "source" / "environment.yml").read_text()
    shutil.rmtree(root)


@external
def test_a_fault_of_the_grader_is_no_zero(exported, bench):
    autograder = bench.folder / "faulty.zip"
    with zipfile.ZipFile(exported / "autograder" / "autograder.zip") as whole, zipfile.ZipFile(autograder, "w") as faulty:  # fmt: skip
        for name in whole.namelist():
            if not name.startswith("learnrnn/solutions/lstm/"):
                faulty.writestr(name, whole.read(name))
    submission = bench.folder / "answer.py"
    submission.write_text(solution("lstm"), encoding="utf-8")
    words = ["-P", "-m", "otter", "run", "-a", str(autograder), str(submission)]
    done = bench.run(*words, PYTHONPATH=str(autograder))
    assert done.returncode != 0
    assert "RuntimeError: learnrnn could not grade" in done.stderr
    assert not (bench.folder / "results.json").exists()


# -------------------------------------------------------------------------- attacks


@pytest.fixture(scope="module")
def attacked(command: Command, bench: Machine) -> dict[str, tuple[Outcome, Outcome]]:
    """Each attack's outcome by an ordinary autograder, and by ours."""
    done = command("export", "otter", "lstm", "lstm")
    assert (done.returncode, done.stderr) == (0, "")
    folder = bench.folder / "plain"
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "lstm.py").write_text(PLAIN_TEST.format(reference=solution("lstm")))
    assert bench.run("-P", "-m", "otter", "generate", cwd=folder).returncode == 0
    outcomes = []
    for name, autograder in (
        ("plain", folder / "autograder.zip"),
        ("ours", command.work / "lstm" / "autograder" / "autograder.zip"),
    ):
        files = []
        for attack in ATTACKS:
            filename, content = attack.submission()
            files.append(command.write(f"attacks/{name}/{filename}", content))
        outcomes.append(bench.otter_run(autograder, files))
    return dict(zip((a.name for a in ATTACKS), zip(*outcomes, strict=True), strict=True))


@external
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.name)
def test_an_attack_that_takes_all_from_plain_otter_scores_nothing(attack, attacked):
    plain, ours = attacked[attack.name]
    assert plain.scores == {"lstm": (10, 10)}
    assert ours.scores == {"lstm": (0, 10)}


@external
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.name)
def test_no_text_claims_that_an_attack_passed(attack, attacked):
    plain, ours = attacked[attack.name]
    assert "All test cases passed!" in plain.texts
    assert "passed" not in ours.texts.lower()
    assert not set("✔✅🎉") & set(ours.texts)


# -------------------------------------------------------------------------- wrong use


def test_without_otter_one_line_says_what_to_install(learnrnn):
    code = "import sys; sys.modules['otter'] = None; from learnrnn.cli import main; main(['export', 'otter', 'out', 'lstm'])"
    done = learnrnn.python(code)
    assert done.returncode == 2
    assert done.stderr == f"learnrnn: {messages('en')['otter_missing']}\n"
    assert list(learnrnn.work.iterdir()) == []


@external
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("full", "lstm"), "full is not empty. Name a new folder, or an empty one."),
        (("full/mine.txt", "lstm"), "full/mine.txt cannot be written: Not a directory."),
        (("out", "lstn"), "Did you mean 'lstm'?"),
        (("out", "lstm", "--seed", "1", "--seed-file", "x"), "--seed-file"),
        (("out", "lstm", "--seed-file", "no.txt"), "no.txt"),
        ((), "Missing argument 'DIR'."),
    ],
    ids=str,
)
def test_wrong_use_of_otter_is_one_line_and_changes_nothing(words, said, learnrnn):
    learnrnn.write("full/mine.txt", "mine")
    done = learnrnn("export", "otter", *words)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert texts_of(learnrnn.work) == "mine"


@external
def test_a_class_bundle_without_solutions_cannot_be_exported(learnrnn, tmp_path):
    bundle = tmp_path / "bundle"
    shutil.copytree(catalog.root() / "exercises" / "lstm", bundle / "exercises" / "lstm")
    done = learnrnn("export", "otter", "out", LEARNRNN_COURSE=str(bundle))
    assert done.returncode == 2
    assert done.stderr == f"learnrnn: {messages('en')['otter_no_checks'].format(name='lstm')}\n"
    assert list(learnrnn.work.iterdir()) == []
