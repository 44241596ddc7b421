"""Equal and renamed answers are found, honest ones of the same task are not."""

from __future__ import annotations

import random
import re

import pytest

from learnrnn.gradebook.alike import lines_in_form
from tests.cli.test_documents import hold
from tests.conftest import solution

NORMS = (
    "np.linalg.norm({g})",
    "np.sqrt(np.sum({g} ** 2))",
    "np.sqrt(({g} * {g}).sum())",
    "float(np.sqrt(np.sum(np.square({g}, dtype=np.float64))))",
    "np.linalg.norm({g}.astype(np.float64).ravel())",
    "math.sqrt(float(np.vdot({g}, {g})))",
    "np.sum(np.abs({g}) ** 2) ** 0.5",
)
CLIPS = (
    "    if {n} > threshold:\n        {g} = {g} * (threshold / {n})\n    return {g}\n",
    "    if {n} <= threshold:\n        return {g}.copy()\n    return {g} * (threshold / {n})\n",
    "    {s} = min(1.0, threshold / {n}) if {n} > 0 else 1.0\n    return {s} * {g}\n",
    "    {s} = 1.0\n    if {n} > threshold:\n        {s} = threshold / {n}\n    return np.asarray({g}) * {s}\n",
    "    return {g} if {n} <= threshold else threshold * {g} / {n}\n",
)
GUARDS = (
    "    if not threshold > 0:\n        raise ValueError('threshold')\n",
    "    if threshold <= 0 or np.isnan(threshold):\n        raise ValueError(f'{threshold} is not positive')\n",
    "    assert_positive(threshold)\n",
    "",
)
LOOPS = (
    "    {n} = np.sqrt(sum(np.sum(np.square(a)) for a in gradients))\n    return [a * min(1, threshold / {n}) for a in gradients], {n}\n",
    "    {n} = 0.0\n    for a in gradients:\n        {n} += (a ** 2).sum()\n    {n} = {n} ** 0.5\n    out = []\n    for a in gradients:\n        out.append(a * threshold / {n} if {n} > threshold else a)\n    return out, {n}\n",
    "    flat = np.concatenate([a.ravel() for a in gradients])\n    {n} = np.linalg.norm(flat)\n    {s} = threshold / {n} if {n} > threshold else 1\n    return list(map(lambda a: a * {s}, gradients)), {n}\n",
    "    {n} = math.sqrt(sum(float((a * a).sum()) for a in gradients))\n    if {n} > threshold:\n        gradients = [a / {n} * threshold for a in gradients]\n    return list(gradients), {n}\n",
)  # fmt: skip
NAMES = {"n": ("norm", "length", "size", "l2", "total", "nrm"), "s": ("scale", "factor", "k", "rate")}
THOUGHTS = [
    "the",
    "norm",
    "first",
    "then",
    "compare",
    "it",
    "because",
    "a",
    "long",
    "one",
    "has",
    "to",
    "become",
    "shorter",
    "while",
    "its",
    "way",
    "stays",
]


def honest(draw: random.Random) -> str:
    """An answer as somebody may write it who thinks for themselves."""
    names = {key: draw.choice(of) for key, of in NAMES.items()} | {"g": "gradient"}
    thought = "    # " + " ".join(draw.sample(THOUGHTS, 6)) + "\n"
    fill = lambda text: re.sub(r"\{([ngs])\}", lambda m: names[m[1]], text)  # noqa: E731
    one = f"    {names['n']} = {fill(draw.choice(NORMS))}\n"
    return (
        "import math\n\nimport numpy as np\n\n\ndef clip_gradient(gradient, threshold):\n"
        + fill(draw.choice(GUARDS)) + draw.choice((thought, "")) + one + fill(draw.choice(CLIPS))
        + "\n\ndef clip_global_norm(gradients, threshold):\n"
        + fill(draw.choice(GUARDS)) + draw.choice((thought, "")) + fill(draw.choice(LOOPS))
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_copies_are_found_and_sixty_honest_answers_raise_nothing(learnrnn, seed):
    draw = random.Random(seed)
    for i in range(60):
        learnrnn.write(f"class/s{i:02}/clip.py", honest(draw))
    for student in ("usual-1", "usual-2"):  # who write what the solution has, write it alike
        learnrnn.write(f"class/{student}/clip.py", solution("clip"))
    own = """
import numpy as np
def clip_gradient(gradient, threshold):
    energy = float(np.einsum("...,...->", gradient.ravel(), gradient.ravel()))  # all of it in one number
    if energy > threshold ** 2:  # no root needed to compare
        return gradient * threshold / np.sqrt(energy)
    return gradient + 0
def clip_global_norm(gradients, threshold):
    parts = [clip_gradient(each, np.inf) for each in gradients]
    energy = sum(float(np.dot(p.ravel(), p.ravel())) for p in parts)
    shrink = threshold / energy ** 0.5 if energy > threshold ** 2 else 1
    return [p * shrink for p in parts], energy ** 0.5
"""
    renamed = own.replace("energy", "e2").replace("parts", "xs").replace("each", "q").replace("shrink", "w")
    learnrnn.write("class/copy-1/clip.py", own)
    learnrnn.write("class/copy-2/clip.py", own.replace("    ", "  "))
    learnrnn.write("class/renamed/clip.py", renamed)
    learnrnn("grade", "class", "--only", "clip", "--seed", "1", "--out", "out", "--case-timeout", "0.5")
    found = learnrnn.json("alike", "out", "--json")
    hold(found, "alike.json")
    pairs = {tuple(p["students"]): p["kind"] for p in found["pairs"]}
    assert pairs == {
        ("copy-1", "copy-2"): "text",
        ("copy-1", "renamed"): "form",
        ("copy-2", "renamed"): "form",
    }
    assert "no proof" in learnrnn("alike", "out").stdout


def test_a_broken_file_is_compared_as_far_as_it_goes():
    assert lines_in_form("x = 1\ny = (\n")[0] == ("name", "=", "1")
