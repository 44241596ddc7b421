"""Names mistakes: which known wrong answer a failing answer equals. A name is true or absent."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from learnrnn.checking import Form
from learnrnn.engine.compare import Rule, equal
from learnrnn.engine.edit import EditError
from learnrnn.engine.grade import changed_argument, fails, names_of, value_of
from learnrnn.engine.plan import Plan
from learnrnn.locale import Text
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import UNRUN
from learnrnn.sandbox.protocol import Answer


@dataclass(frozen=True)
class Named:
    """A mistake that explains a check: its name, its sentence, and which of its forms it was."""

    mistake: str
    says: Text
    form: int = 0


def name_mistakes(
    plan: Plan, answers: Sequence[Answer], failing: Mapping[int, Sequence[int]]
) -> dict[int, Named]:
    """The mistake of each failing check, by the check's index; where none fits, no entry.

    failing: a failing check's index to its failing trials. The mistake that explains the most checks is taken
    first (the first in MISTAKES of several), then the next one for those that are left: so one slip keeps one
    name everywhere, and two slips in two functions get one each.
    """
    left = {check: [t for t in trials if answers[t].kind != UNRUN] for check, trials in failing.items()}
    left = {c: trials for c, trials in left.items() if trials and all(_ours(answers[t]) for t in trials)}
    fits = {
        (name, form): {c for c, trials in left.items() if fits_check(plan, theirs, answers, trials)}
        for name, forms in (plan.mistaken.items() if left else ())
        for form, theirs in enumerate(forms)
    }
    raised = {c for c, trials in left.items() if all(answers[t].kind == worker.RAISED for t in trials)}
    for check in (
        raised
    ):  # an exception says little, and fits several: in doubt what explains wrong values too, or none
        names = {name for (name, _), checks in fits.items() if check in checks}
        surer = {name for (name, _), checks in fits.items() if check in checks and checks - raised}
        if len(names) > 1:
            for (name, _), checks in fits.items():
                if len(surer) != 1 or name not in surer:
                    checks.discard(check)
    found: dict[int, Named] = {}
    while left.keys() - found.keys():
        best = max(fits, key=lambda n: len(fits[n] - found.keys()), default=None)
        explained = fits[best] - found.keys() if best is not None else set()
        if best is None or not explained:
            break
        found |= dict.fromkeys(explained, Named(best[0], sentence(plan, *best), best[1]))
    return found


MOST_PAIRS = 200  # of mistakes that are tried for one file


def name_pairs(
    plan: Plan, answers: Sequence[Answer], failing: Mapping[int, Sequence[int]], named: Mapping[int, Named]
) -> dict[int, tuple[Named, Named]]:
    """Of failing checks that no single mistake explains, two that explain it together.

    One that waits for a named check is tried with that name and each other mistake.
    """
    found: dict[int, tuple[Named, Named]] = {}
    left = MOST_PAIRS
    every = [(m.name, form) for m in plan.mistakes for form in range(len(m.every_form()))]
    known = list(dict.fromkeys((n.mistake, n.form) for n in named.values()))
    for check, trials in failing.items():
        if check in named or not all(_ours(answers[t]) for t in trials):
            continue
        if not any(_telling(answers[t]) for t in trials):
            continue  # two mistakes could be made to raise anything
        first = next((t for t in trials if t in plan.ordinary), trials[0])
        if set(plan.checks[check].needs) & {plan.checks[i].name for i in named}:
            pairs = [(one, other) for one in known for other in every if one != other]
        else:
            shows = [
                (name, form)
                for name, form in every
                if not same(plan.mistaken[name][form][first], plan.expected[first], plan.trials[first].rule)
            ]
            before = [tuple(sorted((a.mistake, b.mistake))) for a, b in found.values()]
            pairs = list(itertools.combinations(shows, 2))
            pairs.sort(key=lambda p: tuple(sorted((p[0][0], p[1][0]))) not in before)
        for one, other in pairs[:left]:
            left -= 1
            if one[0] != other[0] and _pair_fits(plan, one, other, answers, trials, first):
                found[check] = (
                    Named(one[0], sentence(plan, *one), one[1]),
                    Named(other[0], sentence(plan, *other), other[1]),
                )
                break
    for check in (
        failing.keys() - named.keys() - found.keys()
    ):  # what one call alone does not show, another check does
        trials = failing[check]
        for one, other in dict.fromkeys(found.values()):
            pair = (one.mistake, one.form), (other.mistake, other.form)
            first = next((t for t in trials if t in plan.ordinary), trials[0])
            if all(_ours(answers[t]) for t in trials) and _pair_fits(plan, *pair, answers, trials, first):
                found[check] = one, other
                break
    return found


def _pair_fits(
    plan: Plan,
    one: tuple[str, int],
    other: tuple[str, int],
    answers: Sequence[Answer],
    trials: Sequence[int],
    first: int,
) -> bool:
    edits = [edit for name, form in (one, other) for edit in _form(plan, name, form).edits]
    try:
        theirs = plan.answers_with(edits)
    except EditError:
        return False  # the two change the same place
    try:
        return same(theirs[first], answers[first], plan.trials[first].rule) and fits_check(
            plan, theirs, answers, trials
        )
    except SyntaxError:
        return False


def _form(plan: Plan, name: str, form: int) -> Form:
    return next(m for m in plan.mistakes if m.name == name).every_form()[form]


def sentence(plan: Plan, name: str, form: int = 0) -> Text:
    """What is said of a mistake made in this form."""
    mistake = next(m for m in plan.mistakes if m.name == name)
    case = mistake.every_form()[form]
    cases = Text(case.en, case.ja, case.more).by_language
    said = mistake.says.by_language.items()
    return Text.of({lang: text.replace("{case}", cases.get(lang, case.en)) for lang, text in said})


def _ours(answer: Answer) -> bool:
    """Whether it is an answer that a mistake of ours could give at all: not a stub's, nor a worker's end."""
    if answer.kind == worker.RAISED:
        return names_of(answer)[:1] != ["NotImplementedError"]
    return answer.kind in (worker.VALUE, worker.NOT_DATA)


def fits_check(
    plan: Plan, theirs: Sequence[Answer], answers: Sequence[Answer], failing: Sequence[int]
) -> bool:
    """Whether these failing answers of a check are those of a mistake.

    They equal its own wherever they are wrong and the case is an ordinary one, and it shows nowhere where this
    function is right. Where only exceptions or NaN speak for it, which say little, it has to agree in every
    trial that fails.
    """
    first = plan.trials[failing[0]]
    evidence = [t for t in failing if t in plan.ordinary] or list(failing)
    if not all(
        same(theirs[t], answers[t], plan.trials[t].rule)
        for t in evidence
        if not _as_python(theirs[t], answers[t])
    ):
        return False
    if not any(_telling(answers[t]) for t in evidence) and not all(
        same(theirs[t], answers[t], plan.trials[t].rule) for t in failing
    ):
        return False
    wrong = set(failing)
    for t, trial in enumerate(plan.trials):
        if trial.request.function != first.request.function or t not in plan.ordinary or t in wrong:
            continue
        if fails(plan, t, answers[t]) is None and fails(plan, t, theirs[t]) is not None:
            return False
    return True


def _as_python(theirs: Answer, answer: Answer) -> bool:
    """Whether an answer raised as Python's numbers do where numpy's give inf or NaN, which the mistake gives here."""
    if answer.kind != worker.RAISED or theirs.kind != worker.VALUE:
        return False
    return names_of(answer)[:1] in (["ZeroDivisionError"], ["OverflowError"]) and not _is_finite(theirs.value)


def _is_finite(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return all(map(_is_finite, value))
    return not isinstance(value, np.ndarray | np.generic | float) or bool(np.isfinite(value).all())


def _telling(answer: Answer) -> bool:
    """Whether an answer says much about how it came to be: numbers do, an exception or NaN alone does not."""
    return answer.kind == worker.VALUE and not has_nan(answer.value)


TINY = 1e-8  # where all numbers are smaller, a tolerance of their usual size says nothing
FINE = Rule(rtol=1e-3, atol=0.0)


def _is_tiny(value: Any) -> bool:
    """Whether a value is numbers that are next to nothing: 0 and 1e-10 came about in different ways."""
    if not isinstance(value, np.ndarray | np.generic | float):
        return False
    array = np.asarray(value)
    return array.dtype.kind == "f" and array.size > 0 and bool(np.abs(array).max() < TINY)


def same(expected: Answer, actual: Answer, rule: Rule) -> bool:
    """Whether two answers are the same: kind, changed argument, dtype, shape and values; of an exception, class
    and how it arose."""
    if expected.kind != actual.kind or changed_argument(expected) != changed_argument(actual):
        return False
    if expected.kind == worker.RAISED:
        return names_of(expected)[:1] == names_of(actual)[:1] and how_raised(expected) == how_raised(actual)
    if expected.structure == actual.structure and expected.data == actual.data:
        return True
    try:
        one, other = value_of(expected), value_of(actual)
        return equal_with_nans(one, other, rule) and (not _is_tiny(one) or equal_with_nans(one, other, FINE))
    except (wire.Malformed, LookupError, TypeError, ValueError):
        return False


_PRODUCT = re.compile(r"not aligned: (\d+) \(dim \d+\) != (\d+)|size (\d+) is different from (\d+)")
_ADDRESS = re.compile(r"0x[0-9a-f]+")


def how_raised(answer: Answer) -> object:
    """What an exception's text tells of the operation; `np.dot` and `@` tell the same."""
    text = str(answer.side.get("text", ""))
    if match := _PRODUCT.search(text):
        return "product", frozenset(number for number in match.groups() if number)
    return _ADDRESS.sub("", text)


def equal_with_nans(expected: Any, actual: Any, rule: Rule) -> bool:
    """Whether two values are equal, NaN where the other has NaN."""
    if has_nan(expected) and has_nan(actual):
        expected, actual = _mend_nans(expected, actual)
    return equal(expected, actual, rule)


def has_nan(value: Any) -> bool:
    """Whether NaN stands anywhere in a value."""
    if isinstance(value, np.ndarray | np.generic | float):
        array = np.asarray(value)
        return array.dtype.kind == "f" and bool(np.isnan(array).any())
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list | tuple) and any(has_nan(item) for item in value)


def _mend_nans(expected: Any, actual: Any) -> tuple[Any, Any]:
    """Both with NaN made one number that equals itself, where both have it."""

    def mend(value: Any) -> Any:
        if isinstance(value, np.ndarray | np.generic) and value.dtype.kind == "f":
            return np.where(np.isnan(value), value.dtype.type(_STANDS_FOR_NAN), value)
        if isinstance(value, float):
            return _STANDS_FOR_NAN if np.isnan(value) else value
        if isinstance(value, dict):
            return {key: mend(item) for key, item in value.items()}
        return type(value)(mend(item) for item in value) if isinstance(value, list | tuple) else value

    return mend(expected), mend(actual)


_STANDS_FOR_NAN = 6.02e23
