"""What one student handed in, and the code in it for an exercise."""

from __future__ import annotations

import functools
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.locale import Message, Sayable
from learnrnn.submissions.archive import FILE, Parts, is_archive
from learnrnn.submissions.choose import Candidate, Chosen, Looked, choose, look_into_script
from learnrnn.submissions.names import NEAR, NOTEBOOK, SCRIPT, functions, is_kit, kind_of, named_for
from learnrnn.submissions.notebook import NOTEBOOK_LIMIT_BYTES, Notebook, read_notebook
from learnrnn.submissions.opened import Entry, Opened, Spot
from learnrnn.submissions.source import NotThere, Part, Source, Unreadable
from learnrnn.text import visible

KEPT_OPEN = 16  # submissions: a chunk's are asked for one exercise after the other
NOTEBOOKS_LIMIT = 100  # of a submission that are looked into
NOTEBOOKS_LIMIT_BYTES = 40 << 20  # all of them
SIBLINGS_LIMIT = 50  # other files that an answer imports
SIBLINGS_LIMIT_CHARACTERS = 1 << 20
SHOWN = 6  # names of what lies there

NAME_LIMIT = 100  # characters of a name that are shown
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<dots>\.*)(?P<module>[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]*)"
    r"|import[ \t]+(?P<modules>[\w., \t]+)"
    r"|%run[ \t]+(?:-\w+[ \t]+)*['\"]?(?:\./)?(?P<run>[\w/]+)(?:\.py)?)",
    re.M,
)


_CALLED = re.compile(r"\b(?:import_module|__import__)\([ \t]*['\"]\.?(?P<called>[\w.]+)['\"]")


@dataclass(frozen=True, eq=False)
class Submission:
    """What one student handed in: who, and where it lies. Can be pickled; opens when it is first asked.

    handed_in: when, as the system says, without a zone where it says none; is_late: the system calls it late.
    """

    student: str
    spot: Spot
    handed_in: datetime | None = None
    is_late: bool = False

    @property
    def path(self) -> Path:
        """Where it lies, to be said to a person."""
        return self.spot.path.joinpath(*self.spot.inside)

    def read(self, exercise: Exercise) -> Source:
        """The student's code for an exercise: a file of theirs, or what their notebooks have of it.

        Raises NotThere where there is none, and says what lies there; Unreadable.
        """
        try:
            return _work(self).source(exercise)
        except Unreadable:
            raise
        except Exception as error:  # whatever is wrong with it is nobody else's matter
            why = f"{type(error).__name__}: {error}"[:200]
            raise Unreadable(Message("file_unreadable", {"file": self.path.name, "why": why})) from None

    @property
    def newest(self) -> float | None:
        """When the newest of its files was changed, in seconds since 1970; None where nothing can be read."""
        try:
            return Work(self.spot).newest()  # not the one that is graded: its budget is for that
        except Exception:
            return None

    @property
    def lies_there(self) -> tuple[str, ...]:
        """What lies there, by name: what to tell who finds nothing was taken. Raises nothing."""
        try:
            return _work(self).names()
        except Exception:
            return ()


@functools.lru_cache(maxsize=KEPT_OPEN)
def _work(submission: Submission) -> Work:
    return Work(submission.spot)


class Work:
    """An open submission: what its names say of each exercise, and what has been read of it."""

    def __init__(self, spot: Spot):
        self._problem: Unreadable | None = None
        self._plain_first = spot.plain_first
        self._notebooks: dict[Parts, Notebook | Unreadable] = {}
        self._digests: dict[Parts, str] = {}
        self._times: dict[Parts, float] = {}
        self._left = NOTEBOOKS_LIMIT_BYTES
        try:
            self._opened = Opened(spot)
        except Unreadable as problem:  # kept: it is asked for by every exercise
            self._problem = problem

    def names(self) -> tuple[str, ...]:
        """What lies there, nearest first."""
        if self._problem:
            return ()
        return tuple(e.name for e in sorted(self._opened.entries, key=lambda e: (len(e.parts), e.parts)))

    def newest(self) -> float | None:
        """When the newest of the files that may be answers was changed."""
        if self._problem:
            return None
        entries = [*self._direct.entries, *(self._inner.entries if self._packed else ())]
        times = [self._opened.read(entry).time for entry in entries if entry.kind == FILE]
        return max(times, default=None)

    def source(self, exercise: Exercise) -> Source:
        """The code for an exercise. Raises NotThere and Unreadable."""
        if self._problem:
            raise self._problem
        found, is_stub = self._found(self._direct, exercise)
        if (found is None or is_stub) and self._packed:
            found = self._found(self._inner, exercise)[0] or found
            if found is None and self._unpacked[1]:
                raise self._unpacked[1]
        if found is None:
            raise self._not_there(exercise)
        return found

    # ------------------------------------------------------------ what is there

    @functools.cached_property
    def _direct(self) -> Names:
        return Names(self._opened.entries)

    @functools.cached_property
    def _packed(self) -> bool:
        return any(e.kind == FILE and _ends_as_archive(e) for e in self._opened.entries)

    @functools.cached_property
    def _unpacked(self) -> tuple[list[Entry], Unreadable | None]:
        return self._opened.unpacked()

    @functools.cached_property
    def _inner(self) -> Names:
        return Names(self._unpacked[0])

    def _not_there(self, exercise: Exercise) -> NotThere:
        names = self.names()
        if not names:
            return NotThere(Message("nothing_there", {"file": exercise.filename}))
        shown = ", ".join(clean(name) for name in names[:SHOWN])
        more = len(names) - SHOWN
        values = {"file": exercise.filename, "names": shown, "count": more}
        return NotThere(Message("missing_here_more" if more > 0 else "missing_here", values))

    # ---------------------------------------------------------------- choosing

    def _found(self, names: Names, exercise: Exercise) -> tuple[Source | None, bool]:
        """What there is for an exercise, and whether it is what was given out."""
        chosen = self._chosen(names, exercise)
        if chosen and not chosen.is_stub:
            return self._of_chosen(chosen, names, exercise), False
        if source := self._of_notebooks(names, exercise):
            return source, False
        return (self._of_chosen(chosen, names, exercise), True) if chosen else (None, False)

    def _chosen(self, names: Names, exercise: Exercise) -> Chosen | None:
        """Of the files that are named for an exercise the one that counts."""
        scripts = names.scripts.get(exercise.module, [])
        books = names.notebooks.get(exercise.module, [])
        if self._plain_first:
            plain = [c for c in scripts if c.entry.parts == (exercise.filename,)]
            scripts, books = plain or scripts, [] if plain else books
        if scripts:  # a notebook beside it may only use what it defines
            books = [Candidate(book.entry, NEAR) for book in books]
        candidates = [*scripts, *books]
        return choose(exercise, candidates, self._look) if candidates else None

    def _of_chosen(self, chosen: Chosen, names: Names, exercise: Exercise) -> Source:
        entry = chosen.entry
        if kind_of(entry.parts[-1]) == NOTEBOOK:
            return self._of_notebook([self._notebook(entry)], [entry], exercise, chosen.notes, names)
        part = Part(entry.name, chosen.text)
        siblings = _Siblings(self, names, entry.parts).of([chosen.text])
        return Source(entry.name, (part,), chosen.digest, siblings, chosen.notes)

    def _of_notebooks(self, names: Names, exercise: Exercise) -> Source | None:
        """What the notebooks that are named for no exercise have of it."""
        books: list[Notebook] = []
        entries: list[Entry] = []
        problem: Unreadable | None = None
        for entry in names.other_notebooks[:NOTEBOOKS_LIMIT]:
            try:
                book = self._notebook(entry)
            except Unreadable as wrong:
                problem = problem or wrong
                continue
            if _mentions(book, exercise):
                books.append(book)
                entries.append(entry)
        if books:
            return self._of_notebook(books, entries, exercise, (), names)
        if problem:
            raise problem
        return None

    def _of_notebook(
        self,
        books: Sequence[Notebook],
        entries: Sequence[Entry],
        exercise: Exercise,
        notes: Sequence[Sayable],
        names: Names,
    ) -> Source:
        parts = tuple(part for book in books for part in book.parts(exercise))
        written = {n: p for book in books for n, p in book.written().items() if n != exercise.module}
        siblings = _Siblings(self, names, entries[0].parts, written).of([part.text for part in parts])
        digests = [self._digests[entry.parts] for entry in entries]
        digest = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
        said = (*notes, *(note for book in books for note in book.left_out))
        return Source(", ".join(book.file for book in books), parts, digest, siblings, said)

    # ----------------------------------------------------------------- reading

    def _look_into_script(self, entry: Entry) -> Looked:
        return look_into_script(entry, self._opened.read(entry))

    def _look(self, entry: Entry) -> Looked:
        if kind_of(entry.parts[-1]) != NOTEBOOK:
            return self._look_into_script(entry)
        book = self._notebook(entry)
        text = "\n".join(cell.text for cell in book.cells)
        return Looked(text, self._times[entry.parts], self._digests[entry.parts])

    def _notebook(self, entry: Entry) -> Notebook:
        """A notebook, read once, all of them within one budget. Raises Unreadable."""
        if entry.parts not in self._notebooks:
            self._notebooks[entry.parts] = self._read_new(entry)
        found = self._notebooks[entry.parts]
        if isinstance(found, Unreadable):
            raise found
        return found

    def _read_new(self, entry: Entry) -> Notebook | Unreadable:
        if self._left <= 0:
            return Unreadable(Message("notebooks_too_large", {"limit": NOTEBOOKS_LIMIT_BYTES >> 20}))
        try:
            content = self._opened.read(entry, NOTEBOOK_LIMIT_BYTES)
            self._left -= len(content.bytes)
            self._times[entry.parts] = content.time
            self._digests[entry.parts] = hashlib.sha256(content.bytes).hexdigest()
            return read_notebook(content.bytes, entry.name)
        except Unreadable as problem:
            return problem

    def script_parts(self, entry: Entry) -> tuple[Part, ...]:
        """A script of the submission as what may be imported; nothing where it cannot be read."""
        try:
            return (Part(entry.name, self._look_into_script(entry).text),)
        except Unreadable:
            return ()

    def parts_for(self, names: Names, module: str) -> tuple[Part, ...]:
        """What was taken for another exercise, to be imported; nothing where there is nothing."""
        try:
            exercise = catalog.exercise(module)
            chosen = self._chosen(names, exercise)
            if chosen is None:
                return ()
            if kind_of(chosen.entry.parts[-1]) == NOTEBOOK:
                return self._notebook(chosen.entry).parts(exercise)
            return (Part(chosen.entry.name, chosen.text),)
        except Exception:
            return ()


class Names:
    """What the names of a submission's files say."""

    def __init__(self, entries: Sequence[Entry]):
        self.entries = [e for e in entries if kind_of(e.parts[-1]) and not is_kit(e.parts)]
        self.scripts: dict[str, list[Candidate]] = {}
        self.notebooks: dict[str, list[Candidate]] = {}
        self.other_notebooks: list[Entry] = []
        for entry in self.entries:
            named = False
            for module, ending, nearness in named_for(entry.parts):
                named = True
                kinds = self.scripts if ending == SCRIPT else self.notebooks
                kinds.setdefault(module, []).append(Candidate(entry, nearness))
            if not named and kind_of(entry.parts[-1]) == NOTEBOOK:
                self.other_notebooks.append(entry)
        self.other_notebooks.sort(key=lambda e: (len(e.parts), e.parts))

    @functools.cached_property
    def modules(self) -> dict[Parts, Entry]:
        """Every script by its path as an import has it: ("utils", "helpers")."""
        found: dict[Parts, Entry] = {}
        for entry in sorted(self.entries, key=lambda e: (len(e.parts), e.parts), reverse=True):
            if entry.parts[-1].endswith(SCRIPT):
                *above, last = entry.parts
                stem = last.removesuffix(SCRIPT)
                found[tuple(above if stem == "__init__" else [*above, stem])] = entry
        return found

    @functools.cached_property
    def by_ending(self) -> dict[str, list[Parts]]:
        """The same by the last name, nearest first."""
        found: dict[str, list[Parts]] = {}
        for path in sorted(self.modules, key=lambda p: (len(p), p)):
            if path:
                found.setdefault(path[-1], []).append(path)
        return found


class _Siblings:
    """The other files that an answer imports, and those that these import."""

    def __init__(
        self, work: Work, names: Names, main: Parts, written: dict[str, tuple[Part, ...]] | None = None
    ):
        self.work, self.names, self.main = work, names, main
        self.found: dict[str, tuple[Part, ...]] = {}
        self.written = written or {}
        self.room = SIBLINGS_LIMIT_CHARACTERS

    def of(self, texts: Sequence[str]) -> tuple[tuple[str, tuple[Part, ...]], ...]:
        """Every module that the texts import from the submission, by its dotted name."""
        waiting = list(texts)
        while waiting:
            for dotted in _imported(waiting.pop()):
                if dotted in self.found or len(self.found) >= SIBLINGS_LIMIT or self.room <= 0:
                    continue
                if parts := self._parts(dotted):
                    self.found[dotted] = parts
                    self.room -= sum(len(part.text) for part in parts)
                    waiting += [part.text for part in parts]
        return tuple(self.found.items())

    def _parts(self, dotted: str) -> tuple[Part, ...]:
        wanted = tuple(dotted.split("."))
        if wanted[0] in sys.stdlib_module_names or wanted[0] == "numpy":
            return ()
        if dotted in self.written:
            return self.written[dotted]
        folder = self.main[:-1]
        for depth in range(len(folder), -1, -1):  # beside it, then in each folder above
            if entry := self.names.modules.get((*folder[:depth], *wanted)):
                return self.work.script_parts(entry) if entry.parts != self.main else ()
        for path in self.names.by_ending.get(wanted[-1], ()):
            entry = self.names.modules[path]
            if path[-len(wanted) :] == wanted and entry.parts != self.main:
                return self.work.script_parts(entry)
        return self.work.parts_for(self.names, dotted)


def _imported(text: str) -> Iterator[str]:
    """The modules that a text may import, by their dotted names."""
    for match in _CALLED.finditer(text):
        yield from _with_packages(match["called"])
    for match in _IMPORT.finditer(text):
        if match["run"]:
            yield match["run"].replace("/", ".")
        elif match["modules"]:
            for words in match["modules"].split(","):
                yield from _with_packages(words.split()[0] if words.split() else "")
        else:
            module = match["module"]
            yield from _with_packages(module)
            for name in re.findall(r"(\w+)(?:\s+as\s+\w+)?", match["names"] or ""):
                yield f"{module}.{name}" if module else name


def _with_packages(dotted: str) -> Iterator[str]:
    names = [name for name in dotted.split(".") if name]
    for count in range(1, len(names) + 1):
        yield ".".join(names[:count])


def _mentions(book: Notebook, exercise: Exercise) -> bool:
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, functions(exercise)))})\b")
    return any(words.search(part.text) for part in book.parts(exercise))


def _ends_as_archive(entry: Entry) -> bool:
    return is_archive(entry.parts[-1])


def clean(name: str) -> str:
    """A stranger's name as a person may see it."""
    return visible(name)[:NAME_LIMIT]
