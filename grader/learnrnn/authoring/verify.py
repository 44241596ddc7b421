"""Proves that a course is well-formed: its checks accept what is right and reject what is not, by name.

Every failure is one sentence that says what to do.
"""

from __future__ import annotations

import doctest
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from learnrnn import catalog
from learnrnn.authoring.stub import stub_of
from learnrnn.catalog import Exercise
from learnrnn.engine.diagnose import same, value_of
from learnrnn.engine.edit import REGION, EditError, edit
from learnrnn.engine.grade import grade, judge
from learnrnn.engine.plan import Plan, functions_of, make_plan
from learnrnn.locale import LANGUAGES, Text
from learnrnn.result import PASSED, ExerciseResult
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import Run, Sandbox, open_sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import script

POINTS = 10  # of every exercise


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
    try:
        checks = exercise.checks()
        proof.checks, proof.mistakes = len(checks.checks), len(checks.mistakes)
        proof.failures += _texts(exercise)
        plan = make_plan(exercise, seed, checks)
    except Exception as error:
        proof.failures.append(
            f"{exercise.module}: its checks or its reference cannot be loaded ({type(error).__name__}: {error}). Mend them first."
        )
        return proof
    proof.failures += _form(plan)
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
    exercises: Sequence[Exercise], seed: int, advance: Callable[[], object] = lambda: None
) -> list[Proof]:
    """A proof an exercise. `advance` is called after each."""
    proofs = []
    with open_sandbox() as sandbox:
        for exercise in exercises:
            proofs.append(verify(exercise, sandbox, seed))
            advance()
    return proofs


def _at(plan: Plan) -> str:
    return f"solutions/{plan.exercise.module}"


def _why(result: ExerciseResult) -> str:
    said = [
        f"{c.name}: {c.lines()[1].render('en')}" for c in result.checks if c.status != PASSED and c.findings
    ]
    return "; ".join(said[:3]) or (result.message.render("en") if result.message else result.status)


# ---------------------------------------------------------------------- form


def _texts(exercise: Exercise) -> Iterator[str]:
    at = f"exercises/{exercise.module}"
    if not exercise.stub.is_file() or exercise.stub.read_text(encoding="utf-8") != stub_of(exercise):
        yield f"{at}/{exercise.filename} is not the solution less its marked regions. Run learnrnn verify {exercise.name} --write-stubs."
    if len(exercise.hints) != 3:
        yield f"{at}/exercise.toml has {len(exercise.hints)} hints. Write three."
    for need in set(exercise.needs) - set(catalog.exercises()):
        yield f"{at}/exercise.toml needs '{need}', which is no exercise. Name one that is."
    texts = {"title": exercise.title, "on_pass": exercise.on_pass}
    texts |= {f"hint {i + 1}": hint for i, hint in enumerate(exercise.hints)}
    yield from _in_both(at + "/exercise.toml", texts)
    functions = marked_functions(exercise.solution.read_text(encoding="utf-8"))
    for lang in LANGUAGES:
        path = exercise.readme(lang)
        if not path.is_file():
            yield f"{at}/{path.name} is missing. Write it."
            continue
        readme = path.read_text(encoding="utf-8")
        for function in functions:
            if len(re.findall(rf"^### .*`{function}`", readme, re.M)) != 1:
                yield f"{at}/{path.name} has not exactly one '### …' heading with `{function}`. Give it its part."
        yield from _worked_example(exercise, path, readme)
    if not exercise.public_test.is_file():
        yield f"{at}/{exercise.test_filename} is missing. Write the public examples."


def marked_functions(source: str) -> list[str]:
    """The functions of a solution that have a marked region."""
    names = [
        re.findall(r"^def (\w+)", source[: region.start()], re.M)[-1] for region in REGION.finditer(source)
    ]
    return list(dict.fromkeys(names))


def _worked_example(exercise: Exercise, path: Path, readme: str) -> Iterator[str]:
    """Run the README's doctest lines against the reference."""
    import sys
    import types

    blocks = [b for b in re.findall(r"^```python\n(.*?)^```", readme, re.M | re.S) if ">>>" in b]
    at = f"exercises/{exercise.module}/{path.name}"
    if not blocks:
        yield f"{at} has no worked example that can be run. Add a ```python block with >>> lines."
        return
    module = types.ModuleType(exercise.module)
    module.__dict__.update(functions_of(exercise.solution.read_text(encoding="utf-8"), exercise.filename))
    before = sys.modules.get(exercise.module)
    sys.modules[exercise.module] = module
    try:
        test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, path.name, str(path), 0)
        said: list[str] = []
        if doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed:
            got = " ".join("".join(said).split())[-300:]
            yield f"{at}: the worked example does not come out as written. Mend the numbers: {got}"
    finally:
        del sys.modules[exercise.module]
        if before is not None:
            sys.modules[exercise.module] = before


def _in_both(at: str, texts: dict[str, Text]) -> Iterator[str]:
    for name, text in texts.items():
        for lang in LANGUAGES:
            if not text.render(lang).strip():
                yield f"{at}: {name} has no text in '{lang}'. Write it."


def _form(plan: Plan) -> Iterator[str]:
    at = f"{_at(plan)}/checks.py"
    points = [check.points for check in plan.checks]
    if sum(points) != POINTS or not all(type(p) is int and p > 0 for p in points):
        yield f"{at}: the points are {points}. They have to be whole numbers above 0 that sum to {POINTS}."
    if not any(check.visible for check in plan.checks):
        yield f"{at}: no check is visible. Give one visible=True."
    for kind, found in (("check", plan.checks), ("mistake", plan.mistakes)):
        names = [each.name for each in found]
        for name in {n for n in names if names.count(n) > 1}:
            yield f"{at}: two {kind}s are called '{name}'. Rename one."
        yield from _in_both(at, {f"{kind} {each.name}": Text(each.en, each.ja) for each in found})
    names = [check.name for check in plan.checks]
    for check in plan.checks:
        for need in set(check.needs) - set(names):
            yield f"{at}: {check.name} needs '{need}', which is no check here. Name one that is."
    for function in set(marked_functions(plan.source)) - {check.function for check in plan.checks}:
        yield f"{at}: no check calls {function}. Write one."


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
    edited = {}
    for mistake in plan.mistakes:
        try:
            edited[mistake.name] = edit(plan.source, mistake.was, mistake.now)
        except EditError as error:
            proof.failures.append(
                f"{at}: mistake '{mistake.name}' no longer applies: {error}. Mend its `was`."
            )
    if len(edited) < len(plan.mistakes):
        return
    for mistake in plan.mistakes:
        result = grade(plan, script(edited[mistake.name]), sandbox)
        names = {check.mistake for check in result.checks if check.mistake}
        if result.status == PASSED:
            proof.failures.append(
                f"{at}: mistake '{mistake.name}' passes every check. Add a check that rejects it."
            )
            continue
        proof.rejected += 1
        if names == {mistake.name}:
            proof.named += 1
        else:
            called = ", ".join(sorted(names)) or "nothing"
            proof.failures.append(
                f"{at}: mistake '{mistake.name}' is called {called}. {_twin_advice(plan, mistake.name)}"
            )


def _twin_advice(plan: Plan, name: str) -> str:
    mine = plan.mistaken[name]
    rules = [trial.rule for trial in plan.trials]
    for other, theirs in plan.mistaken.items():
        if other != name and all(same(a, b, rule) for a, b, rule in zip(mine, theirs, rules, strict=True)):
            return f"It gives the same answers as '{other}' in every case: drop one, or add a case that tells them apart."
    return "Add a case in which its answer differs from the others'."
