"""A person's word on an exercise or one of its checks: who may be meant, and whose answer has the same form."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Sequence

from learnrnn.errors import complain, nearest
from learnrnn.gradebook.packed import unpack
from learnrnn.gradebook.store import Store

ALIKE = 0.5  # of a name that is offered, from 0 to 1


def place_of(store: Store, student: str, target: str) -> tuple[str, str, int]:
    """The exercise, the check ("" for the whole exercise) and its points that EXERCISE[/CHECK] means.

    Raises LearnrnnError, with the nearest names.
    """
    name, _, check = target.partition("/")
    exercises, students = store.exercises(), store.students()
    if student not in students:
        raise _unknown("no_such_student", student, list(students))
    name = name.replace("_", "-")
    if name not in exercises:
        raise _unknown("no_such_exercise", name, list(exercises))
    if not check:
        return name, "", exercises[name]
    kept = next((of.get(name) for who, of in store.rows() if who == student), None)
    checks = {c.name: c.max_score for c in unpack(store.content(kept.id)).checks} if kept else {}
    if check not in checks:
        raise _unknown("no_such_check", check, list(checks))
    return name, check, checks[check]


def same_form(store: Store, student: str, exercise: str) -> list[str]:
    """The students whose answer equals this one's after renaming and reformatting; they among them."""
    forms = {who: form_of(source) for who, source in store.sources(exercise).items()}
    own = forms.get(student)
    return [who for who, form in forms.items() if own and form == own] or [student]


def form_of(source: str) -> str | None:
    """A digest of what remains of a program when names, comments, docstrings and layout are taken away.

    None where it is no Python. Functions, arguments and attributes of modules keep their names where they are the
    contract's: only names that the program itself assigns are counted through.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    own = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    order: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = order.setdefault(node.id, f"n{len(order)}")
        elif isinstance(node, ast.arg):
            node.arg = order.setdefault(node.arg, f"n{len(order)}")
            node.annotation = None
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            node.body = _without_docstring(node.body)
            if isinstance(node, ast.FunctionDef):
                node.returns = None
    try:
        return hashlib.sha256(ast.dump(tree).encode("utf-8", "replace")).hexdigest()
    except RecursionError:
        return None


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(ast.Constant(str())), *rest]:
            return rest or [ast.Pass()]
        case _:
            return body


def _unknown(key: str, word: str, known: Sequence[str]) -> Exception:
    meant = nearest(word, known, 3, ALIKE) or known[:5]
    return complain(key, name=word, near=", ".join(meant) or "–")
