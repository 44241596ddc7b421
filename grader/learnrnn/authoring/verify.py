"""Proves that a course is well-formed: its checks accept what is right and reject what is not, by name.

Every failure is one sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from learnrnn import catalog
from learnrnn.authoring import form
from learnrnn.authoring.stub import stub_of
from learnrnn.catalog import Checks, Exercise
from learnrnn.diagnosis.judge import grade, judge
from learnrnn.diagnosis.names import same
from learnrnn.engine.edit import EditError, edit, edit_all
from learnrnn.engine.grade import value_of
from learnrnn.engine.plan import Plan, make_plan
from learnrnn.result import PASSED, ExerciseResult
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import Run, Sandbox, open_sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import script


@dataclass
class Proof:
    """What was found of one exercise: the counts of INTERFACE's document, and failures in sentences."""

    name: str
    checks: int = 0
    mistakes: int = 0
    rejected: int = 0
    named: int = 0
    reference_passed: bool = False
    failures: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k != "failures"}


def verify(exercise: Exercise, sandbox: Sandbox, seed: int = 0) -> Proof:
    """Everything that has to hold of one exercise."""
    proof = Proof(exercise.name)
    proof.failures += form.of_files(exercise)
    if proof.failures:
        return proof
    checks = exercise.checks()
    proof.checks, proof.mistakes = len(checks.checks), len(checks.mistakes)
    proof.failures += form.of_texts(exercise)
    broken = [*form.of_checks(exercise, checks), *_stale(exercise, checks)]
    proof.failures += broken
    if broken:  # what they say could not be told from what follows
        return proof
    try:
        plan = make_plan(exercise, seed, checks)
    except Exception as error:
        proof.failures.append(
            f"solutions/{exercise.module}/checks.py: a case cannot be drawn ({error}). Mend it."
        )
        return proof
    reference = grade(plan, script(plan.source), sandbox)
    proof.reference_passed = reference.status == PASSED
    if not proof.reference_passed:
        proof.failures.append(
            f"{_at(plan)}: the reference does not pass ({_why(reference)}). Mend it or the check."
        )
    proof.failures += _zero_points(plan, sandbox)
    proof.failures += _accepts_also(plan, sandbox)
    _mistakes(plan, sandbox, proof)
    return proof


def verify_all(
    names: Sequence[str], seed: int, advance: Callable[[], object] = lambda: None
) -> tuple[list[Proof], list[str]]:
    """A proof for each of these exercises, or of all; and what is wrong with the course. `advance`: after each."""
    found, unreadable = _readable()
    chosen = catalog.chosen(names) if names else found
    failures = [] if names else unreadable
    if not unreadable:
        failures += form.of_course(found, chosen)
    proofs = []
    with open_sandbox() as sandbox:
        for exercise in chosen:
            proofs.append(verify(exercise, sandbox, seed))
            advance()
    return proofs, failures


def _readable() -> tuple[list[Exercise], list[str]]:
    """Every exercise that can be read, and why the others cannot."""
    found: list[Exercise] = []
    failures: list[str] = []
    for folder in catalog.folders():
        try:
            found.append(catalog.read_exercise(folder))
        except catalog.WRONG as error:
            failures.append(form.of_toml(folder, error))
    return sorted(found, key=lambda e: (e.order, e.name)), failures


def _stale(exercise: Exercise, checks: Checks) -> Iterator[str]:
    """Edits that no longer apply, or after which the file is no Python."""
    at, source = f"solutions/{exercise.module}/checks.py", exercise.solution.read_text(encoding="utf-8")
    mistakes = [(m, form.edits) for m in checks.mistakes for form in m.every_form()]
    for kind, found in (("mistake", mistakes), ("Also", [(a, [(a.was, a.now)]) for a in checks.also])):
        for each, edits in found:
            try:
                compile(edit_all(source, edits), exercise.filename, "exec")
            except EditError as error:
                yield f"{at}: {kind} '{each.name}' no longer applies: {error}. Mend its `was`."
            except (SyntaxError, ValueError) as error:
                yield f"{at}: {kind} '{each.name}' makes a file that is no Python ({error}). Mend its `now`."


def _at(plan: Plan) -> str:
    return f"solutions/{plan.exercise.module}"


def _why(result: ExerciseResult) -> str:
    said = [
        f"{c.name}: {c.lines()[1].render('en')}" for c in result.checks if c.status != PASSED and c.findings
    ]
    return "; ".join(said[:3]) or (result.message.render("en") if result.message else result.status)


# ------------------------------------------------------------- right and wrong


def _zero_points(plan: Plan, sandbox: Sandbox) -> Iterator[str]:
    """Files that hold no answer, and answers made without thought: none may earn a point."""
    tried: dict[str, ExerciseResult] = {
        "the stub": grade(plan, script(stub_of(plan.exercise)), sandbox),
        "an empty file": grade(plan, script(""), sandbox),
    }
    for name, thoughtless in THOUGHTLESS.items():
        answers = [_forge(plan, i, thoughtless) for i in range(len(plan.trials))]
        tried[name] = judge(plan, Run(Answer(worker.LOADED, b"", b""), answers))
    for name, result in tried.items():
        if result.score:
            checks = ", ".join(c.name for c in result.checks if c.score)
            yield f"{_at(plan)}/checks.py: {name} earns {result.score} points ({checks}). Put a case there that it fails."


Thoughtless = Callable[[list[Any], Any], Any]


def _filled(number: float) -> Thoughtless:
    def fill(arguments: list[Any], value: Any) -> Any:
        if isinstance(value, np.ndarray | np.generic):
            dtype = np.float64 if np.isnan(number) and value.dtype.kind != "f" else value.dtype
            return np.full_like(value, number, dtype=dtype)
        if isinstance(value, list | tuple):
            return type(value)(fill(arguments, item) for item in value)
        if isinstance(value, dict):
            return {key: fill(arguments, item) for key, item in value.items()}
        if isinstance(value, int):
            return number if np.isnan(number) else int(number)
        return float(number) if isinstance(value, float) else ""

    return fill


def _copy_of(index: int) -> Thoughtless:
    return lambda arguments, value: arguments[index] if index < len(arguments) else None


def _first_repeated(arguments: list[Any], value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)([arguments[0]] * len(value))
    return arguments[0] if not isinstance(value, dict) else dict.fromkeys(value, arguments[0])


THOUGHTLESS: dict[str, Thoughtless | None] = {
    "returning None": lambda arguments, value: None,
    "returning zeros": _filled(0.0),
    "returning ones": _filled(1.0),
    "returning NaN": _filled(float("nan")),
    **{f"returning argument {i + 1}": _copy_of(i) for i in range(9)},
    "returning the first argument as often as the result is long": _first_repeated,
    "always raising ValueError": None,
}


def _forge(plan: Plan, index: int, thoughtless: Thoughtless | None) -> Answer:
    if thoughtless is None:
        structure, data = wire.encode(worker.class_names(ValueError()))
        return Answer(worker.RAISED, structure, data)
    expected = plan.expected[index]
    value = value_of(expected) if expected.kind == worker.VALUE else 0.0
    try:
        return Answer(worker.VALUE, *wire.encode(thoughtless(plan.trials[index].request.arguments(), value)))
    except wire.NotData:
        return Answer(worker.NOT_DATA, *wire.encode("generator"))


def _accepts_also(plan: Plan, sandbox: Sandbox) -> Iterator[str]:
    for also in plan.exercise.checks().also:
        try:
            result = grade(plan, script(edit(plan.source, also.was, also.now)), sandbox)
        except EditError as error:
            yield f"{_at(plan)}/checks.py: Also '{also.name}' no longer applies: {error}. Mend its `was`."
            continue
        if result.status != PASSED:
            yield f"{_at(plan)}/checks.py: Also '{also.name}' is right but is not accepted ({_why(result)}). Mend the check."


def _mistakes(plan: Plan, sandbox: Sandbox, proof: Proof) -> None:
    at = f"{_at(plan)}/checks.py"
    for mistake in plan.mistakes:
        try:
            sources = [edit_all(plan.source, form.edits) for form in mistake.every_form()]
        except EditError as error:
            proof.failures.append(
                f"{at}: mistake '{mistake.name}' no longer applies: {error}. Mend its `was`."
            )
            return
        results = [grade(plan, script(source), sandbox) for source in sources]
        if passed := [form for form, result in enumerate(results, 1) if result.status == PASSED]:
            forms = f" in its form {passed[0]}" if len(results) > 1 else ""
            proof.failures.append(
                f"{at}: mistake '{mistake.name}' passes every check{forms}. Add a check that rejects it."
            )
            continue
        proof.rejected += 1
        names = {check.mistake for result in results for check in result.checks if check.mistake}
        unnamed = [
            form for form, result in enumerate(results, 1) if not any(c.mistake for c in result.checks)
        ]
        if names == {mistake.name} and not unnamed:
            proof.named += 1
        else:
            called = ", ".join(sorted(names - {mistake.name})) or f"nothing (form {unnamed[0]})"
            proof.failures.append(
                f"{at}: mistake '{mistake.name}' is called {called}. {_twin_advice(plan, mistake.name)}"
            )


def _twin_advice(plan: Plan, name: str) -> str:
    rules = [trial.rule for trial in plan.trials]
    for other, forms in plan.mistaken.items():
        if other != name and any(
            all(same(a, b, rule) for a, b, rule in zip(mine, theirs, rules, strict=True))
            for theirs in forms
            for mine in plan.mistaken[name]
        ):
            return f"It gives the same answers as '{other}' in every case: drop one, or add a case that tells them apart."
    return "Add a case in which its answer differs from the others'."
