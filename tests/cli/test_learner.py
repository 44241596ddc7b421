"""The learner's commands, as a learner runs them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat

import pytest

from learnrnn import catalog
from tests.conftest import REPOSITORY, mistaken, solution


def test_nothing_said_tells_what_is_next(learnrnn):
    done = learnrnn()
    assert done.returncode == 0
    assert "learnrnn exercise backprop" in done.stdout


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, {"en": "Due: 1 question. ", "ja": "1問あり"}), (2, {"en": "Due: 2 questions. ", "ja": "2 問あり"})],
)
def test_nothing_said_tells_what_is_due(learnrnn, count, said):
    assert "--review" not in learnrnn().stdout
    code = f"""
from learnrnn.learner.progress import Progress
from learnrnn.quiz.memory import open_tables
connection, _ = open_tables(Progress.open().connection)
for name in ["chain-rule", "cosine"][:{count}]:
    connection.execute("INSERT INTO quiz_card VALUES (?, '', '2020-01-02T00:00:00+00:00', '2020-01-01')", (name,))
    connection.execute("INSERT INTO quiz_review VALUES (NULL, ?, '2020-01-01', '2020-01-01', 0, 1, 0, '')", (name,))
"""
    assert learnrnn.python(code).returncode == 0
    for lang in ("en", "ja"):
        shown = learnrnn(LEARNRNN_LANG=lang).stdout
        assert said[lang] in shown
        assert "learnrnn quiz --review" in shown


def test_exercise_lists_every_exercise_in_course_order(learnrnn):
    shown = learnrnn("exercise").stdout
    places = [shown.find(f" {name} ") for name in catalog.exercises()]
    assert -1 not in places
    assert places == sorted(places)


def test_exercise_shows_the_task_and_places_its_files(learnrnn):
    done = learnrnn("exercise", "lstm")
    assert done.returncode == 0
    assert "lstm_step" in done.stdout
    assert "learnrnn check lstm" in done.stdout
    assert sorted(os.listdir(learnrnn.work)) == ["lstm.md", "lstm.py", "test_lstm.py"]
    assert (learnrnn.work / "lstm.md").read_bytes() == catalog.exercise("lstm").readme("en").read_bytes()
    learnrnn("exercise", "lstm", "--lang", "ja")
    assert (learnrnn.work / "lstm.md").read_bytes() == catalog.exercise("lstm").readme("ja").read_bytes()
    assert sorted(os.listdir(learnrnn.work)) == ["lstm.md", "lstm.py", "test_lstm.py"]


def test_exercise_never_overwrites_work(learnrnn):
    learnrnn.write("lstm.py", "mine")
    done = learnrnn("exercise", "lstm")
    assert (learnrnn.work / "lstm.py").read_text() == "mine"
    assert "kept" in done.stdout


def test_reset_keeps_every_backup(learnrnn):
    for text in ("first", "second"):
        learnrnn.write("lstm.py", text)
        assert learnrnn("exercise", "lstm", "--reset").returncode == 0
    kept = {p.read_text() for p in learnrnn.work.glob("lstm.py*.bak")}
    assert kept == {"first", "second"}
    assert "NotImplementedError" in (learnrnn.work / "lstm.py").read_text()


def test_a_reset_of_what_nobody_touched_makes_no_backup(learnrnn):
    learnrnn("exercise", "lstm")
    learnrnn("exercise", "lstm", "--reset")
    assert sorted(os.listdir(learnrnn.work)) == ["lstm.md", "lstm.py", "test_lstm.py"]


def test_undo_brings_the_last_backup_back_and_itself(learnrnn):
    for text in ("first", "second"):
        learnrnn.write("lstm.py", text)
        learnrnn("exercise", "lstm", "--reset")
    learnrnn.write("lstm.py", "third")
    now = learnrnn.work / "lstm.py"
    assert learnrnn("undo", "lstm").returncode == 0
    assert now.read_text() == "second"
    learnrnn("undo", "lstm")
    assert now.read_text() == "third"
    now.unlink()
    learnrnn("undo", "lstm")
    assert now.read_text() == "second"
    assert {p.read_text() for p in learnrnn.work.glob("lstm.py.*bak")} == {"first"}


def test_undo_without_a_backup_is_one_line(learnrnn):
    done = learnrnn("undo", "lstm")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no backup of lstm.py" in done.stderr


def test_what_was_begun_comes_before_what_is_next(learnrnn):
    assert "`learnrnn exercise backprop`" in learnrnn().stdout
    learnrnn("exercise", "lstm")
    assert "`learnrnn exercise backprop`" in learnrnn().stdout, "a stub that nobody touched is not begun"
    learnrnn.write("lstm.py", "mine")
    assert "Go on in lstm.py, then `learnrnn check lstm`" in learnrnn().stdout
    assert "--workspace" in learnrnn("--workspace", str(learnrnn.folder / "w")).stdout


def test_the_list_is_one_screen_and_shows_the_best_and_what_is_needed(learnrnn):
    learnrnn.write("backprop.py", solution("backprop"))
    learnrnn.write("lstm.py", mistaken("lstm", "only_the_last_state"))
    learnrnn("check")
    lines = learnrnn("exercise", COLUMNS="80").stdout.splitlines()
    assert len(lines) <= 23
    assert lines[0].startswith("✔ backprop        10")
    assert next(line for line in lines if " lstm " in line).split()[:3] == ["✎", "lstm", "6"]
    assert next(line for line in lines if " gru " in line).endswith("builds on lstm")


def test_progress_moves_to_another_machine_as_one_file(learnrnn):
    learnrnn.write("clip.py", solution("clip"))
    learnrnn("check", "clip")
    learnrnn("hint", "lstm")
    assert "1 exercises" in learnrnn("progress", "export", "p.json").stdout
    there = {"XDG_DATA_HOME": str(learnrnn.folder / "elsewhere")}
    learnrnn.write("lstm.py", solution("lstm"))
    learnrnn("check", "lstm", **there)
    for _ in range(2):
        assert learnrnn("progress", "import", "p.json", **there).returncode == 0
    marks = {line.split()[1]: line[0] for line in learnrnn("exercise", **there).stdout.splitlines()[:-1]}
    assert [name for name, mark in marks.items() if mark == "✔"] == ["clip", "lstm"]
    assert learnrnn("hint", "lstm", **there).stdout.count("Hint ") == 2
    learnrnn("progress", "export", "q.json", **there)
    assert len((learnrnn.work / "q.json").read_bytes()) < 1000


@pytest.mark.parametrize(
    "content", ["", "no JSON", "[]", '{"schema": "learnrnn/progress/1"}', '{"schema": "learnrnn/progress/1", '
     '"exercise": [{"name": "a"}], "hint": [], "quiz_card": [], "quiz_review": []}', "[" * 100_000],
    ids=["empty", "text", "list", "hollow", "half", "deep"],
)  # fmt: skip
def test_a_file_that_is_no_progress_is_one_line_and_changes_nothing(learnrnn, content):
    learnrnn.write("p.json", content)
    done = learnrnn("progress", "import", "p.json")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    learnrnn("progress", "export", "q.json")
    assert json.loads((learnrnn.work / "q.json").read_text())["exercise"] == []


def course_copy(learnrnn):
    """A copy of the course's lstm that a test may change."""
    import shutil

    course = learnrnn.folder / "course"
    for part in ("exercises", "solutions"):
        shutil.copytree(catalog.root() / part / "lstm", course / part / "lstm")
    toml = course / "exercises" / "lstm" / "exercise.toml"
    lines = toml.read_text().splitlines()
    toml.write_text("\n".join("needs = []" if line.startswith("needs") else line for line in lines))
    return course


def test_a_newer_kit_refreshes_examples_but_not_work(learnrnn):
    course = course_copy(learnrnn)
    learnrnn("exercise", "lstm", LEARNRNN_COURSE=str(course))
    old_test = (learnrnn.work / "test_lstm.py").read_text()
    learnrnn.write("lstm.py", "mine")
    for name in ("lstm.py", "test_lstm.py"):
        path = course / "exercises" / "lstm" / name
        path.write_text(path.read_text() + "\n# newer\n")
    done = learnrnn("exercise", "lstm", LEARNRNN_COURSE=str(course))
    assert "has changed since you began; yours is kept" in done.stdout
    assert (learnrnn.work / "lstm.py").read_text() == "mine"
    assert (learnrnn.work / "test_lstm.py").read_text().endswith("# newer\n")
    assert (learnrnn.work / "test_lstm.py.bak").read_text() == old_test


def test_tests_that_a_learner_added_stay(learnrnn):
    learnrnn("exercise", "lstm")
    path = learnrnn.work / "test_lstm.py"
    path.write_text(path.read_text() + "\n# mine\n")
    learnrnn("exercise", "lstm")
    assert path.read_text().endswith("# mine\n")


def test_check_passes_the_reference_and_says_what_was_built(learnrnn):
    learnrnn.write("lstm.py", solution("lstm"))
    done = learnrnn("check", "lstm")
    assert done.returncode == 0
    assert "10 of 10 points" in done.stdout
    assert catalog.exercise("lstm").on_pass.en[:20] in done.stdout


def test_check_names_the_mistake(learnrnn):
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    done = learnrnn("check", "lstm")
    assert done.returncode == 1
    assert "Multiply c_prev by f" in " ".join(done.stdout.split())


def test_check_of_a_file_that_is_not_there_is_a_failure(learnrnn):
    done = learnrnn("check", "lstm")
    assert done.returncode == 1
    assert "There is no lstm.py" in done.stdout


def test_check_without_a_name_takes_what_is_there(learnrnn):
    learnrnn.write("lstm.py", solution("lstm"))
    learnrnn.write("clip.py", solution("clip"))
    found = learnrnn.json("check", "--json")
    assert [e["name"] for e in found] == ["clip", "lstm"]
    assert [e["score"] for e in found] == [10, 10]


def test_check_in_an_empty_folder_says_how_to_begin(learnrnn):
    done = learnrnn("check")
    assert done.returncode == 1
    assert "learnrnn exercise" in done.stderr


def test_check_json_of_one_name_is_one_result(learnrnn):
    learnrnn.write("lstm.py", solution("lstm"))
    assert learnrnn.json("check", "lstm", "--json")["status"] == "passed"
    assert isinstance(learnrnn.json("check", "lstm", "clip", "--json"), list)


def test_the_workspace_can_be_named(learnrnn):
    learnrnn.write("there/lstm.py", solution("lstm"))
    assert learnrnn("check", "lstm", "--workspace", "there").returncode == 0
    assert learnrnn("check", "lstm", LEARNRNN_WORKSPACE="there").returncode == 0


def test_hints_come_one_by_one(learnrnn):
    counts = [learnrnn("hint", "lstm").stdout.count("Hint ") for _ in range(4)]
    assert counts == [1, 2, 3, 3]
    assert learnrnn("hint", "clip", "--all").stdout.count("Hint ") == 3


def test_the_solution_is_shown_after_a_pass_or_when_given_up(learnrnn):
    refused = learnrnn("solution", "lstm")
    assert refused.returncode == 1
    assert "--give-up" in refused.stderr
    assert refused.stdout == ""
    assert "def lstm_step" in learnrnn("solution", "lstm", "--give-up").stdout
    learnrnn.write("lstm.py", solution("lstm"))
    learnrnn("check", "lstm")
    shown = learnrnn("solution", "lstm")
    assert shown.returncode == 0
    assert "BEGIN SOLUTION" not in shown.stdout


def test_what_was_passed_stays_passed(learnrnn):
    learnrnn.write("backprop.py", solution("backprop"))
    learnrnn("check", "backprop")
    learnrnn.write("backprop.py", "")
    learnrnn("check", "backprop")
    assert "1 of " in " ".join(learnrnn().stdout.split())
    assert "learnrnn exercise sigmoid" in learnrnn().stdout


def progress_file(learnrnn, course="-recurrent-networks"):
    return learnrnn.folder / "home" / "data" / "learnrnn" / f"progress{course}.sqlite3"


def other_course(learnrnn, name):
    """A course of two exercises of this one, under another id."""
    root = learnrnn.folder / name
    for exercise in ("clip", "lstm"):
        for folder in ("exercises", "solutions"):
            shutil.copytree(REPOSITORY / folder / exercise, root / folder / exercise)
    text = (REPOSITORY / "course.toml").read_text(encoding="utf-8")
    (root / "course.toml").write_text(text.replace('id = "recurrent-networks"', f'id = "{name}"'))
    return {"LEARNRNN_COURSE": str(root)}


def test_progress_is_kept_by_course(learnrnn):
    learnrnn.write("clip.py", solution("clip"))
    learnrnn("check", "clip")
    elsewhere = other_course(learnrnn, "evening")
    assert learnrnn("exercise", **elsewhere).stdout.startswith("✎ clip")
    learnrnn("check", "clip", **elsewhere)
    assert learnrnn("exercise", **elsewhere).stdout.startswith("✔ clip")
    assert {p.name for p in progress_file(learnrnn).parent.iterdir()} == {
        "progress-recurrent-networks.sqlite3",
        "progress-evening.sqlite3",
    }
    learnrnn("progress", "export", "p.json")
    done = learnrnn("progress", "import", "p.json", **elsewhere)
    assert (done.returncode, done.stdout) == (2, "")
    assert "recurrent-networks" in done.stderr


def test_progress_from_before_courses_had_their_own_moves_to_the_course_it_is_of(learnrnn):
    learnrnn.write("rnn.py", solution("rnn"))
    learnrnn("check", "rnn")
    shared = progress_file(learnrnn, course="")
    progress_file(learnrnn).rename(shared)
    assert learnrnn("exercise", **other_course(learnrnn, "evening")).returncode == 0
    assert shared.exists()  # it names no exercise of that course
    marks = {line.split()[1]: line[0] for line in learnrnn("exercise").stdout.splitlines()[:-1]}
    assert marks["rnn"] == "✔"
    assert not shared.exists()
    assert progress_file(learnrnn).exists()


def test_train_of_another_course_says_what_that_course_has(learnrnn):
    elsewhere = other_course(learnrnn, "evening")
    file = learnrnn.folder / "evening" / "course.toml"
    every = next(line for line in file.read_text().splitlines() if line.startswith("trainings"))
    file.write_text(file.read_text().replace(every, 'trainings = ["adder"]'))
    assert "OPTIONS] adder\n" in learnrnn("train", "--help", **elsewhere).stdout
    done = learnrnn("train", "language-model", **elsewhere)
    assert (done.returncode, done.stderr) == (
        2, "learnrnn: There is no training language-model. There are: adder.\n"
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["../else", "Evening", 7], ids=str)
def test_a_course_whose_id_could_not_name_a_file_is_one_line(learnrnn, wrong):
    elsewhere = other_course(learnrnn, "evening")
    file = learnrnn.folder / "evening" / "course.toml"
    file.write_text(file.read_text().replace('id = "evening"', f"id = {json.dumps(wrong)}"))
    done = learnrnn("exercise", **elsewhere)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "course.toml" in done.stderr


def test_a_damaged_progress_file_is_put_aside_and_said(learnrnn):
    path = progress_file(learnrnn)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 100)
    done = learnrnn("hint", "lstm")
    assert done.returncode == 0
    assert "could not be read" in done.stderr
    kept = [p for p in path.parent.iterdir() if ".damaged-" in p.name]
    assert [p.read_bytes() for p in kept] == [b"no database at all" * 100]
    assert learnrnn("hint", "lstm").stderr == ""


def test_a_progress_file_of_another_form_is_put_aside(learnrnn):
    path = progress_file(learnrnn)
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE exercise (something TEXT)")
    assert "could not be read" in learnrnn("hint", "lstm").stderr


def test_without_a_data_folder_all_works_and_it_is_said_once(learnrnn):
    learnrnn.write("lstm.py", solution("lstm"))
    done = learnrnn("check", "lstm", XDG_DATA_HOME="/proc/nowhere")
    assert done.returncode == 0
    assert done.stderr.count("Progress is not kept") == 1


def test_an_unwritable_workspace_is_one_line(learnrnn):
    done = learnrnn("exercise", "lstm", "--workspace", "/proc/nowhere")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--workspace" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["exercise", "lstn"], "Did you mean 'lstm'?"),
        (["exercise", "quantum"], "The exercises:"),
        (["check", "atention"], "Did you mean 'attention'?"),
        (["chekc"], "Did you mean `learnrnn check`?"),
        (["lstm"], "Did you mean `learnrnn exercise lstm`?"),
        (["frobnicate"], "learnrnn --help"),
        (["check", "--sed", "1"], "--seed"),
        (["check", "--seed", "x"], "not a valid integer"),
        (["check", "--seed", "-1"], "--seed"),
        (["check", "lstm", "--lang", "fr"], "'en', 'ja'"),
        (["exercise", "--reset"], "--reset needs the NAME"),
        (["hint"], "NAME"),
        (["check", "lstm", "--case-timeout", "0"], "--case-timeout"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_and_exit_status_two(learnrnn, words, said):
    done = learnrnn(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert said in done.stderr


def test_a_wrong_language_in_the_environment_is_wrong_use(learnrnn):
    done = learnrnn("exercise", LEARNRNN_LANG="fr")
    assert done.returncode == 2
    assert "LEARNRNN_LANG" in done.stderr


def test_the_language_comes_from_option_variable_or_locale(learnrnn):
    japanese = catalog.exercise("lstm").title.ja
    assert japanese in learnrnn("exercise", "lstm", "--lang", "ja").stdout
    assert japanese in learnrnn("exercise", "lstm", LEARNRNN_LANG="ja").stdout
    assert japanese in learnrnn("exercise", "lstm", LANG="ja_JP.UTF-8").stdout
    assert japanese not in learnrnn("exercise", "lstm", LANG="ja_JP.UTF-8", LEARNRNN_LANG="en").stdout
    assert "題に合格" in learnrnn("--lang", "ja").stdout


def test_language_holds_for_texts_in_json_and_for_errors(learnrnn):
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    assert "忘却ゲート" in learnrnn("check", "lstm", "--json", "--lang", "ja").stdout
    assert "のことですか" in learnrnn("exercise", "lstn", "--lang", "ja").stderr


@pytest.mark.parametrize("kind", ["folder", "fifo", "huge"])
def test_a_file_that_is_no_file_is_an_error_of_that_exercise(learnrnn, kind):
    path = learnrnn.work / "lstm.py"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
        assert stat.S_ISFIFO(path.stat().st_mode)
    else:
        path.write_bytes(b"#" * (2 << 20))
    found = learnrnn.json("check", "lstm", "--json")
    assert (found["status"], found["score"]) == ("error", 0)
    assert "lstm.py" in found["message"]


def test_the_same_file_gives_the_same_document(learnrnn):
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    first, second = (learnrnn("check", "lstm", "--json").stdout for _ in range(2))
    assert first == second
    assert json.loads(learnrnn("check", "lstm", "--json", "--seed", "1").stdout) != json.loads(first)


def test_without_solutions_the_public_examples_are_run(learnrnn):
    import shutil

    course = course_copy(learnrnn)
    shutil.rmtree(course / "solutions")
    learnrnn.write("lstm.py", solution("lstm"))
    right = learnrnn("check", "lstm", LEARNRNN_COURSE=str(course))
    assert right.returncode == 0
    assert "hidden checks run when the work is handed in" in right.stdout
    assert "All checks hold" not in right.stdout
    learnrnn.write("lstm.py", mistaken("lstm", "nothing_forgotten"))
    wrong = learnrnn.json("check", "lstm", "--json", LEARNRNN_COURSE=str(course))
    assert wrong["max_score"] == 0
    assert {c["visibility"] for c in wrong["checks"]} == {"visible"}
    failed = [c for c in wrong["checks"] if c["status"] == "failed"]
    assert failed
    assert "test_lstm.py, line" in failed[0]["message"]
    assert learnrnn("solution", "lstm", "--give-up", LEARNRNN_COURSE=str(course)).returncode == 2


def test_the_plain_file_in_the_workspace_is_the_one_that_is_checked(learnrnn):
    learnrnn.write("lstm.py", solution("lstm"))
    for other in ("old/lstm.py", "lstm (1).py", "LSTM.PY"):
        learnrnn.write(other, "x = 1\n")
        os.utime(learnrnn.work / other, (4_000_000_000, 4_000_000_000))  # newer
    document = learnrnn.json("check", "lstm", "--json")
    assert (document["status"], document["found"], document["message"]) == ("passed", "lstm.py", "")


def test_a_file_in_another_case_is_checked_without_a_name_too(learnrnn):
    learnrnn.write("LSTM.py", solution("lstm"))
    (document,) = learnrnn.json("check", "--json")
    assert (document["name"], document["status"], document["found"]) == ("lstm", "passed", "LSTM.py")
