"""The functions that a training calls: the learner's where they are written, else the reference's.

They run in this process, for it is the learner's own machine. An error in one is a LearnerFault: one line
with the file and the line, and so is a result of a wrong shape, or one that is not a number.
"""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.errors import LearnrnnError, complain
from learnrnn.locale import Message, Sayable
from learnrnn.submissions.source import read_source

if TYPE_CHECKING:
    from learnrnn.training.parts import Array, Needs

ERROR_LENGTH = 200  # characters of an exception's text that are shown


class LearnerFault(LearnrnnError):
    """Something in a learner's function is wrong; exit status 1."""


@dataclass(frozen=True)
class Function:
    """One function, and whose it is."""

    name: str
    exercise: Exercise
    path: Path
    learners: bool
    call: Callable[..., Any]


class Functions:
    """The functions of a training, by name."""

    def __init__(self, found: Mapping[str, Function]):
        self._found = found

    @property
    def whose(self) -> tuple[Sayable, ...]:
        """A sentence for the learner's functions and one for the reference's, as far as there are any."""
        keys = (("train_yours", True), ("train_references", False))
        found = [(key, ", ".join(self.names(learners=learners))) for key, learners in keys]
        return tuple(Message(key, {"functions": names}) for key, names in found if names)

    def names(self, *, learners: bool) -> list[str]:
        """The names of the learner's functions, or of the reference's."""
        return [f.name for f in self._found.values() if f.learners is learners]

    def exercises(self, *, learners: bool) -> list[str]:
        """The exercises of the learner's functions, or of the reference's, in the order of the needs."""
        return list(dict.fromkeys(f.exercise.name for f in self._found.values() if f.learners is learners))

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a function. Raises LearnerFault for whatever it raises."""
        function = self._found[name]
        try:
            return function.call(*arguments)
        except (Exception, SystemExit) as error:  # a Ctrl-C goes through
            raise _fault_of(error, function.exercise, function.path, name) from None

    def array(self, name: str, value: Any, shape: tuple[int, ...], part: str = "") -> Array:
        """What a function gave, as an array of numbers of this shape. Raises LearnerFault where it is not."""
        try:
            found = np.asarray(value)
        except ValueError:  # a ragged list
            raise self._refuse(name, part, "train_no_array", actual=type(value).__name__) from None
        if found.dtype.kind not in "fiub":
            raise self._refuse(name, part, "train_no_array", actual=type(value).__name__)
        if found.shape != shape:
            raise self._refuse(name, part, "train_shape", actual=found.shape, expected=shape)
        if not _is_finite(found):
            raise self._refuse(name, part, "train_nan")
        return found

    def number(self, name: str, value: Any, part: str = "") -> float:
        """What a function gave, as one finite number. Raises LearnerFault where it is not."""
        return float(self.array(name, value, (), part))

    def items(self, name: str, value: Any, count: int, part: str = "") -> Sequence[Any]:
        """What a function gave, as a sequence of this length. Raises LearnerFault where it is not."""
        if isinstance(value, np.ndarray) and value.ndim > 0:
            value = list(value)
        if not isinstance(value, list | tuple) or len(value) != count:
            raise self._refuse(name, part, "train_no_items", actual=type(value).__name__, count=count)
        return value

    def integers(self, name: str, value: Any, shape: tuple[int, ...], below: int, part: str = "") -> Array:
        """What a function gave, as integers from 0 to below - 1. Raises LearnerFault where it is not."""
        found = self.array(name, value, shape, part)
        if not found.size:  # numpy takes an empty list for floats
            return found.astype(np.int64)
        if found.dtype.kind not in "iu" or np.any((found < 0) | (found >= below)):
            raise self._refuse(name, part, "train_no_ids", below=below)
        return found

    def arrays(self, name: str, value: Any, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
        """What a function gave, as a dict of arrays of these shapes. Raises LearnerFault where it is not."""
        if not isinstance(value, Mapping) or value.keys() != shapes.keys():
            raise self._refuse(name, "", "train_no_dict", keys=", ".join(shapes))
        return {key: self.array(name, value[key], shape, f"[{key!r}]") for key, shape in shapes.items()}

    def texts(self, name: str, value: Any, at_least: int = 0) -> list[str]:
        """What a function gave, as a list of words. Raises LearnerFault where it is not."""
        listed = isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
        if not listed or len(value) < at_least:
            raise self._refuse(name, "", "train_no_texts")
        return list(value)

    def vocabulary(self, name: str, value: Any) -> dict[str, int]:
        """What a function gave, as words with the ids 0, 1, 2 … Raises LearnerFault where it is not."""
        whole = isinstance(value, dict) and all(
            isinstance(word, str) and isinstance(number, int | np.integer) for word, number in value.items()
        )
        if not whole or not value or {*value.values()} != {*range(len(value))}:
            raise self._refuse(name, "", "train_no_vocabulary")
        return value

    def _refuse(self, name: str, part: str, key: str, **values: object) -> LearnerFault:
        function = self._found[name]
        place = {"function": f"{name}(…){part}", "file": function.path.name, "name": function.exercise.name}
        return LearnerFault(Message(key, place | values))


def find(needs: Needs, workspace: Path, *, reference: bool) -> Functions:
    """The functions that a training needs.

    With `reference`, the reference's stand where the learner has written none. Raises LearnrnnError that
    names what is missing, LearnerFault where a file cannot be loaded.
    """
    found: dict[str, Function] = {}
    missing: list[Message] = []
    for exercise_name, names in needs.items():
        exercise = catalog.exercise(exercise_name)
        path = workspace / exercise.filename
        source = read_source(path, follow_links=True)
        own = {} if source is None else _written(source, exercise, path)
        absent = [name for name in names if name not in own]
        if absent and not reference:
            missing.append(_missing(exercise, absent, there=source is not None))
            continue
        theirs = _reference(exercise) if absent else {}
        for name in names:
            file, call = (path, own[name]) if name in own else (exercise.solution, theirs[name])
            found[name] = Function(name, exercise, file, name in own, call)
    if missing:
        raise complain("train_missing", what=_Joined(tuple(missing)), name=missing[0].values["name"])
    return Functions(found)


@dataclass(frozen=True)
class _Joined(Message):
    """Messages with a semicolon between them."""

    parts: tuple[Message, ...] = ()

    def __init__(self, parts: tuple[Message, ...]):
        super().__init__("")
        object.__setattr__(self, "parts", parts)

    def render(self, lang: str) -> str:
        return "; ".join(part.render(lang) for part in self.parts)


def _missing(exercise: Exercise, names: Sequence[str], *, there: bool) -> Message:
    key = "train_missing_functions" if there else "train_missing_file"
    return Message(key, {"file": exercise.filename, "functions": ", ".join(names), "name": exercise.name})


def _written(source: bytes, exercise: Exercise, path: Path) -> dict[str, Callable[..., Any]]:
    """The functions that a learner's file defines, but for those that only say NotImplementedError."""
    module = ModuleType(f"learnrnn_workspace_{exercise.module}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # a dataclass in the file looks for it
    try:
        tree = ast.parse(source, str(path))
        exec(compile(tree, str(path), "exec", dont_inherit=True), module.__dict__)
    except (Exception, SystemExit) as error:
        raise _fault_of(error, exercise, path, "") from None
    stubs = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _is_stub(node)}
    return {name: value for name, value in vars(module).items() if callable(value) and name not in stubs}


def _is_stub(function: ast.FunctionDef) -> bool:
    """Whether a function's own lines raise NotImplementedError."""
    raised = [ast.unparse(node.exc) for node in function.body if isinstance(node, ast.Raise) and node.exc]
    return any(text.startswith("NotImplementedError") for text in raised)


def _reference(exercise: Exercise) -> dict[str, Any]:
    if not exercise.solution.is_file():
        raise complain("train_no_reference", name=exercise.name)
    return vars(catalog.load(exercise.solution, f"learnrnn_reference_{exercise.module}"))


def _fault_of(error: BaseException, exercise: Exercise, path: Path, function: str) -> LearnerFault:
    """The line of the file that raised, and what."""
    said = " ".join(f"{type(error).__name__}: {error}".split())[:ERROR_LENGTH]
    line = _line_in(error.__traceback__, str(path))
    if isinstance(error, SyntaxError) and error.filename == str(path):
        line, said = error.lineno, f"{type(error).__name__}: {error.msg}"
    if isinstance(error, ModuleNotFoundError) and error.name in _modules():
        return LearnerFault(Message("train_import", {"file": path.name, "line": line, "module": error.name}))
    place = {"file": path.name, "line": line or "?", "function": function, "name": exercise.name}
    return LearnerFault(Message("train_raised" if function else "train_unloadable", place | {"error": said}))


def _modules() -> set[str]:
    return {exercise.module for exercise in catalog.exercises().values()}


def _line_in(trace: TracebackType | None, filename: str) -> int | None:
    """The last line of the file that a traceback goes through."""
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _is_finite(array: Array) -> bool:
    """Whether no number of an array is NaN or infinite; most often one sum tells, and cheaply."""
    return math.isfinite(float(array.sum())) or bool(np.isfinite(array).all())
