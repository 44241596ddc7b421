"""Grades a class into a store, and makes the store's views."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from learnrnn import catalog
from learnrnn.app import handed_in, people
from learnrnn.catalog import Exercise
from learnrnn.engine.grade import points_of
from learnrnn.engine.seed import draw_seed, read_seed
from learnrnn.errors import complain
from learnrnn.files import free_name
from learnrnn.gradebook import assignment as assignments
from learnrnn.gradebook import attempts, late
from learnrnn.gradebook.assignment import Assignment
from learnrnn.gradebook.documents import GRADEBOOK, RESULTS
from learnrnn.gradebook.executors import graded
from learnrnn.gradebook.job import Order, Rules
from learnrnn.gradebook.made import checks_digest, digest_of_all, this_kit
from learnrnn.gradebook.store import FILE, Damaged, Seed, Store, Unread, set_aside
from learnrnn.locale import LANGUAGES, Message, Sayable
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import LeftOut, Submission, find_submissions
from learnrnn.text import visible


@dataclass(frozen=True)
class Asked:
    """What the instructor asked for. out: None for a store that lasts as long as the command.

    follow_through, diagnose: None for what the assignment says, else what the store was graded by. assignment: None
    for the one that the store keeps, if any.
    """

    paths: Sequence[Path]
    out: Path | None
    exercises: Sequence[str] = ()
    jobs: int | None = None
    scheduler: str | None = None
    seed: int | None = None
    seed_file: Path | None = None
    limits: Limits = Limits()
    fresh: bool = False
    follow_through: bool | None = None
    diagnose: bool | None = None
    assignment: Path | None = None
    times: Path | None = None
    roster: Path | None = None


@dataclass(frozen=True)
class Class:
    """What is to be graded, as it was found."""

    asked: Asked
    exercises: Sequence[Exercise]
    submissions: Sequence[Submission]
    left_out: Sequence[LeftOut]
    seed: int | None  # that was asked for
    secret: bool
    assignment: str | None = None  # its file's text
    times: Mapping[str, datetime] = field(
        default_factory=dict
    )  # when they handed in, as far as it was told now
    logins: people.Logins = field(default_factory=dict)
    strangers: Sequence[str] = ()  # whose names no login fits
    empty: Sequence[str] = ()


@dataclass(frozen=True)
class ClassGraded:
    """What a run came to. notes: what there is to say of it."""

    count: int
    unchanged: int
    notes: tuple[Sayable, ...]


def find_class(asked: Asked) -> Class:
    """Look at what is to be graded, before anything is changed. Raises LearnrnnError."""
    catalog.require_solutions()
    text = _assignment(asked)
    assignment = (
        None
        if text is None
        else assignments.parse(text, asked.assignment or _store(asked), catalog.exercises())
    )
    exercises = catalog.chosen(_names(asked, assignment))
    if asked.times and not (assignment and assignment.due):
        raise complain("times_without_due")
    paths = (
        [path.absolute() for path in asked.paths] if asked.scheduler else asked.paths
    )  # workers are elsewhere
    found = find_submissions(paths, [asked.out] if asked.out else [])
    logins = _logins(asked, assignment, [s.student for s in found.submissions])
    submissions, strangers = people.named(found.submissions, logins)
    times = (
        handed_in.times(submissions, assignment, assignment.due, asked.times)
        if assignment and assignment.due
        else {}
    )
    secret = read_seed(asked.seed_file) if asked.seed_file else None
    if asked.out:
        prepare(asked.out)
    return Class(
        asked,
        exercises,
        submissions,
        found.left_out,
        asked.seed if secret is None else secret,
        secret is not None,
        text,
        times,
        logins,
        strangers,
        found.empty,
    )


def _store(asked: Asked) -> Path:
    return (asked.out or Path()) / FILE


def _assignment(asked: Asked) -> str | None:
    """The text of the assignment that was named, else of the one that the store keeps."""
    if asked.assignment:
        return assignments.read_text(asked.assignment)
    return _of_store(asked, lambda store: store.get(late.ASSIGNMENT))


def _logins(asked: Asked, assignment: Assignment | None, names: Sequence[str]) -> people.Logins:
    """Whose login is whose: by the roster that is named, else the assignment's, and by what the store knows."""
    roster = asked.roster
    if roster is None and assignment and assignment.roster and asked.assignment:
        roster = asked.assignment.parent / assignment.roster
    told = people.read_logins(roster, assignment.logins if assignment else {}, names)
    return {**(_of_store(asked, people.kept) or {}), **told}


def _of_store(asked: Asked, take: Callable[[Store], Any]) -> Any:
    """Something that the store keeps; None where the results go to a new one."""
    if asked.out is None or asked.fresh or not _store(asked).is_file():
        return None
    with Store(asked.out) as store:
        return take(store)


def _names(asked: Asked, assignment: Assignment | None) -> Sequence[str]:
    """The exercises to grade: those asked for, which have to be the assignment's, else the assignment's, else all."""
    if assignment is None:
        return asked.exercises
    for exercise in catalog.chosen(asked.exercises) if asked.exercises else ():
        if exercise.name not in assignment.weights:
            raise complain("not_in_assignment", name=exercise.name, known=", ".join(assignment.weights))
    return asked.exercises or list(assignment.weights)


@contextlib.contextmanager
def opened(asked: Asked) -> Generator[tuple[Store, list[Sayable]]]:
    """The store that the results go to, and what was moved out of its way. Raises LearnrnnError."""
    with contextlib.ExitStack() as stack:
        folder = asked.out or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        notes = _make_room(folder, fresh=asked.fresh)
        yield stack.enter_context(Store(folder)), notes


def grade_class(
    found: Class, store: Store, advance: Callable[[], object] = lambda: None, *, safe: bool = True
) -> ClassGraded:
    """Grade what is new or has changed, row by row into the store. safe: whether the sandbox holds here.

    Raises LearnrnnError.
    """
    asked, names = found.asked, [e.name for e in found.exercises]
    seed = _seed(found, store, names)
    with store.alone():
        if found.assignment is not None:
            store.set(late.ASSIGNMENT, found.assignment)
        late.add_times(store, found.times)
        late.mark(
            store, [s.student for s in found.submissions], [s.student for s in found.submissions if s.is_late]
        )
        people.keep(store, found.logins)
        rules = _rules(asked, store)
        settings = f"case {asked.limits.case_s:g} s, exercise {asked.limits.exercise_s:g} s{rules.words}"
        kit = this_kit(settings)
        keeper = store.keeper(kit, safe=safe)
        store.declare((e.name, e.order, points_of(e.checks().checks)) for e in found.exercises)
        known = catalog.exercises()
        store.set("limits", f"{asked.limits.case_s:g} {asked.limits.exercise_s:g}")
        store.set("rules", json.dumps(asdict(rules)))
        store.set("made_by", json.dumps({
            "kit": kit.version,
            "python": kit.python,
            "numpy": kit.numpy,
            "checks": digest_of_all(checks_digest(known[name]) for name in store.exercises() if name in known),
        }))  # fmt: skip
    roots = {s.student: _root(s.path, asked.paths) for s in found.submissions}
    places = [str(path.absolute()) for path in asked.paths]
    store.leave_out(places, [(places[0], _said(each)) for each in found.left_out])
    unchanged = 0
    order = Order(found.exercises, seed, asked.limits, rules)
    before = store.students() if not asked.paths else {}
    known_of = lambda student: store.known(student, seed, keeper)  # noqa: E731
    for each in graded(found.submissions, order, asked.jobs, known_of, asked.scheduler):
        store.keep(each, before.get(each.student, roots[each.student]), seed, keeper)
        unchanged += each.is_unchanged
        advance()
    with store.alone():
        students = [s.student for s in found.submissions]
        attempts.came(store, found.times, students, {s.student for s in found.submissions if s.is_late})
        attempts.choose(store)
    notes = [*_notes(store, names, unchanged, found.left_out)]
    if found.empty:
        notes.append(Message("empty_folders", {"names": ", ".join(map(visible, found.empty))}))
    if found.strangers:
        notes.append(Message("login_strangers", {"names": ", ".join(map(visible, found.strangers))}))
    return ClassGraded(len(found.submissions), unchanged, tuple(notes))


def _said(left_out: LeftOut) -> Unread:
    return Unread(left_out.name, {lang: left_out.why.render(lang) for lang in LANGUAGES})


def _root(path: Path, paths: Sequence[Path]) -> str:
    """The path on the command line below which a submission was found: by it, it is found again."""
    path = path.absolute()
    return str(next((p for p in map(Path.absolute, paths) if p == path or p in path.parents), path))


def prepare(folder: Path) -> Path:
    """The folder for results, made if need be and seen to be writable. Raises LearnrnnError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise complain("out_unwritable", path=folder, why=error.strerror or error) from None
    return folder


def _make_room(folder: Path, *, fresh: bool) -> list[Sayable]:
    """Keep beside what must not be mixed with the new results: an older store, or files that no store made."""
    path = folder / FILE
    if path.exists():
        if not fresh:
            return []
        try:
            with Store(folder) as store:
                beside = store.begin_anew()
        except Damaged:
            beside = set_aside(folder)
        return [Message("store_kept", {"path": beside})]
    kept: list[Sayable] = []
    for old in (folder / RESULTS, folder / GRADEBOOK):
        if old.exists():
            beside = free_name(old.with_stem(f"{old.stem}-before"))
            try:
                os.replace(old, beside)
            except OSError as error:
                raise complain("out_unwritable", path=old, why=error.strerror or error) from None
            kept.append(Message("store_kept", {"path": beside}))
    return kept


def _seed(found: Class, store: Store, names: Sequence[str]) -> int:
    """The seed asked for, else the class's own, else a secret one drawn now."""
    with store.alone():
        own = store.seed()
        if found.seed is not None:
            seed = Seed(found.seed, found.secret)
        else:
            seed = own or Seed(draw_seed(), secret=True)
        if own and own.value != seed.value:
            others = store.other_seeds(seed.value, [s.student for s in found.submissions], names)
            if others:
                raise complain("seed_differs", count=others)
        store.set_seed(seed)
    return seed.value


def _rules(asked: Asked, store: Store) -> Rules:
    """What was asked for, else what the assignment says, else what the class was graded by before."""
    rules = Rules(**json.loads(store.get("rules") or "{}"))
    assignment = late.kept(store)
    for said in (assignment.follow_through if assignment else None, asked.follow_through):
        if said is not None:
            rules = replace(rules, follow_through=said)
    if asked.diagnose is not None:
        rules = replace(rules, diagnose=asked.diagnose)
    return rules


def _notes(
    store: Store, names: Sequence[str], unchanged: int, left_out: Sequence[LeftOut]
) -> Generator[Sayable]:
    for each in left_out:
        yield Message("left_out_of_class", {"name": visible(each.name), "why": each.why})
    if unchanged:
        yield Message("unchanged", {"count": unchanged})
    if others := [name for name in store.exercises() if name not in names]:
        yield Message("other_exercises", {"names": ", ".join(others)})
    yield from _of_assignment(store)


def _of_assignment(store: Store) -> Generator[Sayable]:
    """What of an assignment reached nobody: a time that is not known, a name that is nobody's."""
    assignment, students = late.kept(store), store.students()
    if assignment is None:
        return
    if outside := [name for name in store.exercises() if name not in assignment.weights]:
        yield Message("outside_assignment", {"names": ", ".join(outside)})
    if assignment.due is None:
        return
    times = late.times(store)
    if unknown := sum(student not in times and student not in late.marked(store) for student in students):
        yield Message("times_unknown", {"count": unknown, "students": len(students)})
    for key, names in (("times_strangers", times), ("extension_strangers", assignment.extensions)):
        if strangers := [visible(name) for name in names if name not in students]:
            yield Message(key, {"names": ", ".join(strangers)})
