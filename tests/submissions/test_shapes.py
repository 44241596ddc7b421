"""Whatever shape a right answer has and whatever it lies in, it takes full marks; what nobody could take is named."""

from __future__ import annotations

import io
import os
import re
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from learnrnn import catalog
from learnrnn.grader import Grader
from learnrnn.result import ExerciseResult
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import find_submissions
from tests.submissions.shapes import NOBODY_COULD, RIGHT, SHAPES, Shape

THEN = 1_770_000_000  # when files are said to be of
DAY = 86_400
LSTM = catalog.exercise("lstm")
Put = Callable[[Path, Shape], Path]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(0, Limits(case_s=0.3, exercise_s=3)) as made:
        yield made


def bytes_of(name: str, content: object) -> bytes:
    if content == "STUB":
        return LSTM.stub.read_bytes()
    if content == "RIGHT + RAISES":
        raises = re.findall(r"^ *raise NotImplementedError.*$", LSTM.stub.read_text(), re.M)
        return (RIGHT + "\n\ndef _left():\n" + "\n".join(raises) + "\n").encode()
    if content == "STUB+":
        return b"# my homework\n" + LSTM.stub.read_bytes()
    if isinstance(content, Mapping):
        return (tarred if name.endswith(".tar.gz") else zipped)(content, lambda _: THEN)
    return content.encode() if isinstance(content, str) else bytes(content)  # pyright: ignore[reportArgumentType]


def zipped(files: Mapping[str, object], when: Callable[[str], int]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, time.localtime(when(name))[:6])
            archive.writestr(info, bytes_of(name, content))
    return out.getvalue()


def tarred(files: Mapping[str, object], when: Callable[[str], int]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(bytes_of(name, content)), when(name)
            archive.addfile(info, io.BytesIO(bytes_of(name, content)))
    return out.getvalue()


def when_of(shape: Shape) -> Callable[[str], int]:
    return lambda name: THEN + DAY * (shape.times or {}).get(name, 0)


def unpack(shape: Shape, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in shape.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes_of(name, content))
        os.utime(path, (when_of(shape)(name),) * 2)


def in_folder(place: Path, shape: Shape) -> Path:
    unpack(shape, place / "class" / "ann")
    unpack(Shape("", {"lstm.py": ""}), place / "class" / "bo")
    return place / "class"


def in_zip(place: Path, shape: Shape) -> Path:
    (place / "class").mkdir()
    (place / "class" / "ann.zip").write_bytes(zipped(shape.files, when_of(shape)))
    (place / "class" / "bo.zip").write_bytes(zipped({"lstm.py": ""}, when_of(shape)))
    return place / "class"


def in_tar(place: Path, shape: Shape) -> Path:
    (place / "class").mkdir()
    (place / "class" / "ann.tar.gz").write_bytes(tarred(shape.files, when_of(shape)))
    (place / "class" / "bo.tgz").write_bytes(tarred({"lstm.py": ""}, when_of(shape)))
    return place / "class"


def in_class_zip(place: Path, shape: Shape) -> Path:
    own = {f"export/ann/{name}": content for name, content in shape.files.items()}
    inner = Shape("", {}, times={f"export/ann/{n}": d for n, d in (shape.times or {}).items()})
    others = {"export/bo/lstm.py": "", "export/cy/lstm.py": "", "export/ann/": ""}
    (place / "class.zip").write_bytes(zipped(others | own, when_of(inner)))
    return place / "class.zip"


def in_moodle(place: Path, shape: Shape) -> Path:
    top = "ann_7_assignsubmission_file_/"
    own = {top + name: content for name, content in shape.files.items()}
    inner = Shape("", {}, times={top + n: d for n, d in (shape.times or {}).items()})
    others = {"bo_8_assignsubmission_file_/lstm.py": "", top: ""}
    (place / "moodle.zip").write_bytes(zipped(others | own, when_of(inner)))
    return place / "moodle.zip"


CONTAINERS = {
    "folder": in_folder,
    "zip": in_zip,
    "tar": in_tar,
    "class zip": in_class_zip,
    "moodle": in_moodle,
}


def grade(grader: Grader, container: str, shape: Shape, place: Path) -> ExerciseResult:
    found = find_submissions([CONTAINERS[container](place, shape)])
    ann = next(s for s in found.submissions if s.student.startswith("ann"))
    return grader.grade(LSTM, ann.read)


def said(result: ExerciseResult) -> str:
    return result.message.render("en") if result.message else ""


# Every shape lies in one container here, each in its turn; the long mode has all in all.
TURNS = [
    pytest.param(
        shape,
        container,
        id=f"{shape.name}-{container}",
        marks=() if number % len(CONTAINERS) == turn else pytest.mark.external,
    )
    for number, shape in enumerate(SHAPES)
    for turn, container in enumerate(CONTAINERS)
]


@pytest.mark.parametrize(("shape", "container"), TURNS)
def test_a_right_answer_takes_full_marks(shape, container, grader, tmp_path):
    result = grade(grader, container, shape, tmp_path)
    assert (result.status, result.score) == ("passed", 10), said(result)
    assert shape.says in said(result)
    assert bool(shape.says) or not said(result), said(result)
    assert result.found
    assert len(result.digest or "") == 64


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("shape", NOBODY_COULD, ids=lambda shape: shape.name)
def test_what_nobody_could_take_is_named(shape, container, grader, tmp_path):
    result = grade(grader, container, shape, tmp_path)
    assert (result.score, result.fault) == (0, None)
    assert shape.says in said(result), said(result)


def test_there_are_a_hundred_and_eighty_shapes():
    assert len({shape.name for shape in SHAPES}) == len(SHAPES) >= 180
