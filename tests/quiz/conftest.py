"""What the quiz's tests share: a small course of their own, and an empty memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from learnrnn.quiz import load, source
from learnrnn.quiz.memory import Memory, open_tables
from learnrnn.quiz.question import Question, Questions
from learnrnn.quiz.validate import validate

HEAD = """\
schema: 1
section: small
note: S2
title: {en: "Small", ja: "小さな節"}
questions:
"""

SINGLE = """\
  - id: pick
    kind: single
    source: own
    difficulty: 1
    stem: {en: "Which one is right?", ja: "正しいのはどれか。"}
    options:
      - {text: {en: "this one here", ja: "これ"}, right: true, why: {en: "It is.", ja: "そうである。"}}
      - {text: {en: "that one there", ja: "あれ"}, why: {en: "It is not.", ja: "違う。"}}
      - {text: {en: "None of these", ja: "どれでもない"}, last: true, why: {en: "One is.", ja: "正しいものがある。"}}
"""

MULTIPLE = """\
  - id: several
    kind: multiple
    source: own
    difficulty: 2
    stem: {en: "Which ones are even?", ja: "偶数はどれか。"}
    options:
      - {text: "2", right: true, why: {en: "It is even.", ja: "偶数である。"}}
      - {text: "3", why: {en: "It is odd.", ja: "奇数である。"}}
      - {text: "4", right: true, why: {en: "It is even.", ja: "偶数である。"}}
"""

NUMERIC = """\
  - id: clip-numeric
    kind: numeric
    source: own
    difficulty: 2
    params: {t: {choice: [[3, 4, 5], [8, 15, 17], [7, 24, 25]]}, th: {choice: [2, 4]}}
    let: {a: "t[0]", b: "t[1]", norm: "t[2]"}
    require: ["norm > th"]
    stem:
      en: "A gradient is $({a}, {b})$ and the threshold {th}. What is its first component after clipping?"
      ja: "勾配が $({a}, {b})$、しきい値が {th} のとき、クリップ後の第1成分はいくらか。"
    answer: a * th / norm
    tolerance: {abs: 0.005}
    why: {en: "The norm is {norm}.", ja: "ノルムは {norm} である。"}
    otherwise: {en: "Divide by the norm.", ja: "ノルムで割る。"}
    wrong:
      - {answer: a / norm, why: {en: "The threshold is missing.", ja: "しきい値倍を忘れている。"}}
      - {answer: "min(a, th)", why: {en: "That clips elements.", ja: "成分ごとに切っている。"}}
"""

SHAPE = """\
  - id: concat-shape
    kind: shape
    source: own
    difficulty: 1
    params: {T: {range: [4, 9]}, H: {range: [2, 3]}}
    stem: {en: "Two arrays of shape ({T}, {H}) are joined along axis 1. Which shape results?", ja: "形状は。"}
    truth: {setup: "h = np.zeros((T, H))", value: "np.concatenate([h, h], axis=1)"}
    answer: (T, 2*H)
    why: {en: "The widths add up.", ja: "幅が足される。"}
    wrong:
      - {answer: "(2*T, H)", why: {en: "That is axis 0.", ja: "それは軸0である。"}}
"""

FILL = """\
  - id: vae-prior
    kind: fill
    source: note
    difficulty: 1
    stem: {en: "The VAE assumes a ____ on z.", ja: "VAEは z に____を仮定する。"}
    answer: {en: "probability distribution", ja: "確率分布"}
    accept: ["N(0,1)"]
    why: {en: "It is z ~ N(0,1).", ja: "z ~ N(0,1) である。"}
"""

CODE = """\
  - id: clip-typed
    kind: code
    source: own
    difficulty: 2
    stem: {en: "What goes into the blank?", ja: "空欄に入るのは何か。"}
    code: |
      def clip(grad, threshold):
          norm = np.linalg.norm(grad)
          return ____
    truth:
      setup: |
        grad = rng.normal(size=4) * 10
      value: clip(grad, 2.5)
      expect: grad / np.sqrt(np.sum(grad**2)) * 2.5
    answer: grad * threshold / norm
    accept: ["grad / norm * threshold", "grad * (threshold / norm)"]
    why: {en: "The norm becomes the threshold.", ja: "ノルムがしきい値になる。"}
    wrong:
      - {answer: grad / norm, why: {en: "The norm becomes 1.", ja: "ノルムが1になる。"}}
"""

TRACE = """\
  - id: state-trace
    kind: trace
    source: own
    difficulty: 2
    params: {n: {range: [3, 5]}}
    let: {last: "2**n - 1"}
    code: |
      z = 0
      for x in [1] * {n}:
          z = 2 * z + x
      print([z, 0.50])
    stem: {en: "What does it print?", ja: "何が表示されるか。"}
    answer: "[{last}, 0.5]"
    why: {en: "It doubles and adds one.", ja: "2倍して1を足す。"}
"""

ALL = SINGLE + MULTIPLE + NUMERIC + SHAPE + FILL + CODE + TRACE

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the compiled copy of the question files lies; the user's own is left alone."""
    file = tmp_path / "cache" / "quiz-bank.json"
    monkeypatch.setattr(source, "_compiled_file", lambda: file)
    load._load.cache_clear()
    return file


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a question file and returns the folder it lies in."""
    folder = tmp_path / "course" / "quizzes"
    folder.mkdir(parents=True)

    def write_file(questions: str = ALL, *, head: str = HEAD, name: str = "small.yaml") -> Path:
        (folder / name).write_text(head + questions, encoding="utf-8")
        return folder

    return write_file


@pytest.fixture
def questions(write: Write) -> Questions:
    """One question of each kind, and a multiple one."""
    found = source.read(write() / "small.yaml")
    assert found.fault is None
    assert validate(found) == []
    return Questions([found.data])


@pytest.fixture
def connection() -> sqlite3.Connection:
    opened, warning = open_tables(sqlite3.connect(":memory:", isolation_level=None))
    assert warning is None
    return opened


@pytest.fixture
def memory(connection: sqlite3.Connection) -> Memory:
    return Memory(connection)


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment; noon in UTC is the same day in every zone that people live in but the easternmost."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def option(question: Question, text: str) -> str:
    """The id of the option that shows this."""
    return next(o.id for o in question.options if text in (o.code, o.text and o.text.en))
