"""Notebooks through the real commands: given, checked, graded."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile

import nbformat
import pytest

from learnrnn import catalog
from learnrnn.submissions.find import find_submissions
from tests.conftest import NO_FORK, fewer_layers, solution
from tests.notebooks import code, notebook


def rows(learnrnn, *paths, only="lstm,clip"):
    done = learnrnn("grade", *map(str, paths), "--only", only, "--out", "out", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    table = list(csv.reader(io.StringIO((learnrnn.work / "out" / "gradebook.csv").read_text())))
    return {row[0]: row[3:-1] for row in table[1:]}  # the last column is the status


def test_the_notebook_of_an_exercise_is_valid_and_holds_its_text_and_stub(learnrnn):
    for lang in ("en", "ja"):
        done = learnrnn("exercise", "lstm", "--notebook", "--workspace", lang, "--lang", lang)
        assert done.returncode == 0
        book = nbformat.read(learnrnn.work / lang / "lstm.ipynb", as_version=4)
        nbformat.validate(book)
        exercise = catalog.exercise("lstm")
        assert (
            exercise.readme(lang).read_text(encoding="utf-8").splitlines()[0]
            == book.cells[0].source.split("\n")[0]
        )
        made = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
        assert all(f"def {name}(" in made for name in (*exercise.functions, "sigmoid"))
        assert book.cells[-1].source.startswith("import learnrnn\n")
        assert sorted(os.listdir(learnrnn.work / lang)) == ["lstm.ipynb"]


@pytest.mark.parametrize("name", list(catalog.exercises()))
def test_no_word_of_text_or_stub_is_lost_in_a_notebook(name):
    from learnrnn.bridges.notebook import notebook_of

    exercise = catalog.exercise(name)
    for lang in ("en", "ja"):
        book = json.loads(notebook_of(exercise, lang))
        joined = "\n".join(
            cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            for cell in book["cells"]
        )
        wanted = exercise.readme(lang).read_text(encoding="utf-8") + exercise.stub_in(lang)
        assert {line for line in wanted.splitlines() if line.strip()} <= set(joined.splitlines())
        assert notebook_of(exercise, lang) == notebook_of(exercise, lang)


def test_a_notebook_is_never_overwritten_and_reset_keeps_a_backup(learnrnn):
    learnrnn.write("lstm.ipynb", "mine")
    assert "kept" in learnrnn("exercise", "lstm", "--notebook").stdout
    assert (learnrnn.work / "lstm.ipynb").read_text() == "mine"
    learnrnn("exercise", "lstm", "--notebook", "--reset")
    assert (learnrnn.work / "lstm.ipynb.bak").read_text() == "mine"
    assert "nbformat" in (learnrnn.work / "lstm.ipynb").read_text()


def test_a_notebook_without_a_name_is_wrong_use(learnrnn):
    done = learnrnn("exercise", "--notebook")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--notebook needs the NAME" in done.stderr


def test_check_takes_the_notebook_where_there_is_no_file(learnrnn):
    learnrnn.write("lstm.ipynb", notebook("import nowhere", solution("lstm")))
    assert learnrnn.json("check", "--json")[0]["status"] == "passed"
    learnrnn.write("lstm.py", "")
    assert learnrnn.json("check", "lstm", "--json")["score"] == 0
    assert "begun" not in learnrnn("exercise").stderr


def test_check_without_a_fork_takes_notebooks_too(learnrnn):
    learnrnn.write("clip.ipynb", notebook("while True: x = 1", solution("clip")))
    found = learnrnn.json("check", "clip", "--json", **fewer_layers(NO_FORK))
    assert found["score"] == 10


def test_public_examples_run_on_a_notebook_too(learnrnn):
    import shutil

    course = learnrnn.folder / "course"
    shutil.copytree(catalog.exercise("clip").folder, course / "exercises" / "clip")
    learnrnn.write("clip.ipynb", notebook(solution("clip")))
    done = learnrnn("check", "clip", LEARNRNN_COURSE=str(course))
    assert done.returncode == 0
    assert "hidden checks run when the work is handed in" in " ".join(done.stdout.split())
    learnrnn.write("clip.ipynb", notebook("import torch", catalog.exercise("clip").stub.read_text()))
    done = learnrnn("check", "clip", LEARNRNN_COURSE=str(course))
    assert done.returncode == 1
    assert "import torch" in done.stdout


def test_a_class_of_notebooks_folders_zips_and_files_is_graded(learnrnn):
    both = notebook(code(solution("lstm"), "lstm"), code(solution("clip"), "clip"))
    learnrnn.write("class/ann.ipynb", both)
    learnrnn.write("class/bob/hw.ipynb", both)
    learnrnn.write("class/cyd/inside/lstm.ipynb", notebook(solution("lstm")))
    learnrnn.write("class/dan/lstm.py", "")
    learnrnn.write("class/dan/lstm.ipynb", both)
    learnrnn.write("class/eve/lstm.py", solution("lstm"))
    learnrnn.write("class/eve/rest.ipynb", notebook(solution("clip")))
    with zipfile.ZipFile(learnrnn.work / "class" / "fay.zip", "w") as archive:
        archive.writestr("fay/hw.ipynb", both)
        archive.writestr("__MACOSX/fay/._hw.ipynb", b"\0")
    learnrnn.write("class/gus/hw.ipynb", "no notebook")
    assert rows(learnrnn, "class") == {
        "ann": ["10", "10"],
        "bob": ["10", "10"],
        "cyd": ["0", "10"],
        "dan": ["0", "0"],
        "eve": ["10", "10"],
        "fay": ["10", "10"],
        "gus": ["0", "0"],
    }
    found = json.loads((learnrnn.work / "out" / "results.json").read_text())["submissions"]
    gus = next(s for s in found if s["student"] == "gus")
    assert {(e["status"], e["message"]) for e in gus["exercises"]} == {
        ("error", "hw.ipynb is not a notebook that can be read. Save it again in Jupyter.")
    }
    cyd = next(s for s in found if s["student"] == "cyd")
    assert [e["status"] for e in cyd["exercises"]] == ["missing", "passed"]


def test_what_is_one_submission_and_what_a_class(learnrnn):
    book = notebook(solution("clip"))
    learnrnn.write("one/hw.ipynb", book)
    learnrnn.write("two/ann.ipynb", book)
    learnrnn.write("two/bob.ipynb", book)
    learnrnn.write("named/clip.ipynb", book)
    learnrnn.write("named/draft.ipynb", book)
    learnrnn.write("mixed/ann.ipynb", book)
    learnrnn.write("mixed/bob/clip.py", solution("clip"))
    found = {
        "one": ["one"],
        "two": ["ann", "bob"],
        "named": ["named"],
        "mixed": ["ann", "bob"],
        "two/ann.ipynb": ["ann"],
        "named/clip.ipynb": ["named"],
    }
    for path, students in found.items():
        assert [s.student for s in find_submissions([learnrnn.work / path]).submissions] == students, path


def test_a_notebook_that_is_a_link_or_too_large_is_refused(learnrnn):
    secret = learnrnn.write("secret.ipynb", notebook(solution("clip")))
    (learnrnn.work / "class" / "ann").mkdir(parents=True)
    (learnrnn.work / "class" / "ann" / "hw.ipynb").symlink_to(secret)
    learnrnn.write("class/bob/hw.ipynb", b" " * (21 << 20))
    found = learnrnn.json("grade", "class", "--only", "clip", "--json", "--jobs", "1")["submissions"]
    assert [s["score"] for s in found] == [0, 0]
    assert "link" in found[0]["exercises"][0]["message"]
    assert "larger than 10 MiB" in found[1]["exercises"][0]["message"]


def test_a_notebook_of_any_name_is_graded(learnrnn):
    learnrnn.write(
        "class/ann/h\nw \x1b[31m.ipynb", notebook("x = 1", solution("clip").replace("gradient *", "g *"))
    )
    found = learnrnn.json("grade", "class", "--only", "clip", "--json", "--jobs", "1")["submissions"]
    assert "\x1b" not in json.dumps(found, ensure_ascii=False)
    assert found[0]["exercises"][0]["checks"]


@pytest.mark.parametrize("attack", ["import os\nx = os._exit(0)", "import os\nx = os.kill(os.getpid(), 9)"])
def test_a_cell_that_ends_the_process_scores_nothing_and_is_said(learnrnn, attack):
    learnrnn.write("clip.ipynb", notebook(solution("clip"), attack))
    found = learnrnn.json("check", "clip", "--json")
    assert (found["status"], found["score"]) in {("error", 0), ("passed", 10)}
    if found["score"] == 0:
        assert "clip.ipynb ended the process" in found["message"]


def test_a_notebook_whose_code_lies_in_wait_for_the_parser_costs_nobody_else(learnrnn):
    learnrnn.write("class/ann/hw.ipynb", notebook("(" * 9000, "-" * 200_000 + "1", solution("clip")))
    learnrnn.write("class/bob/clip.py", solution("clip"))
    assert rows(learnrnn, "class", only="clip")["bob"] == ["10"]
