"""Makes mutants of a reference by itself, on its syntax tree, and sees whether the checks kill them.

A mutant is one small change: an operator, a sign, an axis, an index off by one, a transpose, a term or a
call left out, two arguments exchanged, a constant, a slice, a comparison, a copy left out, a statement
dropped. It is named by its function and its statement before and after, so that a name outlives edits
elsewhere.
"""

from __future__ import annotations

import ast
import copy
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from learnrnn.catalog import Exercise
from learnrnn.diagnosis.judge import grade
from learnrnn.diagnosis.search.find import BUDGET_S
from learnrnn.diagnosis.seek import with_places
from learnrnn.diagnosis.told import DEAD_END, FUNCTION, LINE, MESSAGE, NAMED, RELATION, told_of
from learnrnn.engine.grade import is_killed
from learnrnn.engine.plan import Plan, make_plan
from learnrnn.result import ExerciseResult
from learnrnn.sandbox.pool import TIMED_OUT, UNRUN, Limits, Sandbox, open_sandbox
from learnrnn.submissions.source import script

LIMITS = Limits(case_s=0.5, exercise_s=2.0)
LOOKED_AT = (
    12  # mutants of an exercise, evenly taken, for which a line is looked for: each takes a second or two
)
KILLED_AT_LEAST = 0.99

# Each operator's neighbours: another result for nearly every input.
OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
# Functions whose first two arguments may change places, and ones that the contracts do not ask for.
SYMMETRIC = {"np.maximum", "np.minimum", "np.logaddexp", "max", "min"}
CONVERSIONS = {"float", "int", "np.asarray"}


@dataclass(frozen=True)
class Mutant:
    """A reference with one change: the statement `was` of `function` became `now`."""

    function: str
    was: str
    now: str
    source: str = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.function}: {self.was}  →  {self.now}"


@dataclass(frozen=True)
class Survivor:
    """A mutant that no check can kill, and why: it is the same function."""

    function: str
    was: str
    now: str
    reason: str


@dataclass
class Hunt:
    """What became of an exercise's mutants."""

    exercise: str
    made: int = 0
    killed: int = 0
    endless: int = 0  # stopped by the clock: counted apart
    survivors: list[Mutant] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)  # what is said of some of those that are killed

    def document(self) -> dict[str, Any]:
        """As verify's document of mutants has it (docs/documents.md)."""
        counts = {"made": self.made, "killed": self.killed, "endless": self.endless}
        told = {kind: self.told[kind] for kind in (NAMED, LINE, FUNCTION, RELATION, MESSAGE, DEAD_END)}
        survivors = [str(mutant) for mutant in self.survivors]
        return {"name": self.exercise, **counts, "survivors": survivors, "told": told}


# ----------------------------------------------------------------------- make


def make_mutants(source: str) -> list[Mutant]:
    """Every mutant of a reference, each once."""
    tree = ast.parse(source)
    found: dict[Mutant, None] = {}
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for body, place in list(_statements(function)):
            statement = body[place]
            if _is_docstring(statement):
                continue
            for changed in _changes(statement):
                body[place] = changed
                mutant = Mutant(
                    function.name,
                    _shown(statement),
                    _shown(changed),
                    ast.unparse(ast.fix_missing_locations(tree)),
                )
                if mutant.was != mutant.now:
                    found.setdefault(mutant)
            body[place] = statement
    return list(found)


def _statements(node: ast.AST) -> Iterator[tuple[list[ast.stmt], int]]:
    """Each statement below a node, by the list that it stands in; functions inside have their own turn."""
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if not isinstance(body, list):
            continue
        for place, statement in enumerate(body):
            if not isinstance(statement, ast.FunctionDef):
                yield body, place
                yield from _statements(statement)


def _shown(statement: ast.stmt) -> str:
    """A statement in one line; of a compound one its head."""
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(statement))).splitlines()[0]


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _changes(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statement with one change each time; in a compound statement only its head is changed."""
    yield from _dropped(statement)
    for path in _paths(statement):
        for replacement in _replacements(_at(statement, path)):
            changed = copy.deepcopy(statement)
            _put(changed, path, replacement)
            yield changed


def _dropped(statement: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(statement, ast.AugAssign):
        yield ast.Assign([statement.target], statement.value)
    if isinstance(statement, ast.Raise | ast.Expr | ast.AugAssign):
        yield ast.Pass()
    if isinstance(statement, ast.If):
        for value in (True, False):
            changed = copy.deepcopy(statement)
            changed.test = ast.Constant(value)
            yield changed


Path_ = tuple[tuple[str, int | None], ...]


def _paths(node: ast.AST, prefix: Path_ = ()) -> Iterator[Path_]:
    """The places of all expressions in a statement's head, outermost first."""
    for name, value in ast.iter_fields(node):
        if name in ("body", "orelse", "annotation", "returns", "decorator_list", "ctx") and isinstance(
            node, ast.stmt
        ):
            continue
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for place, item in items:
            if isinstance(item, ast.AST) and not _is_message(node, name):
                path: Path_ = (*prefix, (name, place))
                if isinstance(item, ast.expr):
                    yield path
                yield from _paths(item, path)


def _is_message(node: ast.AST, name: str) -> bool:
    """The text of an exception is not judged, and targets of assignments are no expressions to change."""
    return (
        (isinstance(node, ast.Raise) and name == "exc")
        or isinstance(node, ast.JoinedStr)
        or name == "targets"
    )


def _at(node: ast.AST, path: Path_) -> ast.AST:
    for name, place in path:
        value = getattr(node, name)
        node = value if place is None else value[place]
    return node


def _put(node: ast.AST, path: Path_, replacement: ast.AST) -> None:
    *before, (name, place) = path
    holder = _at(node, tuple(before))
    if place is None:
        setattr(holder, name, replacement)
    else:
        getattr(holder, name)[place] = replacement


def _replacements(node: ast.AST) -> Iterator[ast.expr]:
    """What an expression may become."""
    match node:
        case ast.BinOp(left, operator, right):
            for other in OPERATORS.get(type(operator), ()):
                yield ast.BinOp(left, other(), right)
            if isinstance(operator, ast.Add | ast.Sub | ast.Mult | ast.MatMult):
                yield left
            if isinstance(operator, ast.Add | ast.Mult | ast.MatMult):
                yield right
            if isinstance(operator, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
                yield ast.BinOp(right, operator, left)
            if isinstance(operator, ast.Add | ast.Mult | ast.Div | ast.MatMult):
                yield ast.BinOp(ast.UnaryOp(ast.USub(), left), operator, right)
            if isinstance(operator, ast.MatMult) and _is_matrix(right):
                yield ast.BinOp(left, operator, ast.Attribute(right, "T", ast.Load()))
        case ast.UnaryOp(operator, operand):
            if not isinstance(operand, ast.Constant):
                yield operand
        case ast.Compare(left, [operator], comparators):
            for other in COMPARISONS.get(type(operator), ()):
                yield ast.Compare(left, [other()], comparators)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values)
            yield from values
        case ast.Attribute(value, "T"):
            yield value
        case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
            yield ast.Constant(value + 1)
            if value not in (0, 1):
                yield ast.Constant(-value) if value > 0 else ast.Constant(abs(value) + 1)
        case ast.Subscript(value, index):
            yield from _subscripts(value, index)
        case ast.Call():
            yield from _calls(node)
        case ast.Tuple(elements, ast.Load()) if len(elements) > 1:
            yield ast.Tuple([elements[1], elements[0], *elements[2:]], ast.Load())
        case ast.IfExp(_, body, orelse):
            yield body
            yield orelse
        case _:
            return


def _subscripts(value: ast.expr, index: ast.expr) -> Iterator[ast.expr]:
    match index:
        case ast.Slice(lower, upper, step):
            if lower or upper or step:
                yield value
            if lower:
                yield ast.Subscript(value, ast.Slice(_plus_one(lower), upper, step), ast.Load())
            if upper:
                yield ast.Subscript(value, ast.Slice(lower, _plus_one(upper), step), ast.Load())
        case ast.Name() | ast.BinOp():
            yield ast.Subscript(value, ast.BinOp(index, ast.Sub(), ast.Constant(1)), ast.Load())
        case _:
            return


def _plus_one(node: ast.expr) -> ast.expr:
    return ast.BinOp(node, ast.Add(), ast.Constant(1))


def _calls(node: ast.Call) -> Iterator[ast.expr]:
    """Two arguments exchanged, the call left out, a copy left out, an axis changed."""
    name = ast.unparse(node.func)
    for i in range(len(node.args) - 1 if name not in SYMMETRIC else 0):
        if ast.dump(node.args[i]) != ast.dump(node.args[i + 1]):
            arguments = list(node.args)
            arguments[i], arguments[i + 1] = arguments[i + 1], arguments[i]
            yield ast.Call(node.func, arguments, node.keywords)
    if (
        len(node.args) == 1
        and name not in CONVERSIONS
        and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp)
    ):
        yield node.args[0]
    if isinstance(node.func, ast.Attribute) and not node.args and not _is_module(node.func.value):
        yield node.func.value
    for i, keyword in enumerate(node.keywords):
        if keyword.arg in ("axis", "keepdims", "dtype", "copy"):
            keywords = node.keywords[:i] + node.keywords[i + 1 :]
            yield ast.Call(node.func, node.args, keywords)


def _is_matrix(node: ast.expr) -> bool:
    """By the course's convention a capital letter is a matrix; a vector is its own transpose."""
    return isinstance(node, ast.Name) and node.id[0].isupper()


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "math", "re")


# ----------------------------------------------------------------------- hunt


def read_survivors(exercise: Exercise) -> list[Survivor]:
    """The committed list of an exercise: solutions/NAME/survivors.toml; none where there is no such file."""
    path = survivors_file(exercise)
    if not path.is_file():
        return []
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["survivor"]
    return [Survivor(e["function"], e["was"], e["now"], e["reason"]) for e in entries]


def survivors_file(exercise: Exercise) -> Path:
    return exercise.solution_folder / "survivors.toml"


def hunt_all(exercises: Sequence[Exercise], advance: Callable[[], object] = lambda: None) -> list[Hunt]:
    """A hunt an exercise. `advance` is called after each."""
    hunts: list[Hunt] = []
    with open_sandbox() as sandbox:
        for exercise in exercises:
            hunts.append(hunt(exercise, sandbox))
            advance()
    return hunts


def hunt(exercise: Exercise, sandbox: Sandbox) -> Hunt:
    """Grade every mutant; what survives has to stand in the list, and nothing else may."""
    plan = make_plan(exercise, 0)
    found = Hunt(exercise.name)
    mutants = make_mutants(plan.source)
    for mutant in mutants:
        found.made += 1
        _try(plan, mutant, sandbox, found)
    for mutant in mutants[:: max(1, len(mutants) // LOOKED_AT)]:
        if mutant not in found.survivors:
            found.told[told_of(_looked_at(plan, mutant, sandbox))] += 1
    listed = {(s.function, s.was, s.now): s for s in read_survivors(exercise)}
    survived = {(m.function, m.was, m.now) for m in found.survivors}
    made = {(m.function, m.was, m.now) for m in mutants}
    at = f"solutions/{exercise.module}/survivors.toml"
    for mutant in found.survivors:
        if (mutant.function, mutant.was, mutant.now) not in listed:
            found.failures.append(
                f"{exercise.module}: a mutant survives every check: {mutant}. Add a case that kills it, or list it in {at} with the reason why it is the same function."
            )
    for key in listed.keys() - survived:
        why = "is killed now" if key in made else "is no longer made"
        found.failures.append(f"{at}: the mutant {key[0]}: {key[1]}  →  {key[2]} {why}. Take it out.")
    return found


def _looked_at(plan: Plan, mutant: Mutant, sandbox: Sandbox) -> ExerciseResult:
    """What a learner would be told whose file is this mutant."""
    source = script(mutant.source)
    return grade(
        plan,
        source,
        sandbox,
        LIMITS,
        lambda run, result: with_places(plan, source, run, result, sandbox, BUDGET_S, secret=True),
    )


def _try(plan: Plan, mutant: Mutant, sandbox: Sandbox, found: Hunt) -> None:
    sandbox.load(plan.exercise.module, plan.requests, key=(plan.exercise.name, plan.seed))
    run = sandbox.run(mutant.source.encode(), LIMITS)
    if any(answer.kind in (TIMED_OUT, UNRUN) for answer in run.answers):
        found.endless += 1
    elif is_killed(plan, run):
        found.killed += 1
    else:
        found.survivors.append(mutant)
