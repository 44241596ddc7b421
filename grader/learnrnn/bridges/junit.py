"""Results as JUnit XML, which GitHub, GitLab and Jenkins show: a suite an exercise, a case a check.

What is in it is what a student of a class may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from learnrnn.catalog import Exercise
from learnrnn.locale import say
from learnrnn.result import (
    BLOCKED,
    CARRIED,
    ERROR,
    FAILED,
    MISSING,
    PASSED,
    TIMEOUT,
    CheckResult,
    ExerciseResult,
)

ELEMENTS = {
    FAILED: "failure",
    TIMEOUT: "failure",
    ERROR: "error",
    MISSING: "error",
    BLOCKED: "skipped",
    CARRIED: "skipped",
}
COUNTS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def write(exercises: Sequence[Exercise], results: Sequence[ExerciseResult], lang: str) -> bytes:
    """The document, in UTF-8."""
    root = Element("testsuites", name="learnrnn")
    for exercise, result in zip(exercises, results, strict=True):
        _suite(root, exercise, result, lang)
    _count(root)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _suite(root: Element, exercise: Exercise, result: ExerciseResult, lang: str) -> None:
    suite = SubElement(root, "testsuite", name=exercise.name)
    told = allowed(result.message.render(lang)) if result.message else ""
    if result.status in (MISSING, ERROR, TIMEOUT) or result.fault is not None:
        case = SubElement(suite, "testcase", classname=exercise.name, name=exercise.filename)
        kind = "error" if result.fault is not None else ELEMENTS[result.status]
        type_ = "fault" if result.fault is not None else result.status
        _tell(case, kind, type_, told)
    else:
        for check in result.checks:
            _case(suite, exercise, check, lang)
        if told:
            SubElement(suite, "system-out").text = told
    _count(suite)


def _case(suite: Element, exercise: Exercise, check: CheckResult, lang: str) -> None:
    case = SubElement(suite, "testcase", classname=exercise.name, name=check.name)
    if check.status != PASSED:
        lines = [line.render(lang) for line in check.lines(for_student=True)]
        _tell(case, ELEMENTS[check.status], check.status, "\n".join(lines))
        if check.visible and check.printed.strip():
            printed = f"{say('printed_title', lang)}\n{check.printed}"
            SubElement(case, "system-out").text = allowed(printed)


def _tell(case: Element, kind: str, type_: str, text: str) -> None:
    text = allowed(text)
    SubElement(case, kind, type=type_, message=text.split("\n", 1)[0]).text = text


def _count(element: Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for name, kind in COUNTS.items():
        element.set(name, str(sum(case.find(kind) is not None for case in cases)))


def allowed(text: str) -> str:
    """A text without the characters that XML 1.0 has no way to write."""
    return "".join(
        c if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "�"
        for c in text
    )
