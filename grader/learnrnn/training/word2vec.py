"""Word2vec: vectors of the words of a small text, by skip-gram and negative sampling.

Pairs, noise and the gradients of a pair are the learner's; the walk down the gradients is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from learnrnn.locale import Message, Sayable
from learnrnn.training.language_model import FEWEST_WORDS, TEXT
from learnrnn.training.parts import Options, Outcome, Plane, Step, Table, loss_chart

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

DIMENSION = 16  # numbers a word's vector
WINDOW = 2
NOISE = 5  # wrong contexts a pair
LEARNING_RATE = 0.05
EPOCHS = 12
SPREAD = 0.1  # of the first vectors
SHOWN = 6  # words whose neighbours are shown
NEIGHBOURS = 4
IN_PLANE = 24  # words in the plane
UNKNOWN = "<???>"


class Word2vec:
    """The training `word2vec`."""

    name: ClassVar[str] = "word2vec"
    needs: ClassVar[Needs] = {
        "corpus": ("tokenize", "build_vocabulary", "to_ids"),
        "word2vec": ("skipgram_pairs", "noise_distribution", "negative_sampling_loss"),
    }
    takes: ClassVar[frozenset[str]] = frozenset({"iterations", "epochs", "model"})

    def __init__(self, functions: Functions, options: Options):
        self._functions = f = functions
        self._rng = rng = np.random.default_rng(options.seed)
        text = TEXT.read_text(encoding="utf-8")
        words = f.texts("tokenize", f.call("tokenize", text), at_least=FEWEST_WORDS)
        vocabulary = f.vocabulary("build_vocabulary", f.call("build_vocabulary", words))
        self.words = sorted(vocabulary, key=vocabulary.__getitem__)
        V = len(self.words)
        ids = f.integers("to_ids", f.call("to_ids", words, vocabulary), (len(words),), V)
        self.counts = np.bincount(ids, minlength=V)
        first = len(ids) * 4 // 5
        self._pairs, self._held = self._pairs_of(ids[:first]), self._pairs_of(ids[first:])
        noise = f.call("noise_distribution", self.counts)
        self._noise = f.array("noise_distribution", noise, (V,))
        self.total = options.iterations or (options.epochs or EPOCHS) * len(self._pairs)
        self.centres = SPREAD * rng.standard_normal((V, DIMENSION))
        self.contexts = SPREAD * rng.standard_normal((V, DIMENSION))
        self._before = self.centres.copy()
        self._test_noise = self._draw_noise(len(self._held), np.random.default_rng(options.seed + 1))[:, 0]
        self.losses: list[float] = []

    def _pairs_of(self, ids: Array) -> Array:
        f = self._functions
        found = f.call("skipgram_pairs", ids, WINDOW)
        count = sum(min(i, WINDOW) + min(len(ids) - 1 - i, WINDOW) for i in range(len(ids)))
        return f.integers("skipgram_pairs", found, (count, 2), len(self.words))

    def _draw_noise(self, count: int, rng: np.random.Generator) -> Array:
        shares = np.cumsum(self._noise)
        return np.searchsorted(shares / shares[-1], rng.random((count, NOISE)))

    @property
    def about(self) -> Sayable:
        values = {"vocabulary": len(self.words), "dimension": DIMENSION, "pairs": len(self._pairs)}
        return Message("train_word2vec_about", values | {"window": WINDOW, "noise": NOISE})

    def steps(self) -> Iterator[Step]:
        """Each step is a pair of words and its noise; an epoch sees all pairs, in another order each time."""
        done, count = 0, len(self._pairs)
        while done < self.total:
            order, noise = self._rng.permutation(count), self._draw_noise(count, self._rng)
            for k in order[: self.total - done]:
                self.losses.append(self._update(*self._pairs[k].tolist(), noise=noise[k]))
                done += 1
                ended = done % count == 0 or done == self.total
                yield Step(self.losses[-1], (self._log(done),) if ended else ())

    def _log(self, done: int) -> Message:
        count = len(self._pairs)
        latest = self.losses[-((done - 1) % count + 1) :]
        values = {"epoch": -(-done // count), "epochs": -(-self.total // count)}
        return Message("train_word2vec_log", values | {"loss": f"{sum(latest) / len(latest):.4f}"})

    def _update(self, centre: int, context: int, noise: Array) -> float:
        """Go down the gradients of one pair; its loss."""
        f, v, u, U = self._functions, self.centres[centre], self.contexts[context], self.contexts[noise]
        name = "negative_sampling_loss"
        loss, dv, du, d_noise = f.items(name, f.call(name, v.copy(), u.copy(), U), 4)
        shape = (DIMENSION,)
        dv, du = f.array(name, dv, shape, "[1]"), f.array(name, du, shape, "[2]")
        d_noise = f.array(name, d_noise, U.shape, "[3]")
        self.centres[centre] -= LEARNING_RATE * dv
        self.contexts[context] -= LEARNING_RATE * du
        np.subtract.at(self.contexts, noise, LEARNING_RATE * d_noise)
        return f.number(name, loss, "[0]")

    def outcome(self) -> Outcome:
        """Neighbours before and after, a plane, and how often a true context of the last fifth beats a drawn one."""
        v, u = self.centres[self._held[:, 0]], self.contexts
        true, drawn = (np.sum(v * u[ids], axis=1) for ids in (self._held[:, 1], self._test_noise))
        accuracy = float((true > drawn).mean() + 0.5 * (true == drawn).mean())
        latest = self.losses[-len(self._pairs) :]
        shown = self._frequent(SHOWN)
        rows = [
            (self.words[k], self._nearest(self._before, k), self._nearest(self.centres, k)) for k in shown
        ]
        table = Table(
            Message("train_word2vec_table"),
            (Message("train_word"), Message("train_before"), Message("train_after")),
            tuple((word, ", ".join(before), ", ".join(after)) for word, before, after in rows),
        )
        plane = Plane(
            Message("train_word2vec_plane"),
            tuple((self.words[k], *point) for k, point in self._plane(self._frequent(IN_PLANE))),
        )
        return Outcome(
            iterations=len(self.losses),
            loss=sum(latest) / len(latest) if latest else None,
            accuracy=accuracy,
            notes=(Message("train_word2vec_result", {"share": f"{accuracy:.1%}", "count": len(true)}),),
            figures=(*((loss_chart(("", self.losses)),) if latest else ()), table, plane),
            details={
                "words": [{"word": word, "before": before, "after": after} for word, before, after in rows],
                "plane": [{"word": word, "x": x, "y": y} for word, x, y in plane.points],
            },
        )

    def _frequent(self, count: int) -> list[int]:
        """The most frequent words, the unknown one left out."""
        order = np.argsort(-self.counts, kind="stable").tolist()
        return [k for k in order if self.words[k] != UNKNOWN][:count]

    def _nearest(self, vectors: Array, word: int) -> list[str]:
        """The words whose vectors point most nearly the same way."""
        lengths = np.linalg.norm(vectors, axis=1)
        cosines = vectors @ vectors[word] / np.maximum(lengths * lengths[word], 1e-12)
        order = np.argsort(-cosines, kind="stable").tolist()
        return [self.words[k] for k in order if k != word][:NEIGHBOURS]

    def _plane(self, chosen: list[int]) -> list[tuple[int, tuple[float, float]]]:
        """Where words lie in the plane in which their vectors differ most."""
        vectors = self.centres[chosen]
        vectors = vectors - vectors.mean(axis=0)
        _, _, axes = np.linalg.svd(vectors, full_matrices=False)
        signs = np.sign(axes[:2].sum(axis=1, keepdims=True))  # an axis has no direction of its own
        points = vectors @ (axes[:2] * np.where(signs == 0, 1, signs)).T
        return [(k, (float(x), float(y))) for k, (x, y) in zip(chosen, points, strict=True)]

    def model(self) -> Mapping[str, Array]:
        return {"centres": self.centres, "contexts": self.contexts, "words": np.array(self.words)}
