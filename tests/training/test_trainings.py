"""The trainings, run in this process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.locale import Message
from learnrnn.training import network, seq2seq, vae
from learnrnn.training.adder import Adder
from learnrnn.training.cells import CELLS, INITS, first_weights
from learnrnn.training.functions import LearnerFault, find
from learnrnn.training.gradients import Gradients
from learnrnn.training.language_model import PHRASE, TEXT, LanguageModel, perplexity
from learnrnn.training.parts import Heatmap, Options, loss_chart
from learnrnn.training.seq2seq import Network, Seq2seq
from learnrnn.training.start import TRAININGS, choose
from learnrnn.training.vae import Vae
from learnrnn.training.word2vec import Word2vec
from tests.conftest import mistaken, solution

NOWHERE = Path("/nonexistent")
EVERY = list(TRAININGS.values())


@pytest.fixture(autouse=True)
def few_strings(monkeypatch):
    monkeypatch.setattr(seq2seq, "TESTED", 4)


def references(training):
    return find(training.needs, NOWHERE, reference=True)


def ran(training, functions=None, **options):
    """A training that has run, and what its log said."""
    found = training(functions or references(training), Options(**options))
    log = [
        line if isinstance(line, str) else line.render("en") for step in found.steps() for line in step.log
    ]
    return found, log


def learners(folder, training, **sources):
    for module, source in sources.items():
        (folder / f"{module}.py").write_text(source)
    return find(training.needs, folder, reference=True)


# ------------------------------------------------------------------------ all


@pytest.mark.parametrize("training", EVERY, ids=lambda t: t.name)
def test_the_same_seed_gives_the_same_outcome(training):
    first, second = (ran(training, seed=3, iterations=6)[0].outcome() for _ in range(2))
    assert (first.loss, first.accuracy, first.details) == (second.loss, second.accuracy, second.details)
    assert ran(training, seed=4, iterations=6)[0].outcome().loss != first.loss


@pytest.mark.parametrize("training", EVERY, ids=lambda t: t.name)
def test_every_training_says_in_both_languages_what_it_is(training):
    about = training(references(training), Options()).about
    assert about.render("en") != about.render("ja")


@pytest.mark.parametrize("training", EVERY, ids=lambda t: t.name)
def test_a_training_stopped_after_one_step_has_an_outcome(training):
    stopped = training(references(training), Options())
    next(stopped.steps())
    outcome = stopped.outcome()
    assert outcome.iterations >= 1
    assert outcome.loss is not None


@pytest.mark.parametrize("training", EVERY, ids=lambda t: t.name)
def test_a_training_stopped_before_the_first_step_has_an_outcome(training):
    assert training(references(training), Options()).outcome().loss is None


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("ader", Options(), "Did you mean adder?"),
        ("quantum", Options(), "There are: adder, language-model, seq2seq, word2vec, vae, gradients"),
        ("adder", Options(phrase="x"), "--phrase means nothing to adder; it is for language-model"),
        ("seq2seq", Options(epochs=2), "--epochs means nothing to seq2seq"),
        ("language-model", Options(epochs=2, iterations=2), "--iterations and --epochs"),
    ],
)
def test_wrong_use_is_said(name, options, said):
    with pytest.raises(LearnrnnError, match=said.replace("?", r"\?")):
        choose(name, options)


def test_an_underscore_is_a_hyphen():
    assert choose("language_model", Options()) is LanguageModel


# ---------------------------------------------------------------------- adder


def test_adder_learns_to_add():
    training, _ = ran(Adder, iterations=1200)
    assert training.accuracy() >= 0.99
    assert training.outcome().loss < 0.05


def test_adder_prints_the_notes_log():
    _, log = ran(Adder, iterations=101)
    assert len(log) == 12
    assert log[0] == "iters:0"
    assert log[6] == "iters:100"
    loss, pred, true, equation = log[1:5]
    assert float(loss.removeprefix("Loss:")) > 0
    for line, number in (
        (true.removeprefix("True:"), sum(int(n) for n in equation.split(" = ")[0].split(" + "))),
        (pred.removeprefix("Pred:"), int(equation.split(" = ")[1])),
    ):
        assert int(line.strip("[]").replace(" ", ""), 2) == number
    assert log[5] == "-" * 12


def test_adders_accuracy_is_that_of_all_sums_one_by_one():
    training, _ = ran(Adder, iterations=500, seed=1)
    weights = [training.params[key] for key in ("W_in", "W", "b", "W_out", "c")]
    rng, right = np.random.default_rng(0), []
    for a, b in rng.integers(128, size=(400, 2)):
        x = np.array([[[a >> k & 1, b >> k & 1]] for k in range(8)], dtype=float)
        y = references(Adder).call("rnn_forward", x, np.zeros((1, 16)), *weights, "sigmoid")[3].ravel()
        right.append(sum(1 << k for k in range(8) if y[k] >= 0.5) == a + b)
    assert abs(np.mean(right) - training.accuracy()) < 0.1


def test_adder_does_not_converge_with_relu_and_says_that_it_is_this_run():
    training, _ = ran(Adder, iterations=400, activation="relu")
    outcome = training.outcome()
    assert outcome.accuracy < 0.1
    said = outcome.notes[0].render("en")
    assert "This run does not converge" in said
    assert "it says nothing of relu elsewhere" in said


def test_adder_converges_with_the_notes_wrong_slope_too(tmp_path):
    functions = learners(tmp_path, Adder, bptt=mistaken("bptt", "output_slope_taken_at_y"))
    training, _ = ran(Adder, functions, iterations=1500)
    assert functions.names(learners=True) == ["bptt"]
    assert training.accuracy() >= 0.99


def test_a_wrong_gradient_shape_is_said(tmp_path):
    source = solution("bptt").replace("return loss, grads", "return loss, grads | {'b': 0.0}")
    with pytest.raises(
        LearnerFault, match=r"bptt\(…\)\['b'\] in bptt.py has the shape \(\); right is \(16,\)"
    ):
        ran(Adder, learners(tmp_path, Adder, bptt=source), iterations=2)


def test_adder_tells_sums_that_it_has_drawn_from_those_that_it_has_not():
    training, _ = ran(Adder, iterations=300)
    details = training.outcome().details
    assert details["seen"]["count"] == len(training._drawn)
    assert details["seen"]["count"] + details["unseen"]["count"] == 128 * 128
    assert 300 * 8 * 0.8 < details["seen"]["count"] <= 300 * 8


def cell_functions(cell):
    return find(Adder.needs_with(Options(cell=cell)), NOWHERE, reference=True)


@pytest.mark.parametrize("cell", CELLS)
def test_the_gradients_of_every_cell_agree_with_finite_differences(cell):
    network = CELLS[cell](cell_functions(cell), "sigmoid")
    rng = np.random.default_rng(3)
    p = first_weights(CELLS[cell], rng, 5, "xavier")
    p = {key: value + 0.1 * rng.standard_normal(value.shape) for key, value in p.items()}
    x, d = rng.integers(2, size=(4, 3, 2)).astype(float), rng.integers(2, size=(4, 3, 1)).astype(float)
    loss, grads = network.gradient(p, x, d)
    y = network.forward(p, x)
    assert loss == pytest.approx((0.5 * (y - d) ** 2).mean(axis=(1, 2)).sum())
    assert grads.keys() == p.keys()
    for key, array in p.items():
        for index, expected in numeric(lambda: network.gradient(p, x, d)[0], array):
            assert grads[key][index] == pytest.approx(expected, rel=1e-5, abs=1e-8), key


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_gated_adder_learns_wide_numbers(cell):
    training, log = ran(Adder, cell_functions(cell), cell=cell, width=16, iterations=300)
    assert training.accuracy() >= 0.99
    assert max(int(line.split(" = ")[1]) for line in log if " = " in line) > 2**12
    assert training.outcome().details["seen"]["count"] < 100


@pytest.mark.parametrize("init", INITS)
def test_weights_are_drawn_as_wide_as_their_rule_says(init):
    p = first_weights(CELLS["rnn"], np.random.default_rng(0), 200, init)
    expected = {"1": 1, "xavier": 200**-0.5, "he": (2 / 200) ** 0.5}[init]
    assert p["W"].std() == pytest.approx(expected, rel=0.02)
    assert not p["b"].any()


@pytest.mark.external
@pytest.mark.parametrize("seed", range(10))
def test_adder_gets_99_percent_for_each_of_ten_seeds(seed):
    assert ran(Adder, seed=seed)[0].accuracy() >= 0.99
    assert ran(Adder, seed=seed, iterations=10_000, batch=1)[0].accuracy() >= 0.99


# ------------------------------------------------------------- language model


def test_the_language_model_learns_words_that_it_has_not_seen():
    training, log = ran(LanguageModel, epochs=12)
    outcome = training.outcome()
    assert len(log) == 12
    assert log[0].startswith("epoch  1/12")
    assert outcome.accuracy > 0.5
    seen, unseen = outcome.details["seen"], outcome.details["unseen"]
    assert (seen["count"], unseen["count"]) == (447, 184)
    assert seen["accuracy"] > unseen["accuracy"] > 0.3
    assert seen["perplexity"] < outcome.details["perplexity"] < unseen["perplexity"]
    both = (447 * seen["accuracy"] + 184 * unseen["accuracy"]) / 631
    assert both == pytest.approx(outcome.accuracy)
    said = " ".join(note.render("en") for note in outcome.notes)
    assert "447 windows that stand word for word in the training text" in said
    assert "184 windows that it has never seen" in said
    assert outcome.details["epochs"] == 12
    assert outcome.iterations == 12 * 20


def test_perplexity_is_that_of_the_exercise():
    from learnrnn import catalog

    reference = catalog.load(catalog.exercise("evaluation").solution, "reference_evaluation").perplexity
    p = np.random.default_rng(0).uniform(0.01, 1, size=50)
    assert perplexity(p) == pytest.approx(reference(p))
    assert perplexity(np.full(9, 1 / 7)) == pytest.approx(7)
    assert perplexity(np.array([0.5, 0.0])) is None
    assert perplexity(np.zeros(0)) is None


def test_next_words_are_five_with_falling_probabilities():
    training, _ = ran(LanguageModel, epochs=12)
    found = training.next_words("Good morning, says the old")
    assert len(found) == 5
    assert found[0][0] == "man"
    assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
    assert training.next_words("old")[0][0] == "man"
    assert training.next_words("123 ?!") == []
    assert training.unknown("the zebra runs") == ["zebra"]


def test_the_text_is_of_the_promised_size_and_holds_the_notes_phrase():
    text = TEXT.read_text(encoding="utf-8")
    assert 2500 <= len(text.split()) <= 4000
    assert PHRASE in text
    assert text.isascii()


def test_a_tokenizer_that_loses_the_words_is_said(tmp_path):
    functions = learners(tmp_path, LanguageModel, corpus="def tokenize(text):\n    return []\n")
    with pytest.raises(LearnerFault, match=r"tokenize\(…\) in corpus.py"):
        LanguageModel(functions, Options())


# ---------------------------------------------------------------- the networks


def numeric(loss, array, places=6):
    """Some entries of the gradient of a loss by central differences, as (index, value)."""
    rng = np.random.default_rng(0)
    for _ in range(places):
        index = tuple(rng.integers(size) for size in array.shape)
        kept = array[index]
        values = []
        for nudge in (1e-5, -1e-5):
            array[index] = kept + nudge
            values.append(loss())
        array[index] = kept
        yield index, (values[0] - values[1]) / 2e-5


def test_back_through_a_tanh_network_agrees_with_finite_differences():
    rng = np.random.default_rng(1)
    x, z0 = rng.standard_normal((4, 3, 2)), rng.standard_normal((3, 5))
    W_in, W, b = rng.standard_normal((2, 5)), rng.standard_normal((5, 5)), rng.standard_normal(5)
    errors = rng.standard_normal((4, 3, 5))

    def loss():
        return float((network.forward(x, z0, W_in, W, b)[1:] * errors).sum())

    grads, dx, dz0 = network.backward(errors, x, network.forward(x, z0, W_in, W, b), W_in, W)
    for array, gradient in ((W_in, grads["W_in"]), (W, grads["W"]), (b, grads["b"]), (x, dx), (z0, dz0)):
        for index, expected in numeric(loss, array):
            assert gradient[index] == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("attends", [False, True])
def test_back_through_both_networks_agrees_with_finite_differences(attends, monkeypatch):
    monkeypatch.setattr(seq2seq, "HIDDEN", 6)
    monkeypatch.setattr(seq2seq, "WIDTH", 4)
    rng = np.random.default_rng(2)
    net = Network.draw(references(Seq2seq), rng, attends=attends)
    source, got = rng.integers(8, size=(4, 3)), {}
    monkeypatch.setattr(net.adam, "step", got.update)
    net.update(source)
    gradients = dict(got)
    assert gradients.keys() == net.adam.params.keys()
    for key, array in net.adam.params.items():
        for index, expected in numeric(lambda: net.update(source)[0], array, places=3):
            assert gradients[key][index] == pytest.approx(expected, rel=1e-5, abs=1e-8), key


def test_back_through_the_language_model_agrees_with_finite_differences(monkeypatch):
    training, got = LanguageModel(references(LanguageModel), Options()), {}
    monkeypatch.setattr(training._adam, "step", got.update)
    windows, labels = training._train_x[:7], training._train_y[:7]
    training._update(windows, labels)
    gradients = dict(got)
    for key, array in training._adam.params.items():
        for index, expected in numeric(lambda: training._update(windows, labels)[0], array, places=3):
            assert gradients[key][index] == pytest.approx(expected, rel=1e-4, abs=1e-8), key


# -------------------------------------------------------------------- seq2seq


def test_each_written_letter_has_weights_that_sum_to_one():
    training, _ = ran(Seq2seq, iterations=40)
    heatmap = training.outcome().figures[-1]
    assert isinstance(heatmap, Heatmap)
    assert heatmap.values.shape == (len(heatmap.rows), len(heatmap.columns))
    np.testing.assert_allclose(heatmap.values.sum(axis=1), 1)


def test_strings_that_were_read_are_told_from_those_that_were_not():
    training, _ = ran(Seq2seq, iterations=40)
    details = training.outcome().details
    assert details["seen"]["count"] + details["unseen"]["count"] == 4 * seq2seq.LONGEST
    shares = [row["seen"] for row in details["by_length"]]
    assert shares[0] == 1
    assert shares[-1] == shares[-2] == 0
    fresh = Seq2seq(references(Seq2seq), Options()).outcome().details
    assert fresh["seen"] == {"count": 0, "plain": None, "attention": None}


def test_a_beam_of_one_changes_nothing_and_a_wide_one_finds_likelier_answers():
    functions = find(Seq2seq.needs_with(Options(beam=3)), NOWHERE, reference=True)
    training, _ = ran(Seq2seq, functions, iterations=60, beam=3)
    beam = training.outcome().details["beam"]
    assert beam["count"] == 4 * seq2seq.LONGEST
    assert beam["likelier"] > 0
    training.beam = 1
    assert training.outcome().details["beam"]["changed"] == 0


@pytest.mark.parametrize(
    ("columns", "said"), [([6, 6, 5, 4, 3, 2, 1], True), ([6, 5, 4, 3, 2, 1, 0], False), ([], False)]
)
def test_the_heat_map_says_why_it_is_one_column_off_where_it_is(columns, said):
    values = np.eye(7)[columns].reshape(-1, 7)
    title = Message("train_heat_title")
    heatmap = Heatmap(title, title, title, tuple("cafebad"), tuple("dabefac"), values)
    assert bool(seq2seq._one_column_off(heatmap)) == said


# ------------------------------------------------------------------- word2vec


def test_word2vec_learns_company_that_it_has_not_seen():
    training, log = ran(Word2vec, epochs=3)
    outcome = training.outcome()
    assert len(log) == 3
    assert outcome.accuracy > 0.7
    fresh = Word2vec(references(Word2vec), Options()).outcome()
    assert abs(fresh.accuracy - 0.5) < 0.05
    assert all(row["before"] != row["after"] for row in outcome.details["words"])
    for row in outcome.details["words"]:
        assert len(set(row["after"])) == len(row["after"]) == 4
        assert row["word"] not in row["after"]


def test_the_nearest_words_are_those_of_the_largest_cosine():
    training, _ = ran(Word2vec, iterations=2000)
    word = training.words.index("old")
    v = training.centres / np.linalg.norm(training.centres, axis=1, keepdims=True)
    order = [training.words[k] for k in np.argsort(-(v @ v[word])) if k != word]
    assert training._nearest(training.centres, word) == order[:4]


# ------------------------------------------------------------------------ vae


def test_the_vae_s_gradients_agree_with_finite_differences(monkeypatch):
    training, got = Vae(references(Vae), Options()), {}
    monkeypatch.setattr(training._adam, "step", got.update)
    rng = np.random.default_rng(0)
    x, eps = vae.pictures(rng.uniform(1, 6, size=(5, 2))), rng.standard_normal((5, 2))
    training._update(x, eps)
    gradients = dict(got)
    assert gradients.keys() == training._adam.params.keys()
    for key, array in training._adam.params.items():
        for index, expected in numeric(lambda: training._update(x, eps), array, places=4):
            assert gradients[key][index] == pytest.approx(expected, rel=1e-4, abs=1e-7), key


def test_the_vae_finds_two_numbers_for_a_spot_and_pictures_between_pictures():
    training, _ = ran(Vae, iterations=1500)
    outcome = training.outcome()
    assert outcome.accuracy > 0.9
    between = np.array(outcome.details["between"])
    assert between[0] == pytest.approx([1.5, 1.5], abs=1)
    assert between[-1] == pytest.approx([5.5, 5.5], abs=1)
    assert (np.diff(between.sum(axis=1)) > 0).all()


def test_a_picture_has_its_light_where_its_spot_is():
    spots = np.array([[3.0, 4.0], [3.5, 3.0]])
    assert vae.centre_of(vae.pictures(spots)) == pytest.approx(spots, abs=0.15)


# ------------------------------------------------------------------ gradients


def test_the_plain_networks_gradient_vanishes_first():
    training, _ = ran(Gradients)
    norms = training.outcome().details["norms"]
    assert {len(each) for each in norms.values()} == {30}
    assert norms["rnn"][0] < 1e-12
    assert norms["rnn"][0] <= 0.25**29 * 1e6
    assert min(norms["lstm"][0], norms["gru"][0]) > 1e-5
    assert all(each[-1] == 1 for each in norms.values())
    assert training.outcome().accuracy is None


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_plain_networks_norms_agree_with_finite_differences(activation):
    functions = references(Gradients)
    training, _ = ran(Gradients, functions, iterations=4, activation=activation)
    again = Gradients(functions, Options(iterations=4, activation=activation))
    W_in, W = (network.draw(again._rng, rows, 16) for rows in (8, 16))
    weights = (W_in, W, np.zeros(16), np.zeros((16, 1)), np.zeros(1), activation)
    states = functions.call("rnn_forward", again._x, np.zeros((16, 16)), *weights)[1]

    def last(z):
        return functions.call("rnn_forward", again._x[1:], z, *weights)[1][-1]

    error = np.zeros((16, 16))
    for unit in range(16):
        nudge = 1e-6 * np.eye(16)[unit]
        error[:, unit] = ((last(states[1] + nudge) - last(states[1] - nudge)) / 2e-6 * again._error).sum(
            axis=1
        )
    assert training.norms["rnn"][-1] == pytest.approx(np.sqrt((error**2).sum(axis=1).mean()), rel=1e-6)


def test_a_loss_chart_has_a_bounded_number_of_points():
    (curve,) = loss_chart(("", [1.0] * 999)).curves
    assert len(curve.x) <= 200
    assert curve.x[-1] == 999
    assert set(curve.y) == {1.0}
