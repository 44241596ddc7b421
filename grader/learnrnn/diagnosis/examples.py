"""Runs an exercise's public examples in a worker: all that can be checked where there are no solutions."""

from __future__ import annotations

import ast

from learnrnn.catalog import Exercise
from learnrnn.diagnosis.findings import Finding, clean, extra_of, left_out, load_failure, names_of, raised
from learnrnn.diagnosis.run import run_code
from learnrnn.locale import Message, Sayable, Text, one_below_other
from learnrnn.result import ERROR, FAILED, MISSING, PASSED, TIMEOUT, CheckResult, ExerciseResult
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Fault, Limits, Run, Sandbox
from learnrnn.sandbox.protocol import Answer, Request
from learnrnn.submissions.source import Places, Source, script


def run_examples(
    exercise: Exercise, source: Source | None, sandbox: Sandbox, limits: Limits
) -> ExerciseResult:
    """The public tests as visible checks of 0 points, and a word that the hidden ones run elsewhere."""
    if source is None:
        return ExerciseResult(
            exercise.name, MISSING, 0, 0, Message("file_missing", {"file": exercise.filename})
        )
    try:
        sandbox.load(exercise.module, requests(exercise), examples=exercise.public_test.read_bytes())
        run = run_code(sandbox, source, limits)
    except Fault as fault:
        return ExerciseResult(exercise.name, ERROR, None, 0, Message("fault"), fault=str(fault))
    return judge_examples(exercise, run, limits, source)


def requests(exercise: Exercise) -> list[Request]:
    """A call of each public test."""
    tree = ast.parse(exercise.public_test.read_bytes())
    names = [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test")]
    return [Request(name, b"l\0\0\0\0", b"") for name in names]


def judge_examples(
    exercise: Exercise, run: Run, limits: Limits = Limits(), source: Places | None = None
) -> ExerciseResult:
    """The result of what the public tests came to; `source` says where a line of the student's lies."""
    source = source or script("", exercise.filename)
    if run.loading.kind != worker.LOADED:
        status = TIMEOUT if run.loading.kind in (TIMED_OUT, UNRUN) else ERROR
        return ExerciseResult(exercise.name, status, 0, 0, load_failure(run.loading, source, limits))
    lines = exercise.public_test.read_text(encoding="utf-8").splitlines()
    names = [request.function for request in requests(exercise)]
    checks = tuple(_check(n, a, exercise, lines, limits) for n, a in zip(names, run.answers, strict=True))
    status = PASSED if all(check.status == PASSED for check in checks) else FAILED
    said = [left_out(run, source), Message("hidden_run_elsewhere")]
    message = one_below_other([each for each in said if each])
    return ExerciseResult(exercise.name, status, 0, 0, message, checks=checks)


def _check(name: str, answer: Answer, exercise: Exercise, lines: list[str], limits: Limits) -> CheckResult:
    sentence = name.removeprefix("test_").replace("_", " ")
    says = Text(sentence, sentence)
    printed = clean(extra_of(answer).get("printed", ""), worker.PRINTED_LIMIT)
    if answer.kind == worker.VALUE:
        return CheckResult(name, exercise.module, True, PASSED, 0, 0, says, printed=printed)
    finding = _finding(answer, exercise, lines, limits)
    return CheckResult(
        name, exercise.module, True, finding.status, 0, 0, says, finding.full, finding.full, printed=printed
    )


def _finding(answer: Answer, exercise: Exercise, lines: list[str], limits: Limits) -> Finding:
    if answer.kind == DIED:
        return Finding(ERROR, Message("died", {"how": answer.data.decode("latin-1")}))
    if answer.kind in (TIMED_OUT, UNRUN):
        key, seconds = (
            ("timed_out", limits.case_s) if answer.kind == TIMED_OUT else ("unrun", limits.exercise_s)
        )
        return Finding(TIMEOUT, Message(key, {"seconds": f"{seconds:g}"}))
    extra = extra_of(answer)
    name = names_of(answer)[0]
    line = extra.get("line")
    where: Sayable | None = None
    if isinstance(line, int) and 0 < line <= len(lines):
        where = Message(
            "example_line", {"file": exercise.test_filename, "line": line, "text": lines[line - 1].strip()}
        )
    if name == "AssertionError":
        return Finding(FAILED, Message("example_fails"), where)
    return Finding(
        ERROR, raised([name], str(extra.get("text", "")), {}, script("", exercise.filename)), where
    )
