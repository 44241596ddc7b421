"""The words that a checks.py is written in.

A check is data: which function, which arguments, what a correct answer does.
Nothing here runs anything; the engine reads it (learnrnn.engine).

    STEP = Arrays(x="N D", h_prev="N H", W="D 4H", b="4H")
    Check("one_example", "lstm_step", STEP(N=1), points=1, en="…", ja="…")

Arguments are passed in the order in which Arrays names them, which is the
order of the function's signature.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from learnrnn.locale import Text

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def word(cls: type[T]) -> type[T]:
    """A dataclass without __eq__, __hash__ and __repr__, frozen for type checkers alone: nobody compares words,
    and making all that for every word takes a noticeable part of the time that a learner waits for
    `learnrnn check`."""
    return dataclass(eq=False, repr=False)(cls)


Sizes = Mapping[str, int]  # what each letter of a shape stands for in one drawing


# ---------------------------------------------------------------- arguments


@word
class Normal:
    """Floats of a normal distribution, in the case's dtype: `Normal("N D", scale=0.5)`.

    A bare string in Arrays is short for it. A shape is words like `N`, `4H`, `T+1` or `3`. `dtype` is for
    an array that is to differ from the case's.
    """

    shape: str
    scale: float = 1.0
    loc: float = 0.0
    dtype: str | None = None


@word
class Uniform:
    """Floats between low and high, in the case's dtype."""

    shape: str
    low: float = 0.0
    high: float = 1.0


@word
class Integers:
    """int64 values with low <= value < below; either may be a word of a shape (`below="V"`).

    The empty shape "" gives one Python int.
    """

    shape: str
    below: int | str
    low: int | str = 0


@word
class Given:
    """The value itself, for every drawing: `Given("tanh")`."""

    value: Any


@word
class Drawn:
    """Whatever `draw(rng, sizes)` returns, for what the other words cannot say."""

    draw: Callable[[np.random.Generator, Sizes], Any]


@word
class Generator:
    """`numpy.random.default_rng(seed)`, made where the function runs."""

    seed: int


@word
class Function:
    """A function of an array that gives a number, by its name in learnrnn.sandbox.wire.FUNCTIONS.

    Made where the learner's function runs: `Function("sum_of_squares")`.
    """

    name: str


@word
class Case:
    """Arguments of one call, still to be drawn.

    arguments: name to one of the words above, a literal, or a list, tuple or dict of them.
    sizes: letters whose size is fixed; every other letter gets a size of its own.
    scale: multiplies every Normal. dtype: of every float array.
    """

    arguments: Mapping[str, Any]
    sizes: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    dtype: str = "float64"


class Arrays:
    """The arguments of a function, by name, in order; calling it makes a Case.

    In the constructor a string is a shape; a list or dict holds such words; other values are literals.
    In a call an argument's name replaces that argument (a word of this module, or the literal value
    itself), a letter fixes its size, and `scale` and `dtype` go to the Case.
    """

    def __init__(self, **arguments: Any):
        self.arguments = {name: _word(value) for name, value in arguments.items()}

    def __call__(self, *, scale: float = 1.0, dtype: str = "float64", **changes: Any) -> Case:
        arguments = dict(self.arguments)
        sizes = {}
        for name, value in changes.items():
            if name in arguments:
                arguments[name] = value if isinstance(value, WORDS) else Given(value)
            elif isinstance(value, int):
                sizes[name] = value
            else:
                raise TypeError(f"{name}={value!r}: neither an argument of {list(arguments)} nor a size")
        return Case(arguments, sizes, scale, dtype)

    def __add__(self, other: Arrays) -> Arrays:
        """These arguments, then those of `other`."""
        return Arrays(**self.arguments, **other.arguments)


WORDS = (Normal, Uniform, Integers, Given, Drawn, Generator, Function)


def _word(value: Any) -> Any:
    if isinstance(value, str):
        return Normal(value)
    if isinstance(value, dict):
        return {key: _word(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_word(item) for item in value)
    return value if isinstance(value, WORDS) else Given(value)


# ------------------------------------------------------------------- checks


@word
class _Spoken:
    """What a person reads. more: the sentence in further languages than these two, by language."""

    en: str = field(kw_only=True)
    ja: str = field(kw_only=True)
    more: Mapping[str, str] = field(default_factory=dict, kw_only=True, hash=False)

    @property
    def says(self) -> Text:
        return Text(self.en, self.ja, self.more)


@word
class _Judged(_Spoken):
    name: str  # snake_case, unique in the exercise
    function: str


@word
class Check(_Judged):
    """`function` gives the reference's answer in every case.

    en, ja: one sentence each, what a correct answer does.
    visible: students may see its inputs and values.
    needs: names of checks without which this one cannot pass.
    quiet: numpy's overflow and invalid warnings are errors while it runs.
    rtol, atol: where they are to differ from those of the dtype.
    dtype: for integer arrays, the one that it must be exactly (any integer will do otherwise).
    of: the parts of the result that this check judges, each as the steps to it: `[(1, "W_out"), (1, "c")]`.
    """

    case: Case | Sequence[Case]
    points: int
    visible: bool = field(default=False, kw_only=True)
    needs: Sequence[str] = field(default=(), kw_only=True)
    quiet: bool = field(default=False, kw_only=True)
    rtol: float | None = field(default=None, kw_only=True)
    atol: float | None = field(default=None, kw_only=True)
    dtype: str | None = field(default=None, kw_only=True)
    of: Sequence[tuple[int | str, ...]] = field(default=(), kw_only=True)


@word
class Raises(_Judged):
    """A ValueError in every bad case, and the reference's answer in every good one."""

    bad: Sequence[Case]
    good: Sequence[Case]
    points: int
    visible: bool = field(default=False, kw_only=True)
    needs: Sequence[str] = field(default=(), kw_only=True)


@word
class Call:
    """One call of the learner's function with these very arguments."""

    function: str
    arguments: Sequence[Any]


@word
class Property(_Judged):
    """What one call alone cannot show: `judge(calls, values)` over what the calls gave.

    calls: `calls(rng) -> list[Call]`, drawn once. values: one a call, as wire values.
    judge says True, or False, or in a Text what is wrong; it is not asked when a call raised. `function` is the
    one to name.
    """

    calls: Callable[[np.random.Generator], list[Call]]
    judge: Callable[[list[Call], list[Any]], bool | Text]
    points: int
    visible: bool = field(default=False, kw_only=True)
    needs: Sequence[str] = field(default=(), kw_only=True)


AnyCheck = Check | Raises | Property


# ----------------------------------------------------------------- mistakes


@word
class Form:
    """One way in which a mistake is made: edits of the reference that go together, `was` to `now` each.

    en, ja: what stands for {case} in the mistake's sentence.
    """

    edits: Sequence[tuple[str, str]]
    en: str = field(default="", kw_only=True)
    ja: str = field(default="", kw_only=True)
    more: Mapping[str, str] = field(default_factory=dict, kw_only=True, hash=False)


@word
class Mistake(_Spoken):
    """An edit of the reference, `was` to `now`: a thing that people write.

    `was` must stand exactly once, inside the marked regions. en, ja: what is wrong, then what holds.
    forms: other ways to make the same mistake (in the other of two functions, for one state of two). A family
    whose sentence names the case ("your blocks stand in the order {case}") has all of them there, and no `was`.
    """

    name: str
    was: str = ""
    now: str = ""
    forms: Sequence[Form] = field(default=(), kw_only=True)

    def every_form(self) -> list[Form]:
        """All ways in which it is made, the first of them first."""
        return ([Form([(self.was, self.now)])] if self.was else []) + list(self.forms)


def orders(was: str, now: str, blocks: Sequence[str], but: Sequence[Sequence[str]] = ()) -> list[Form]:
    """A form for each wrong order of `blocks`, put into `now` for {blocks}; `but` are orders with a name of their own."""
    return [
        Form([(was, now.format(blocks=", ".join(order)))], en=", ".join(order), ja=", ".join(order))
        for order in itertools.permutations(blocks)
        if list(order) != list(blocks) and list(order) not in [list(each) for each in but]
    ]


@word
class Also:
    """One edit of the reference that is right too, and must be accepted.

    en and ja: what it does in another way. One that has them may be shown beside a learner's own code after a pass.
    """

    name: str
    was: str
    now: str
    en: str = ""
    ja: str = ""
    more: Mapping[str, str] = field(default_factory=dict, hash=False)
