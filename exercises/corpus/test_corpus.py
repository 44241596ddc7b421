"""Examples you can check by hand. Run `pytest` here; `learnrnn check corpus` knows more."""

import numpy as np
import pytest
from corpus import build_vocabulary, make_windows, to_ids, tokenize, train_test_split

WORDS = ["the", "cat", "sat", "the", "cat", "ran", "the", "dog", "sat"]


def test_a_newline_parts_words_and_a_full_stop_goes():
    assert tokenize("The cat sat.\nThe cat ran!") == ["the", "cat", "sat", "the", "cat", "ran"]


def test_apostrophes_and_hyphens_stay_and_dashes_go():
    assert tokenize("It's a well-known dog -- isn't it?") == ["it's", "a", "well-known", "dog", "isn't", "it"]


def test_what_is_deleted_leaves_no_space():
    assert tokenize("a,b 3rd one\ttwo") == ["ab", "rd", "onetwo"]


def test_ids_go_by_first_appearance_and_the_unknown_word_is_last():
    # the 3 times, cat 2, sat 2, ran 1, dog 1: more than once
    assert build_vocabulary(WORDS, threshold=1) == {"the": 0, "cat": 1, "sat": 2, "<???>": 3}


def test_the_threshold_is_three_unless_said_otherwise():
    assert build_vocabulary(["a", "b", "a", "b", "a", "b", "b"]) == {"b": 0, "<???>": 1}


def test_a_word_without_an_id_gets_that_of_the_unknown_word():
    ids = to_ids(["the", "zebra", "sat"], {"the": 0, "cat": 1, "sat": 2, "<???>": 3})
    assert ids.tolist() == [0, 3, 2]
    assert ids.dtype == np.int64


def test_a_vocabulary_without_the_unknown_word_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011 - any message will do
        to_ids(["the"], {"the": 0})


def test_windows_slide_by_one_word():
    inputs, targets = make_windows(np.array([10, 11, 12, 13, 14]), chunk_size=3)
    assert inputs.tolist() == [[10, 11, 12], [11, 12, 13]]
    assert targets.tolist() == [13, 14]


def test_five_words_are_a_window_with_nothing_to_predict():
    for chunk_size in (5, 6, 0):
        with pytest.raises(ValueError):  # noqa: PT011 - any message will do
            make_windows(np.arange(5), chunk_size)


def test_the_first_four_fifths_are_for_training():
    # 7 * 4 // 5 = 28 // 5 = 5
    inputs, targets = np.arange(14).reshape(7, 2), np.arange(7)
    train_x, train_y, test_x, test_y = train_test_split(inputs, targets)
    assert train_x.tolist() == inputs[:5].tolist()
    assert train_y.tolist() == [0, 1, 2, 3, 4]
    assert test_x.tolist() == [[10, 11], [12, 13]]
    assert test_y.tolist() == [5, 6]
