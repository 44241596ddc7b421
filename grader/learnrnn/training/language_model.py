"""The course's language model: which word comes next, learned from a small English text.

A window of 5 words, 30 hidden units, Adam: the note's sizes. In place of TensorFlow 1, numpy and the
learner's functions; the step back through time for a loss at the last word only is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from learnrnn.locale import Message, Sayable
from learnrnn.training import network
from learnrnn.training.parts import Options, Outcome, Step, loss_chart

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

TEXT = Path(__file__).parent / "data" / "harbour.txt"
CHUNK = 5  # words in a window
FEWEST_WORDS = 100  # of the text; fewer means that tokenize lost them
HIDDEN = 30
WIDTH = 30  # numbers a word's vector
BATCH = 128
LEARNING_RATE = 0.005
CLIP_THRESHOLD = 5.0
EPOCHS = 40
NEXT_WORDS = 5
PHRASE = "some of them looks like"  # the note's


class LanguageModel:
    """The training `language-model`."""

    name: ClassVar[str] = "language-model"
    needs: ClassVar[Needs] = {
        "corpus": ("tokenize", "build_vocabulary", "to_ids", "make_windows", "train_test_split"),
        "embedding": ("embedding_lookup", "embedding_gradient"),
        "language-model": ("softmax_cross_entropy", "next_word_probabilities", "adam_step"),
        "clip": ("clip_global_norm",),
    }
    takes: ClassVar[frozenset[str]] = frozenset({"iterations", "epochs", "batch", "phrase", "model"})

    def __init__(self, functions: Functions, options: Options):
        self._functions = functions
        self._rng = np.random.default_rng(options.seed)
        self._read(TEXT.read_text(encoding="utf-8"))
        self.batch = options.batch or BATCH
        self.epoch_steps = -(-len(self._train_y) // self.batch)
        self.total = options.iterations or (options.epochs or EPOCHS) * self.epoch_steps
        self.epochs = -(-self.total // self.epoch_steps)
        self.losses: list[float] = []
        self.epoch_rows: list[tuple[float, float]] = []  # loss and accuracy of each finished epoch
        self._adam = network.Adam(functions, self._first_weights(), LEARNING_RATE, CLIP_THRESHOLD)

    def _read(self, text: str) -> None:
        """Text to windows, by the learner's functions."""
        f = self._functions
        words = f.texts("tokenize", f.call("tokenize", text), at_least=FEWEST_WORDS)
        self.vocabulary = f.vocabulary("build_vocabulary", f.call("build_vocabulary", words))
        self.words = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        ids, V, M = self._ids(words), len(self.words), len(words) - CHUNK
        inputs, targets = f.items("make_windows", f.call("make_windows", ids, CHUNK), 2)
        inputs = f.integers("make_windows", inputs, (M, CHUNK), V, "[0]")
        targets = f.integers("make_windows", targets, (M,), V, "[1]")
        parts = f.items("train_test_split", f.call("train_test_split", inputs, targets), 4)
        first = M * 4 // 5
        shapes = [(first, CHUNK), (first,), (M - first, CHUNK), (M - first,)]
        self._train_x, self._train_y, self._test_x, self._test_y = (
            f.integers("train_test_split", part, shape, V, f"[{k}]")
            for k, (part, shape) in enumerate(zip(parts, shapes, strict=True))
        )

    def _ids(self, words: list[str]) -> Array:
        f = self._functions
        ids = f.call("to_ids", words, self.vocabulary)
        return f.integers("to_ids", ids, (len(words),), len(self.words))

    def _first_weights(self) -> dict[str, Array]:
        rng, V = self._rng, len(self.vocabulary)
        return {
            "E": 0.1 * rng.standard_normal((WIDTH, V)),
            "W_in": network.draw(rng, WIDTH, HIDDEN),
            "W": network.draw(rng, HIDDEN, HIDDEN),
            "b": np.zeros(HIDDEN),
            "W_out": network.draw(rng, HIDDEN, V),
            "c": np.zeros(V),
        }

    @property
    def about(self) -> Sayable:
        values = {"words": len(self._train_y) + len(self._test_y) + CHUNK, "vocabulary": len(self.vocabulary)}
        return Message("train_language_about", values | {"chunk": CHUNK, "hidden": HIDDEN})

    def steps(self) -> Iterator[Step]:
        """Each step is a batch of windows; an epoch sees all of them, in another order each time."""
        done = 0
        for epoch in range(1, self.epochs + 1):
            order = self._rng.permutation(len(self._train_y))
            losses, right, seen = 0.0, 0, 0
            for start in range(0, len(order), self.batch):
                picked = order[start : start + self.batch]
                loss, hits = self._update(self._train_x[picked], self._train_y[picked])
                losses, right, seen = losses + loss * len(picked), right + hits, seen + len(picked)
                done += 1
                ended = seen == len(order) or done == self.total
                if ended:
                    self.epoch_rows.append((losses / seen, right / seen))
                self.losses.append(loss)
                yield Step(loss, self._log(epoch) if ended else ())
                if done == self.total:
                    return

    def _log(self, epoch: int) -> tuple[Message, ...]:
        loss, accuracy = self.epoch_rows[-1]
        values = {"epoch": epoch, "epochs": self.epochs, "loss": f"{loss:.4f}"}
        return (Message("train_epoch", values | {"accuracy": f"{accuracy:.1%}"}),)

    def _update(self, windows: Array, labels: Array) -> tuple[float, int]:
        """One step of Adam on a batch; its mean loss, and how many words were right before it."""
        f, p = self._functions, self._adam.params
        ids = windows.T  # (5, N): time first
        N, V = len(labels), len(self.words)
        x = f.array("embedding_lookup", f.call("embedding_lookup", p["E"], ids), (CHUNK, N, WIDTH))
        z = network.forward(x, np.zeros((N, HIDDEN)), p["W_in"], p["W"], p["b"])
        logits = z[-1] @ p["W_out"] + p["c"]  # (N, V)
        found = f.items("softmax_cross_entropy", f.call("softmax_cross_entropy", logits, labels), 2)
        loss = f.number("softmax_cross_entropy", found[0], "[0]")
        d_logits = f.array("softmax_cross_entropy", found[1], (N, V), "[1]")
        dz = np.zeros((CHUNK, N, HIDDEN))
        dz[-1] = d_logits @ p["W_out"].T  # the loss is at the last word only
        grads, dx, _ = network.backward(dz, x, z, p["W_in"], p["W"])
        d_E = f.call("embedding_gradient", dx, ids, V)
        grads |= {
            "E": f.array("embedding_gradient", d_E, (WIDTH, V)),
            "W_out": z[-1].T @ d_logits,
            "c": d_logits.sum(axis=0),
        }
        self._adam.step(grads)
        return loss, int((logits.argmax(axis=1) == labels).sum())

    def probabilities(self, windows: Array) -> Array:
        """How probable each word is after each window: (N, V)."""
        f, p = self._functions, self._adam.params
        weights = (p["E"], p["W_in"], p["W"], p["b"], p["W_out"], p["c"])
        found = f.call("next_word_probabilities", windows, *weights)
        return f.array("next_word_probabilities", found, (len(windows), len(self.words)))

    def next_words(self, phrase: str) -> list[tuple[str, float]]:
        """The five most likely next words, each with its probability; none for a phrase without a word."""
        words = self._last_words(phrase)
        if not words:
            return []
        p = self.probabilities(self._ids(words)[None])[0]
        return [(self.words[k], float(p[k])) for k in np.argsort(-p, kind="stable")[:NEXT_WORDS]]

    def unknown(self, phrase: str) -> list[str]:
        """The words of a phrase that the model looks at and does not know."""
        return [word for word in self._last_words(phrase) if word not in self.vocabulary]

    def _last_words(self, phrase: str) -> list[str]:
        return self._functions.texts("tokenize", self._functions.call("tokenize", phrase))[-CHUNK:]

    def outcome(self) -> Outcome:
        """Accuracy and perplexity on the last fifth of the text: of windows that training had too, and of the others."""
        p = self.probabilities(self._test_x)
        right = p.argmax(axis=1) == self._test_y
        of_right_word = p[np.arange(len(p)), self._test_y]
        accuracy = float(right.mean())
        seen = self._seen_in_training()
        groups = {
            "seen": _group(right[seen], of_right_word[seen]),
            "unseen": _group(right[~seen], of_right_word[~seen]),
        }
        loss, train_accuracy = self.epoch_rows[-1] if self.epoch_rows else (None, None)
        details: dict[str, Any] = {"epochs": len(self.epoch_rows), "train_accuracy": train_accuracy}
        details |= {"perplexity": perplexity(of_right_word), **groups}
        return Outcome(
            iterations=len(self.losses),
            loss=loss if loss is not None or not self.losses else sum(self.losses) / len(self.losses),
            accuracy=accuracy,
            notes=(
                *(_group_note(name, group) for name, group in groups.items() if group["count"]),
                Message("train_language_lesson"),
            ),
            figures=(loss_chart(("", self.losses)),) if self.losses else (),
            details=details,
        )

    def _seen_in_training(self) -> Array:
        """Which test windows stand word for word among those of training."""
        known = {tuple(window) for window in self._train_x.tolist()}
        return np.array([tuple(window) in known for window in self._test_x.tolist()])

    def model(self) -> Mapping[str, Array]:
        return {**self._adam.params, "words": np.array(self.words)}


def perplexity(p: Array) -> float | None:
    """exp of the mean of -log p of the right words; None where one was impossible, or there is none."""
    return float(np.exp(-np.log(p).mean())) if len(p) and p.min() > 0 else None


def _group(right: Array, p: Array) -> dict[str, Any]:
    share = float(right.mean()) if len(right) else None
    return {"count": len(right), "accuracy": share, "perplexity": perplexity(p)}


def _group_note(name: str, group: Mapping[str, Any]) -> Message:
    worth = "∞" if group["perplexity"] is None else f"{group['perplexity']:.1f}"
    values = {"count": group["count"], "accuracy": f"{group['accuracy']:.1%}", "perplexity": worth}
    return Message(f"train_language_{name}", values)
