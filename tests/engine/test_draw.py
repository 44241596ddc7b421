"""How arguments are drawn."""

from __future__ import annotations

import numpy as np

from learnrnn.checking import Arrays, Drawn, Function, Generator, Given, Integers
from learnrnn.engine.draw import draw, draw_sizes, generator, has_single, is_fixed
from learnrnn.sandbox.wire import Named, Seeded

STEP = Arrays(x="N D", W="D 4H", U="H 4H", b="4H")


def test_each_letter_gets_a_size_of_its_own():
    for i in range(200):
        sizes = draw_sizes(STEP(), generator(i))
        lengths = [sizes["N"], sizes["D"], sizes["H"], 4 * sizes["H"]]
        assert len(set(lengths)) == 4


def test_a_fixed_letter_keeps_its_size_and_shapes_follow():
    x, W, U, b = draw(STEP(N=1, H=2), generator(0))
    assert x.shape[0] == 1
    assert U.shape == (2, 8)
    assert W.shape == (x.shape[1], 8)
    assert b.shape == (8,)


def test_the_same_names_give_the_same_values_and_others_do_not():
    first, again, other = (draw(STEP(), generator(*names))[0] for names in ((0, "a"), (0, "a"), (0, "b")))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_scale_and_dtype_reach_every_float_array():
    for array in draw(STEP(scale=1000, dtype="float32"), generator(3)):
        assert array.dtype == np.float32
        assert np.abs(array).max() > 100


def test_words_give_what_they_say():
    case = Arrays(
        ids=Integers("T", below="V", low=1),
        n=Integers("", below=9, low=5),
        f=Given("tanh"),
        parts=["N D", {"k": "D"}],
        rng=Generator(4),
        function=Function("product"),
        p=Drawn(lambda rng, sizes: np.full(sizes["V"], 1 / sizes["V"])),
        threshold=2.5,
    )(V=5)
    ids, n, f, parts, rng, function, p, threshold = draw(case, generator(1))
    assert ids.dtype == np.int64
    assert ids.min() >= 1
    assert ids.max() < 5
    assert 5 <= n < 9
    assert isinstance(n, int)
    assert f == "tanh"
    assert parts[0].shape[1] == parts[1]["k"].shape[0]
    assert isinstance(rng, Seeded)
    assert isinstance(function, Named)
    assert function(np.array([2.0, 3.0])) == 6
    assert p.sum() == 1
    assert threshold == 2.5


def test_a_case_without_chance_is_known_as_one():
    assert is_fixed(Arrays(n=Given(3), rng=Generator(1), f=Function("product"))())
    assert not is_fixed(Arrays(gradients=["N", "D"], threshold=1.0)())


def test_one_single_array_makes_the_comparison_as_coarse_as_single():
    single, double = np.zeros(2, np.float32), np.zeros(2)
    assert has_single([double, single])
    assert has_single([{"W": single}])
    assert not has_single([double, np.zeros(2, np.int64), 1.0])
