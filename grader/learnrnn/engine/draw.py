"""Draws the arguments of a case: sizes for its letters, values for its words, both from a seed."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from learnrnn.checking import Case, Drawn, Function, Generator, Given, Integers, Normal, Uniform
from learnrnn.sandbox.wire import Named, Seeded

SIZES = range(2, 8)  # small enough to be fast, large enough to differ
_WORD = re.compile(r"(?P<factor>\d+)?(?P<letter>[A-Za-z_]\w*)?(?P<plus>[+-]\d+)?")


def generator(*names: object) -> np.random.Generator:
    """A generator that depends on these names alone, the same on every machine."""
    digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "little"))


def is_fixed(case: Case) -> bool:
    """Whether every drawing of the case is the same."""
    return all(
        isinstance(word, Given | Generator | Function) for word in _words(list(case.arguments.values()))
    )


def draw(case: Case, rng: np.random.Generator, alike: str = "") -> list[Any]:
    """The arguments of one call, in order. alike: "all" lengths, or "neighbours", are to be equal."""
    sizes = draw_sizes(case, rng)
    if alike:
        sizes = _alike(sizes, case, alike)
    return [_draw(word, case, sizes, rng) for word in case.arguments.values()]


def has_single(arguments: list[Any]) -> bool:
    """Whether any array argument is float32, so that the result is no more exact than that."""
    return any(array.dtype == np.float32 for array in _arrays(arguments))


def letters(case: Case) -> set[str]:
    """The letters whose sizes the case can use: those of its shapes, and any that a Drawn may look at."""
    words = list(_words(list(case.arguments.values())))
    if any(isinstance(word, Drawn) for word in words):
        return set(case.sizes)
    return {letter for word in words for token in _tokens(word) if (letter := _parts(token)[1])}


def has_double(arguments: list[Any]) -> bool:
    """Whether any array argument is float64."""
    return any(array.dtype == np.float64 for array in _arrays(arguments))


def draw_sizes(case: Case, rng: np.random.Generator) -> dict[str, int]:
    """A size for each letter: those that the case fixes, and for the others sizes that all differ.

    Lengths like 4H differ from the others too where that can be had, so that no transpose hides.
    """
    tokens = sorted({token for word in _words(list(case.arguments.values())) for token in _tokens(word)})
    letters = [t for t in dict.fromkeys(_parts(token)[1] for token in tokens) if t and t not in case.sizes]
    room = np.arange(SIZES.start, max(SIZES.stop, SIZES.start + len(letters) + 2))
    sizes: dict[str, int] = {}
    for _ in range(20):
        drawn = rng.permutation(room)[: len(letters)]
        sizes = dict(case.sizes) | dict(zip(letters, map(int, drawn), strict=True))
        free = [length(t, sizes) for t in tokens if _parts(t)[1] in letters]
        if len(set(free)) == len(free):
            break
    return sizes


def _alike(sizes: dict[str, int], case: Case, alike: str) -> dict[str, int]:
    """The same letters with all lengths equal, or with each second one equal to the one before it: so that no guess by
    shape passes (an axis for another, a matrix turned round)."""
    free = [letter for letter in _letters(case) if letter not in case.sizes]
    if len(free) < 2:
        return sizes
    if alike == "all":
        return sizes | dict.fromkeys(free, sizes[free[0]])
    return sizes | {later: sizes[before] for before, later in zip(free[::2], free[1::2], strict=False)}


def _letters(case: Case) -> list[str]:
    """The letters of a case's shapes, in the order in which they stand there."""
    tokens = [token for word in _words(list(case.arguments.values())) for token in _tokens(word)]
    return [letter for letter in dict.fromkeys(_parts(token)[1] for token in tokens) if letter]


def lengths(case: Case, arguments: list[Any]) -> dict[str, int]:
    """What each letter stands for in these arguments, drawn for the case."""
    found = dict(case.sizes)
    for word, value in zip(case.arguments.values(), arguments, strict=True):
        if isinstance(word, Normal | Uniform | Integers) and isinstance(value, np.ndarray):
            for token, size in zip(word.shape.split(), value.shape, strict=True):
                if token.isalpha():
                    found.setdefault(token, size)
    return found


def length(token: str | int, sizes: Mapping[str, int]) -> int:
    """What a word of a shape stands for: `N`, `4H`, `T+1`, `3`."""
    if isinstance(token, int):
        return token
    factor, letter, plus = _parts(token)
    return factor if letter is None else factor * sizes[letter] + plus


@functools.cache
def _parts(token: str) -> tuple[int, str | None, int]:
    """A word's factor, letter and what is added: of `4H` 4, "H" and 0."""
    match = _WORD.fullmatch(token)
    if match is None or not token or not (match["factor"] or match["letter"]):
        raise ValueError(f"{token!r} is no word of a shape")
    return int(match["factor"] or 1), match["letter"], int(match["plus"] or 0)


def _shape(shape: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(length(token, sizes) for token in shape.split())


def _draw(word: Any, case: Case, sizes: Mapping[str, int], rng: np.random.Generator) -> Any:
    match word:
        case Normal():
            shape = _shape(word.shape, sizes)
            values = word.loc + word.scale * case.scale * rng.standard_normal(shape)
            return np.asarray(values, word.dtype or case.dtype) if shape else float(values)
        case Uniform():
            shape = _shape(word.shape, sizes)
            values = rng.uniform(word.low, word.high, shape)
            return np.asarray(values, case.dtype) if shape else float(values)
        case Integers():
            shape = _shape(word.shape, sizes)
            values = rng.integers(length(word.low, sizes), length(word.below, sizes), shape)
            return np.asarray(values, np.int64) if shape else int(values)
        case Given():
            return word.value
        case Drawn():
            return word.draw(rng, sizes)
        case Generator():
            return Seeded(word.seed)
        case Function():
            return Named(word.name)
        case dict():
            return {key: _draw(item, case, sizes, rng) for key, item in word.items()}
        case list() | tuple():
            return type(word)(_draw(item, case, sizes, rng) for item in word)
        case _:
            raise TypeError(f"{word!r} is no word of learnrnn.checking")


def _words(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)
    else:
        yield value


def _tokens(word: Any) -> list[str]:
    tokens = word.shape.split() if isinstance(word, Normal | Uniform | Integers) else []
    if isinstance(word, Integers):
        tokens += [t for t in (word.below, word.low) if isinstance(t, str)]
    return tokens


def _arrays(value: Any) -> Iterator[np.ndarray]:
    return (word for word in _words(value) if isinstance(word, np.ndarray))
