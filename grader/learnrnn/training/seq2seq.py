"""Seq2seq: one network reads a short string, another writes it backwards; without attention, and with it.

Both have the same sizes and see the same strings. Without attention the decoder has the thought vector
alone; with it, each step also looks back at all states of the encoder. The exercises' functions read and
write when it is tested; the step back through both networks is ours.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from learnrnn.locale import Message, Sayable
from learnrnn.training import network
from learnrnn.training.parts import Chart, Curve, Heatmap, Options, Outcome, Step, Table, loss_chart

if TYPE_CHECKING:
    from learnrnn.training.functions import Functions
    from learnrnn.training.parts import Array, Needs

LETTERS = string.ascii_lowercase[:8]
VOCABULARY = {letter: number for number, letter in enumerate(LETTERS)} | {"<bos>": 8, "<eos>": 9}
BOS, EOS = VOCABULARY["<bos>"], VOCABULARY["<eos>"]
V = len(VOCABULARY)
LONGEST = 10
WIDTH = 16  # numbers a letter's vector
HIDDEN = 48
BATCH = 64
ITERATIONS = 2000  # in each, both networks learn from the same strings
LEARNING_RATE = 0.003
CLIP_THRESHOLD = 1.0
LONGEST_TESTED = 12  # the last two are longer than any string they have read
TESTED = 50  # strings of each length
LOG_EVERY = 200
EXAMPLE = "cafebad"


@dataclass
class Network:
    """An encoder and a decoder, with or without attention between them."""

    functions: Functions
    adam: network.Adam
    attends: bool

    @classmethod
    def draw(cls, functions: Functions, rng: np.random.Generator, *, attends: bool) -> Network:
        """A network that has learned nothing yet."""
        params: dict[str, Array] = {}
        for part in ("enc", "dec"):
            params[f"{part}_E"] = rng.standard_normal((WIDTH, V))
            params[f"{part}_W_in"] = network.draw(rng, WIDTH, HIDDEN)
            params[f"{part}_W"] = network.draw(rng, HIDDEN, HIDDEN)
            params[f"{part}_b"] = np.zeros(HIDDEN)
        params |= {"W_out": network.draw(rng, HIDDEN, V), "c": np.zeros(V)}
        if attends:
            params |= {"W_q": network.draw(rng, HIDDEN, HIDDEN), "W_ctx": network.draw(rng, HIDDEN, V)}
        return cls(functions, network.Adam(functions, params, LEARNING_RATE, CLIP_THRESHOLD), attends)

    def update(self, source: Array) -> tuple[float, int]:
        """One step of Adam on strings (T, N) of one length; the mean loss a letter, and the letters right."""
        f, p = self.functions, self.adam.params
        N = source.shape[1]
        target = np.concatenate([source[::-1], np.full((1, N), EOS)])  # (T+1, N)
        fed = np.concatenate([np.full((1, N), BOS), target[:-1]])  # what comes in: the right letter before
        x_enc, z_enc = self._run("enc", source, np.zeros((N, HIDDEN)))
        x_dec, z_dec = self._run("dec", fed, z_enc[-1])
        states, keys = z_dec[1:].transpose(1, 0, 2), z_enc[1:].transpose(1, 0, 2)  # (N, T+1, H), (N, T, H)
        logits = states @ p["W_out"] + p["c"]  # (N, T+1, V)
        context = weights = np.zeros(0)
        if self.attends:
            context, weights = self.attend(states @ p["W_q"], keys)
            logits = logits + context @ p["W_ctx"]
        labels = target.T.ravel()
        flat = logits.reshape(-1, V)
        found = f.items("softmax_cross_entropy", f.call("softmax_cross_entropy", flat, labels), 2)
        loss = f.number("softmax_cross_entropy", found[0], "[0]")
        d_flat = f.array("softmax_cross_entropy", found[1], flat.shape, "[1]")

        d_logits = d_flat.reshape(logits.shape)
        d_states, d_keys = d_logits @ p["W_out"].T, np.zeros_like(keys)
        grads = {"W_out": states.reshape(-1, HIDDEN).T @ d_flat, "c": d_flat.sum(axis=0)}
        if self.attends:
            more, d_query, d_keys = self._attend_backward(d_logits, states, keys, context, weights)
            d_states, grads = d_states + d_query, grads | more
        d_dec, d_thought = self._run_backward("dec", d_states.transpose(1, 0, 2), fed, x_dec, z_dec)
        d_z = d_keys.transpose(1, 0, 2).copy()
        d_z[-1] += d_thought
        d_enc, _ = self._run_backward("enc", d_z, source, x_enc, z_enc)
        self.adam.step(grads | d_dec | d_enc)
        return loss, int((flat.argmax(axis=1) == labels).sum())

    def attend(self, Q: Array, keys: Array) -> tuple[Array, Array]:
        """The learner's attention over the encoder's states, which are keys and values both."""
        f = self.functions
        context, weights = f.items("attention", f.call("attention", Q, keys, keys), 2)
        return (
            f.array("attention", context, Q.shape, "[0]"),
            f.array("attention", weights, (*Q.shape[:-1], keys.shape[-2]), "[1]"),
        )

    def _run(self, part: str, ids: Array, z0: Array) -> tuple[Array, Array]:
        f, p = self.functions, self.adam.params
        x = f.array("embedding_lookup", f.call("embedding_lookup", p[f"{part}_E"], ids), (*ids.shape, WIDTH))
        return x, network.forward(x, z0, p[f"{part}_W_in"], p[f"{part}_W"], p[f"{part}_b"])

    def _run_backward(
        self, part: str, dz: Array, ids: Array, x: Array, z: Array
    ) -> tuple[dict[str, Array], Array]:
        f, p = self.functions, self.adam.params
        grads, dx, d_first = network.backward(dz, x, z, p[f"{part}_W_in"], p[f"{part}_W"])
        grads["E"] = f.array("embedding_gradient", f.call("embedding_gradient", dx, ids, V), (WIDTH, V))
        return {f"{part}_{key}": gradient for key, gradient in grads.items()}, d_first

    def _attend_backward(
        self, d_logits: Array, states: Array, keys: Array, context: Array, weights: Array
    ) -> tuple[dict[str, Array], Array, Array]:
        """Gradients of W_ctx and W_q, of the decoder's states through the query, and of the keys."""
        p = self.adam.params
        flat = d_logits.reshape(-1, V)
        d_context = d_logits @ p["W_ctx"].T  # (N, T+1, H)
        d_weights = d_context @ keys.transpose(0, 2, 1)  # (N, T+1, T)
        d_scores = weights * (d_weights - (d_weights * weights).sum(axis=-1, keepdims=True))
        d_scores /= np.sqrt(HIDDEN)
        Q = states @ p["W_q"]
        d_Q = d_scores @ keys
        d_keys = weights.transpose(0, 2, 1) @ d_context + d_scores.transpose(0, 2, 1) @ Q
        grads = {
            "W_ctx": context.reshape(-1, HIDDEN).T @ flat,
            "W_q": states.reshape(-1, HIDDEN).T @ d_Q.reshape(-1, HIDDEN),
        }
        return grads, d_Q @ p["W_q"].T, d_keys

    def write(self, ids: Array) -> tuple[list[int], Array]:
        """The answer to one string, letter by letter, and the attention weights (steps, T) if it has any."""
        f, p = self.functions, self.adam.params
        decoder = (p["dec_E"], p["dec_W_in"], p["dec_W"], p["dec_b"], p["W_out"], p["c"])
        if not self.attends:
            answer = f.call("greedy_decode", self._encode(ids), BOS, EOS, len(ids) + 1, *decoder)
            length = len(answer) if isinstance(answer, list) else 0
            return f.integers("greedy_decode", answer, (length,), V).tolist(), np.zeros((0, len(ids)))
        keys = np.stack([self._encode(ids[: k + 1]) for k in range(len(ids))])  # (T, H)
        state, token = keys[-1], BOS
        answer, rows = [], []
        for _ in range(len(ids) + 1):
            _, state = f.items("decode_step", f.call("decode_step", token, state, *decoder), 2)
            state = f.array("decode_step", state, (HIDDEN,), "[1]")
            context, weights = self.attend((state @ p["W_q"])[None], keys)  # one query
            logits = state @ p["W_out"] + context[0] @ p["W_ctx"] + p["c"]
            token = int(logits.argmax())
            if token == EOS:
                break
            answer.append(token)
            rows.append(weights[0])
        return answer, np.array(rows).reshape(-1, len(ids))

    def search(self, ids: Array, width: int) -> tuple[list[int], float]:
        """The learner's beam search over the network without attention: the answer and its log probability."""
        f, p = self.functions, self.adam.params
        decoder = (p["dec_E"], p["dec_W_in"], p["dec_W"], p["dec_b"], p["W_out"], p["c"])
        found = f.call("beam_search", self._encode(ids), BOS, EOS, width, len(ids) + 1, *decoder)
        answer, log_p = f.items("beam_search", found, 2)
        length = len(answer) if isinstance(answer, list) else 0
        answer = f.integers("beam_search", answer, (length,), V, "[0]").tolist()
        return answer, f.number("beam_search", log_p, "[1]")

    def _encode(self, ids: Array) -> Array:
        f, p = self.functions, self.adam.params
        thought = f.call("encode", ids, p["enc_E"], p["enc_W_in"], p["enc_W"], p["enc_b"])
        return f.array("encode", thought, (HIDDEN,))


class Seq2seq:
    """The training `seq2seq`."""

    name: ClassVar[str] = "seq2seq"
    needs: ClassVar[Needs] = {
        "seq2seq": ("encode", "decode_step", "greedy_decode", "detokenize"),
        "attention": ("attention",),
        "embedding": ("embedding_lookup", "embedding_gradient"),
        "language-model": ("softmax_cross_entropy", "adam_step"),
        "clip": ("clip_global_norm",),
    }
    takes: ClassVar[frozenset[str]] = frozenset({"iterations", "batch", "model", "beam"})

    @classmethod
    def needs_with(cls, options: Options) -> Needs:
        """With a beam, the learner's beam_search too."""
        return {**cls.needs, "beam-search": ("beam_search",)} if options.beam else cls.needs

    def __init__(self, functions: Functions, options: Options):
        self._functions = functions
        self._rng, self._test_rng, *draws = np.random.default_rng(options.seed).spawn(4)
        self.total = options.iterations or ITERATIONS
        self.batch = options.batch or BATCH
        self.plain, self.attending = (
            Network.draw(functions, rng, attends=attends)
            for rng, attends in zip(draws, (False, True), strict=True)
        )
        self.losses: list[tuple[float, float]] = []  # of the two, an iteration
        self.beam = options.beam
        self._read: set[bytes] = set()  # the strings that training has read

    @property
    def about(self) -> Sayable:
        values = {"longest": LONGEST, "letters": len(LETTERS), "hidden": HIDDEN, "batch": self.batch}
        return Message("train_seq2seq_about", values)

    def steps(self) -> Iterator[Step]:
        """Each step draws a length, then strings of that length for both networks."""
        recent: list[tuple[float, float]] = []  # letters right, of the two
        for i in range(1, self.total + 1):
            length = int(self._rng.integers(1, LONGEST + 1))
            source = self._rng.integers(len(LETTERS), size=(length, self.batch))
            self._read.update(string.tobytes() for string in source.T.astype(np.int8))
            plain, attending = self.plain.update(source), self.attending.update(source)
            self.losses.append((plain[0], attending[0]))
            count = (length + 1) * self.batch
            recent.append((plain[1] / count, attending[1] / count))
            if i % LOG_EVERY == 0 or i == self.total:
                yield Step(attending[0], (self._log(i, recent),))
                recent.clear()
            else:
                yield Step(attending[0])

    def _log(self, i: int, recent: list[tuple[float, float]]) -> Message:
        losses = np.mean(self.losses[-len(recent) :], axis=0)
        right = np.mean(recent, axis=0)
        values = {"iteration": i, "plain_loss": f"{losses[0]:.3f}", "loss": f"{losses[1]:.3f}"}
        return Message(
            "train_seq2seq_log", values | {"plain": f"{right[0]:.0%}", "attending": f"{right[1]:.0%}"}
        )

    def outcome(self) -> Outcome:
        """The share of strings written back without a mistake, over their length, for both."""
        lengths = range(1, LONGEST_TESTED + 1)
        strings = {n: self._test_rng.integers(len(LETTERS), size=(TESTED, n)) for n in lengths}
        tested = [self._tested(strings[n]) for n in lengths]  # (TESTED, 3): right, right, read in training
        rows = [each.mean(axis=0) for each in tested]
        plain, attending = (float(np.mean([row[k] for row in rows[:LONGEST]])) for k in (0, 1))
        every = np.concatenate(tested[:LONGEST])
        groups = {name: _group(every[every[:, 2] == read]) for name, read in (("seen", 1), ("unseen", 0))}
        latest = np.mean(self.losses[-LOG_EVERY:], axis=0).tolist() if self.losses else (None, None)
        words = (Message("train_without_attention"), Message("train_with_attention"))
        table = Table(
            Message("train_lengths_title", {"count": TESTED}),
            (Message("train_length"), *words, Message("train_read_before")),
            tuple((str(n), *(f"{share:.0%}" for share in row)) for n, row in zip(lengths, rows, strict=True)),
        )
        curves = [Curve(word, [*lengths], [row[k] for row in rows]) for k, word in enumerate(words)]
        chart = Chart(
            Message("train_lengths_title", {"count": TESTED}),
            Message("train_length"),
            Message("train_share"),
            tuple(curves),
        )
        runs = [(word, [pair[k] for pair in self.losses]) for k, word in enumerate(words)]
        heatmap, sample = self._example()
        beam, beam_notes = self._with_beam(strings) if self.beam else ({}, ())
        by_length = [
            {"length": n, "plain": float(row[0]), "attention": float(row[1]), "seen": float(row[2])}
            for n, row in zip(lengths, rows, strict=True)
        ]
        return Outcome(
            iterations=len(self.losses),
            loss=latest[1],
            accuracy=attending,
            notes=(
                Message(
                    "train_seq2seq_result",
                    {"plain": f"{plain:.1%}", "attending": f"{attending:.1%}", "longest": LONGEST},
                ),
                *(_group_note(name, group) for name, group in groups.items() if group["count"]),
                sample,
                *_one_column_off(heatmap),
                *beam_notes,
            ),
            figures=(*((loss_chart(*runs),) if self.losses else ()), table, chart, heatmap),
            details={
                "accuracy_without_attention": plain,
                "loss_without_attention": latest[0],
                "by_length": by_length,
                **groups,
                **beam,
            },
        )

    def _tested(self, strings: Array) -> Array:
        """Of each string whether the two write it back without a mistake, and whether training has read it: (N, 3)."""
        return np.array(
            [
                [
                    *(net.write(ids)[0] == ids[::-1].tolist() for net in (self.plain, self.attending)),
                    ids.astype(np.int8).tobytes() in self._read,
                ]
                for ids in strings
            ],
            dtype=float,
        )

    def _with_beam(self, strings: Mapping[int, Array]) -> tuple[dict[str, Any], tuple[Message, ...]]:
        """What a beam changes for the network without attention: the strings right, and the sentences' probability."""
        assert self.beam is not None
        greedy, wide = (
            [self.plain.search(ids, width) for n in range(1, LONGEST + 1) for ids in strings[n]]
            for width in (1, self.beam)
        )
        right = [ids[::-1].tolist() for n in range(1, LONGEST + 1) for ids in strings[n]]
        shares = [
            float(np.mean([a == b for (a, _), b in zip(found, right, strict=True)]))
            for found in (greedy, wide)
        ]
        changed = sum(a != b for (a, _), (b, _) in zip(greedy, wide, strict=True))
        likelier = sum(b > a + 1e-9 for (_, a), (_, b) in zip(greedy, wide, strict=True))
        details = {"width": self.beam, "accuracy": shares[1], "accuracy_greedy": shares[0]}
        details |= {"count": len(right), "changed": changed, "likelier": likelier}
        said = {key: f"{value:.1%}" if isinstance(value, float) else value for key, value in details.items()}
        return {"beam": details}, (Message("train_seq2seq_beam", said),)

    def _example(self) -> tuple[Heatmap, Message]:
        """What one string looks like, read and written, and where each written letter looks."""
        ids = np.array([VOCABULARY[letter] for letter in EXAMPLE])
        answer, weights = self.attending.write(ids)
        read, wrote = (
            str(self._functions.call("detokenize", [*part], VOCABULARY)) for part in (ids.tolist(), answer)
        )
        written = tuple(f"{list(VOCABULARY)[token]}" for token in answer)
        title, x, y = (Message(f"train_heat_{part}") for part in ("title", "read", "written"))
        return Heatmap(title, x, y, tuple(EXAMPLE), written, weights), Message(
            "train_seq2seq_sample", {"read": read, "wrote": wrote}
        )

    def model(self) -> Mapping[str, Array]:
        parts = {"plain": self.plain, "attention": self.attending}
        return {
            f"{part}_{key}": value for part, net in parts.items() for key, value in net.adam.params.items()
        }


def _group(tested: Array) -> dict[str, Any]:
    """How many strings, and the share that comes back right without attention and with it."""
    plain, attending = (float(share) for share in tested[:, :2].mean(axis=0)) if len(tested) else (None, None)
    return {"count": len(tested), "plain": plain, "attention": attending}


def _group_note(name: str, group: Mapping[str, Any]) -> Message:
    shares = {key: f"{group[key]:.1%}" for key in ("plain", "attention")}
    return Message(f"train_seq2seq_{name}", {"count": group["count"]} | shares)


def _one_column_off(heatmap: Heatmap) -> tuple[Message, ...]:
    """Why most letters look one column to the right of themselves, where they do."""
    looks = heatmap.values.argmax(axis=1) if len(heatmap.values) else np.zeros(0)
    last = len(heatmap.columns) - 1
    beside = [look == last - step + 1 for step, look in enumerate(looks)][1:]  # nothing is right of the first
    return (Message("train_heat_why"),) if beside and np.mean(beside) > 0.5 else ()
