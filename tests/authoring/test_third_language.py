"""A language is data: a course that names a third one is read in it, and verify says which file is missing."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.conftest import REPOSITORY

NAMES = ("backprop", "clip")


@pytest.fixture
def course(tmp_path):
    """Two exercises in English, Japanese and French, but for the second one's README."""
    root = tmp_path / "course"
    for name in NAMES:
        for part in ("exercises", "solutions"):
            shutil.copytree(REPOSITORY / part / name, root / part / name)
        file = root / "exercises" / name / "exercise.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"^en = (.*)", r"en = \1" + '\nfr = "En français."', text, flags=re.M))
        readme = (root / "exercises" / name / "README.md").read_text(encoding="utf-8")
        (root / "exercises" / name / "README.fr.md").write_text("# Une leçon\n\n" + readme, encoding="utf-8")
    text = (REPOSITORY / "course.toml").read_text(encoding="utf-8")
    (root / "course.toml").write_text(
        text.replace("format = 1", 'format = 1\nlanguages = ["en", "ja", "fr"]'), encoding="utf-8"
    )
    (root / "exercises" / "clip" / "README.fr.md").unlink()
    return root


def verified(learnrnn, root):
    return learnrnn.json("verify", *NAMES, "--json", LEARNRNN_COURSE=str(root))["failures"]


def test_verify_names_the_file_that_a_third_language_lacks(learnrnn, course):
    missing = [failure for failure in verified(learnrnn, course) if "README" in failure]
    assert missing == ["exercises/clip/README.fr.md is missing. Write it."]
    shutil.copy(course / "exercises" / "backprop" / "README.fr.md", course / "exercises" / "clip")
    assert all("README.fr.md is missing" not in failure for failure in verified(learnrnn, course))


def test_verify_names_a_text_that_a_third_language_lacks(learnrnn, course):
    file = course / "exercises" / "backprop" / "exercise.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('fr = "En français."\n', "", 1), encoding="utf-8"
    )
    failures = verified(learnrnn, course)
    assert "exercises/backprop/exercise.toml: title has no text in 'fr'. Write it." in failures


def test_a_check_speaks_a_third_language_as_its_author_wrote_it(learnrnn, course):
    file = course / "solutions" / "clip" / "checks.py"
    text = file.read_text(encoding="utf-8")
    (course / "exercises" / "clip" / "README.fr.md").write_text("# Une leçon\n", encoding="utf-8")
    lacking = [failure for failure in verified(learnrnn, course) if "solutions/clip" in failure]
    assert any("has no text in 'fr'" in failure for failure in lacking)
    file.write_text(
        re.sub(r"^( +)(en=)", r'\1more={"fr": "En français."},\n\1\2', text, flags=re.M), encoding="utf-8"
    )
    assert not [failure for failure in verified(learnrnn, course) if "solutions/clip" in failure]
    learnrnn.write("clip.py", "")
    shown = learnrnn("check", "clip", "--lang", "fr", "--all", LEARNRNN_COURSE=str(course))
    assert "En français." in shown.stdout


def test_a_learner_reads_it_and_what_the_program_lacks_is_english(learnrnn, course):
    there = {"LEARNRNN_COURSE": str(course)}
    shown = learnrnn("exercise", "backprop", "--lang", "fr", **there)
    assert shown.returncode == 0, shown.stderr
    assert "Une leçon" in shown.stdout
    assert "learnrnn check backprop" in shown.stdout
    assert learnrnn("hint", "backprop", LEARNRNN_LANG="fr", **there).stdout.startswith(
        "Hint 1 of 3: En français."
    )
    assert "[en|ja|fr]" in learnrnn("hint", "--help", **there).stdout


def test_a_language_that_the_course_is_not_in_is_wrong_use(learnrnn):
    done = learnrnn("hint", "backprop", "--lang", "fr")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'fr' is not one of 'en', 'ja'" in done.stderr
