"""What Moodle, Canvas and Gradescope give for a whole class is graded as it comes, zipped or unpacked."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from learnrnn import catalog
from learnrnn.diagnosis.judge import grade
from learnrnn.submissions.find import Submission, find_submissions
from learnrnn.submissions.source import Unreadable
from tests.conftest import mistaken, plan_of, solution

RIGHT, WRONG = solution("lstm"), mistaken("lstm", "h_and_c_swapped")
STUB = "def cell_update(i, f, a, c_prev): pass\n"


def zipped(**files: str) -> bytes:
    return packed({name.replace("__", "/") + ".py": content for name, content in files.items()})


def packed(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


MOODLE = {
    "Ann Lee_101_assignsubmission_file_/lstm.py": RIGHT,
    "山田 太郎_102_assignsubmission_file_/homework/lstm.py": RIGHT,
    "Bo O'Neil_103_assignsubmission_file_/my work.zip": zipped(lstm=RIGHT),
    "Cy Only-Text_104_assignsubmission_onlinetext_/onlinetext.html": "<p>see my mail</p>",
    "Di Both_105_assignsubmission_onlinetext_/onlinetext.html": "<p>here</p>",
    "Di Both_105_assignsubmission_file_/lstm.py": STUB,
}
MOODLE_SCORES = {
    "Ann Lee_101": 10, "山田 太郎_102": 10, "Bo O'Neil_103": 10, "Cy Only-Text_104": 0, "Di Both_105": 0,
}  # fmt: skip
MOODLE_FLAT = {
    "Ann Lee_101_assignsubmission_file_lstm.py": RIGHT,
    "Bo Neil_103_assignsubmission_file_work.zip": zipped(hw__lstm=RIGHT),
    "Cy Text_104_assignsubmission_onlinetext_onlinetext.html": "<p></p>",
}
MOODLE_NEW = {
    "Ann Lee_101_assignsubmission_file/lstm.py": RIGHT,
    "Group A_7_assignsubmission_file/lstm.py": RIGHT,
    "Default group_assignsubmission_file/lstm.py": STUB,
}
CANVAS = {
    "leeann_101_5001_lstm.py": STUB,
    "leeann_101_5003_lstm-1.py": RIGHT,
    "leeann_101_5002_notes.txt": "hello",
    "山田太郎_LATE_102_5004_lstm-2.py": RIGHT,
    "oneilbo_103_5005_work-1.zip": zipped(hw__lstm=RIGHT),
    "textcy_104_text.html": "<p></p>",
    "van_der_berg_105_5006_1_2_lstm.py": RIGHT,  # their own name for it
    "anon_x7Gh2_5007_lstm.py": RIGHT,
    "LATE_anon_y9_5008_lstm.py": RIGHT,
}
CANVAS_SCORES = {
    "leeann_101": 10, "山田太郎_102": 10, "oneilbo_103": 10, "textcy_104": 0, "van_der_berg_105": 10,
    "anon_x7Gh2": 10, "anon_y9": 10,
}  # fmt: skip
METADATA = """\
submission_1:
  :submitters:
  - :name: Ann Lee
    :sid: '0101'
    :email: ann@example.org
  :created_at: 2026-05-01 10:00:00.000000000 Z
  :score: !ruby/object:BigDecimal 18:0.1e2
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_2:
  :submitters:
  - :name: 山田 太郎
    :sid: 102
    :email: ''
  - :name: Bo
    :sid:
    :email: bo@example.org
submission_3:
  :submitters:
  - :name: Cy Noid
"""
GRADESCOPE = {
    "assignment_9_export/submission_metadata.yml": METADATA,
    "assignment_9_export/submission_1/lstm.py": RIGHT,
    "assignment_9_export/submission_2/hw/lstm.py": RIGHT,
    "assignment_9_export/submission_3/readme.txt": "",
    "assignment_9_export/submission_4/lstm.py": RIGHT,
}
GRADESCOPE_SCORES = {
    "ann@example.org": 10, "102": 10, "bo@example.org": 10, "Cy Noid_3": 0, "submission_4": 10,
}  # fmt: skip

DOWNLOADS = {
    "moodle": (MOODLE, MOODLE_SCORES),
    "moodle-flat": (MOODLE_FLAT, {"Ann Lee_101": 10, "Bo Neil_103": 10, "Cy Text_104": 0}),
    "moodle-new": (MOODLE_NEW, {"Ann Lee_101": 10, "Group A_7": 10, "Default group": 0}),
    "canvas": (CANVAS, CANVAS_SCORES),
    "gradescope": (GRADESCOPE, GRADESCOPE_SCORES),
}


Scores = Callable[..., dict[str, int | None]]


@pytest.fixture
def scores(learnrnn, zygote) -> Scores:
    """Grade what is found at these paths, in a real worker."""

    def grade_all(*paths: str) -> dict[str, int | None]:
        found = find_submissions([learnrnn.work / path for path in paths]).submissions
        return {s.student: _score(s, zygote) for s in found}

    return grade_all


def _score(submission: Submission, zygote) -> int | None:
    try:
        source = submission.read(catalog.exercise("lstm"))
    except Unreadable:
        return 0
    return grade(plan_of("lstm"), source, zygote).score


def unpack(learnrnn, content: bytes, folder: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(learnrnn.work / folder)


@pytest.mark.parametrize("system", DOWNLOADS)
def test_a_download_is_graded_as_it_comes_and_unpacked(system, learnrnn, scores):
    files, expected = DOWNLOADS[system]
    learnrnn.write("download.zip", packed(files))
    unpack(learnrnn, packed(files), "unpacked")
    assert scores("download.zip") == expected
    assert scores("unpacked") == expected


def test_the_command_grades_a_class_that_was_downloaded(learnrnn):
    learnrnn.write("class.zip", packed(MOODLE))
    done = learnrnn("grade", "class.zip", "--only", "lstm", "--json")
    assert done.returncode == 0, done.stderr
    found = {s["student"]: s["score"] for s in json.loads(done.stdout)["submissions"]}
    assert found == MOODLE_SCORES


def test_an_unpacked_export_may_be_named_by_its_own_folder(learnrnn, scores):
    unpack(learnrnn, packed(GRADESCOPE), ".")
    assert scores("assignment_9_export") == GRADESCOPE_SCORES


def test_a_person_whose_folder_is_empty_is_not_lost(learnrnn, scores):
    learnrnn.write("class/Ann_1_assignsubmission_file_/lstm.py", RIGHT)
    (learnrnn.work / "class" / "Bo_2_assignsubmission_file_").mkdir()
    learnrnn.write("class.zip", packed({"Ann_1_assignsubmission_file_/lstm.py": RIGHT, "Bo_2_assignsubmission_file_/": ""}))  # fmt: skip
    assert scores("class") == scores("class.zip") == {"Ann_1": 10, "Bo_2": 0}


NO_DOWNLOADS = {
    "one file of another name": {"Ann_1_assignsubmission_file_/lstm.py": RIGHT, "lstm.py": RIGHT},
    "a canvas-like name": {"leeann_101_5001_lstm.py": STUB, "lstm.py": RIGHT},
    "its parts": {"part 1/lstm.py": RIGHT, "part 2/clip.py": RIGHT},
    "a folder an exercise": {"lstm/lstm.py": RIGHT, "clip/clip.py": RIGHT},
    "metadata and another folder": {"submission_metadata.yml": METADATA, "ann/lstm.py": RIGHT},
}


@pytest.mark.parametrize("what", NO_DOWNLOADS)
def test_an_ordinary_zip_stays_one_students(what, learnrnn, scores):
    learnrnn.write("ann.zip", packed(NO_DOWNLOADS[what]))
    assert list(scores("ann.zip")) == ["ann"]


def test_a_zip_of_several_peoples_folders_is_a_class(learnrnn, scores):
    learnrnn.write("a.zip", packed({"Ann_1_assignsubmission_file_/lstm.py": RIGHT, "Bo/lstm.py": STUB}))
    assert scores("a.zip") == {"Ann_1_assignsubmission_file_": 10, "Bo": 0}
    learnrnn.write("b.zip", packed({"hw/submission_1/lstm.py": RIGHT, "hw/submission_2/x.txt": "", "hw/submission_3/LSTM.py": RIGHT}))  # fmt: skip
    assert scores("b.zip") == {"submission_1": 10, "submission_2": 0, "submission_3": 10}


def test_a_plain_class_folder_keeps_its_rules(learnrnn, scores):
    learnrnn.write("class/leeann_101_5001_x/lstm.py", RIGHT)
    learnrnn.write("class/bo.zip", packed(MOODLE))  # a child zip is one student's, whatever is in it
    assert scores("class") == {"bo": 10, "leeann_101_5001_x": 10}


def test_a_files_name_hands_in_for_nobody_else(tmp_path):
    moodle, canvas = tmp_path / "moodle.zip", tmp_path / "canvas.zip"
    moodle.write_bytes(packed({"Ann_1_assignsubmission_file_Bo_2_assignsubmission_file_lstm.py": RIGHT}))
    canvas.write_bytes(packed({"ann_1_11_bo_2_22_lstm.py": RIGHT, "bo_2_12_lstm.py": STUB}))
    assert [s.student for s in find_submissions([moodle]).submissions] == ["Ann_1"]
    assert [(s.student, list(s.lies_there)) for s in find_submissions([canvas]).submissions] == [
        ("ann_1", ["bo_2_22_lstm.py"]),
        ("bo_2", ["lstm.py"]),
    ]


def test_among_several_paths_a_zip_is_one_students_whatever_is_in_it(learnrnn, scores):
    learnrnn.write("ann.zip", packed({"lstm.py": RIGHT}))
    learnrnn.write("eve.zip", packed({"ann_1_2_lstm.py": STUB, "bo_2_3_lstm.py": STUB}))
    assert scores("ann.zip", "eve.zip") == {"ann": 10, "eve": 0}


def test_a_link_in_a_download_is_followed_nowhere(learnrnn, scores):
    learnrnn.write("class/Ann_1_assignsubmission_file_/x.txt", "")
    outside = learnrnn.write("secret/lstm.py", RIGHT)
    (learnrnn.work / "class" / "Ann_1_assignsubmission_file_" / "lstm.py").symlink_to(outside)
    (learnrnn.work / "class" / "Bo_2_assignsubmission_file_").symlink_to(outside.parent)
    linked = zipfile.ZipInfo("Cy_3_assignsubmission_file_/lstm.py")
    linked.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(learnrnn.work / "class.zip", "w") as archive:
        archive.writestr(linked, str(outside))
    assert scores("class") == {"Ann_1": 0}
    assert scores("class.zip") == {"Cy_3": 0}


@pytest.mark.parametrize(
    "nested",
    [b"PK no zip", packed({f"{i}.py": "" for i in range(10_001)}), packed({"lstm.py": b"#" * (2 << 20)})],
    ids=["broken", "crowded", "huge"],
)
def test_a_broken_zip_inside_costs_its_owner_alone(nested, learnrnn, scores):
    learnrnn.write("c.zip", packed({"ann_1_2_lstm.py": RIGHT, "bo_2_3_work.zip": nested}))
    assert scores("c.zip") == {"ann_1": 10, "bo_2": 0}


@pytest.mark.parametrize(
    "metadata", ["{", "- a\n- b", "submission_1: 3", "a: &a [*a]", "!!python/object:os.system x"]
)
def test_metadata_that_cannot_be_read_leaves_the_folders_names(metadata, tmp_path):
    path = tmp_path / "export.zip"
    path.write_bytes(packed({"submission_metadata.yml": metadata, "submission_1/lstm.py": RIGHT}))
    assert [s.student for s in find_submissions([path]).submissions] == ["submission_1"]


def test_names_that_climb_out_are_nobodys(tmp_path):
    path = tmp_path / "class.zip"
    path.write_bytes(packed({"../Ann_1_assignsubmission_file_/lstm.py": RIGHT, "ok_1_assignsubmission_file_/lstm.py": RIGHT}))  # fmt: skip
    assert [s.student for s in find_submissions([path]).submissions] == ["ok_1"]


def test_a_class_of_a_thousand_is_listed_once(tmp_path):
    import time

    path = tmp_path / "class.zip"
    path.write_bytes(packed({f"s{i}_{i}_{i}_lstm.py": STUB for i in range(1000)}))
    before = time.process_time()
    read = [
        s.read(catalog.exercise("lstm")).parts[0].text for s in find_submissions([Path(path)]).submissions
    ]
    assert len(read) == 1000
    assert set(read) == {STUB}
    assert time.process_time() - before < 2
