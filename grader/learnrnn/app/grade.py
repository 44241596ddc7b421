"""Grades a class into a store, and makes the store's views."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.engine.grade import points_of
from learnrnn.engine.seed import draw_seed, read_seed
from learnrnn.errors import complain
from learnrnn.files import free_name
from learnrnn.gradebook.documents import GRADEBOOK, RESULTS
from learnrnn.gradebook.executors import graded
from learnrnn.gradebook.job import Order, Rules
from learnrnn.gradebook.made import checks_digest, digest_of_all, this_kit
from learnrnn.gradebook.store import FILE, Damaged, Seed, Store, Unread, set_aside
from learnrnn.locale import LANGUAGES, Message, Sayable
from learnrnn.sandbox.pool import Limits
from learnrnn.submissions.find import LeftOut, Submission, find_submissions
from learnrnn.views.terminal import visible


@dataclass(frozen=True)
class Asked:
    """What the instructor asked for. out: None for a store that lasts as long as the command.

    follow_through, diagnose: None for what the store was graded by.
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


@dataclass(frozen=True)
class Class:
    """What is to be graded, as it was found."""

    asked: Asked
    exercises: Sequence[Exercise]
    submissions: Sequence[Submission]
    left_out: Sequence[LeftOut]
    seed: int | None  # that was asked for
    secret: bool


@dataclass(frozen=True)
class Graded:
    """What a run came to. notes: what there is to say of it."""

    count: int
    unchanged: int
    notes: tuple[Sayable, ...]


def find_class(asked: Asked) -> Class:
    """Look at what is to be graded, before anything is changed. Raises LearnrnnError."""
    catalog.require_solutions()
    exercises = catalog.chosen(asked.exercises)
    paths = (
        [path.absolute() for path in asked.paths] if asked.scheduler else asked.paths
    )  # workers are elsewhere
    found = find_submissions(paths, [asked.out] if asked.out else [])
    secret = read_seed(asked.seed_file) if asked.seed_file else None
    if asked.out:
        prepare(asked.out)
    return Class(
        asked,
        exercises,
        found.submissions,
        found.left_out,
        asked.seed if secret is None else secret,
        secret is not None,
    )


@contextlib.contextmanager
def opened(asked: Asked) -> Generator[tuple[Store, list[Sayable]]]:
    """The store that the results go to, and what was moved out of its way. Raises LearnrnnError."""
    with contextlib.ExitStack() as stack:
        folder = asked.out or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        notes = _make_room(folder, fresh=asked.fresh)
        yield stack.enter_context(Store(folder)), notes


def grade_class(
    found: Class, store: Store, advance: Callable[[], object] = lambda: None, *, safe: bool = True
) -> Graded:
    """Grade what is new or has changed, row by row into the store. safe: whether the sandbox holds here.

    Raises LearnrnnError.
    """
    asked, names = found.asked, [e.name for e in found.exercises]
    seed = _seed(found, store, names)
    with store.alone():
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
    return Graded(len(found.submissions), unchanged, tuple(_notes(store, names, unchanged, found.left_out)))


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
    """What was asked for, else what the class was graded by before."""
    rules = Rules(**json.loads(store.get("rules") or "{}"))
    if asked.follow_through is not None:
        rules = replace(rules, follow_through=asked.follow_through)
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
