"""Texts in a terminal: Japanese is wrapped by its width, with no punctuation at a line's head."""

from __future__ import annotations

import click
import pytest

from learnrnn.quiz.load import load_bank
from learnrnn.quiz.question import text_of
from learnrnn.text import NEVER_FIRST, NEVER_LAST, columns
from learnrnn.views.quiz.text import Style

LONG = (
    "忘却ゲートは、前のセルをどれだけ残すかを決める。「とても」のような語は不要になれば消える (そのための `f` である)。"
    * 3
)


@pytest.mark.parametrize("width", range(20, 60, 3))
def test_no_line_is_too_wide_and_none_begins_or_ends_badly(width):
    shown = Style(colour=False, width=width).prose(LONG, indent="  ")
    for line in shown.splitlines():
        assert columns(line) <= width
        assert line.strip()[0] not in NEVER_FIRST
        assert line[-1] not in NEVER_LAST
    assert shown.replace("\n", "").replace(" ", "") == LONG.replace(" ", "")


def test_words_are_kept_whole_and_paragraphs_apart():
    shown = Style(colour=False, width=24).prose("one two three four five six seven\n\neight $a = b$")
    assert shown == "one two three four five\nsix seven\n\neight a = b"


def test_a_short_formula_is_not_broken():
    shown = Style(colour=False, width=24).prose("the state is given by $c = i a + f c$ here")
    assert "c = i a + f c" in shown


def test_colour_marks_code_and_plain_keeps_its_backticks():
    coloured, plain = (Style(colour=c).prose("use `np.dot` **now** and `a b`") for c in (True, False))
    assert click.unstyle(coloured) == "use np.dot now and a b"
    assert "\x1b[36mnp.dot\x1b[0m" in coloured
    assert plain == "use `np.dot` now and `a b`"


def test_a_line_end_between_japanese_letters_is_no_space():
    text = text_of({"en": "a b", "ja": "前の セルを、 `f` で 消す。\n次に"})
    assert text.ja == "前のセルを、`f` で消す。次に"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_text_of_the_bank_is_shown_without_tex(lang):
    style = Style(colour=False, width=60)
    for question in load_bank().questions.values():
        texts = [question.stem, question.convention, question.why, question.otherwise]
        texts += [t for o in question.options for t in (o.text, o.why)] + [w.why for w in question.wrong]
        for text in texts:
            if text is not None:
                shown = style.prose(text.render(lang))
                assert "\\" not in shown, shown
                assert "$" not in shown, shown


def test_learners_own_words_are_shown_whatever_they_are():
    assert Style(colour=False).prose(r"$\unheardof{$ and `one") == r"$\unheardof{$ and `one"
