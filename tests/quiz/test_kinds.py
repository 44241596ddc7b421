"""A kind of question is one file: put beside the others, it is read, drawn, asked, scored and exported."""

from __future__ import annotations

import importlib
import sys

import pytest

from learnrnn.bridges.quiz_formats.asked import AskedSection, of_item
from learnrnn.bridges.quiz_formats.write import FORMATS, written
from learnrnn.locale import LANGUAGES
from learnrnn.quiz import kinds, source
from learnrnn.quiz.check import check_files
from learnrnn.quiz.draw import draw
from learnrnn.quiz.judge import judge
from learnrnn.quiz.keyless import cut
from learnrnn.quiz.question import build_bank
from learnrnn.quiz.replies import UnreadableReply
from learnrnn.quiz.validate import validate
from learnrnn.views.quiz.screen import PlainScreen
from learnrnn.views.quiz.text import Style
from tests.quiz.conftest import HEAD

YES_NO = '''
"""Yes or no."""

from learnrnn.locale import Message, Text
from learnrnn.quiz import fields
from learnrnn.quiz.kind import Kind
from learnrnn.quiz.replies import UnreadableReply, normal


class YesNo(Kind):
    prompt = Text("Yes or no?", "はいか、いいえか。")

    def keys(self, data):
        return {"answer": fields.text_or_scalar, "why": fields.text, "wrong": fields.wrongs}, {}

    def require_readable(self, typed):
        if normal(typed) not in ("yes", "no", "y", "n"):
            raise UnreadableReply(Message("quiz_reply_number"))

    def matches(self, question, expected, typed):
        self.require_readable(typed)
        return expected.text.en[0] == normal(typed)[0]

    def forms(self, expected, shown):
        return [expected.text.en[0]]


KIND = YesNo()
'''
ONE = """\
  - id: does-it-forget
    kind: yes_no
    source: own
    difficulty: 1
    stem: {en: "Does a forget gate of one keep the cell?", ja: "忘却ゲートが1なら、セルは保たれるか。"}
    answer: "yes"
    why: {en: "It multiplies by one.", ja: "1を掛けるだけである。"}
    wrong:
      - {answer: "no", why: {en: "It does not shrink.", ja: "小さくならない。"}}
"""


@pytest.fixture
def with_a_new_kind(tmp_path, monkeypatch):
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "yes_no.py").write_text(YES_NO, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path / "kinds")])
    importlib.invalidate_caches()
    kinds.kind_of.cache_clear()
    yield
    kinds.kind_of.cache_clear()
    sys.modules.pop("learnrnn.quiz.kinds.yes_no", None)


@pytest.fixture
def item(with_a_new_kind, tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(HEAD + ONE, encoding="utf-8")
    read = source.read(file)
    assert [fault.said.render("en") for fault in validate(read)] == []
    return draw(build_bank([read.data]).questions["does-it-forget"], 0)


def test_a_kind_that_is_no_file_is_no_kind(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(HEAD + ONE, encoding="utf-8")
    faults = [fault.said.render("en") for fault in validate(source.read(file))]
    assert len(faults) == 1
    assert all(name in faults[0] for name in kinds.names())


def test_a_file_is_all_that_a_new_kind_takes(item):
    assert judge(item, "Y").right
    assert judge(item, "no").notes[0].why.en == "It does not shrink."
    with pytest.raises(UnreadableReply):
        judge(item, "perhaps")
    assert PlainScreen("ja", Style(colour=False)).prompt(item) == "はいか、いいえか。"
    assert "answer" not in cut(item)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_exports_a_new_kind(item, form, lang):
    if form == "anki":
        pytest.importorskip("genanki")
    part = AskedSection("small", "S2", "small", (of_item(item, lang),))
    assert of_item(item, lang).rights[0].forms == ("yes", "y")
    content = written(form, (part,), lang, student=False)
    assert content if form in ("anki", "qti") else b"yes" in content


def test_the_bank_of_a_course_is_checked_with_a_new_kind(item, tmp_path):
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes" / "small.yaml").write_text(HEAD + ONE, encoding="utf-8")
    assert check_files(folder=tmp_path / "quizzes") == []
