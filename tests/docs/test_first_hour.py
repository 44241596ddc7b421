"""docs/first-hour.md holds every screen of a learner's first hour, as a walk through a terminal finds it.

After a change that is meant, `UPDATE_SCREENS=1 pytest tests/docs/test_first_hour.py` writes the pages anew.
"""

from __future__ import annotations

import os
import re
import time

import pytest

from learnrnn.locale import Text
from tests.conftest import REPOSITORY, mistaken, solution
from tests.terminal import learnrnn_in

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is POSIX's")
FILES = {"en": "first-hour.md", "ja": "first-hour.ja.md"}
MISTAKE = ("backprop", "two_lost")
TALL = 150  # rows: enough for a whole text

TITLE = Text("# The first hour", "# 最初の1時間")
INTRO = Text(
    "What you see from the first command to the first pass, in a terminal of 80 columns. "
    "A test walks this way and fails when a screen changes.",
    "最初のコマンドから最初の合格までに見る画面です（幅80桁の端末）。テストが同じ道をたどり、画面が変わると失敗します。",
)
HOME = Text(
    "`learnrnn` alone says where you are. The course is a path: what is marked `○` can be begun.",
    "`learnrnn` だけで現在地がわかります。○ の演習は、もう始められます。",
)
LIST = Text("All exercises, in the order of the course:", "演習の一覧です（講義の順）。")
TASK = Text(
    "An exercise is a text, a file to write in and a few examples. A text longer than the screen goes through a pager.",
    "演習は、文章と、書き込むファイルと、いくつかの例からなります。画面より長い文章はページャに入ります。",
)
STUB = Text("Before you have written anything:", "まだ何も書いていないとき：")
HINT = Text("Three hints, one at a time:", "ヒントは3つ、1つずつ出ます。")
WRONG = Text(
    "A wrong answer: what holds in a line, then the fault with its name, nearest to the prompt.",
    "間違えたとき：合格の数が1行、そのあと、いちばん下に誤りとその名前が出ます。",
)
ERROR = Text("An error, with its line:", "エラーが起きたときは、その行も出ます。")
WATCH = Text(
    "`learnrnn watch` keeps a screen open and judges each save. Wrong, then right:",
    "`learnrnn watch` は画面を開いたまま、保存のたびに採点します。間違いのとき、正しいとき：",
)
FIND = Text("`l` lists and searches the course:", "`l` で一覧と検索：")
PASSED = Text("Passed:", "合格したとき：")
AFTER = Text("And what is next:", "次にすること：")


class Walk:
    """Collects the page while a learner's steps are taken."""

    def __init__(self, learnrnn, lang):
        self.learnrnn, self.lang = learnrnn, lang
        self.parts = [TITLE.render(lang), INTRO.render(lang)]

    def tell(self, text):
        self.parts.append(text.render(self.lang))

    def screen(self, lines, command=""):
        kept = [line.rstrip() for line in lines]
        while kept and not kept[-1]:
            kept.pop()
        head = [f"$ {command}"] if command else []
        # What differs from run to run, and the lines between the last words and the keys.
        text = "\n".join([*head, *kept])
        text = re.sub(r"\d\d:\d\d:\d\d", "14:02:11", re.sub(r"\d+ ms", "20 ms", text))
        self.parts.append("```\n" + re.sub(r"\n{4,}", "\n\n\n", text) + "\n```")

    def type(self, *words):
        terminal = learnrnn_in(self.learnrnn, *words, rows=TALL, LEARNRNN_LANG=self.lang, PAGER="cat")
        terminal.end()
        self.screen(terminal.lines(), " ".join(("learnrnn", *words)))

    def write(self, source):
        self.learnrnn.write("backprop.py", source)

    def page(self):
        return "\n\n".join(self.parts) + "\n"


def walk(learnrnn, lang):
    """The first hour, from nothing to a pass."""
    steps = Walk(learnrnn, lang)
    steps.tell(HOME)
    steps.type()
    steps.tell(LIST)
    steps.type("exercise")
    steps.tell(TASK)
    steps.type("exercise", "backprop")
    steps.tell(STUB)
    steps.type("check", "backprop")
    steps.tell(HINT)
    steps.type("hint", "backprop")
    wrong, right = mistaken(*MISTAKE), solution("backprop")
    steps.write(wrong)
    steps.tell(WRONG)
    steps.type("check", "backprop")
    steps.write("def forward(x, y):\n    return (x + y).square()\n")
    steps.tell(ERROR)
    steps.type("check", "backprop")
    steps.write(wrong)
    watch_it(steps, wrong, right)
    steps.tell(PASSED)
    steps.type("check", "backprop")
    steps.tell(AFTER)
    steps.type()
    return steps.page()


def watch_it(steps, wrong, right):
    full = {"en": "10 of 10", "ja": "10 点中 10 点"}[steps.lang]
    terminal = learnrnn_in(steps.learnrnn, "watch", "backprop", LEARNRNN_LANG=steps.lang)
    try:
        terminal.wait(lambda text: "✘" in text and " ms" in text)
        steps.tell(WATCH)
        steps.screen(terminal.lines())
        time.sleep(0.2)  # the folder is being watched by now
        steps.write(right)
        terminal.wait(lambda text: full.replace(" ", "") in text.replace(" ", ""))
        steps.screen(terminal.lines())
        terminal.type("lgru")
        terminal.wait(" gru_")
        steps.tell(FIND)
        steps.screen(terminal.lines())
        terminal.type("\x03")
        terminal.end()
    finally:
        terminal.close()


@pytest.mark.parametrize("lang", FILES)
def test_the_first_hour_is_as_the_page_shows_it(learnrnn, lang):
    page, file = walk(learnrnn, lang), REPOSITORY / "docs" / FILES[lang]
    if os.environ.get("UPDATE_SCREENS"):
        file.write_text(page, encoding="utf-8")
    assert page == file.read_text(encoding="utf-8")
