"""A saved model, and files that are none."""

from __future__ import annotations

import numpy as np
import pytest

from learnrnn.errors import LearnrnnError
from learnrnn.training.save import refuse_foreign, save, training_of


def test_a_saved_model_comes_back(tmp_path):
    path = tmp_path / "m.npz"
    save(path, "adder", {"W": np.eye(2)})
    assert training_of(path) == "adder"
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["W"], np.eye(2))
    refuse_foreign(path, "adder")
    assert [p.name for p in tmp_path.iterdir()] == ["m.npz"]


@pytest.mark.parametrize("content", [b"", b"mine", b"PK\x03\x04 no zip", b"\x93NUMPY"])
def test_a_file_that_is_not_ours_is_refused(tmp_path, content):
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(LearnrnnError, match="left as it is"):
        refuse_foreign(path, "adder")


def test_an_npz_of_something_else_is_refused(tmp_path):
    path = tmp_path / "m.npz"
    np.savez(path, W=np.eye(2))
    with pytest.raises(LearnrnnError, match="no model of this training"):
        refuse_foreign(path, "adder")
    save(path, "seq2seq", {})
    with pytest.raises(LearnrnnError, match="no model of this training"):
        refuse_foreign(path, "adder")


def test_a_dangling_link_and_a_folder_are_refused(tmp_path):
    (tmp_path / "link.npz").symlink_to(tmp_path / "nowhere.npz")
    for path in (tmp_path / "link.npz", tmp_path, tmp_path / "none" / "m.npz"):
        with pytest.raises(LearnrnnError):
            refuse_foreign(path, "adder")


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "m.npz").mkdir()
    with pytest.raises(LearnrnnError, match="could not be kept"):
        save(tmp_path / "m.npz", "adder", {"W": np.eye(2)})
    assert [p.name for p in tmp_path.iterdir()] == ["m.npz"]
