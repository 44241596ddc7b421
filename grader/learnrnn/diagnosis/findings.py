"""Says what an answer did instead: one finding with the values, and one without for hidden checks."""

from __future__ import annotations

import builtins
import contextlib
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from learnrnn import catalog
from learnrnn.diagnosis.words import argument_shown, difference_told, shown
from learnrnn.engine import grade
from learnrnn.engine.compare import compare
from learnrnn.engine.grade import changed_argument, value_of
from learnrnn.engine.plan import Trial
from learnrnn.locale import Message, Sayable, one_below_other
from learnrnn.result import ERROR, FAILED, TIMEOUT
from learnrnn.sandbox import wire, worker
from learnrnn.sandbox.pool import DIED, TIMED_OUT, UNRUN, Limits, Run
from learnrnn.sandbox.protocol import Answer
from learnrnn.submissions.source import Places, Source, is_newer
from learnrnn.text import visible

NAME_LIMIT = 80  # characters of an exception's name or a worker's word that are shown
# What students may read by name where nothing else is shown: whatever else something is called could tell an input.
PUBLIC_MODULES = {
    "torch", "torchvision", "tensorflow", "tf", "keras", "jax", "matplotlib", "pandas", "scipy", "sklearn", "seaborn",
    "tqdm", "IPython", "google", "learnrnn", "otter", "pytest", "cupy", "numba", "nltk", "requests", "cv2", "PIL",
}  # fmt: skip
PUBLIC_TYPES = {
    "generator", "function", "set", "frozenset", "map", "zip", "range", "filter", "bytes", "method", "module", "type",
    "object",
}  # fmt: skip
TO_READ = re.compile(r"Read the README, part (?P<number>\d+)\. .*\b(?P<function>\w+)")  # what a stub raises
LEFT_OUT_SHOWN = 3  # statements that could not be run


@dataclass(frozen=True)
class Finding:
    """What was wrong. told: the sentence. call: the call that showed it. hidden: what may be said of a
    hidden check to a student. trace: lines of the student's file."""

    status: str
    told: Sayable
    call: Sayable | None = None
    hidden_told: Sayable | None = None
    trace: tuple[Sayable, ...] = ()

    @property
    def full(self) -> tuple[Sayable, ...]:
        return (self.told,) if self.call is None else (self.call, self.told)

    @property
    def hidden(self) -> Sayable:
        return self.hidden_told or Message("hidden_differs")


def tell(
    trial: Trial,
    expected: Answer,
    answer: Answer,
    source: Places,
    limits: Limits,
    *,
    judged_by_value: bool,
    parts: Sequence[str] = (),
) -> Finding | None:
    """What is wrong with an answer; None where nothing is. `source` says where a line lies, `parts` what the parts
    of the result are called."""
    try:
        return _tell(trial, expected, answer, source, limits, judged_by_value, parts)
    except wire.Malformed:
        return Finding(ERROR, Message("not_data", {"what": "?"}))


def _tell(
    trial: Trial,
    expected: Answer,
    answer: Answer,
    source: Places,
    limits: Limits,
    judged_by_value: bool,
    parts: Sequence[str],
) -> Finding | None:
    kind = answer.kind
    if kind == worker.MISSING:
        told = Message("function_missing", {"function": trial.request.function, "file": source.file})
        return Finding(ERROR, told, hidden_told=told)
    if kind == DIED:
        told = Message("died", {"how": answer.data.decode("latin-1")})
        return Finding(ERROR, told, hidden_told=Message("died_hidden"))
    if kind == TIMED_OUT:
        return _same_for_all(TIMEOUT, "timed_out", seconds=f"{limits.case_s:g}")
    if kind == UNRUN:
        return _same_for_all(TIMEOUT, "unrun", seconds=f"{limits.exercise_s:g}")
    if kind == worker.NOT_DATA:
        what = clean(value_of(answer))
        public = what if what in PUBLIC_TYPES else "?"
        return Finding(
            ERROR, Message("not_data", {"what": what}), hidden_told=Message("not_data", {"what": public})
        )
    extra = extra_of(answer)
    if kind == worker.RAISED:
        return _tell_raised(trial, names_of(answer), extra, source)
    if trial.must_raise:
        return Finding(FAILED, Message("no_value_error", {"actual": shown(value_of(answer))}),
                       hidden_told=Message("no_value_error_hidden"))  # fmt: skip
    if judged_by_value and (found := compare(value_of(expected), value_of(answer), trial.rule)):
        return Finding(FAILED, difference_told(found, parts))
    changed = changed_argument(answer)
    if changed is None:
        return None
    name = trial.names[changed] if 0 <= changed < len(trial.names) else str(changed + 1)
    return _same_for_all(FAILED, "argument_changed", name=name)


def _same_for_all(status: str, key: str, **values: object) -> Finding:
    told = Message(key, values)
    return Finding(status, told, hidden_told=told)


def _tell_raised(trial: Trial, names: list[str], extra: dict[str, Any], source: Places) -> Finding | None:
    if trial.must_raise and "ValueError" in names:
        return None
    steps = _pairs(extra.get("trace"))
    trace = tuple(Message("trace_step", {"at": source.place(int(n)), "function": clean(f)}) for n, f in steps)
    hidden = raised(public_names(names), "", extra, source)
    return Finding(ERROR, raised(names, str(extra.get("text", "")), extra, source), None, hidden, trace)


def _to_read(text: str) -> str | Sayable:
    """What a stub says of a function that is not written, in the learner's language."""
    part = TO_READ.fullmatch(text)
    return Message("read_part", part.groupdict()) if part else text


def raised(
    names: Sequence[str], text: str, extra: dict[str, Any], source: Places, written: str = ""
) -> Sayable:
    """An exception in words: its type, its text, its line in the student's file. written: that line, if known."""
    text = clean(text, worker.TEXT_LIMIT)
    if names[0] == "NotImplementedError":
        return Message("not_written", {"text": _to_read(text)}) if text else Message("not_written_hidden")
    if names[0] == "FloatingPointError":
        return Message("not_quiet", {"text": text or names[0], "line": _line(extra, source)})
    if "ImportError" in names:
        written = text or written or _text_of(extra.get("line"), source)
        if told := _import_told(str(extra.get("text", "")), written):
            return told
    key = "raised_text" if text else "raised"
    return Message(key, {"name": names[0], "text": text, "line": _line(extra, source)})


def _line(extra: dict[str, Any], source: Places) -> Sayable:
    line = extra.get("line")
    if isinstance(line, int) and line > 0:
        return Message("at_place", {"at": source.place(line)})
    return Message("at_no_line")


def public_names(names: Sequence[str]) -> list[str]:
    """Of an exception's names those that every Python knows: a class of the student's own could be called anything,
    what it has seen of a hidden input among it."""
    known = [name for name in names if isinstance(getattr(builtins, name, None), type)]
    return [name for name in known if issubclass(getattr(builtins, name), BaseException)] or ["Exception"]


def _text_of(line: object, source: Places) -> str:
    """A line of the student's file, as it was handed in."""
    with contextlib.suppress(IndexError):
        return source.text(line) if isinstance(source, Source) and isinstance(line, int) and line > 0 else ""
    return ""


def _import_told(text: str, written: str) -> Sayable | None:
    """What an import that fails means. A module is named where it stands in what was written, or where many people
    try it: any other name could have been made of what the file has seen.
    """
    match = re.match(r"No module named '([\w.]+)'", text)
    if match is None:
        return None
    top = match[1].split(".")[0]
    if top in {e.module for e in catalog.exercises().values()}:
        return Message("import_of_exercise", {"module": top})
    if top in sys.stdlib_module_names or top == "numpy":
        return None
    return Message("import_of_other", {"module": top if top in PUBLIC_MODULES or top in written else "?"})


def load_failure(answer: Answer, source: Places, limits: Limits) -> Sayable:
    """Why the file could not be loaded."""
    if answer.kind == TIMED_OUT:
        return Message("load_timed_out", {"file": source.file, "seconds": f"{limits.case_s:g}"})
    if answer.kind != worker.LOAD_FAILED:
        return Message("load_died", {"file": source.file, "how": answer.data.decode("latin-1")})
    extra = extra_of(answer)
    names = names_of(answer)
    text = clean(extra.get("text", ""), worker.TEXT_LIMIT)
    if any(words in text for words in ("codec can't decode", "unknown encoding", "encoding declaration")):
        return Message("not_utf8", {"file": source.file, "text": text})
    if "SyntaxError" in names:
        line = _line(extra, source)
        key = "syntax_error_newer" if is_newer(source, extra.get("line")) else "syntax_error"
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return Message(key, {"name": names[0], "text": text, "line": line, "version": version})
    if names[0] in ("RecursionError", "MemoryError") and not extra.get("trace"):
        return Message("too_deep", {"file": source.file})
    return Message("load_failed", {"why": raised(names, text, extra, source)})


def left_out(run: Run, source: Places) -> Sayable | None:
    """What could not be run and was left out; None where all was run.

    Without the exceptions' texts: a student may read this, and those could tell hidden inputs.
    """
    entries = extra_of(run.loading).get("left_out")
    said = (
        [found for entry in entries if (found := _left_out(entry, source))]
        if isinstance(entries, list)
        else []
    )
    if len(said) > LEFT_OUT_SHOWN:
        said = [*said[:LEFT_OUT_SHOWN], Message("left_out_more", {"count": len(said) - LEFT_OUT_SHOWN})]
    if run.left_out_for is not None:
        said.insert(0, Message("left_out_died" if run.left_out_for == DIED else "left_out_hung"))
    return one_below_other(said) if said else None


def _left_out(entry: Any, source: Places) -> Sayable | None:
    match entry:
        case [int(line), [str(name), *_] as names, str(text)] if line > 0:
            at = Message("at_place", {"at": source.place(line)})
        case _:
            return None
    names = public_names([clean(n) for n in names])
    if name == "TookTooLong":
        return Message("left_out_slow", {"line": at})
    if "SyntaxError" in names:
        return Message("left_out_syntax", {"line": at})
    why = raised(names, "", {"text": text}, source, _text_of(line, source))
    return Message("left_out", {"line": at, "why": why})


# --------------------------------------------------------------------- pieces


def call_of(trial: Trial) -> Sayable:
    """The trial's call with its arguments, as far as they can be shown."""
    arguments = trial.request.arguments()
    names = trial.names or [""] * len(arguments)
    said = [
        f"{n}={argument_shown(a)}" if n else argument_shown(a) for n, a in zip(names, arguments, strict=True)
    ]
    return Message("in_call", {"call": f"{trial.request.function}({', '.join(said)})"})


def extra_of(answer: Answer) -> dict[str, Any]:
    """The answer's extra, or nothing where it is malformed."""
    return {} if answer.kind in (DIED, TIMED_OUT, UNRUN) else answer.side


def names_of(answer: Answer) -> list[str]:
    """An exception's class names, nearest first, as the worker says them; at least one."""
    return [clean(name) for name in grade.names_of(answer)] or ["?"]


def clean(text: object, limit: int = NAME_LIMIT) -> str:
    """A stranger's text, cut, without what could move a cursor or hide: control and direction characters."""
    return visible(str(text)[:limit].expandtabs(4)[:limit], lines=True)


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    if not isinstance(value, list):
        return []
    return [
        (p[0], p[1])
        for p in value[: worker.TRACE_LIMIT]
        if isinstance(p, list) and len(p) == 2 and isinstance(p[0], int)
    ]
