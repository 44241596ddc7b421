"""Where the content lies, and how it is loaded: exercises/, solutions/ and quizzes/ of a course.

The content's root is LEARNRNN_COURSE if set, else the package folder if it holds `exercises` (a wheel),
else two folders up (a checkout). An exercise is two folders of one name; nothing lists them.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from learnrnn.errors import complain, did_you_mean
from learnrnn.locale import ENGLISH, LANGUAGES, Text

if TYPE_CHECKING:  # listing exercises and asking questions start without it
    from learnrnn.checking import Also, AnyCheck, Mistake

COURSE_FORMAT = 1
WRONG = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OSError,
)  # what reading a TOML file of ours can raise


@dataclass(frozen=True)
class Exercise:
    """One exercise: its two folders and what exercise.toml says."""

    name: str  # as on the command line: "lstm-backward"
    folder: Path  # exercises/lstm_backward, all that a learner may see
    solution_folder: Path  # solutions/lstm_backward; absent in a class's bundle
    order: int
    section: str  # of the course note: "S2"
    title: Text
    needs: tuple[str, ...]  # exercises that come before

    @property
    def hints(self) -> tuple[Text, ...]:
        return tuple(_text(hint) for hint in _all_of(self.folder)["hints"])

    @property
    def on_pass(self) -> Text:
        """What to say when it is passed."""
        return _text(_all_of(self.folder)["on_pass"])

    @property
    def module(self) -> str:
        """The name in Python and of its files: "lstm_backward"."""
        return self.folder.name

    @property
    def filename(self) -> str:
        return f"{self.module}.py"

    @property
    def notebook(self) -> str:
        """The name of its notebook, for who writes it as one."""
        return f"{self.module}.ipynb"

    @property
    def test_filename(self) -> str:
        return f"test_{self.module}.py"

    @property
    def stub(self) -> Path:
        return self.folder / self.filename

    @property
    def public_test(self) -> Path:
        return self.folder / self.test_filename

    def docstrings(self, lang: str) -> Path:
        """Where the stub's and the public examples' docstrings lie in another language than English."""
        return self.folder / f"docstrings.{lang}.toml"

    def stub_in(self, lang: str) -> str:
        """The stub with its docstrings in a language; its code is the same in each."""
        return self._spoken(self.stub, "stub", lang)

    def public_test_in(self, lang: str) -> str:
        """The public examples, likewise."""
        return self._spoken(self.public_test, "test", lang)

    def _spoken(self, file: Path, part: str, lang: str) -> str:
        text, said = file.read_text(encoding="utf-8"), self.docstrings(lang)
        if not said.is_file():
            return text
        from learnrnn.locale.docstrings import with_docstrings

        try:
            return with_docstrings(text, parsed(said)[part])
        except WRONG as error:
            raise complain("toml_wrong", file=said, why=why_wrong(error)) from None

    def is_stub(self, text: str) -> bool:
        """Whether this is the file that was given out, in whatever language; where its lines end does not matter."""
        if "NotImplementedError" not in text:
            return False
        lines = _lines(text)
        return any(lines == _lines(self.stub_in(lang)) for lang in languages())

    def readme(self, lang: str) -> Path:
        return self.folder / ("README.md" if lang == ENGLISH else f"README.{lang}.md")

    @property
    def solution(self) -> Path:
        return self.solution_folder / self.filename

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of what there is to write: the stub's functions that are not written yet."""
        import ast

        defined = [n for n in ast.parse(self.stub.read_bytes()).body if isinstance(n, ast.FunctionDef)]
        return tuple(n.name for n in defined if "NotImplementedError" in ast.dump(n))

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the quiz's questions to ask before the code."""
        return tuple(parsed(self.folder / "exercise.toml").get("predict", ()))

    @property
    def questions_after(self) -> tuple[str, ...]:
        """The ids of those to ask after a pass."""
        return tuple(parsed(self.folder / "exercise.toml").get("after", ()))

    @property
    def has_checks(self) -> bool:
        return (self.solution_folder / "checks.py").is_file()

    def checks(self) -> Checks:
        """What checks.py says. Raises FileNotFoundError where there are no solutions."""
        module = load(self.solution_folder / "checks.py", f"learnrnn_checks_{self.module}")
        return Checks(
            tuple(module.CHECKS), tuple(module.MISTAKES), tuple(getattr(module, "ALSO", ())), module.__file__
        )


@dataclass(frozen=True)
class Course:
    """What course.toml says of the whole course. Where there is none, these defaults hold.

    id: what a learner's progress is kept under; "" for none. languages: those that its texts are in. trainings: the names of those that it offers; None for all. sections: of its note, by what exercises call them;
    none where the course names none.
    """

    title: Text = field(default_factory=lambda: Text("", ""))
    points: int = 10  # of every exercise
    hints: int = 3
    trainings: tuple[str, ...] | None = None
    sections: Mapping[str, Text] = field(default_factory=dict)
    id: str = ""
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True)
class Checks:
    """The contents of a checks.py."""

    checks: tuple[AnyCheck, ...]
    mistakes: tuple[Mistake, ...]
    also: tuple[Also, ...]
    file: str | None


def root() -> Path:
    """The folder that holds exercises/, solutions/ and quizzes/."""
    if course := os.environ.get("LEARNRNN_COURSE"):
        return Path(course)
    package = Path(__file__).parent
    return package if (package / "exercises").is_dir() else package.parents[1]


def course() -> Course:
    """What course.toml says. Raises LearnrnnError where it is wrong."""
    file = root() / "course.toml"
    if not file.is_file():
        return Course()
    try:
        data = parsed(file)
        if data["format"] != COURSE_FORMAT:
            raise complain("course_format", file=file, format=data["format"], known=COURSE_FORMAT)
        return Course(
            _text(data["title"]),
            data["points"],
            data["hints"],
            tuple(data["trainings"]) if "trainings" in data else None,
            {name: _text(title) for name, title in data["sections"].items()},
            _course_id(data.get("id", "")),
            tuple(data.get("languages", LANGUAGES)),
        )
    except WRONG as error:
        raise complain("toml_wrong", file=file, why=why_wrong(error)) from None


def _course_id(name: object) -> str:
    """The name, which becomes part of a file's. Raises ValueError."""
    if not isinstance(name, str) or not re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", name):
        raise ValueError(name)
    return name


def languages() -> tuple[str, ...]:
    """The languages that the course is in. Raises LearnrnnError where course.toml is wrong."""
    return course().languages


def has_solutions() -> bool:
    """Whether this is the whole course, and not a class's bundle."""
    return (root() / "solutions").is_dir()


def require_solutions() -> None:
    """Raises LearnrnnError in a class's bundle, which can neither grade nor be verified."""
    if not has_solutions():
        raise complain("no_checks_here", path=root())


def exercises() -> dict[str, Exercise]:
    """Every exercise by name, in course order.

    Of each exercise.toml only the head is read: a list waits for no hints and no picture.
    """
    every = folders()
    if not every:
        raise complain("no_course", path=root())
    found = [_told(folder, _of_head) for folder in every]
    return {e.name: e for e in sorted(found, key=lambda e: (e.order, e.name))}


def exercise(name: str) -> Exercise:
    """The exercise of this name (`_` and `-` are the same). Raises LearnrnnError: did you mean …?"""
    folder = root() / "exercises" / name.replace("-", "_")
    if folder.name.isidentifier() and (folder / "exercise.toml").is_file():
        return _told(folder, read_exercise)
    raise did_you_mean(name, exercises())


def chosen(names: Iterable[str]) -> list[Exercise]:
    """The exercises of these names in course order, or all of them. Raises LearnrnnError: did you mean …?"""
    every = exercises()
    wanted = {exercise(name).name for name in names}
    return [e for e in every.values() if not wanted or e.name in wanted]


def folders() -> list[Path]:
    """The folders of all exercises, whatever is in them."""
    return [path.parent for path in sorted((root() / "exercises").glob("*/exercise.toml"))]


def _told(folder: Path, read: Callable[[Path], Exercise]) -> Exercise:
    """The exercise that was read in this folder. Raises LearnrnnError where its exercise.toml is wrong."""
    try:
        return read(folder)
    except WRONG as error:
        raise complain("toml_wrong", file=folder / "exercise.toml", why=why_wrong(error)) from None


def _all_of(folder: Path) -> dict[str, Any]:
    """All that the folder's exercise.toml says. Raises LearnrnnError where it is wrong."""
    _told(folder, read_exercise)
    return parsed(folder / "exercise.toml")


def _of_head(folder: Path) -> Exercise:
    """The exercise by what its exercise.toml holds before the first list of tables. Raises one of WRONG."""
    head = (folder / "exercise.toml").read_text(encoding="utf-8").split("\n[[", 1)[0]
    return _exercise(folder, tomllib.loads(head))


def parsed(file: Path) -> dict[str, Any]:
    """What a TOML file of the course holds. Raises one of WRONG."""
    return _parsed(file.read_text(encoding="utf-8"))


def why_wrong(error: Exception) -> str:
    """What is wrong with a TOML file, from the exception that reading it raised."""
    if isinstance(error, KeyError):
        return f"it has no {error}"
    if isinstance(error, tomllib.TOMLDecodeError | UnicodeDecodeError):
        return str(error)
    return "an entry has another form than it should have"


def read_exercise(folder: Path) -> Exercise:
    """The exercise in this folder. Raises one of WRONG where its exercise.toml is wrong."""
    data = parsed(folder / "exercise.toml")
    _ = [_text(hint) for hint in data["hints"]], _text(data["on_pass"])
    return _exercise(folder, data)


def _exercise(folder: Path, data: dict[str, Any]) -> Exercise:
    return Exercise(
        name=folder.name.replace("_", "-"),
        folder=folder,
        solution_folder=folder.parents[1] / "solutions" / folder.name,
        order=data["order"],
        section=data["section"],
        title=_text(data["title"]),
        needs=tuple(data["needs"]),
    )


@functools.cache
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _text(entry: dict[str, Any]) -> Text:
    return Text.of({lang: said.strip() for lang, said in entry.items()})


@functools.cache
def load(path: Path, name: str) -> ModuleType:
    """A module of the course, by path; it is not put into sys.modules and leaves no bytecode behind."""
    import importlib.util  # here, since listing exercises starts without it

    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module
