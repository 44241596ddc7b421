"""Examples you can check by hand. Run `pytest` here; `learnrnn check word2vec` knows more."""

import numpy as np
import pytest
from word2vec import negative_sampling_loss, noise_distribution, skipgram_pairs

L = np.log(3)  # sigmoid(L) = 3/4, sigmoid(-L) = 1/4


def test_neighbours_on_both_sides():
    assert skipgram_pairs(np.array([5, 6, 7]), 1).tolist() == [[5, 6], [6, 5], [6, 7], [7, 6]]


def test_contexts_go_from_left_to_right():
    pairs = skipgram_pairs(np.array([1, 2, 3, 4, 5]), 2)
    assert [context for centre, context in pairs.tolist() if centre == 3] == [1, 2, 4, 5]


def test_the_same_word_at_another_place_is_a_pair():
    assert skipgram_pairs(np.array([4, 4]), 1).tolist() == [[4, 4], [4, 4]]


def test_one_word_has_no_neighbour():
    assert skipgram_pairs(np.array([4]), 2).shape == (0, 2)


def test_a_window_of_zero_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        skipgram_pairs(np.array([1, 2]), 0)


def test_sixteen_times_rarer_is_drawn_eight_times_less():
    # 16 ** 0.75 = 8
    assert noise_distribution(np.array([1, 16, 0])) == pytest.approx(np.array([1, 8, 0]) / 9)


def test_power_one_is_the_text_itself():
    assert noise_distribution(np.array([1, 3]), power=1) == pytest.approx(np.array([0.25, 0.75]))


@pytest.mark.parametrize("counts", [np.array([3, -1]), np.array([0, 0]), np.array([[1, 2]])])
def test_what_counts_nothing_is_refused(counts):
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        noise_distribution(counts)


def test_loss_and_gradients_by_hand():
    # The scores are L and -L, both answers are right with 3/4.
    loss, dv, du, dU_neg = negative_sampling_loss(np.array([L]), np.array([1.0]), np.array([[-1.0]]))
    assert loss == pytest.approx(-2 * np.log(0.75))
    assert dv == pytest.approx(np.array([-0.5]))  # -1/4 * 1 + 1/4 * -1
    assert du == pytest.approx(np.array([-L / 4]))
    assert dU_neg == pytest.approx(np.array([[L / 4]]))


def test_noise_words_are_summed():
    loss, *_ = negative_sampling_loss(np.zeros(2), np.ones(2), np.ones((3, 2)))
    assert loss == pytest.approx(4 * np.log(2))  # all four scores are 0


def test_a_score_of_minus_a_thousand_is_a_loss_of_a_thousand():
    loss, *_ = negative_sampling_loss(np.array([1.0]), np.array([-1000.0]), np.array([[0.0]]))
    assert loss == pytest.approx(1000 + np.log(2))
