"""A class's bundle works, and tells nothing that a student may not know."""

from __future__ import annotations

import json
import os
import re
import zipfile
from pathlib import Path

import pytest
import yaml

from learnrnn import catalog
from learnrnn.bridges.release import bundle
from learnrnn.engine.edit import REGION
from learnrnn.quiz.load import load_bank
from tests.conftest import Command, mistaken, solution, wheel_of

SEED = 918273645
SHORTEST_LINE = 25  # letters of a solution's line that could stand nowhere by chance

# Words of secrets that stand elsewhere for a reason of their own.
COINCIDENCES = {
    "argument_changed": "a message of the engine",
    "one_example": "an example in the words of checks.py",
    "short_gradient_stays": "the public test of that",
    "output_gate_sees_the_new_cell": "the public test of that",
    "steps_are_counted_from_one": "the public test of that",
    "mean_squared_error": "a function of another library, named in a text",
    "n below 1 is a ValueError.": "the contract, in the text",
    "A window below 1 is a ValueError.": "the contract, in the text",
    "i = sigmoid(u_i + p_i * c_prev)": "a listing that a question shows",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(bundle(list(catalog.exercises().values()), SEED))


@pytest.fixture(scope="module")
def course(files, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("class") / "bundle"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def squeezed(text: str) -> str:
    return " ".join(text.split())


def secrets():
    """Every text that no student may get, and whether public exercises may have it (a line of a solution)."""
    for exercise in catalog.exercises().values():
        checks = exercise.checks()
        for secret in [c for c in checks.checks if not c.visible] + list(checks.mistakes):
            yield from ((text, False) for text in (secret.name, secret.en, secret.ja))
        for region in REGION.finditer(solution(exercise.name)):
            lines = (line.split("#")[0].strip() for line in region[0].splitlines())
            yield from ((line, True) for line in lines if len(line) >= SHORTEST_LINE)
    for question in load_bank().questions.values():
        texts = [o.why for o in question.options] + [w.why for w in question.wrong]
        for text in (*texts, question.why, question.otherwise):
            if text is not None:
                yield from ((said, False) for said in (text.en, text.ja))


def test_no_secret_is_anywhere_in_it(files):
    everything = {name: squeezed(content.decode()) for name, content in files.items()}
    outside = squeezed(
        "\n".join(text for name, text in everything.items() if not name.startswith("exercises/"))
    )
    inside = squeezed("\n".join(text for name, text in everything.items() if name.startswith("exercises/")))
    found, count = set(), 0
    for secret, may_be_public in secrets():
        count += 1
        if squeezed(secret) in outside or (squeezed(secret) in inside and not may_be_public):
            found.add(secret)
    assert count > 2000
    assert found <= set(COINCIDENCES)


def test_of_exercises_it_has_what_is_public_and_nothing_else(files):
    public = {
        str(path.relative_to(catalog.root())): path.read_bytes()
        for path in (catalog.root() / "exercises").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {n: c for n, c in files.items() if n.startswith("exercises/")} == public


def test_no_file_in_it_belongs_to_solutions_and_the_quiz_alone_tells_its_seed(files):
    parts = {part for name in files for part in Path(name).parts}
    assert not parts & {"solutions", "checks.py", "tests", "survivors.toml", "CHANGELOG.md"}
    for name, content in files.items():
        assert content.count(str(SEED).encode()) == name.startswith("quizzes/"), name


def test_a_question_in_it_has_what_is_shown_and_nothing_else(files):
    bank = load_bank()
    seen, first = set(), 0
    for name in (name for name in files if name.startswith("quizzes/")):
        data = yaml.safe_load(files[name])
        assert set(data) == {"schema", "section", "note", "title", "cut", "seed", "questions"}
        for question in data["questions"]:
            full = bank.questions[question["id"]]
            seen.add(full.id)
            assert set(question) <= {
                "id", "kind", "source", "difficulty", "stem", "code", "convention", "tags", "exercise", "options"
            }  # fmt: skip
            options = question.get("options", [])
            assert all(set(o) <= {"id", "text", "code", "last"} for o in options)
            assert sorted(o["id"] for o in options) == sorted(o.id for o in full.options)
            shown = json.dumps([question["stem"], question.get("code", "")])
            assert not re.search(
                "|".join(rf"{{{p}}}" for p in full.params or {"-": 0}), re.sub(r"\$.*?\$", "", shown)
            )
            first += bool(options) and options[0]["id"] in full.rights and full.kind == "single"
    assert seen == set(bank.questions)
    singles = sum(q.kind == "single" for q in bank.questions.values())
    assert first < singles / 2  # the author's order, where the right one may always be the first, is gone


def numbers(questions, full):
    """Lines that answer every question as listed, rightly."""
    for question in questions:
        answer = full[question["id"]]["answer"]
        ids = [option["id"] for option in question["options"]]
        if ids:
            yield ",".join(
                str(ids.index(each) + 1) for each in (answer if isinstance(answer, list) else [answer])
            )
        else:
            yield " ".join(str(answer).split())


def test_what_a_student_answers_in_it_is_scored_by_the_whole_bank(learnrnn: Command, course):
    listed = learnrnn.json("quiz", "--list", "--json", LEARNRNN_COURSE=str(course))["questions"]
    whole = learnrnn.json("quiz", "--list", "--json", "--with-answers", "--seed", str(SEED))["questions"]
    full = {question["id"]: question for question in whole}
    assert {q["id"]: q["stem"] for q in listed} == {q["id"]: q["stem"] for q in whole}
    lines = list(numbers(listed, full))
    learnrnn.work.joinpath("ann").mkdir()
    words = ["quiz", "--student", "ann", "--record", "ann/quiz-answers.json", "--count"]
    done = learnrnn(*words, "3", stdin="\n".join(lines[:2]), LEARNRNN_COURSE=str(course))
    assert done.returncode == 0, done.stderr
    assert "2 of" in done.stdout
    done = learnrnn(*words, "999", stdin="\n".join(lines[2:]), LEARNRNN_COURSE=str(course))
    assert done.returncode == 0, done.stderr
    for path in ("ann/quiz-answers.json", "."):
        (ann,) = learnrnn.json("quiz", "--answers", path, "--seed", str(SEED), "--json")["students"]
        assert ann["student"] == "ann"
        wrong = [q["id"] for q in ann["questions"] if not q["right"]]
        assert (wrong, ann["score"], ann["problems"]) == ([], len(whole), [])


def test_answers_that_cannot_be_read_are_asked_again_and_unknown_ones_left_open(learnrnn, course):
    done = learnrnn(
        "quiz", "--section", "rnn", "--count", "2", stdin="many\n3\n?\n", LEARNRNN_COURSE=str(course)
    )
    assert done.returncode == 0
    ((entry,),) = [json.loads((learnrnn.work / "quiz-answers.json").read_text())]
    assert list(entry["answers"].values()) == ["3"]


def test_a_file_that_is_no_answers_is_never_written_over(learnrnn, course):
    file = learnrnn.write("quiz-answers.json", "my notes")
    done = learnrnn("quiz", stdin="1\n", LEARNRNN_COURSE=str(course))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert file.read_text() == "my notes"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["quiz", "--exam"], "needs the keys"),
        (["quiz", "--review"], "needs the keys"),
        (["quiz", "--list", "--with-answers"], "not in this bundle"),
        (["quiz", "--answers", "x.json"], "not in this bundle"),
        (["export", "quiz", "gift", "x"], "not in this bundle"),
        (["grade", ".", "--json"], "cannot grade"),
        (["verify"], "cannot grade"),
        (["solution", "lstm", "--give-up"], "not in this bundle"),
    ],
    ids=" ".join,
)
def test_what_takes_keys_or_solutions_is_refused_in_one_line(learnrnn, course, words, says):
    done = learnrnn(*words, LEARNRNN_COURSE=str(course))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert says in done.stderr


def test_exercises_hints_and_checks_work_from_it(learnrnn, course):
    assert "lstm_step" in learnrnn("exercise", "lstm", LEARNRNN_COURSE=str(course)).stdout
    assert "Hint 1 of 3" in learnrnn("hint", "lstm", LEARNRNN_COURSE=str(course)).stdout
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    done = learnrnn("check", "lstm", LEARNRNN_COURSE=str(course))
    assert done.returncode == 1
    assert "Multiply c_prev by f" not in done.stdout
    learnrnn.write("lstm.py", solution("lstm"))
    done = learnrnn("check", "lstm", LEARNRNN_COURSE=str(course))
    assert done.returncode == 0
    assert "hidden checks run when the work is handed in" in " ".join(done.stdout.split())


def test_release_writes_a_new_folder_only_and_whole(learnrnn):
    learnrnn.work.joinpath("here").mkdir()
    done = learnrnn("release", "here", "lstm", "gru")
    assert done.returncode == 0
    assert "2 exercises" in done.stdout
    found = sorted(os.listdir(learnrnn.work / "here"))
    assert found == [
        "LICENSE",
        "NOTICE",
        "README.ja.md",
        "README.md",
        "course.toml",
        "exercises",
        "grader",
        "pyproject.toml",
        "quizzes",
    ]
    assert sorted(os.listdir(learnrnn.work / "here" / "exercises")) == ["gru", "lstm"]
    for word, says in (
        ("here", "not empty"),
        ("mine.txt", "not empty"),
        ("/proc/nowhere", "cannot be written"),
    ):
        learnrnn.write("mine.txt", "mine")
        done = learnrnn("release", word)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert says in done.stderr
    assert learnrnn.work.joinpath("mine.txt").read_text() == "mine"
    assert learnrnn("release", "x", "lstn").returncode == 2
    assert not learnrnn.work.joinpath("x").exists()


def test_its_readme_is_in_both_languages_and_lists_the_exercises(files):
    for name, lang in (("README.md", "en"), ("README.ja.md", "ja")):
        text = files[name].decode()
        assert "{" not in text
        assert all(f"| `{e.name}` | {e.title.render(lang)} |" in text for e in catalog.exercises().values())


def test_what_pip_makes_of_it_has_the_course_and_no_solution(course, tmp_path):
    wheel = wheel_of(course, tmp_path)
    names = zipfile.ZipFile(wheel).namelist()
    assert "learnrnn/exercises/lstm/README.ja.md" in names
    assert "learnrnn/quizzes/lstm.yaml" in names
    assert not any("solutions/" in name for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
