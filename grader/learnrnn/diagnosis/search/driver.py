"""What tries changes inside a worker: many in one process, each function compiled anew and put in place.

The grader sends this file's text with the learner's file; here it is imported for `digest` alone. It knows
no expected values: it answers with digests, or with what the calls gave. It uses nothing but numpy and the
standard library, and everything in it is as hostile as the file that it runs beside.
"""

import copy
import json
import re
import types
import zlib
from typing import Any

import numpy as np

RAISED, RAISED_VALUE_ERROR, CHANGED, NO_FUNCTION = 1, 2, 3, 4
WEIGHTS = 0.5 + np.random.default_rng(20).random(1 << 14)  # of the numbers of a result


def digest(value: Any, of: Any = ()) -> tuple[int, float]:
    """A checksum of a result's form, texts and whole numbers, and a weighted sum of its floats.

    of: the parts of it that count, each as the steps to it; none: all of it.
    """
    if of:
        parts = []
        for path in of:
            found = value
            for step in path:
                found = found[step]
            parts.append(found)
        value = parts
    form: list[Any] = []
    floats: list[Any] = []
    _walk(value, form, floats, 0)
    total = 0.0
    if floats:
        numbers = np.concatenate(floats)
        if numbers.size > WEIGHTS.size:
            return RAISED, 0.0
        total = float(numbers @ WEIGHTS[: numbers.size])
    return zlib.crc32(repr(form).encode()) | 1 << 33, total


def _walk(value: Any, form: list[Any], floats: list[Any], depth: int) -> None:
    if isinstance(value, np.ndarray) and value.ndim:
        kind = value.dtype.kind
        form.append((value.shape, value.dtype.str if kind in "fc" else kind))
        if kind == "f":
            floats.append(np.asarray(value, np.float64).ravel())
        else:
            form.append(value.tolist() if value.size < 4096 else "large")
    elif isinstance(value, np.ndarray):
        _walk(value[()], form, floats, depth)
    elif isinstance(value, dict) and depth < 9:
        form.append(("dict", sorted(map(str, value))))
        for key in sorted(value, key=str):
            _walk(value[key], form, floats, depth + 1)
    elif isinstance(value, (list, tuple)) and depth < 9:
        form.append(len(value))
        for item in value:
            _walk(item, form, floats, depth + 1)
    elif isinstance(value, (float, np.floating)):
        form.append("number")
        floats.append(np.array([value], np.float64))
    elif isinstance(value, (bool, np.bool_)):
        form.append(bool(value))
    elif isinstance(value, (int, np.integer)):
        form.append(int(value))
    else:
        form.append(repr(value)[:400])


class TookTooLong(BaseException):
    """A loop went round far more often than in the file as it is."""


def counted(text: str) -> str:
    """Code whose loops count how often they go round: an endless one, or one over a list that it makes longer, ends."""
    text = _WHILE.sub(rf"\1while ({TICK}() or (\2)):", text)
    return _FOR.sub(rf"\1for \2 in {ROUNDS}(\3):", text)


TICK, ROUNDS = "_learnrnn_tick", "_learnrnn_rounds"
_WHILE = re.compile(r"^([ \t]+)while (.+):(?=[ \t]*(?:#.*)?$)", re.M)
_FOR = re.compile(r"^([ \t]+)for (.+?) in (.+):(?=[ \t]*(?:#.*)?$)", re.M)
MOST_TICKS = 5000  # of the file as it is, for one call
MORE_TICKS = 200  # that a change may take, beside thrice as many


class Trier:
    """Changes of functions of a namespace, put in place one by one."""

    def __init__(self, namespace: dict[str, Any], packed: str):
        self.namespace = namespace
        self.ticks, self.most_ticks = 0, MOST_TICKS
        namespace[TICK], namespace[ROUNDS] = self.tick, self.rounds
        said = json.loads(packed)
        self.texts, self.changes = said["texts"], said["changes"]
        self.texts = {name: text.encode() for name, text in self.texts.items()}

    def tick(self) -> None:
        """Count one round of a loop. Raises TookTooLong."""
        self.ticks += 1
        if self.ticks > self.most_ticks:
            raise TookTooLong

    def rounds(self, *items: Any) -> Any:
        """What a loop goes over, counted."""
        for item in items[0] if len(items) == 1 else items:
            self.tick()
            yield item

    def install(self, index: int) -> Any:
        """Put a change in place; what undoes it. Raises what compiling raises."""
        name, edits = self.changes[index]
        text = self.texts[name]
        for begin, end, new in edits:  # the last one first
            text = text[:begin] + new.encode() + text[end:]
        made: dict[str, Any] = {}
        exec(compile(counted(text.decode()), "changed", "exec", dont_inherit=True), self.namespace, made)
        of, _, last = name.rpartition(".")
        old, new = self.namespace[of].__dict__[last] if of else self.namespace[name], made[last]
        old = getattr(old, "__func__", old)  # of a method that is static
        if not all(type(f) is types.FunctionType and not f.__closure__ for f in (old, new)):
            if of:
                raise TypeError("a method that cannot be changed")
            self.namespace[name] = new
            return lambda: self.namespace.__setitem__(name, old)
        before = old.__code__, old.__defaults__, old.__kwdefaults__
        old.__code__, old.__defaults__, old.__kwdefaults__ = (
            new.__code__,
            new.__defaults__,
            new.__kwdefaults__,
        )

        def undo() -> None:
            old.__code__, old.__defaults__, old.__kwdefaults__ = before

        return undo

    def digests(self, indices: Any, function: str, quiet: bool, of: Any, arguments: Any) -> Any:
        """For each change, the digest of what a call gives with it."""
        (arguments,) = arguments
        codes: list[int] = []
        totals: list[float] = []
        with np.errstate(all="ignore"):
            self.most_ticks = MOST_TICKS
            self._digest(None, function, quiet, of, arguments)
            self.most_ticks = MORE_TICKS + 3 * self.ticks
            for index in indices.tolist():
                code, total = self._digest(index, function, quiet, of, arguments)
                codes.append(code)
                totals.append(total)
        return np.array(codes, np.int64), np.array(totals)

    def _digest(
        self, index: int | None, function: str, quiet: bool, of: Any, arguments: Any
    ) -> tuple[int, float]:
        undo = None
        try:
            self.ticks = 0
            if index is not None:
                undo = self.install(index)
            called = self.namespace.get(function)
            if called is None:
                return NO_FUNCTION, 0.0
            given = [a.copy() if type(a) is np.ndarray else copy.deepcopy(a) for a in arguments]
            if quiet:
                with np.errstate(over="raise", invalid="raise"):
                    found = digest(called(*given), of)
            else:
                found = digest(called(*given), of)
            if any(not _same(a, b) for a, b in zip(given, arguments, strict=False)):
                return CHANGED, 0.0
            return found
        except ValueError:
            return RAISED_VALUE_ERROR, 0.0
        except (Exception, TookTooLong):
            return RAISED, 0.0
        finally:
            if undo:
                undo()

    def values(self, index: int, functions: Any, arguments: Any) -> list[Any]:
        """What several calls give with a change in place, None for one that raises."""
        self.ticks, self.most_ticks = 0, len(functions) * MOST_TICKS
        undo = self.install(index)
        found = []
        try:
            with np.errstate(all="ignore"):
                for function, given in zip(functions, arguments, strict=True):
                    found.append(self.namespace[function](*copy.deepcopy(given)))
        finally:
            undo()
        return found


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and (a is b or a.tobytes() == b.tobytes())
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    plain = isinstance(a, (bool, int, float, str, np.generic, type(None)))
    return (
        not plain or a is b or bool(a == b)
    )  # what else is handed over (a function, a Generator) holds no numbers
