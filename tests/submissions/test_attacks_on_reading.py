"""What is made to hold the reader up, or to reach what is not its own; beside each, what an honest one costs."""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from learnrnn import catalog
from learnrnn.submissions import archive
from learnrnn.submissions.find import find_submissions, submission_of
from learnrnn.submissions.lms import shares
from learnrnn.submissions.places import DiskPlace
from learnrnn.submissions.source import NotThere, Unreadable
from tests.conftest import solution, some
from tests.notebooks import notebook

MIB = 1 << 20
NOBODY = 65534
HONEST_MIB = 8  # what reading an honest submission takes at most
PEAK_MIB = 130  # and one that is made to take more: one notebook of 10 MiB, while it is read
LSTM = catalog.exercise("lstm")
RIGHT = solution("lstm")


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def tarred(path: Path, mode: str, **files: bytes) -> Path:
    with tarfile.open(path, mode) as made:  # pyright: ignore[reportCallIssue, reportArgumentType]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return path


def big_notebook(megabytes: int) -> bytes:
    return notebook("x = '" + "a" * (megabytes * MIB - 500) + "'").encode()


def outputs(value: str, megabytes: int) -> bytes:
    many = ",".join([value] * (megabytes * MIB // (len(value) + 1)))
    return (
        f'{{"nbformat": 4, "cells": [{{"cell_type": "code", "source": "x", "outputs": [{many}]}}]}}'.encode()
    )


def read_all(path: Path) -> list[str]:
    """What each exercise gets: a file, or what is wrong."""
    submission, found = submission_of(path), []
    for exercise in catalog.exercises().values():
        try:
            found.append(submission.read(exercise).file)
        except NotThere:
            found.append("")
        except Unreadable as problem:
            found.append(str(problem))
    return found


def read_naively(path: Path) -> list[object]:
    """What opens all that was sent, and then looks at it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as opened:
            files = {name: opened.read(name) for name in opened.namelist()}
    else:
        with tarfile.open(path) as opened:
            files = {m.name: found.read() for m in opened if (found := opened.extractfile(m))}
    return [json.loads(data) if name.endswith(".ipynb") else data for name, data in files.items()]


def peak_mib(path: Path, read: Callable[[Path], object] = read_all) -> float:
    tracemalloc.start()
    try:
        read(path)
        return tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


HEAVY: dict[str, Callable[[Path], Path]] = {
    "20 notebooks of 10 MB": lambda p: zipped(p / "a.zip", **{f"{i}.ipynb": big_notebook(10) for i in range(20)}),
    "a notebook of empty lists": lambda p: zipped(p / "a.zip", **{"a.ipynb": outputs("[]", 9)}),
    "a notebook of empty dicts": lambda p: zipped(p / "a.zip", **{"a.ipynb": outputs("{}", 9)}),
    "a notebook of short texts": lambda p: zipped(p / "a.zip", **{"a.ipynb": outputs('"ab"', 9)}),
    "a file of 200 MB": lambda p: zipped(p / "a.zip", **{"lstm.py": bytes(200 * MIB)}),
    "a tar of 50 MB": lambda p: tarred(p / "a.tar.gz", "w:gz", big=bytes(50 * MIB)),
    "a tar of zeros by bz2": lambda p: tarred(p / "a.tar.bz2", "w:bz2", big=bytes(50 * MIB)),
    "a tar of zeros by xz": lambda p: tarred(p / "a.tar.xz", "w:xz", big=bytes(50 * MIB)),
    "zips in it of 30 MB": lambda p: zipped(p / "a.zip", **{f"{i}.zip": bytes(30 * MIB) for i in range(6)}),
    "data beside it": lambda p: zipped(p / "a.zip", **{"lstm.py": RIGHT.encode(), "data.bin": bytes(200 * MIB)}),
}  # fmt: skip


def test_an_honest_submission_takes_little_memory(tmp_path):
    files = {e.filename: e.solution.read_bytes() for e in catalog.exercises().values()}
    assert peak_mib(zipped(tmp_path / "a.zip", **files)) < HONEST_MIB
    assert all(read_all(tmp_path / "a.zip"))


@pytest.mark.parametrize("name", some(HEAVY, list(HEAVY)[::3].__contains__))
def test_what_is_heavy_takes_no_more_than_one_notebook(name, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "TAR_LIMIT_BYTES", 32 * MIB)  # so that the test need not make more
    path = HEAVY[name](tmp_path)
    ours = peak_mib(path)
    assert ours < PEAK_MIB
    assert peak_mib(path, read_naively) > ours


@pytest.mark.parametrize("name", ["data beside it"])
def test_data_beside_an_answer_is_not_read(name, tmp_path):
    assert peak_mib(HEAVY[name](tmp_path)) < HONEST_MIB


def test_two_thousand_notebooks_take_no_longer_than_they_are_many(tmp_path):
    def seconds(count: int) -> float:
        folder = tmp_path / str(count)
        folder.mkdir()
        for i in range(count):
            (folder / f"{i}.ipynb").write_bytes(notebook("").encode())
        begun = time.process_time()
        read_all(folder)
        return time.process_time() - begun

    seconds(10)
    assert seconds(2000) < 40 * seconds(100) + 0.5


def test_a_link_put_in_a_files_place_leads_nowhere(tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "lstm.py").write_text(RIGHT)
    for name in ("ann", "bo"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "lstm.py").write_text(RIGHT)
    ann, bo = find_submissions([tmp_path / "class"]).submissions
    assert bo.read(LSTM).parts[0].text == RIGHT
    os.unlink(tmp_path / "class" / "ann" / "lstm.py")
    os.rmdir(tmp_path / "class" / "ann")
    (tmp_path / "class" / "ann").symlink_to(tmp_path / "secret")
    assert (
        tmp_path / "class" / "ann" / "lstm.py"
    ).read_text() == RIGHT  # as who goes by the path again reads it
    with pytest.raises(Unreadable):
        ann.read(LSTM)
    assert RIGHT not in ann.lies_there


@pytest.fixture
def as_nobody():
    """A folder that a user who is not root may read; within it, this process is that user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder, become_nobody
        become_root()


def become_nobody() -> None:
    if os.getuid() == 0:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)


def become_root() -> None:
    if os.getuid() == 0:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="Windows has no such bits")
@pytest.mark.parametrize("bits", [0o644, 0o311, 0o000])
def test_a_closed_folder_costs_its_own_row_alone(bits, as_nobody):
    """To be listed a folder needs its r bit, to be entered its x bit; root needs neither."""
    folder, become = as_nobody
    for name in ("ann", "bo", "cy"):
        (folder / name / "src").mkdir(parents=True)
        (folder / name / "src" / "lstm.py").write_text(RIGHT)
    (folder / "bo" / "src").chmod(bits)
    become()
    with pytest.raises(PermissionError):  # what a reader without a guard ends with
        [
            (folder / name / "src").joinpath(file).read_text()
            for name in ("ann", "bo")
            for file in os.listdir(folder / name / "src")
        ]
    found = {s.student: s for s in find_submissions([folder]).submissions}
    assert list(found) == ["ann", "bo", "cy"]
    assert found["ann"].read(LSTM).parts[0].text == found["cy"].read(LSTM).parts[0].text == RIGHT
    with pytest.raises(Unreadable):
        found["bo"].read(LSTM)


def test_who_has_an_empty_folder_has_a_row_and_is_named(tmp_path):
    for name in ("ann", "bo"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lstm.py").write_text(RIGHT)
    (tmp_path / "cy" / "src").mkdir(parents=True)
    found = find_submissions([tmp_path])
    assert [s.student for s in found.submissions] == ["ann", "bo", "cy"]
    assert (list(found.empty), list(found.left_out)) == (["cy"], [])
    with pytest.raises(NotThere, match="nothing was handed in"):
        found.submissions[2].read(LSTM)


def test_what_grading_wrote_is_no_submission(tmp_path):
    for name in ("ann", "bo"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lstm.py").write_text(RIGHT)
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "results.json").write_text('{\n"schema": "learnrnn/results/1",')
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "store.sqlite").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.txt").touch()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "work.rar").touch()
    (tmp_path / "stray.py").touch()
    (tmp_path / "link").symlink_to("ann")
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert folders > {
        "ann",
        "bo",
        "results",
        "older",
        "out",
        "link",
    }  # every folder is a student's, to who asks no more
    found = find_submissions([tmp_path], [tmp_path / "out"])
    assert [s.student for s in found.submissions] == ["ann", "bo"]
    assert sorted(each.name for each in found.left_out) == [
        "link", "older", "out", "results", "stray.py", "work.rar"
    ]  # fmt: skip


def test_a_stray_file_does_not_make_a_class_one_submission(tmp_path):
    for name in ("ann", "bo"):
        (tmp_path / "hw" / name).mkdir(parents=True)
        (tmp_path / "hw" / name / "lstm.py").write_text(RIGHT)
    (tmp_path / "hw" / "lstm.py").write_text(RIGHT)
    for path in (tmp_path / "hw", tmp_path):
        found = find_submissions([path])
        assert [s.student for s in found.submissions] == ["ann", "bo"]
        assert [each.name for each in found.left_out] == ["lstm.py"]


@pytest.mark.parametrize(
    "line",
    [
        "  :created_at: 2026-13-45",
        "  :sid: 2026-05-01",
        "  :name: &a [*a, *a]",
        "  :email: !!python/object:os.system x",
    ],
)
def test_strange_metadata_costs_nobody_their_row(line, tmp_path):
    (tmp_path / "submission_1").mkdir()
    (tmp_path / "submission_1" / "lstm.py").write_text(RIGHT)
    (tmp_path / "submission_metadata.yml").write_text(
        f"submission_1:\n  :submitters:\n  - :name: Ann\n  {line}\n"
    )
    assert is_upset_by((tmp_path / "submission_metadata.yml").read_text())
    found = shares(DiskPlace(tmp_path))
    assert found is not None
    assert len(found[1].files) == 1


def is_upset_by(text: str) -> bool:
    """Whether YAML's safe loader ends, or gives something else than texts."""
    try:
        (person,) = yaml.safe_load(text)["submission_1"][":submitters"]
    except (yaml.YAMLError, ValueError):
        return True
    return not all(isinstance(value, str) for value in person.values())


def test_names_of_bytes_that_are_no_text_are_read(tmp_path):
    folder = os.path.join(os.fsencode(tmp_path), b"\xff\xfe")
    os.mkdir(folder)
    with open(os.path.join(folder, b"\x80_lstm.py"), "wb") as file:
        file.write(RIGHT.encode())
    with pytest.raises(UnicodeEncodeError):  # as who writes the name into a gradebook hears
        os.listdir(tmp_path)[0].encode()
    (found,) = find_submissions([tmp_path]).submissions
    assert found.student == "\\xff\\xfe"
    source = found.read(LSTM)
    assert source.parts[0].text == RIGHT
    source.file.encode()
