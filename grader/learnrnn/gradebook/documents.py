"""results.json and gradebook.csv (docs/documents.md): views of the store, written whole or not at all.

They say nothing of the clock, so that the same marks give the same bytes.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from learnrnn.errors import complain
from learnrnn.files import drop_new, open_new, replace_all
from learnrnn.gradebook import late
from learnrnn.gradebook.cells import csv_text
from learnrnn.gradebook.job import CONTROL, document_text
from learnrnn.gradebook.marks import NOT_GRADED, NOTHING_CAME, Entry, Mark, entries
from learnrnn.gradebook.store import Store
from learnrnn.locale import ENGLISH, Message, say
from learnrnn.result import ERROR, ExerciseResult

SCHEMA = "learnrnn/results/1"
RESULTS, GRADEBOOK = "results.json", "gradebook.csv"
LATE_COLUMNS = ("days_late", "deduction")


def write_views(store: Store, lang: str) -> None:
    """Both files, of one state of the store. Raises LearnrnnError; then both are as they were."""
    paths = [store.folder / RESULTS, store.folder / GRADEBOOK]
    with store.alone():  # another run waits so long: the later views are of the later state
        try:
            with open_new(paths[0]) as file:
                write_results(store, file, lang)
            with open_new(paths[1]) as file:
                file.write(csv_text(gradebook_rows(store)))
        except OSError as error:
            drop_new(paths)
            if error.errno == errno.ENOSPC:
                raise complain("disk_full", path=store.folder) from None
            raise complain("out_unwritable", path=store.folder, why=error.strerror or error) from None
        replace_all(paths)


def gradebook_rows(store: Store) -> Iterator[list[object]]:
    """gradebook.csv: a cell of an exercise is empty where it counts in no total."""
    assignment = late.kept(store)
    has_due = assignment is not None and assignment.due is not None
    yield ["student", "score", "max_score", *store.exercises(), "status", *(LATE_COLUMNS if has_due else ())]
    for e in entries(store):
        lateness = [e.late.days, e.deduction] if e.late else []
        yield [e.student, e.score, e.max_score, *(m.score for m in e.marks), e.status, *lateness]


def write_results(store: Store, file: TextIO, lang: str) -> None:
    """results.json, a submission at a time, so that a class of any size fits."""
    seed = store.seed()
    head = {
        "schema": SCHEMA,
        "seed": None if seed is None or seed.secret else seed.value,
        "made_by": json.loads(store.get("made_by") or "null"),
        "unsafe": store.unsafe(),
        "left_out": [
            {"path": each.path, "why": each.why.get(lang, each.why[ENGLISH])} for each in store.left_out()
        ],
    }
    after = {}
    if assignment := late.kept(store):
        weights = {name: assignment.weights.get(name, 0) for name in store.exercises()}
        after["assignment"] = {"title": assignment.title, "weights": weights}
    file.write("{\n")
    _members(file, head)
    file.write('"triage": [')
    separator = ""
    for each in triage(store, lang):
        file.write(separator + _quiet(each))
        separator = ", "
    file.write("],\n")
    _members(file, after)
    file.write('"submissions": [')
    separator = "\n"
    for entry in entries(store):
        file.write(separator + _submission(store, entry, lang))
        separator = ",\n"
    file.write("\n]\n}\n")


def _members(file: TextIO, members: Mapping[str, Any]) -> None:
    for name, value in members.items():
        file.write(f"{json.dumps(name)}: {_quiet(value)},\n")


def triage(store: Store, lang: str) -> Iterator[dict[str, Any]]:
    """Who lost an exercise, or all, because nothing was found, loaded or finished, with what is said of it.

    An exercise that nobody in the class handed in is nobody's loss.
    """
    every = list(store.exercises())
    wanted = {m.exercise for e in entries(store) for m in e.marks if m.status not in ("missing", NOT_GRADED)}
    for entry in entries(store):
        nothing = all(m.status == "missing" for m in entry.marks)
        asked = [name for name in every if name in wanted] or (every if nothing else [])
        lost = [
            m for m in entry.marks if m.exercise in asked and m.status in (*NOTHING_CAME, NOT_GRADED) and not m.score
        ]  # fmt: skip
        if lost:
            yield {
                "student": entry.student,
                "score": entry.score,
                "exercises": [
                    {"name": m.exercise, "status": m.status, "message": document(store, m, lang)["message"]}
                    for m in lost
                ],
            }


def document(store: Store, mark: Mark, lang: str) -> dict[str, Any]:
    """An exercise's document as it stands: a person's word above the machine's."""
    if mark.kept is None:
        never = ExerciseResult(mark.exercise, ERROR, None, mark.max_score, Message("not_graded_yet"),
                               fault=say("not_graded_yet", "en"))  # fmt: skip
        found = json.loads(document_text(never, lang))
    else:
        found = json.loads(store.document(mark.kept.id, lang))
    if not mark.words:
        return found
    said = [
        {
            "check": w.check or None,
            "points": None if w.points is None else int(w.points) if w.points == int(w.points) else w.points,
            "excused": w.excused,
            "comment": w.comment,
            "by": w.by,
        }
        for w in mark.words
    ]
    return found | {"score": mark.score, "adjusted": said}


def _submission(store: Store, entry: Entry, lang: str) -> str:
    """A student's part of results.json; what no person touched is as the store has it."""
    texts = [
        store.document(m.kept.id, lang) if m.kept and not m.words else _quiet(document(store, m, lang), 2)
        for m in entry.marks
    ]
    inner = ",\n".join(texts).replace("\n", "\n    ")
    head = ", ".join(
        f"{json.dumps(name)}: {_quiet(value)}"
        for name, value in (
            ("student", entry.student),
            ("score", entry.score),
            ("max_score", entry.max_score),
            *(zip(LATE_COLUMNS, (entry.late.days, entry.deduction), strict=True) if entry.late else ()),
        )
    )
    return f'  {{{head}, "exercises": [\n    {inner}\n  ]}}'


def _quiet(value: Any, indent: int | None = None) -> str:
    """JSON that no terminal obeys."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def folder_of(path: Path) -> Path:
    """The results' folder that a person named, by itself or by its results.json."""
    return path.parent if path.name == RESULTS else path
