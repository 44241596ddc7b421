"""A learner's folder: flat, `lstm.py` beside `test_lstm.py`. Their work is never overwritten."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.errors import complain
from learnrnn.locale import Message, Sayable

WORKSPACE_DEPTH = 2  # the workspace is flat, but for packages that an answer imports

if TYPE_CHECKING:  # checking a file starts without it
    from learnrnn.learner.progress import Progress
    from learnrnn.submissions.source import Source


def chosen(names: Sequence[str], workspace: Path) -> list[Exercise]:
    """The named exercises, or those whose file is in the workspace. Raises LearnrnnError for an unknown name.

    A name may be typed as the file's: lstm.py, work/lstm.py, LSTM.
    """
    if names:
        return [catalog.exercise(name) for name in dict.fromkeys(map(name_of, names))]
    return [e for e in catalog.exercises().values() if begun(e, workspace)]


def name_of(typed: str) -> str:
    """The exercise's name in what was typed, as far as it is one: of work/lstm.py lstm."""
    name = re.split(r"[/\\]", typed.rstrip("/\\"))[-1]
    name = re.sub(r"\.(?:py|ipynb)$", "", name, flags=re.I).removeprefix("test_")
    return name.lower() if name else typed


def begun(exercise: Exercise, workspace: Path) -> Path | None:
    """The learner's file of an exercise, lstm.py or else lstm.ipynb, in whatever case; None where there is neither."""
    names = (exercise.filename, exercise.notebook)
    if plain := next((file for name in names if (file := workspace / name).exists()), None):
        return plain
    with contextlib.suppress(OSError):
        return next((workspace / n for n in sorted(os.listdir(workspace)) if n.lower() in names), None)
    return None


def read_answer(exercise: Exercise, workspace: Path) -> Source:
    """The learner's file, or else what their notebooks have of the exercise, as `grade` would take it.

    Raises NotThere, which says where was looked and what lies there, and Unreadable.
    """
    from learnrnn.submissions.opened import Spot
    from learnrnn.submissions.source import NotThere
    from learnrnn.submissions.submission import Submission

    spot = Spot(workspace, follow_links=True, plain_first=True, depth=WORKSPACE_DEPTH)
    try:
        return Submission("", spot).read(exercise)
    except NotThere as problem:
        raise NotThere(
            Message("not_in_workspace", {"why": problem.said, "path": workspace.resolve()})
        ) from None


@dataclass
class Placed:
    """What place() did, in sentences."""

    file: Path
    notes: list[Sayable] = field(default_factory=list)


def place(
    exercise: Exercise, lang: str, workspace: Path, progress: Progress, *, reset: bool = False
) -> Placed:
    """Put the stub, the public examples and the task's text there, keeping what the learner has.

    An untouched file of the kit in another language gives way to the one in this.

    `reset` begins the learner's file anew and keeps a backup. Where the kit's public examples have changed
    since they were given, the older file is kept as `.bak` and the new one put in; where its stub has
    changed, that is said. Raises LearnrnnError where the workspace cannot be written.
    """
    placed = Placed(workspace / exercise.filename)
    with _writing(workspace):
        stubs = _in_every(exercise.stub_in)
        given = any(_holds(placed.file, stub) for stub in stubs.values())
        _place_file(stubs[lang], "stub", placed, progress, reset=reset or given, others=stubs.values())
        for name, in_every, kind in (
            (exercise.test_filename, _in_every(exercise.public_test_in), "test"),
            (
                f"{exercise.module}.md",
                {each: exercise.readme(each).read_bytes() for each in catalog.languages()},
                "text",
            ),
        ):
            _refresh(workspace / name, in_every[lang], kind, placed, progress, others=in_every.values())
    return placed


def _in_every(spoken: Callable[[str], str]) -> dict[str, bytes]:
    return {lang: spoken(lang).encode() for lang in catalog.languages()}


def bring_back(exercise: Exercise, workspace: Path) -> Sayable:
    """The learner's file as its last backup has it; what was there becomes the backup. What to say of it.

    Raises LearnrnnError where there is no backup, or the workspace cannot be written.
    """
    file = begun(exercise, workspace) or workspace / exercise.filename
    backup = max(_backups(file), key=lambda path: path.stat().st_mtime_ns, default=None)
    if backup is None:
        raise complain("undo_nothing", file=file.name)
    with _writing(workspace):
        if not os.path.lexists(file):
            backup.rename(file)
            return Message("undone_first", {"file": file.name, "backup": backup.name})
        kept = _set_aside(file)
        backup.rename(file)
    return Message("undone", {"file": file.name, "backup": backup.name, "kept": kept.name})


def place_notebook(
    exercise: Exercise, content: bytes, lang: str, workspace: Path, progress: Progress, *, reset: bool
) -> Placed:
    """Put the exercise's notebook there, by the same rules; `content` is what it begins as."""
    placed = Placed(workspace / exercise.notebook)
    with _writing(workspace):
        _place_file(content, f"notebook-{lang}", placed, progress, reset=reset)
    return placed


@contextlib.contextmanager
def _writing(workspace: Path) -> Generator[None]:
    """The workspace is there inside; where it cannot be written, a LearnrnnError says so."""
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise complain("workspace_unwritable", path=workspace, why=error.strerror or error) from None


def _place_file(
    stub: bytes, kind: str, placed: Placed, progress: Progress, *, reset: bool, others: Iterable[bytes] = ()
) -> None:
    """others: what the kit gives in other languages."""
    file, key = placed.file, placed.file.resolve()
    if _holds(file, stub):  # as it was given: nothing to keep, nothing to say
        return
    before, ours = progress.given(key, kind), {_digest(content) for content in (stub, *others)}
    if os.path.lexists(file) and not reset:
        if before is not None and before not in ours:
            placed.notes.append(Message("stub_changed", {"file": file.name}))
        else:
            placed.notes.append(Message("file_kept", {"file": file.name}))
        return
    if file.is_file() and _digest(file.read_bytes()) in {before, *ours}:
        pass  # an older stub that nobody has touched, or one in another language
    elif os.path.lexists(file):
        placed.notes.append(Message("file_reset", {"file": file.name, "backup": _set_aside(file).name}))
    else:
        placed.notes.append(Message("file_placed", {"file": file}))
    file.write_bytes(stub)
    progress.give(key, kind, _digest(stub))


def _refresh(
    file: Path, content: bytes, kind: str, placed: Placed, progress: Progress, *, others: Collection[bytes]
) -> None:
    """Bring a file of the kit up to date; where the learner has changed it, theirs is kept as a backup.

    others: what the kit gives in other languages.
    """
    key = file.resolve()
    given = progress.given(key, kind)
    if os.path.lexists(file):
        if _holds(file, content) or given == _digest(content):
            return  # the kit's is the same; what the learner added stays
        as_given = any(_holds(file, other) for other in others)  # in another language
        if not as_given and given in [_digest(other) for other in others]:
            return
        if not as_given and (
            kind == "test" or given is None or not file.is_file() or given != _digest(file.read_bytes())
        ):
            kept = _set_aside(file)
            placed.notes.append(Message("test_refreshed", {"file": file.name, "backup": kept.name}))
    file.write_bytes(content)
    progress.give(key, kind, _digest(content))


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes() == content


def _set_aside(file: Path) -> Path:
    """The file under the name of a backup, which is newer than all others."""
    backup = _free_name(file)
    file.rename(backup)
    with contextlib.suppress(OSError):
        os.utime(backup)
    return backup


def _backups(file: Path) -> list[Path]:
    """The backups beside a file: .bak, and .bak with a time."""
    try:
        names = os.listdir(file.parent)
    except OSError:
        return []
    found = [file.parent / n for n in names if n.startswith(file.name + ".") and n.endswith(".bak")]
    return [path for path in found if path.is_file()]


def _free_name(file: Path) -> Path:
    """A name for a backup beside the file that is not taken: .bak, else .bak with the time."""
    backup = file.with_name(file.name + ".bak")
    number = 1
    while os.path.lexists(backup):
        backup = file.with_name(f"{file.name}.{time.strftime('%Y%m%d-%H%M%S')}-{number}.bak")
        number += 1
    return backup


def _digest(content: bytes) -> str:
    import hashlib  # it loads OpenSSL: who only looks starts without it

    return hashlib.sha256(content).hexdigest()
