"""What can be said of a course before anything of it runs: its files, texts, names and numbers.

Each failure is one sentence that names the file, and the line where there is one, and says what to do.
"""

from __future__ import annotations

import doctest
import inspect
import re
import sys
import traceback
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from learnrnn import catalog
from learnrnn.authoring.stub import stub_of
from learnrnn.catalog import Checks, Exercise
from learnrnn.checking import Case, Check, Property, Raises
from learnrnn.engine import draw
from learnrnn.engine.edit import BEGIN, END, REGION
from learnrnn.engine.plan import functions_of
from learnrnn.locale import Text
from learnrnn.locale.docstrings import code_of, docstrings_of, with_docstrings

KEYS = {
    "order",
    "section",
    "needs",
    "title",
    "hints",
    "on_pass",
    "picture",
    "predict",
    "after",
}  # of an exercise.toml


# ------------------------------------------------------------------ the course


def of_course(exercises: Sequence[Exercise], chosen: Sequence[Exercise]) -> Iterator[str]:
    """What the chosen exercises say of the others and of the course."""
    every = {exercise.name: exercise for exercise in exercises}
    for exercise in chosen:
        at = f"exercises/{exercise.module}/exercise.toml"
        for other in exercises:
            if other.order == exercise.order and other.name != exercise.name:
                yield f"{at}: order {exercise.order} is that of '{other.name}' too. Give one of them another number."
        for need in exercise.needs:
            if need not in every:
                yield f"{at} needs '{need}', which is no exercise. Name one that is."
            elif every[need].order >= exercise.order:
                yield f"{at} needs '{need}', which does not come before it. Change an order, or drop the need."
        sections = catalog.course().sections
        if sections and exercise.section not in sections:
            known = ", ".join(sections)
            yield f"{at}: section '{exercise.section}' is none of course.toml's ({known}). Name one of them."


# ------------------------------------------------------------------- its files


def of_files(exercise: Exercise) -> Iterator[str]:
    """What of the files has to be there, and be in order, before the rest can be looked at."""
    at = f"exercises/{exercise.module}"
    data = catalog.parsed(exercise.folder / "exercise.toml")
    for key in sorted(set(data) - KEYS):
        yield f"{at}/exercise.toml: nothing is called '{key}'. It may hold {', '.join(sorted(KEYS))}."
    if not exercise.solution.is_file():
        yield f"solutions/{exercise.module}/{exercise.filename} is missing. Write the reference."
        return
    yield from _markers(exercise)
    yield from _loads(exercise.solution)
    if exercise.has_checks:
        yield from _loads(exercise.solution_folder / "checks.py")
    else:
        yield f"solutions/{exercise.module}/checks.py is missing. Write what a correct answer does."
    for lang in catalog.languages():
        if not exercise.readme(lang).is_file():
            yield f"{at}/{exercise.readme(lang).name} is missing. Write it."
    if not exercise.public_test.is_file():
        yield f"{at}/{exercise.test_filename} is missing. Write the public examples."


def _markers(exercise: Exercise) -> Iterator[str]:
    """The marked regions: they begin and end in turn, each inside a function."""
    at, open_at, function = f"solutions/{exercise.module}/{exercise.filename}", 0, ""
    lines = exercise.solution.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if match := re.match(r"def (\w+)", line):
            function = match[1]
        if line.strip() == BEGIN:
            if open_at:
                yield f"{at}, line {number}: a region begins where the one of line {open_at} has not ended. Write {END} first."
            if not function:
                yield f"{at}, line {number}: a region begins outside a function. Put it inside one."
            open_at = number
        elif line.strip() == END:
            if not open_at:
                yield f"{at}, line {number}: a region ends that has not begun. Write {BEGIN} before it."
            open_at = 0
        elif BEGIN in line or END in line:
            yield f"{at}, line {number}: a marker has to stand alone on its line. Move it."
    if open_at:
        yield f"{at}, line {open_at}: a region begins and never ends. Write {END} below it."
    if not any(line.strip() == BEGIN for line in lines):
        yield f"{at}: nothing is marked as the learner's. Put {BEGIN} and {END} around it."


def _loads(file: Path) -> Iterator[str]:
    at = "/".join(file.parts[-3:])
    try:
        code = compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
        exec(code, {"__name__": file.stem, "__file__": str(file)})
    except SyntaxError as error:
        yield f"{at}, line {error.lineno}: this is no Python ({error.msg}). Mend it."
    except Exception as error:
        lines = [
            step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == str(file)
        ]
        where = f", line {lines[-1]}" if lines else ""
        yield f"{at}{where}: it cannot be loaded ({type(error).__name__}: {error}). Mend it."


# ------------------------------------------------------------------- its texts


def of_texts(exercise: Exercise) -> Iterator[str]:
    """The stub, and what a learner reads, in every language."""
    at = f"exercises/{exercise.module}"
    if not exercise.stub.is_file() or exercise.stub.read_text(encoding="utf-8") != stub_of(exercise):
        yield f"{at}/{exercise.filename} is not the solution less its marked regions. Run learnrnn verify {exercise.name} --write-stubs."
    wanted = catalog.course().hints
    if len(exercise.hints) != wanted:
        yield f"{at}/exercise.toml has {len(exercise.hints)} hints. Write {wanted}."
    texts = {"title": exercise.title, "on_pass": exercise.on_pass}
    texts |= {f"hint {i + 1}": hint for i, hint in enumerate(exercise.hints)}
    yield from _in_every_language(at + "/exercise.toml", texts)
    functions = marked_functions(exercise.solution.read_text(encoding="utf-8"))
    for lang in catalog.languages():
        path = exercise.readme(lang)
        readme = path.read_text(encoding="utf-8")
        for function in functions:
            if len(re.findall(rf"^### .*`{function}`", readme, re.M)) != 1:
                yield f"{at}/{path.name} has not exactly one '### …' heading with `{function}`. Give it its part."
        yield from _worked_example(exercise, path, readme)
        if lang != "en" and exercise.docstrings(lang).is_file():
            yield from _docstrings(exercise, lang)


def _docstrings(exercise: Exercise, lang: str) -> Iterator[str]:
    """In another language every docstring is there, and the code is the same."""
    at = f"exercises/{exercise.module}/{exercise.docstrings(lang).name}"
    texts = {"stub": stub_of(exercise), "test": exercise.public_test.read_text(encoding="utf-8")}
    try:
        said = catalog.parsed(exercise.docstrings(lang))
        spoken = {part: with_docstrings(text, said[part]) for part, text in texts.items()}
    except (*catalog.WRONG, SyntaxError) as error:
        yield f"{at} cannot be read: {catalog.why_wrong(error)}. Mend it."
        return
    for part, text in texts.items():
        wanted, there = docstrings_of(text), said[part]
        for name in wanted.keys() - {name for name, written in there.items() if written.strip()}:
            yield f"{at} lacks the docstring of {name} in [{part}]. Write it."
        for name in there.keys() - wanted.keys():
            yield f"{at} has a docstring of {name} in [{part}], which has none there. Take it out."
        if code_of(spoken[part]) != code_of(text):
            yield f"{at}: the docstrings of [{part}] change its code. Mend them."


def marked_functions(source: str) -> list[str]:
    """The functions of a solution that have a marked region."""
    names = [
        re.findall(r"^def (\w+)", source[: region.start()], re.M)[-1] for region in REGION.finditer(source)
    ]
    return list(dict.fromkeys(names))


def _worked_example(exercise: Exercise, path: Path, readme: str) -> Iterator[str]:
    """Run the README's doctest lines against the reference."""
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
    except ValueError as error:
        yield f"{at}: the worked example cannot be read ({error}). Mend its >>> lines."
    finally:
        del sys.modules[exercise.module]
        if before is not None:
            sys.modules[exercise.module] = before


def _in_every_language(at: str, texts: Mapping[str, Text]) -> Iterator[str]:
    for name, text in texts.items():
        for lang in catalog.languages():
            if not text.by_language.get(lang, "").strip():
                yield f"{at}: {name} has no text in '{lang}'. Write it."


# ------------------------------------------------------------------ its checks


def of_checks(exercise: Exercise, found: Checks) -> Iterator[str]:
    """Points, names, needs and cases, against the reference's own signatures."""
    at, wanted = f"solutions/{exercise.module}/checks.py", catalog.course().points
    points = [check.points for check in found.checks]
    if sum(points) != wanted or not all(type(p) is int and p > 0 for p in points):
        yield f"{at}: the points are {points}. They have to be whole numbers above 0 that sum to {wanted}."
    if not any(check.visible for check in found.checks):
        yield f"{at}: no check is visible. Give one visible=True."
    for kind, each in (("check", found.checks), ("mistake", found.mistakes), ("Also", found.also)):
        yield from _twice(at, kind, [one.name for one in each])
    for kind, each in (("check", found.checks), ("mistake", found.mistakes)):
        yield from _in_every_language(at, {f"{kind} {one.name}": one.says for one in each})
    source = exercise.solution.read_text(encoding="utf-8")
    functions = functions_of(source, exercise.filename)
    yield from _needs(at, found)
    for check in found.checks:
        function = functions.get(check.function)
        if not callable(function):
            yield f"{at}: {check.name} calls {check.function}, which the reference does not have. Name one that it has."
        elif not isinstance(check, Property):
            names = list(inspect.signature(function).parameters)
            for case in cases_of(check):
                yield from _case(f"{at}: {check.name}", case, names)
    for function in set(marked_functions(source)) - {check.function for check in found.checks}:
        yield f"{at}: no check calls {function}. Write one."


def cases_of(check: Check | Raises) -> list[Case]:
    """Every case of a check."""
    if isinstance(check, Raises):
        return [*check.bad, *check.good]
    return [check.case] if isinstance(check.case, Case) else list(check.case)


def _twice(at: str, kind: str, names: Sequence[str]) -> Iterator[str]:
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"{at}: two of kind {kind} are called '{name}'. Rename one."


def _needs(at: str, found: Checks) -> Iterator[str]:
    needs = {check.name: list(check.needs) for check in found.checks}
    for name, wanted in needs.items():
        for need in wanted:
            if need not in needs:
                yield f"{at}: {name} needs '{need}', which is no check here. Name one that is."
    for name in needs:
        if name in _reached(needs, needs[name]):
            yield f"{at}: {name} needs itself by way of others. Break the circle."


def _reached(needs: Mapping[str, Sequence[str]], names: Iterable[str]) -> set[str]:
    """All that is needed, directly or not."""
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += needs.get(name, ())
    return reached


def _case(at: str, case: Case, parameters: Sequence[str]) -> Iterator[str]:
    names = list(case.arguments)
    if names != parameters[: len(names)]:
        yield f"{at} gives the arguments {', '.join(names)}, and the function takes {', '.join(parameters)}. Name them in its order."
    unused = set(case.sizes) - draw.letters(case)
    for letter in sorted(unused):
        yield f"{at} fixes the size {letter}, which is in no shape of its case. Drop it, or name the right letter."


def of_toml(folder: Path, error: Exception) -> str:
    """Why an exercise.toml cannot be read."""
    return f"exercises/{folder.name}/exercise.toml: {catalog.why_wrong(error)}. Mend it."
