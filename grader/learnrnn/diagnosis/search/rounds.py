"""One round of a search: the best single change of a file."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from learnrnn.checking import Property
from learnrnn.diagnosis.names import Named, name_mistakes, same
from learnrnn.diagnosis.run import run_checks
from learnrnn.diagnosis.search.changes import changes_of
from learnrnn.diagnosis.search.leanings import leanings, right_parts
from learnrnn.diagnosis.search.slices import right_lines
from learnrnn.diagnosis.search.text import Change, Text
from learnrnn.diagnosis.search.trying import RUN_S, TRY_S, Clock, Target, Trying, target_of
from learnrnn.engine.grade import Verdict, verdicts
from learnrnn.engine.plan import Plan
from learnrnn.locale import Text as Said
from learnrnn.result import PASSED
from learnrnn.sandbox import worker
from learnrnn.sandbox.pool import Limits, Run, Sandbox
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import Source

PROOFS = 10  # changes that come out right in a few calls and are tried on all of them
LIKELY = 2  # the rank of changes that are tried beside a named mistake
FEW = 3  # changes for which a run of every check costs less than one more call
OVERTIME_S = 0.1  # for the proof of what was found
PORTION = 600  # changes that are tried first
KEPT_S = 0.2  # of CPU that is kept for the proof of what is found
BESIDE_S = 0.35  # that is kept where a change beside a named mistake has to be proved, and the mistake found
JUDGED = 300  # changes that a property's own judge looks at

UNSURE = ("order", "swapped", "arguments")  # kinds of change that make many mistakes of each other

Asked = Sequence[tuple[int, Target]]
Better = tuple[Change, Source, list[Answer], list[Verdict]]


class Round:
    """One round: the best change of a file, which makes all checks pass or, failing that, more than before."""

    def __init__(
        self,
        plan: Plan,
        text: Text,
        answers: Sequence[Answer],
        found: Sequence[Verdict],
        named: Collection[int],
        sandbox: Sandbox,
        clock: Clock,
        *,
        secret: bool,
    ):
        self.plan, self.text, self.answers, self.found, self.named = plan, text, answers, found, named
        self.sandbox, self.clock, self.secret = sandbox, clock, secret
        self.trying = Trying(plan, text, sandbox, clock)
        self.failing = failing_in(found)
        self.partial: Better | None = None
        self.kept_s = KEPT_S

    def run(self) -> Better | None:
        """The first change found, of the checks that wait for no other in turn."""
        for root in self._roots():
            better = self._for(root)
            if better or self.partial:
                return better or self.partial
        return None

    def _roots(self) -> list[int]:
        """The failing checks that wait for no other, the first two functions of them."""
        names = {self.plan.checks[i].name for i in self.failing}
        roots = [
            i for i in self.failing if i not in self.named and not names & set(self.plan.checks[i].needs)
        ]
        by_function: dict[str, int] = {}
        for i in roots:
            by_function.setdefault(self.plan.checks[i].function, i)
        return list(by_function.values())[:3]

    def _for(self, root: int) -> Better | None:
        functions = self._functions(self.plan.checks[root].function)
        reference = None if self.secret else ast.parse(self.plan.source)
        asked = self._asked(root)
        first = leanings(self.plan, self.answers, self.found[root].failing)
        last = self._right_lines(root, functions)
        mistaken = self._mistaken(asked[0][0]) if asked else []
        beside: list[Change] = []  # after which an answer is a named mistake's
        for changes, likely in self._stages(functions, reference, first, last):
            if isinstance(self.plan.checks[root], Property):
                better = self._proved(self._judged(changes[:JUDGED], root), root)
                if better or self.partial:
                    return better
            for portion in _portions(changes) if asked else ():
                right, wrong = self._tried(portion, asked, mistaken if likely else [])
                beside += [c for c in wrong if c.kind not in UNSURE and c.rank <= LIKELY]
                if better := self._proved(right, root):
                    return better
                if self.clock.left_s <= self.kept_s:
                    return self._beside(beside)
            if likely:
                beside = self._telling(beside, root, asked) if beside else []
                self.kept_s = BESIDE_S if beside else KEPT_S
        return self._beside(beside)

    def _tried(
        self, portion: Sequence[Change], asked: Asked, mistaken: Sequence[Target]
    ) -> tuple[list[Change], list[Change]]:
        """The changes under which each call that is tried comes out right, and those that make of the first one what a
        named mistake makes."""
        portion = portion[: self.trying.affordable(portion, self.kept_s)]
        (trial, target), *more = asked
        hits = self.trying.matching(portion, trial, [target, *mistaken])
        right = [portion[hit] for hit in sorted(hits) if not hits[hit]]
        wrong = [portion[hit] for hit in sorted(hits) if hits[hit]]
        for trial, target in more:
            if len(right) <= FEW:
                break
            right = [right[hit] for hit in sorted(self.trying.matching(right, trial, [target]))]
        return self._best_first(right, self.plan.trials[asked[0][0]].check), wrong

    def _best_first(self, changes: list[Change], root: int) -> list[Change]:
        """Changes that mend a check: first those that mend other failing ones as well, then those of the line that most
        of them change."""
        others = [i for i in self.failing if i != root and not isinstance(self.plan.checks[i], Property)]
        mended = [0] * len(changes)
        for other in others[:3] if len(changes) > FEW else ():
            for trial, target in self._asked(other)[:1]:
                for hit in self.trying.matching(changes, trial, [target]):
                    mended[hit] += 1
        votes = Counter(change.line for change in changes)
        return [
            changes[i]
            for i in sorted(range(len(changes)), key=lambda i: (-mended[i], -votes[changes[i].line]))
        ]

    def _mistaken(self, trial: int) -> list[Target]:
        """What named mistakes make of a call."""
        plan, rule = self.plan, self.plan.trials[trial].rule
        if trial not in plan.ordinary:
            return []
        wrong = [form[trial] for forms in plan.mistaken.values() for form in forms[:1]]
        found = [target_of(a, rule) for a in wrong if not same(plan.expected[trial], a, rule)]
        return [target for target in found if target]

    def _telling(self, changes: list[Change], root: int, asked: Asked) -> list[Change]:
        """Of changes that make a named mistake's answer of one call, those that do so of others."""
        for trial, _ in asked[1:]:
            targets = self._mistaken(trial) if trial in self.found[root].failing else []
            if changes and targets:
                changes = [changes[hit] for hit in sorted(self.trying.matching(changes, trial, targets))]
        return changes

    def _beside(self, changes: Sequence[Change]) -> Better | None:
        """The first of these changes after which a named mistake explains what still fails."""
        if self.partial:
            return None
        for change in changes[:PROOFS]:
            better = self._made(change)
            if better is None:
                continue
            _, _, answers, after = better
            explained = is_explained(self.plan, after, names_in(self.plan, answers, after))
            if explained and set(failing_in(after)) <= set(self.failing):
                return better
        return None

    def _made(self, change: Change) -> Better | None:
        """The file with a change, and what it answers; None where there is no time, or it cannot be loaded."""
        if self.clock.left_s <= -OVERTIME_S:
            return None
        source = self.text.with_text(self.text.changed(change))
        run = run_all(self.plan, source, self.sandbox)
        self.clock.spend(RUN_S, run.cpu_s)
        if run.loading.kind != worker.LOADED:
            return None
        return change, source, run.answers, verdicts(self.plan, run.answers)

    def _stages(
        self,
        functions: list[str],
        reference: ast.Module | None,
        first: Collection[str],
        last: Collection[int],
    ) -> Iterator[tuple[list[Change], bool]]:
        """The usual changes and then the rare ones, and whether they are likely; of each, the kinds that the answers
        speak for before all others."""
        usual = changes_of(self.text, functions, reference, last=last)
        yield [c for c in usual if c.kind in first], True
        likely = [c for c in usual if c.kind not in first and c.rank <= LIKELY]
        yield [c for c in likely if c.line not in last], True
        yield [c for c in likely if c.line in last], True
        rare = changes_of(self.text, functions, reference, rare=True, last=last) if first else []
        yield [c for c in rare if c.kind in first], False
        yield [c for c in usual if c.kind not in first and c.rank > LIKELY], False
        rare = rare or changes_of(self.text, functions, reference, rare=True, last=last)
        yield [c for c in rare if c.kind not in first], False

    def _right_lines(self, root: int, functions: list[str]) -> set[int]:
        """The lines that parts of the result come from which are right, of a function and of what it uses for them."""
        units, (function, *others) = self.text.units, functions
        node = units.get(function)
        if not isinstance(node, ast.FunctionDef):
            return set()
        right, wrong = right_parts(self.plan, self.answers, self.found[root].failing)
        found = right_lines(node, right, wrong)
        if not found:
            return found
        used = {name for n in ast.walk(node) if (name := _named(n)) and getattr(n, "lineno", 0) not in found}
        return found | {
            line
            for unit in others
            if not any(each in unit.split(".") for each in used)
            for line in range(units[unit].lineno, (units[unit].end_lineno or 0) + 1)
        }

    def _is_named(self, root: int, answers: Sequence[Answer], after: Sequence[Verdict]) -> bool:
        """Whether a check passes now, and named mistakes explain all that still fails."""
        return after[root].status == PASSED and is_explained(
            self.plan, after, names_in(self.plan, answers, after)
        )

    def _functions(self, first: str) -> list[str]:
        """A function and the units that it uses, nearest first, as far as the file defines them."""
        units = self.text.units
        found = [first]
        for name in found:
            for inner in ast.walk(units[name]) if name in units else ():
                match inner:
                    case ast.Name(of):  # a function, a table of functions, or a class
                        used = [unit for unit in units if unit == of or unit.startswith(f"{of}.")]
                    case ast.Attribute(_, method):
                        used = [unit for unit in units if unit.endswith(f".{method}")]
                    case _:
                        continue
                found += [unit for unit in used if unit not in found]
        return found

    def _asked(self, root: int) -> list[tuple[int, Target]]:
        """The calls that are tried, with what they should give: a failing one first, then others of each kind."""
        plan = self.plan
        failing = [t for t in self.found[root].failing if not plan.trials[t].request.again]
        usual = [t for t in failing if t in plan.ordinary] or failing
        usual.sort(key=lambda t: len(plan.trials[t].request.data))  # a short call is tried sooner
        passing = [t for t in plan.trials_of(root) if t not in self.found[root].failing][:1]
        chosen = dict.fromkeys([*usual[:1], *failing[-1:], *passing, *usual[1:3]])
        asked = []
        for t in chosen:
            trial = plan.trials[t]
            if target := target_of(plan.expected[t], trial.rule, must_raise=trial.must_raise):
                asked.append((t, target))
        return asked

    def _judged(self, changes: Sequence[Change], root: int) -> list[Change]:
        """The changes under which a property's judge is content."""
        check = self.plan.checks[root]
        assert isinstance(check, Property)
        trials = list(self.plan.trials_of(root))
        found: list[Change] = []
        size = max(2, 200 // len(trials))
        for at in range(0, len(changes), size):
            if self.clock.left_s <= 0 or found:
                break
            some = changes[at : at + size]
            self.clock.spend(RUN_S + len(trials) * len(some) * TRY_S / 4)
            for change, values in zip(some, self.trying.values(some, trials), strict=False):
                if values is not None and self._is_content(check, root, values):
                    found.append(change)
        return found

    def _is_content(self, check: Property, root: int, values: list[object]) -> bool:
        try:
            said = check.judge(self.plan.calls[root], values)
        except Exception:
            return False
        return not isinstance(said, Said) and bool(said)

    def _proved(self, changes: Sequence[Change], root: int) -> Better | None:
        """The first change that makes every check pass, else the first beside which named mistakes explain the rest;
        one that makes some pass and breaks none is remembered."""
        beside: Better | None = None
        for change in changes[:PROOFS]:
            better = self._made(change)
            if better is None:
                continue
            _, _, answers, after = better
            failing = failing_in(after)
            if not failing:
                return better
            if root in failing or not set(failing) < set(self.failing):
                continue
            if beside is None and self._is_named(root, answers, after):
                beside = better
            if self.partial is None or len(failing) < len(failing_in(self.partial[3])):
                self.partial = better
        return beside


def _named(node: ast.AST) -> str:
    """The name that a node is or ends in."""
    match node:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
        case _:
            return ""


def _portions(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes in portions that grow: what is likely is found early."""
    at, size = 0, PORTION
    while at < len(changes):
        yield list(changes[at : at + size])
        at += size
        size *= 2


def is_explained(plan: Plan, found: Sequence[Verdict], named: Collection[int]) -> bool:
    """Whether what fails is explained by a named mistake, or waits for what is."""
    failing = {plan.checks[i].name for i in failing_in(found)}
    return all(i in named or failing & set(plan.checks[i].needs) for i in failing_in(found))


def names_in(plan: Plan, answers: Sequence[Answer], found: Sequence[Verdict]) -> dict[int, Named]:
    """The named mistakes of what fails."""
    return name_mistakes(plan, answers, {i: found[i].failing for i in failing_in(found)})


def failing_in(found: Sequence[Verdict]) -> list[int]:
    """The indices of the checks that fail."""
    return [i for i, verdict in enumerate(found) if verdict.status != PASSED]


def run_all(plan: Plan, source: Source, sandbox: Sandbox, exercise_s: float = 2.0) -> Run:
    """What changed code answers to every call of a plan. Raises Fault."""
    return run_checks(plan, source, sandbox, Limits(min(0.5, exercise_s), exercise_s))
