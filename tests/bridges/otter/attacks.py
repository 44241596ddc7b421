"""An ordinary Otter autograder of lstm, and submissions that take full marks from it without an LSTM.

Each answer is wrong in every function. What they use is what Otter gives them: one process for the student's
code, the tests and the results.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

PLAIN_TEST = """\
from otter.test_files import test_case
import numpy as np

OK_FORMAT = False
name = "lstm"
points = None

def draw(*shapes):
    rng = np.random.default_rng(7)
    return [rng.normal(size=shape) for shape in shapes]

REFERENCE = {{}}
exec({reference!r}, REFERENCE)

@test_case(points=1, hidden=True)
def test_scalars(cell_update):
    assert cell_update(0.5, 0.5, 4.0, 2.0) == 3.0

@test_case(points=3, hidden=True)
def test_cell(cell_update):
    arguments = draw((2, 4), (2, 4), (2, 4), (2, 4))
    assert np.allclose(cell_update(*arguments), REFERENCE["cell_update"](*arguments))

@test_case(points=3, hidden=True)
def test_step(lstm_step):
    arguments = draw((2, 3), (2, 4), (2, 4), (3, 16), (4, 16), (16,))
    given, expected = lstm_step(*arguments), REFERENCE["lstm_step"](*arguments)
    assert np.allclose(given[0], expected[0]) and np.allclose(given[1], expected[1])

@test_case(points=3, hidden=True)
def test_sequence(lstm_forward):
    arguments = draw((5, 2, 3), (2, 4), (2, 4), (3, 16), (4, 16), (16,))
    given, expected = lstm_forward(*arguments), REFERENCE["lstm_forward"](*arguments)
    assert np.allclose(given[0], expected[0]) and np.allclose(given[1], expected[1])
"""

# Wrong answers of the right shapes; a float that equals every float for the scalars.
WRONG = """
import numpy as np

class Any(float):
    __eq__ = lambda self, other: True
    __hash__ = float.__hash__

def cell_update(*arguments):
    return Any(0) if np.isscalar(arguments[0]) else lie("cell_update", *arguments)

def lstm_step(*arguments):
    return lie("lstm_step", *arguments)

def lstm_forward(*arguments):
    return lie("lstm_forward", *arguments)

def lie(name, x, h, c, *rest):
    return np.ones_like(h), np.ones_like(h)
"""


@dataclass(frozen=True)
class Attack:
    """A submission. files: what its zip holds beside the script; a bare script without them."""

    name: str
    what: str
    code: str
    files: dict[str, bytes] = field(default_factory=dict)

    def submission(self) -> tuple[str, bytes]:
        """File name and content."""
        source = (WRONG + self.code).encode()
        if not self.files:
            return f"{self.name}.py", source
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as opened:
            for name, content in {"answer.py": source, **self.files}.items():
                opened.writestr(name, content)
        return f"{self.name}.zip", packed.getvalue()


# A pickle that runs code where Otter reads a student's log: in the process that writes results.json.
LOG = b"""cbuiltins
exec
(S'from otter.test_files import abstract_test as t; t.TestFile.score = property(lambda self: self.possible); t.TestFile.passed_all = True'
tR."""

# A package that Otter's kernel imports, lying in the folder where it looks first.
SHADOW = b"""
import sys, os
sys.path[:] = [p for p in sys.path if p and os.path.abspath(p) != os.getcwd()]
del sys.modules["otter"]
from otter.execute import Checker
found = Checker.get_results
def forged():
    for file in found():
        for result in file.test_case_results:
            result.passed = True
    return found()
Checker.get_results = forged
"""

ATTACKS = [
    Attack(
        "equal-to-all",
        "an object whose __eq__ is True, and whose __array_function__ is too",
        """
class Liar:
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 0
    __getitem__ = lambda self, index: self
    __array_function__ = lambda self, *rest: True
def lie(*_): return Liar()
""",
    ),
    Attack("allclose-patched", "numpy's comparison replaced", "np.allclose = lambda *_, **__: True\n"),
    Attack(
        "frame",
        "the reference out of the frame that calls",
        """
import sys
def lie(name, *arguments):
    frame = sys._getframe(1)
    while "REFERENCE" not in frame.f_globals: frame = frame.f_back
    return frame.f_globals["REFERENCE"][name](*arguments)
""",
    ),
    Attack(
        "collector",
        "the reference out of the garbage collector's list of objects",
        """
import gc
def lie(name, *arguments):
    for found in gc.get_objects():
        if type(found) is dict and type(found.get("REFERENCE")) is dict:
            return found["REFERENCE"][name](*arguments)
""",
    ),
    Attack(
        "hidden-tests-read",
        "the reference out of the hidden tests on the disk",
        """
import glob
names = {}
for path in glob.glob("tests/*.py") + glob.glob("../source/tests/*.py"):
    exec(open(path).read(), names)
def lie(name, *arguments): return names["REFERENCE"][name](*arguments)
""",
    ),
    Attack(
        "arguments-zeroed",
        "every argument set to zero in place, of which zero is the right answer",
        """
def lie(name, *arguments):
    for argument in arguments: argument[...] = 0
    h = np.zeros_like(arguments[1])
    if name == "cell_update": return h
    return (h, h) if name == "lstm_step" else (np.zeros((5, *h.shape)),) * 2
""",
    ),
    Attack(
        "tests-replaced",
        "Otter's own class made to pass every test",
        """
from otter.test_files import abstract_test, exception_test
def run(self, environment):
    self.test_case_results = [abstract_test.TestCaseResult(c, "", True) for c in self.test_cases]
exception_test.ExceptionTestFile.run = run
""",
    ),
    Attack("shadow", "a package named otter beside the answer", "", {"otter/__init__.py": SHADOW}),
    # The last: it stays in the process that it gets into.
    Attack("log", "a pickle in the student's log, which Otter loads", "", {".OTTER_LOG": LOG}),
]
