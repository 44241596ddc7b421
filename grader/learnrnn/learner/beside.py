"""A learner's code beside the reference and beside one other right way: lines, time, and what each uses."""

from __future__ import annotations

import ast
import contextlib
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from learnrnn import catalog
from learnrnn.catalog import Exercise
from learnrnn.diagnosis.run import run_code
from learnrnn.engine.edit import BEGIN, END, edit
from learnrnn.engine.plan import Trial, make_plan, request_for
from learnrnn.learner.workspace import read_answer
from learnrnn.locale import Text
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import Fault, Limits, Sandbox, open_sandbox
from learnrnn.submissions.source import Part, Source, script

MARKERS = re.compile(rf"^[ \t]*(?:{BEGIN}|{END})\n?", re.M)
LOOPS = (ast.For, ast.While, ast.comprehension)
TURNS = 3  # each is timed so often, one after the other; the best counts

# Runs beside the learner's code, in the worker: seconds a call, of the best of some batches.
TIMED = "timed_by_learnrnn"
TIMER = f"""
def {TIMED}(name, *arguments):
    from time import perf_counter
    function, best, calls = globals()[name], float("inf"), 1
    for _ in range(8):
        begin = perf_counter()
        for _ in range(calls):
            function(*arguments)
        each = (perf_counter() - begin) / calls
        best, calls = min(best, each), max(1, min(200, int(0.002 / max(each, 1e-7))))
    return best
"""


@dataclass(frozen=True)
class Way:
    """One way to write a function: its code, and what a call of it takes; None where that was not measured."""

    code: str
    call_s: float | None = None

    @property
    def lines(self) -> int:
        """How many lines of code its body has: no comments, no docstring, nothing empty."""
        body = _without_docstring(ast.parse(self.code).body[0]).body
        return sum(len(ast.unparse(statement).splitlines()) for statement in body)

    @property
    def loops(self) -> int:
        """How many loops stand in it, those of comprehensions too."""
        return sum(isinstance(node, LOOPS) for node in ast.walk(ast.parse(self.code)))

    @property
    def uses(self) -> Counter[str]:
        """What it calls, and the matrix product, by name."""
        return Counter(_used(ast.parse(self.code)))


@dataclass(frozen=True)
class Pair:
    """A function as the learner wrote it, beside the reference's."""

    name: str
    own: Way
    reference: Way

    @property
    def is_same(self) -> bool:
        """Whether they are the same but for names, comments and layout."""
        return _shape(self.own.code) == _shape(self.reference.code)

    def only(self) -> tuple[list[str], list[str]]:
        """What only the learner's uses, and what only the reference uses."""
        own, theirs = self.own.uses, self.reference.uses
        return sorted(own.keys() - theirs.keys()), sorted(theirs.keys() - own.keys())


@dataclass(frozen=True)
class Other:
    """One function in another right way, beside the reference's, and the sentence that says what it does."""

    name: str
    way: Way
    reference: Way
    says: Text


@dataclass(frozen=True)
class Beside:
    """All that is shown after a pass. helpers: what the learner wrote beside what was asked for."""

    exercise: Exercise
    pairs: tuple[Pair, ...]
    helpers: tuple[Way, ...]
    other: Other | None
    built_on: tuple[str, ...]  # the exercises that go on from here


def look_beside(exercise: Exercise, workspace: Path, limits: Limits = Limits()) -> Beside:
    """The learner's file in the workspace beside the reference. Raises NotThere, Unreadable."""
    source = read_answer(exercise, workspace)
    reference = MARKERS.sub("", exercise.solution.read_text(encoding="utf-8"))
    own, theirs = _functions(source), _functions(script(reference))
    names = [name for name in exercise.functions if name in own and name in theirs]
    others = _other_way(exercise, own)
    sources = [source, script(reference), *([others[1]] if others else [])]
    times: list[dict[str, float]] = [{} for _ in sources]
    with contextlib.suppress(Fault), open_sandbox() as sandbox:  # without times it is a comparison still
        _time(times, exercise, names, sources, sandbox, limits)
    pairs = [Pair(n, Way(own[n], times[0].get(n)), Way(theirs[n], times[1].get(n))) for n in names]
    helpers = [Way(code) for name, code in own.items() if name not in theirs]
    other = None
    if others:
        other, name = others[0], others[0].name
        way, reference_way = (
            replace(w, call_s=t.get(name)) for w, t in ((other.way, times[2]), (other.reference, times[1]))
        )
        other = replace(other, way=way, reference=reference_way)
    after = [e.name for e in catalog.exercises().values() if exercise.name in e.needs]
    return Beside(exercise, tuple(pairs), tuple(helpers), other, tuple(after))


def _functions(source: Source) -> dict[str, str]:
    """The functions at the top of a file or of a notebook's cells: name and text."""
    found: dict[str, str] = {}
    for part in source.parts:
        try:
            tree = ast.parse(part.text)
        except (SyntaxError, ValueError):  # a cell for IPython
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = ast.get_source_segment(part.text, node) or ""
    return found


def _other_way(exercise: Exercise, own: Mapping[str, str]) -> tuple[Other, Source] | None:
    """The first right way that has a sentence and is not the learner's, and the file that it makes."""
    text = exercise.solution.read_text(encoding="utf-8")
    before = _functions(script(text))
    for also in exercise.checks().also:
        if not also.en:
            continue
        edited = MARKERS.sub("", edit(text, also.was, also.now))
        after = _functions(script(edited))
        changed = [name for name in after if after[name] != MARKERS.sub("", before[name])]
        if changed and _shape(after[changed[0]]) != _shape(own.get(changed[0], "")):
            name = changed[0]
            was = Way(MARKERS.sub("", before[name]))
            return Other(name, Way(after[name]), was, Text(also.en, also.ja)), script(edited)
    return None


def _time(
    found: Sequence[dict[str, float]],
    exercise: Exercise,
    names: Sequence[str],
    sources: Sequence[Source],
    sandbox: Sandbox,
    limits: Limits,
) -> None:
    """Seconds a call of each function, a dict a source: each runs in turn, in the worker, on a check's own inputs.

    Raises Fault.
    """
    trials = _largest(exercise, names)
    requests = [
        request_for(TIMED, [name, *map(_sent, trial.request.arguments())]) for name, trial in trials.items()
    ]
    sandbox.load(exercise.module, requests)
    for _ in range(TURNS):
        for times, source in zip(found, sources, strict=True):
            timed = replace(source, parts=(*source.parts, Part(source.file, TIMER)))
            for name, answer in zip(trials, run_code(sandbox, timed, limits).answers, strict=False):
                if answer.kind == worker.VALUE and isinstance(answer.value, float):
                    times[name] = min(times.get(name, answer.value), answer.value)


def _sent(argument: Any) -> Any:
    """An argument as it is sent: a Generator by a seed."""
    return wire.Seeded(0) if isinstance(argument, np.random.Generator) else argument


def _largest(exercise: Exercise, names: Sequence[str]) -> dict[str, Trial]:
    """Of each function the call with the most numbers that a check makes of it, and that gives a result."""
    plan = make_plan(exercise, 0)
    found: dict[str, Trial] = {}
    for index, trial in enumerate(plan.trials):
        name = trial.request.function
        gives = not trial.must_raise and not trial.request.again and plan.expected[index].kind == worker.VALUE
        if (
            name in names
            and gives
            and (name not in found or len(trial.request.data) > len(found[name].request.data))
        ):
            found[name] = trial
    return found


# ------------------------------------------------------------------- what is in a function


def body_of(code: str) -> str:
    """A function's text without its docstring."""
    node = ast.parse(code).body[0]
    assert isinstance(node, ast.FunctionDef)
    lines = code.split("\n")
    first = node.body[0]
    if ast.get_docstring(node) is None or len(node.body) == 1:
        return code
    end = first.end_lineno or first.lineno
    return textwrap.dedent("\n".join([*lines[: first.lineno - 1], *lines[end:]]))


def _without_docstring(node: Any) -> Any:
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None and len(node.body) > 1:
        node.body = node.body[1:]
    return node


def _used(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if re.fullmatch(r"[\w.]+", name):
                yield name if name.startswith("np.") or "." not in name else "." + name.rsplit(".", 1)[1]
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
            yield "@"


def _shape(code: str) -> str:
    """A function's code with its names numbered in the order in which they come."""
    try:
        tree = _without_docstring(ast.parse(code).body[0]) if code else ast.Module([], [])
    except (SyntaxError, IndexError):
        return code
    numbers: dict[str, str] = {}
    own = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = numbers.setdefault(node.id, f"n{len(numbers)}")
        elif isinstance(node, ast.arg):
            node.arg = numbers.setdefault(node.arg, f"n{len(numbers)}")
    return ast.dump(tree)
