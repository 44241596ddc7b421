"""Reads answers as they were handed in: one JSON or CSV file, or a folder or zip archive with a hand-in for each student.

In a folder a hand-in that cannot be read is named and stops nobody; in a single file it is an error of that file.
Nothing in them is trusted: what comes out is names, answers and a stamp, all still to be judged.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from learnrnn.errors import LearnrnnError, complain
from learnrnn.locale import Message, Sayable

CSV_HEADER = ("student", "question", "answer")
DELIMITERS = ",;\t"
HANDED_IN = "quiz-answers.json"  # what `learnrnn quiz` writes where the keys are cut out
RENAMED = re.compile(r"(?P<who>.*?)[ _-]*quiz[ _-]?answers[ _-]*(?:\(?\d+\)?|copy)?\.json(?:\.txt)?", re.I)
LARGEST_BYTES = 32 << 20
MOST_FILES = 20_000  # of a folder or an archive
DEEPEST = 6
NOTHING = "–"  # what lies in an empty folder
HIDDEN = ("__MACOSX", ".")


@dataclass(frozen=True)
class Stamp:
    """Which questions were given out, with which numbers: what a bundle writes into a hand-in."""

    seed: int
    fingerprint: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class HandIn:
    """One student's answers."""

    student: str
    answers: Mapping[str, Any]
    stamp: Stamp | None = None


@dataclass(frozen=True)
class AnswersLeftOut:
    """What was no hand-in, and why."""

    name: str
    why: Sayable


@dataclass
class AnswersFound:
    """All that a file or folder holds."""

    hand_ins: list[HandIn] = field(default_factory=list)
    left_out: list[AnswersLeftOut] = field(default_factory=list)


def read_answers(path: Path) -> AnswersFound:
    """Who answered what. Raises LearnrnnError where nothing can be read."""
    if path.is_dir():
        return _class(path, _folder_files(path))
    content = _content(path)
    if zipfile.is_zipfile(io.BytesIO(content)):
        return _class(path, _zip_files(content))
    return AnswersFound(_of_one_file(path, content))


# ---------------------------------------------------------------- a class


Files = Iterable[tuple[PurePosixPath, bytes | LearnrnnError]]


def _class(path: Path, files: Files) -> AnswersFound:
    """A hand-in for each file or folder at the top, called as that is, whatever name stands inside."""
    found = AnswersFound()
    by_student: dict[str, list[tuple[PurePosixPath, bytes | LearnrnnError]]] = {}
    for name, content in _in_one_folder_less(list(files)):
        by_student.setdefault(_student(name), []).append((name, content))
    for student, theirs in sorted(by_student.items()):
        hand_in = _hand_in(student, theirs)
        if isinstance(hand_in, AnswersLeftOut):
            found.left_out.append(hand_in)
        else:
            found.hand_ins.append(hand_in)
    if not (found.hand_ins or found.left_out):
        raise complain("quiz_answers_none", path=path, file=HANDED_IN)
    return found


def _in_one_folder_less(
    files: list[tuple[PurePosixPath, bytes | LearnrnnError]],
) -> list[tuple[PurePosixPath, bytes | LearnrnnError]]:
    """Without a folder that only wraps all the others, as an archive often has it."""
    tops = {name.parts[0] for name, _ in files}
    below = {name.parts[1] for name, _ in files if len(name.parts) > 1 and _may_be_one(name)}
    if len(tops) == 1 and len(below) > 1 and not any(_is_plain(name) for name in below):
        return [(PurePosixPath(*name.parts[1:]), content) for name, content in files if len(name.parts) > 1]
    return files


def _may_be_one(name: PurePosixPath) -> bool:
    return name.suffix.lower() in (".json", ".zip") or RENAMED.fullmatch(name.name) is not None


def _is_plain(name: str) -> bool:
    """`quiz-answers.json` and its copies, without anybody's name."""
    renamed = RENAMED.fullmatch(name)
    return renamed is not None and not renamed["who"]


def _student(name: PurePosixPath) -> str:
    """`ann/quiz-answers.json`, `ann.json`, `ann.zip`, `ann_quiz-answers (1).json` are ann's."""
    if len(name.parts) > 1:
        return name.parts[0]
    if (renamed := RENAMED.fullmatch(name.name)) and renamed["who"]:
        return renamed["who"]
    return name.name.removesuffix(".txt").rsplit(".", 1)[0]


def _hand_in(student: str, files: Files) -> HandIn | AnswersLeftOut:
    """The one file of a student that is a hand-in; the plainest name first."""
    inner = [file for name, content in files for file in _unzipped(name, content)]
    why: Sayable = Message("quiz_answers_missing", {"file": HANDED_IN, "here": _listed(inner)})
    for name, content in sorted(inner, key=lambda file: _rank(file[0])):
        if name.suffix.lower() not in (".json", ".csv") and not RENAMED.fullmatch(name.name):
            continue
        try:
            if isinstance(content, LearnrnnError):
                raise content
            entries = _of_one_file(Path(name), content)
            if len(entries) != 1:
                raise complain("quiz_answers_not_one", path=name, count=len(entries))
            return replace(entries[0], student=student)
        except LearnrnnError as error:
            why = error.said if isinstance(why, Message) and why.key == "quiz_answers_missing" else why
    return AnswersLeftOut(student, why)


def _rank(name: PurePosixPath) -> tuple[int, str]:
    plain = 0 if name.name == HANDED_IN else 1 if RENAMED.fullmatch(name.name) else 2
    return plain, str(name)


def _listed(files: Files) -> str:
    names = sorted(
        str(PurePosixPath(*name.parts[1:])) if len(name.parts) > 1 else name.name for name, _ in files
    )
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "") or NOTHING


def _unzipped(name: PurePosixPath, content: bytes | LearnrnnError) -> Files:
    if isinstance(content, bytes) and name.suffix.lower() == ".zip":
        try:
            return [(name / inner, bytes_) for inner, bytes_ in _zip_files(content)]
        except LearnrnnError as error:
            return [(name.with_suffix(".json"), error)]
    return [(name, content)]


def _folder_files(folder: Path) -> Iterator[tuple[PurePosixPath, bytes | LearnrnnError]]:
    """Every file, and every empty folder as a file that is not there. No link is followed."""
    count = 0
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            children = sorted(here.iterdir())
        except OSError as error:
            if here == folder:
                raise complain("quiz_answers_unreadable", path=here, why=error.strerror) from None
            children = []
        name = PurePosixPath(here.relative_to(folder).as_posix())
        if not children and here != folder:
            yield name / NOTHING, b""
        for child in children:
            count += 1
            if child.name.startswith(HIDDEN) or child.is_symlink() or count > MOST_FILES:
                continue
            if child.is_dir() and len(name.parts) < DEEPEST:
                waiting.append(child)
            elif child.is_file():
                yield name / child.name, _content_or_error(child)


def _content_or_error(path: Path) -> bytes | LearnrnnError:
    try:
        return _content(path)
    except LearnrnnError as error:
        return error


def _zip_files(content: bytes) -> list[tuple[PurePosixPath, bytes | LearnrnnError]]:
    """What lies in an archive, under one budget. Raises LearnrnnError for one that nobody can open."""
    files: list[tuple[PurePosixPath, bytes | LearnrnnError]] = []
    left = LARGEST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist()[:MOST_FILES]:
                name = PurePosixPath(entry.filename)
                if entry.is_dir() or ".." in name.parts or name.is_absolute() or _is_hidden(name):
                    continue
                with archive.open(entry) as opened:
                    data = opened.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise complain("quiz_answers_large", path=name, limit=LARGEST_BYTES >> 20)
                files.append((name, data))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        why = str(error) or type(error).__name__
        raise complain("quiz_answers_unreadable", path="zip", why=why.splitlines()[0]) from None
    except Exception as error:  # zlib's and lzma's own classes
        raise complain("quiz_answers_unreadable", path="zip", why=type(error).__name__) from error
    return files


def _is_hidden(name: PurePosixPath) -> bool:
    return any(part.startswith(HIDDEN) for part in name.parts)


# ---------------------------------------------------------------- one file


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise complain("quiz_answers_unreadable", path=path, why=error.strerror) from None
    if len(content) > LARGEST_BYTES:
        raise complain("quiz_answers_large", path=path, limit=LARGEST_BYTES >> 20)
    return content


def _of_one_file(path: Path, content: bytes) -> list[HandIn]:
    """The students of a file, JSON or CSV by its first letter."""
    text = _text(path, content)
    rows = _json_rows(path, text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(path, text)
    found: dict[str, HandIn] = {}
    for where, row in rows:
        kept = found.setdefault(row.student, replace(row, answers={}))
        for question in row.answers:
            if question in kept.answers:
                values = {"path": path, "where": where, "student": row.student, "question": question}
                raise complain("quiz_answers_twice", **values)
        found[row.student] = replace(kept, answers={**kept.answers, **row.answers})
    return list(found.values())


def _text(path: Path, content: bytes) -> str:
    """UTF-8, or UTF-16 as spreadsheets save it."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise complain("quiz_answers_not_utf8", path=path) from None


def _json_rows(path: Path, text: str) -> Iterator[tuple[str, HandIn]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise complain("quiz_answers_not_json", path=path, why=str(error).splitlines()[0]) from None
    for index, entry in enumerate(data if isinstance(data, list) else [data]):
        if not _is_entry(entry):
            raise complain("quiz_answers_entry", path=path, number=index + 1)
        yield str(index + 1), HandIn(str(entry["student"]), entry["answers"], _stamp(entry))


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("student"), str | int)
        and not isinstance(entry["student"], bool)
        and isinstance(entry.get("answers"), dict)
    )


def _stamp(entry: Mapping[str, Any]) -> Stamp | None:
    """What a bundle wrote into it; None if it wrote nothing, a stamp that fits nothing if somebody changed it."""
    if "fingerprint" not in entry:
        return None
    seed, questions = entry.get("seed"), entry.get("questions")
    if not isinstance(seed, int) or not isinstance(questions, list):
        return Stamp(-1, "", ())
    return Stamp(seed, str(entry["fingerprint"]), tuple(map(str, questions)))


def _csv_rows(path: Path, text: str) -> Iterator[tuple[str, HandIn]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if tuple(header) != CSV_HEADER:
            raise complain("quiz_answers_header", path=path, header=",".join(CSV_HEADER))
        for row in rows:
            if any(cell.strip() for cell in row) and len(row) != len(CSV_HEADER):
                raise complain("quiz_answers_row", path=path, line=rows.line_num, header=",".join(CSV_HEADER))
            if any(cell.strip() for cell in row):
                student, question, answer = (cell.strip() for cell in row)
                yield str(rows.line_num), HandIn(student, {question: answer or None})
    except csv.Error as error:
        raise complain("quiz_answers_not_csv", path=path, line=rows.line_num, why=error) from None
