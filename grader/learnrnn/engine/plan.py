"""What grading an exercise takes, made once per exercise and seed and shared by a whole class.

The calls to make, what the reference answers to each, and (when first asked) what each mistake answers.
"""

from __future__ import annotations

import functools
import itertools
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from learnrnn.catalog import Checks, Exercise
from learnrnn.checking import AnyCheck, Call, Case, Check, Function, Generator, Mistake, Property, Raises
from learnrnn.engine import draw
from learnrnn.engine.compare import DOUBLE, SINGLE, Rule
from learnrnn.engine.edit import edit_all
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.protocol import Answer, Request

DRAWS_PER_CASE = 8  # each with sizes and values of its own
ALIKE = {5: "all", 6: "neighbours"}  # which of them have equal lengths, so that no guess by shape passes
DRAWS_IN_SINGLE = 3  # of a float32 case, which is there for its dtype


@dataclass(frozen=True)
class Trial:
    """One call of a check: what to call, how to judge it, and the names of its arguments."""

    check: int  # index into Plan.checks
    request: Request
    rule: Rule
    names: tuple[str, ...] = ()
    must_raise: bool = False
    case: Case | None = None
    ordinary: bool = True  # not in float32, and not made for an axis of one; see Plan.ordinary

    @property
    def lengths(self) -> dict[str, int]:
        """What each letter of the arguments' shapes stands for in this call."""
        return draw.lengths(self.case, self.request.arguments()) if self.case else {}


@dataclass(frozen=True)
class Plan:
    """Every trial of an exercise under one seed, and (when first asked) what ours answer to them."""

    exercise: Exercise
    seed: int
    checks: tuple[AnyCheck, ...]
    mistakes: tuple[Mistake, ...]
    trials: tuple[Trial, ...]
    source: str
    calls: dict[int, list[Call]]  # of each Property, by its check's index

    @property
    def requests(self) -> list[Request]:
        return [trial.request for trial in self.trials]

    def trials_of(self, check: int) -> range:
        """The indices of a check's trials; they stand together."""
        return self._ranges[check]

    @functools.cached_property
    def _ranges(self) -> list[range]:
        ends = [sum(trial.check <= check for trial in self.trials) for check in range(len(self.checks))]
        return [range(begin, end) for begin, end in itertools.pairwise([0, *ends])]

    @functools.cached_property
    def expected(self) -> list[Answer]:
        """What the reference answers to every trial."""
        return answers(
            functions_of(self.source, self.exercise.filename), self.exercise.filename, self.requests
        )

    @functools.cached_property
    def ordinary(self) -> frozenset[int]:
        """The trials that show what a check is about: what others show (float32, integers for floats, one example,
        one window, an empty result) is extra."""
        floats = {(t.request.function, i) for t in self.trials for i in _of_kind(t.request.arguments(), "f")}
        return frozenset(
            index
            for index, trial in enumerate(self.trials)
            if trial.ordinary
            and not any(
                (trial.request.function, i) in floats for i in _of_kind(trial.request.arguments(), "iu")
            )
            and not _is_small(self.expected[index].value)
        )

    @property
    def is_answered(self) -> bool:
        """Whether `expected` is known already."""
        return "expected" in self.__dict__

    @functools.cached_property
    def mistaken(self) -> dict[str, tuple[Answers, ...]]:
        """What the reference with each mistake answers to every trial, by the mistake's name: one a form."""
        return {
            mistake.name: tuple(self.answers_with(form.edits) for form in mistake.every_form())
            for mistake in self.mistakes
        }

    def answers_with(self, edits: Sequence[tuple[str, str]]) -> Answers:
        """What the reference answers with these edits made. Raises EditError."""
        return Answers(edit_all(self.source, edits), self.exercise.filename, self.requests)


class Answers(Sequence[Answer]):
    """What code of ours answers to requests, each when first asked for: a failing file is compared with every
    mistake, but only where it fails, and most mistakes are ruled out by the first answer."""

    def __init__(self, source: str, filename: str, requests: Sequence[Request]):
        self._source, self._filename, self._requests = source, filename, requests
        self._known: dict[int, Answer] = {}

    def __len__(self) -> int:
        return len(self._requests)

    def __getitem__(self, index: Any) -> Any:
        if index not in self._known:
            first = index - self._requests[index].again  # one that is made again needs the call before it
            run = answers(self._functions, self._filename, self._requests[first : index + 1])
            self._known |= dict(enumerate(run, first))
        return self._known[index]

    @functools.cached_property
    def _functions(self) -> dict[str, Callable[..., Any]]:
        return functions_of(self._source, self._filename)


def make_plan(exercise: Exercise, seed: int, checks: Checks | None = None) -> Plan:
    """Draw every case."""
    checks = checks or exercise.checks()
    trials: list[Trial] = []
    calls: dict[int, list[Call]] = {}
    for index, check in enumerate(checks.checks):
        if isinstance(check, Property):
            rng = draw.generator(seed, exercise.module, check.name)
            calls[index] = check.calls(rng)
            trials += [
                Trial(index, request_for(call.function, call.arguments), DOUBLE) for call in calls[index]
            ]
        else:
            trials += _draw_trials(index, check, exercise, seed)
    source = exercise.solution.read_text(encoding="utf-8")
    return Plan(exercise, seed, checks.checks, checks.mistakes, tuple(trials), source, calls)


def _draw_trials(index: int, check: Check | Raises, exercise: Exercise, seed: int) -> list[Trial]:
    trials = []
    for number, (case, must_raise) in enumerate(_cases(check)):
        for time in range(_draws(case)):
            rng = draw.generator(seed, exercise.module, check.name, number, time)
            arguments = draw.draw(case, rng, ALIKE.get(time, "") if case.dtype == "float64" else "")
            request = request_for(check.function, arguments, quiet=getattr(check, "quiet", False))
            rule = _rule(check, single=draw.has_single(arguments), mixed=draw.has_double(arguments))
            names = tuple(case.arguments)
            ordinary = not must_raise and case.dtype == "float64" and 1 not in case.sizes.values()
            trials.append(Trial(index, request, rule, names, must_raise, case, ordinary))
            if time == 0:  # the worker's word that arguments are unchanged is not all we have
                again = replace(request, again=True)
                trials.append(replace(trials[-1], request=again, ordinary=False))
    return trials


def _of_kind(arguments: Sequence[Any], kinds: str) -> list[int]:
    """The places of the arguments that are numbers of these kinds."""
    return [
        i
        for i, a in enumerate(arguments)
        if isinstance(a, np.ndarray | float | int) and np.asarray(a).dtype.kind in kinds
    ]


def _is_small(value: Any) -> bool:
    """Whether an expected result has an axis of one or none."""
    if isinstance(value, list | tuple | dict):
        return any(_is_small(item) for item in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, np.ndarray) and min(value.shape, default=2) < 2


def _draws(case: Case) -> int:
    if draw.is_fixed(case):
        return 1
    return DRAWS_IN_SINGLE if case.dtype == "float32" else DRAWS_PER_CASE


def _cases(check: Check | Raises) -> list[tuple[Case, bool]]:
    if isinstance(check, Raises):
        return [(case, True) for case in check.bad] + [(case, False) for case in check.good]
    return [(case, False) for case in ([check.case] if isinstance(check.case, Case) else check.case)]


def _rule(check: Check | Raises, *, single: bool, mixed: bool) -> Rule:
    rule = replace(SINGLE, any_float=mixed) if single else DOUBLE
    if isinstance(check, Raises):
        return rule
    return replace(
        rule,
        rtol=rule.rtol if check.rtol is None else check.rtol,
        atol=rule.atol if check.atol is None else check.atol,
        dtype=check.dtype,
        of=tuple(check.of),
    )


def request_for(function: str, arguments: Sequence[Any], *, quiet: bool = False) -> Request:
    """A call of a function with these arguments, as it goes to a worker."""
    structure, data = wire.encode([_made_there(a) for a in arguments])
    return Request(function, structure, data, quiet)


def _made_there(argument: Any) -> Any:
    """What stands on the wire for an argument that is made only where the function runs."""
    if isinstance(argument, Generator):
        return wire.Seeded(argument.seed)
    return wire.Named(argument.name) if isinstance(argument, Function) else argument


def answers(
    functions: Mapping[str, Callable[..., Any]], filename: str, requests: Sequence[Request]
) -> list[Answer]:
    """What functions of ours (a reference, a mistake) answer: run here, as a worker would run them."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return [
            worker.answer(functions.get(p.request.function), p, filename) for p in worker.prepare(requests)
        ]


def functions_of(source: str, filename: str) -> dict[str, Callable[..., Any]]:
    """The names that a file of ours defines."""
    namespace: dict[str, Any] = {"__name__": filename.removesuffix(".py")}
    exec(compile(source, filename, "exec", dont_inherit=True), namespace)
    return namespace
